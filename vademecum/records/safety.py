"""Backups, what differs from them, repairs, and edits that meet."""

from __future__ import annotations

from typing import Literal

from vademecum.records.answers import Problem
from vademecum.records.base import Frozen
from vademecum.records.kept import Record, RecordType

BackupReason = Literal["start", "migration", "edition", "import", "restore", "repair", "asked"]


class Backup(Frozen, frozen=True, kw_only=True):
    """A copy of the whole catalogue. ``number`` only goes up: the highest is the newest, whatever the clock said."""

    number: int
    made: str  # local time, ISO 8601
    why: BackupReason
    why_text: str  # in words
    file: str
    size: int  # bytes
    change: int  # the change number it reaches; 0 where it can't be read
    sound: bool  # can be read, as a quick look of the database says


class DifferenceLine(Frozen, frozen=True, kw_only=True):
    """What happened to one record since a backup. ``fields``: the keys of the fields that differ."""

    what: Literal["added", "changed", "deleted"]
    type: RecordType
    id: str
    name: str
    fields: tuple[str, ...] = ()


class Difference(Frozen, frozen=True, kw_only=True):
    """What happened since a backup: a restore takes away what was added and brings back what was deleted."""

    backup: Backup
    lines: tuple[DifferenceLine, ...] = ()

    @property
    def added(self) -> int:
        """Number of records that came since."""
        return self._count("added")

    @property
    def changed(self) -> int:
        """Number of records that were changed since."""
        return self._count("changed")

    @property
    def deleted(self) -> int:
        """Number of records that went since."""
        return self._count("deleted")

    def _count(self, what: str) -> int:
        return sum(line.what == what for line in self.lines)


class Repair(Frozen, frozen=True, kw_only=True):
    """What a repair found, what it did in words, what it could not put right, and where the state before is kept."""

    found: tuple[Problem, ...] = ()
    done: tuple[str, ...] = ()
    left: tuple[Problem, ...] = ()
    kept: str = ""  # file


class SafetyState(Frozen, frozen=True, kw_only=True):
    """How safe the catalogue is now. ``tested``: day on which restoring was tried; ``notes``: what people must know."""

    backups: int = 0
    newest: Backup | None = None
    tested: str = ""
    notes: tuple[str, ...] = ()


class Clash(Frozen, frozen=True, kw_only=True):
    """A field that two people gave different values; None stands for a part that was deleted.

    ``path`` as in validation: "description", "contacts[2].value", "contacts[2]" (a whole part). A number in it counts
    in the merged record.
    """

    path: str
    base: object
    mine: object
    theirs: object


class Merge(Frozen, frozen=True, kw_only=True):
    """Two edits of one record brought together. ``merged`` holds my value wherever they clash.

    A part that one deleted and the other changed is in ``merged`` until that is settled.
    """

    merged: Record
    clashes: tuple[Clash, ...] = ()
