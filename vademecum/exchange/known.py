"""What must be known of the catalogue to read and write cells: terms, areas and the names of records.

It is a copy of one state, handed in; looking something up costs no question to the store.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping

from vademecum import records as r
from vademecum.texts import _, language

_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}


class CellError(Exception):
    """A cell that can't be read; ``text`` says why, for people."""

    def __init__(self, text: str) -> None:
        """Keep the text as it is."""
        super().__init__(text)
        self.text = text


def fold(text: str) -> str:
    """The text to compare by: no case, no accents, no signs."""
    if text.isascii():
        return " ".join(text.casefold().translate(_SIGNS).split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.split())


class Known:
    """Terms, areas and names. ``find_place`` resolves what isn't the written form of an area; may be None."""

    def __init__(
        self,
        terms: Mapping[r.Taxonomy, Iterable[r.Term]],
        areas: Iterable[r.Place],
        names: Mapping[r.RecordType, Mapping[str, str]],
        area_text: Callable[[r.Place], str] = lambda place: place.name,
        find_place: Callable[[str], r.PlaceMatch] | None = None,
        municipality: Callable[[str, str], str | None] = lambda _postcode, _town: None,
    ) -> None:
        """``area_text`` is how an area stands in a cell; ``municipality`` gives that of a postcode and a town."""
        self.terms = {taxonomy: {term.code: term for term in many} for taxonomy, many in terms.items()}
        self._codes = {taxonomy: _by_word(many.values()) for taxonomy, many in self.terms.items()}
        self._area_texts, self._area_ids = _written(areas, area_text)
        self._names = {kind: dict(many) for kind, many in names.items()}
        self._ids: dict[r.RecordType, dict[str, list[str]]] = {}
        for kind, many in self._names.items():
            by_name = self._ids.setdefault(kind, {})
            for key, name in many.items():
                by_name.setdefault(fold(name), []).append(key)
        self._find_place = find_place
        self.municipality = municipality
        self._found: dict[str, str] = {}

    # terms --------------------------------------------------------------------------------------------------------

    def term_text(self, taxonomy: r.Taxonomy, code: str) -> str:
        """The label of a term, its code where it is unknown."""
        term = self.terms[taxonomy].get(code)
        return code if term is None else _label(term)

    def term_texts(self, taxonomy: r.Taxonomy) -> tuple[str, ...]:
        """All labels of a taxonomy, in order."""
        many = sorted(self.terms[taxonomy].values(), key=lambda term: (term.order, term.label_nl))
        return tuple(_label(term) for term in many)

    def code(self, taxonomy: r.Taxonomy, text: str) -> str:
        """The code that a label, synonym or code means. Raises CellError."""
        if text in self.terms[taxonomy]:
            return text
        code = self._codes[taxonomy].get(fold(text))
        if code is None:
            raise CellError(_("“%(text)s” is not in the list.") % {"text": text})
        return code

    # areas --------------------------------------------------------------------------------------------------------

    def area_text(self, area_id: str) -> str:
        """How an area stands in a cell."""
        return self._area_texts.get(area_id, area_id)

    def has_area(self, area_id: str) -> bool:
        """True for the id of an area."""
        return area_id in self._area_texts

    def area_id(self, text: str) -> str:
        """The area that a cell means. Raises CellError."""
        if text in self._area_texts:
            return text
        found = self._area_ids.get(fold(text)) or self._found.get(text)
        if found is not None:
            return found
        match = self._find_place(text) if self._find_place is not None else r.PlaceMatch(text=text)
        if match.place is None or not match.exact:
            choices = [self.area_text(place.id) for place in match.choices or ((match.place,) if match.place else ())]
            if choices:
                raise CellError(
                    _("“%(text)s”: write which place is meant: %(choices)s.")
                    % {"text": text, "choices": "; ".join(choices[:5])}
                )
            raise CellError(_("There is no place “%(id)s”.") % {"id": text})
        self._found[text] = match.place.id
        return match.place.id

    # records ------------------------------------------------------------------------------------------------------

    def record_text(self, kind: r.RecordType, record_id: str) -> str:
        """The name of a record; with its id where namesakes exist."""
        name = self._names.get(kind, {}).get(record_id)
        if name is None:
            return record_id
        return name if len(self._ids[kind][fold(name)]) == 1 else f"{name} [{record_id}]"

    def record_id(self, kind: r.RecordType, text: str) -> str:
        """The record that a cell names, by name or id. Raises CellError."""
        known = self._names.get(kind, {})
        bracketed = text[text.rfind("[") + 1 : -1] if text.endswith("]") else ""
        for key in (text, bracketed):
            if key in known:
                return key
        found = self._ids.get(kind, {}).get(fold(text), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise CellError(_("“%(text)s” is the name of several; write the id.") % {"text": text})
        raise CellError(_("“%(text)s” is not in the catalogue.") % {"text": text})

    def has_record(self, kind: r.RecordType, record_id: str) -> bool:
        """True for the id of a record of this type."""
        return record_id in self._names.get(kind, {})

    def learn(self, kind: r.RecordType, record_id: str, name: str) -> None:
        """A record that comes with the file: others may name it."""
        if record_id in self._names.setdefault(kind, {}):
            return
        self._names[kind][record_id] = name
        self._ids.setdefault(kind, {}).setdefault(fold(name), []).append(record_id)


def _label(term: r.Term) -> str:
    return term.label_nl if language() == "nl" else term.label_en


def _by_word(terms: Iterable[r.Term]) -> dict[str, str]:
    """What people write -> code; a label goes before a synonym."""
    result: dict[str, str] = {}
    many = list(terms)
    for term in many:
        for word in (term.label_nl, term.label_en, term.code):
            result.setdefault(fold(word), term.code)
    for term in many:
        for word in term.synonyms:
            result.setdefault(fold(word), term.code)
    return result


def _written(areas: Iterable[r.Place], text: Callable[[r.Place], str]) -> tuple[dict[str, str], dict[str, str]]:
    """Area id -> text and folded text -> area id; where two areas would be written alike both are written as ids."""
    texts = {place.id: text(place) for place in areas}
    ids: dict[str, list[str]] = {}
    for key, written in texts.items():
        ids.setdefault(fold(written), []).append(key)
    return (
        {key: written if len(ids[fold(written)]) == 1 else key for key, written in texts.items()},
        {written: keys[0] for written, keys in ids.items() if len(keys) == 1},
    )
