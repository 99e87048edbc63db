"""Cells: what a spreadsheet holds as the text that people see, and what they type as the value that is meant.

Spreadsheets change what is typed: zeros at the front vanish, ``2017-10`` becomes a day, numbers get a comma. What is
read here undoes that as far as it can be undone without guessing.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from vademecum import dates

SEPARATOR = " | "

_DANGEROUS = re.compile(r"'*[\s]*[=+\-@\t\r\n＝＋－＠]")
_MADE_HARMLESS = re.compile(r"'+[\s]*[=+\-@\t\r\n＝＋－＠]")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\xad\u200b\u2060\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_EPOCH = datetime.date(1899, 12, 30)  # a day of Excel that lost its format counts from here
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 99_999


def text(value: object) -> str:
    """What a cell of a spreadsheet holds, as people see it: whole numbers without ``.0``, dates in ISO."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time()
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def clean(value: str) -> str:
    """The text without spaces around it and without doubled or invisible ones; lines stay lines."""
    if value.isalnum() or not value:
        return value
    if value.isascii() and value.isprintable() and "  " not in value and "_x000D_" not in value:
        return value.strip()
    plain = value.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    plain = _INVISIBLE.sub("", plain)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in plain.split("\n")).strip()


def harmless(value: str) -> str:
    """The text for a .csv file: no spreadsheet takes it for a formula. :func:`meant` takes it back."""
    return "'" + value if _DANGEROUS.match(value) else value


def meant(value: str) -> str:
    """What was meant by a cell of a .csv file."""
    return value[1:] if value.startswith("'") and _MADE_HARMLESS.match(value) else value


def joined(values: tuple[str, ...] | list[str]) -> str:
    """Several values in one cell; a bar within a value is doubled, so that it comes back."""
    return SEPARATOR.join(value.replace("|", "||") for value in values)


def several(value: str) -> list[str]:
    """The values of one cell: between bars, or else on lines of their own, or else between semicolons."""
    if "|" in value:
        parts = re.split(r"(?<!\|)\|(?!\|)", value)
        found = [part.replace("||", "|") for part in parts]
    elif "\n" in value:
        found = value.split("\n")
    else:
        found = value.split(";")
    return list(dict.fromkeys(part for piece in found if (part := clean(piece))))


def date(value: str) -> str | None:
    """A full or partial ISO date from what people and spreadsheets write; None where it isn't one."""
    raw = value.strip()
    if raw.isdecimal() and _FIRST_SERIAL <= int(raw) <= _LAST_SERIAL:
        return (_EPOCH + datetime.timedelta(days=int(raw))).isoformat()
    return dates.read(raw)


_YES = frozenset(["ja", "j", "yes", "y", "oui", "o", "waar", "true", "1", "x", "✓", "✔", "v"])
_NO = frozenset(["nee", "neen", "n", "no", "non", "onwaar", "false", "0", "-"])


def truth(value: str) -> bool | None:
    """Yes or no; None where it is neither."""
    raw = value.strip().casefold()
    return True if raw in _YES else False if raw in _NO else None


def digits(value: str, length: int) -> str:
    """The digits of a number, with the zeros at the front that a spreadsheet took away."""
    found = re.sub(r"\D", "", value)
    return found.rjust(length, "0") if length - 2 <= len(found) < length else found


def phone(value: str) -> str:
    """A phone number as it was before a spreadsheet made a number of it."""
    raw = re.sub(r"^\(?tel\.?\s*:?\s*", "", value.strip(), flags=re.IGNORECASE)
    if raw.isdigit():
        if raw.startswith("32") and len(raw) in (10, 11):
            return "+" + raw
        if len(raw) in (8, 9) and not raw.startswith("0"):
            return "0" + raw
    return raw


_TOTAL = re.compile(
    r"(?:algemeen |eind|sub|grand )?tota(?:al|l|len)\b(?: aantal\b[^\d]*)?[\s:=]*[\d.,\s]*", re.IGNORECASE
)
_NUMBER = re.compile(r"[€%\d.,\s-]+")


def sums_up(values: Sequence[str]) -> bool:
    """True for "Totaal", with nothing but numbers beside it."""
    words = [value for value in values if value and not _NUMBER.fullmatch(value)]
    return len(words) == 1 and _TOTAL.fullmatch(words[0]) is not None
