"""Large files, made line by line: spreadsheets and the monthly zip of the KBO."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from tests.exchange import files


def spreadsheet(path: Path, rows: int) -> None:
    """A .csv, .xlsx or .ods file with so many organisations that nobody knows."""
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
        with path.open("w", encoding="cp1252", newline="") as file:
            csv.writer(file, delimiter=";").writerows(lines())
    elif path.suffix == ".ods":
        _ods(path, lines())
    else:
        with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet("Organisaties")
            for number, line in enumerate(lines()):
                sheet.write_row(number, 0, line)


def _ods(path: Path, lines: Iterator[tuple[str, ...]]) -> None:
    """Row by row, as files.ods does it whole."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", files.MANIFEST)
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(f'{files.ODS_HEAD}<table:table table:name="Organisaties">'.encode())
            for line in lines:
                row = "".join(
                    f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
                    for text in line
                )
                content.write(f"<table:table-row>{row}</table:table-row>".encode())
            content.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


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
