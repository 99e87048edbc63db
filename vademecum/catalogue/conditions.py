"""The fields of the search language: which actors a condition leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue.sets import set_of
from vademecum.catalogue.snapshot import Codes, Snapshot
from vademecum.catalogue.wording import field_label
from vademecum.search.language import fold
from vademecum.search.reader import Reader
from vademecum.store import gaps, reading
from vademecum.texts import _, language

# What "zonder:" may ask for -> the gap that the store knows.
GAPS: dict[str, gaps.Gap] = {
    "email": "email", "mail": "email", "e-mail": "email",
    "telefoon": "phone", "phone": "phone",
    "website": "web", "web": "web", "site": "web",
    "adres": "address", "address": "address",
    "werkgebied": "area", "area": "area",
    "kbo": "kbo", "ondernemingsnummer": "kbo",
    "aanbod": "offer", "offer": "offer",
    "beschrijving": "description", "description": "description",
    "controle": "check", "check": "check",
    "bron": "source", "source": "source",
}  # fmt: skip

_OPTIONS: dict[str, tuple[str, ...]] = {
    "nl": ("email", "telefoon", "website", "adres", "werkgebied", "aanbod", "kbo", "controle", "bron"),
    "en": ("email", "phone", "website", "address", "area", "offer", "kbo", "check", "source"),
}


def actors(connection: sa.Connection, snapshot: Snapshot, reader: Reader, condition: r.Condition) -> int | r.Problem:
    """The set of the actors that meet a condition (``excluded`` left aside), or what is wrong with it."""
    if condition.field in ("kind", "audience", "theme"):
        return _by_term(snapshot, condition)
    found = _by_facts(connection, reader, condition)
    return found if isinstance(found, r.Problem) else snapshot.set_of(found)


def _by_facts(connection: sa.Connection, reader: Reader, condition: r.Condition) -> Collection[str] | r.Problem:
    if condition.field in ("network", "measure"):
        found = reader.search(condition.value, types=(condition.field,))
        named = [item.id for item in found if item.field in ("names", "former", "aliases")]
        if not named:
            return _nothing(condition)
        return reading.named_in(connection, named)
    if condition.field == "checked":
        return reading.last_checked(connection, condition.operator, condition.value)
    if condition.field == "without":
        gap = GAPS.get(condition.value.casefold())
        if gap is None:
            text = _("“%(value)s” can't be missing; try %(options)s.")
            return _problem(text % {"value": condition.value, "options": ", ".join(_OPTIONS[language()])}, condition)
        return gaps.without(connection, gap)
    sources = reading.sources_like(connection, condition.value)
    return reading.with_source(connection, sources) if sources else _nothing(condition)


def _by_term(snapshot: Snapshot, condition: r.Condition) -> int | r.Problem:
    taxonomy: r.Taxonomy = (
        "kind" if condition.field == "kind" else "audience" if condition.field == "audience" else "theme"
    )
    codes = matching_codes(snapshot.terms[taxonomy].values(), condition.value)
    if not codes:
        return _nothing(condition)

    def meets(own: Codes) -> bool:
        if taxonomy == "kind":
            return own.kind in codes
        return not codes.isdisjoint(own.audiences if taxonomy == "audience" else own.themes)

    met = {own for own in set(snapshot.codes) if meets(own)}
    return set_of((number for number, own in enumerate(snapshot.codes) if own in met), snapshot.size)


def matching_codes(terms: Iterable[r.Term], value: str) -> frozenset[str]:
    """The codes of the terms that are called so; else of those whose label begins so."""
    wanted = fold(value)
    whole, beginning = set(), set()
    for term in terms:
        names = [fold(name) for name in (term.code, term.label_nl, term.label_en, *term.synonyms)]
        if wanted in names:
            whole.add(term.code)
        elif any(name.startswith(wanted) for name in names):
            beginning.add(term.code)
    return frozenset(whole or beginning)


def _nothing(condition: r.Condition) -> r.Problem:
    if condition.field == "source":
        return _problem(_("There is no source “%(value)s”.") % {"value": condition.value}, condition)
    values = {"what": field_label(f"{condition.field}s"), "value": condition.value}
    said = _("There is no %(what)s “%(value)s”. Take the word away after the colon: then you can choose.")
    return _problem(said % values, condition)


def _problem(text: str, condition: r.Condition) -> r.Problem:
    return r.Problem(level="warning", text=text, span=condition.span)
