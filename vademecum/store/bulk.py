"""Many records in one operation: the same as one by one, in a few statements per block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum.store import mapping
from vademecum.store import tables as t
from vademecum.store.images import decode, encode
from vademecum.store.operation import Operation

BLOCK = 300  # records: SQLite allows a limited number of bound values


class BulkOperation(Operation):
    """An operation that writes blocks of records."""

    def put_block(self, wanted: Sequence[tuple[r.Record, int]]) -> list[str]:
        """Write records of one type, each with the version it is based on (0: new).

        Gives the ids of those that moved on since, or came or went meanwhile: these are not written.
        """
        if not wanted:
            return []
        kind = r.record_type(wanted[0][0])
        current = mapping.load(self.connection, kind, [record.id for record, _version in wanted])
        versions = self._last_versions([record.id for record, _version in wanted if record.id not in current])
        moved: list[str] = []
        pairs: list[tuple[r.Record | None, r.Record]] = []
        for record, based_on in wanted:
            before = current.get(record.id)
            if (before.version if before is not None else 0) != based_on:
                moved.append(record.id)
                continue
            version = before.version if before is not None else versions.get(record.id, 0)
            after = msgspec.structs.replace(record, version=version + 1)
            if before is None or msgspec.structs.replace(after, version=before.version) != before:
                pairs.append((before, after))
        self._delete(kind, [before.id for before, _after in pairs if before is not None])
        mapping.insert(self.connection, [after for _before, after in pairs])
        self._log_block(kind, pairs)
        return moved

    def remove_block(self, kind: r.RecordType, ids: Sequence[str]) -> None:
        """Delete records of one type; they stay in the history."""
        gone = list(mapping.load(self.connection, kind, ids).values()) if ids else []
        self._delete(kind, [record.id for record in gone])
        self._log_block(kind, [(record, None) for record in gone])

    def _delete(self, kind: r.RecordType, ids: Iterable[str]) -> None:
        wanted = list(ids)
        if not wanted:
            return
        fields = {*mapping.part_fields(r.RECORD_CLASSES[kind])}
        tables = {mapping.PARTS[field][0] for field in fields}
        for table in tables:
            self.connection.execute(sa.delete(table).where(table.c.record_id.in_(wanted)))
        self.connection.execute(sa.delete(mapping.ROOTS[kind]).where(mapping.ROOTS[kind].c.id.in_(wanted)))
        self.connection.execute(sa.delete(t.record).where(t.record.c.id.in_(wanted)))

    def _log_block(self, kind: r.RecordType, pairs: Sequence[tuple[r.Record | None, r.Record | None]]) -> None:
        lines = [
            {
                "operation_id": self.number,
                "record_type": kind,
                "record_id": record.id,
                "before": encode(before) if before is not None else None,
                "after": encode(after) if after is not None else None,
            }
            for before, after in pairs
            if (record := after or before) is not None
        ]
        if lines:
            self.connection.execute(sa.insert(t.change), lines)
        self._records.extend((kind, str(line["record_id"])) for line in lines)


def numbers(connection: sa.Connection) -> dict[str, list[str]]:
    """KBO number -> the actors that bear it."""
    result: dict[str, list[str]] = {}
    for value, actor_id in connection.execute(sa.select(t.identifier.c.value, t.identifier.c.record_id)):
        result.setdefault(value, []).append(actor_id)
    return result


def pointing_at(connection: sa.Connection, ids: Sequence[str]) -> list[str]:
    """The records that name any of these; see reading.pointing_at."""
    linked = [(table.c.record_id, table.c.actor_id) for table in (t.member, t.carrier, t.party, t.action, t.relation)]
    linked += [(t.evidence.c.record_id, t.evidence.c.source_id), (t.measure.c.id, t.measure.c.replaced_by)]
    found: dict[str, None] = {}
    for start in range(0, len(ids), BLOCK):
        block = ids[start : start + BLOCK]
        for owner, target in linked:
            query = sa.select(owner).where(target.in_(block)).distinct()
            found.update(dict.fromkeys(connection.scalars(query)))
    return list(found)


def every_name(connection: sa.Connection) -> list[tuple[str, str, str]]:
    """(record, type of name, text) of all names."""
    query = sa.select(t.name.c.record_id, t.name.c.type, t.name.c.text)
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def titles(connection: sa.Connection) -> dict[r.RecordType, dict[str, str]]:
    """Per type of record: id -> name to show."""
    result: dict[r.RecordType, dict[str, str]] = {kind: {} for kind in r.RECORD_CLASSES}
    query = sa.select(t.record.c.type, t.record.c.id, t.record.c.name).order_by(t.record.c.sort_name)
    for kind, key, name in connection.execute(query):
        result[kind][key] = name
    return result


def at_version(connection: sa.Connection, kind: r.RecordType, record_id: str, version: int) -> r.Record | None:
    """A record as it was at a version; None where the history doesn't know."""
    return next((one for one in versions(connection, kind, record_id) if one.version == version), None)


def versions(connection: sa.Connection, kind: r.RecordType, record_id: str) -> Iterator[r.Record]:
    """A record as the history has it, the newest first."""
    query = (
        sa.select(t.change.c.after)
        .where(t.change.c.record_id == record_id, t.change.c.record_type == kind, t.change.c.after.is_not(None))
        .order_by(t.change.c.number.desc())
    )
    return (decode(kind, content) for content in connection.scalars(query))


def known(connection: sa.Connection, kind: r.RecordType, ids: Sequence[str]) -> frozenset[str]:
    """Those of the ids of which the history has a record."""
    found: set[str] = set()
    for start in range(0, len(ids), BLOCK):
        block = t.change.c.record_id.in_(ids[start : start + BLOCK])
        query = sa.select(t.change.c.record_id).where(block, t.change.c.record_type == kind).distinct()
        found.update(connection.scalars(query))
    return frozenset(found)


def erased(connection: sa.Connection) -> dict[str, int]:
    """Record -> its version after a person was last erased from it."""
    c = t.change.c
    query = (
        sa.select(c.record_id, c.record_type, c.after)
        .join(t.operation, t.operation.c.id == c.operation_id)
        .where(t.operation.c.name == "erase", c.after.is_not(None))
        .order_by(c.number)
    )
    return {row.record_id: decode(row.record_type, row.after).version for row in connection.execute(query)}
