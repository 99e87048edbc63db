"""What is missing in a record: for ``zonder:`` in the search language, and for who looks after the quality."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa

from vademecum.store import tables as t

Gap = Literal["email", "phone", "web", "address", "area", "kbo", "offer", "description", "check", "source"]


def without(connection: sa.Connection, gap: Gap) -> frozenset[str]:
    """The actors in which this is missing."""
    record = t.record.c.id

    def part(table: sa.Table, *where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        return sa.exists().where(table.c.record_id == record, *where)

    present: dict[Gap, sa.ColumnElement[bool]] = {
        "email": part(t.contact, t.contact.c.kind == "email"),
        "phone": part(t.contact, t.contact.c.kind == "phone"),
        "web": part(t.contact, t.contact.c.kind == "web"),
        "address": part(t.site, t.site.c.street.is_not(None)),
        "area": part(t.service_area, ~t.service_area.c.excluded),
        "kbo": part(t.identifier, t.identifier.c.scheme == "KBO"),
        "offer": part(t.offer),
        "description": sa.exists().where(t.actor.c.id == record, t.actor.c.description.is_not(None)),
        "check": part(t.checked),
        "source": part(t.evidence),
    }
    query = sa.select(record).where(t.record.c.type == "actor", ~present[gap])
    return frozenset(connection.scalars(query))
