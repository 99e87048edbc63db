"""One value of a field as text in a cell and back; the field's description says of which kind it is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from vademecum import records as r
from vademecum import validate
from vademecum.exchange import cells
from vademecum.exchange.known import CellError, Known, fold
from vademecum.fields import Field
from vademecum.texts import _


def to_text(field: Field, value: Any, known: Known) -> str:
    """How a value stands in a cell, "" for nothing."""
    if value is None or value == ():
        return ""
    match field.kind:
        case "flag":
            return yes_no(value)
        case "choice":
            return field.choice_label(value)
        case "code":
            return known.term_text(field.taxonomy, value) if field.taxonomy else str(value)
        case "codes":
            return cells.joined([known.term_text(field.taxonomy or "theme", code) for code in value])
        case "words":
            return cells.joined(value)
        case "area":
            return known.area_text(value)
        case "record":
            return known.record_text(field.target or "actor", value)
        case "number" | "whole":
            return repr(value).removesuffix(".0")
        case _:
            return str(value)


def from_text(field: Field, text: str, known: Known) -> Any:
    """The value that a cell means, None (or an empty tuple) for nothing. Raises CellError."""
    if field.kind in ("codes", "words"):
        many = cells.several(text)
        if field.kind == "words":
            return tuple(many)
        return tuple(dict.fromkeys(code for one in many for code in _codes(field.taxonomy or "theme", one, known)))
    if not text:
        return None
    match field.kind:
        case "date":
            return a_date(text)
        case "flag":
            return truth(text)
        case "choice":
            return _choice(field, text)
        case "code":
            return known.code(field.taxonomy, text) if field.taxonomy else text
        case "area":
            return known.area_id(text)
        case "record":
            return known.record_id(field.target or "actor", text)
        case "number" | "whole":
            return _number(text, whole=field.kind == "whole")
        case "postcode":
            return cells.digits(text, 4) if text.replace(" ", "").isdigit() else text
        case "long":
            return text
        case _:
            return " ".join(text.split())


def _codes(taxonomy: r.Taxonomy, text: str, known: Known) -> list[str]:
    """The codes of a label, or of several with commas, strokes or “en” between them; some labels hold these."""
    try:
        return [known.code(taxonomy, text)]
    except CellError:
        parts = [part for part in re.split(r"\s*[,/&+]\s*|\s+(?:en|and|et)\s+", text) if part]
        if len(parts) < 2:
            raise
        return [known.code(taxonomy, part) for part in parts]


def a_date(text: str) -> str:
    """A full or partial date. Raises CellError."""
    found = cells.date(text)
    if found is None:
        raise CellError(_("“%(text)s” is no date (2017, 2017-10 or 31/10/2017).") % {"text": text})
    return found


def truth(text: str) -> bool:
    """Yes or no. Raises CellError."""
    found = cells.truth(text)
    if found is None:
        raise CellError(_("“%(text)s” is neither yes nor no.") % {"text": text})
    return found


def _choice(field: Field, text: str) -> str:
    wanted = fold(text)
    for choice in field.choices:
        if wanted in (fold(choice.label), fold(choice.value)):
            return choice.value
    labels = ", ".join(choice.label for choice in field.choices)
    raise CellError(_("“%(text)s” must be one of: %(choices)s.") % {"text": text, "choices": labels})


def _number(text: str, *, whole: bool) -> float | int:
    try:
        return int(text) if whole else float(text.replace(",", "."))
    except ValueError as error:
        raise CellError(_("“%(text)s” is no number.") % {"text": text}) from error


def yes_no(value: bool) -> str:
    """Yes or no in the language in use."""
    return _("yes") if value else _("no")


@lru_cache(maxsize=512)  # read again for each question about a row
def contact_text(kind: r.ContactKind, value: str) -> str:
    """A number or address as it is read: phone numbers national."""
    return validate.phone_shown(value) if kind == "phone" else value


def contact_value(kind: r.ContactKind, text: str) -> str:
    """A number or address as it is kept, with the zero that a spreadsheet took away; validation says what is wrong."""
    if kind == "phone":
        return validate.phone_e164(cells.phone(text))
    if kind == "email":
        return text.casefold().removeprefix("mailto:")
    bare = text.replace(" ", "")
    return bare if "://" in bare else f"https://{bare}"


def is_phone(text: str) -> bool:
    """True for what may be a whole phone number."""
    kept = validate.phone_e164(cells.phone(text))
    return kept.startswith("+") or kept.isdecimal()


def is_mail(text: str) -> bool:
    """True for what looks like a mail address."""
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) is not None


def identifier_text(value: str) -> str:
    """A number of the KBO as it is written: 0475.123.456."""
    return f"{value[:4]}.{value[4:7]}.{value[7:]}" if len(value) == 10 and value.isdigit() else value


def identifier_value(text: str) -> str:
    """A number of the KBO or of the VAT as it is kept: its ten digits."""
    return validate.kbo_digits(cells.digits(text, 10) if text.isdigit() else text)
