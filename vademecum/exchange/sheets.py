"""An export as a spreadsheet: which sheets, which columns, which rows, and a sheet that explains them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from vademecum import records as r
from vademecum.exchange import columns, writing
from vademecum.exchange.columns import ID, OWNER, OWNER_NAME, VERSION, WITHIN, Column, Table
from vademecum.exchange.drafting import name_of
from vademecum.exchange.known import Known
from vademecum.texts import _

_LOCKED = (ID, OWNER, VERSION)


class Source(Protocol):
    """What is exported."""

    @property
    def kinds(self) -> tuple[r.RecordType, ...]:
        """The types of records."""

    def of(self, kind: r.RecordType) -> Iterator[r.Record]:
        """The records of a type; can be asked again."""


def csv_file(path: Path, source: Source, known: Known, *, internal: bool) -> dict[r.RecordType, int]:
    """The actors as one table."""
    counts: dict[r.RecordType, int] = {}
    writing.csv_file(path, _table(columns.table("actor"), source, known, counts, internal=internal))
    return counts


def workbook(path: Path, source: Source, known: Known, *, internal: bool) -> dict[r.RecordType, int]:
    """All records and their parts, a sheet each; actors first."""
    counts: dict[r.RecordType, int] = {}
    wanted = [table for table in columns.tables() if table.record in source.kinds]
    wanted.sort(key=lambda table: (table.record != "actor", table.record in ("source", "term", "synonym")))
    writing.workbook(
        path,
        [_table(table, source, known, counts, internal=internal) for table in wanted],
        _explanation(wanted, internal=internal),
    )
    return counts


def _table(
    table: Table, source: Source, known: Known, counts: dict[r.RecordType, int], *, internal: bool
) -> writing.Table:
    chosen = [column for column in table.columns if internal or not column.internal]
    headings = tuple(
        writing.Heading(
            column.heading,
            column.width,
            column.help,
            column.choices(known) if column.choices is not None else (),
            column.key in _LOCKED or column.key == OWNER_NAME,
        )
        for column in chosen
    )
    rows = _rows(table, chosen, source, known, counts) if table.part is None else _parts(table, chosen, source, known)
    return writing.Table(table.name, headings, rows)


def _rows(
    table: Table, chosen: Sequence[Column], source: Source, known: Known, counts: dict[r.RecordType, int]
) -> Iterator[list[str]]:
    counts[table.record] = 0
    for record in source.of(table.record):
        counts[table.record] += 1
        yield [str(record.version) if column.key == VERSION else column.read(record, known) for column in chosen]


def _parts(table: Table, chosen: Sequence[Column], source: Source, known: Known) -> Iterator[list[str]]:
    part = table.part or ""
    for record in source.of(table.record):
        own = {OWNER: record.id, OWNER_NAME: name_of(record), VERSION: str(record.version)}
        for within, thing in _of(record, part):
            given = own | {WITHIN: within}
            yield [given[column.key] if column.key in given else column.read(thing, known) for column in chosen]


def _of(record: Any, part: str) -> Iterator[tuple[str, Any]]:
    """(name of the offer or "", part) of each part of a record, those of its offers too."""
    for thing in getattr(record, part):
        yield "", thing
    if isinstance(record, r.Actor) and part in ("contacts", "areas"):
        for offer in record.offers:
            for thing in getattr(offer, part):
                yield offer.name, thing


def _explanation(tables: Sequence[Table], *, internal: bool) -> writing.Table:
    """What each column is, for who fills it in."""
    rows = [
        [
            _("How it works"),
            "",
            _("Change cells, add rows below, and import the file: you see first what would change."),
        ],
        ["", "", _("A row that is not there, or a cell that you leave empty, deletes nothing.")],
        ["", "", _("Leave the grey columns as they are: by these a row is found again.")],
        ["", "", _("Several values in one cell? Put | between them.")],
        ["", "", _("Dates may be a year, a month or a day: 2017, 2017-10 or 2017-10-31.")],
    ]
    for table in tables:
        for position, column in enumerate(column for column in table.columns if internal or not column.internal):
            rows.append([table.name if position == 0 else "", column.heading, column.help])
    headings = (
        writing.Heading(_("Sheet"), 24),
        writing.Heading(_("Column"), 28),
        writing.Heading(_("Explanation"), 90),
    )
    return writing.Table(_("Explanation"), headings, rows)
