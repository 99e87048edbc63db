"""A record in, problems out; and the one way in which values are written. Pure: form, import and save share it.

Errors block a save, warnings don't. What only the catalogue knows comes in as :class:`Known`; what it leaves out is not
looked at, so that a form can validate while typing without asking the store.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

import msgspec
import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import shortnumberinfo
from stdnum.be import vat

from vademecum import dates, fields
from vademecum import records as r
from vademecum.texts import _

_T = TypeVar("_T", bound=r.Frozen)
_SHORTEST_PHONE = 3


@dataclass(frozen=True)
class Known:
    """What only the catalogue knows."""

    codes: Mapping[r.Taxonomy, Collection[str]] | None = None
    area: Callable[[str], bool] | None = None  # is there such a place?
    municipalities: Callable[[str], Collection[str]] | None = None  # of a postcode; empty: no such postcode
    record: Callable[[r.RecordType, str], bool] | None = None  # is there such a record?
    bearers: Callable[[str, str], Sequence[str]] | None = None  # of a number: names of records other than this one
    holder: Callable[[r.Record], str | None] | None = None  # name of another record with the code of this one
    today: str | None = None


def validate(record: r.Record, known: Known | None = None) -> tuple[r.Problem, ...]:
    """All problems of a record, in the order of its fields; ``field`` is a path ("contacts[2].value")."""
    look = _Look(record, known or Known())
    look.part(record, "")
    look.whole()
    return tuple(look.problems)


def errors(problems: Sequence[r.Problem]) -> tuple[r.Problem, ...]:
    """Those that block a save."""
    return tuple(problem for problem in problems if problem.level == "error")


def sentence(record: r.Record, problem: r.Problem) -> str:
    """A problem with the field it is about, in one line."""
    return f"{fields.path_label(type(record), problem.field)}: {problem.text}" if problem.field else problem.text


class _Look:
    """One look at one record."""

    def __init__(self, record: r.Record, known: Known) -> None:
        self._record = record
        self._known = known
        self._today = known.today or date.today().isoformat()
        self.problems: list[r.Problem] = []

    def say(self, level: Literal["error", "warning"], path: str, text: str) -> None:
        self.problems.append(r.Problem(level=level, text=text, record_id=self._record.id, field=path))

    def part(self, owner: r.Frozen, path: str) -> None:
        """The fields of a record or part, and all below."""
        for field in fields.of(type(owner)):
            value = getattr(owner, field.key)
            here = f"{path}.{field.key}" if path else field.key
            if value is None or value == "" or value == ():
                if field.required:
                    self.say("error", here, _("This must be filled in."))
            elif field.kind == "parts":
                for position, inner in enumerate(value):
                    self.part(inner, f"{here}[{position}]")
                self._twice(value, here)
            else:
                self._value(owner, field, value, here)
        if "valid_from" in type(owner).__struct_fields__:
            self._period(owner, path)

    def _value(self, owner: Any, field: fields.Field, value: Any, path: str) -> None:
        kind = field.kind
        if kind == "choice" and value not in {choice.value for choice in field.choices}:
            self.say("error", path, _("“%(value)s” can't be chosen here.") % {"value": value})
        elif kind == "date":
            self._date(field.key, owner, value, path)
        elif kind == "contact":
            self._contact(owner.kind, value, path)
        elif kind == "web":
            self._web(value, path)
        elif kind == "identifier":
            self._number(owner.scheme, value, path)
        elif kind == "postcode":
            self._postcode(owner, value, path)
        elif kind == "number":
            self._range(field.key, value, path)
        elif field.key == "check_every" and value < 1:
            self.say("error", path, _("This is at least one."))
        else:
            self._reference(owner, field, value, path)

    # values -------------------------------------------------------------------------------------------------------

    def _date(self, key: str, owner: r.Frozen, value: str, path: str) -> None:
        if not is_date(value):
            written = dates.parts(value)
            if written is not None and written[2] is not None and dates.read(value) is None:
                self.say("error", path, _("This day does not exist."))
            else:
                self.say("error", path, _("This is no date. Write it as 2017, 2017-10 or 2017-10-31."))
        elif isinstance(owner, r.Check) and key == "date" and value > self._today[: len(value)]:
            self.say("error", path, _("This day is still to come."))

    def _contact(self, kind: r.ContactKind, value: str, path: str) -> None:
        if kind == "web":
            self._web(value, path)
        elif kind == "email":
            try:
                validate_email(value, check_deliverability=False)
            except EmailNotValidError:
                self.say("error", path, _("This is no mail address."))
        else:
            self._phone(value, path)

    def _phone(self, value: str, path: str) -> None:
        number = _phone(value)
        if number is None:
            self.say("error", path, _("This is no phone number."))
        elif not (phonenumbers.is_valid_number(number) or _is_short(value)):
            self.say("warning", path, _("This phone number doesn't seem to exist. Is it complete?"))

    def _web(self, value: str, path: str) -> None:
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = urlsplit("")
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or "." not in host.strip(".") or any(c.isspace() for c in value):
            self.say("error", path, _("This is no web address. It begins with https://"))

    def _number(self, scheme: str, value: str, path: str) -> None:
        if not is_kbo(value, establishment=scheme == "KBO_establishment"):
            text = _("This is no number of an establishment: it has 10 digits and begins with 2 to 8.")
            if scheme == "KBO":
                text = _("This is no KBO number: it has 10 digits and begins with 0 or 1. Is there a typing error?")
            self.say("error", path, text)
        elif self._known.bearers is not None:
            names = self._known.bearers(value, self._record.id)
            if names:
                self.say("warning", path, _("The same number is at: %(names)s.") % {"names": ", ".join(names)})

    def _postcode(self, site: r.Site, value: str, path: str) -> None:
        if not re.fullmatch(r"[1-9]\d{3}", value):
            self.say("error", path, _("A Belgian postcode has four digits."))
        elif self._known.municipalities is not None:
            places = self._known.municipalities(value)
            if not places:
                self.say("warning", path, _("This postcode is not known."))
            elif site.municipality is not None and site.municipality not in places:
                self.say("error", path, _("This postcode doesn't belong to the municipality chosen."))

    def _range(self, key: str, value: float, path: str) -> None:
        low, high = {"latitude": (-90, 90), "longitude": (-180, 180), "weight": (0, 1)}[key]
        if not low <= value <= high:
            text = _("This lies between %(low)d and %(high)d.")
            self.say("error", path, text % {"low": low, "high": high})

    def _reference(self, owner: Any, field: fields.Field, value: Any, path: str) -> None:
        known = self._known
        if field.kind in ("code", "codes") and known.codes is not None:
            codes = known.codes[field.taxonomy or owner.taxonomy]
            strange = [code for code in ((value,) if field.kind == "code" else value) if code not in codes]
            if strange:
                self.say("error", path, _("Not in the list: %(values)s.") % {"values": ", ".join(strange)})
        elif field.kind == "area" and known.area is not None and not known.area(value):
            self.say("error", path, _("There is no place “%(id)s”.") % {"id": value})
        elif field.kind == "site" and value not in {site.id for site in getattr(self._record, "sites", ())}:
            self.say("error", path, _("This site is no longer there."))
        elif field.kind == "record" and field.target is not None:
            if value == self._record.id:
                self.say("error", path, _("This points at itself."))
            elif known.record is not None and not known.record(field.target, value):
                self.say("error", path, _("This record no longer exists."))

    # what several values say together -----------------------------------------------------------------------------

    def _period(self, owner: Any, path: str) -> None:
        begin, end = owner.valid_from, owner.valid_to
        if begin and end and is_date(begin) and is_date(end) and _first(begin) > _last(end):
            self.say("error", f"{path}.valid_to" if path else "valid_to", _("This ends before it begins."))

    def _twice(self, parts: Sequence[Any], path: str) -> None:
        if len({part.id for part in parts}) < len(parts):
            self.say("error", path, _("A part stands here twice."))
        for (_first_one, one), (position, other) in combinations(enumerate(parts), 2):
            if same_fact(one) != same_fact(other) or same_fact(one) is None or not _overlap(one, other):
                continue
            here = f"{path}[{position}]"
            if isinstance(one, r.ServiceArea) and one.excluded != other.excluded:
                self.say("error", here, _("This area is served and excluded at the same time."))
            else:
                self.say("warning", here, _("This stands here already, for the same time."))

    def whole(self) -> None:
        """What concerns the record as a whole."""
        record = self._record
        if past_end(record, self._today):
            self.say("warning", "valid_to", _("It is active, and its end lies in the past."))
        names = getattr(record, "names", ())
        official = [p for p, name in enumerate(names) if name.type == "official" and name.valid_to is None]
        for position in official[1:]:
            self.say("warning", f"names[{position}].type", _("There is another official name."))
        linked = {r.Network: "members", r.Agreement: "parties"}.get(type(record))
        for position, part in enumerate(getattr(record, linked) if linked else ()):
            if not part.actor_id and not part.label:
                self.say(
                    "error", f"{linked}[{position}].actor_id", _("Choose an actor, or write how the source says it.")
                )
        holder = self._known.holder(record) if self._known.holder is not None else None
        if holder is not None:
            self.say("error", "code", _("This code is used by “%(name)s”.") % {"name": holder})
        if isinstance(record, r.Term) and record.code and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", record.code):
            self.say("error", "code", _("Only lower case letters, digits and hyphens."))
        if isinstance(record, r.Term) and record.broader == record.code:
            self.say("error", "broader", _("This points at itself."))


def same_fact(part: Any) -> tuple[object, ...] | None:
    """What makes two parts say the same thing; None where a part stands for itself."""
    match part:
        case r.Name():
            return part.text.casefold(), part.type
        case r.ServiceArea():
            return (part.area_id,)
        case r.Relation():
            return part.type, part.actor_id
        case r.Member():
            return part.actor_id, part.label, part.role
        case r.Carrier():
            return part.actor_id, part.role
        case r.Party():
            return part.actor_id, part.label, part.role
        case r.Identifier():
            return part.scheme, part.value
        case r.Contact():
            return part.kind, part.value.casefold(), part.role, part.person, part.site_id
        case _:
            return None


def _overlap(one: Any, other: Any) -> bool:
    """True when two periods surely share a day; parts without a period hold always."""
    if not hasattr(one, "valid_from"):
        return True
    if (one.valid_from, one.valid_to) == (other.valid_from, other.valid_to):
        return True
    begin = max(_last(part.valid_from) if part.valid_from else "" for part in (one, other))
    end = min(_first(part.valid_to) if part.valid_to else "9999" for part in (one, other))
    return begin < end


def _first(day: str) -> str:
    return (day + "-01-01")[:10] if len(day) == 4 else (day + "-01")[:10]


def _last(day: str) -> str:
    return day + ("-12-31" if len(day) == 4 else "-31" if len(day) == 7 else "")


def past_end(record: Any, today: str) -> bool:
    """True for what is called active although its end lies before today (ISO)."""
    end = getattr(record, "valid_to", None)
    return getattr(record, "status", None) == "active" and end is not None and is_date(end) and _last(end) < today


def is_contact(kind: r.ContactKind, value: str) -> bool:
    """True for a phone number, mail or web address that a record may hold."""
    look = _Look(r.Source(id="", title=""), Known())
    look.part(r.Contact(id="", kind=kind, value=value), "")
    return not errors(look.problems)


def is_date(text: str) -> bool:
    """A full or partial ISO date that exists."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text, re.ASCII)
    if match is None or int(match[1]) < 1000:
        return False
    month, day = int(match[2] or 1), int(match[3] or 1)
    return 1 <= month <= 12 and 1 <= day <= monthrange(int(match[1]), month)[1]


def is_kbo(value: str, *, establishment: bool = False) -> bool:
    """Ten digits that fit: an enterprise begins with 0 or 1, an establishment with 2 to 8; both check modulo 97."""
    if not re.fullmatch(r"\d{10}", value, re.ASCII):
        return False
    if establishment:
        return value[0] in "2345678" and 97 - int(value[:8]) % 97 == int(value[8:])
    return value[0] in "01" and bool(vat.is_valid(value))


@lru_cache(maxsize=512)  # an import asks for each of its numbers several times
def _phone(value: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(value, "BE")
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number(number) or _is_short(value):
        return number
    return None


def _is_short(value: str) -> bool:
    """A short number such as 1700, that only works within Belgium."""
    digits = re.sub(r"\D", "", value)
    if not _SHORTEST_PHONE <= len(digits) <= 6 or value.strip().startswith(("+", "00")):
        return False
    return bool(shortnumberinfo.is_possible_short_number_for_region(phonenumbers.parse(digits, "BE"), "BE"))


# --- the one way in which values are written --------------------------------------------------------------------------


def normalise(record: _T) -> _T:
    """The record as it is kept: trimmed, phones in E.164, KBO numbers in digits, web addresses with their scheme.

    What can't be read stays as it was typed, for :func:`validate` to tell. Evidence and checks of a part that is gone
    go with it.
    """
    clean: _T = _clean(record)
    if hasattr(clean, "evidence"):
        present = {"", *fields_and_parts(clean)}
        changes = {
            key: tuple(part for part in getattr(clean, key) if part.fact in present) for key in ("evidence", "checks")
        }
        clean = msgspec.structs.replace(clean, **changes)
    return clean


def fields_and_parts(record: Any) -> Iterator[str]:
    """What evidence and checks can be about: the names of the fields and the ids of the parts, those of offers too."""
    for field in fields.of(type(record)):
        yield field.key
        if field.kind == "parts":
            for part in getattr(record, field.key):
                yield part.id
                if isinstance(part, r.Offer):
                    yield from (area.id for area in part.areas)
                    yield from (contact.id for contact in part.contacts)


@lru_cache(maxsize=64)
def _defaults(cls: type[r.Frozen]) -> dict[str, Any]:
    return {info.name: info.default for info in msgspec.structs.fields(cls)}


def _clean(owner: Any) -> Any:
    changes: dict[str, Any] = {}
    cls: type[r.Frozen] = type(owner)
    empty = _defaults(cls)
    for field in fields.of(type(owner)):
        value = getattr(owner, field.key)
        if field.kind == "parts":
            changes[field.key] = tuple(_clean(part) for part in value)
        elif isinstance(value, tuple):
            texts = (_line(text) for text in value)
            changes[field.key] = tuple(dict.fromkeys(text for text in texts if text))
        elif isinstance(value, str):
            text = _written(owner, field, value)
            changes[field.key] = None if not text and empty[field.key] is None else text
    return msgspec.structs.replace(owner, **changes)


def _written(owner: Any, field: fields.Field, value: str) -> str:
    if field.kind == "long":
        lines = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(line.rstrip() for line in lines).strip()
    text = _line(value)
    if not text:
        return text
    if field.kind == "identifier":
        return kbo_digits(text)
    if field.kind == "web" or (field.kind == "contact" and owner.kind == "web"):
        return _with_scheme(text)
    if field.kind == "contact":
        return phone_e164(text) if owner.kind == "phone" else _mail(text)
    return text


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def phone_e164(text: str) -> str:
    """A phone number as it is kept: ``051 26 30 30`` -> ``+3251263030``; short numbers and what can't be read stay."""
    if _is_short(text):
        return re.sub(r"\D", "", text)
    number = _phone(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number is not None else text


def kbo_digits(text: str) -> str:
    """A KBO number as it is kept: ``BE 0207.537.636`` -> ``0207537636``; nine digits get their zero."""
    digits = re.sub(r"[\s.\-/]", "", text.upper().removeprefix("BE").removeprefix(" "))
    if not re.fullmatch(r"\d{9,10}", digits, re.ASCII):
        return text
    return digits.zfill(10)


def _with_scheme(text: str) -> str:
    if "://" in text or " " in text:
        scheme, separator, rest = text.partition("://")
        return f"{scheme.lower()}{separator}{rest}" if separator else text
    return f"https://{text}"


def _mail(text: str) -> str:
    return text[len("mailto:") :] if text.lower().startswith("mailto:") else text


def phone_shown(value: str) -> str:
    """A phone number as people here dial it (057 45 16 00); a foreign one with its country code."""
    number = _phone(value)
    if number is None or not value.startswith("+"):
        return value
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if number.country_code == 32 else form.INTERNATIONAL)


def kbo_shown(value: str) -> str:
    """A KBO number with its dots: ``0207.537.636``; of an establishment ``2.123.456.789``."""
    if not re.fullmatch(r"\d{10}", value, re.ASCII):
        return value
    if value[0] in "01":
        return f"{value[:4]}.{value[4:7]}.{value[7:]}"
    return f"{value[0]}.{value[1:4]}.{value[4:7]}.{value[7:]}"
