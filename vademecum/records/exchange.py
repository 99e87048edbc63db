"""What goes in and out: an import before and after it is done, a reply of an actor, what the KBO says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from vademecum.records.answers import Changes, Problem
from vademecum.records.base import Frozen
from vademecum.records.kept import RecordType

RowAction = Literal["new", "changed", "same", "problem", "skipped"]
FileKind = Literal["table", "records", "form", "kbo"]


class ColumnMatch(Frozen, frozen=True, kw_only=True):
    """A column of a file and the field it was taken for. ``key`` None: not read. ``sure``: 0 to 100."""

    sheet: str
    position: int  # from 0
    header: str
    key: str | None = None
    sure: int = 0
    examples: tuple[str, ...] = ()


class ColumnChoice(Frozen, frozen=True, kw_only=True):
    """A field that a column may be taken for."""

    key: str
    label: str
    help: str = ""


class SheetMatch(Frozen, frozen=True, kw_only=True):
    """A sheet of a file and the table it was taken for (``actor``, ``offer``, ``contact`` ...); "" is not read.

    ``header``: the numbers of the rows that hold the headings, from 1. ``signature``: the same for files that look
    alike. ``persons``: it seems a list of persons, which is not read unless the user says what it is.
    """

    name: str
    table: str
    header: tuple[int, ...]
    columns: tuple[ColumnMatch, ...]
    signature: str
    remembered: bool = False
    persons: bool = False

    def headings(self, positions: Sequence[int]) -> str:
        """What the file calls these columns; the letter of one without a heading."""
        found = [column.header or _letters(column.position) for column in self.columns if column.position in positions]
        return ", ".join(dict.fromkeys(found))


def _letters(position: int) -> str:
    """A column as spreadsheets name it: 0 is A, 26 is AA."""
    letters = ""
    while position >= 0:
        letters = chr(ord("A") + position % 26) + letters
        position = position // 26 - 1
    return letters


class CellDifference(Frozen, frozen=True, kw_only=True):
    """One field that becomes different. ``meanwhile``: what somebody else made of it since the file went out."""

    key: str
    label: str
    before: str
    after: str
    meanwhile: str | None = None


class Candidate(Frozen, frozen=True, kw_only=True):
    """A record that a new one may be the same as, and why."""

    id: str
    name: str
    reasons: tuple[str, ...]


class PlanRow(Frozen, frozen=True, kw_only=True):
    """One row of a file and what would be done with it. ``row``: its number in the file, from 1.

    ``problems``: ``field`` is the heading of the cell; errors keep the row out, warnings only the cell or nothing.
    """

    index: int
    sheet: str
    row: int
    action: RowAction
    type: RecordType = "actor"
    id: str | None = None
    name: str = ""
    differences: tuple[CellDifference, ...] = ()
    problems: tuple[Problem, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class RowCounts(Frozen, frozen=True, kw_only=True):
    """Number of rows per action."""

    new: int = 0
    changed: int = 0
    same: int = 0
    problem: int = 0
    skipped: int = 0


class RowChoice(Frozen, frozen=True, kw_only=True):
    """What the user decides on a row. ``update`` changes the record ``id``; ``new`` is new in spite of look-alikes."""

    sheet: str
    row: int
    action: Literal["skip", "new", "update"]
    id: str | None = None


class Plan(Frozen, frozen=True, kw_only=True):
    """An import before it is done; nothing is written. The rows are fetched by pages: there may be 100,000.

    ``key`` names it while the catalogue is open. ``empty_clears``: an emptied cell empties the field.
    """

    key: str
    file: str
    kind: FileKind
    counts: RowCounts
    sheets: tuple[SheetMatch, ...] = ()
    problems: tuple[Problem, ...] = ()
    empty_clears: bool = False
    change: int = 0


class LeftOut(Frozen, frozen=True, kw_only=True):
    """A row that was not done although it was planned, and why."""

    sheet: str
    row: int
    id: str
    name: str
    reason: str


class ImportResult(Frozen, frozen=True, kw_only=True):
    """What an import did. ``changes.operation`` takes it back; ``copy``: the safe copy made before."""

    changes: Changes
    counts: RowCounts
    left_out: tuple[LeftOut, ...] = ()
    copy: str = ""


class ExportResult(Frozen, frozen=True, kw_only=True):
    """What was written."""

    file: str
    counts: dict[RecordType, int]
    internal: bool = False


class ReplyLine(Frozen, frozen=True, kw_only=True):
    """One field of a reply that differs from what is known; accepted by its ``key``."""

    key: str
    label: str
    before: str
    after: str
    meanwhile: str | None = None
    problem: Problem | None = None


class Reply(Frozen, frozen=True, kw_only=True):
    """What one actor answered on its form. ``confirmed``: it says that all the rest is right."""

    key: str
    file: str
    sheet: str
    actor_id: str
    name: str
    date: str  # when the file was saved last, ISO
    confirmed: bool
    lines: tuple[ReplyLine, ...] = ()
    problems: tuple[Problem, ...] = ()


KboKind = Literal["stopped", "renamed", "moved", "differs"]
KboField = Literal["status", "name", "seat", "legal_form", "phone", "email", "web"]


class KboFinding(Frozen, frozen=True, kw_only=True):
    """One thing on which the KBO and we differ; accepted by its ``key``.

    ``theirs``: as it would be taken over. ``acceptable``: False for what we do not keep (a legal form).
    """

    key: str
    kind: KboKind
    field: KboField
    actor_id: str
    name: str
    number: str
    ours: str
    theirs: str
    acceptable: bool = True


class KboReport(Frozen, frozen=True, kw_only=True):
    """The second opinion. ``asked``: our numbers; ``found``: those in the file; ``rows``: lines of the file read."""

    key: str
    file: str
    snapshot: str | None
    asked: int
    found: int
    rows: int
    findings: tuple[KboFinding, ...]
