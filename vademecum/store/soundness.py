"""What the database and the change log say about the health of the file."""

from __future__ import annotations

import sqlalchemy as sa

from vademecum import records as r
from vademecum.store import engine, mapping
from vademecum.store import tables as t
from vademecum.store.operation import decode
from vademecum.texts import _


def findings(connection: sa.Connection) -> list[str]:
    """In words: damage to the file, broken foreign keys, records that differ from the last line of their history."""
    result = [_("The file is damaged: %(what)s") % {"what": line} for line in engine.damage(connection)]
    text = _("A line of “%(table)s” points at a line of “%(parent)s” that doesn't exist.")
    for table, parent in engine.broken_references(connection):
        result.append(text % {"table": table, "parent": parent})
    last = sa.select(sa.func.max(t.change.c.number)).group_by(t.change.c.record_id)
    logged = {
        row.record_id: (row.record_type, row.after)
        for row in connection.execute(sa.select(t.change).where(t.change.c.number.in_(last)))
        if row.after is not None
    }
    held: dict[str, r.Record] = {}
    for kind in r.RECORD_CLASSES:
        held.update(mapping.load(connection, kind))
    for key, record in held.items():
        line = logged.get(key)
        if line is None or decode(line[0], line[1]) != record:
            result.append(_("“%(name)s” differs from the last line of its history.") % {"name": record.name})
    result.extend(_("A record in the history is missing: %(id)s.") % {"id": key} for key in logged.keys() - held.keys())
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
