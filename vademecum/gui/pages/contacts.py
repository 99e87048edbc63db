"""Contact points as lines with buttons: copy, mail, call, open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtWidgets import QLabel, QLayout, QWidget

from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.parts import (
    GAP,
    INDENT,
    Card,
    IconText,
    Page,
    ValueText,
    add,
    beside,
    button,
    column,
    group,
    icon_label,
    text_label,
)
from vademecum.gui.pages.words import (
    address,
    contact_label,
    contact_text,
    contact_url,
    copy_text,
    derived_note,
    is_over,
    kbo,
)
from vademecum.records import Actor, Contact, Site
from vademecum.texts import _, pgettext

_ICONS = {"phone": "phone", "email": "mail", "web": "globe"}


def contact_line(page: Page, contact: Contact) -> QWidget:
    """One contact point: whose it is, the value, and what can be done with it."""
    value = contact_text(contact)
    words, icon = {
        "phone": (_("Call"), "phone"),
        "email": (pgettext("button", "Mail"), "mail"),
        "web": (_("Open"), "external-link"),
    }[contact.kind]
    buttons = Flow(
        [
            button(words, icon, partial(page.open_url, contact_url(contact)), about=value),
            button(_("Copy"), "copy", partial(page.copy, copy_text(contact)), about=value),
        ],
        gap=2,
    )
    below: list[QWidget | QLayout] = []
    label = contact_label(contact)
    if label:
        below.append(text_label(label, "quiet"))
    if contact.visibility == "internal":
        words = _("internal: do not pass on")
        below.append(beside(icon_label("lock", "attention"), text_label(words, "attention")))
    picture = icon_label(_ICONS[contact.kind], "quiet", _kind_words(contact))
    return value_line(picture, ValueText(value), group(buttons), below)


def value_line(
    icon: QLabel, value: QLabel | ValueText, buttons: QWidget, below: Sequence[QWidget | QLayout] = ()
) -> QWidget:
    """An icon and a value with buttons at the right or, where there is no room, below; then what is known of it."""
    lines = column(gap=0)
    lines.setContentsMargins(INDENT + icon.sizeHint().width() + GAP, 0, 0, 0)
    for item in below:
        add(lines, item)
    return group(column(Flow([IconText(icon, value), buttons], spread=True), lines, gap=0))


def _kind_words(contact: Contact) -> str:
    return {"phone": _("phone"), "email": _("mail address"), "web": _("website")}[contact.kind]


def site_lines(page: Page, site: Site, contacts: Iterable[Contact]) -> QWidget:
    """The address of a desk, its opening hours and its own contact points."""
    items: list[QWidget | QLayout] = [text_label(site.label, "strong")] if site.label else []
    where = address(site)
    if where:
        copy = button(_("Copy"), "copy", partial(page.copy, where), about=where)
        notes = (derived_note(site), "" if site.street else _("street not known"))
        below = [text_label(note, "quiet") for note in notes if note]
        items.append(value_line(icon_label("map-pin", "quiet", _("address")), text_label(where), copy, below))
    else:
        items.append(beside(icon_label("map-pin", "quiet"), text_label(_("address not known"), "quiet")))
    if site.opening_hours:
        hours = text_label(site.opening_hours)
        items.append(beside(icon_label("clock", "quiet", _("opening hours")), hours))
    items += [contact_line(page, contact) for contact in contacts]
    return group(column(*items))


def contact_card(page: Page, actor: Actor) -> Card:
    """How to reach an actor; what is not known is said in one quiet line."""
    card = Card(_("Contact"))
    card.body.setSpacing(4)
    sites = [site for site in actor.sites if not is_over(site.valid_to)]
    of_sites = {site.id for site in actor.sites}
    for contact in actor.contacts:
        if contact.site_id not in of_sites:
            card.add(contact_line(page, contact))
    for site in sites:
        card.add(site_lines(page, site, [contact for contact in actor.contacts if contact.site_id == site.id]))
    for identifier in actor.identifiers:
        number = kbo(identifier.value)
        words = _("enterprise number %(number)s") % {"number": number}
        copy = button(_("Copy"), "copy", partial(page.copy, number), about=words)
        card.add(value_line(icon_label("tag", "quiet"), text_label(words), copy))
    missing = unknown_contacts(actor, sites)
    if missing:
        card.add(text_label(missing, "quiet"))
    return card


def unknown_contacts(actor: Actor, sites: Iterable[Site]) -> str:
    """What is not known of how to reach an actor, in one line; empty when nothing lacks."""
    kinds = {contact.kind for contact in (*actor.contacts, *(c for offer in actor.offers for c in offer.contacts))}
    lacking = []
    if "phone" not in kinds:
        lacking.append(_("phone number"))
    if "email" not in kinds:
        lacking.append(_("mail address"))
    if "web" not in kinds:
        lacking.append(_("website"))
    if not any(address(site) for site in sites):
        lacking.append(_("address"))
    if not lacking:
        return ""
    last = lacking.pop()
    what = _("%(some)s or %(last)s") % {"some": ", ".join(lacking), "last": last} if lacking else last
    return _("No %(what)s known.") % {"what": what}
