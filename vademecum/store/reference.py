"""What is taken in from the shipped data: areas, and the record as each edition ships it."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from vademecum import records as r
from vademecum.store import tables as t
from vademecum.store.images import decode, encode


def meta(connection: sa.Connection, key: str) -> str:
    """A remembered value, or ""."""
    return connection.scalar(sa.select(t.meta.c.value).where(t.meta.c.key == key)) or ""


def set_meta(connection: sa.Connection, key: str, value: str) -> None:
    """Remember a value."""
    connection.execute(sa.delete(t.meta).where(t.meta.c.key == key))
    connection.execute(sa.insert(t.meta).values(key=key, value=value))


def put_areas(connection: sa.Connection, areas: Iterable[r.Place], closure: Iterable[tuple[str, str]]) -> None:
    """Replace the areas and what contains what; an area that is gone but still pointed at stays, alone in itself."""
    rows = {area.id: {"id": area.id, "kind": area.kind, "name": area.name} for area in areas}
    pairs = [{"area_id": area, "ancestor_id": ancestor} for area, ancestor in closure]
    used = set(connection.scalars(sa.select(t.service_area.c.area_id).union(sa.select(t.site.c.municipality))))
    for row in connection.execute(sa.select(t.area)):
        if row.id in used and row.id not in rows:
            rows[row.id] = dict(row._mapping)
            pairs.append({"area_id": row.id, "ancestor_id": row.id})
    connection.execute(sa.delete(t.area_closure))
    connection.execute(sa.delete(t.area))
    connection.execute(sa.insert(t.area), list(rows.values()))
    connection.execute(sa.insert(t.area_closure), pairs)


def areas(connection: sa.Connection) -> dict[str, tuple[str, str]]:
    """Kind and name of each area."""
    return {row.id: (row.kind, row.name) for row in connection.execute(sa.select(t.area))}


def closure(connection: sa.Connection) -> set[tuple[str, str]]:
    """(area, area that contains it) of all areas."""
    c = t.area_closure.c
    return {(row[0], row[1]) for row in connection.execute(sa.select(c.area_id, c.ancestor_id))}


def add_areas(connection: sa.Connection, areas_then: dict[str, tuple[str, str]]) -> None:
    """Areas that records of then point at and that are gone: each alone in itself, as :func:`put_areas` leaves them."""
    known = areas(connection)
    rows = [{"id": key, "kind": kind, "name": name} for key, (kind, name) in areas_then.items() if key not in known]
    if rows:
        connection.execute(sa.insert(t.area), rows)
        connection.execute(
            sa.insert(t.area_closure), [{"area_id": row["id"], "ancestor_id": row["id"]} for row in rows]
        )


def shipped(connection: sa.Connection) -> dict[str, r.Record]:
    """The records as the last taken-in edition ships them."""
    return {row.record_id: decode(row.record_type, row.content) for row in connection.execute(sa.select(t.shipped))}


def set_shipped(connection: sa.Connection, records: Iterable[r.Record]) -> None:
    """Remember what the edition now taken in ships."""
    connection.execute(sa.delete(t.shipped))
    rows = [{"record_id": x.id, "record_type": r.record_type(x), "content": encode(x)} for x in records]
    if rows:
        connection.execute(sa.insert(t.shipped), rows)
