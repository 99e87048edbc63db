"""Records as the search index sees them: plain texts per field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from vademecum import records as r
from vademecum.places.gazetteer import Gazetteer
from vademecum.store import mapping, reading

INDEXED: tuple[r.RecordType, ...] = ("actor", "network", "measure", "agreement", "practice")
_CHUNK = 500
_BUS = re.compile(r" bus \w+$")  # of an address: who asks for a bus is not looking for a letter box
_OLD, _SPAN = 2015, 20  # years in which the last source or check lies; newer is fresher
Terms = Mapping[r.Taxonomy, Mapping[str, r.Term]]


def documents(
    connection: sa.Connection,
    gazetteer: Gazetteer,
    terms: Terms,
    records: Sequence[tuple[r.RecordType, str]] | None = None,
) -> Iterator[r.Document]:
    """The documents of the records named, or of all; records that no longer exist are left out."""
    for kind in INDEXED:
        ids = None if records is None else [key for found, key in records if found == kind]
        if ids is None:
            ids = sorted(mapping.ids(connection, kind))
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            carried = reading.carried_names(connection, chunk) if kind == "actor" else {}
            for record in mapping.load(connection, kind, chunk).values():
                yield document(record, gazetteer, terms, carried.get(record.id, {}))


def document(record: r.Record, gazetteer: Gazetteer, terms: Terms, carried: Mapping[str, Sequence[str]]) -> r.Document:
    """The document of one record; ``carried``: the names of an actor's networks and measures."""
    if isinstance(record, r.Actor):
        return _actor(record, gazetteer, terms, carried)
    if isinstance(record, r.Network):
        return r.Document(
            id=record.id,
            type="network",
            names=_names(record.names, "official", "short"),
            former=_names(record.names, "former"),
            aliases=_names(record.names, "alias"),
            themes=_labels(terms["theme"], record.themes),
            places=_areas(record.areas, gazetteer),
            text=_texts(record.description, *(member.label for member in record.members)),
            status=record.status,
        )
    if isinstance(record, r.Measure):
        return r.Document(
            id=record.id,
            type="measure",
            names=_names(record.names, "official", "short"),
            former=_names(record.names, "former"),
            aliases=(*_names(record.names, "alias"), record.code),
            themes=_labels(terms["theme"], record.themes),
            audiences=_labels(terms["audience"], record.audiences),
            text=_texts(record.summary),
            status=record.status,
        )
    if isinstance(record, r.Agreement):
        return r.Document(
            id=record.id,
            type="agreement",
            names=(record.title,),
            places=_areas(record.areas, gazetteer),
            text=_texts(record.description, *(a.text for a in record.actions), *(p.label for p in record.parties)),
            status=record.status,
        )
    if isinstance(record, r.Practice):
        return r.Document(
            id=record.id,
            type="practice",
            names=(record.title,),
            themes=_labels(terms["theme"], record.themes),
            places=_areas(record.areas, gazetteer),
            text=_texts(record.summary),
        )
    raise TypeError(f"not indexed: {type(record).__name__}")


def _actor(actor: r.Actor, gazetteer: Gazetteer, terms: Terms, carried: Mapping[str, Sequence[str]]) -> r.Document:
    themes = dict.fromkeys([*actor.themes, *(code for offer in actor.offers for code in offer.themes)])
    audiences = dict.fromkeys([*actor.audiences, *(code for offer in actor.offers for code in offer.audiences)])
    towns = dict.fromkeys(site.town for site in actor.sites if site.town)
    return r.Document(
        id=actor.id,
        type="actor",
        names=_names(actor.names, "official", "short"),
        former=_names(actor.names, "former"),
        aliases=_names(actor.names, "alias"),
        kinds=_labels(terms["kind"], (actor.kind,)),
        offers=tuple(
            text
            for offer in actor.offers
            for text in (offer.name, *offer.works, *_texts(offer.description, offer.conditions))
        ),
        themes=_labels(terms["theme"], themes),
        audiences=_labels(terms["audience"], audiences),
        measures=tuple(carried.get("measure", ())),
        networks=tuple(carried.get("network", ())),
        places=(*towns, *_areas(actor.areas, gazetteer)),
        text=_texts(
            actor.description,
            *(_BUS.sub("", site.street) for site in actor.sites if site.street),
            # Internal contacts stay out: the index is no place for personal data.
            *(contact.value for contact in actor.contacts if contact.visibility == "public"),
            *(identifier.value for identifier in actor.identifiers),
        ),
        status=actor.status,
        quality=_quality(actor),
    )


def _quality(actor: r.Actor) -> float:
    """How complete and fresh a record is, 0 to 1: what an officer who finds it can do with it."""
    public = {contact.kind for contact in actor.contacts if contact.visibility == "public"}
    present = (
        bool(public & {"phone", "email"}),
        "web" in public,
        any(site.street for site in actor.sites),
        bool(actor.areas),
        bool(actor.offers),
        bool(actor.description),
    )
    dates = [checked.date for checked in actor.checks] + [evidence.date for evidence in actor.evidence if evidence.date]
    newest = int(max(dates, default=str(_OLD))[:4])
    return 0.8 * sum(present) / len(present) + 0.2 * min(1.0, max(0, newest - _OLD) / _SPAN)


def _names(names: Sequence[r.Name], *types: r.NameType) -> tuple[str, ...]:
    return tuple(name.text for name in names if name.type in types)


def _labels(terms: Mapping[str, r.Term], codes: Sequence[str] | Mapping[str, None]) -> tuple[str, ...]:
    found = [terms[code] for code in codes if code in terms]
    return tuple(text for term in found for text in (term.label_nl, *term.synonyms))


def _areas(areas: Sequence[r.ServiceArea], gazetteer: Gazetteer) -> tuple[str, ...]:
    places = [gazetteer.get(area.area_id) for area in areas if not area.excluded]
    return tuple(place.name for place in places if place.kind not in ("gewest", "country"))


def _texts(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
