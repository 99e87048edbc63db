"""What a form offers to choose from."""

from __future__ import annotations

from vademecum.records.base import Frozen
from vademecum.records.places import Place


class AreaChoice(Frozen, frozen=True, kw_only=True):
    """A place that can be a service area. ``municipalities``: ids of those of today that it covers or lies in."""

    place: Place
    words: str  # "regio Westhoek", "Zillebeke (Ieper)"
    layer: str  # what sort of area, in words
    municipalities: tuple[str, ...] = ()


class RecordChoice(Frozen, frozen=True, kw_only=True):
    """A record that a field can point at."""

    id: str
    name: str
    detail: str = ""
