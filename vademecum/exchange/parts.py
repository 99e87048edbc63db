"""The parts of a record: found, put in, told apart, and left out where they are internal."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import msgspec

from vademecum import fields
from vademecum import records as r
from vademecum.exchange.known import CellError, fold
from vademecum.texts import _

replace = msgspec.structs.replace


def part_in(record: Any, part: str, part_id: str) -> tuple[str | None, Any]:
    """(id of the offer that holds it or None, the part) of a record, (None, None) where there is none."""
    for one in getattr(record, part):
        if one.id == part_id:
            return None, one
    if isinstance(record, r.Actor) and part in ("contacts", "areas"):
        for offer in record.offers:
            for one in getattr(offer, part):
                if one.id == part_id:
                    return offer.id, one
    return None, None


def with_part(record: Any, part: str, thing: Any, offer_id: str | None = None) -> Any:
    """The record with a part new or changed, on the record itself or within one of its offers."""
    if offer_id is not None:
        offers = tuple(
            with_part(offer, part, thing) if offer.id == offer_id else offer for offer in record.offers
        )  # fmt: skip
        return replace(record, offers=offers)
    many = getattr(record, part)
    if any(one.id == thing.id for one in many):
        return replace(record, **{part: tuple(thing if one.id == thing.id else one for one in many)})
    return replace(record, **{part: (*many, thing)})


def offer_named(actor: r.Actor, text: str) -> r.Offer:
    """The offer of an actor by its name or id. Raises CellError."""
    found = [offer for offer in actor.offers if text == offer.id or fold(offer.name) == fold(text)]
    if len(found) != 1:
        raise CellError(_("%(actor)s has no offer “%(offer)s”.") % {"actor": actor.name, "offer": text})
    return found[0]


def without_internal(record: r.Record) -> r.Record:
    """The record without internal contacts and staff notes: these leave only when chosen."""
    if isinstance(record, r.Actor):
        offers = tuple(replace(offer, contacts=_public(offer.contacts)) for offer in record.offers)
        return replace(record, contacts=_public(record.contacts), offers=offers, note=None)
    if isinstance(record, r.Network):
        return replace(record, contacts=_public(record.contacts), note=None)
    return replace(record, note=None) if isinstance(record, r.Agreement) else record


def with_internal_of(record: r.Record, kept: r.Record | None) -> r.Record:
    """A record from a file that went out without internal data, with those that the catalogue holds."""
    if isinstance(record, r.Actor) and isinstance(kept, r.Actor):
        before = {offer.id: offer for offer in kept.offers}
        offers = tuple(
            replace(offer, contacts=_merged(offer.contacts, before[offer.id].contacts)) if offer.id in before else offer
            for offer in record.offers
        )
        contacts = _merged(record.contacts, kept.contacts)
        return replace(record, contacts=contacts, offers=offers, note=record.note or kept.note)
    if isinstance(record, r.Network) and isinstance(kept, r.Network):
        return replace(record, contacts=_merged(record.contacts, kept.contacts), note=record.note or kept.note)
    if isinstance(record, r.Agreement) and isinstance(kept, r.Agreement):
        return replace(record, note=record.note or kept.note)
    return record


def _public(contacts: tuple[r.Contact, ...]) -> tuple[r.Contact, ...]:
    return tuple(contact for contact in contacts if contact.visibility == "public")


def _merged(new: tuple[r.Contact, ...], kept: tuple[r.Contact, ...]) -> tuple[r.Contact, ...]:
    """The contacts of a file and the internal ones that are kept, these in the places that they have."""
    result = list(new)
    ids = {contact.id for contact in new}
    for position, contact in enumerate(kept):
        if contact.visibility == "internal" and contact.id not in ids:
            result.insert(min(position, len(result)), contact)
    return tuple(result)


def derived_id(owner_id: str, what: str) -> str:
    """An id that follows from its owner: the same each time it is asked."""
    return str(uuid.uuid5(uuid.UUID(owner_id), what))


_SAME: dict[type[Any], Callable[[Any], object]] = {
    r.Offer: lambda part: fold(part.name),
    r.Contact: lambda part: (part.kind, part.value, part.visibility),
    r.ServiceArea: lambda part: (part.area_id, part.excluded),
    r.Site: lambda part: (fold(part.street or ""), part.postcode, fold(part.town or "")),
    r.Relation: lambda part: (part.type, part.actor_id),
    r.Member: lambda part: (part.actor_id, fold(part.label or ""), part.role),
    r.Party: lambda part: (part.actor_id, fold(part.label or "")),
    r.Carrier: lambda part: part.actor_id,
    r.Action: lambda part: fold(part.text),
    r.FollowUp: lambda part: part.date,
}


def same_part(record: Any, part: str, offer_id: str | None, new: Any) -> Any | None:
    """The part that says the same as a new one, so that a sheet without ids can be read twice."""
    holder = next((offer for offer in record.offers if offer.id == offer_id), record) if offer_id else record
    same = _SAME[type(new)]
    return next((one for one in getattr(holder, part) if same(one) == same(new)), None)


def linked(thing: Any) -> Iterator[tuple[fields.Field, str]]:
    """Every reference to a place or record in a record and its parts."""
    for about in fields.of(type(thing)):
        value = getattr(thing, about.key)
        if about.kind in ("area", "record") and value:
            yield about, value
        elif about.kind == "parts":
            for part in value:
                yield from linked(part)


_FIRST_VALUES: dict[str, Any] = {"names": (), "means": ()}
_FIRST_CHOICES: dict[tuple[type[r.Frozen], str], str] = {
    (r.Contact, "kind"): "phone", (r.Relation, "type"): "partner", (r.Term, "taxonomy"): "theme",
}  # fmt: skip


def blank(cls: type[Any], record_id: str | None = None) -> Any:
    """A record or part of which nothing is known yet."""
    described: type[r.Frozen] = cls
    return cls(id=record_id or str(uuid.uuid4()), **_needed(described))


@lru_cache(maxsize=64)
def _needed(cls: type[r.Frozen]) -> dict[str, Any]:
    """What stands in the fields that a record can't be without, before anything is known."""
    return {
        info.name: _FIRST_VALUES.get(info.name, _FIRST_CHOICES.get((cls, info.name), ""))
        for info in msgspec.structs.fields(cls)
        if info.required and info.name != "id"
    }


def contact_kind(text: str) -> r.ContactKind:
    """What a number or address is, by its look."""
    if "@" in text:
        return "email"
    return "web" if "www." in text or "://" in text else "phone"


def missing(cls: type[r.Frozen], part: Any) -> Iterator[r.Problem]:
    """The fields that a part can't be without and that are empty."""
    for about in fields.of(cls):
        if about.required and getattr(part, about.key) in ("", None, ()):
            text = _("%(field)s is missing.") % {"field": about.label}
            yield r.Problem(level="error", text=text, field=about.header)
