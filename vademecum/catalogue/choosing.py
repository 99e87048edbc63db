"""What forms offer to choose from: places as service areas, and records to point at."""

from __future__ import annotations

from collections.abc import Iterable

from vademecum import naming
from vademecum import records as r
from vademecum.catalogue.core import Core
from vademecum.places.gazetteer import WEST_FLANDERS
from vademecum.store import reading


class Choosing:
    """Safe from any thread."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def areas(self, also: Iterable[str] = ()) -> tuple[r.AreaChoice, ...]:
        """All regions, provinces and municipalities, and the parts and postcodes of West-Flanders; by kind and name.

        ``also``: ids of other areas that are in use already; unknown ones are left out.
        """
        gazetteer = self._core.gazetteer
        home = {place.id for place in gazetteer.municipalities_of(WEST_FLANDERS)}
        wanted = set(also)
        found = [
            place
            for place in gazetteer.areas()
            if place.id in wanted
            or place.kind in ("municipality", "region", "province", "gewest", "country")
            or (place.kind in ("part", "postcode", "former") and place.municipality in home)
            or (place.kind == "arrondissement" and home & {m.id for m in gazetteer.municipalities_of(place.id)})
        ]
        return tuple(
            r.AreaChoice(
                place=place,
                words=naming.area_name(place),
                layer=naming.layer_label(place),
                municipalities=tuple(m.id for m in gazetteer.municipalities_of(place.id)),
            )
            for place in sorted(found, key=lambda place: (place.kind, place.layer, place.name.casefold()))
        )

    def named(self, ids: Iterable[str]) -> dict[str, str]:
        """The names of records; those that are gone are left out."""
        with self._core.store.read() as connection:
            return {key: name for key, (_type, name) in reading.names(connection, ids).items()}

    def look_up(self, kind: r.RecordType, text: str, limit: int = 10) -> tuple[r.RecordChoice, ...]:
        """The records of a type that have all these words in one of their names; those that begin with them first."""
        with self._core.now() as (connection, snapshot):
            result = []
            for key, name, detail in reading.named_like(connection, kind, text.split(), limit):
                result.append(r.RecordChoice(id=key, name=name, detail=snapshot.kind_label(key) or detail))
            return tuple(result)

    def listed(self, kind: r.RecordType) -> tuple[r.RecordChoice, ...]:
        """All records of a type by name, for lists to choose one to edit from."""
        return self.look_up(kind, "", limit=100_000)
