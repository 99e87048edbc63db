"""The actors as they are now, to find look-alikes among: read once for each state of the catalogue."""

from __future__ import annotations

from vademecum import records as r
from vademecum.catalogue.core import Core
from vademecum.catalogue.duplicates import Likeness, place_words
from vademecum.places.nameindex import in_west_flanders
from vademecum.store import mapping

_PARTS = ("names", "sites", "contacts", "identifiers", "relations")


class Comparing:
    """Shared by those who compare. Safe from any thread."""

    def __init__(self, core: Core) -> None:
        """Nothing is read yet."""
        self._core = core
        self._known: tuple[int, Likeness] | None = None  # for one change number

    def __call__(self) -> Likeness:
        """All actors, held against others by it."""
        with self._core.now() as (connection, snapshot):
            known = self._known
            if known is None or known[0] != snapshot.change:
                actors = [x for x in mapping.load(connection, "actor", None, _PARTS).values() if isinstance(x, r.Actor)]
                words = place_words(
                    place.name
                    for place in self._core.gazetteer.areas()
                    if place.kind in ("municipality", "part") and in_west_flanders(place)
                )
                known = self._known = (snapshot.change, Likeness(actors, words))
            return known[1]
