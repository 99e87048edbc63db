"""What a form knows beside its record: terms, places, and the names of the records that it points at.

Loaded in another thread (:func:`load`) and then used in the window's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from vademecum import fields
from vademecum.gui.jobs import Jobs
from vademecum.records import AreaChoice, Frozen, Record, RecordChoice, RecordType, Source, Taxonomy, Term
from vademecum.texts import language
from vademecum.validate import Known

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

_TAXONOMIES: tuple[Taxonomy, ...] = ("kind", "audience", "theme")
FOUND = 12  # records offered while typing


@dataclass
class Surroundings:
    """``names`` grows with what is chosen. ``record`` gives the record as it stands in the form."""

    catalogue: Catalogue
    jobs: Jobs
    terms: Mapping[Taxonomy, tuple[Term, ...]]
    areas: tuple[AreaChoice, ...]
    names: dict[str, str] = field(default_factory=dict)
    record: Callable[[], Record | None] = lambda: None

    @cached_property
    def area_by_id(self) -> dict[str, AreaChoice]:
        """The places that can be chosen."""
        return {choice.place.id: choice for choice in self.areas}

    @cached_property
    def _by_postcode(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for choice in self.areas:
            if choice.place.kind == "municipality":
                for postcode in choice.place.postcodes:
                    found.setdefault(postcode, set()).add(choice.place.id)
        return found

    def area_words(self, area_id: str) -> str:
        """A place as it stands in a sentence; the id where it is not known."""
        choice = self.area_by_id.get(area_id)
        return choice.words if choice is not None else area_id

    def municipality_of(self, postcode: str) -> str | None:
        """The one municipality of a postcode; None where there is none or more than one."""
        found = self._by_postcode.get(postcode, set())
        return next(iter(found)) if len(found) == 1 else None

    def term_words(self, taxonomy: Taxonomy, code: str) -> str:
        """The label of a code; the code where it is not known."""
        return next((term_label(term) for term in self.terms.get(taxonomy, ()) if term.code == code), code)

    @cached_property
    def known(self) -> Known:
        """What the form lets the validation know without asking the store."""
        return Known(
            codes={taxonomy: {term.code for term in terms} for taxonomy, terms in self.terms.items()},
            area=self.area_by_id.__contains__,
            municipalities=lambda postcode: self._by_postcode.get(postcode, set()),
        )

    def look_up(self, kind: RecordType, text: str, done: Callable[[tuple[RecordChoice, ...]], None]) -> None:
        """Ask which records of a type have these words in a name; only the newest answer arrives."""
        asked = partial(self.catalogue.choosing.look_up, kind, text, FOUND)
        self.jobs.read(asked, done, newest="choose")

    def save_source(self, source: Source, done: Callable[[object], None]) -> None:
        """Keep a new source at once: others may use it too, whatever becomes of the form."""
        self.jobs.write(partial(self.catalogue.save, source), done)


def term_label(term: Term) -> str:
    """The label in the language in use."""
    return term.label_nl if language() == "nl" else term.label_en


def load(catalogue: Catalogue, jobs: Jobs, records: Iterable[Record], also: Iterable[str] = ()) -> Surroundings:
    """All that the form of a record needs, in all its states; ``also``: other records to name. In another thread."""
    areas: set[str] = set()
    links = set(also)
    for kind, value in (found for record in records for found in pointers(record)):
        (areas if kind == "area" else links).add(value)
    return Surroundings(
        catalogue=catalogue,
        jobs=jobs,
        terms={taxonomy: catalogue.terms(taxonomy) for taxonomy in _TAXONOMIES},
        areas=catalogue.choosing.areas(areas),
        names=catalogue.choosing.named(links),
    )


def pointers(owner: Frozen) -> Iterator[tuple[str, str]]:
    """("area" or "record", id) of everything that a record or part points at."""
    for described in fields.of(type(owner)):
        value = getattr(owner, described.key)
        if described.kind == "parts":
            for part in value:
                yield from pointers(part)
        elif described.kind in ("area", "record") and value:
            yield described.kind, value
