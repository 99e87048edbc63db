"""The monthly open data of the KBO (Crossroads Bank for Enterprises), read for our own numbers only.

The zip holds one .csv file per table, with a header, commas and quotes; dates are ``dd-mm-yyyy``; numbers come with
dots or without. Only active entities are in it: a number that is not there has stopped (or was never right). All is
streamed: what is kept grows with our numbers, not with the file.

Layout: FPS Economy, *KBO open data cookbook* R018.00.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from vademecum import records as r
from vademecum.errors import KnownError
from vademecum.texts import _

SEAT, ESTABLISHMENT = "REGO", "BAET"
_DUTCH = ("2", "NL")
_COMMENT_EVERY = 65_536  # rows between two words on how far we are
_MIXED = "vademecum.utf8-or-cp1252"
_TABLES = ("enterprise", "establishment", "denomination", "address", "contact")


def _old_letters(error: UnicodeError) -> tuple[str, int]:
    """What is no UTF-8 was written as Windows-1252: some names still are."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(_MIXED, _old_letters)


class Entity(r.Frozen, frozen=True, kw_only=True):
    """What the KBO says of one enterprise or establishment. ``names``: the official one first."""

    number: str
    names: tuple[str, ...] = ()
    legal_form: str | None = None  # code
    situation: str | None = None  # code; 000 is normal
    street: str | None = None
    house: str | None = None
    box: str | None = None
    postcode: str | None = None
    town: str | None = None
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


class Extract(r.Frozen, frozen=True, kw_only=True):
    """What was read. ``snapshot``: the day of the extract, ISO. ``rows``: lines that were read, of all tables."""

    snapshot: str | None
    entities: dict[str, Entity]
    legal_forms: dict[str, str]
    situations: dict[str, str]
    rows: int


def bare(number: str) -> str:
    """The ten digits of a number."""
    found = re.sub(r"\D", "", number)
    return found.rjust(10, "0") if len(found) == 9 else found


def read(path: Path, numbers: Collection[str], progress: Callable[[float], None] | None = None) -> Extract:
    """Read the zip for these numbers. Raises KnownError where it is no full extract. ``progress`` may raise to stop."""
    if not path.is_file():
        raise KnownError(_("There is no file %(file)s.") % {"file": path})
    wanted = {bare(number) for number in numbers}
    report = progress or (lambda _part: None)
    try:
        with zipfile.ZipFile(path) as archive:
            return _Reading(archive, path, wanted, report).extract()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise KnownError(
            _("%(file)s can't be read.") % {"file": path.name},
            _("Download the file of the KBO again; it may not have come through whole."),
        ) from error


class _Reading:
    """One pass over the tables of an open zip."""

    def __init__(self, archive: zipfile.ZipFile, path: Path, wanted: set[str], report: Callable[[float], None]) -> None:
        self._archive = archive
        self._path = path
        self._wanted = wanted
        self._report = report
        self._members = {Path(name).name.casefold(): name for name in archive.namelist()}
        if "enterprise_insert.csv" in self._members:
            raise KnownError(
                _("%(file)s holds only what changed.") % {"file": path.name},
                _("Choose the full file of the month (…_Full.zip)."),
            )
        missing = [f"{table}.csv" for table in _TABLES if f"{table}.csv" not in self._members]
        if missing:
            raise KnownError(
                _("%(file)s is no open data file of the KBO: %(missing)s is missing.")
                % {"file": path.name, "missing": ", ".join(missing)}
            )
        sizes = (archive.getinfo(self._members[f"{table}.csv"]).file_size for table in _TABLES)
        self._total = sum(sizes) or 1
        self._done = 0
        self.count = 0

    def extract(self) -> Extract:
        snapshot = self._snapshot()
        values: dict[str, dict[str, str | None]] = {}
        for row in self._ours("enterprise", "EnterpriseNumber"):
            values[bare(row["EnterpriseNumber"])] = {
                "legal_form": row.get("JuridicalForm") or None,
                "situation": row.get("JuridicalSituation") or None,
            }
        for row in self._ours("establishment", "EstablishmentNumber"):
            values[bare(row["EstablishmentNumber"])] = {}
        names: dict[str, list[tuple[int, str]]] = {}
        for row in self._ours("denomination", "EntityNumber"):
            number = bare(row["EntityNumber"])
            kind = {"001": 0, "003": 2, "002": 4, "004": 6}.get(row["TypeOfDenomination"], 8)
            order = kind + (row["Language"] not in _DUTCH)
            names.setdefault(number, []).append((order, row["Denomination"].strip()))
        for row in self._ours("address", "EntityNumber"):
            number = bare(row["EntityNumber"])
            if number in values and row["TypeOfAddress"] in (SEAT, ESTABLISHMENT) and not row.get("DateStrikingOff"):
                values[number] |= _address(row)
        contacts: dict[str, dict[str, list[str]]] = {}
        for row in self._ours("contact", "EntityNumber"):
            found = contacts.setdefault(bare(row["EntityNumber"]), {}).setdefault(row["ContactType"], [])
            found.append(row["Value"].strip())
        entities = {
            number: Entity(
                number=number,
                names=tuple(dict.fromkeys(text for _order, text in sorted(names.get(number, [])))),
                phones=tuple(contacts.get(number, {}).get("TEL", ())),
                mails=tuple(contacts.get(number, {}).get("EMAIL", ())),
                sites=tuple(contacts.get(number, {}).get("WEB", ())),
                **value,
            )
            for number, value in values.items()
        }
        forms, situations = self._codes()
        self._report(1.0)
        return Extract(snapshot=snapshot, entities=entities, legal_forms=forms, situations=situations, rows=self.count)

    def _ours(self, table: str, key: str) -> Iterator[Mapping[str, str]]:
        """The rows of a table that are about one of our numbers."""
        rows = self._rows(table)
        fields = [field.strip() for field in next(rows, [])]
        if key not in fields:
            raise KnownError(
                _("%(file)s is no open data file of the KBO: %(missing)s is missing.")
                % {"file": self._path.name, "missing": f"{table}.csv, {key}"}
            )
        place = fields.index(key)
        wanted = self._wanted | {self._dotted(number, establishment=establishment)
                                 for number in self._wanted for establishment in (False, True)}  # fmt: skip
        for row in rows:
            if len(row) > place and row[place] in wanted:
                yield dict(zip(fields, row, strict=False))

    @staticmethod
    def _dotted(number: str, *, establishment: bool) -> str:
        """``0475.123.456``, and ``2.123.456.789`` for an establishment."""
        if establishment:
            return f"{number[0]}.{number[1:4]}.{number[4:7]}.{number[7:]}"
        return f"{number[:4]}.{number[4:7]}.{number[7:]}"

    def _rows(self, table: str) -> Iterator[list[str]]:
        name = self._members[f"{table}.csv"]
        with (
            self._archive.open(name) as stream,
            io.TextIOWrapper(stream, encoding="utf-8-sig", errors=_MIXED, newline="") as lines,
        ):
            try:
                for count, row in enumerate(csv.reader(lines), start=1):
                    if count % _COMMENT_EVERY == 0:
                        self._report(min(1.0, (self._done + stream.tell()) / self._total))
                    self.count += 1
                    yield row
            except csv.Error as error:
                raise KnownError(
                    _("Row %(row)d of %(file)s can't be read.") % {"row": self.count, "file": name}
                ) from error
        if table in _TABLES:
            self._done += self._archive.getinfo(name).file_size

    def _snapshot(self) -> str | None:
        """The day of the extract; refuses what is not the full one."""
        if "meta.csv" not in self._members:
            return None
        about = {row[0].casefold(): row[1] for row in self._rows("meta") if len(row) > 1}
        if about.get("extracttype", "full").casefold() != "full":
            raise KnownError(
                _("%(file)s holds only what changed.") % {"file": self._path.name},
                _("Choose the full file of the month (…_Full.zip)."),
            )
        match = re.fullmatch(r"(\d\d)-(\d\d)-(\d{4})", about.get("snapshotdate", "").strip())
        return f"{match[3]}-{match[2]}-{match[1]}" if match else None

    def _codes(self) -> tuple[dict[str, str], dict[str, str]]:
        """Labels of legal forms and situations, in Dutch where they have it."""
        found: dict[str, dict[str, str]] = {"JuridicalForm": {}, "JuridicalSituation": {}}
        if "code.csv" in self._members:
            for row in self._rows("code"):
                if len(row) > 3 and row[0] in found and (row[2] in _DUTCH or row[1] not in found[row[0]]):
                    found[row[0]][row[1]] = row[3]
        return found["JuridicalForm"], found["JuridicalSituation"]


def _address(row: Mapping[str, str]) -> dict[str, str | None]:
    abroad = row.get("CountryNL")
    return {
        "street": row.get("StreetNL") or row.get("StreetFR") or None,
        "house": row.get("HouseNumber") or None,
        "box": row.get("Box") or None,
        "postcode": None if abroad else row.get("Zipcode") or None,
        "town": row.get("MunicipalityNL") or row.get("MunicipalityFR") or None,
    }
