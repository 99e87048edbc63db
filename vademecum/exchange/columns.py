"""The tables of a spreadsheet and their columns: how each reads from a record, and how a cell changes it.

A table is about records of one type (one row each), or about one sort of their parts (one row each, with the record's
id). The first kind also has columns for what most records have once or a few times (names, first address, phone,
service area), so that staff can keep everything that matters in one sheet. Columns come from ``vademecum.fields``.

A cell that is not changed changes nothing: it is compared with what would be written today. So a column may show less
than the record holds, and the rest of the record stays.
"""

from __future__ import annotations

import dataclasses
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec

from vademecum import fields, texts
from vademecum import records as r
from vademecum.exchange import cells, values
from vademecum.exchange.known import CellError, Known
from vademecum.texts import _

P = TypeVar("P", bound=r.Frozen)
replace = msgspec.structs.replace

OWNER, OWNER_NAME, ID, VERSION, WITHIN = "owner", "owner_name", "id", "version", "offer"
_OWN = ("evidence", "checks", "derived")


@dataclass(frozen=True)
class Column:
    """A column. ``read`` gives the text of a cell, ``write`` the thing with the cell's meaning (raises CellError).

    ``fact``: which fact of the record a cell is about, for its evidence (see records.Evidence). ``joint``: what stands
    between the cells of several columns of a file that are all this one; "": only one can be.
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
    joint: str = ""

    def together(self, texts: Sequence[str]) -> str:
        """The cells of several columns of a file as one."""
        filled = [text for text in texts if text]
        if len(filled) < 2 or not self.joint:
            return filled[0] if filled else ""
        if self.joint == cells.SEPARATOR:
            return cells.joined([one for text in filled for one in cells.several(text)])
        return self.joint.join(filled)


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


_JOINTS: dict[fields.ValueKind, str] = {"long": "\n", "codes": cells.SEPARATOR, "words": cells.SEPARATOR}


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
        _WIDTHS.get(about.kind, 18), _choices(about), internal, about.key, _JOINTS.get(about.kind, ""),
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
        _name(
            "official",
            _("Name"),
            (
                "Naam",
                "Name",
                "Organisatie",
                "Organisation",
                "Officiële naam",
                "Benaming",
                "Naam organisatie",
                "Naam van de organisatie",
                "Organisatienaam",
                "Organization",
                "Naam partner",
                "Naam vzw",
                "Partner",
                "Instelling",
                "Actor",
            ),
            36,
        ),
        _several_names("short", _("Short name"), ("Korte naam", "Short name", "Afkorting", "Acroniem"), help_many),
        _several_names(
            "alias", _("Other names"), ("Andere namen", "Other names", "Roepnaam", "Alias", "Alternate name"), help_many
        ),
        _several_names(
            "former", _("Former names"), ("Vroegere namen", "Former names", "Oude naam", "Vroegere naam"), help_many
        ),
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

    return Column(f"names.{kind}", heading, names, read, write, help_text, 24, fact="names", joint=cells.SEPARATOR)


def _sites(_about: fields.Field) -> list[Column]:
    keys = ("street", "postcode", "town", "opening_hours")
    return [_of_site(fields.field(r.Site, key)) for key in keys]


def _of_site(about: fields.Field) -> Column:
    plain = _plain(about)
    by_itself = cast("Callable[..., r.Site]", plain.write)

    def read(record: Any, known: Known) -> str:
        return plain.read(record.sites[0], known) if record.sites else ""

    def write(record: Any, text: str, known: Known) -> Any:
        sites = record.sites or (r.Site(id=_new_id()),)
        if about.key == "town" and text.isupper() and len(text) > 3:
            text = text.title()
        first = located(
            _addressed(sites[0], about.key, text, known) or by_itself(sites[0], text, known), sites[0], known
        )
        return replace(record, sites=(first, *sites[1:]) if _says_something(first) else sites[1:])

    names = (*plain.names, *_SITE_NAMES.get(about.key, ()))
    joint = {"street": " ", "opening_hours": "\n"}.get(about.key, "")
    return Column(
        f"sites.{about.key}", about.header, names, read, write, about.help, plain.width, fact="sites", joint=joint
    )  # fmt: skip


# What lists of one line per organisation call the parts of its address; between its sites some mean something else.
_SITE_NAMES: dict[str, tuple[str, ...]] = {
    "street": ("Straat + nr", "Straat en nr", "Straat + nummer", "Straat en huisnummer", "Straatnaam", "Address 1"),
    "postcode": ("Postal code", "Postnr", "Zip code"),
    "town": (
        "Gemeente", "Municipality", "Plaatsnaam", "Deelgemeente", "Postcode + gemeente", "Postcode en gemeente",
        "Postcode gemeente", "Locality",
    ),
}  # fmt: skip


def _says_something(site: r.Site) -> bool:
    return any(getattr(site, key) for key in ("label", "street", "postcode", "town", "opening_hours", "municipality"))


_WHOLE_ADDRESS = re.compile(
    r"(?:(?P<street>.*\S)[\s,;–-]+)?(?:B-)?(?P<postcode>[1-9]\d{3})\s+(?P<town>[^\d,;]+)", re.DOTALL
)


def _addressed(site: r.Site, key: str, text: str, known: Known) -> r.Site | None:
    """The site with an address that stands in one cell: “Markt 1, 8900 Ieper”, or “8900 Ieper” as its town."""
    match = _WHOLE_ADDRESS.fullmatch(text) if key in ("street", "town") else None
    if match is None or (key == "town") != (match["street"] is None):
        return None
    postcode, town = match["postcode"], " ".join(match["town"].split())
    if known.municipality(postcode, town) is None:
        return None
    street = site.street if match["street"] is None else " ".join(match["street"].split()).rstrip(" ,;–-")
    return replace(site, street=street, postcode=postcode, town=town)


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
        "phone": (
            _("Phone"), "Telefoon", "Phone", "Tel", "Telefoonnummer", "GSM", "Telephone", "Tel nr", "Telnr",
            "GSM-nummer", "Mobiel", "Vaste lijn", "Telefoon algemeen", "Phone number",
        ),
        "email": (
            _("Mail"), "E-mail", "Email", "Mail", "Mailadres", "E-mailadres", "E-mail algemeen", "Algemeen e-mailadres",
        ),
        "web": (_("Website"), "Website", "Web", "Site", "Webstek", "URL", "Webadres", "Webpagina", "Homepage"),
    }  # fmt: skip
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
        if kind == "web":  # "www.vdab.be" is no other site than "https://www.vdab.be/"
            shown |= {bare: value for value in shown.values() for bare in _bare_web(value)}
        wanted = [shown.get(one) or values.contact_value(kind, one) for one in _split_contacts(kind, text)]
        new = _matched(
            mine(record), wanted, lambda one: one.value,
            lambda one: _part(r.Contact, record, kind=kind, value=one, visibility=visibility),
        )  # fmt: skip
        return replace(record, contacts=_exchanged(record.contacts, mine(record), new))

    suffix = "" if visibility == "public" else ".internal"
    return Column(
        f"contacts.{kind}{suffix}", heading, names, read, write, _("Several? Put | between them."), 24,
        internal=visibility == "internal", fact="contacts", joint=cells.SEPARATOR,
    )  # fmt: skip


def _bare_web(address: str) -> tuple[str, str]:
    bare = address.partition("://")[2].rstrip("/")
    return bare, f"{bare}/"


_AND = re.compile(r"\s+(?:of|en|ou|et|or|and)\s+|\s+/\s+|,|&", re.IGNORECASE)


_SPACES_TOO = re.compile(_AND.pattern + r"|\s+", re.IGNORECASE)


def _split_contacts(kind: r.ContactKind, text: str) -> list[str]:
    """The numbers or addresses in a cell; also where people put a word between them, as far as each is one then."""
    found = cells.several(text)
    if kind == "web":
        return found
    looks = values.is_phone if kind == "phone" else values.is_mail
    result: list[str] = []
    for one in found:
        parts = [part.strip() for part in (_AND if kind == "phone" else _SPACES_TOO).split(one) if part.strip()]
        result.extend(parts if len(parts) > 1 and all(map(looks, parts)) else [one])
    return result


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
    return Column(
        key, heading, names, read, write, f"{help_text} {many}".strip(), 30, fact="areas", joint=cells.SEPARATOR
    )  # fmt: skip


def _split_areas(text: str, known: Known) -> list[str]:
    """People also write commas between places, but some names hold one."""
    result: list[str] = []
    for part in cells.several(text):
        try:
            known.area_id(part)
        except CellError:
            result.extend(piece for one in part.split(",") if (piece := cells.clean(one)))
        else:
            result.append(part)
    return result


def _identifiers(_about: fields.Field) -> list[Column]:
    number = fields.field(r.Identifier, "value")
    return [
        _number("KBO", number.header, (*number.headers, "BTW", "Ondernemingsnr", "KBO nr", "BTW nr"), number.help),
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

    return Column(
        f"identifiers.{scheme}", heading, names, read, write, help_text, 16, fact="identifiers", joint=cells.SEPARATOR
    )  # fmt: skip


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
