"""What the database and the change log say about the health of the file."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from vademecum import records as r
from vademecum.errors import CatalogueError
from vademecum.store import engine, mapping
from vademecum.store import tables as t
from vademecum.store.images import decode
from vademecum.texts import _


class Astray(NamedTuple):
    """A record that is not what the last line of its history says; None: it isn't there."""

    held: r.Record | None
    logged: r.Record | None


def findings(connection: sa.Connection) -> list[str]:
    """In words: damage to the file, broken foreign keys, records that differ from the last line of their history."""
    result = [_("The file is damaged: %(what)s") % {"what": line} for line in engine.damage(connection)]
    text = _("A line of “%(table)s” points at a line of “%(parent)s” that doesn't exist.")
    for broken in engine.broken_references(connection):
        result.append(text % {"table": broken.table, "parent": broken.parent})
    for held, logged in astray(connection):
        if held is not None:
            name = held.name or (logged.name if logged is not None else held.id)
            result.append(_("“%(name)s” differs from the last line of its history.") % {"name": name})
        elif logged is not None:
            result.append(_("A record in the history is missing: %(name)s.") % {"name": logged.name})
    return result


def astray(connection: sa.Connection) -> list[Astray]:
    """The records that are not what the last line of their history says."""
    logged = last_logged(connection)
    held: dict[str, r.Record] = {}
    for kind in r.RECORD_CLASSES:
        held.update(mapping.load(connection, kind))
    differ = [Astray(record, logged.get(key)) for key, record in held.items() if logged.get(key) != record]
    return differ + [Astray(None, record) for key, record in logged.items() if key not in held and record is not None]


def last_logged(connection: sa.Connection) -> dict[str, r.Record | None]:
    """Each record as the last line of its history has it; None: it was deleted."""
    last = sa.select(sa.func.max(t.change.c.number)).group_by(t.change.c.record_id)
    query = sa.select(t.change.c.record_id, t.change.c.record_type, t.change.c.after).where(t.change.c.number.in_(last))
    result: dict[str, r.Record | None] = {}
    for row in connection.execute(query):
        try:
            result[row.record_id] = decode(row.record_type, row.after) if row.after is not None else None
        except CatalogueError:  # a damaged line: as if it were not there
            continue
    return result


def areas_used(connection: sa.Connection) -> list[tuple[str, str, str]]:
    """(area, record, name of the record) for each place that a record points at."""
    result: list[tuple[str, str, str]] = []
    for table, column in ((t.service_area, t.service_area.c.area_id), (t.site, t.site.c.municipality)):
        query = (
            sa.select(column, t.record.c.id, t.record.c.name)
            .join(t.record, t.record.c.id == table.c.record_id)
            .where(column.is_not(None))
        )
        result.extend((row[0], row[1], row[2]) for row in connection.execute(query))
    return result
