"""Who serves this place? Pure logic over what the store answers, in the words of domain rules.

A place is served by an actor (or one of its offers) when the place, or anything that contains it, is among the areas
included, and neither it nor anything that contains it is excluded. Of several areas the nearest in reach is the reason.
An actor with a desk in the municipality comes first. Actors without any area are no answer, but are listed apart where
they have a desk. Of a region is asked who serves all of it, and who a part (n of m municipalities).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue.wording import REACH_OF_KIND
from vademecum.places.gazetteer import Gazetteer
from vademecum.search import synonyms
from vademecum.store import mapping, operation, reading

WIDE: tuple[r.AreaKind, ...] = ("region", "arrondissement", "province", "gewest", "country")
LIVE: tuple[r.Status, ...] = ("active", "unknown")  # ended and planned actors serve nobody
NEAREST = 5
_NEAR_TO_FAR: tuple[r.AreaKind, ...] = ("part", "postcode", "municipality", "former", *WIDE)
_Holder = tuple[str, str | None]  # actor, offer
_FEW = 200  # changed records that are read one by one rather than all anew


class Codes(NamedTuple):
    """What filters and counts look at. Actors with the same codes share one value: counting counts these."""

    kind: str
    audiences: frozenset[str]
    themes: frozenset[str]


@dataclass(frozen=True)
class Roster:
    """Who serves one area itself: the same for every place in it, so made once for each state of the catalogue."""

    distance: int  # position of the kind of area in _NEAR_TO_FAR
    reach: r.Reach
    own: Mapping[str, r.Hit]
    through_offers: tuple[r.Hit, ...]
    excluded: frozenset[_Holder]


@dataclass(frozen=True)
class Snapshot:
    """What lists and counts need of all actors, for one state of the catalogue."""

    change: int
    digests: Mapping[str, reading.Digest]
    codes: Mapping[str, Codes]
    rank: Mapping[str, int]  # where an actor stands in a list without scores: by kind, then by name
    with_area: frozenset[str]
    terms: Mapping[r.Taxonomy, Mapping[str, r.Term]]
    synonyms: synonyms.Table
    rosters: dict[tuple[str, str], Roster] = field(default_factory=dict)  # by area and day, filled when asked

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
    units = (
        [unit.id for unit in gazetteer.municipalities_of(place.id)]
        if wide
        else [part.id for part in gazetteer.page(place.id).parts] + [f"pc:{postcode}" for postcode in place.postcodes]
    )
    areas = reading.containing(connection, [place.id, *units])
    book = _Book(connection, snapshot, gazetteer, today)
    whole = book.serving(areas[place.id])
    partial: dict[str, r.Hit] = {}
    if len(units) > 1:
        by_unit = [book.serving(areas[unit] - areas[place.id]) for unit in dict.fromkeys(units)]
        partial = _shares(by_unit, len(units), whole)
    if wide:
        whole, holed = _without_holes(whole, {unit: book.excluded(areas[unit]) for unit in units}, len(units))
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


class _Book:
    """The rosters of areas, and what several of them together mean."""

    def __init__(self, connection: sa.Connection, snapshot: Snapshot, gazetteer: Gazetteer, today: str) -> None:
        self._connection = connection
        self._snapshot = snapshot
        self._gazetteer = gazetteer
        self._today = today

    def serving(self, areas: Collection[str]) -> dict[str, r.Hit]:
        """Per actor the nearest of these areas that it serves, its own before its offers', exclusions honoured."""
        rosters = sorted(self._rosters(areas), key=lambda roster: -roster.distance)
        excluded = self.excluded(areas)
        actors_out = {actor_id for actor_id, offer_id in excluded if offer_id is None}
        found: dict[str, r.Hit] = {}
        # Far to near: the nearest is written last.
        for _reach, alike in groupby(rosters, key=lambda roster: roster.reach):
            same = list(alike)
            for roster in same:
                found.update((hit.id, hit) for hit in roster.through_offers if (hit.id, hit.offer_id) not in excluded)
            for roster in same:
                own = roster.own
                if any(actor_id in own for actor_id in actors_out):
                    own = {key: hit for key, hit in own.items() if key not in actors_out}
                found.update(own)
        return found

    def excluded(self, areas: Collection[str]) -> frozenset[_Holder]:
        """Who excludes one of these areas."""
        return frozenset[_Holder]().union(*(roster.excluded for roster in self._rosters(areas)))

    def _rosters(self, areas: Collection[str]) -> list[Roster]:
        """The rosters in order of area id; those not yet made are read in one question."""
        known, wanted = self._snapshot.rosters, sorted(areas)
        missing = [area_id for area_id in wanted if (area_id, self._today) not in known]
        if missing:
            for area_id, rows in reading.serving(self._connection, missing, self._today).items():
                known[area_id, self._today] = self._made(area_id, rows)
        return [known[area_id, self._today] for area_id in wanted]

    def _made(self, area_id: str, rows: Iterable[reading.Served]) -> Roster:
        kind = self._gazetteer.get(area_id).kind
        reach = REACH_OF_KIND[kind]
        own: dict[str, r.Hit] = {}
        through_offers: list[r.Hit] = []
        excluded: set[_Holder] = set()
        for row in rows:
            if row.excluded:
                excluded.add((row.actor_id, row.offer_id))
            elif self._snapshot.live(row.actor_id):
                hit = r.Hit(id=row.actor_id, reach=reach, via=area_id, offer_id=row.offer_id)
                if row.offer_id is None:
                    own[row.actor_id] = hit
                else:
                    through_offers.append(hit)
        return Roster(_NEAR_TO_FAR.index(kind), reach, own, tuple(through_offers), frozenset(excluded))


def _without_holes(
    whole: Mapping[str, r.Hit], excluded: Mapping[str, Collection[_Holder]], of: int
) -> tuple[dict[str, r.Hit], dict[str, r.Hit]]:
    """Who serves a region but for some of its municipalities serves a part of it: take these apart."""
    holes = Counter(holder for holders in excluded.values() for holder in holders)
    holed = {
        key: r.Hit(
            id=key, reach=hit.reach, via=hit.via, offer_id=hit.offer_id, share=(of - holes[key, hit.offer_id], of)
        )
        for key, hit in whole.items()
        if (key, hit.offer_id) in holes
    }
    return {key: hit for key, hit in whole.items() if key not in holed}, holed


def _shares(by_unit: Iterable[Mapping[str, r.Hit]], of: int, whole: Collection[str]) -> dict[str, r.Hit]:
    """The actors that serve some of the units, with how many."""
    count: dict[str, int] = {}
    first: dict[str, r.Hit] = {}
    for hits in by_unit:
        for key, hit in hits.items():
            if key not in whole:
                count[key] = count.get(key, 0) + 1
                known = first.get(key)
                if known is None or (hit.reach or 0) > (known.reach or 0):
                    first[key] = hit
    return {
        key: r.Hit(id=key, reach=hit.reach, via=hit.via, offer_id=hit.offer_id, share=(count[key], of))
        for key, hit in first.items()
    }


def keeps(filters: r.Filters, hit: r.Hit, codes: Codes) -> bool:
    """True when the hit passes: any of the codes within a taxonomy, all taxonomies together."""
    return all(_passed(filters, hit.reach, codes))


def _passed(filters: r.Filters, reach: r.Reach | None, codes: Codes) -> tuple[bool, bool, bool, bool]:
    """Per taxonomy (kinds, audiences, themes, reaches) whether it lets the codes through."""
    return (
        not filters.kinds or codes.kind in filters.kinds,
        not filters.audiences or not codes.audiences.isdisjoint(filters.audiences),
        not filters.themes or not codes.themes.isdisjoint(filters.themes),
        not filters.reaches or reach in filters.reaches,
    )


def facets(hits: Iterable[r.Hit], snapshot: Snapshot, filters: r.Filters) -> r.Facets:
    """Counts per code: how many there would be with that code, the other taxonomies' filters staying as they are."""
    kinds: dict[str, int] = {}
    audiences: dict[str, int] = {}
    themes: dict[str, int] = {}
    reaches: dict[r.Reach, int] = {}
    by_reach: dict[r.Reach | None, list[str]] = {}
    for hit in hits:
        by_reach.setdefault(hit.reach, []).append(hit.id)
    for reach, ids in by_reach.items():
        for codes, number in Counter(map(snapshot.codes.__getitem__, ids)).items():
            kind, audience, theme, near = _passed(filters, reach, codes)
            failed = 4 - kind - audience - theme - near
            if failed > 1:
                continue
            if not failed or not kind:
                kinds[codes.kind] = kinds.get(codes.kind, 0) + number
            if not failed or not audience:
                for code in codes.audiences:
                    audiences[code] = audiences.get(code, 0) + number
            if not failed or not theme:
                for code in codes.themes:
                    themes[code] = themes.get(code, 0) + number
            if reach is not None and (not failed or not near):
                reaches[reach] = reaches.get(reach, 0) + number
    return r.Facets(kinds=kinds, audiences=audiences, themes=themes, reaches=reaches)


def grouped(answer: Answer, snapshot: Snapshot, *, by_score: bool) -> tuple[r.Group, ...]:
    """The hits in groups by reach, near before far; partial coverage of a region last."""
    rank = snapshot.rank

    def ordered(hits: Iterable[r.Hit]) -> list[r.Hit]:
        if by_score:
            return sorted(hits, key=lambda hit: (-hit.score, rank[hit.id]))
        return sorted(hits, key=lambda hit: rank[hit.id])

    groups: dict[r.Reach, list[r.Hit]] = {}
    for hit in answer.whole.values():
        groups.setdefault(hit.reach or r.Reach.UNKNOWN, []).append(hit)
    result = [r.Group(reach=reach, hits=tuple(ordered(groups[reach]))) for reach in sorted(groups)]
    if answer.partial:
        partial = sorted(ordered(answer.partial.values()), key=lambda hit: -(hit.share or (0, 0))[0])
        result.append(r.Group(reach=r.Reach.MUNICIPALITY, hits=tuple(partial), partial=True))
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
    ordered = sorted(distance, key=lambda key: (distance[key], snapshot.rank[key]))[:NEAREST]
    return tuple(r.Hit(id=key, distance_km=distance[key]) for key in ordered)


def snapshot(connection: sa.Connection, change: int, known: Snapshot | None = None) -> Snapshot:
    """Read what lists and counts need, for the catalogue as it is at ``change``.

    Of an earlier snapshot (``known``) is kept what did not change since.
    """
    changed = operation.changed_since(connection, known.change) if known is not None else frozenset()
    kinds = {kind for kind, _key in changed}
    if known is None or len(changed) > _FEW or not kinds.isdisjoint(("term", "synonym")) or known.change > change:
        return _anew(connection, change)
    actors = frozenset(key for kind, key in changed if kind == "actor")
    digests = {key: digest for key, digest in known.digests.items() if key not in actors}
    digests |= reading.digests(connection, sorted(actors))
    with_area = (known.with_area - actors) | reading.with_area(connection, sorted(actors))
    return _made(change, digests, with_area, known.terms, known.synonyms)


def _anew(connection: sa.Connection, change: int) -> Snapshot:
    terms: dict[r.Taxonomy, dict[str, r.Term]] = {"kind": {}, "audience": {}, "theme": {}}
    for term in mapping.load(connection, "term").values():
        if isinstance(term, r.Term):
            terms[term.taxonomy][term.code] = term
    found = [x for x in mapping.load(connection, "synonym").values() if isinstance(x, r.Synonym)]
    return _made(change, reading.digests(connection), reading.with_area(connection), terms, synonyms.table(found))


def _made(
    change: int,
    digests: Mapping[str, reading.Digest],
    with_area: frozenset[str],
    terms: Mapping[r.Taxonomy, Mapping[str, r.Term]],
    table: synonyms.Table,
) -> Snapshot:
    shared: dict[Codes, Codes] = {}
    codes: dict[str, Codes] = {}
    for key, digest in digests.items():
        own = Codes(digest.kind, digest.audiences, digest.themes)
        codes[key] = shared.setdefault(own, own)
    order = {code: term.order for code, term in terms["kind"].items()}
    ranked = sorted((order.get(digest.kind, 999), digest.sort_name, key) for key, digest in digests.items())
    return Snapshot(
        change=change,
        digests=digests,
        codes=codes,
        rank={key: number for number, (_order, _name, key) in enumerate(ranked)},
        with_area=with_area,
        terms=terms,
        synonyms=table,
    )
