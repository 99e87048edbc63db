"""Questions to the store, each one indexed query or a few; answers are plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, get_args

import sqlalchemy as sa

from vademecum import records as r
from vademecum.errors import CatalogueError
from vademecum.store import tables as t
from vademecum.store.images import decode

_BLOCK = 1000  # rows read at a time: all at once would take the memory of all


class Desk(NamedTuple):
    """Whose desk, and where."""

    actor_id: str
    postcode: str | None
    town: str | None


class Served(NamedTuple):
    """One service area: whose, and whether it excludes."""

    actor_id: str
    offer_id: str | None
    excluded: bool


class Digest(NamedTuple):
    """The few facts of an actor that filters, counts and the order of lists need."""

    id: str
    sort_name: str
    kind: str
    status: r.Status
    audiences: frozenset[str]  # of the actor and of its offers
    themes: frozenset[str]


def containing(connection: sa.Connection, places: Sequence[str]) -> dict[str, frozenset[str]]:
    """Per place the areas that contain all of it, itself included."""
    c = t.area_closure.c
    found: dict[str, set[str]] = {place: set() for place in places}
    for area_id, ancestor_id in connection.execute(
        sa.select(c.area_id, c.ancestor_id).where(c.area_id.in_(sorted(found)))
    ):
        found[area_id].add(ancestor_id)
    return {place: frozenset(areas) for place, areas in found.items()}


def serving(connection: sa.Connection, areas: Sequence[str], today: str) -> dict[str, list[Served]]:
    """Per area the service areas, valid ``today``, that are this very area."""
    s = t.service_area.c
    query = sa.select(s.area_id, s.record_id, s.offer_id, s.excluded).where(s.area_id.in_(areas), *_valid(today))
    found: dict[str, list[Served]] = {area_id: [] for area_id in areas}
    for area_id, *row in connection.execute(query):
        found[area_id].append(Served._make(row))
    return found


def _valid(today: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Periods are partial dates: "2017" as an end lasts to the end of that year, as a beginning from its first day."""
    s = t.service_area.c
    return (
        sa.or_(s.valid_from.is_(None), s.valid_from <= today),
        sa.or_(s.valid_to.is_(None), s.valid_to >= sa.func.substr(today, 1, sa.func.length(s.valid_to))),
    )


def with_area(connection: sa.Connection, ids: Sequence[str] | None = None) -> frozenset[str]:
    """The records (of these, or of all) that have a service area of their own, or an offer that has one."""
    s = t.service_area.c
    return frozenset(connection.scalars(_of(sa.select(s.record_id).where(~s.excluded).distinct(), s.record_id, ids)))


def desks(connection: sa.Connection, municipality: str, today: str) -> list[Desk]:
    """The desks in a municipality."""
    s = t.site.c
    query = sa.select(s.record_id, s.postcode, s.town).where(
        s.municipality == municipality, sa.or_(s.valid_to.is_(None), s.valid_to >= today)
    )
    return [Desk._make(row) for row in connection.execute(query)]


def desk_places(connection: sa.Connection) -> list[tuple[str, str]]:
    """(actor, municipality) of every desk, for distances."""
    s = t.site.c
    return [
        (row[0], row[1]) for row in connection.execute(sa.select(s.record_id, s.municipality)) if row[1] is not None
    ]


@lru_cache(maxsize=8192)
def _codes(lists: tuple[tuple[str, str], ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The audiences and the themes in pairs of lists of JSON."""
    audiences = frozenset(code for both in lists for code in json.loads(both[0]))
    return audiences, frozenset(code for both in lists for code in json.loads(both[1]))


def _of(query: sa.Select[Any], key: sa.Column[Any], ids: Sequence[str] | None) -> sa.Select[Any]:
    """The query for these records only; for all where ``ids`` is None."""
    return query if ids is None else query.where(key.in_(ids))


def digests(connection: sa.Connection, ids: Sequence[str] | None = None) -> Iterator[Digest]:
    """The digests of these actors (a few), or of all."""
    o = t.offer.c
    raw_offers = sa.select(o.record_id, sa.type_coerce(o.audiences, sa.Text), sa.type_coerce(o.themes, sa.Text))
    of_offers: dict[str, tuple[tuple[str, str], ...]] = {}
    shared: dict[tuple[str, str], tuple[str, str]] = {}  # few combinations occur
    for block in connection.execute(_of(raw_offers, o.record_id, ids)).partitions(_BLOCK):
        for actor_id, *both in block:
            lists = both[0], both[1]
            if lists != ("[]", "[]"):
                of_offers[actor_id] = (*of_offers.get(actor_id, ()), shared.setdefault(lists, lists))
    query = sa.select(
        t.record.c.id,
        t.record.c.sort_name,
        t.actor.c.kind,
        t.record.c.status,
        sa.type_coerce(t.actor.c.audiences, sa.Text),
        sa.type_coerce(t.actor.c.themes, sa.Text),
    ).join(t.actor, t.actor.c.id == t.record.c.id)
    for block in connection.execute(_of(query, t.actor.c.id, ids)).partitions(_BLOCK):
        for actor_id, sort_name, kind, status, audiences, themes in block:
            codes = _codes(((audiences, themes), *of_offers.get(actor_id, ())))
            yield Digest(actor_id, sort_name, kind, status, *codes)


def names(connection: sa.Connection, ids: Iterable[str]) -> dict[str, tuple[r.RecordType, str]]:
    """Type and display name of records."""
    wanted = sorted(set(ids))
    result: dict[str, tuple[r.RecordType, str]] = {}
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        query = sa.select(t.record.c.id, t.record.c.type, t.record.c.name).where(t.record.c.id.in_(chunk))
        result.update({row.id: (row.type, row.name) for row in connection.execute(query)})
    return result


def all_names(connection: sa.Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Every name that some records bear or bore."""
    result: dict[str, list[str]] = {}
    query = sa.select(t.name.c.record_id, t.name.c.text).where(t.name.c.record_id.in_(ids))
    for record_id, text in connection.execute(query):
        result.setdefault(record_id, []).append(text)
    return result


def by_name(connection: sa.Connection, name: str) -> tuple[str, ...]:
    """The actors that bear exactly this name, whatever the case: official, short, former or alias."""
    query = (
        sa.select(t.name.c.record_id)
        .join(t.actor, t.actor.c.id == t.name.c.record_id)
        .where(sa.func.lower(t.name.c.text) == name.lower())
        .distinct()
    )
    return tuple(connection.scalars(query))


def pointing_at(connection: sa.Connection, record_id: str) -> list[tuple[r.RecordType, str]]:
    """The records that name this one: an actor (as member, carrier, party, relation), a source, a newer measure."""
    found: list[tuple[r.RecordType, str]] = []
    linked = [(table.c.record_id, table.c.actor_id) for table in (t.member, t.carrier, t.party, t.action, t.relation)]
    linked += [(t.evidence.c.record_id, t.evidence.c.source_id), (t.measure.c.id, t.measure.c.replaced_by)]
    for owner, target in linked:
        query = (
            sa.select(t.record.c.type, t.record.c.id)
            .join(t.record, t.record.c.id == owner)
            .where(target == record_id)
            .order_by(t.record.c.sort_name)
            .distinct()
        )
        found.extend((row.type, row.id) for row in connection.execute(query))
    return found


def told_apart(connection: sa.Connection, actor_id: str) -> list[tuple[r.RecordType, str]]:
    """The actors that remember that this one is another."""
    listed = sa.type_coerce(t.actor.c.different_from, sa.Text)
    return [("actor", key) for key in connection.scalars(sa.select(t.actor.c.id).where(listed.like(f'%"{actor_id}"%')))]


def with_number(connection: sa.Connection, number: str) -> tuple[str, ...]:
    """The records that bear this number of a register."""
    return tuple(
        connection.scalars(sa.select(t.identifier.c.record_id).where(t.identifier.c.value == number).distinct())
    )


def code_taken(connection: sa.Connection, record: r.Record) -> str | None:
    """The name of another measure, or another term of the same taxonomy, with the code of this one."""
    query = sa.select(t.record.c.name).where(t.record.c.id != record.id)
    if isinstance(record, r.Measure):
        query = query.join(t.measure, t.measure.c.id == t.record.c.id).where(t.measure.c.code == record.code)
    elif isinstance(record, r.Term):
        query = query.join(t.term, t.term.c.id == t.record.c.id).where(
            t.term.c.taxonomy == record.taxonomy, t.term.c.code == record.code
        )
    else:
        return None
    return connection.scalar(query)


def bearing_code(connection: sa.Connection, taxonomy: r.Taxonomy, code: str) -> frozenset[str]:
    """The records that use a term."""
    if taxonomy == "kind":
        return frozenset(connection.scalars(sa.select(t.actor.c.id).where(t.actor.c.kind == code)))
    column = {"audience": "audiences", "theme": "themes"}[taxonomy]
    found: set[str] = set()
    for table in (t.actor, t.network, t.measure, t.practice, t.offer):
        if column in table.c:
            key = table.c.record_id if table is t.offer else table.c.id
            listed = sa.type_coerce(table.c[column], sa.Text)
            found.update(connection.scalars(sa.select(key).where(listed.like(f'%"{code}"%'))))
    return frozenset(found)


def last_name(connection: sa.Connection, record_id: str) -> str:
    """The name that a record had when it was deleted, "" where the history doesn't know it."""
    line = connection.execute(
        sa.select(t.change.c.record_type, t.change.c.before)
        .where(t.change.c.record_id == record_id, t.change.c.before.is_not(None))
        .order_by(t.change.c.number.desc())
        .limit(1)
    ).first()
    try:
        return decode(line.record_type, line.before).name if line is not None else ""
    except CatalogueError:
        return ""


def named_in(connection: sa.Connection, records: Sequence[str]) -> frozenset[str]:
    """The actors that are members of these networks, or carry out these measures."""
    found: set[str] = set()
    for table in (t.member, t.carrier):
        query = sa.select(table.c.actor_id).where(table.c.record_id.in_(records), table.c.actor_id.is_not(None))
        found.update(connection.scalars(query))
    return frozenset(found)


def last_checked(connection: sa.Connection, operator: str, day: str) -> frozenset[str]:
    """The actors last checked before (<), after (>) or in a year, month or day."""
    last = sa.func.max(t.checked.c.date)
    whole = sa.func.substr(last, 1, len(day))
    meets = {"<": last < day, ">": whole > day, "=": whole == day}[operator]
    query = (
        sa.select(t.checked.c.record_id)
        .join(t.actor, t.actor.c.id == t.checked.c.record_id)
        .group_by(t.checked.c.record_id)
        .having(meets)
    )
    return frozenset(connection.scalars(query))


def sources_like(connection: sa.Connection, text: str) -> tuple[str, ...]:
    """The sources with this text in their title or address, whatever the case."""
    wanted = sa.func.lower(text)
    inside = sa.or_(
        sa.func.instr(sa.func.lower(t.source.c.title), wanted) > 0,
        sa.func.instr(sa.func.lower(t.source.c.url), wanted) > 0,
    )
    return tuple(connection.scalars(sa.select(t.source.c.id).where(inside)))


def with_source(connection: sa.Connection, sources: Sequence[str]) -> frozenset[str]:
    """The actors that have a fact from one of these sources."""
    query = (
        sa.select(t.evidence.c.record_id)
        .join(t.actor, t.actor.c.id == t.evidence.c.record_id)
        .where(t.evidence.c.source_id.in_(sources))
    )
    return frozenset(connection.scalars(query))


def carried_names(connection: sa.Connection, ids: Sequence[str] | None) -> dict[str, dict[str, list[str]]]:
    """Per actor the names of its networks and measures ("network", "measure"), for the search index."""
    result: dict[str, dict[str, list[str]]] = {}
    for kind, table in (("network", t.member), ("measure", t.carrier)):
        query = (
            sa.select(table.c.actor_id, t.name.c.text)
            .join(t.name, t.name.c.record_id == table.c.record_id)
            .join(t.record, t.record.c.id == table.c.record_id)
            .where(t.record.c.type == kind, table.c.actor_id.is_not(None))
        )
        if ids is not None:
            query = query.where(table.c.actor_id.in_(ids))
        for actor_id, text in connection.execute(query):
            result.setdefault(actor_id, {}).setdefault(kind, []).append(text)
    return result


def counts(connection: sa.Connection) -> dict[str, int]:
    """Number of records per type, and of actors per what is known of them."""
    result: dict[str, int] = {}
    per_status = sa.select(t.record.c.type, t.record.c.status, sa.func.count()).group_by(
        t.record.c.type, t.record.c.status
    )
    for kind, status, count in connection.execute(per_status):
        result[kind] = result.get(kind, 0) + count
        if kind == "actor":
            result[status] = count

    def having(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
        # One look at the table takes a fifth of the time of a look for each actor.
        owners = sa.select(table.c.record_id).where(*where)
        return int(connection.scalar(sa.select(sa.func.count()).where(t.actor.c.id.in_(owners))) or 0)

    for status in get_args(r.Status):
        result.setdefault(status, 0)
    result["with_address"] = having(t.site, t.site.c.street.is_not(None))
    result["with_area"] = having(t.service_area)
    result["with_phone"] = having(t.contact, t.contact.c.kind == "phone")
    result["with_mail"] = having(t.contact, t.contact.c.kind == "email")
    result["checked"] = having(t.checked)
    return result


def named_like(
    connection: sa.Connection, kind: r.RecordType, words: Sequence[str], limit: int
) -> list[tuple[str, str, str]]:
    """Id, name and (of a source) address of the records that have all words in one name; a beginning comes first."""
    lowered = [word.lower() for word in words]

    def holds(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
        return sa.and_(sa.true(), *(sa.func.instr(sa.func.lower(column), word) > 0 for word in lowered))

    first = sa.func.instr(sa.func.lower(t.record.c.name), " ".join(lowered)) != 1
    other = sa.exists().where(t.name.c.record_id == t.record.c.id, holds(t.name.c.text))
    query = (
        sa.select(t.record.c.id, t.record.c.name, t.source.c.url)
        .outerjoin(t.source, t.source.c.id == t.record.c.id)
        .where(t.record.c.type == kind, sa.or_(holds(t.record.c.name), other))
        .order_by(first, t.record.c.sort_name)
        .limit(limit)
    )
    return [(row.id, row.name, row.url or "") for row in connection.execute(query)]
