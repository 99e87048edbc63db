"""Looking after the records: history, likely duplicates, checks, the worklist, findings, bulk edits, erasing."""

from __future__ import annotations

from typing import Literal

import msgspec

from vademecum.records.answers import Changes, Freshness, Problem, Ref
from vademecum.records.base import Frozen
from vademecum.records.kept import Actor, Record, RecordType

Outcome = Literal["right", "changed", "no_answer", "stopped"]
FieldChoice = Literal["keep", "drop", "both"]
FindingKind = Literal[
    "former_area",
    "former_municipality",
    "unknown_postcode",
    "past_end",
    "dead_link",
    "no_successor",
    "no_area",
    "no_date",
]
EditAction = Literal["set", "add", "remove"]


class FieldChange(Frozen, frozen=True, kw_only=True):
    """One field that differs, in words. ``path`` as in validation, counted in the record after (before, if it went).

    ``before`` is "" for what came, ``after`` for what went; parts are told in one line.
    """

    path: str
    label: str
    before: str
    after: str


class HistoryLine(Frozen, frozen=True, kw_only=True):
    """One change of one record, field by field. ``sources``: titles of the sources that came with it."""

    number: int
    operation: int
    title: str  # what was done, in words
    at: str  # UTC, ISO 8601
    who: str
    ref: Ref
    what: Literal["added", "changed", "deleted", "damaged"]
    differences: tuple[FieldChange, ...] = ()
    sources: tuple[str, ...] = ()
    restorable: bool = True  # the record can be put back as it was after this change


class OperationLine(Frozen, frozen=True, kw_only=True):
    """One operation. ``undoable``: it can be taken back now, else ``why_not`` says why; taking back an undo is redo."""

    number: int
    name: str  # "save", "merge", "import" ...
    title: str  # what was done, in words
    at: str  # UTC, ISO 8601
    who: str
    count: int  # records changed
    records: tuple[Ref, ...] = ()  # the first few
    undoes: int | None = None
    undone: bool = False
    undoable: bool = False
    why_not: str = ""


class BinLine(Frozen, frozen=True, kw_only=True):
    """A deleted record. ``change``: the change that deleted it."""

    ref: Ref
    change: int
    operation: int
    at: str
    who: str
    merged_into: Ref | None = None  # it went in a merge: it is this record now


class Match(Frozen, frozen=True, kw_only=True):
    """An actor that may be the same. ``score`` 0 to 1; ``likely``: surely worth a look; ``reasons`` in words."""

    ref: Ref
    town: str
    score: float
    likely: bool
    reasons: tuple[str, ...] = ()


class Pair(Frozen, frozen=True, kw_only=True):
    """Two actors that may be one."""

    first: Ref
    second: Ref
    score: float
    reasons: tuple[str, ...] = ()


class MergeLine(Frozen, frozen=True, kw_only=True):
    """One field of two actors. ``choice`` is what is done; ``choices`` what may be done instead."""

    field: str
    label: str
    keep: str  # in words
    drop: str
    result: str
    choice: FieldChoice
    choices: tuple[FieldChoice, ...]


class MovedLink(Frozen, frozen=True, kw_only=True):
    """A record that points at the actor that goes, and will point at the one that stays."""

    ref: Ref
    text: str  # as what it is named there


class MergePlan(Frozen, frozen=True, kw_only=True):
    """A merge not yet done: what becomes of each field, and which other records change."""

    keep: Ref
    drop: Ref
    result: Actor
    lines: tuple[MergeLine, ...] = ()
    moves: tuple[MovedLink, ...] = ()
    problems: tuple[Problem, ...] = ()


class Gap(Frozen, frozen=True, kw_only=True):
    """Something that is missing in a record. ``weight``: how much it counts in the completeness."""

    key: str
    label: str
    weight: float


class Completeness(Frozen, frozen=True, kw_only=True):
    """How complete a record is: 0 (only a name) to 1, and what is missing, the weightiest first."""

    share: float
    missing: tuple[Gap, ...] = ()


class FieldFreshness(Frozen, frozen=True, kw_only=True):
    """How sure one field of a record is; ``field`` "" is the whole record."""

    field: str
    label: str
    freshness: Freshness


class WorkItem(Frozen, frozen=True, kw_only=True):
    """An actor to call. ``script``: what to say, line by line, made from what is missing or old."""

    ref: Ref
    kind_label: str
    town: str
    phone: str  # E.164, "" where none is known
    freshness: Freshness
    completeness: Completeness
    score: float
    opened: int  # times its page was opened on this computer
    tries: int = 0
    script: tuple[str, ...] = ()


class Proposal(Frozen, frozen=True, kw_only=True):
    """A change to accept: what it does, in words, and the record as it would be."""

    text: str
    record: Record


class Finding(Frozen, frozen=True, kw_only=True):
    """Something to look at. Without ``proposals`` only a person can know what is right."""

    kind: FindingKind
    kind_label: str
    ref: Ref
    text: str
    field: str = ""  # path
    proposals: tuple[Proposal, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return "\n".join((self.kind, self.ref.id, self.field, self.text))


class Accepted(Frozen, frozen=True, kw_only=True):
    """Several findings done in one operation. ``left``: records that are otherwise now, or can't be saved that way."""

    changes: Changes
    count: int
    left: tuple[Ref, ...] = ()


class Edit(Frozen, frozen=True, kw_only=True):
    """The same change of one field in many records; codes, areas and words are set, added or removed, one value is set.

    ``values``: codes, area ids, words or one value; none with "set" empties the field. ``excluded``: of areas.
    """

    field: str
    action: EditAction
    values: tuple[str, ...] = ()
    excluded: bool = False


class BulkLine(Frozen, frozen=True, kw_only=True):
    """What an edit does to one record. With problems that block (errors) it is left as it is."""

    ref: Ref
    differences: tuple[FieldChange, ...] = ()
    problems: tuple[Problem, ...] = ()


class BulkPlan(Frozen, frozen=True, kw_only=True):
    """A bulk edit not yet done. ``change``: the state of the catalogue it was made for."""

    changed: tuple[BulkLine, ...] = ()
    same: tuple[Ref, ...] = ()
    refused: tuple[BulkLine, ...] = ()
    change: int = 0


class ErasePlan(Frozen, frozen=True, kw_only=True):
    """What erasing a person takes away: contacts in records, other texts that name the person, lines of history."""

    contacts: tuple[MovedLink, ...] = ()
    texts: tuple[MovedLink, ...] = ()
    history: int = 0


class Opened(Frozen, frozen=True, kw_only=True):
    """How often the page of each actor was opened on this computer; no more than that."""

    opened: dict[str, int] = msgspec.field(default_factory=dict)


def ref(kind: RecordType, record: Record) -> Ref:
    """The link to a record."""
    return Ref(type=kind, id=record.id, text=record.name)
