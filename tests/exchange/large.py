"""What large files cost: ``python -m tests.exchange.large [rows] [enterprises]`` prints seconds and memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

MOST = {"kbo": 200}  # MB


def memory() -> float:
    """Highest use of this process, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spreadsheet(path: Path, rows: int) -> None:
    """A .csv or .xlsx file with so many organisations that nobody knows."""
    headings = ("Naam", "Soort", "Straat en nummer", "Postcode", "Plaats", "Telefoon", "E-mail", "Website",
                "Omschrijving", "Doelgroepen", "Werkgebied")  # fmt: skip
    towns = (("8900", "Ieper"), ("8500", "Kortrijk"), ("8400", "Oostende"), ("8800", "Roeselare"))

    def lines() -> Iterator[tuple[str, ...]]:
        yield headings
        for number in range(rows):
            postcode, town = towns[number % 4]
            yield (
                f"Proefdienst {number} {town}", "Andere sociale economie", f"Kerkstraat {number % 300}", postcode, town,
                f"057 {number % 1_000_000:06d}", f"info{number}@example.org", f"https://dienst{number}.example.org",
                f"Dienst nummer {number} van een proef met veel rijen.", "Werkzoekenden | Werknemers", town,
            )  # fmt: skip

    if path.suffix == ".csv":
        import csv

        with path.open("w", encoding="cp1252", newline="") as file:
            csv.writer(file, delimiter=";").writerows(lines())
        return
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Organisaties")
        for number, line in enumerate(lines()):
            sheet.write_row(number, 0, line)


def zip_of_the_kbo(path: Path, enterprises: int, ours: tuple[str, ...]) -> None:
    """A full extract with so many enterprises, ours among them; made on the fly, line by line."""

    def numbers() -> Iterator[str]:
        for number in range(enterprises):
            digits = f"{(200_000_00 + number) % 100_000_000:08d}"
            check = 97 - int(digits) % 97
            yield f"{digits[:4]}.{digits[4:7]}.{digits[7:]}{check:02d}"
        for own in ours:
            yield f"{own[:4]}.{own[4:7]}.{own[7:]}"

    tables: dict[str, tuple[str, Callable[[str], str]]] = {
        "enterprise": (
            "EnterpriseNumber,Status,JuridicalSituation,TypeOfEnterprise,JuridicalForm,JuridicalFormCAC,StartDate",
            lambda n: f'"{n}","AC","000","2","017","","01-01-2001"',
        ),
        "establishment": (
            "EstablishmentNumber,StartDate,EnterpriseNumber",
            lambda n: f'"2.{n[1:4]}.{n[5:8]}.{n[9:]}","01-01-2001","{n}"',
        ),
        "denomination": (
            "EntityNumber,Language,TypeOfDenomination,Denomination", lambda n: f'"{n}","2","001","Onderneming {n}"'
        ),
        "address": (
            "EntityNumber,TypeOfAddress,CountryNL,CountryFR,Zipcode,MunicipalityNL,MunicipalityFR,StreetNL,StreetFR,"
            "HouseNumber,Box,ExtraAddressInfo,DateStrikingOff",
            lambda n: f'"{n}","REGO","","","8900","Ieper","Ypres","Grote Markt","","1","","",""',
        ),
        "contact": ("EntityNumber,EntityContact,ContactType,Value", lambda n: f'"{n}","ENT","TEL","057123456"'),
        "activity": (
            "EntityNumber,ActivityGroup,NaceVersion,NaceCode,Classification",
            lambda n: f'"{n}","001","2025","88999","MAIN"',
        ),
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("meta.csv", '"Variable","Value"\r\n"SnapshotDate","02-11-2026"\r\n"ExtractType","full"\r\n')
        archive.writestr(
            "code.csv",
            '"Category","Code","Language","Description"\r\n'
            '"JuridicalForm","017","NL","Vereniging zonder winstoogmerk"\r\n',
        )
        for name, (header, line) in tables.items():
            with archive.open(f"{name}.csv", "w", force_zip64=True) as file:
                file.write((header + "\r\n").encode())
                block: list[str] = []
                for number in numbers():
                    block.append(line(number))
                    if len(block) == 20_000:
                        file.write(("\r\n".join(block) + "\r\n").encode())
                        block.clear()
                file.write(("\r\n".join(block) + "\r\n").encode())


def main() -> int:
    """Make the files, then measure each step in a process of its own."""
    rows, enterprises = (int(text) for text in (*sys.argv[1:], "100000", "2000000")[:2]) if len(sys.argv) != 2 else (
        int(sys.argv[1]), 2_000_000
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="vademecum-large-") as folder:
        work = Path(folder)
        for name in ("rows.csv", "rows.xlsx"):
            spreadsheet(work / name, rows)
        for step in ("plan rows.xlsx", "import rows.csv", f"kbo {enterprises}"):
            subprocess.run([sys.executable, "-m", "tests.exchange.large", "--step", *step.split(), folder], check=True)
    return 0


def step(what: str, argument: str, folder: str) -> int:
    """One step; says seconds and memory."""
    from contextlib import closing

    from vademecum.catalogue import Catalogue
    from vademecum.exchange import kbo
    from vademecum.paths import UserFolder

    work = Path(folder)
    if what == "kbo":
        path = work / "kbo.zip"
        before = memory()
        start = time.monotonic()
        zip_of_the_kbo(path, int(argument), ("0407079207",))
        print(f"kbo: made {path.stat().st_size / 1e6:.0f} MB in {time.monotonic() - start:.0f} s")
        start = time.monotonic()
        found = kbo.read(path, ["0407079207", "0475123456"])
        used, seconds = memory(), time.monotonic() - start
        print(f"kbo: {found.rows:,} lines in {seconds:.1f} s, at most {used:.0f} MB ({before:.0f} before)")
        assert list(found.entities) == ["0407079207"]
        return 0 if used < MOST["kbo"] else 1
    with closing(Catalogue.open(UserFolder(work / f"user-{what}"), who="large")) as catalogue:
        before = memory()
        start = time.monotonic()
        plan = catalogue.exchange.plan(work / argument)
        used, seconds = memory(), time.monotonic() - start
        print(f"plan of {argument}: {plan.counts}")
        print(f"  {seconds:.1f} s, at most {used:.0f} MB ({before:.0f} before)")
        if what == "import":
            start = time.monotonic()
            last = [start, ""]

            def progress(text: str, part: float) -> None:
                if text != last[1]:
                    print(f"  {time.monotonic() - start:6.1f} s  {text}  {memory():.0f} MB")
                    last[1] = text

            result = catalogue.exchange.apply(plan, progress)
            print(f"import: {result.counts} in {time.monotonic() - start:.1f} s, at most {memory():.0f} MB")
            start = time.monotonic()
            catalogue.undo(result.changes.operation)
            print(f"undo in {time.monotonic() - start:.1f} s, at most {memory():.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(step(*sys.argv[2:]) if sys.argv[1:2] == ["--step"] else main())
