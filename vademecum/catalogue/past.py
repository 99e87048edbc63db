"""History in words: what was done, what it changed, what can be taken back, what lies in the bin."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from vademecum import fields
from vademecum import records as r
from vademecum.catalogue.telling import Telling
from vademecum.errors import CatalogueError, KnownError, NotFoundError
from vademecum.store import operation, reading, undoing
from vademecum.store.operation import Operation
from vademecum.texts import _

_NAMED = 3  # records named in the title of an operation


def history(
    telling: Telling, connection: sa.Connection, kind: r.RecordType, record_id: str
) -> tuple[r.HistoryLine, ...]:
    """The changes of one record, newest first."""
    return tuple(_told(telling, connection, operation.history(connection, kind, record_id)))


def changes(telling: Telling, connection: sa.Connection, number: int, limit: int) -> tuple[r.HistoryLine, ...]:
    """The changes of one operation."""
    return tuple(_told(telling, connection, undoing.records_of(connection, number, limit)))


def _told(telling: Telling, connection: sa.Connection, lines: Iterable[r.ChangeLine]) -> Iterable[r.HistoryLine]:
    titles: dict[int, str] = {}
    for line in lines:
        if line.operation not in titles:
            titles[line.operation] = _title(telling, connection, line.operation)
        record = line.after or line.before
        yield r.HistoryLine(
            number=line.number,
            operation=line.operation,
            title=titles[line.operation],
            at=line.at,
            who=line.who,
            ref=r.Ref(
                type=line.record_type,
                id=line.record_id,
                text=record.name if record is not None else telling.name(line.record_id),
            ),
            what=_what(line),
            differences=telling.differences(line.before, line.after) if not line.damaged else (),
            sources=tuple(telling.name(key) for key in _new_sources(line)) if not line.damaged else (),
            restorable=line.after is not None,
        )


def _what(line: r.ChangeLine) -> Literal["added", "changed", "deleted", "damaged"]:
    if line.damaged:
        return "damaged"
    return "changed" if line.before and line.after else "deleted" if line.before else "added"


def _new_sources(line: r.ChangeLine) -> list[str]:
    old = {item.id for item in getattr(line.before, "evidence", ())}
    return list(dict.fromkeys(x.source_id for x in getattr(line.after, "evidence", ()) if x.id not in old))


def _title(telling: Telling, connection: sa.Connection, number: int, depth: int = 0) -> str:
    done = next(iter(undoing.operations(connection, [number])), None)
    if done is None:
        return ""
    if done.undoes is not None and depth < 2:  # an undo of an undo of ... is told by its first step
        return telling.title(done.name, (), done.records, of=_title(telling, connection, _root(connection, number), 2))
    refs = _refs(undoing.records_of(connection, number, _NAMED))
    return telling.title(done.name, [ref.text for ref in refs], done.records)


def _root(connection: sa.Connection, number: int) -> int:
    """The operation at the end of a chain of undos."""
    while True:
        (done,) = undoing.operations(connection, [number])
        if done.undoes is None:
            return number
        number = done.undoes


def _refs(lines: Iterable[r.ChangeLine]) -> tuple[r.Ref, ...]:
    found: dict[str, r.Ref] = {}
    for line in lines:
        record = line.after or line.before
        if record is not None:
            found[line.record_id] = r.Ref(type=line.record_type, id=line.record_id, text=record.name)
    return tuple(found.values())


def lines(telling: Telling, connection: sa.Connection, numbers: Sequence[int]) -> tuple[r.OperationLine, ...]:
    """These operations in words, with whether they can be taken back now."""
    undone = undoing.taken_back(connection, numbers)
    result = []
    for done in undoing.operations(connection, numbers):
        why_not = _why_not(connection, done, done.number in undone)
        result.append(
            r.OperationLine(
                number=done.number,
                name=done.name,
                title=_title(telling, connection, done.number),
                at=done.at,
                who=done.who,
                count=done.records,
                records=_refs(undoing.records_of(connection, done.number, _NAMED)),
                undoes=done.undoes,
                undone=done.number in undone,
                undoable=not why_not,
                why_not=why_not,
            )
        )
    return tuple(result)


def _why_not(connection: sa.Connection, done: undoing.Done, undone: bool) -> str:
    if done.name in undoing.FINAL:
        return _("This can't be taken back.")
    if undone:
        return _("This was taken back already.")
    try:
        moved = undoing.moved_on(connection, done.number)
    except CatalogueError as error:
        return error.text
    return _("“%(name)s” was changed since.") % {"name": moved} if moved is not None else ""


# --- putting back -----------------------------------------------------------------------------------------------------


def restore(op: Operation, kind: r.RecordType, record_id: str, number: int) -> None:
    """Write a record as it was after a change."""
    line = undoing.change(op.connection, number)
    if line.after is None or (line.record_type, line.record_id) != (kind, record_id):
        raise NotFoundError(_("The history holds no such version of this record."))
    _come_back(op, line.after)


def take_back(op: Operation, record_id: str) -> None:
    """Write a deleted record as it was."""
    line = next((line for line in undoing.deleted(op.connection) if line.record_id == record_id), None)
    if line is None or line.before is None:
        raise NotFoundError(_("This record is not in the bin."))
    into = _merged_into(op.connection, line)
    if into is not None:
        raise KnownError(
            _("“%(name)s” was merged with “%(other)s”.") % {"name": line.before.name, "other": into.text},
            _("Take back the merge instead."),
        )
    _come_back(op, line.before)


def _come_back(op: Operation, record: r.Record) -> None:
    undoing.links_hold(op.connection, record)
    undoing.code_free(op.connection, record)
    own = [part.id for part in _parts(record)]
    taken = undoing.part_ids_in_use(op.connection, own, record.id)
    op.put(with_new_ids(record, {key: str(uuid.uuid4()) for key in taken}) if taken else record)


def _parts(owner: r.Frozen) -> Iterable[Any]:
    for field in fields.of(type(owner)):
        if field.kind == "parts":
            for part in getattr(owner, field.key):
                yield part
                yield from _parts(part)


def with_new_ids(owner: Any, new: Mapping[str, str]) -> Any:
    """The record or part with new ids for these parts, and for whatever points at them within the record."""
    changed: dict[str, Any] = {}
    for field in fields.of(type(owner)):
        value = getattr(owner, field.key)
        if field.kind == "parts":
            changed[field.key] = tuple(
                msgspec.structs.replace(with_new_ids(part, new), id=new.get(part.id, part.id)) for part in value
            )
        elif field.kind in ("site", "fact") and value in new:
            changed[field.key] = new[value]
    return msgspec.structs.replace(owner, **changed)


# --- the bin ----------------------------------------------------------------------------------------------------------


def bin_lines(connection: sa.Connection) -> tuple[r.BinLine, ...]:
    """The deleted records, newest first; what came by an operation that was taken back is left out."""
    return tuple(
        r.BinLine(
            ref=r.Ref(type=line.record_type, id=line.record_id, text=line.before.name),
            change=line.number,
            operation=line.operation,
            at=line.at,
            who=line.who,
            merged_into=_merged_into(connection, line),
        )
        for line in undoing.deleted(connection)
        if line.before is not None and not (line.operation_name == "undo" and undoing.took_away(connection, line))
    )


def _merged_into(connection: sa.Connection, line: r.ChangeLine) -> r.Ref | None:
    """The actor that a merge left, as long as it is there."""
    if line.operation_name != "merge":
        return None
    for other in undoing.records_of(connection, line.operation):
        if other.record_type == "actor" and other.record_id != line.record_id and other.after is not None:
            names = reading.names(connection, [other.record_id])
            if names:
                return r.Ref(type="actor", id=other.record_id, text=names[other.record_id][1])
    return None
