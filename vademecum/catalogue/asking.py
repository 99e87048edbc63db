"""Who serves this place? Pure logic over what the store answers, in the words of domain rules.

A place is served by an actor (or one of its offers) when the place, or anything that contains it, is among the areas
included, and neither it nor anything that contains it is excluded. Of several areas the nearest in reach is the reason.
An actor with a desk in the municipality comes first. Actors without any area are no answer, but are listed apart where
they have a desk. Of a region is asked who serves all of it, and who a part (n of m municipalities).

Actors go by their number in the :class:`~vademecum.catalogue.snapshot.Snapshot`, sets of them are whole numbers
(:mod:`vademecum.catalogue.sets`), and a hit is made for what is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue.sets import has, numbers_in, set_of
from vademecum.catalogue.snapshot import LIVE, Excluded, Roster, Snapshot
from vademecum.catalogue.wording import REACH_OF_KIND
from vademecum.places.gazetteer import Gazetteer
from vademecum.store import reading

WIDE: tuple[r.AreaKind, ...] = ("region", "arrondissement", "province", "gewest", "country")
WITHIN: tuple[r.AreaKind, ...] = ("part", "postcode")  # of a municipality
NEAREST = 5
_NEAR_TO_FAR: tuple[r.AreaKind, ...] = ("part", "postcode", "municipality", "former", *WIDE)

_Code = TypeVar("_Code")


class Layer(msgspec.Struct, frozen=True):
    """Actors that serve a place for one reason: an area of their own, or one of an offer (``offers``: by actor)."""

    reach: r.Reach
    via: str
    members: int
    offers: Mapping[int, str] | None = None

    def hit(self, snapshot: Snapshot, number: int) -> r.Hit:
        """The hit of a member."""
        offer = self.offers[number] if self.offers is not None else None
        return r.Hit(id=snapshot.ids[number], reach=self.reach, via=self.via, offer_id=offer)


class Answer(msgspec.Struct, frozen=True, dict=True):
    """Who was found: sets per reach of whole coverage, the set of partial coverage, and desks of unknown area.

    Where no place was asked all are under None. ``single``: hits that are more than their layer says. ``here``: who has
    a desk in the village or postcode itself that was asked; None where more than that was asked.
    """

    snapshot: Snapshot
    whole: Mapping[r.Reach | None, int]
    partial: int = 0
    unknown: int = 0
    layers: Sequence[Layer] = ()
    single: Mapping[int, r.Hit] = msgspec.field(default_factory=dict)
    here: int | None = None

    def hit(self, number: int) -> r.Hit:
        """The hit of an actor, whether it was found or not."""
        if has(self.unknown, number):
            return r.Hit(id=self.snapshot.ids[number], reach=r.Reach.UNKNOWN)
        hit = self.single.get(number)
        if hit is None:
            layer = next((layer for layer in self.layers if has(layer.members, number)), None)
            hit = layer.hit(self.snapshot, number) if layer is not None else r.Hit(id=self.snapshot.ids[number])
        if has(self.whole.get(r.Reach.DESK, 0), number):
            return msgspec.structs.replace(hit, reach=r.Reach.DESK)
        return hit

    @property
    def everyone(self) -> int:
        """All that were found."""
        found = self.partial | self.unknown
        for members in self.whole.values():
            found |= members
        return found

    def among(self, wanted: int) -> Answer:
        """Only these."""
        whole = {reach: members & wanted for reach, members in self.whole.items()}
        return msgspec.structs.replace(self, whole=whole, partial=self.partial & wanted, unknown=self.unknown & wanted)

    @cached_property
    def by_reach(self) -> Mapping[r.Reach | None, int]:
        """All that were found, by their own reach."""
        found = dict(self.whole)
        if self.unknown:
            found[r.Reach.UNKNOWN] = self.unknown
        for reach, members in _sets(self.single, numbers_in(self.partial), self.snapshot.size).items():
            found[reach] = found.get(reach, 0) | members
        return found


def serves(connection: sa.Connection, snapshot: Snapshot, gazetteer: Gazetteer, place: r.Place, today: str) -> Answer:
    """Answer for any area; the place is one of the gazetteer."""
    wide = place.kind in WIDE
    units = (
        [unit.id for unit in gazetteer.municipalities_of(place.id)]
        if wide
        else [part.id for part in gazetteer.page(place.id).parts] + [f"pc:{postcode}" for postcode in place.postcodes]
    )
    areas = snapshot.containing(connection, [place.id, *units])
    book = _Book(connection, snapshot, gazetteer, today)
    layers = book.serving(areas[place.id])
    whole = _all_of(layers)
    single: dict[int, r.Hit] = {}
    if len(units) > 1:
        by_unit = [book.serving(areas[unit] - areas[place.id]) for unit in dict.fromkeys(units)]
        single = _shares(snapshot, by_unit, len(units), whole)
    if wide:
        single |= _holed(snapshot, layers, {unit: book.excluded(areas[unit]) for unit in units}, len(units))
        # Together these areas cover every municipality, though none of them contains the region itself.
        part = [number for number, hit in single.items() if hit.share is not None and hit.share[0] < hit.share[1]]
        partial = set_of(part, snapshot.size)
        sets = _by_reach(layers, single, snapshot.size, but=partial)
        return Answer(snapshot, sets, partial=partial, layers=layers, single=single)
    # A part of a municipality counts as the municipality: the officer wants to know of it, the reason says what part.
    sets = _by_reach(layers, single, snapshot.size)
    desks, here = 0, 0
    for home in gazetteer.municipalities_of(place.id):
        desks |= snapshot.desks_in(connection, home.id, today)
        if place.kind in WITHIN:
            here |= snapshot.desks_in(connection, home.id, today, place)
    unknown = desks & snapshot.live & ~snapshot.with_area
    found = 0
    for reach, members in sets.items():
        found |= members
        sets[reach] = members & ~desks
    sets[r.Reach.DESK] = found & desks
    within = here if place.kind in WITHIN else None
    return Answer(snapshot, sets, unknown=unknown, layers=layers, single=single, here=within)


def _all_of(layers: Iterable[Layer]) -> int:
    found = 0
    for layer in layers:
        found |= layer.members
    return found


def _by_reach(
    layers: Iterable[Layer], single: Mapping[int, r.Hit], size: int, *, but: int = 0
) -> dict[r.Reach | None, int]:
    """The members of layers and the single hits by reach; a single hit counts in place of what its layer says."""
    left_out = set_of(single, size) | but
    sets: dict[r.Reach | None, int] = {}
    for layer in layers:
        sets[layer.reach] = sets.get(layer.reach, 0) | layer.members & ~left_out
    for reach, members in _sets(single, single, size).items():
        sets[reach] = sets.get(reach, 0) | members & ~but
    return sets


def _sets(hits: Mapping[int, r.Hit], numbers: Iterable[int], size: int) -> dict[r.Reach | None, int]:
    """Some of the actors that have a hit of their own, by its reach."""
    found: dict[r.Reach | None, list[int]] = {}
    for number in numbers:
        found.setdefault(hits[number].reach, []).append(number)
    return {reach: set_of(alike, size) for reach, alike in found.items()}


class _Book:
    """The rosters of areas, and what several of them together mean."""

    def __init__(self, connection: sa.Connection, snapshot: Snapshot, gazetteer: Gazetteer, today: str) -> None:
        self._connection = connection
        self._snapshot = snapshot
        self._gazetteer = gazetteer
        self._today = today

    def serving(self, areas: Collection[str]) -> list[Layer]:
        """Who serves one of these areas, each actor once: by the nearest, its own before its offers'."""
        rosters = sorted(self._rosters(areas), key=lambda roster: (-roster.distance, roster.area_id), reverse=True)
        excluded = self.excluded(areas)
        out = set_of((number for number, offer_id in excluded if offer_id is None), self._snapshot.size)
        seen = 0
        layers: list[Layer] = []
        for _reach, alike in groupby(rosters, key=lambda roster: roster.reach):
            same = list(alike)
            for roster in same:
                members = roster.own & ~out & ~seen
                layers.append(Layer(roster.reach, roster.area_id, members))
                seen |= members
            for roster in same:
                out_here = {number for number, offer_id in excluded if roster.offers.get(number, "") == offer_id}
                members = roster.through & ~seen & ~set_of(out_here, self._snapshot.size)
                layers.append(Layer(roster.reach, roster.area_id, members, roster.offers))
                seen |= members
        return [layer for layer in layers if layer.members]

    def excluded(self, areas: Collection[str]) -> frozenset[Excluded]:
        """Who excludes one of these areas."""
        return frozenset[Excluded]().union(*(roster.excluded for roster in self._rosters(areas)))

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
        snapshot = self._snapshot
        own: list[int] = []
        offers: dict[int, str] = {}
        excluded: set[Excluded] = set()
        for actor_id, offer_id, is_excluded in rows:
            number = snapshot.numbers.get(actor_id)
            if number is None:
                continue  # areas of a network or an agreement
            if is_excluded:
                excluded.add((number, offer_id))
            elif offer_id is None:
                own.append(number)
            elif snapshot.codes[number].status in LIVE:
                offers[number] = offer_id
        return Roster(
            area_id=area_id,
            distance=_NEAR_TO_FAR.index(kind),
            reach=REACH_OF_KIND[kind],
            own=set_of(own, snapshot.size) & snapshot.live,
            through=set_of(offers, snapshot.size),
            offers=offers,
            excluded=frozenset(excluded),
        )


def _holed(
    snapshot: Snapshot, layers: Iterable[Layer], excluded: Mapping[str, Collection[Excluded]], of: int
) -> dict[int, r.Hit]:
    """Who serves a region but for some of its municipalities: the hits, with how many they serve."""
    holes = Counter(holder for holders in excluded.values() for holder in holders)
    found: dict[int, r.Hit] = {}
    for layer in layers:
        for (number, offer_id), count in holes.items():
            if not has(layer.members, number):
                continue
            hit = layer.hit(snapshot, number)
            if hit.offer_id == offer_id:
                found[number] = msgspec.structs.replace(hit, share=(of - count, of))
    return found


def _shares(snapshot: Snapshot, by_unit: Iterable[Sequence[Layer]], of: int, whole: int) -> dict[int, r.Hit]:
    """The actors that serve some of the units, with how many, by the farthest reach of these."""
    count: Counter[int] = Counter()
    first: dict[int, Layer] = {}
    for layers in by_unit:
        for layer in layers:
            numbers = numbers_in(layer.members & ~whole)
            count.update(numbers)
            for number in numbers:
                known = first.get(number)
                if known is None or layer.reach > known.reach:
                    first[number] = layer
    found: dict[int, r.Hit] = {}
    for number, layer in first.items():
        hit = layer.hit(snapshot, number)
        found[number] = msgspec.structs.replace(hit, share=(count[number], of))
    return found


class Through(NamedTuple):
    """Per taxonomy the set that the filters let through, whether found or not: -1 is everyone."""

    kinds: int
    audiences: int
    themes: int


def through(snapshot: Snapshot, filters: r.Filters) -> Through:
    """Any of the codes within a taxonomy will do; all taxonomies, and the reaches, must let an actor through."""
    by_code = snapshot.by_code
    return Through(
        _having(by_code["kind"], filters.kinds),
        _having(by_code["audience"], filters.audiences),
        _having(by_code["theme"], filters.themes),
    )


def _having(sets: Mapping[_Code, int], wanted: Collection[_Code]) -> int:
    """The members of any of the wanted sets; everyone where none is wanted."""
    if not wanted:
        return -1  # all bits
    found = 0
    for code in wanted:
        found |= sets.get(code, 0)
    return found


def kept(answer: Answer, filters: r.Filters) -> Answer:
    """What the filters leave of an answer."""
    if filters.empty:
        return answer
    kinds, audiences, themes = through(answer.snapshot, filters)
    return answer.among(kinds & audiences & themes & _having(answer.by_reach, filters.reaches))


def facets(answer: Answer, filters: r.Filters) -> r.Facets:
    """Counts per code: how many there would be with that code, the other taxonomies' filters staying as they are."""
    by_code = answer.snapshot.by_code
    by_reach = {reach: members for reach, members in answer.by_reach.items() if reach is not None}
    kinds, audiences, themes = through(answer.snapshot, filters)
    near = answer.everyone & _having(answer.by_reach, filters.reaches)
    return r.Facets(
        kinds=_counts(by_code["kind"], near & audiences & themes),
        audiences=_counts(by_code["audience"], near & kinds & themes),
        themes=_counts(by_code["theme"], near & kinds & audiences),
        reaches=_counts(by_reach, kinds & audiences & themes),
    )


def _counts(sets: Mapping[_Code, int], among: int) -> dict[_Code, int]:
    """How many of each set there are; sets without are left out."""
    return {code: count for code, members in sets.items() if (count := (members & among).bit_count())}


def nearest(
    connection: sa.Connection, snapshot: Snapshot, gazetteer: Gazetteer, place: r.Place, candidates: int
) -> tuple[r.Hit, ...]:
    """The live actors of the candidates with a desk nearest to a place, with the distance."""
    wanted = candidates & snapshot.live
    away = sorted(
        (km, municipality)
        for municipality in snapshot.desks(connection)
        if (km := gazetteer.distance_km(place, gazetteer.get(municipality))) is not None
    )
    found: list[r.Hit] = []
    for km, municipality in away:
        here = wanted & snapshot.desks(connection)[municipality]
        wanted &= ~here
        found += [r.Hit(id=snapshot.ids[number], distance_km=km) for number in numbers_in(here)]
        if len(found) >= NEAREST:
            break
    return tuple(found[:NEAREST])
