"""What is missing in an actor, how old what is known is, and what to ask on the phone. Pure."""

from __future__ import annotations

from datetime import date

from vademecum import records as r
from vademecum.catalogue import wording
from vademecum.catalogue.telling import Telling
from vademecum.texts import _, date_words

UNKNOWN_AGE = 48  # months; of what nobody checked and whose source has no date
_LISTED = 6  # offers or areas read out on the phone


def completeness(actor: r.Actor) -> r.Completeness:
    """How much is known of what an officer needs; of who ended: since when, and who came after."""
    if actor.status == "ended":
        wanted = [
            (r.Gap(key="valid_to", label=_("when it ended"), weight=1.0), actor.valid_to is not None),
            (r.Gap(key="relations", label=_("who came after"), weight=1.0), _has_successor(actor)),
        ]
    else:
        kinds = {contact.kind for contact in actor.contacts}
        wanted = [
            (r.Gap(key="areas", label=_("service area"), weight=3.0), bool(served(actor))),
            (r.Gap(key="offers", label=_("offers"), weight=3.0), bool(actor.offers)),
            (r.Gap(key="phone", label=_("phone number"), weight=2.0), "phone" in kinds),
            (r.Gap(key="email", label=_("mail address"), weight=2.0), "email" in kinds),
            (r.Gap(key="sites", label=_("address"), weight=2.0), any(site.street for site in actor.sites)),
            (r.Gap(key="web", label=_("website"), weight=1.0), "web" in kinds),
            (r.Gap(key="description", label=_("description"), weight=1.0), bool(actor.description)),
            (r.Gap(key="audiences", label=_("for whom"), weight=1.0), _all_codes(actor, "audiences")),
            (r.Gap(key="themes", label=_("themes"), weight=1.0), _all_codes(actor, "themes")),
            (r.Gap(key="identifiers", label=_("KBO number"), weight=1.0), bool(actor.identifiers)),
        ]
    wanted.append((r.Gap(key="evidence", label=_("source"), weight=1.0), bool(actor.evidence)))
    total = sum(gap.weight for gap, _present in wanted)
    missing = tuple(gap for gap, present in wanted if not present)
    return r.Completeness(share=round(1 - sum(gap.weight for gap in missing) / total, 3), missing=missing)


def served(actor: r.Actor) -> tuple[r.ServiceArea, ...]:
    """The areas that the actor or one of its offers serves."""
    areas = (*actor.areas, *(area for offer in actor.offers for area in offer.areas))
    return tuple(area for area in areas if not area.excluded)


def _has_successor(actor: r.Actor) -> bool:
    return any(relation.type == "successor" for relation in actor.relations)


def _all_codes(actor: r.Actor, field: str) -> bool:
    return bool(getattr(actor, field)) or any(getattr(offer, field) for offer in actor.offers)


def age(actor: r.Actor, today: date) -> int:
    """Months since somebody checked the record; else since its newest source, which is less than a check."""
    checked = [check.date for check in actor.checks if not check.fact]
    if checked:
        return wording.months_since(max(checked), today)
    dates = [item.date for item in actor.evidence if item.date]
    return max(wording.FRESH_MONTHS, wording.months_since(max(dates), today)) if dates else UNKNOWN_AGE


def script(actor: r.Actor, telling: Telling) -> tuple[str, ...]:
    """What to say on the phone: who calls, is what we know still right, what do we not know yet, thanks."""
    numbers = [contact for contact in actor.contacts if contact.kind == "phone"]
    lines = [] if numbers else [_("(No number is known: look it up first.)")]
    lines += [
        _("Good day. I am calling for the WEST4WORK vademecum, the who-is-who of the labour market in West Flanders."),
        _("May I check with you what it says about %(name)s?") % {"name": actor.name},
    ]
    for site in [site for site in actor.sites if site.street][:2]:
        lines.append(_("Is your address still %(address)s?") % {"address": _address(site)})
    phones = [telling.part(contact) for contact in numbers]
    mails = [contact.value for contact in actor.contacts if contact.kind == "email"]
    if phones:
        lines.append(_("Are you still called at %(values)s?") % {"values": _or(phones)})
    if mails:
        lines.append(_("Do mails still go to %(values)s?") % {"values": _or(mails)})
    if actor.offers:
        offers = ", ".join(offer.name for offer in actor.offers[:_LISTED])
        lines.append(_("We have written that you offer: %(offers)s. Is that still right?") % {"offers": offers})
    if actor.areas:
        lines.append(_("Do you still work in %(areas)s?") % {"areas": _areas(actor, telling)})
    questions = {
        "areas": _("In which municipalities do you work?"),
        "offers": _("What can people, companies or local authorities come to you for?"),
        "phone": _("May this number stand in the vademecum, or is there a better one?"),
        "email": _("To which address can people mail?"),
        "sites": _("At which address is your desk?"),
        "web": _("Do you have a website?"),
        "description": _("How would you say in two lines what you do?"),
        "audiences": _("For whom do you work?"),
        "identifiers": _("What is your KBO number?"),
    }
    lines.extend(questions[gap.key] for gap in completeness(actor).missing if gap.key in questions)
    if actor.valid_from is None and any(name.type == "former" for name in actor.names):
        lines.append(_("Since when do you bear this name?"))
    lines.append(_("Thank you. We write that we checked it with you on %(day)s.") % {"day": date_words(_today())})
    return tuple(lines)


def _today() -> str:
    return date.today().isoformat()


def _address(site: r.Site) -> str:
    return ", ".join(filter(None, (site.street, " ".join(filter(None, (site.postcode, site.town))))))


def _areas(actor: r.Actor, telling: Telling) -> str:
    names = [telling.place(area.area_id) for area in actor.areas if not area.excluded]
    text = ", ".join(names[:_LISTED])
    out = [telling.place(area.area_id) for area in actor.areas if area.excluded]
    return _("%(areas)s, except %(excluded)s") % {"areas": text, "excluded": ", ".join(out)} if out else text


def _or(values: list[str]) -> str:
    if len(values) == 1:
        return values[0]
    return _("%(first)s or %(last)s") % {"first": ", ".join(values[:-1]), "last": values[-1]}
