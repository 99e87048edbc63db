"""What the box may offer while somebody types: places, actors, networks and measures, words, and the search language.

Within a field (``soort:vak``) only values of that field are offered, each with the text of the box completed. The name
of a field is offered last, to a word of at least three letters that is the beginning of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import sqlalchemy as sa

from vademecum import naming
from vademecum import records as r
from vademecum.catalogue import wording
from vademecum.catalogue.answering import NAME_FIELDS
from vademecum.catalogue.conditions import GAPS
from vademecum.catalogue.snapshot import Snapshot
from vademecum.places.gazetteer import Gazetteer
from vademecum.places.resolve import suggest as suggest_places
from vademecum.search import query
from vademecum.search.language import fold
from vademecum.search.reader import Reader
from vademecum.store import reading
from vademecum.texts import _

_TAXONOMIES: dict[r.ConditionField, r.Taxonomy] = {"kind": "kind", "audience": "audience", "theme": "theme"}
_VALUES = 20  # of a field that are looked at
_PLACE_WORDS = 3  # at most, of a place after other words
_PLACE_LETTERS = 3  # at least: fewer begin too many places
_PLACES_BEHIND = 3
_FIELD_LETTERS = 3  # of a word that may be the beginning of a field
_VALUE = re.compile(r'(?:^|(?<=[\s-]))(?P<name>[^\W\d_]+):(?:"(?P<quoted>[^"]*)|(?P<bare>[^\s"<>]*))$')
_WORD = re.compile(r"(?:^|(?<=[\s-]))[^\W\d_]+$")


class Suggesting:
    """Suggests from one state of the catalogue."""

    def __init__(self, connection: sa.Connection, snapshot: Snapshot, gazetteer: Gazetteer, reader: Reader) -> None:
        """Everything a suggestion is made from."""
        self._connection = connection
        self._snapshot = snapshot
        self._gazetteer = gazetteer
        self._reader = reader

    def suggest(self, text: str, limit: int) -> tuple[r.Suggestion, ...]:
        """At most ``limit`` lines for what is in the box."""
        value = _VALUE.search(text)
        if value is not None:
            return tuple(islice(self._values(text, value), limit))
        fields = tuple(_fields(text))[:limit]
        text = text.strip()
        if not text:
            return ()
        named = list(self._named(text, limit))
        places = list(self._places(text, max(1, limit // 2)))
        # "werkervaring iep": a place after words; what is called so as a whole comes first.
        result = places + named if places else named + self._places_behind(text)
        result = result[: limit - len(fields)]
        wanted = limit - len(fields) - len(result)
        words = self._reader.complete(text, wanted) if wanted else ()
        result += [r.Suggestion(type="word", text=word, detail=_("search for this word")) for word in words]
        return (*result, *fields)

    def _places(self, text: str, limit: int) -> Iterator[r.Suggestion]:
        for place in suggest_places(self._gazetteer, text, limit):
            yield r.Suggestion(type="place", text=place.name, detail=_place_detail(place), id=place.id)

    def _places_behind(self, text: str) -> list[r.Suggestion]:
        """Places that the last words of the text begin, the most words that are a place first."""
        words = text.split()
        for start in range(max(1, len(words) - _PLACE_WORDS), len(words)):
            tail = " ".join(words[start:])
            places = list(self._places(tail, _PLACES_BEHIND)) if len(tail) >= _PLACE_LETTERS else []
            if places:
                return places
        return []

    def _named(
        self, text: str, limit: int, types: tuple[r.RecordType, ...] = ("actor", "network", "measure")
    ) -> Iterator[r.Suggestion]:
        """Actors, networks and measures of which a name holds the words."""
        found = [x for x in self._reader.search(text, types=types, limit=limit) if x.field in NAME_FIELDS]
        names = reading.names(self._connection, [item.id for item in found])
        for item in found:
            if item.id not in names:
                continue
            name = names[item.id][1]
            if item.type == "actor":
                detail = self._snapshot.kind_label(item.id)
                yield r.Suggestion(type="actor", text=name, detail=detail, id=item.id)
            elif item.type in ("network", "measure"):
                detail = _("network") if item.type == "network" else _("measure")
                yield r.Suggestion(type=item.type, text=name, detail=detail, id=item.id)

    # the search language ------------------------------------------------------------------------------------------

    def _values(self, text: str, match: re.Match[str]) -> Iterator[r.Suggestion]:
        """The values that the field at the end of the text may take."""
        field = query.FIELDS.get(match["name"].casefold())
        typed = match["quoted"] if match["quoted"] is not None else match["bare"]
        if field is None:
            return
        before = f"{text[: match.start()]}{match['name']}:"
        for value, detail in self._values_of(field, typed.strip()):
            shown = f'"{value}"' if re.search(r"[^\w-]", value) else value
            yield r.Suggestion(type="field", text=f"{before}{shown}", detail=detail)

    def _values_of(self, field: r.ConditionField, typed: str) -> Iterator[tuple[str, str]]:
        """Values that begin as typed, each with its explanation."""
        if field in _TAXONOMIES:
            terms = sorted(self._snapshot.terms[_TAXONOMIES[field]].values(), key=lambda term: term.order)
            yield from ((term.code, wording.label(term)) for term in _beginning(terms, fold(typed)))
        elif field == "without":
            shown: set[str] = set()
            for name, gap in GAPS.items():
                if name.startswith(fold(typed)) and gap not in shown:
                    shown.add(gap)
                    yield name, _("not filled in")
        elif field == "place" and typed:
            for place in suggest_places(self._gazetteer, typed, _VALUES):
                yield place.name, _place_detail(place)
        elif field in ("network", "measure") and typed:
            for suggestion in self._named(typed, _VALUES, (field,)):
                yield suggestion.text, suggestion.detail


def _fields(text: str) -> Iterator[r.Suggestion]:
    """The fields of the search language of which the last word of the text is the beginning."""
    match = _WORD.search(text)
    if match is None or len(match.group()) < _FIELD_LETTERS:
        return
    shown: set[r.ConditionField] = set()
    for name, field in query.FIELDS.items():
        if name.startswith(fold(match.group())) and field not in shown:
            shown.add(field)
            yield r.Suggestion(type="field", text=f"{text[: match.start()]}{name}:", detail=_field_detail(field))


def _field_detail(field: r.ConditionField) -> str:
    return {
        "kind": _("by kind of organisation"),
        "audience": _("by for whom they work"),
        "theme": _("by theme"),
        "place": _("who serves a place"),
        "network": _("members of a network"),
        "measure": _("who carries out a measure"),
        "checked": _("by when they were checked"),
        "without": _("by what is missing"),
        "source": _("by source"),
    }[field]


def _beginning(terms: list[r.Term], typed: str) -> Iterator[r.Term]:
    """Terms of which a name begins as typed; then those of which another word of a name does."""
    names = {term.code: [fold(x) for x in (term.code, term.label_nl, term.label_en, *term.synonyms)] for term in terms}
    first = [term for term in terms if any(name.startswith(typed) for name in names[term.code])]
    yield from first
    yield from (t for t in terms if t not in first and any(f" {typed}" in name for name in names[t.code]))


def _place_detail(place: r.Place) -> str:
    codes = " ".join(place.postcodes[:3])
    if place.kind in ("part", "former", "postcode") and place.municipality_name:
        return _("in %(municipality)s") % {"municipality": place.municipality_name} + (f" · {codes}" if codes else "")
    if place.kind == "municipality":
        return codes
    return naming.layer_label(place)
