"""What a file would do, row by row, and the records as they would be written; on disk, for there may be many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from vademecum import records as r
from vademecum.exchange.known import fold
from vademecum.exchange.spool import Spool

Key = tuple[r.RecordType, str]


class Draft(r.Frozen, frozen=True, kw_only=True):
    """A record as it would be written. ``based_on``: the version it changes, 0 for a new one."""

    type: r.RecordType
    content: msgspec.Raw
    based_on: int
    row: int


@dataclass
class Drafts:
    """The outcome: rows and drafts, on disk.

    ``keys``: record -> position of its newest draft; ``spans``: sheet -> first row and the one behind the last.
    """

    rows: Spool[r.PlanRow] = field(default_factory=lambda: Spool(r.PlanRow))
    drafts: Spool[Draft] = field(default_factory=lambda: Spool(Draft))
    keys: dict[Key, int] = field(default_factory=dict)
    by_action: dict[r.RowAction, list[int]] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    _made: dict[tuple[r.RecordType, str], list[str]] = field(default_factory=dict)  # number or name -> new records

    def add(self, row: r.PlanRow) -> None:
        """Keep a row."""
        position = self.rows.append(row)
        self.by_action.setdefault(row.action, []).append(position)
        self.spans[row.sheet] = (self.spans.get(row.sheet, (position, 0))[0], position + 1)

    def put(self, kind: r.RecordType, record: r.Record, based_on: int, row: int) -> None:
        """Keep a draft in the place of an older one of the same record."""
        content = msgspec.Raw(msgspec.json.encode(record))
        self.keys[kind, record.id] = self.drafts.append(
            Draft(type=kind, content=content, based_on=based_on, row=row)
        )  # fmt: skip

    def made(self, record: r.Record) -> None:
        """A new record was drafted: later rows may be about it too."""
        for word in _words(record):
            self._made.setdefault((r.record_type(record), word), []).append(record.id)

    def twin(self, record: r.Record) -> str | None:
        """The new record of an earlier row with the number of this one, or with its name and in the same place."""
        kind = r.record_type(record)
        for word in _words(record):
            for key in self._made.get((kind, word), ()):
                drafted = self.get(kind, key)
                if drafted is not None and (word.isdecimal() or _may_share_place(drafted[0], record)):
                    return key
        return None

    def get(self, kind: r.RecordType, record_id: str) -> tuple[r.Record, Draft] | None:
        """The newest draft of a record."""
        position = self.keys.get((kind, record_id))
        return None if position is None else self.at(position)

    def at(self, position: int) -> tuple[r.Record, Draft]:
        """A draft by its position."""
        draft = self.drafts[position]
        return msgspec.json.decode(draft.content, type=r.RECORD_CLASSES[draft.type]), draft

    def counts(self) -> r.RowCounts:
        """Rows per action."""
        return r.RowCounts(**{action: len(rows) for action, rows in self.by_action.items()})

    def close(self) -> None:
        """Let go of the files."""
        self.rows.close()
        self.drafts.close()


def _words(record: r.Record) -> Iterator[str]:
    """Numbers, then names, to know a record by."""
    if isinstance(record, r.Actor):
        yield from (one.value for one in record.identifiers if one.scheme == "KBO")
    names = [name.text for name in getattr(record, "names", ()) if name.type != "former"]
    yield from dict.fromkeys(filter(None, map(fold, names or [getattr(record, "title", "")])))


def _may_share_place(one: r.Record, other: r.Record) -> bool:
    if not (isinstance(one, r.Actor) and isinstance(other, r.Actor)):
        return True
    here, there = ({site.municipality for site in actor.sites} - {None} for actor in (one, other))
    return not here or not there or bool(here & there)
