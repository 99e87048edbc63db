"""The KBO as second opinion: what differs is listed, and nothing is taken over that nobody accepted."""

from __future__ import annotations

import zipfile
from pathlib import Path

import msgspec
import pytest

from vademecum.catalogue import Catalogue
from vademecum.errors import KnownError, StoppedError
from vademecum.records import Actor, Contact, Identifier, Name, Site

HEADS = {
    "enterprise": "EnterpriseNumber,Status,JuridicalSituation,TypeOfEnterprise,JuridicalForm,JuridicalFormCAC,"
    "StartDate",
    "establishment": "EstablishmentNumber,StartDate,EnterpriseNumber",
    "denomination": "EntityNumber,Language,TypeOfDenomination,Denomination",
    "address": "EntityNumber,TypeOfAddress,CountryNL,CountryFR,Zipcode,MunicipalityNL,MunicipalityFR,StreetNL,StreetFR,"
    "HouseNumber,Box,ExtraAddressInfo,DateStrikingOff",
    "contact": "EntityNumber,EntityContact,ContactType,Value",
    "activity": "EntityNumber,ActivityGroup,NaceVersion,NaceCode,Classification",
    "branch": "Id,StartDate,EnterpriseNumber",
}
CODES = (
    '"Category","Code","Language","Description"\r\n"JuridicalForm","017","FR","Association sans but lucratif"\r\n'
    '"JuridicalForm","017","NL","Vereniging zonder winstoogmerk"\r\n'
    '"JuridicalForm","610","NL","Besloten Vennootschap"\r\n"JuridicalSituation","050","NL","Opening faillissement"\r\n'
)


def archive(
    path: Path, rows: dict[str, list[str]], *, kind: str = "full", dots: bool = True, letters: str = "utf-8"
) -> Path:
    with zipfile.ZipFile(path, "w") as target:
        meta = f'"Variable","Value"\r\n"SnapshotDate","02-11-2026"\r\n"ExtractType","{kind}"\r\n'
        target.writestr("meta.csv", meta)
        target.writestr("code.csv", CODES)
        for name, head in HEADS.items():
            lines = rows.get(name, [])
            if not dots:
                lines = [line.replace(".", "", 2) for line in lines]
            table = "\ufeff" * (name == "address") + "\r\n".join([head, *lines]) + "\r\n"
            target.writestr(f"{name}.csv", table.encode("utf-8" if name == "address" else letters))
    return path


def part(number: int) -> str:
    return f"7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c{number:04d}"


@pytest.fixture
def ours(catalogue: Catalogue) -> Catalogue:
    """A catalogue with an actor whose number is in no other record."""
    catalogue.save(
        Actor(
            id=part(1),
            kind="ocmw",
            names=(Name(id=part(2), text="Proefwerkplaats bv"),),
            identifiers=(Identifier(id=part(3), value="0475123420"),),
            sites=(Site(id=part(4), street="Kerkstraat 1", postcode="8957", town="Mesen", municipality="nis:33016"),),
            contacts=(Contact(id=part(5), kind="phone", value="+3257210000"),),
        )
    )
    return catalogue


def findings(catalogue: Catalogue, path: Path) -> dict[str, tuple[str, str, str]]:
    report = catalogue.exchange.compare_kbo(path)
    return {one.field: (one.kind, one.ours, one.theirs) for one in report.findings if one.actor_id == part(1)}


SAME = {
    "enterprise": ['"0475.123.420","AC","000","2","610","","01-01-2001"'],
    "denomination": ['"0475.123.420","1","001","Atelier"', '"0475.123.420","2","001","PROEFWERKPLAATS"'],
    "address": ['"0475.123.420","REGO","","","8957","Mesen","Messines","Kerkstr.","","1","","",""'],
    "contact": ['"0475.123.420","ENT","TEL","057/21.00.00"'],
}
OTHER = {
    "enterprise": ['"0475.123.420","AC","050","2","017","","01-01-2001"'],
    "denomination": ['"0475.123.420","2","001","Nieuwe naam, ""vzw"""'],
    "address": ['"0475.123.420","REGO","","","8900","Ieper","Ypres","Grote Markt","","3","2","",""'],
    "contact": ['"0475.123.420","ENT","TEL","057211111"', '"0475.123.420","ENT","WEB","www.proef.example.org"'],
}


@pytest.mark.parametrize("dots", [True, False])
def test_what_is_the_same_in_other_letters_is_no_finding(ours: Catalogue, tmp_path: Path, dots: bool) -> None:
    assert findings(ours, archive(tmp_path / "kbo.zip", SAME, dots=dots)) == {}


def test_what_differs_is_listed(ours: Catalogue, tmp_path: Path) -> None:
    assert findings(ours, archive(tmp_path / "kbo.zip", OTHER)) == {
        "name": ("renamed", "Proefwerkplaats bv", 'Nieuwe naam, "vzw"'),
        "seat": ("moved", "Kerkstraat 1, 8957 Mesen", "Grote Markt 3 bus 2, 8900 Ieper"),
        "legal_form": ("differs", "bv", "Vereniging zonder winstoogmerk"),
        "status": ("differs", "actief", "Opening faillissement"),
        "phone": ("differs", "057 21 00 00", "057 21 11 11"),
        "web": ("differs", "", "https://www.proef.example.org"),
    }


def test_a_number_that_is_gone_has_stopped(ours: Catalogue, tmp_path: Path) -> None:
    found = findings(ours, archive(tmp_path / "kbo.zip", {}))
    assert found == {"status": ("stopped", "actief", "niet meer in de KBO")}


def test_the_report_counts_and_nothing_is_written(ours: Catalogue, tmp_path: Path) -> None:
    before = ours.info()
    report = ours.exchange.compare_kbo(archive(tmp_path / "kbo.zip", SAME))
    assert (report.snapshot, report.found) == ("2026-11-02", 1)
    assert report.asked > 100
    assert ours.info() == before


def test_only_what_is_accepted_is_taken_over_with_the_kbo_as_source(ours: Catalogue, tmp_path: Path) -> None:
    report = ours.exchange.compare_kbo(archive(tmp_path / "kbo.zip", OTHER))
    keys = [one.key for one in report.findings if one.actor_id == part(1) and one.field in ("seat", "name", "status")]
    changes = ours.exchange.accept_kbo(report, keys)
    after = ours.load("actor", part(1))
    assert isinstance(after, Actor)
    assert [(name.text, name.type) for name in after.names] == [
        ('Nieuwe naam, "vzw"', "official"), ("Proefwerkplaats bv", "former"),
    ]  # fmt: skip
    site = after.sites[0]
    assert (site.street, site.postcode, site.municipality) == ("Grote Markt 3 bus 2", "8900", "nis:33011")
    assert after.status == "active"  # a bankruptcy is told, not taken over
    assert [one.value for one in after.contacts] == ["+3257210000"]
    assert {one.fact for one in after.evidence} == {name.id for name in after.names} | {site.id}
    assert {one.date for one in after.evidence} == {"2026-11-02"}
    assert "KBO" in ours.load("source", after.evidence[0].source_id).name
    ours.undo(changes.operation)
    assert ours.load("actor", part(1)).name == "Proefwerkplaats bv"


def test_who_has_stopped_is_ended_when_accepted(ours: Catalogue, tmp_path: Path) -> None:
    report = ours.exchange.compare_kbo(archive(tmp_path / "kbo.zip", {}))
    key = next(one.key for one in report.findings if one.actor_id == part(1))
    ours.exchange.accept_kbo(report, [key])
    after = ours.load("actor", part(1))
    assert isinstance(after, Actor)
    assert after.status == "ended"
    again = ours.exchange.compare_kbo(tmp_path / "kbo.zip")
    assert key not in {one.key for one in again.findings}


def test_desks_of_one_enterprise_are_not_moved_to_its_seat(ours: Catalogue, tmp_path: Path) -> None:
    first = ours.load("actor", part(1))
    assert isinstance(first, Actor)
    desk = msgspec.structs.replace(
        first, id=part(11), names=(Name(id=part(12), text="Loket Ieper"),), sites=(), contacts=(), version=0,
        identifiers=(Identifier(id=part(13), value="0475123420"),),
    )  # fmt: skip
    ours.save(desk)
    report = ours.exchange.compare_kbo(archive(tmp_path / "kbo.zip", OTHER))
    assert {one.field for one in report.findings if one.actor_id == part(11)} == {"status"}


@pytest.mark.parametrize("kind", ["update", "no zip", "cut off", "another zip"])
def test_a_file_that_is_not_the_full_extract_is_refused(ours: Catalogue, tmp_path: Path, kind: str) -> None:
    path = archive(tmp_path / "kbo.zip", SAME, kind="update" if kind == "update" else "full")
    if kind == "no zip":
        path.write_bytes(b"nothing")
    elif kind == "cut off":
        path.write_bytes(path.read_bytes()[:700])
    elif kind == "another zip":
        with zipfile.ZipFile(path, "w") as target:
            target.writestr("readme.txt", "hello")
    with pytest.raises(KnownError):
        ours.exchange.compare_kbo(path)


def test_reading_can_be_stopped(ours: Catalogue, tmp_path: Path) -> None:
    many = {"contact": [f'"0475.{number % 1000:03d}.420","ENT","TEL","057"' for number in range(70_000)]}
    path = archive(tmp_path / "kbo.zip", many)

    def stop(_text: str, _part: float) -> None:
        raise StoppedError("gestopt")

    with pytest.raises(StoppedError):
        ours.exchange.compare_kbo(path, stop)


def test_what_changed_since_the_comparison_is_not_overwritten(ours: Catalogue, tmp_path: Path) -> None:
    report = ours.exchange.compare_kbo(archive(tmp_path / "kbo.zip", OTHER))
    keys = [one.key for one in report.findings if one.actor_id == part(1) and one.field in ("seat", "phone")]
    now = ours.load("actor", part(1))
    assert isinstance(now, Actor)
    moved = msgspec.structs.replace(now.sites[0], street="Kerkstraat 7")
    ours.save(msgspec.structs.replace(now, sites=(moved,)))
    with pytest.raises(KnownError):
        ours.exchange.accept_kbo(report, keys)
    after = ours.load("actor", part(1))
    assert isinstance(after, Actor)
    assert (after.sites[0].street, len(after.contacts)) == ("Kerkstraat 7", 1)


def test_names_in_old_letters_and_addresses_that_are_none(ours: Catalogue, tmp_path: Path) -> None:
    rows = OTHER | {
        "contact": ['"0475.123.420","ENT","EMAIL","info@"', '"0475.123.420","ENT","WEB","geen website"'],
        "denomination": ['"0475.123.420","2","001","Ateljé"'],
    }
    report = ours.exchange.compare_kbo(archive(tmp_path / "kbo.zip", rows, letters="cp1252"))
    told = {one.field: one for one in report.findings if one.actor_id == part(1)}
    assert told["name"].theirs == "Ateljé"
    assert not told["email"].acceptable
    assert not told["web"].acceptable


def test_an_internal_number_is_not_shown(ours: Catalogue, tmp_path: Path) -> None:
    now = ours.load("actor", part(1))
    assert isinstance(now, Actor)
    ours.save(msgspec.structs.replace(now, contacts=(msgspec.structs.replace(now.contacts[0], visibility="internal"),)))
    assert findings(ours, archive(tmp_path / "kbo.zip", OTHER))["phone"][1] == ""
