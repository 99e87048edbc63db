"""Who serves this place? Pure logic over what the store answers, in the words of domain rules.

A place is served by an actor (or one of its offers) when the place, or anything that contains it, is among the areas
included, and neither it nor anything that contains it is excluded. Of several areas the nearest in reach is the reason.
An actor with a desk in the municipality comes first. Actors without any area are no answer, but are listed apart where
they have a desk. Of a region is asked who serves all of it, and who a part (n of m municipalities).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue.wording import REACH_OF_KIND
from vademecum.places.gazetteer import Gazetteer
from vademecum.search import synonyms
from vademecum.store import mapping, reading

WIDE: tuple[r.AreaKind, ...] = ("region", "arrondissement", "province", "gewest", "country")
LIVE: tuple[r.Status, ...] = ("active", "unknown")  # ended and planned actors serve nobody
NEAREST = 5


@dataclass(frozen=True)
class Snapshot:
    """What lists and counts need of all actors, for one state of the catalogue."""

    change: int
    digests: Mapping[str, reading.Digest]
    with_area: frozenset[str]
    kind_order: Mapping[str, int]  # order of the kinds, as the taxonomy has it
    terms: Mapping[r.Taxonomy, Mapping[str, r.Term]]
    synonyms: synonyms.Table

    def order(self, actor_id: str) -> tuple[int, int]:
        """Where an actor stands in a list without scores: by kind, then by name."""
        digest = self.digests[actor_id]
        return self.kind_order.get(digest.kind, 999), digest.order

    def live(self, actor_id: str) -> bool:
        """False for actors that ended or have not begun."""
        digest = self.digests.get(actor_id)
        return digest is not None and digest.status in LIVE


@dataclass(frozen=True)
class Answer:
    """Who serves a place: hits of whole coverage, of partial coverage, and desks whose area nobody knows."""

    whole: Mapping[str, r.Hit]
    partial: Mapping[str, r.Hit]
    unknown: Mapping[str, r.Hit]


def serves(connection: sa.Connection, snapshot: Snapshot, gazetteer: Gazetteer, place: r.Place, today: str) -> Answer:
    """Answer for any area; the place is one of the gazetteer."""
    wide = place.kind in WIDE
    whole = _included(reading.serving(connection, place.id, today), snapshot, gazetteer)
    units = (
        [unit.id for unit in gazetteer.municipalities_of(place.id)]
        if wide
        else [part.id for part in gazetteer.page(place.id).parts] + [f"pc:{postcode}" for postcode in place.postcodes]
    )
    partial: dict[str, r.Hit] = {}
    if len(units) > 1:
        rows = reading.serving_parts(connection, place.id, units, today)
        partial = _shares(rows, len(units), snapshot, gazetteer, whole)
    if wide:
        whole, holed = _without_holes(whole, reading.excluded_within(connection, units, today), len(units))
        partial |= holed
        # Together these areas cover every municipality, though none of them contains the region itself.
        whole |= {key: hit for key, hit in partial.items() if hit.share is not None and hit.share[0] == hit.share[1]}
        partial = {key: hit for key, hit in partial.items() if key not in whole}
        return Answer(whole, partial, {})
    homes = [home.id for home in gazetteer.municipalities_of(place.id)]
    desks = reading.desks(connection, homes, today)
    unknown = {
        key: r.Hit(id=key, reach=r.Reach.UNKNOWN)
        for key in desks
        if snapshot.live(key) and key not in snapshot.with_area
    }
    # A part of a municipality counts as the municipality: the officer wants to know of it, the reason says what part.
    everyone = {**partial, **whole}
    for key in desks & everyone.keys():
        hit = everyone[key]
        everyone[key] = r.Hit(id=key, reach=r.Reach.DESK, via=hit.via, offer_id=hit.offer_id, share=hit.share)
    return Answer(everyone, {}, unknown)


def _included(rows: Iterable[reading.Served], snapshot: Snapshot, gazetteer: Gazetteer) -> dict[str, r.Hit]:
    """The nearest reach of each actor whose area holds, exclusions honoured."""
    rows = list(rows)
    excluded = {(row.actor_id, row.offer_id) for row in rows if row.excluded}
    reach: dict[str, r.Reach] = {}
    best: dict[str, tuple[tuple[int, bool], reading.Served]] = {}
    for row in rows:
        if row.excluded or (row.actor_id, row.offer_id) in excluded:
            continue
        far = reach.get(row.area_id)
        if far is None:
            far = reach[row.area_id] = REACH_OF_KIND[gazetteer.get(row.area_id).kind]
        rank = (int(far), row.offer_id is not None)
        known = best.get(row.actor_id)
        if known is None or rank < known[0]:
            best[row.actor_id] = (rank, row)
    return {
        key: r.Hit(id=key, reach=reach[row.area_id], via=row.area_id, offer_id=row.offer_id)
        for key, (_rank, row) in best.items()
        if snapshot.live(key)
    }


def _without_holes(
    whole: Mapping[str, r.Hit], excluded: Iterable[reading.Served], of: int
) -> tuple[dict[str, r.Hit], dict[str, r.Hit]]:
    """Who serves a region but for some of its municipalities serves a part of it: take these apart."""
    holes: dict[tuple[str, str | None], set[str]] = {}
    for row in excluded:
        holes.setdefault((row.actor_id, row.offer_id), set()).add(row.place_id)
    holed = {
        key: r.Hit(
            id=key, reach=hit.reach, via=hit.via, offer_id=hit.offer_id, share=(of - len(holes[key, hit.offer_id]), of)
        )
        for key, hit in whole.items()
        if (key, hit.offer_id) in holes
    }
    return {key: hit for key, hit in whole.items() if key not in holed}, holed


def _shares(
    rows: Iterable[reading.Served], of: int, snapshot: Snapshot, gazetteer: Gazetteer, whole: Collection[str]
) -> dict[str, r.Hit]:
    """The actors that serve some of the units, with how many."""
    by_unit: dict[str, list[reading.Served]] = {}
    for row in rows:
        by_unit.setdefault(row.place_id, []).append(row)
    count: dict[str, int] = {}
    first: dict[str, r.Hit] = {}
    for unit_rows in by_unit.values():
        for key, hit in _included(unit_rows, snapshot, gazetteer).items():
            if key not in whole:
                count[key] = count.get(key, 0) + 1
                known = first.get(key)
                if known is None or (hit.reach or 0) > (known.reach or 0):
                    first[key] = hit
    return {
        key: r.Hit(id=key, reach=hit.reach, via=hit.via, offer_id=hit.offer_id, share=(count[key], of))
        for key, hit in first.items()
    }


def keeps(filters: r.Filters, hit: r.Hit, digest: reading.Digest) -> bool:
    """True when the hit passes: any of the codes within a taxonomy, all taxonomies together."""
    return (
        (not filters.kinds or digest.kind in filters.kinds)
        and (not filters.audiences or not digest.audiences.isdisjoint(filters.audiences))
        and (not filters.themes or not digest.themes.isdisjoint(filters.themes))
        and (not filters.reaches or hit.reach in filters.reaches)
    )


def facets(hits: Iterable[r.Hit], snapshot: Snapshot, filters: r.Filters) -> r.Facets:
    """Counts per code: how many there would be with that code, the other taxonomies' filters staying as they are."""
    kinds: dict[str, int] = {}
    audiences: dict[str, int] = {}
    themes: dict[str, int] = {}
    reaches: dict[r.Reach, int] = {}
    for hit in hits:
        digest = snapshot.digests[hit.id]
        kind = not filters.kinds or digest.kind in filters.kinds
        audience = not filters.audiences or not digest.audiences.isdisjoint(filters.audiences)
        theme = not filters.themes or not digest.themes.isdisjoint(filters.themes)
        reach = not filters.reaches or hit.reach in filters.reaches
        failed = 4 - kind - audience - theme - reach
        if failed > 1:
            continue
        if not failed or not kind:
            kinds[digest.kind] = kinds.get(digest.kind, 0) + 1
        if not failed or not audience:
            for code in digest.audiences:
                audiences[code] = audiences.get(code, 0) + 1
        if not failed or not theme:
            for code in digest.themes:
                themes[code] = themes.get(code, 0) + 1
        if hit.reach is not None and (not failed or not reach):
            reaches[hit.reach] = reaches.get(hit.reach, 0) + 1
    return r.Facets(kinds=kinds, audiences=audiences, themes=themes, reaches=reaches)


def grouped(answer: Answer, snapshot: Snapshot, *, by_score: bool) -> tuple[r.Group, ...]:
    """The hits in groups by reach, near before far; partial coverage of a region last."""

    def key(hit: r.Hit) -> tuple[float, int, int]:
        return (-hit.score if by_score else 0.0, *snapshot.order(hit.id))

    groups: dict[r.Reach, list[r.Hit]] = {}
    for hit in answer.whole.values():
        groups.setdefault(hit.reach or r.Reach.UNKNOWN, []).append(hit)
    result = [r.Group(reach=reach, hits=tuple(sorted(groups[reach], key=key))) for reach in sorted(groups)]
    if answer.partial:
        ordered = sorted(answer.partial.values(), key=lambda hit: (-(hit.share or (0, 0))[0], key(hit)))
        result.append(r.Group(reach=r.Reach.MUNICIPALITY, hits=tuple(ordered), partial=True))
    return tuple(result)


def nearest(
    connection: sa.Connection,
    snapshot: Snapshot,
    gazetteer: Gazetteer,
    place: r.Place,
    candidates: Collection[str] | None,
) -> tuple[r.Hit, ...]:
    """The live actors with a desk nearest to a place, with the distance; ``candidates`` None means all."""
    distance: dict[str, float] = {}
    measured: dict[str, float | None] = {}
    for actor_id, municipality in reading.desk_places(connection):
        if (candidates is not None and actor_id not in candidates) or not snapshot.live(actor_id):
            continue
        if municipality not in measured:
            measured[municipality] = gazetteer.distance_km(place, gazetteer.get(municipality))
        km = measured[municipality]
        if km is not None and km < distance.get(actor_id, float("inf")):
            distance[actor_id] = km
    ordered = sorted(distance, key=lambda key: (distance[key], snapshot.order(key)))[:NEAREST]
    return tuple(r.Hit(id=key, distance_km=distance[key]) for key in ordered)


def snapshot(connection: sa.Connection, change: int) -> Snapshot:
    """Read what lists and counts need, for the catalogue as it is at ``change``."""
    terms: dict[r.Taxonomy, dict[str, r.Term]] = {"kind": {}, "audience": {}, "theme": {}}
    for term in mapping.load(connection, "term").values():
        if isinstance(term, r.Term):
            terms[term.taxonomy][term.code] = term
    return Snapshot(
        change=change,
        digests=reading.digests(connection),
        with_area=reading.with_area(connection),
        kind_order={code: term.order for code, term in terms["kind"].items()},
        terms=terms,
        synonyms=synonyms.table([x for x in mapping.load(connection, "synonym").values() if isinstance(x, r.Synonym)]),
    )
