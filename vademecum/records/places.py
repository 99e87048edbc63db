"""Places: areas that can be served and asked for."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

from vademecum.records.base import Frozen

AreaKind = Literal[
    "part", "postcode", "municipality", "former", "region", "arrondissement", "province", "gewest", "country"
]


class Reach(IntEnum):
    """How far an area stretches, seen from a place; the order in which answers are given."""

    DESK = 1
    MUNICIPALITY = 2
    REGION = 3
    PROVINCE = 4
    COUNTRY = 5  # Flanders / Belgium
    UNKNOWN = 6  # no area known


class Place(Frozen, frozen=True, kw_only=True):
    """An area that can be served, and that people can ask for.

    ``id`` is ``nis:<code>`` for municipalities, arrondissements, provinces, Flanders (nis:02000) and Belgium
    (nis:01000); ``pc:<postcode>``; ``part:<postcode>/<slug>`` for a place name within a municipality;
    ``region:<layer>/<slug>`` for the rest.
    """

    id: str
    kind: AreaKind
    name: str
    layer: str = ""
    municipality: str | None = None  # area id of today's municipality, for parts, postcodes and former municipalities
    municipality_name: str | None = None
    postcodes: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    source: str | None = None


class AreaName(Frozen, frozen=True, kw_only=True):
    """Another name of an area: French, old, dialect or abbreviated."""

    area_id: str
    text: str
    type: Literal["french", "german", "old", "alias"]


class Membership(Frozen, frozen=True, kw_only=True):
    """``member`` lies in ``container`` (both area ids), for a period, says ``source``."""

    member: str
    container: str
    valid_from: str | None = None
    valid_to: str | None = None
    source: str | None = None


class PlaceMatch(Frozen, frozen=True, kw_only=True):
    """What a text means as a place. Exactly one of ``place`` and ``choices`` is filled, or neither (no place)."""

    text: str
    place: Place | None = None
    choices: tuple[Place, ...] = ()
    explanation: str | None = None  # why this place: an old name, a merger, a forgiven typo; in the user's language
    exact: bool = True  # False after a forgiven typo or for the beginning of a name


class PlacePage(Frozen, frozen=True, kw_only=True):
    """A place with what surrounds it: its parts, postcodes and the regions per layer that contain it."""

    place: Place
    parts: tuple[Place, ...] = ()
    containers: tuple[Place, ...] = ()
    members: tuple[Place, ...] = ()  # municipalities of a region
    former: tuple[Place, ...] = ()
    explanation: str | None = None
