"""All areas with their names and memberships, read when asked first, immutable; safe from any thread.

Regions do not nest and do not partition, so an area lies in as many others as the memberships say. ``ancestors`` gives
what contains *all* of an area: an actor that serves one of these serves the area. Besides what follows from the
memberships, a region or arrondissement lies in whatever contains every one of its members (all of arrondissement
Diksmuide lies in Westhoek), and a municipality with one postcode lies in that postcode.

Former municipalities stay what they were: the postcodes that made up Wingene before 2025 lie in it for good, today's
Wingene, which is larger, does not; it contains the old one.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property, partial
from io import StringIO
from math import asin, cos, radians, sin, sqrt
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, cast

from vademecum.errors import KnownError
from vademecum.places import overlay
from vademecum.places.folding import fold
from vademecum.places.nameindex import NameIndex
from vademecum.records import AreaKind, AreaName, Membership, Place, PlacePage
from vademecum.texts import _, date_words
from vademecum.turns import considerately

# A bare name that several layers have ("Westhoek", "Oostkust") means the first of these.
LAYERS = ("streek", "kust", "referentieregio", "eerstelijnszone", "werkgebied")
WEST_FLANDERS = "nis:30000"

_EARTH_RADIUS_KM = 6371.009  # IUGG mean
_ORDER: dict[AreaKind, int] = {
    "part": 0, "postcode": 1, "former": 2, "municipality": 3, "region": 4, "arrondissement": 5, "province": 6,
    "gewest": 7, "country": 8,
}  # fmt: skip


class _Content(NamedTuple):
    """What the files say."""

    areas: tuple[Place, ...]
    names: tuple[AreaName, ...]
    memberships: tuple[Membership, ...]


class Gazetteer:
    """Every area, its names, what it lies in, and what lies in it."""

    def __init__(
        self, read: Callable[[], _Content], digest: str, words: Iterable[str] = (), not_typos: Iterable[str] = ()
    ) -> None:
        """``read``: gives the places when one is asked for first."""
        self._read = read
        self.digest = digest
        self.words = frozenset(fold(word) for word in words)
        self._not_typos = tuple(not_typos)

    @classmethod
    def load(cls, folder: Path, overrides: Path | None = None) -> Gazetteer:
        """The files of ``data/places``; ``overrides``: the user's folder, that may hold a refreshed BE.txt.

        Raises KnownError where the refreshed file is damaged.
        """
        contents = [(folder / name).read_bytes() for name in ("areas.csv", "names.csv", "memberships.csv")]
        read = partial(_content, *contents)
        refreshed = None if overrides is None else overrides / overlay.FILE
        if refreshed is not None and refreshed.is_file():
            contents.append(refreshed.read_bytes())
            shipped = _content(*contents[:3])
            try:
                areas, added = overlay.apply(shipped.areas, contents[-1], (folder / overlay.FILE).read_bytes())
            except (KeyError, ValueError) as error:
                raise KnownError(
                    _("The refreshed place names can't be read: %(path)s.") % {"path": refreshed},
                    _("Delete this file, or refresh the place names again."),
                ) from error
            read = partial(_Content, tuple(areas), shipped.names, (*shipped.memberships, *added))
        digest = hashlib.blake2b(b"\0".join(contents), digest_size=16).hexdigest()
        return cls(read, digest, _lines(folder / "words.txt"), _lines(folder / "common_words.txt"))

    @cached_property
    def _places(self) -> _Content:
        return self._read()

    @cached_property
    def _by_id(self) -> dict[str, Place]:
        return {place.id: place for place in considerately(self._places.areas, holding=True)}

    @cached_property
    def _up(self) -> dict[str, list[Membership]]:
        return _grouped(self._places.memberships, attrgetter("member"))

    @cached_property
    def _down(self) -> dict[str, list[Membership]]:
        return _grouped(self._places.memberships, attrgetter("container"))

    def get(self, area_id: str) -> Place:
        """The area. Raises KeyError where there is none."""
        return self._by_id[area_id]

    def areas(self) -> tuple[Place, ...]:
        """Every area, in order of id."""
        return self._places.areas

    def names(self) -> tuple[AreaName, ...]:
        """French, German and old names, and aliases."""
        return self._places.names

    def memberships(self) -> tuple[Membership, ...]:
        """What lies directly in what, with periods."""
        return self._places.memberships

    def closure(self, on: str | None = None) -> Iterator[tuple[str, str]]:
        """Pairs (area, area that contains it), itself included, on a day (ISO date; today by default)."""
        day = on or today()
        for place in self._places.areas:
            for ancestor in sorted(self.ancestors(place.id, day)):
                yield place.id, ancestor

    def ancestors(self, area_id: str, on: str | None = None) -> frozenset[str]:
        """Everything that contains all of the area on a day, itself included. Raises KeyError for an unknown id."""
        day = on or today()
        place = self._by_id[area_id]
        found = self._climb(area_id, day)
        if place.kind in ("region", "arrondissement", "former"):
            former = place.kind == "former"
            members = [self._climb(m.member, day) for m in self._down[area_id] if former or _holds(m, day)]
            if members:
                found |= set.intersection(*members)
        return frozenset(found)

    def municipalities_of(self, area_id: str) -> tuple[Place, ...]:
        """Today's municipalities that an area covers or lies in: one for a part, 13 for Zuid-West-Vlaanderen."""
        place = self._by_id[area_id]
        if place.kind in ("part", "postcode", "former", "municipality"):
            found = [self._by_id[m.container] for m in self._up[area_id] if m.container in self._municipality_ids]
            if place.kind == "municipality":
                found = [place]
            elif place.kind == "former" and place.municipality:
                found = [self._by_id[place.municipality]]
            return tuple(found)
        return self._members.get(area_id, ())

    def page(self, area_id: str) -> PlacePage:
        """The area with what surrounds it. Raises KeyError where there is no such area."""
        place, day = self._by_id[area_id], today()
        containers = [self._by_id[ancestor] for ancestor in self.ancestors(area_id, day) - {area_id}]
        shown = [
            other for other in containers
            if other.kind != "former" and (other.kind != "postcode" or place.kind == "part")
        ]  # fmt: skip
        parts = [self._by_id[m.member] for m in self._down[area_id] if _holds(m, day)]
        wide = place.kind not in ("part", "postcode", "municipality", "former")
        return PlacePage(
            place=place,
            parts=tuple(sorted((part for part in parts if part.kind == "part"), key=lambda part: part.name)),
            containers=tuple(sorted(shown, key=_container_order)),
            members=self.municipalities_of(area_id) if wide else (),
            former=tuple(sorted(self._former_of(place), key=lambda other: other.name)),
            explanation=self.explanation(place),
        )

    def explanation(self, place: Place) -> str | None:
        """What a merger means for this area, in the user's language."""
        former = self._former_of(place)
        if place.kind == "municipality" and former:
            return _("%(names)s became one municipality on %(date)s: %(new)s.") % {
                "names": _listed(sorted(short_name(other) for other in former)),
                "date": date_words(place.valid_from or ""),
                "new": place.name,
            }
        if place.kind == "former":
            return self.merger(place)
        names = {place.name, *(self._by_id[m.member].name for m in self._down[place.id])} - {place.municipality_name}
        for other in former:
            if short_name(other) in names:
                return self.merger(other)
        return None

    def merger(self, former: Place) -> str:
        """Where a former municipality went, in one line."""
        new = self._by_id[former.municipality or former.id]
        date_text = date_words(new.valid_from or "")
        if short_name(former) == new.name:
            return _("Since %(date)s %(new)s is larger than before: it holds %(all)s.") % {
                "date": date_text,
                "new": new.name,
                "all": _listed(sorted(short_name(other) for other in self._former_of(new))),
            }
        return _("%(old)s has been part of %(new)s since %(date)s.") % {
            "old": short_name(former), "new": new.name, "date": date_text,
        }  # fmt: skip

    def distance_km(self, a: Place, b: Place) -> float | None:
        """Distance as the crow flies; None where a point is unknown."""
        if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
            return None
        lat_a, lon_a, lat_b, lon_b = map(radians, (a.latitude, a.longitude, b.latitude, b.longitude))
        half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
        return 2 * _EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))

    def nearest(self, place: Place, candidates: Iterable[Place]) -> tuple[tuple[Place, float], ...]:
        """The candidates whose distance is known, nearest first, with the distance in km."""
        measured = [(other, km) for other in candidates if (km := self.distance_km(place, other)) is not None]
        return tuple(sorted(measured, key=lambda pair: (pair[1], pair[0].id)))

    @cached_property
    def name_index(self) -> NameIndex:
        """The names, for looking up."""
        return NameIndex(self._places.areas, self._places.names, self._not_typos)

    @cached_property
    def _municipality_ids(self) -> frozenset[str]:
        return frozenset(place.id for place in self._places.areas if place.kind == "municipality")

    @cached_property
    def _members(self) -> dict[str, tuple[Place, ...]]:
        found: dict[str, list[Place]] = defaultdict(list)
        day = today()
        for area_id in considerately(self._municipality_ids, holding=True):
            for ancestor in self._climb(area_id, day):
                found[ancestor].append(self._by_id[area_id])
        return {area_id: tuple(sorted(places, key=lambda place: place.name)) for area_id, places in found.items()}

    def _climb(self, start: str, day: str) -> set[str]:
        found = {start}
        todo = [start]
        while todo:
            member = todo.pop()
            for m in self._up[member]:
                if m.container not in found and self._leads_up(m, start, member, day):
                    found.add(m.container)
                    todo.append(m.container)
            only = self._only_postcode(member)
            if only is not None:
                found.add(only)
        return found

    def _leads_up(self, m: Membership, start: str, member: str, day: str) -> bool:
        to_former = self._by_id[m.container].kind == "former"
        if self._by_id[member].kind == "postcode" and member != start:
            # A part lies in one municipality where its postcode covers two (1040); it is known from the part itself.
            return to_former
        return to_former or _holds(m, day) or (member == start and self._by_id[start].kind == "former")

    def _only_postcode(self, area_id: str) -> str | None:
        place = self._by_id[area_id]
        if place.kind != "municipality" or len(place.postcodes) != 1:
            return None
        postcode = f"pc:{place.postcodes[0]}"
        return postcode if self._by_id[postcode].municipality == area_id else None

    def _former_of(self, place: Place) -> list[Place]:
        """The former municipalities that a municipality was made of, or that a part or postcode belonged to."""
        if place.kind == "municipality":
            return [other for other in self._former if other.municipality == place.id]
        if place.kind in ("part", "postcode"):
            return [other for other in self._former if set(other.postcodes) & set(place.postcodes)]
        return []

    @cached_property
    def _former(self) -> tuple[Place, ...]:
        return tuple(place for place in self._places.areas if place.kind == "former")


def today() -> str:
    """Today as ISO date."""
    return date.today().isoformat()


def short_name(place: Place) -> str:
    """The name without what tells it from its namesakes: ``Wingene (vóór 2025 ...)`` -> ``Wingene``."""
    return place.name.split(" (")[0]


def _holds(membership: Membership, day: str) -> bool:
    return (membership.valid_from or "") <= day and day <= (membership.valid_to or "9999")


def _container_order(place: Place) -> tuple[int, int, str]:
    return _ORDER[place.kind], LAYERS.index(place.layer) if place.layer in LAYERS else 0, place.name


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def _content(areas: bytes, names: bytes, memberships: bytes) -> _Content:
    return _Content(tuple(_areas(areas)), tuple(_names(names)), tuple(_memberships(memberships)))


def _grouped(memberships: Iterable[Membership], by: Callable[[Membership], str]) -> dict[str, list[Membership]]:
    found: dict[str, list[Membership]] = defaultdict(list)
    for membership in considerately(memberships, holding=True):
        found[by(membership)].append(membership)
    return found


def _areas(content: bytes) -> list[Place]:
    rows = list(
        _rows(content, "id,kind,layer,name,municipality,postcodes,latitude,longitude,valid_from,valid_to,source")
    )
    names = {row[0]: row[3] for row in rows}
    return [
        Place(
            id=key,
            kind=cast(AreaKind, kind),
            layer=layer or "",
            name=name,
            municipality=town,
            municipality_name=names[town] if town else None,
            postcodes=tuple(postcodes.split()) if postcodes else (),
            latitude=float(latitude) if latitude else None,
            longitude=float(longitude) if longitude else None,
            valid_from=valid_from,
            valid_to=valid_to,
            source=source,
        )
        for key, kind, layer, name, town, postcodes, latitude, longitude, valid_from, valid_to, source in rows
    ]


def _names(content: bytes) -> list[AreaName]:
    return [AreaName(area_id=key, text=text, type=kind) for key, text, kind in _rows(content, "area_id,text,type")]


def _memberships(content: bytes) -> list[Membership]:
    return [
        Membership(member=member, container=container, valid_from=valid_from, valid_to=valid_to, source=source)
        for member, container, valid_from, valid_to, source in _rows(
            content, "member,container,valid_from,valid_to,source"
        )
    ]


def _rows(content: bytes, fields: str) -> Iterator[list[Any]]:
    """The rows of a csv file with these fields; what is empty is None, and a text that comes back is kept once."""
    reader = csv.reader(StringIO(content.decode("utf-8"), newline=""))
    found = ",".join(next(reader))
    if found != fields:
        raise ValueError(f"fields {found}, not {fields}")
    shared: dict[str, str | None] = {"": None}
    keep = shared.setdefault
    return ([keep(text, text) for text in row] for row in considerately(reader, holding=True))
