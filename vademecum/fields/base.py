"""What a description is made of, and the fields that several records or parts have."""

from __future__ import annotations

from typing import Literal

from vademecum import records as r
from vademecum.texts import _, language, pgettext

ValueKind = Literal[
    "text",  # one line
    "long",  # several lines
    "date",  # ISO 8601, may be partial
    "flag",
    "number",
    "whole",  # a whole number
    "choice",  # one of ``choices``
    "code",  # the code of one term of ``taxonomy``; where that is empty, of the taxonomy of the record itself
    "codes",  # codes of terms of ``taxonomy``
    "words",  # free words or short texts, in order
    "postcode",
    "area",  # the id of a place
    "record",  # the id of a record of type ``target``
    "site",  # the id of a site of the same record
    "fact",  # a part or a field of the same record, "" for all of it (see records.Evidence)
    "contact",  # phone number, mail or web address, as the kind of contact says
    "identifier",  # a number in a register, as its scheme says
    "web",
    "parts",  # parts of class ``part``
]

Described = type[r.Frozen]  # a record class or the class of a part


class Choice(r.Frozen, frozen=True, kw_only=True):
    """A value that may be chosen, with its label in the language in use and how spreadsheets write it."""

    value: str
    label: str


class Field(r.Frozen, frozen=True, kw_only=True):
    """One field. ``headers``: what it is called in spreadsheets, Dutch first, then English, then other names met.

    ``column``: shown in lists and in the first sheet of an export. ``own``: kept by the program, not typed by people.
    """

    key: str
    kind: ValueKind
    label: str
    help: str = ""
    headers: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[Choice, ...] = ()
    taxonomy: r.Taxonomy | None = None
    target: r.RecordType | None = None
    part: Described | None = None
    column: bool = False
    own: bool = False

    @property
    def header(self) -> str:
        """What an export calls it in the language in use."""
        return self.headers[0 if language() == "nl" else 1]

    def choice_label(self, value: str) -> str:
        """The label of a value; the value itself where it is no choice."""
        return next((choice.label for choice in self.choices if choice.value == value), value)


def choices(**labels: str) -> tuple[Choice, ...]:
    """Values with their labels."""
    return tuple(Choice(value=value, label=label) for value, label in labels.items())


def made(
    key: str,
    kind: ValueKind,
    label: str,
    headers: str,
    help: str = "",
    required: bool = False,
    choices: tuple[Choice, ...] = (),
    taxonomy: r.Taxonomy | None = None,
    target: r.RecordType | None = None,
    part: Described | None = None,
    column: bool = False,
    own: bool = False,
) -> Field:
    """A field; ``headers`` in one text, with bars between."""
    return Field(
        key=key,
        kind=kind,
        label=label,
        headers=tuple(headers.split("|")),
        help=help,
        required=required,
        choices=choices,
        taxonomy=taxonomy,
        target=target,
        part=part,
        column=column,
        own=own,
    )


def period() -> tuple[Field, Field]:
    """From and until."""
    help_text = _("Year, month or day: 2017, 2017-10 or 2017-10-31.")
    return (
        made("valid_from", "date", pgettext("field", "From"), "Vanaf|From|Begin|Start", help=help_text),
        made("valid_to", "date", pgettext("field", "Until"), "Tot|Until|Einde|End", help=help_text),
    )


def names() -> Field:
    """The names of a record."""
    return made("names", "parts", _("Names"), "Namen|Names", required=True, part=r.Name)


def status() -> Field:
    """Whether it exists."""
    return made(
        "status",
        "choice",
        _("Status"),
        "Status|Status|Toestand",
        required=True,
        choices=choices(active=_("Active"), ended=_("Ended"), planned=_("Planned"), unknown=_("Unknown")),
        column=True,
    )


def description() -> Field:
    """The description."""
    return made("description", "long", _("Description"), "Omschrijving|Description|Beschrijving|Uitleg")


def title() -> Field:
    """The title."""
    return made("title", "text", _("Title"), "Titel|Title", required=True, column=True)


def summary() -> Field:
    """What it is, in two lines."""
    return made(
        "summary",
        "long",
        _("In short"),
        "In het kort|In short|Samenvatting|Summary",
        help=_("Two lines that say what it is."),
        required=True,
    )


def audiences() -> Field:
    """For whom."""
    return made("audiences", "codes", _("For whom"), "Doelgroepen|Audiences|Doelgroep|Voor wie", taxonomy="audience")


def themes() -> Field:
    """What about."""
    return made("themes", "codes", _("Themes"), "Thema's|Themes|Thema|Theme", taxonomy="theme")


def areas() -> Field:
    """Where."""
    return made(
        "areas",
        "parts",
        _("Service areas"),
        "Werkgebied|Service areas|Werkingsgebied",
        help=_("Where it works. Empty means: not known."),
        part=r.ServiceArea,
    )


def contacts() -> Field:
    """How to reach."""
    return made("contacts", "parts", _("Contacts"), "Contactgegevens|Contacts|Contact", part=r.Contact)


def note() -> Field:
    """The note for staff."""
    return made(
        "note",
        "long",
        _("Note for staff"),
        "Interne nota|Note for staff|Nota|Opmerking|Note",
        help=_("Is not shown to others."),
    )


def remark() -> Field:
    """A remark on a part."""
    return made("note", "text", _("Remark"), "Opmerking|Remark|Nota|Note")


def proof() -> tuple[Field, Field]:
    """Sources and checks."""
    return (
        made("evidence", "parts", _("Sources"), "Bronnen|Sources", part=r.Evidence),
        made("checks", "parts", _("Checks"), "Controles|Checks", part=r.Check, own=True),
    )


def linked_actor(*, required: bool) -> Field:
    """The actor that a part points at."""
    return made(
        "actor_id",
        "record",
        _("Actor"),
        "Actor|Actor|Organisatie|Organisation",
        target="actor",
        required=required,
        column=True,
    )


def as_named() -> Field:
    """How the source names who is no actor."""
    return made(
        "label",
        "text",
        _("As the source names it"),
        "Naam in de bron|As the source names it",
        help=_("For who is no actor of the catalogue, or whom the actor sends."),
        column=True,
    )


def carriers() -> Field:
    """Who carries it out."""
    return made("carriers", "parts", _("Carried out by"), "Uitvoerders|Carried out by", part=r.Carrier)


def role() -> Field:
    """A role in free words."""
    return made("role", "text", _("Role"), "Rol|Role|Functie", column=True)


def done() -> Field:
    """Whether it is done."""
    return made("done", "flag", _("Done"), "Gedaan|Done", column=True)
