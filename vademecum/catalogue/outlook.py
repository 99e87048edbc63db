"""What an import, a form and an export see of the catalogue: one state of it, answered from memory where it can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache

import sqlalchemy as sa

from vademecum import naming, validate
from vademecum import records as r
from vademecum.catalogue import threeway
from vademecum.catalogue.core import Core
from vademecum.catalogue.duplicates import Likeness
from vademecum.catalogue.snapshot import Snapshot
from vademecum.exchange.known import Known, fold
from vademecum.places.resolve import resolve
from vademecum.store import bulk, mapping, reading
from vademecum.texts import _

_NAMESAKES = 5


class Outlook:
    """One state of the catalogue, as ``exchange`` asks for it (see exchange.lookup.Lookup)."""

    def __init__(
        self,
        core: Core,
        connection: sa.Connection,
        snapshot: Snapshot,
        compared: Callable[[], Likeness] | None = None,
    ) -> None:
        """``connection`` is open as long as the outlook is used; ``compared``: what look-alikes are found among."""
        self._compared = compared
        self._connection = connection
        self._gazetteer = core.gazetteer
        self._terms = snapshot.terms
        self.change = snapshot.change
        self._area_ids = {place.id for place in core.gazetteer.areas()}

    @cached_property
    def known(self) -> Known:
        """Terms, areas and names."""
        return Known(
            terms={taxonomy: many.values() for taxonomy, many in self._terms.items()},
            areas=self._gazetteer.areas(),
            names=self._titles,
            area_text=_area_text,
            find_place=lambda text: resolve(self._gazetteer, text),
            municipality=lru_cache(maxsize=20_000)(self._municipality),
        )

    def _municipality(self, postcode: str, town: str) -> str | None:
        """The municipality of an address; None where it isn't sure."""
        for text in (f"{postcode} {town}".strip(), postcode):
            match = resolve(self._gazetteer, text) if text else None
            if match is not None and match.place is not None and match.exact:
                found = self._gazetteer.municipalities_of(match.place.id)
                if len(found) == 1:
                    return found[0].id
        return None

    def ids(self, kind: r.RecordType) -> list[str]:
        """All records of a type, in order of name."""
        return list(self._titles[kind])

    @cached_property
    def _titles(self) -> dict[r.RecordType, dict[str, str]]:
        return bulk.titles(self._connection)

    # what drafting asks -------------------------------------------------------------------------------------------

    def load(self, kind: r.RecordType, ids: Sequence[str]) -> Mapping[str, r.Record]:
        """Records as they are now."""
        wanted = list(dict.fromkeys(ids))
        return mapping.load(self._connection, kind, wanted) if wanted else {}

    def at(self, kind: r.RecordType, record_id: str, version: int) -> r.Record | None:
        """A record as it was at a version."""
        return bulk.at_version(self._connection, kind, record_id, version)

    def removed(self, kind: r.RecordType, ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that were records once and are none now."""
        return bulk.known(self._connection, kind, [key for key in ids if key not in self._titles[kind]])

    def had(self, kind: r.RecordType, record_id: str, part_id: str) -> bool:
        """Whether a record ever had a part."""
        versions = bulk.versions(self._connection, kind, record_id)
        return any(part_id in validate.fields_and_parts(record) for record in versions)

    def erased_since(self, record_id: str, version: int) -> bool:
        """Whether a person was erased from a record after a version."""
        return self._erased.get(record_id, 0) > version

    @cached_property
    def _erased(self) -> dict[str, int]:
        return bulk.erased(self._connection)

    def judge(self, record: r.Record) -> tuple[r.Problem, ...]:
        """What is wrong with a record."""
        return validate.validate(record, self._rules)

    def tidy(self, record: r.Record) -> r.Record:
        """The record with its values as they are kept."""
        return validate.normalise(record)

    def merge(self, base: r.Record, mine: r.Record, theirs: r.Record) -> r.Record:
        """Theirs with what was changed here since base; where both changed a value theirs counts."""
        return threeway.merge(base, theirs, mine).merged

    @cached_property
    def _rules(self) -> validate.Known:
        return validate.Known(
            codes={taxonomy: many.keys() for taxonomy, many in self._terms.items()},
            area=self._area_ids.__contains__,
            municipalities=lru_cache(maxsize=5_000)(self._of_postcode),
            record=self.known.has_record,
            bearers=self._bearers,
        )

    def _of_postcode(self, postcode: str) -> tuple[str, ...]:
        area = f"pc:{postcode}"
        if area not in self._area_ids:
            return ()
        return tuple(place.id for place in self._gazetteer.municipalities_of(area))

    def _bearers(self, number: str, but: str) -> tuple[str, ...]:
        ids = self.numbers.get(number, ())
        return tuple(self.known.record_text("actor", key) for key in ids if key != but)

    # look-alikes --------------------------------------------------------------------------------------------------

    def alike(self, record: r.Record) -> tuple[str | None, tuple[r.Candidate, ...]]:
        """The record that a new one (tidy) certainly is: of the same number, or of the same name at the same place.

        The others of the same number or name, and those that look alike, are candidates.
        """
        names = [name.text for name in getattr(record, "names", ())] or [record.name]
        found: dict[str, list[str]] = defaultdict(list)
        certain: list[str] = []
        kind = r.record_type(record)
        if isinstance(record, r.Actor):
            for one in record.identifiers:
                bearers = self.numbers.get(one.value, ())
                for key in bearers:
                    found[key].append(_("the same number"))
                certain.extend(bearers if len(bearers) == 1 else ())
        places = {site.municipality for site in record.sites} - {None} if isinstance(record, r.Actor) else set()
        for name in names:
            for key in self._by_name.get((kind, fold(name)), ()):
                found[key].append(_("the same name"))
                there = self._desks.get(key, frozenset())
                if not places or not there or places & there:
                    certain.append(key)
        if len(set(certain)) == 1:
            return certain[0], ()
        for match in self._likeness.similar(record, _NAMESAKES) if isinstance(record, r.Actor) else ():
            found[match.ref.id].extend(match.reasons)
        candidates = tuple(
            r.Candidate(id=key, name=self.known.record_text(kind, key), reasons=tuple(dict.fromkeys(reasons)))
            for key, reasons in list(found.items())[:_NAMESAKES]
        )
        return None, candidates

    @cached_property
    def _likeness(self) -> Likeness:
        return self._compared() if self._compared is not None else Likeness((), frozenset())

    @cached_property
    def numbers(self) -> dict[str, list[str]]:
        """KBO number -> the actors that bear it."""
        return bulk.numbers(self._connection)

    @cached_property
    def _by_name(self) -> dict[tuple[r.RecordType, str], list[str]]:
        """The records of a name; former names count not: another actor may bear that name now."""
        result: dict[tuple[r.RecordType, str], list[str]] = defaultdict(list)
        types = {key: kind for kind, many in self._titles.items() for key in many}
        for key, kind, text in bulk.every_name(self._connection):
            place = (types[key], fold(text))
            if kind != "former" and key not in result[place]:
                result[place].append(key)
        for record_type, many in self._titles.items():
            for key, name in many.items():
                if key not in result[record_type, fold(name)]:
                    result[record_type, fold(name)].append(key)
        return result

    @cached_property
    def _desks(self) -> dict[str, frozenset[str]]:
        result: dict[str, set[str]] = defaultdict(set)
        for key, place in reading.desk_places(self._connection):
            result[key].add(place)
        return {key: frozenset(places) for key, places in result.items()}


def _area_text(place: r.Place) -> str:
    """An area in a cell: short, and unlike any other as far as that goes."""
    if place.kind in ("part", "postcode") and place.municipality_name:
        return f"{place.name} ({place.municipality_name})"
    return f"{place.name} ({naming.layer_label(place)})" if place.kind == "region" else place.name
