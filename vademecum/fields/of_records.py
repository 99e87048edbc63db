"""The fields of each type of record."""

from __future__ import annotations

from collections.abc import Callable

from vademecum import records as r
from vademecum.fields.base import (
    Field,
    areas,
    audiences,
    carriers,
    choices,
    contacts,
    description,
    made,
    names,
    note,
    period,
    proof,
    remark,
    status,
    summary,
    themes,
    title,
)
from vademecum.texts import _, pgettext


def _actor() -> tuple[Field, ...]:
    return (
        names(),
        made("kind", "code", _("Kind"), "Soort|Kind|Type|Categorie", required=True, taxonomy="kind", column=True),
        status(),
        *period(),
        description(),
        made("sites", "parts", _("Sites"), "Vestigingen|Sites|Adressen", part=r.Site),
        contacts(),
        areas(),
        made("offers", "parts", _("Offers"), "Aanbod|Offers", part=r.Offer),
        audiences(),
        themes(),
        made("identifiers", "parts", _("Numbers"), "Nummers|Numbers|Identificatie", part=r.Identifier),
        made("relations", "parts", _("Relations"), "Relaties|Relations", part=r.Relation),
        note(),
        made(
            "different_from",
            "words",
            _("Looks like, but is another"),
            "Is een andere dan|Looks like, but is another",
            target="actor",
            own=True,
        ),
        made("tries", "whole", _("Times without an answer"), "Keren geen antwoord|Times without an answer", own=True),
        made("next_try", "date", _("Try again from"), "Opnieuw proberen vanaf|Try again from", own=True),
        *proof(),
    )


def _network() -> tuple[Field, ...]:
    return (
        names(),
        status(),
        *period(),
        description(),
        made("members", "parts", _("Members"), "Leden|Members", part=r.Member),
        contacts(),
        areas(),
        audiences(),
        themes(),
        note(),
        *proof(),
    )


def _agreement() -> tuple[Field, ...]:
    return (
        title(),
        status(),
        *period(),
        description(),
        made("parties", "parts", _("Parties"), "Partijen|Parties", part=r.Party),
        areas(),
        made("actions", "parts", _("Actions"), "Acties|Actions", part=r.Action),
        made("follow_ups", "parts", _("Follow-ups"), "Opvolging|Follow-ups", part=r.FollowUp),
        note(),
        *proof(),
    )


def _measure() -> tuple[Field, ...]:
    return (
        made(
            "code",
            "text",
            _("Code"),
            "Code|Code",
            help=_("A short name of its own, like IBO."),
            required=True,
            column=True,
        ),
        names(),
        summary(),
        status(),
        *period(),
        made("replaced_by", "record", _("Replaced by"), "Vervangen door|Replaced by", target="measure"),
        carriers(),
        audiences(),
        themes(),
        *proof(),
    )


def _practice() -> tuple[Field, ...]:
    return (
        title(),
        summary(),
        made("date", "date", _("Date"), "Datum|Date", column=True),
        carriers(),
        areas(),
        themes(),
        *proof(),
    )


def _term() -> tuple[Field, ...]:
    return (
        made(
            "taxonomy",
            "choice",
            pgettext("field", "List"),
            "Lijst|List",
            required=True,
            choices=choices(kind=_("Kinds of actors"), audience=_("For whom"), theme=_("Themes")),
            column=True,
        ),
        made(
            "code",
            "text",
            _("Code"),
            "Code|Code",
            help=_("Lower case and hyphens; records refer to it."),
            required=True,
            column=True,
        ),
        made("label_nl", "text", _("Label in Dutch"), "Nederlands|Dutch", required=True, column=True),
        made("label_en", "text", _("Label in English"), "Engels|English", required=True, column=True),
        made("broader", "code", _("Falls under"), "Valt onder|Falls under"),
        made(
            "synonyms",
            "words",
            _("Other words"),
            "Andere woorden|Other words",
            help=_("Words that people use for it; the search finds it by these too."),
        ),
        made("order", "whole", pgettext("field", "Order"), "Volgorde|Order"),
        made(
            "check_every",
            "whole",
            _("Check every so many months"),
            "Controleren om de (maanden)|Check every (months)",
            help=_("For kinds of actors. Empty: every 12 months."),
        ),
    )


def _synonym() -> tuple[Field, ...]:
    return (
        made("text", "text", _("What people type"), "Wat men intikt|What people type", required=True, column=True),
        made("means", "words", _("Means"), "Betekent|Means", required=True, column=True),
        made("both_ways", "flag", _("In both directions"), "Beide richtingen|Both ways"),
        made(
            "weight",
            "number",
            _("Weight"),
            "Gewicht|Weight",
            help=_("0 to 1: how much it counts beside the word itself."),
        ),
        made(
            "kind",
            "choice",
            _("Kind"),
            "Soort|Kind",
            required=True,
            choices=choices(
                abbreviation=_("Abbreviation"),
                former=_("Former name"),
                plain=_("Plain word"),
                french=_("French"),
                spelling=_("Spelling"),
            ),
        ),
        remark(),
    )


def _source() -> tuple[Field, ...]:
    return (
        title(),
        made("url", "web", _("Web address"), "Webadres|Web address|URL", column=True),
        remark(),
    )


DESCRIPTIONS: dict[type[r.Frozen], Callable[[], tuple[Field, ...]]] = {
    r.Actor: _actor,
    r.Network: _network,
    r.Agreement: _agreement,
    r.Measure: _measure,
    r.Practice: _practice,
    r.Term: _term,
    r.Synonym: _synonym,
    r.Source: _source,
}
