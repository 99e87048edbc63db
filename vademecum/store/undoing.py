"""Taking back: undo, redo (the undo of an undo), and what can still be taken back.

Whether an operation can be taken back depends on the records, not on the clock: every record it changed must still be
as it left it. An undo writes the before-images as a new operation, so that nothing is lost from the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from vademecum import fields
from vademecum import records as r
from vademecum.errors import ConflictError, KnownError, NotFoundError
from vademecum.store import bulk, mapping, reading
from vademecum.store import tables as t
from vademecum.store.bulk import BLOCK, BulkOperation
from vademecum.store.images import decode
from vademecum.store.operation import Operation, change_line
from vademecum.texts import _

FINAL = ("starter", "erase")  # what can't be taken back: the first filling, and the erasure of a person
_STACK = 2000  # own operations that are looked through for the next undo


class Done(NamedTuple):
    """An operation as the log has it. ``records``: how many it changed."""

    number: int
    name: str
    at: str
    who: str
    undoes: int | None
    records: int


def undo(connection: sa.Connection, number: int, who: str) -> r.Changes:
    """Take back one operation as a new operation; of an undo that is a redo.

    Raises NotFoundError for an unknown number, KnownError for what can't be taken back, and ConflictError where a
    record moved on since or is named elsewhere by now: nothing is then written.
    """
    done = next(iter(operations(connection, [number])), None)
    if done is None or not done.records:
        raise NotFoundError(_("There is no operation %(number)d to take back.") % {"number": number})
    if done.name in FINAL:
        raise KnownError(_("This can't be taken back."))
    if number in taken_back(connection, [number]):
        raise ConflictError(_("This was taken back already."))
    back = BulkOperation(connection, "redo" if done.name == "undo" else "undo", who, undoes=number)
    for block in _blocks(connection, number):
        _take_back(back, block)
    _still_whole(connection, back)
    return back.changes()


def _blocks(connection: sa.Connection, number: int) -> Iterator[Sequence[sa.Row[Any]]]:
    """The lines of an operation, the last one first, as many together as are of one type and of different records."""
    c = t.change.c
    query = sa.select(c.number, c.record_type, c.record_id).where(c.operation_id == number).order_by(c.number.desc())
    block: list[int] = []
    of_type, seen = "", set[str]()
    for line in connection.execute(query).all():
        if block and (len(block) == BLOCK or line.record_type != of_type or line.record_id in seen):
            yield _lines(connection, block)
            block, seen = [], set()
        block.append(line.number)
        of_type = line.record_type
        seen.add(line.record_id)
    if block:
        yield _lines(connection, block)


def _lines(connection: sa.Connection, numbers: Sequence[int]) -> Sequence[sa.Row[Any]]:
    """These changes, with what they hold, the last one first."""
    return connection.execute(
        sa.select(t.change).where(t.change.c.number.in_(numbers)).order_by(t.change.c.number.desc())
    ).all()


def _take_back(back: BulkOperation, block: Sequence[sa.Row[Any]]) -> None:
    """Take back a block. Raises ConflictError where a record moved on since."""
    kind: r.RecordType = block[0].record_type
    present = mapping.load(back.connection, kind, [line.record_id for line in block])
    gone, wanted = [], []
    for line in block:
        now = present.get(line.record_id)
        then = decode(kind, line.after) if line.after is not None else None
        if content(now) != content(then):
            raise _moved_on(now or then)
        if line.before is not None:
            before = decode(kind, line.before)
            code_free(back.connection, before)
            wanted.append((before, now.version if now is not None else 0))
        elif now is not None:
            gone.append(line.record_id)
    back.remove_block(kind, gone)
    back.put_block(wanted)


def _moved_on(record: r.Record | None) -> ConflictError:
    return ConflictError(
        _("“%(name)s” was changed after this operation, so it can't be taken back.")
        % {"name": record.name if record is not None else ""},
        _("Take back the later change first."),
    )


def _still_whole(connection: sa.Connection, back: Operation) -> None:
    """Raises ConflictError where others point at what the undo takes away, or what comes back no longer fits."""
    touched = back.changes().records
    there = reading.names(connection, [key for _kind, key in touched])
    pointing = bulk.pointing_at(connection, [key for _kind, key in touched if key not in there])
    if pointing:
        names = sorted(name for _kind, name in reading.names(connection, pointing).values())
        raise ConflictError(
            _("What would go is named in: %(names)s.") % {"names": ", ".join(names)},
            _("Take it out there first."),
        )
    for kind in r.RECORD_CLASSES:
        keys = [key for touched_kind, key in touched if touched_kind == kind and key in there]
        for start in range(0, len(keys), BLOCK):
            for record in mapping.load(connection, kind, keys[start : start + BLOCK]).values():
                links_hold(connection, record)


def links_hold(connection: sa.Connection, record: r.Record) -> None:
    """Raises ConflictError where a record that comes back points at one that is gone."""
    targets = {value for _path, _owner, field, value in fields.walk(record) if field.kind == "record" and value}
    missing = targets - reading.names(connection, targets).keys()
    if missing:
        names = sorted(filter(None, (reading.last_name(connection, key) for key in missing)))
        raise ConflictError(
            _("“%(name)s” points at what is gone: %(names)s.") % {"name": record.name, "names": ", ".join(names)},
            _("Bring that back first."),
        )


def code_free(connection: sa.Connection, record: r.Record) -> None:
    """Raises ConflictError where the code of a record that comes back is used by another by now."""
    taken = reading.code_taken(connection, record)
    if taken is not None:
        raise ConflictError(
            _("The code of “%(name)s” is used by “%(other)s”.") % {"name": record.name, "other": taken},
            _("Choose another code."),
        )


def content(record: r.Record | None) -> r.Record | None:
    """The record without its version: one that came back by undo counts on, and is still the same."""
    return msgspec.structs.replace(record, version=0) if record is not None else None


def operations(connection: sa.Connection, numbers: Sequence[int]) -> list[Done]:
    """These operations, in the order asked."""
    c = t.operation.c
    counted = sa.select(sa.func.count()).where(t.change.c.operation_id == c.id).correlate(t.operation).scalar_subquery()
    query = sa.select(c.id, c.name, c.at, c.who, c.undoes, counted)
    found = {row[0]: Done._make(row) for row in _in(connection, query, c.id, numbers)}
    return [found[number] for number in numbers if number in found]


def latest(connection: sa.Connection, limit: int, before: int | None = None) -> list[int]:
    """The newest operations, newest first; ``before``: only those with a lower number."""
    c = t.operation.c
    query = sa.select(c.id).order_by(c.id.desc()).limit(limit)
    return list(connection.scalars(query if before is None else query.where(c.id < before)))


def records_of(connection: sa.Connection, number: int, limit: int | None = None) -> list[r.ChangeLine]:
    """The changes of one operation, in their order."""
    query = (
        sa.select(t.change, t.operation.c.name, t.operation.c.at, t.operation.c.who)
        .join(t.operation, t.operation.c.id == t.change.c.operation_id)
        .where(t.change.c.operation_id == number)
        .order_by(t.change.c.number)
        .limit(limit)
    )
    return [change_line(row) for row in connection.execute(query)]


def change(connection: sa.Connection, number: int) -> r.ChangeLine:
    """One change. Raises NotFoundError."""
    query = (
        sa.select(t.change, t.operation.c.name, t.operation.c.at, t.operation.c.who)
        .join(t.operation, t.operation.c.id == t.change.c.operation_id)
        .where(t.change.c.number == number)
    )
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError(_("There is no change %(number)d in the history.") % {"number": number})
    return change_line(row)


def taken_back(connection: sa.Connection, numbers: Sequence[int]) -> frozenset[int]:
    """Those of the operations that are taken back, and whose undo was not taken back in its turn."""
    undone: dict[int, list[int]] = {}
    c = t.operation.c
    for row in _in(connection, sa.select(c.id, c.undoes), c.undoes, numbers):
        undone.setdefault(row.undoes, []).append(row.id)
    again = taken_back(connection, [key for keys in undone.values() for key in keys]) if undone else frozenset()
    return frozenset(number for number, backs in undone.items() if any(back not in again for back in backs))


def moved_on(connection: sa.Connection, number: int) -> str | None:
    """The name of a record that is no longer as the operation left it; None where all are."""
    c = t.change.c
    later = t.change.alias("later")
    newer = sa.exists().where(later.c.record_id == c.record_id, later.c.number > c.number)
    query = sa.select(c.record_type, c.record_id, c.after).where(c.operation_id == number, newer)
    seen: dict[str, tuple[r.RecordType, bytes | None]] = {}
    for row in connection.execute(query.order_by(c.number)):
        seen[row.record_id] = (row.record_type, row.after)
    for record_id, (kind, after) in seen.items():
        now = mapping.load(connection, kind, [record_id]).get(record_id)
        then = decode(kind, after) if after is not None else None
        if content(now) != content(then):
            record = now or then
            return record.name if record is not None else record_id
    return None


def stacks(connection: sa.Connection, who: str) -> tuple[int | None, int | None]:
    """The next operation to take back and the next to do again, of what this person did; other people's are left alone.

    Made from the log alone, so that it goes on after a restart.
    """
    c = t.operation.c
    query = sa.select(c.id, c.name, c.undoes).where(c.who == who).order_by(c.id.desc()).limit(_STACK)
    to_undo: list[int] = []
    to_redo: list[int] = []
    for number, name, undoes in reversed(connection.execute(query).all()):
        if name in FINAL:
            to_undo.clear()
            to_redo.clear()
        elif name == "redo" and undoes in to_undo:  # of an older one that was taken back: it stands where it stood
            to_undo.remove(undoes)
            to_undo[to_undo.index(-undoes)] = number
            to_redo.append(number)
        elif name == "redo":
            to_redo = [other for other in to_redo if other != undoes]
            to_undo.append(number)
        elif name == "undo" and undoes in to_undo and undoes != _last(to_undo):
            # An older one: that was the last thing done, and is the next to take back. What came between may need it.
            to_undo[to_undo.index(undoes)] = -number
            to_undo.append(number)
            to_redo.clear()
        elif name == "undo":
            to_undo = [other for other in to_undo if other != undoes]
            to_redo = [*(other for other in to_redo if other != undoes), number]
        else:
            to_undo.append(number)
            to_redo.clear()
    return _last(to_undo), _last(to_redo)


def _last(stack: Sequence[int]) -> int | None:
    """The last number; a negative one keeps the place of what was taken back out of order."""
    return next((number for number in reversed(stack) if number > 0), None)


def deleted(connection: sa.Connection) -> list[r.ChangeLine]:
    """The last change of each record that is gone, newest first."""
    last = sa.select(sa.func.max(t.change.c.number)).group_by(t.change.c.record_id)
    query = (
        sa.select(t.change, t.operation.c.name, t.operation.c.at, t.operation.c.who)
        .join(t.operation, t.operation.c.id == t.change.c.operation_id)
        .where(t.change.c.after.is_(None), t.change.c.before.is_not(None), t.change.c.number.in_(last))
        .order_by(t.change.c.number.desc())
    )
    return [change_line(row) for row in connection.execute(query)]


def took_away(connection: sa.Connection, line: r.ChangeLine) -> bool:
    """True where the deletion only took back the operation by which the record came."""
    c = t.change.c
    first = connection.scalar(sa.select(sa.func.min(c.operation_id)).where(c.record_id == line.record_id))
    undone = connection.scalar(sa.select(t.operation.c.undoes).where(t.operation.c.id == line.operation))
    return isinstance(first, int) and first == undone


def part_ids_in_use(connection: sa.Connection, ids: Iterable[str], but: str) -> frozenset[str]:
    """Those of the part ids that belong to another record than ``but``."""
    wanted = sorted(ids)
    found: set[str] = set()
    for table, _cls in mapping.PARTS.values():
        query = sa.select(table.c.id).where(table.c.record_id != but)
        found.update(row[0] for row in _in(connection, query, table.c.id, wanted))
    return frozenset(found)


def _in(connection: sa.Connection, query: Any, key: sa.Column[Any], values: Sequence[object]) -> Iterable[Any]:
    for start in range(0, len(values), 500):
        yield from connection.execute(query.where(key.in_(values[start : start + 500])))
