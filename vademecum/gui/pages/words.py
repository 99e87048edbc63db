"""What pages say about records, as plain text: no Qt, so that every sentence can be tested without a window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from vademecum import fields
from vademecum.records import (
    Actor,
    ActorPage,
    Agreement,
    Check,
    Confidence,
    Contact,
    Evidence,
    Measure,
    Name,
    Network,
    Offer,
    Practice,
    Site,
    Status,
)
from vademecum.texts import _, date_words, period

DASH, DOT = " – ", " · "

PageRecord = Actor | Network | Measure | Agreement | Practice


def phone(value: str) -> str:
    """A phone number as people here dial it (057 45 16 00); a foreign one with its country code."""
    from vademecum.validate import phone_shown  # large: the program loads it when the window is up

    return phone_shown(value)


def contact_text(contact: Contact) -> str:
    """The value of a contact point as it is shown and copied."""
    if contact.kind == "phone":
        return phone(contact.value)
    if contact.kind == "web":
        return contact.value.removeprefix("https://").removeprefix("http://").removesuffix("/")
    return contact.value


def copy_text(contact: Contact) -> str:
    """The value to paste elsewhere: as shown, but a website in full."""
    return contact_url(contact) if contact.kind == "web" else contact_text(contact)


def contact_url(contact: Contact) -> str:
    """What the system is asked to open: a call, a new mail, a page."""
    if contact.kind == "phone":
        return "tel:" + "".join(sign for sign in contact.value if sign in "+0123456789")
    if contact.kind == "email":
        return f"mailto:{contact.value}"
    return contact.value if "://" in contact.value else f"https://{contact.value}"


def contact_label(contact: Contact) -> str:
    """Whose or what for: the role and the person, where known."""
    return DOT.join(part for part in (contact.role, contact.person) if part)


def address(site: Site) -> str:
    """One line: street, postcode and town, as far as known."""
    town = " ".join(part for part in (site.postcode, site.town) if part)
    return ", ".join(part for part in (site.street, town) if part)


def derived_note(site: Site) -> str:
    """Which parts of the address no source states, or nothing."""
    labels = {"street": _("street"), "postcode": _("postcode"), "town": _("town"), "municipality": _("municipality")}
    names = [labels[field] for field in site.derived if field in labels and field != "municipality"]
    return _("derived, not in the source: %(fields)s") % {"fields": ", ".join(names)} if names else ""


def is_over(valid_to: str | None, today: date | None = None) -> bool:
    """True when a period, given with its last year, month or day, lies behind us."""
    if valid_to is None:
        return False
    now = (today or date.today()).isoformat()
    return valid_to < now[: len(valid_to)]


def _listed(names: Iterable[Name]) -> str:
    """Names, each with its period between brackets."""
    parts = []
    for name in names:
        when = period(name.valid_from, name.valid_to)
        parts.append(f"{name.text} ({when})" if when else name.text)
    return ", ".join(parts)


def former_names(names: Sequence[Name]) -> str:
    """The line "formerly: ..." or nothing."""
    listed = _listed(name for name in names if name.type == "former")
    return _("formerly: %(names)s") % {"names": listed} if listed else ""


def other_names(names: Sequence[Name], shown: str) -> str:
    """The line "also: ..." for abbreviations and other names in use, or nothing."""
    listed = _listed(name for name in names if name.type != "former" and name.text != shown)
    return _("also: %(names)s") % {"names": listed} if listed else ""


def status_words(status: Status, valid_to: str | None) -> str:
    """What to know before calling: ended, not started, or not known; nothing for what is active."""
    if status == "ended":
        when = date_words(valid_to) if valid_to else ""
        return _("No longer exists (until %(date)s).") % {"date": when} if when else _("No longer exists.")
    if status == "planned":
        return _("Has not started yet.")
    if status == "unknown":
        return _("Not known whether this still exists.")
    return ""


def confidence_words(confidence: Confidence) -> str:
    """How far a source is to be trusted."""
    return {
        "high": _("reliable source"),
        "medium": _("fairly reliable source"),
        "low": _("unsure source"),
    }[confidence]


def check_words(check: Check) -> str:
    """One check: when, how, by whom."""
    way = fields.field(Check, "way").choice_label(check.way)
    words = {"date": date_words(check.date), "way": way, "who": check.by}
    return _("checked on %(date)s, %(way)s, by %(who)s") % words


def fact_label(record: PageRecord, fact: str) -> str:
    """What a source or check is about, in words; empty for the whole record or for a part that is gone."""
    if not fact:
        return ""
    fields = {
        "description": _("description"),
        "summary": _("explanation"),
        "kind": _("kind"),
        "names": _("name"),
        "name": _("name"),
        "title": _("name"),
        "status": _("status"),
        "valid_from": _("start"),
        "valid_to": _("end"),
        "identifiers": _("enterprise number"),
        "audiences": _("audience"),
        "themes": _("themes"),
        "sites": _("address"),
        "contacts": _("contact"),
        "areas": _("service area"),
        "offers": _("offer"),
        "relations": _("relation"),
        "members": _("members"),
        "parties": _("parties"),
        "carriers": _("who carries it out"),
    }
    return fields.get(fact) or _part_label(record, fact)


def _part_label(record: PageRecord, part_id: str) -> str:
    """The label of the part with this id."""
    if isinstance(record, Actor):
        offers: tuple[Offer, ...] = record.offers
        contacts = (*record.contacts, *(contact for offer in offers for contact in offer.contacts))
        if any(site.id == part_id for site in record.sites):
            return _("address")
        if any(number.id == part_id for number in record.identifiers):
            return _("enterprise number")
        if any(relation.id == part_id for relation in record.relations):
            return _("relation")
        for offer in offers:
            if offer.id == part_id:
                return _("offer “%(name)s”") % {"name": offer.name}
    else:
        offers = ()
        contacts = record.contacts if isinstance(record, Network) else ()
    for contact in contacts:
        if contact.id == part_id:
            return {"phone": _("phone"), "email": _("mail address"), "web": _("website")}[contact.kind]
    areas = () if isinstance(record, Measure) else record.areas
    if any(area.id == part_id for area in (*areas, *(area for offer in offers for area in offer.areas))):
        return _("service area")
    for name in () if isinstance(record, Agreement | Practice) else record.names:
        if name.id == part_id:
            return _("name “%(name)s”") % {"name": name.text}
    return ""


def by_source(evidence: Iterable[Evidence]) -> dict[str, list[Evidence]]:
    """The evidence of each source, sources in order of first mention."""
    grouped: dict[str, list[Evidence]] = {}
    for item in evidence:
        grouped.setdefault(item.source_id, []).append(item)
    return grouped


def contact_block(page: ActorPage) -> str:
    """The lines to paste in a mail: name, kind, address and public contact points. Nothing internal, nothing ended."""
    actor = page.actor
    lines = [actor.name, page.kind_label]
    for site in actor.sites:
        if is_over(site.valid_to):
            continue
        where = address(site)
        if where:
            lines.append(f"{site.label}: {where}" if site.label else where)
        lines += _contact_lines(contact for contact in actor.contacts if contact.site_id == site.id)
    lines += _contact_lines(contact for contact in actor.contacts if contact.site_id is None)
    for offer in actor.offers:
        if not is_over(offer.valid_to):
            lines += [f"{offer.name}: {line}" for line in _contact_lines(offer.contacts)]
    return "\n".join(line for line in lines if line)


def record_block(record: Network | Measure | Agreement | Practice) -> str:
    """The name, and for a network its public contact points."""
    contacts = record.contacts if isinstance(record, Network) else ()
    return "\n".join([record.name, *_contact_lines(contacts)])


def _contact_lines(contacts: Iterable[Contact]) -> list[str]:
    """One line per public contact point."""
    lines = []
    for contact in contacts:
        if contact.visibility == "public":
            label = contact_label(contact)
            lines.append(f"{label}: {copy_text(contact)}" if label else copy_text(contact))
    return lines


def mail_address(actor: Actor) -> str:
    """The public mail address to write to: of the actor, else of its first offer that has one; or nothing."""
    offered = (contact for offer in actor.offers for contact in offer.contacts)
    for contact in (*actor.contacts, *offered):
        if contact.kind == "email" and contact.visibility == "public":
            return contact.value
    return ""


def kbo(value: str) -> str:
    """A number of the enterprise register as it is written: 0407.768.895, and 2.123.456.789 for an establishment."""
    if len(value) != 10 or not value.isdigit():
        return value
    if value[0] in "01":
        return f"{value[:4]}.{value[4:7]}.{value[7:]}"
    return f"{value[0]}.{value[1:4]}.{value[4:7]}.{value[7:]}"
