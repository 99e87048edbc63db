"""Answers in words: why an actor is here, how fresh it is.

Pure functions in the user's language; no store, no window.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from vademecum import fields
from vademecum import records as r
from vademecum.naming import area_name, is_wide
from vademecum.places.folding import fold
from vademecum.places.gazetteer import Gazetteer
from vademecum.texts import _, date_words, language, ngettext

FRESH_MONTHS = 12  # a check is no longer fresh after so many months, where the kind of actor says nothing else
_MONTHS_TOLD = 24  # from here on years are told

_CONTACT = re.compile(r"\+\d+|\S+@\S+|https?://\S+|www\.\S+", re.IGNORECASE)

REACH_OF_KIND: dict[r.AreaKind, r.Reach] = {
    "part": r.Reach.MUNICIPALITY,
    "postcode": r.Reach.MUNICIPALITY,
    "municipality": r.Reach.MUNICIPALITY,
    "former": r.Reach.MUNICIPALITY,
    "region": r.Reach.REGION,
    "arrondissement": r.Reach.REGION,
    "province": r.Reach.PROVINCE,
    "gewest": r.Reach.COUNTRY,
    "country": r.Reach.COUNTRY,
}


def label(term: r.Term) -> str:
    """The label of a term in the language in use."""
    return term.label_nl if language() == "nl" else term.label_en


def stands_in(place: r.Place, postcode: str | None, town: str | None) -> bool:
    """Whether a desk with this address stands in a village or postcode, or in another place of its municipality."""
    if place.kind == "postcode":
        return postcode == place.name
    return town is not None and fold(town) == fold(place.name)


def areas_text(areas: Sequence[r.ServiceArea], gazetteer: Gazetteer, limit: int = 3) -> str:
    """Service areas in words: "regio Westhoek, behalve Koksijde"; "" when there are none."""
    included = [gazetteer.get(area.area_id) for area in areas if not area.excluded]
    excluded = [gazetteer.get(area.area_id) for area in areas if area.excluded]
    text = _listed(included, limit)
    if text and excluded:
        return _("%(areas)s, except %(excluded)s") % {"areas": text, "excluded": _listed(excluded, limit)}
    return text


def _listed(places: Sequence[r.Place], limit: int) -> str:
    shown = [area_name(place) for place in places[:limit]]
    more = len(places) - limit
    if more > 0:
        rest = ngettext("%(n)d more", "%(n)d more", more) % {"n": more}
        return _("%(first)s and %(last)s") % {"first": ", ".join(shown), "last": rest}
    if len(shown) < 2:
        return "".join(shown)
    return _("%(first)s and %(last)s") % {"first": ", ".join(shown[:-1]), "last": shown[-1]}


def reason(actor: r.Actor, hit: r.Hit, asked: r.Place | None, gazetteer: Gazetteer) -> str:
    """Why this actor is in the answer, in one line."""
    offer = next((offer for offer in actor.offers if offer.id == hit.offer_id), None)
    areas = offer.areas if offer is not None else actor.areas
    if hit.distance_km is not None:
        away = _("%(km)s km away, in %(town)s") % {"km": f"{hit.distance_km:.0f}", "town": town(actor) or "?"}
        known = areas_text(actor.areas, gazetteer)
        return _("%(away)s; serves %(area)s") % {"away": away, "area": known} if known else away
    if hit.reach is r.Reach.UNKNOWN:
        if town(actor):
            return _("Working area unknown; desk in %(town)s") % {"town": town(actor)}
        return _("Working area unknown")
    if asked is None or hit.via is None:
        known = areas_text(actor.areas, gazetteer)
        return _("Serves %(area)s") % {"area": known} if known else _("Working area unknown")
    via = gazetteer.get(hit.via)
    text = _served(via, hit, asked, areas, gazetteer)
    if offer is not None:
        text = _("%(reason)s with “%(offer)s”") % {"reason": text, "offer": offer.name}
    if hit.reach is r.Reach.DESK:
        where = _desk_town(actor, asked, gazetteer)
        return _("Desk in %(town)s; %(reason)s") % {"town": where, "reason": text[0].lower() + text[1:]}
    return text


def _desk_town(actor: r.Actor, asked: r.Place, gazetteer: Gazetteer) -> str:
    """Where the desk is for which it is here: in the place itself, else elsewhere in the municipality."""
    homes = {home.id for home in gazetteer.municipalities_of(asked.id)}
    desks = [site for site in actor.sites if site.municipality in homes]
    desks.sort(key=lambda site: not stands_in(asked, site.postcode, site.town))
    return next((site.town for site in desks if site.town), asked.municipality_name or asked.name)


def _served(via: r.Place, hit: r.Hit, asked: r.Place, areas: Sequence[r.ServiceArea], gazetteer: Gazetteer) -> str:
    if hit.share is not None and via.id not in gazetteer.ancestors(asked.id):
        served, of = hit.share
        if not is_wide(asked) and served < of:
            return _("Serves a part of it: %(area)s") % {"area": area_name(via)}
        if is_wide(asked):  # together its areas hold more of what was asked than the one for which it is here
            held = {"n": served, "m": of, "areas": _listed(_meeting(areas, asked, gazetteer) or [via], 3)}
            if served < of:
                return _("Serves %(n)d of the %(m)d municipalities: %(areas)s") % held
            return _("Serves all %(m)d municipalities: %(areas)s") % held
    # Exclusions elsewhere in the same wide area belong to the reason; those of other areas don't.
    excluded = [
        place
        for place in (gazetteer.get(area.area_id) for area in areas if area.excluded)
        if via.id in gazetteer.ancestors(place.id)
    ]
    text = area_name(via)
    if excluded:
        text = _("%(areas)s, except %(excluded)s") % {"areas": text, "excluded": _listed(excluded, 3)}
    return _("Serves %(area)s") % {"area": text}


def _meeting(areas: Sequence[r.ServiceArea], asked: r.Place, gazetteer: Gazetteer) -> list[r.Place]:
    """The included areas that have something in common with a region."""
    members = {unit.id for unit in gazetteer.municipalities_of(asked.id)}
    found = []
    for area in areas:
        units = {unit.id for unit in gazetteer.municipalities_of(area.area_id)}
        if not area.excluded and not members.isdisjoint(units):
            found.append(gazetteer.get(area.area_id))
    return found


def town(actor: r.Actor) -> str:
    """The town of the first desk, or ""."""
    return next((site.town for site in actor.sites if site.town), "")


def in_short(actor: r.Actor) -> str:
    """What it offers, in a few words."""
    names = [offer.name for offer in actor.offers[:5]]
    return ", ".join([names[0], *(lowered(name) for name in names[1:])]) if names else ""


def lowered(text: str) -> str:
    """The text as it stands within a sentence: abbreviations ("VDAB-opleiding", "IBO") keep their capitals."""
    return text if len(text) > 1 and not text[1].islower() and text[1] != " " else text[:1].lower() + text[1:]


def freshness(
    checks: Iterable[r.Check], evidence: Iterable[r.Evidence], today: date, every: int = FRESH_MONTHS, fact: str = ""
) -> r.Freshness:
    """How long ago somebody checked it and how; else how old the newest source is. Never the date of saving.

    ``every``: months after which a check is no longer fresh; after twice as many it is old. ``fact``: of a field or a
    part rather than the whole record; who checked the whole record checked that as well.
    """
    last = max((check for check in checks if check.fact in ("", fact)), key=lambda check: check.date, default=None)
    if last is not None:
        months = months_since(last.date, today)
        text = _("checked %(ago)s, %(way)s") % {
            "ago": _ago(months),
            "way": fields.field(r.Check, "way").choice_label(last.way),
        }
        level: Literal["good", "attention", "bad"] = "bad"
        if months < 2 * every:
            level = "good" if months < every else "attention"
        return r.Freshness(level=level, text=text)
    sources = tuple(evidence)
    if not sources:
        return r.Freshness(level="bad", text=_("not checked yet (no source)"))
    dates = [item.date for item in sources if item.date]
    if not dates:
        return r.Freshness(level="bad", text=_("not checked yet (source without a date)"))
    newest = max(dates)
    recent = months_since(newest, today) < 2 * every
    return r.Freshness(
        level="attention" if recent else "bad",
        text=_("not checked yet (source: %(date)s)") % {"date": date_words(newest)},
    )


def checked(checks: Iterable[r.Check], today: date, every: int = FRESH_MONTHS) -> dict[str, r.Freshness]:
    """How sure the fields and parts are that were checked apart from the whole record, and not before it."""
    checks = tuple(checks)
    whole = max((check.date for check in checks if not check.fact), default="")
    facts = dict.fromkeys(check.fact for check in checks if check.fact and check.date >= whole)
    return {fact: freshness(checks, (), today, every, fact) for fact in facts}


def check_every(terms: Mapping[str, r.Term], kind: str) -> int:
    """Months after which a check of actors of this kind is no longer fresh."""
    return (terms[kind].check_every if kind in terms else None) or FRESH_MONTHS


def months_since(day: str, today: date) -> int:
    """Whole months since a full or partial date; a year alone counts from its end."""
    year, month = int(day[:4]), int(day[5:7] or 12)
    return max(0, (today.year - year) * 12 + today.month - month)


def _ago(months: int) -> str:
    if months == 0:
        return _("this month")
    if months < _MONTHS_TOLD:
        return ngettext("%(n)d month ago", "%(n)d months ago", months) % {"n": months}
    years = months // 12
    return ngettext("%(n)d year ago", "%(n)d years ago", years) % {"n": years}


def field_label(field: str, snippet: str = "") -> str:
    """Where words were found, for "found in ..."; ``field`` is one of records.Document.

    ``snippet``: what was found there. Contacts are indexed among the texts, but are no description.
    """
    if field == "text" and _CONTACT.fullmatch(snippet):
        return _("contact details")
    return {
        "names": _("name"),
        "former": _("former name"),
        "aliases": _("other name"),
        "kinds": _("kind"),
        "offers": _("offer"),
        "themes": _("theme"),
        "audiences": _("audience"),
        "measures": _("measure"),
        "networks": _("network"),
        "places": _("place"),
        "text": _("description"),
    }[field]


def role_label(role: str) -> str:
    """The role of a member of a network."""
    return {
        "chair": _("chair"),
        "vice_chair": _("vice-chair"),
        "secretary": _("secretary"),
        "promoter": _("promoter"),
        "lead": _("lead partner"),
        "member": _("member"),
        "partner": _("partner"),
        "guest": _("guest"),
    }[role]


def relation_label(kind: r.RelationType, *, outgoing: bool) -> str:
    """What the other actor is to this one."""
    labels = {
        "part_of": (_("part of"), _("has as a part")),
        "run_by": (_("run by"), _("runs")),
        "successor": (_("succeeded by"), _("successor of")),
        "partner": (_("partner of"), _("partner of")),
    }
    return labels[kind][0 if outgoing else 1]
