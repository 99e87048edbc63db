"""Operations: the only way to write.

An operation is named, knows who and when, and leaves one line in ``change`` for each record with the record before and
after. From these lines live history, undo, the search index and whoever else wants to know what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum.errors import CatalogueError, ConflictError, NotFoundError
from vademecum.store import mapping, reading
from vademecum.store import tables as t
from vademecum.store.images import decode, encode
from vademecum.texts import _


class Operation:
    """Collects the writes of one operation; used within one transaction."""

    def __init__(self, connection: sa.Connection, name: str, who: str, undoes: int | None = None) -> None:
        """Note who begins what. ``name`` is a short English key ("save", "starter"); the window translates it."""
        self._connection = connection
        self._name = name
        self._records: list[tuple[r.RecordType, str]] = []
        at = datetime.now(UTC).isoformat(timespec="seconds")
        result = connection.execute(sa.insert(t.operation).values(name=name, at=at, who=who, undoes=undoes))
        self.number = int(result.inserted_primary_key[0])  # type: ignore[index]
        connection.get_execution_options().get("vademecum_begun", []).append(self.number)
        self._first = last_change(connection) + 1

    @property
    def connection(self) -> sa.Connection:
        """The transaction it is done in."""
        return self._connection

    def put(self, record: r.Record, *, based_on: int | None = None) -> r.Record:
        """Write a record, new or changed, and give it back with its version.

        Nothing is written when nothing differs. Raises ConflictError when the record moved on since ``based_on``.
        """
        kind = r.record_type(record)
        before = mapping.load(self._connection, kind, [record.id]).get(record.id)
        if based_on is not None and (before.version if before else 0) != based_on:
            raise ConflictError(
                _("“%(name)s” was changed meanwhile by somebody else.") % {"name": record.name},
                _("Look at the newest version and make your change again."),
                mine=record,
                theirs=before,
            )
        version = before.version if before else self._last_versions([record.id]).get(record.id, 0)
        if before is not None:
            if msgspec.structs.replace(record, version=before.version) == before:
                return before
            mapping.delete(self._connection, kind, record.id)
        after = msgspec.structs.replace(record, version=version + 1)
        mapping.insert(self._connection, [after])
        self._log(kind, record.id, before, after)
        return after

    def put_new(self, records: Iterable[r.Record]) -> None:
        """Write many records that are known to be new; faster than one by one."""
        fresh = [msgspec.structs.replace(record, version=1) for record in records]
        mapping.insert(self._connection, fresh)
        lines = [
            {
                "operation_id": self.number,
                "record_type": r.record_type(record),
                "record_id": record.id,
                "before": None,
                "after": encode(record),
            }
            for record in fresh
        ]
        if lines:
            self._connection.execute(sa.insert(t.change), lines)
        self._records.extend((r.record_type(record), record.id) for record in fresh)

    def note(self, before: r.Record | None, after: r.Record) -> None:
        """Note a record that was changed past its history, as it stands."""
        self._log(r.record_type(after), after.id, before, after)

    def remove(self, kind: r.RecordType, record_id: str) -> None:
        """Delete a record; it stays in the history and can come back. Raises NotFoundError."""
        before = mapping.load(self._connection, kind, [record_id]).get(record_id)
        if before is None:
            raise NotFoundError(_("This record no longer exists."))
        mapping.delete(self._connection, kind, record_id)
        self._log(kind, record_id, before, None)

    def changes(self) -> r.Changes:
        """What was changed; announced once, after the commit."""
        return r.Changes(
            operation=self.number,
            name=self._name,
            first=self._first,
            last=last_change(self._connection),
            records=tuple(self._records),
        )

    def cancel(self) -> None:
        """Nothing was changed after all: leave no trace."""
        self._connection.execute(sa.delete(t.operation).where(t.operation.c.id == self.number))

    def _log(self, kind: r.RecordType, record_id: str, before: r.Record | None, after: r.Record | None) -> None:
        self._connection.execute(
            sa.insert(t.change).values(
                operation_id=self.number,
                record_type=kind,
                record_id=record_id,
                before=encode(before) if before is not None else None,
                after=encode(after) if after is not None else None,
            )
        )
        self._records.append((kind, record_id))

    def _last_versions(self, ids: Sequence[str]) -> dict[str, int]:
        """The versions that deleted records had, so that a record that comes back doesn't repeat a number.

        For at most as many ids as SQLite allows bound values.
        """
        c = t.change.c
        newest = sa.select(sa.func.max(c.number)).where(c.record_id.in_(ids)).group_by(c.record_id)
        lines = self._connection.execute(
            sa.select(c.record_id, c.record_type, c.before).where(c.number.in_(newest), c.before.is_not(None))
        )
        return {line.record_id: decode(line.record_type, line.before).version for line in lines}


_LAST_CHANGE = str(sa.select(sa.func.max(t.change.c.number)))


def last_change(connection: sa.Connection) -> int:
    """The highest change number, 0 in an empty catalogue."""
    # As text: it is asked at each key, and an expression that SQLAlchemy has to recognise takes half as long again.
    return int(connection.exec_driver_sql(_LAST_CHANGE).scalar() or 0)


def history(connection: sa.Connection, kind: r.RecordType, record_id: str) -> tuple[r.ChangeLine, ...]:
    """The changes of one record, newest first."""
    rows = connection.execute(
        sa.select(t.change, t.operation.c.name, t.operation.c.at, t.operation.c.who)
        .join(t.operation, t.operation.c.id == t.change.c.operation_id)
        .where(t.change.c.record_id == record_id, t.change.c.record_type == kind)
        .order_by(t.change.c.number.desc())
    )
    return tuple(map(change_line, rows))


def change_line(row: sa.Row[Any]) -> r.ChangeLine:
    """From all columns of a change, and the name, time and person of its operation."""
    images: dict[str, r.Record | None] = {"before": None, "after": None}
    damaged = False
    for side, content in (("before", row.before), ("after", row.after)):
        try:
            images[side] = decode(row.record_type, content) if content is not None else None
        except CatalogueError:  # one line must not hide all others
            damaged = True
    return r.ChangeLine(
        number=row.number,
        operation=row.operation_id,
        operation_name=row.name,
        at=row.at,
        who=row.who,
        record_type=row.record_type,
        record_id=row.record_id,
        before=images["before"],
        after=images["after"],
        damaged=damaged,
    )


def since(connection: sa.Connection, number: int) -> tuple[r.Changes, ...]:
    """The operations that wrote after change ``number``, in their order."""
    c = t.change.c
    query = (
        sa.select(c.number, c.operation_id, c.record_type, c.record_id, t.operation.c.name)
        .join(t.operation, t.operation.c.id == c.operation_id)
        .where(c.number > number)
        .order_by(c.number)
    )
    return tuple(
        r.Changes(
            operation=key,
            name=lines[0].name,
            first=lines[0].number,
            last=lines[-1].number,
            records=tuple((line.record_type, line.record_id) for line in lines),
        )
        for key, lines in ((key, list(group)) for key, group in groupby(connection.execute(query), lambda row: row[1]))
    )


def changed_since(connection: sa.Connection, number: int) -> frozenset[tuple[r.RecordType, str]]:
    """The records whose words in the index may differ from those at change ``number``.

    Besides the records changed these are the actors of a changed network or measure, found by its name too, and the
    records that bear a changed term, found by its words.
    """
    c = t.change.c
    lines = connection.execute(sa.select(c.record_type, c.record_id).where(c.number > number))
    result: set[tuple[r.RecordType, str]] = {(row.record_type, row.record_id) for row in lines}
    carrying = c.record_type.in_(("network", "measure", "term"))
    terms: set[tuple[r.Taxonomy, str]] = set()
    for row in connection.execute(sa.select(t.change).where(c.number > number, carrying)):
        for content in (row.before, row.after):
            if content is None:
                continue
            record = decode(row.record_type, content)
            if isinstance(record, r.Network):
                result.update(("actor", member.actor_id) for member in record.members if member.actor_id)
            elif isinstance(record, r.Measure):
                result.update(("actor", carrier.actor_id) for carrier in record.carriers)
            elif isinstance(record, r.Term):
                terms.add((record.taxonomy, record.code))
    bearing = {key for taxonomy, code in terms for key in reading.bearing_code(connection, taxonomy, code)}
    result.update((kind, key) for key, (kind, _name) in reading.names(connection, bearing).items())
    return frozenset(result)
