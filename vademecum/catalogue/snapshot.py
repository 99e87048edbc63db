"""What lists, counts and reasons need of all actors, for one state of the catalogue. Any thread.

Actors have a number here: their place in a list without scores, by kind and then by name. A set of them is a whole
number (:mod:`vademecum.catalogue.sets`). The index has numbers of its own; :meth:`Snapshot.places` leads from them to
these.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue.sets import closed, opened, set_of
from vademecum.catalogue.wording import label, stands_in
from vademecum.search import synonyms
from vademecum.search.reader import Reader
from vademecum.store import mapping, operation, reading
from vademecum.turns import give_way

LIVE: tuple[r.Status, ...] = ("active", "unknown")  # ended and planned actors serve nobody
_FEW = 200  # changed records that are read one by one rather than all anew
_LISTED = 1000  # actors of which the parts that lines show are kept, some 3 kB each
_LAST = 999  # where kinds stand that no term describes

_ALIVE: tuple[Any, str] = ("status", "live")  # sets beside those by code
_WITH_AREA: tuple[Any, str] = ("area", "known")

Excluded = tuple[int, str | None]  # actor, and the offer where only that one is meant


class Codes(NamedTuple):
    """What filters and counts look at. Actors with the same codes share one value."""

    kind: str
    status: r.Status
    audiences: frozenset[str]
    themes: frozenset[str]


_Entry = tuple[str, str, Codes]  # id, sort name, codes


class Roster(msgspec.Struct, frozen=True):
    """Who serves one area itself: the same for every place in it, so made once for each state of the catalogue."""

    area_id: str
    distance: int  # the smaller, the nearer
    reach: r.Reach
    own: int  # the actors
    through: int  # the actors of which an offer serves it
    offers: Mapping[int, str]  # actor, offer
    excluded: frozenset[Excluded]


class Synonyms:
    """The synonyms, ready to be looked up; shared by the states between which none of them changed."""

    def __init__(self, packed: Sequence[bytes] = ()) -> None:
        """``packed``: what :meth:`pack` gave in an earlier run."""
        self._packed = packed
        self._table: synonyms.Table | None = None

    def __bool__(self) -> bool:
        """True once they were asked for, in this run or an earlier one."""
        return self._table is not None or bool(self._packed)

    def table(self, connection: sa.Connection) -> synonyms.Table:
        """Read for the first question that has words, and made ready, which takes ten times as long."""
        if self._table is None and self._packed:
            self._table = synonyms.joined(self._unpacked())
        elif self._table is None:
            found = [x for x in mapping.load(connection, "synonym").values() if isinstance(x, r.Synonym)]
            self._table = synonyms.table(found)
        return self._table

    def _unpacked(self) -> Iterator[synonyms.Table]:
        for part in self._packed:
            give_way()
            yield msgspec.msgpack.decode(part, type=synonyms.Table)

    def pack(self) -> Sequence[bytes]:
        """For the next start; empty where they were never asked for."""
        if self._table is None or self._packed:
            return self._packed
        return tuple(map(msgspec.msgpack.encode, synonyms.parts(self._table)))


class Snapshot(msgspec.Struct, frozen=True):
    """One state of the catalogue. ``sort_names`` and ``codes`` by number; ``live`` and ``with_area`` are sets."""

    change: int
    ids: tuple[str, ...]
    numbers: Mapping[str, int]
    sort_names: tuple[str, ...]
    codes: tuple[Codes, ...]
    live: int
    with_area: int
    terms: Mapping[r.Taxonomy, Mapping[str, r.Term]]
    rosters: dict[tuple[str, str], Roster] = msgspec.field(default_factory=dict)  # by area and day, filled when asked
    _containing: dict[str, frozenset[str]] = msgspec.field(default_factory=dict)  # by area, filled when asked
    _desks_in: dict[tuple[str, str, str], int] = msgspec.field(default_factory=dict)  # by municipality, place and day
    known_counts: dict[str, int] = msgspec.field(default_factory=dict)  # filled when asked
    known_by_code: dict[r.Taxonomy, dict[str, int]] = msgspec.field(default_factory=dict)  # filled when asked
    known_synonyms: Synonyms = msgspec.field(default_factory=Synonyms)  # filled when asked
    _desks: dict[str, int] = msgspec.field(default_factory=dict)  # filled when asked
    _listed: dict[str, r.Record] = msgspec.field(default_factory=dict)
    _names: dict[str, r.Ref] = msgspec.field(default_factory=dict)  # filled when asked
    _places: dict[tuple[int, int], list[int]] = msgspec.field(default_factory=dict)  # by state of the index
    _part_places: dict[str, list[int]] = msgspec.field(default_factory=dict)  # by part of the index

    def counts(self, connection: sa.Connection) -> Mapping[str, int]:
        """How many records there are of each type, and how many actors of which something is known."""
        if not self.known_counts:
            self.known_counts.update(reading.counts(connection))
        return self.known_counts

    def synonyms(self, connection: sa.Connection) -> synonyms.Table:
        """The synonyms, ready to be looked up."""
        return self.known_synonyms.table(connection)

    @property
    def by_code(self) -> Mapping[r.Taxonomy, Mapping[str, int]]:
        """Per code of a taxonomy the set of the actors that have it: to count them takes no look at each."""
        if not self.known_by_code:
            found: dict[r.Taxonomy, dict[str, list[int]]] = {"kind": {}, "audience": {}, "theme": {}}
            for number, codes in enumerate(self.codes):
                for taxonomy, code in _each(codes):
                    found[taxonomy].setdefault(code, []).append(number)
            for taxonomy, numbers_by_code in found.items():
                sets = {code: set_of(numbers, self.size) for code, numbers in numbers_by_code.items()}
                self.known_by_code[taxonomy] = sets
        return self.known_by_code

    @property
    def size(self) -> int:
        """How many actors there are: the numbers are below it."""
        return len(self.ids)

    def kind_label(self, actor_id: str) -> str:
        """What kind of actor it is, in words; "" for one that isn't there."""
        number = self.numbers.get(actor_id)
        if number is None:
            return ""
        code = self.codes[number].kind
        term = self.terms["kind"].get(code)
        return label(term) if term is not None else code

    def set_of(self, ids: Iterable[str]) -> int:
        """The set of the actors of these ids; others are left out."""
        numbers = self.numbers
        return set_of((numbers[key] for key in ids if key in numbers), self.size)

    def actors(
        self, ids: Sequence[str], load: Callable[[Sequence[str]], Mapping[str, r.Record]]
    ) -> Mapping[str, r.Record]:
        """What lines of a list need of some actors. One key more in the box finds many of the same again."""
        found = {key: actor for key in ids if (actor := self._listed.get(key)) is not None}
        missing = [key for key in ids if key not in found]
        if missing:
            read = load(missing)
            found |= read
            if len(self._listed) > _LISTED:
                self._listed.clear()
            self._listed.update(read)
        return found

    def refs(self, connection: sa.Connection, ids: Sequence[str]) -> tuple[r.Ref, ...]:
        """Links to records other than actors, which are few: their names are kept. Those that are gone are left out."""
        missing = [key for key in ids if key not in self._names]
        if missing:
            found = reading.names(connection, missing).items()
            self._names.update((key, r.Ref(type=kind, id=key, text=name)) for key, (kind, name) in found)
        return tuple(self._names[key] for key in ids if key in self._names)

    def containing(self, connection: sa.Connection, areas: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Per area those that contain all of it, itself included; of these areas at least."""
        missing = [area_id for area_id in areas if area_id not in self._containing]
        if missing:
            self._containing.update(reading.containing(connection, missing))
        return self._containing

    def desks_in(self, connection: sa.Connection, municipality: str, day: str, within: r.Place | None = None) -> int:
        """Who has a desk in a municipality on a day; ``within``: in this village or postcode of it."""
        key = municipality, within.id if within is not None else "", day
        known = self._desks_in.get(key)
        if known is None:
            desks = reading.desks(connection, municipality, day)
            if within is not None:
                desks = [desk for desk in desks if stands_in(within, desk.postcode, desk.town)]
            known = self._desks_in[key] = self.set_of({desk.actor_id for desk in desks})
        return known

    def desks(self, connection: sa.Connection) -> Mapping[str, int]:
        """Per municipality who has a desk there."""
        if not self._desks:
            by_town: dict[str, list[str]] = {}
            for actor_id, municipality in reading.desk_places(connection):
                by_town.setdefault(municipality, []).append(actor_id)
            self._desks.update((town, self.set_of(ids)) for town, ids in by_town.items())
        return self._desks

    def places(self, reader: Reader) -> Sequence[int]:
        """Per number of a state of the index the number of the actor here, -1 where it is none."""
        known = self._places.get(reader.key)
        if known is None:
            numbers = self.numbers
            parts = {
                part: self._part_places.get(part) or [numbers.get(key, -1) for key in ids]
                for part, ids in reader.parts.items()
            }
            known = list(chain.from_iterable(parts.values())) if len(parts) > 1 else next(iter(parts.values()), [])
            for memory in (self._places, self._part_places):
                memory.clear()
            self._places[reader.key] = known
            self._part_places.update(parts)
        return known


def _each(codes: Codes) -> Iterator[tuple[r.Taxonomy, str]]:
    yield "kind", codes.kind
    for code in codes.audiences:
        yield "audience", code
    for code in codes.themes:
        yield "theme", code


def read_terms(connection: sa.Connection) -> dict[r.Taxonomy, dict[str, r.Term]]:
    """All terms, by taxonomy and code."""
    terms: dict[r.Taxonomy, dict[str, r.Term]] = {"kind": {}, "audience": {}, "theme": {}}
    for term in mapping.load(connection, "term").values():
        if isinstance(term, r.Term):
            terms[term.taxonomy][term.code] = term
    return terms


def take_snapshot(connection: sa.Connection, change: int, known: Snapshot | None = None) -> Snapshot:
    """Read what lists and counts need, for the catalogue as it is at ``change``.

    Of an earlier snapshot (``known``) is kept what did not change since.
    """
    changed = operation.changed_since(connection, known.change) if known is not None else frozenset()
    kinds = {kind for kind, _key in changed}
    if known is None or len(changed) > _FEW or not kinds.isdisjoint(("term", "synonym")) or known.change > change:
        return _anew(connection, change)
    if kinds.isdisjoint(("actor",)):
        return Snapshot(
            change, known.ids, known.numbers, known.sort_names, known.codes, known.live, known.with_area,
            known.terms, known_by_code=known.known_by_code, known_synonyms=known.known_synonyms,
            _part_places=known._part_places,
        )  # fmt: skip
    actors = sorted(key for kind, key in changed if kind == "actor")
    shared = {codes: codes for codes in known.codes}
    entries = _entries(reading.digests(connection, actors), shared)
    return _brought_along(known, change, actors, entries, reading.with_area(connection, actors))


def _anew(connection: sa.Connection, change: int) -> Snapshot:
    entries = _entries(reading.digests(connection), {})
    return _made(change, entries, reading.with_area(connection), read_terms(connection))


def _brought_along(
    known: Snapshot, change: int, actors: Sequence[str], entries: Sequence[_Entry], having_area: frozenset[str]
) -> Snapshot:
    """The snapshot with some ``actors`` as they are now (``entries``; who has none is gone)."""
    ids, names, codes = list(known.ids), list(known.sort_names), list(known.codes)
    sets = {(taxonomy, code): members for taxonomy, own in known.known_by_code.items() for code, members in own.items()}
    sets |= {_ALIVE: known.live, _WITH_AREA: known.with_area}
    for number in sorted((known.numbers[key] for key in actors if key in known.numbers), reverse=True):
        del ids[number], names[number], codes[number]
        sets = {key: closed(members, number) for key, members in sets.items()}
    order = _order(known.terms)
    for key, name, now in entries:
        number = bisect_left(
            range(len(ids)), order((key, name, now)), key=lambda n: order((ids[n], names[n], codes[n]))
        )
        ids.insert(number, key)
        names.insert(number, name)
        codes.insert(number, now)
        sets = {of: opened(members, number) for of, members in sets.items()}
        member_of = [_ALIVE] if now.status in LIVE else []
        member_of += [_WITH_AREA] if key in having_area else []
        for of in (*member_of, *(_each(now) if known.known_by_code else ())):
            sets[of] = sets.get(of, 0) | 1 << number
    live, with_area = sets.pop(_ALIVE), sets.pop(_WITH_AREA)
    by_code: dict[r.Taxonomy, dict[str, int]] = {taxonomy: {} for taxonomy in known.known_by_code}
    for (taxonomy, code), members in sets.items():
        by_code[taxonomy][code] = members
    if tuple(ids) == known.ids:  # as after nearly every save: numbers stay what they were
        return Snapshot(
            change, known.ids, known.numbers, tuple(names), tuple(codes), live, with_area, known.terms,
            known_by_code=by_code, known_synonyms=known.known_synonyms, _part_places=known._part_places,
        )  # fmt: skip
    return Snapshot(
        change, tuple(ids), dict(zip(ids, range(len(ids)), strict=True)), tuple(names), tuple(codes), live, with_area,
        known.terms, known_by_code=by_code, known_synonyms=known.known_synonyms,
    )  # fmt: skip


def _order(terms: Mapping[r.Taxonomy, Mapping[str, r.Term]]) -> Callable[[_Entry], tuple[int, str, str]]:
    """What actors are put in order by: their kind, then their name."""
    order = {code: term.order for code, term in terms["kind"].items()}
    return lambda entry: (order.get(entry[2].kind, _LAST), entry[1], entry[0])


def _entries(digests: Iterable[reading.Digest], shared: dict[Codes, Codes]) -> list[_Entry]:
    entries = []
    for digest in digests:
        codes = Codes(digest.kind, digest.status, digest.audiences, digest.themes)
        entries.append((digest.id, digest.sort_name, shared.setdefault(codes, codes)))
    return entries


def _made(
    change: int,
    entries: list[_Entry],
    with_area: Iterable[str],
    terms: Mapping[r.Taxonomy, Mapping[str, r.Term]],
) -> Snapshot:
    entries.sort(key=_order(terms))
    ids = tuple([key for key, _name, _codes in entries])
    numbers = {key: number for number, key in enumerate(ids)}
    return Snapshot(
        change=change,
        ids=ids,
        numbers=numbers,
        sort_names=tuple([name for _key, name, _codes in entries]),
        codes=tuple([codes for _key, _name, codes in entries]),
        live=set_of((n for n, (_key, _name, codes) in enumerate(entries) if codes.status in LIVE), len(ids)),
        with_area=set_of((numbers[key] for key in with_area if key in numbers), len(ids)),
        terms=terms,
    )
