"""The tables of a spreadsheet and their columns: how each reads from a record, and how a cell changes it.

A table is about records of one type (one row each), or about one sort of their parts (one row each, with the record's
id). The first kind also has columns for what most records have once or a few times (names, first address, phone,
service area), so that staff can keep everything that matters in one sheet. Columns come from ``vademecum.fields``.

A cell that is not changed changes nothing: it is compared with what would be written today. So a column may show less
than the record holds, and the rest of the record stays.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec

from vademecum import fields, texts
from vademecum import records as r
from vademecum.exchange import cells, values
from vademecum.exchange.known import CellError, Known, fold
from vademecum.texts import _

P = TypeVar("P", bound=r.Frozen)
replace = msgspec.structs.replace

OWNER, OWNER_NAME, ID, VERSION, WITHIN = "owner", "owner_name", "id", "version", "offer"
_OWN = ("evidence", "checks", "derived")


@dataclass(frozen=True)
class Column:
    """A column. ``read`` gives the text of a cell, ``write`` the thing with the cell's meaning (raises CellError).

    ``fact``: which fact of the record a cell is about, for its evidence (see records.Evidence).
    """

    key: str
    heading: str
    names: tuple[str, ...]
    read: Callable[[Any, Known], str]
    write: Callable[[Any, str, Known], Any] | None
    help: str = ""
    width: int = 18
    choices: Callable[[Known], tuple[str, ...]] | None = None
    internal: bool = False
    fact: str = ""


@dataclass(frozen=True)
class Table:
    """A sheet: records of type ``record``, or their parts in field ``part``."""

    key: str
    name: str
    record: r.RecordType
    columns: tuple[Column, ...]
    part: str | None = None
    part_class: type[r.Frozen] | None = None
    names: tuple[str, ...] = field(default=())

    def column(self, key: str) -> Column:
        """The column of this key. Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def tables() -> tuple[Table, ...]:
    """All tables, in the order of an export and of an import, in the language in use."""
    return _tables(texts.language())


def table(key: str) -> Table:
    """One table. Raises KeyError."""
    for found in tables():
        if found.key == key:
            return found
    raise KeyError(key)


@lru_cache(maxsize=4)
def _tables(_language: str) -> tuple[Table, ...]:
    sheets: dict[r.RecordType, tuple[str, ...]] = {
        "source": (_("Sources"), "Bronnen", "Sources"),
        "term": (_("Lists"), "Lijsten", "Lists"),
        "synonym": (_("Synonyms"), "Synoniemen", "Synonyms"),
        "actor": (_("Actors"), "Actoren", "Actors", "Organisaties", "Organisations"),
        "network": (_("Networks"), "Netwerken", "Networks"),
        "measure": (_("Measures"), "Maatregelen", "Measures"),
        "agreement": (_("Agreements"), "Overeenkomsten", "Agreements"),
        "practice": (_("Good practices"), "Goede praktijken", "Good practices"),
    }
    parts: dict[r.RecordType, tuple[tuple[str, tuple[str, ...]], ...]] = {
        "actor": (
            ("offers", (_("Offers"), "Aanbod", "Offers", "Diensten")),
            ("sites", (_("Sites"), "Vestigingen", "Sites", "Adressen")),
            ("contacts", (_("Contacts"), "Contactgegevens", "Contacts", "Contacten")),
            ("areas", (_("Service areas"), "Werkgebieden", "Service areas")),
            ("relations", (_("Relations"), "Relaties", "Relations")),
        ),
        "network": (("members", (_("Members"), "Leden", "Members")),),
        "measure": (("carriers", (_("Measures, by whom"), "Maatregelen, wie", "Measures, by whom")),),
        "agreement": (
            ("parties", (_("Parties"), "Partijen", "Parties")),
            ("actions", (_("Actions"), "Acties", "Actions")),
            ("follow_ups", (_("Follow-ups"), "Opvolging", "Follow-ups")),
        ),
        "practice": (("carriers", (_("Practices, by whom"), "Praktijken, wie", "Practices, by whom")),),
    }
    records = [
        Table(key=kind, name=names[0], record=kind, columns=_record_columns(r.RECORD_CLASSES[kind]), names=names)
        for kind, names in sheets.items()
    ]
    of_parts = [_part_table(kind, part, names) for kind, many in parts.items() for part, names in many]
    return (*records, *of_parts)


# --- columns of records ---------------------------------------------------------------------------------------------


def _record_columns(cls: type[r.Record]) -> tuple[Column, ...]:
    columns: list[Column] = []
    for about in fields.of(cls):
        if about.key in _OWN or about.own:
            continue
        special = _SPECIAL.get(about.key)
        if special is not None:
            columns.extend(special(about))
        elif about.kind != "parts":
            columns.append(_plain(about, internal=about.key == "note" and cls in (r.Actor, r.Network, r.Agreement)))
    return (*columns, _id(), _version())


def _id() -> Column:
    return Column(
        ID, "id", ("id", "identifier", "uuid"), lambda thing, _known: thing.id, None,
        _("Leave as it is: by this the row is found again. Empty for a new row."), 12,
    )  # fmt: skip


def _version() -> Column:
    return Column(
        VERSION, _("version"), ("versie", "version"), _nothing, None,
        _("Leave as it is: it says when the row was exported."), 8,
    )  # fmt: skip


_WIDTHS: dict[fields.ValueKind, int] = {"long": 40, "codes": 28, "words": 28, "date": 12, "postcode": 10, "flag": 8}


def _plain(about: fields.Field, *, internal: bool = False) -> Column:
    """A field that holds one value, or several codes or words."""

    def read(thing: Any, known: Known) -> str:
        return values.to_text(about, getattr(thing, about.key), known)

    def write(thing: Any, text: str, known: Known) -> Any:
        value = values.from_text(about, text, known)
        if value is None and about.kind in ("flag", "text", "long", "choice", "code", "whole", "number"):
            value = _empty(type(thing), about.key)
        return replace(thing, **{about.key: value})

    return Column(
        about.key, about.header, (*about.headers, about.label), read, write, about.help,
        _WIDTHS.get(about.kind, 18), _choices(about), internal, about.key,
    )  # fmt: skip


def _empty(cls: type[r.Frozen], key: str) -> Any:
    """What an emptied cell makes of a field: its default, "" where it must have a value (which then is a problem)."""
    return _defaults(cls)[key]


@lru_cache(maxsize=64)
def _defaults(cls: type[r.Frozen]) -> dict[str, Any]:
    return {info.name: "" if info.required else info.default for info in msgspec.structs.fields(cls)}


def _choices(about: fields.Field) -> Callable[[Known], tuple[str, ...]] | None:
    taxonomy = about.taxonomy
    if about.kind == "choice":
        labels = tuple(choice.label for choice in about.choices)
        return lambda _known: labels
    if about.kind == "code" and taxonomy is not None:
        return lambda known: known.term_texts(taxonomy)
    if about.kind == "flag":
        return lambda _known: (values.yes_no(True), values.yes_no(False))
    return None


def _names(_about: fields.Field) -> list[Column]:
    help_many = _("Several? Put | between them.")
    return [
        _name("official", _("Name"), ("Naam", "Name", "Organisatie", "Organisation", "Officiële naam", "Benaming"), 36),
        _several_names("short", _("Short name"), ("Korte naam", "Short name", "Afkorting"), help_many),
        _several_names("alias", _("Other names"), ("Andere namen", "Other names", "Roepnaam", "Alias"), help_many),
        _several_names("former", _("Former names"), ("Vroegere namen", "Former names", "Oude naam"), help_many),
    ]


def _name(kind: r.NameType, heading: str, names: tuple[str, ...], width: int) -> Column:
    def main(record: Any) -> r.Name | None:
        shown = [name for name in record.names if name.text == record.name] if record.names else []
        return shown[0] if shown else None

    def read(record: Any, _known: Known) -> str:
        found = main(record)
        return found.text if found is not None else ""

    def write(record: Any, text: str, _known: Known) -> Any:
        text = " ".join(text.split())
        found = main(record)
        if found is None:
            return replace(record, names=(_part(r.Name, record, text=text, type=kind), *record.names))
        changed = replace(found, text=text)
        return replace(record, names=tuple(changed if name is found else name for name in record.names))

    return Column(f"names.{kind}", heading, names, read, write, "", width, fact="names")


def _several_names(kind: r.NameType, heading: str, names: tuple[str, ...], help_text: str) -> Column:
    def mine(record: Any) -> list[r.Name]:
        return [name for name in record.names if name.type == kind and name.text != record.name]

    def read(record: Any, _known: Known) -> str:
        return cells.joined([name.text for name in mine(record)])

    def write(record: Any, text: str, _known: Known) -> Any:
        wanted = cells.several(text)
        new = _matched(
            mine(record), wanted, lambda name: name.text, lambda one: _part(r.Name, record, text=one, type=kind)
        )
        return replace(record, names=_exchanged(record.names, mine(record), new))

    return Column(f"names.{kind}", heading, names, read, write, help_text, 24, fact="names")


def _sites(_about: fields.Field) -> list[Column]:
    keys = ("street", "postcode", "town", "opening_hours")
    return [_of_site(fields.field(r.Site, key)) for key in keys]


def _of_site(about: fields.Field) -> Column:
    plain = _plain(about)

    def read(record: Any, known: Known) -> str:
        return plain.read(record.sites[0], known) if record.sites else ""

    def write(record: Any, text: str, known: Known) -> Any:
        sites = record.sites or (r.Site(id=_new_id()),)
        first = located(cast("Callable[..., r.Site]", plain.write)(sites[0], text, known), sites[0], known)
        return replace(record, sites=(first, *sites[1:]) if _says_something(first) else sites[1:])

    return Column(
        f"sites.{about.key}", about.header, plain.names, read, write, about.help, plain.width, fact="sites"
    )  # fmt: skip


def _says_something(site: r.Site) -> bool:
    return any(getattr(site, key) for key in ("label", "street", "postcode", "town", "opening_hours", "municipality"))


def located(site: r.Site, before: r.Site | None, known: Known) -> r.Site:
    """The site with the municipality of its address; a point that belonged to another address is let go."""
    if before is not None and (site.street, site.postcode, site.town) == (before.street, before.postcode, before.town):
        return site
    found = known.municipality(site.postcode or "", site.town or "")
    moved = before is not None and before.latitude is not None
    site = replace(site, municipality=found or (None if site.postcode or site.town else site.municipality))
    return replace(site, latitude=None, longitude=None) if moved else site


def _contacts(_about: fields.Field) -> list[Column]:
    kinds: dict[r.ContactKind, tuple[str, ...]] = {
        "phone": (_("Phone"), "Telefoon", "Phone", "Tel", "Telefoonnummer", "GSM", "Telephone"),
        "email": (_("Mail"), "E-mail", "Email", "Mail", "Mailadres", "E-mailadres"),
        "web": (_("Website"), "Website", "Web", "Site", "Webstek", "URL"),
    }
    columns = [_contact(kind, names[0], names, "public") for kind, names in kinds.items()]
    for kind, names in kinds.items():
        heading = _("%(kind)s (internal)") % {"kind": names[0]}
        columns.append(_contact(kind, heading, (heading, f"{names[1]} (intern)", f"{names[2]} (internal)"), "internal"))
    return columns


def _contact(kind: r.ContactKind, heading: str, names: tuple[str, ...], visibility: r.Visibility) -> Column:
    def mine(record: Any) -> list[r.Contact]:
        return [one for one in record.contacts if one.kind == kind and one.visibility == visibility]

    def read(record: Any, _known: Known) -> str:
        return cells.joined([values.contact_text(kind, one.value) for one in mine(record)])

    def write(record: Any, text: str, _known: Known) -> Any:
        shown = {values.contact_text(kind, one.value): one.value for one in mine(record)}
        wanted = [shown.get(one) or values.contact_value(kind, one) for one in _split_contacts(kind, text)]
        new = _matched(
            mine(record), wanted, lambda one: one.value,
            lambda one: _part(r.Contact, record, kind=kind, value=one, visibility=visibility),
        )  # fmt: skip
        return replace(record, contacts=_exchanged(record.contacts, mine(record), new))

    suffix = "" if visibility == "public" else ".internal"
    return Column(
        f"contacts.{kind}{suffix}", heading, names, read, write, _("Several? Put | between them."), 24,
        internal=visibility == "internal", fact="contacts",
    )  # fmt: skip


def _split_contacts(kind: r.ContactKind, text: str) -> list[str]:
    if kind == "email" and "|" not in text:
        text = text.replace(",", ";").replace(" ", ";")
    return cells.several(text)


def _areas(about: fields.Field) -> list[Column]:
    outside = (_("Not in"), "Niet in", "Not in", "Uitgezonderd", "Behalve")
    inside = (about.header, *about.headers, "Werkgebieden", "Gebied", "Actief in", "Bedient")
    return [
        _area(about.header, inside, about.help, excluded=False),
        _area(outside[0], outside, _("Lies in the service area, but is not served."), excluded=True),
    ]


def _area(heading: str, names: tuple[str, ...], help_text: str, *, excluded: bool) -> Column:
    def mine(thing: Any) -> list[r.ServiceArea]:
        return [area for area in thing.areas if area.excluded == excluded]

    def read(thing: Any, known: Known) -> str:
        return cells.joined([known.area_text(area.area_id) for area in mine(thing)])

    def write(thing: Any, text: str, known: Known) -> Any:
        shown = {known.area_text(area.area_id): area.area_id for area in mine(thing)}
        wanted = list(dict.fromkeys(shown.get(one) or known.area_id(one) for one in _split_areas(text, known)))
        new = _matched(
            mine(thing), wanted, lambda area: area.area_id,
            lambda one: _part(r.ServiceArea, thing, area_id=one, excluded=excluded),
        )  # fmt: skip
        return replace(thing, areas=_exchanged(thing.areas, mine(thing), new))

    key = "areas.excluded" if excluded else "areas"
    many = _("Several? Put | between them.")
    return Column(key, heading, names, read, write, f"{help_text} {many}".strip(), 30, fact="areas")


def _split_areas(text: str, known: Known) -> list[str]:
    """People also write commas between places, but some names hold one."""
    parts = cells.several(text)
    if len(parts) == 1 and "," in text:
        try:
            known.area_id(parts[0])
        except CellError:
            return [part for piece in text.split(",") if (part := cells.clean(piece))]
    return parts


def _identifiers(_about: fields.Field) -> list[Column]:
    number = fields.field(r.Identifier, "value")
    return [
        _number("KBO", number.header, (*number.headers, "BTW", "Ondernemingsnr", "KBO nr"), number.help),
        _number("KBO_establishment", _("Establishment number"), ("Vestigingsnummer", "Establishment number"), ""),
    ]


def _number(scheme: str, heading: str, names: tuple[str, ...], help_text: str) -> Column:
    def mine(record: Any) -> list[r.Identifier]:
        return [one for one in record.identifiers if one.scheme == scheme]

    def read(record: Any, _known: Known) -> str:
        return cells.joined([values.identifier_text(one.value) for one in mine(record)])

    def write(record: Any, text: str, _known: Known) -> Any:
        shown = {values.identifier_text(one.value): one.value for one in mine(record)}
        wanted = [shown.get(one) or values.identifier_value(one) for one in cells.several(text)]
        new = _matched(
            mine(record), wanted, lambda one: one.value,
            lambda one: _part(r.Identifier, record, value=one, scheme=scheme),
        )  # fmt: skip
        return replace(record, identifiers=_exchanged(record.identifiers, mine(record), new))

    return Column(f"identifiers.{scheme}", heading, names, read, write, help_text, 16, fact="identifiers")


_SPECIAL: dict[str, Callable[[fields.Field], list[Column]]] = {
    "names": _names,
    "sites": _sites,
    "contacts": _contacts,
    "areas": _areas,
    "identifiers": _identifiers,
}


# --- columns of parts -----------------------------------------------------------------------------------------------


def _part_table(kind: r.RecordType, part: str, names: tuple[str, ...]) -> Table:
    cls = fields.field(r.RECORD_CLASSES[kind], part).part
    if cls is None:
        raise TypeError(part)
    columns: list[Column] = [_owner_name(kind)]
    if part in ("contacts", "areas"):
        columns.append(_within())
    for about in fields.of(cls):
        if about.key in _OWN or about.own or about.kind in ("site", "fact"):
            continue
        if about.key == "areas":
            columns.extend(_areas(about))
        elif cls is r.Contact and about.key == "value":
            columns.append(_contact_value(about))
        elif cls is r.Relation and about.key == "actor_id":
            other = (_("Other actor"), "Andere actor", "Other actor", "Met wie")
            columns.append(dataclasses.replace(_plain(about), heading=other[0], names=other))
        elif about.kind != "parts":
            columns.append(_plain(about))
    return Table(
        key=f"{kind}.{part}", name=names[0], record=kind, part=part, part_class=cls, names=names,
        columns=(*columns, _owner(kind), _id(), _version()),
    )  # fmt: skip


def _owner(kind: r.RecordType) -> Column:
    label = fields.type_label(kind)
    heading = f"id {label}"
    return Column(OWNER, heading, (heading, f"{label} id", f"{label}-id"), _nothing, None, "", 12)


def _owner_name(kind: r.RecordType) -> Column:
    label = fields.type_label(kind)
    heading = label[0].upper() + label[1:]
    names = (heading, {"actor": "Organisatie", "network": "Netwerk"}.get(kind, heading))
    return Column(OWNER_NAME, heading, names, _nothing, None, _("To read, and to find it where there is no id."), 32)


def _within() -> Column:
    return Column(WITHIN, _("Only for offer"), ("Enkel voor aanbod", "Only for offer"), _nothing, None, "", 24)


def _nothing(_thing: object, _known: Known) -> str:
    return ""


def _contact_value(about: fields.Field) -> Column:
    def read(contact: Any, _known: Known) -> str:
        return values.contact_text(contact.kind, contact.value)

    def write(contact: Any, text: str, _known: Known) -> Any:
        return replace(contact, value=values.contact_value(contact.kind, text) if text else "")

    return Column(about.key, about.header, (*about.headers, about.label), read, write, about.help, 30, fact=about.key)


# --- parts ----------------------------------------------------------------------------------------------------------


def _new_id() -> str:
    return str(uuid.uuid4())


def _part(cls: type[P], _owner: object, **values_: object) -> P:
    return cls(id=_new_id(), **values_)


def _matched(mine: Sequence[P], wanted: Iterable[str], text: Callable[[P], str], make: Callable[[str], P]) -> list[P]:
    """The parts of these texts: those that exist keep their id and all else that they hold."""
    known = {text(part): part for part in mine}
    return [known[one] if one in known else make(one) for one in dict.fromkeys(wanted)]


def _exchanged(whole: tuple[P, ...], mine: Sequence[P], new: Sequence[P]) -> tuple[P, ...]:
    """The parts with ``new`` in the place of ``mine``; the others keep theirs."""
    gone = [part for part in mine if part not in new]
    return (*(part for part in whole if part not in gone), *(part for part in new if part not in mine))


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
