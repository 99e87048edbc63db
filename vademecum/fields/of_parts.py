"""The fields of each part of a record."""

from __future__ import annotations

from collections.abc import Callable

from vademecum import records as r
from vademecum.fields.base import (
    Field,
    as_named,
    audiences,
    choices,
    contacts,
    description,
    done,
    linked_actor,
    made,
    period,
    remark,
    role,
    themes,
)
from vademecum.texts import _, pgettext


def _name() -> tuple[Field, ...]:
    return (
        made("text", "text", _("Name"), "Naam|Name", required=True, column=True),
        made(
            "type",
            "choice",
            _("Kind of name"),
            "Soort naam|Kind of name",
            required=True,
            choices=choices(
                official=_("Official name"), short=_("Short name"), former=_("Former name"), alias=_("Other name")
            ),
            column=True,
        ),
        *period(),
    )


def _identifier() -> tuple[Field, ...]:
    return (
        made(
            "scheme",
            "choice",
            _("Register"),
            "Register|Register",
            required=True,
            choices=choices(KBO=_("KBO number"), KBO_establishment=_("KBO establishment number")),
            column=True,
        ),
        made(
            "value",
            "identifier",
            pgettext("field", "Number"),
            "KBO-nummer|KBO number|Ondernemingsnummer|KBO|BTW-nummer",
            required=True,
            column=True,
        ),
    )


def _site() -> tuple[Field, ...]:
    return (
        made("label", "text", _("Name of the site"), "Naam vestiging|Site name", column=True),
        made(
            "street",
            "text",
            _("Street and number"),
            "Straat en nummer|Street and number|Adres|Straat|Address",
            column=True,
        ),
        made("postcode", "postcode", _("Postcode"), "Postcode|Postcode|Postnummer|Zip", column=True),
        made("town", "text", pgettext("address", "Town"), "Plaats|Town|Woonplaats|Stad|City", column=True),
        made("municipality", "area", _("Municipality"), "Gemeente|Municipality"),
        made("opening_hours", "long", _("Opening hours"), "Openingsuren|Opening hours|Openingstijden"),
        made("latitude", "number", _("Latitude"), "Breedtegraad|Latitude"),
        made("longitude", "number", _("Longitude"), "Lengtegraad|Longitude"),
        made("derived", "words", _("Fields that no source states"), "Afgeleid|Derived", own=True),
        *period(),
    )


def _offer() -> tuple[Field, ...]:
    return (
        made("name", "text", _("Offer"), "Aanbod|Offer|Dienst", required=True, column=True),
        description(),
        audiences(),
        themes(),
        made(
            "works",
            "words",
            _("Kinds of work"),
            "Soorten werk|Kinds of work",
            help=_("Free words: packaging, garden work."),
        ),
        made("conditions", "long", _("Conditions"), "Voorwaarden|Conditions"),
        made("how_to_apply", "long", _("How to apply"), "Aanmelden|How to apply"),
        made("cost", "text", _("Cost"), "Kostprijs|Cost|Prijs"),
        made(
            "areas",
            "parts",
            _("Service areas"),
            "Werkgebied|Service areas",
            help=_("Only where it differs from that of the actor."),
            part=r.ServiceArea,
        ),
        contacts(),
        *period(),
    )


def _contact() -> tuple[Field, ...]:
    return (
        made(
            "kind",
            "choice",
            _("Kind of contact"),
            "Soort contact|Kind of contact",
            required=True,
            choices=choices(phone=_("Phone"), email=_("Mail"), web=_("Website")),
            column=True,
        ),
        made(
            "value", "contact", _("Number or address"), "Nummer of adres|Number or address", required=True, column=True
        ),
        made(
            "role",
            "text",
            _("What for"),
            "Waarvoor|What for|Rol|Role",
            help=_("Reception, company contact, diary ..."),
            column=True,
        ),
        made(
            "person",
            "text",
            _("Person"),
            "Persoon|Person|Contactpersoon|Contact person",
            help=_("Only where a desk has no address of its own. A person can ask to be erased."),
            column=True,
        ),
        made(
            "visibility",
            "choice",
            _("For whom to see"),
            "Zichtbaarheid|Visibility",
            help=_(
                "“Copy everything” and the search leave internal contacts out; they are exported only if you choose so."
            ),
            required=True,
            choices=choices(public=_("Everybody"), internal=_("Internal")),
        ),
        made("site_id", "site", _("At the site"), "Vestiging|Site"),
    )


def _service_area() -> tuple[Field, ...]:
    return (
        made("area_id", "area", _("Area"), "Gebied|Area", required=True, column=True),
        made(
            "excluded",
            "flag",
            _("Not here"),
            "Uitgezonderd|Excluded",
            help=_("Lies in an area that is served, but isn't."),
            column=True,
        ),
        *period(),
    )


def _relation() -> tuple[Field, ...]:
    return (
        made(
            "type",
            "choice",
            _("Relation"),
            "Relatie|Relation",
            required=True,
            choices=choices(
                part_of=_("part of"), run_by=_("run by"), successor=_("succeeded by"), partner=_("partner of")
            ),
            column=True,
        ),
        linked_actor(required=True),
        remark(),
        *period(),
    )


def _member() -> tuple[Field, ...]:
    return (
        linked_actor(required=False),
        as_named(),
        made(
            "role",
            "choice",
            _("Role"),
            "Rol|Role",
            required=True,
            choices=choices(
                chair=_("chair"),
                vice_chair=_("vice-chair"),
                secretary=_("secretary"),
                promoter=_("promoter"),
                lead=_("lead partner"),
                member=_("member"),
                partner=_("partner"),
                guest=_("guest"),
            ),
            column=True,
        ),
        *period(),
    )


def _party() -> tuple[Field, ...]:
    return linked_actor(required=False), as_named(), role()


def _action() -> tuple[Field, ...]:
    return (
        made("text", "text", _("Action"), "Actie|Action", required=True, column=True),
        made("due", "date", pgettext("field", "Due"), "Tegen|Due", column=True),
        done(),
        made("actor_id", "record", pgettext("field", "By"), "Door|By", target="actor", column=True),
    )


def _follow_up() -> tuple[Field, ...]:
    return (
        made("date", "date", _("Date"), "Datum|Date", required=True, column=True),
        remark(),
        done(),
    )


def _carrier() -> tuple[Field, ...]:
    return linked_actor(required=True), role()


def _evidence() -> tuple[Field, ...]:
    return (
        made("source_id", "record", _("Source"), "Bron|Source", target="source", required=True, column=True),
        made("fact", "fact", pgettext("field", "About"), "Over|About"),
        made("date", "date", _("Date"), "Datum|Date", column=True),
        made(
            "confidence",
            "choice",
            _("How sure"),
            "Zekerheid|How sure",
            required=True,
            choices=choices(high=_("Sure"), medium=_("Likely"), low=_("Doubtful")),
        ),
        remark(),
    )


def _check() -> tuple[Field, ...]:
    return (
        made("date", "date", _("Date"), "Datum|Date", required=True, column=True),
        made(
            "way",
            "choice",
            pgettext("field", "How"),
            "Hoe|How",
            required=True,
            choices=choices(
                phone=_("by phone"),
                mail=_("by mail"),
                site=_("on the website"),
                kbo=_("in the KBO"),
                visit=_("on a visit"),
                document=_("in a document"),
            ),
            column=True,
        ),
        made("by", "text", _("By whom"), "Door wie|By whom", required=True, column=True),
        made("fact", "fact", pgettext("field", "About"), "Over|About"),
    )


DESCRIPTIONS: dict[type[r.Frozen], Callable[[], tuple[Field, ...]]] = {
    r.Name: _name,
    r.Identifier: _identifier,
    r.Site: _site,
    r.Offer: _offer,
    r.Contact: _contact,
    r.ServiceArea: _service_area,
    r.Relation: _relation,
    r.Member: _member,
    r.Party: _party,
    r.Action: _action,
    r.FollowUp: _follow_up,
    r.Carrier: _carrier,
    r.Evidence: _evidence,
    r.Check: _check,
}
