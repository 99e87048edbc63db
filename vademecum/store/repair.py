"""Putting a catalogue right: lines that point at nothing, records that left their history, a file that is damaged.

A damaged file is read line by line into a new one. What counts is the history, which holds each record whole: a record
is taken from its tables only where its last line of history is gone.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum.errors import UNREADABLE, CatalogueError
from vademecum.store import engine, mapping, soundness
from vademecum.store import tables as t
from vademecum.store.images import decode, encode
from vademecum.store.operation import Operation
from vademecum.texts import _, ngettext

_DERIVED = (t.area, t.area_closure)  # made anew from the place data
_SQLITE = b"SQLite format 3\0"
_TOLD = 20  # names
_LARGEST = 4 << 30  # a head that tells more is damaged itself
_HISTORY = (t.operation, t.change)


class Salvaged(r.Frozen, frozen=True, kw_only=True):
    """What came out of a damaged file. Names of records, and lines per table that could not be read."""

    records: int
    unreadable: int = 0  # lines
    older: tuple[str, ...] = ()  # from the backup, for they could not be read
    doubtful: tuple[str, ...] = ()  # from their tables, so something may be missing in them


def mend_references(connection: sa.Connection) -> int:
    """Take away what points at nothing: the reference where the line may do without, else the line. Gives how many."""
    mended = 0
    for _round in range(3):  # what is taken away may have been pointed at itself
        broken = engine.broken_references(connection)
        if not broken:
            break
        for item in broken:
            table = t.metadata.tables[item.table]
            row = sa.text("rowid = :row").bindparams(row=item.row)
            if not (table.c[item.column].nullable and _emptied(connection, table, item.column, row)):
                connection.execute(sa.delete(table).where(row))
            mended += 1
    return mended


def _emptied(connection: sa.Connection, table: sa.Table, column: str, row: sa.TextClause) -> bool:
    """Take away one reference; False where the line says nothing without it."""
    try:
        with connection.begin_nested():
            connection.execute(sa.update(table).where(row).values({column: None}))
    except sa.exc.IntegrityError:
        return False
    return True


def bring_back(connection: sa.Connection, operation: Operation) -> list[str]:
    """Records that are missing though nobody deleted them, or that have lost their names, as their history has them.

    Before references are mended: those to such a record are right again then.
    """
    done = []
    for held, logged in soundness.astray(connection):
        if logged is not None and (held is None or not getattr(held, "names", True)):
            mapping.delete(connection, r.record_type(logged), logged.id)  # what is left of it
            operation.put(logged)
            done.append(_("Brought back from the history: %(name)s.") % {"name": logged.name})
    return done


def reconcile(connection: sa.Connection, operation: Operation) -> list[str]:
    """Note the records that differ from their history as they are now, as lines of history; says so in words."""
    done = []
    for held, logged in soundness.astray(connection):
        if held is not None:
            operation.note(logged, held)
            done.append(_("Noted in the history as it is now: %(name)s.") % {"name": held.name})
    return done


def lengthen(file: Path) -> None:
    """Give a file that was cut off the length that its head tells: SQLite reads no line of it else."""
    with engine.world_errors(file), file.open("r+b") as opened:
        head = opened.read(32)
        if len(head) == 32 and head.startswith(_SQLITE):
            page = int.from_bytes(head[16:18], "big")
            whole = (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
            if opened.seek(0, os.SEEK_END) < whole <= _LARGEST:
                opened.truncate(whole)


def salvage(
    file: Path,
    target: Path,
    who: str,
    put_places: Callable[[sa.Connection], None],
    older: Mapping[str, r.Record] | None = None,
) -> Salvaged:
    """Read what can be read of a damaged file into a new catalogue at ``target``. ``older``: records of a backup.

    Raises CatalogueError where not even the list of tables can be read.
    """
    with engine.world_errors(file), closing(sqlite3.connect(file)) as raw:
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        rows: dict[sa.Table, list[dict[str, Any]]] = {}
        unreadable = 0
        for table in t.metadata.sorted_tables:
            if table not in _DERIVED:
                rows[table], lost = _readable(raw, table)
                unreadable += lost
    engine.create(target)
    store = engine.Engine(target)
    try:
        with store.write() as connection:
            put_places(connection)
            _put_rows(connection, rows)
            return _put_records(connection, rows, who, older or {}, unreadable)
    finally:
        store.close()


def _readable(raw: sqlite3.Connection, table: sa.Table) -> tuple[list[dict[str, Any]], int]:
    """The lines of a table that can be read, and how many could not: from both ends, then one by one in between."""
    names = [column.name for column in table.columns]
    wanted = ", ".join(f'"{name}"' for name in names)
    question = f'SELECT rowid, {wanted} FROM "{table.name}"'  # noqa: S608 - names of our own tables

    def read(rest: str, *values: int) -> Iterator[tuple[Any, ...]]:
        try:
            yield from raw.execute(f"{question} {rest}", values)
        except sqlite3.DatabaseError:
            return

    found = {row[0]: row for row in read("ORDER BY rowid")}
    first_part = max(found, default=0)
    found.update({row[0]: row for row in read("WHERE rowid > ? ORDER BY rowid DESC", first_part)})
    last_part = min((number for number in found if number > first_part), default=first_part)
    for number in range(first_part + 1, last_part):
        found.update({row[0]: row for row in read("WHERE rowid = ?", number)})
    gap = sum(number not in found for number in range(first_part + 1, last_part))
    lost = 0 if _whole(raw, table) else max(1, gap)  # numbers that no line ever had may be among them
    result = []
    for number in sorted(found):
        values = _decoded(table, dict(zip(names, found[number][1:], strict=True)))
        if values is None:
            lost += 1
        else:
            result.append(values)
    return result, lost


def _whole(raw: sqlite3.Connection, table: sa.Table) -> bool:
    """Whether the table can be read from beginning to end."""
    try:
        for _row in raw.execute(f'SELECT * FROM "{table.name}" NOT INDEXED'):  # noqa: S608 - a name of our own
            pass
    except sqlite3.DatabaseError:
        return False
    return True


def _decoded(table: sa.Table, values: dict[str, Any]) -> dict[str, Any] | None:
    """The values as SQLAlchemy takes them; None where they can't be what was written."""
    try:
        for column in table.columns:
            value = values[column.name]
            if value is None and not column.nullable:
                return None
            if value is not None and isinstance(column.type, sa.JSON):
                values[column.name] = msgspec.json.decode(value)
            elif value is not None and isinstance(column.type, sa.Boolean):
                values[column.name] = bool(value)
    except UNREADABLE:
        return None
    return values


def _put_rows(connection: sa.Connection, rows: Mapping[sa.Table, list[dict[str, Any]]]) -> None:
    """All that is no record and no part of one: history, the edition as shipped, what is remembered."""
    known = {row["id"] for row in rows[t.operation]}
    lost = {row["operation_id"] for row in rows[t.change]} - known
    rows[t.operation].extend({"id": n, "name": "lost", "at": "", "who": "?", "undoes": None} for n in sorted(lost))
    for row in rows[t.operation]:
        if row["undoes"] not in known:
            row["undoes"] = None
    of_records = {*mapping.ROOTS.values(), t.record, *(table for table, _cls in mapping.PARTS.values())}
    for table, lines in rows.items():
        if table not in of_records and lines:
            connection.execute(sa.insert(table).prefix_with("OR IGNORE"), lines)


def _put_records(
    connection: sa.Connection,
    rows: Mapping[sa.Table, list[dict[str, Any]]],
    who: str,
    older: Mapping[str, r.Record],
    unreadable: int,
) -> Salvaged:
    """The records: from their history, else from their tables, else from the backup."""
    logged = _last_readable(rows[t.change])
    held = _held(rows)
    records = {key: record for key, record in logged.items() if record is not None}
    from_backup = [record for key, record in older.items() if key not in held and key not in logged]
    doubtful = []
    for key, record in held.items():
        last = logged.get(key)
        if last is not None and last.version >= record.version:
            continue
        copied = older.get(key)
        if copied is not None and copied.version >= record.version:  # the backup has all of it
            records[key] = copied
            if copied != record:
                from_backup.append(copied)
        else:
            records[key] = record
            doubtful.append(record.name)
    records.update((record.id, record) for record in from_backup)
    mapping.insert(connection, _distinct(records))
    operation = Operation(connection, "repair", who)
    bring_back(connection, operation)
    mend_references(connection)
    reconcile(connection, operation)
    if not operation.changes().records:
        operation.cancel()
    return Salvaged(
        records=len(records),
        unreadable=unreadable,
        older=tuple(record.name for record in from_backup),
        doubtful=tuple(doubtful),
    )


def _distinct(records: Mapping[str, r.Record]) -> list[r.Record]:
    """One record for each code: two states of two records may both have it."""
    taken: set[tuple[str, ...]] = set()
    result = []
    for record in records.values():
        code = (
            (record.taxonomy, record.code)
            if isinstance(record, r.Term)
            else (record.code,)
            if isinstance(record, r.Measure)
            else (record.id,)
        )
        if code not in taken:
            taken.add(code)
            result.append(record)
    return result


def _last_readable(lines: list[dict[str, Any]]) -> dict[str, r.Record | None]:
    """Each record as the last readable line of its history has it; None: it was deleted."""
    result: dict[str, r.Record | None] = {}
    for line in sorted(lines, key=lambda line: line["number"]):
        try:
            after = decode(line["record_type"], line["after"]) if line["after"] is not None else None
        except CatalogueError:
            continue
        result[line["record_id"]] = after
    return result


def _held(rows: Mapping[sa.Table, list[dict[str, Any]]]) -> dict[str, r.Record]:
    """The records as their tables have them, put together in a catalogue in memory."""
    scratch = sa.create_engine("sqlite://")
    t.metadata.create_all(scratch)
    result: dict[str, r.Record] = {}
    with scratch.connect() as connection:
        for table in (t.record, *mapping.ROOTS.values(), *dict.fromkeys(x for x, _cls in mapping.PARTS.values())):
            if rows[table]:
                connection.execute(sa.insert(table).prefix_with("OR IGNORE"), rows[table])
        for kind in r.RECORD_CLASSES:
            for key, record in mapping.load(connection, kind).items():
                try:
                    result[key] = decode(kind, encode(record))
                except CatalogueError:  # a line that can be read, with what was never written
                    continue
    scratch.dispose()
    return result


def told(salvaged: Salvaged) -> list[str]:
    """What came out of a damaged file, in words."""
    count = salvaged.records
    result = [ngettext("%(n)d record was saved.", "%(n)d records were saved.", count) % {"n": count}]
    if salvaged.unreadable:
        lines = ngettext("%(n)d line could not be read.", "%(n)d lines could not be read.", salvaged.unreadable)
        result.append(lines % {"n": salvaged.unreadable})
    if salvaged.older:
        result.append(_("Taken from the backup: %(names)s.") % {"names": _listed(salvaged.older)})
    if salvaged.doubtful:
        result.append(
            _("Look these over, something may be missing: %(names)s.") % {"names": _listed(salvaged.doubtful)}
        )
    return result


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _TOLD
    shown = "; ".join(names[:_TOLD])
    return shown if more <= 0 else f"{shown} " + ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}
