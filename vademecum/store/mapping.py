"""Records to rows and back.

One description (``ROOTS``, ``PARTS``) drives both directions: a field of a record that is a tuple of parts lies in the
table of that part, all other fields are columns of the record's own table. Parts of an offer (its areas and contacts)
carry its id in ``offer_id``.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum.store import tables as t
from vademecum.turns import considerately, give_way

ROOTS: dict[r.RecordType, sa.Table] = {
    "actor": t.actor,
    "network": t.network,
    "agreement": t.agreement,
    "measure": t.measure,
    "practice": t.practice,
    "term": t.term,
    "synonym": t.synonym,
    "source": t.source,
}

# field of a record -> (table, class); the same wherever a record has that field
PARTS: dict[str, tuple[sa.Table, type[r.Frozen]]] = {
    "names": (t.name, r.Name),
    "identifiers": (t.identifier, r.Identifier),
    "sites": (t.site, r.Site),
    "offers": (t.offer, r.Offer),
    "contacts": (t.contact, r.Contact),
    "areas": (t.service_area, r.ServiceArea),
    "relations": (t.relation, r.Relation),
    "members": (t.member, r.Member),
    "parties": (t.party, r.Party),
    "actions": (t.action, r.Action),
    "follow_ups": (t.follow_up, r.FollowUp),
    "carriers": (t.carrier, r.Carrier),
    "evidence": (t.evidence, r.Evidence),
    "checks": (t.checked, r.Check),
}
_OF_OFFERS = ("areas", "contacts")

Rows = dict[sa.Table, list[dict[str, Any]]]


def sort_name(name: str) -> str:
    """The name as it is sorted: no accents, no case, no leading article ('t, 'k, de, het)."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = folded.replace("’", "'").split()
    if len(words) > 1 and words[0] in ("'t", "'k", "de", "het"):
        words = words[1:]
    return " ".join(words)


def part_fields(cls: type[r.Record]) -> tuple[str, ...]:
    """The fields of a record that lie in tables of their own."""
    return tuple(name for name in cls.__struct_fields__ if name in PARTS)


def to_rows(record: r.Record) -> Rows:
    """The rows of one record, per table."""
    kind = r.record_type(record)
    rows: Rows = defaultdict(list)
    rows[t.record].append(
        {
            "id": record.id,
            "type": kind,
            "name": record.name,
            "sort_name": sort_name(record.name),
            "status": getattr(record, "status", "active"),
            "version": record.version,
        }
    )
    rows[ROOTS[kind]].append(_columns(record, ROOTS[kind]))
    for field in part_fields(type(record)):
        for position, part in enumerate(getattr(record, field)):
            rows[PARTS[field][0]].append(_part_row(part, PARTS[field][0], record.id, position))
            if isinstance(part, r.Offer):
                for inner in _OF_OFFERS:
                    for place, piece in enumerate(getattr(part, inner)):
                        row = _part_row(piece, PARTS[inner][0], record.id, place)
                        row["offer_id"] = part.id
                        rows[PARTS[inner][0]].append(row)
    return rows


def _part_row(part: r.Frozen, table: sa.Table, record_id: str, position: int) -> dict[str, Any]:
    row = _columns(part, table)
    row["record_id"] = record_id
    row["position"] = position
    if "offer_id" in table.c:
        row["offer_id"] = None
    return row


def _columns(value: r.Frozen, table: sa.Table) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__struct_fields__ if name in table.c}


def insert(connection: sa.Connection, records: Iterable[r.Record]) -> None:
    """Write the rows of new records."""
    rows: Rows = defaultdict(list)
    for record in records:
        for table, lines in to_rows(record).items():
            rows[table].extend(lines)
    for table, lines in rows.items():
        connection.execute(sa.insert(table), lines)


def delete(connection: sa.Connection, kind: r.RecordType, record_id: str) -> None:
    """Take away the rows of one record."""
    for field in part_fields(r.RECORD_CLASSES[kind]):
        table = PARTS[field][0]
        connection.execute(sa.delete(table).where(table.c.record_id == record_id))
    if kind == "actor":
        for field in _OF_OFFERS:
            table = PARTS[field][0]
            connection.execute(sa.delete(table).where(table.c.record_id == record_id))
    connection.execute(sa.delete(ROOTS[kind]).where(ROOTS[kind].c.id == record_id))
    connection.execute(sa.delete(t.record).where(t.record.c.id == record_id))


def load(
    connection: sa.Connection, kind: r.RecordType, ids: Sequence[str] | None = None, parts: Sequence[str] | None = None
) -> dict[str, r.Record]:
    """Read records of one type by id, or all of them; ``parts`` limits which parts are filled in."""
    cls, table = r.RECORD_CLASSES[kind], ROOTS[kind]
    wanted = part_fields(cls) if parts is None else tuple(parts)
    values: dict[str, dict[str, Any]] = {}
    # status and version lie in ``record``, so that lists need one table only
    has_status = "status" in cls.__struct_fields__
    for value in _select(connection, *_of_root(table), ids):
        if not has_status:
            del value["status"]
        value.update(dict.fromkeys(wanted, ()))
        values[value["id"]] = value
    for field in wanted:
        part_table, part_cls = PARTS[field]
        if kind == "actor" and field in _OF_OFFERS:
            continue
        for owner, pieces in _parts(connection, part_table, ids, values).items():
            values[owner][field] = tuple(_build(part_cls, piece) for piece in pieces)
    if kind == "actor":
        _load_offer_parts(connection, values, ids, wanted)
    return {key: _build(cls, value) for key, value in considerately(values.items())}


def _load_offer_parts(
    connection: sa.Connection, values: dict[str, dict[str, Any]], ids: Sequence[str] | None, wanted: Sequence[str]
) -> None:
    """Fill in areas and contacts, which hang on the actor or on one of its offers."""
    of_offer: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for field in _OF_OFFERS:
        if field not in wanted:
            continue
        table, cls = PARTS[field]
        for owner, pieces in _parts(connection, table, ids, values).items():
            own = []
            for piece in pieces:
                built = _build(cls, piece)
                if piece["offer_id"] is None:
                    own.append(built)
                else:
                    of_offer[piece["offer_id"]][field].append(built)
            values[owner][field] = tuple(own)
    for value in values.values():
        value["offers"] = tuple(
            msgspec.structs.replace(offer, **{field: tuple(parts) for field, parts in of_offer[offer.id].items()})
            if offer.id in of_offer
            else offer
            for offer in value.get("offers", ())
        )


def _parts(
    connection: sa.Connection, table: sa.Table, ids: Sequence[str] | None, known: dict[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    result: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for value in _select(connection, *_of_part(table), ids):
        if value["record_id"] in known:
            result[value["record_id"]].append(value)
    return result


# The questions are made once: to make one takes SQLAlchemy longer than SQLite takes to answer it.
_Question = tuple[sa.Select[Any], sa.Select[Any]]  # for all records, and for those of ``ids``


@cache
def _of_root(table: sa.Table) -> _Question:
    query = sa.select(table, t.record.c.version, t.record.c.status).join(t.record, t.record.c.id == table.c.id)
    return query, query.where(table.c.id.in_(sa.bindparam("ids", expanding=True)))


@cache
def _of_part(table: sa.Table) -> _Question:
    query = sa.select(table).order_by(table.c.record_id, table.c.position)
    return query, query.where(table.c.record_id.in_(sa.bindparam("ids", expanding=True)))


_ROWS = 25  # read at a time: SQLite lets other threads in at each row, for too short a time to come round


def _select(
    connection: sa.Connection, everything: sa.Select[Any], some: sa.Select[Any], ids: Sequence[str] | None
) -> Iterator[dict[str, Any]]:
    """The rows, each by the names of its columns."""
    # SQLite allows a limited number of bound values.
    chunks = [None] if ids is None else [{"ids": ids[start : start + 500]} for start in range(0, len(ids), 500)]
    for chunk in chunks:
        result = connection.execute(everything) if chunk is None else connection.execute(some, chunk)
        names = tuple(result.keys())
        for block in result.partitions(_ROWS):
            give_way()
            for row in block:
                yield dict(zip(names, row, strict=True))


def _build(cls: type[Any], value: dict[str, Any]) -> Any:
    fields = {
        name: tuple(value[name]) if isinstance(value[name], list) else value[name]
        for name in cls.__struct_fields__
        if name in value
    }
    return cls(**fields)


def ids(connection: sa.Connection, kind: r.RecordType) -> list[str]:
    """The ids of all records of one type."""
    return list(connection.scalars(sa.select(ROOTS[kind].c.id)))
