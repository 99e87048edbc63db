"""Dates as people write them, read as the full or partial ISO dates that are kept: forms and imports read alike."""

from __future__ import annotations

import datetime
import re

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?: 0?0:00(?::00)?)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.-](\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})[ -/]+)?([a-zé]{3,9})\.?[ /-]+(\d{4}|\d{2})")
_BARE = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_CENTURY_TURNS = 50  # 49 is 2049, 50 is 1950
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january janv janvier", "feb februari february févr février fév",
            "mrt maa maart mar march mars",
            "apr april avr avril", "mei may mai", "jun juni june juin", "jul juli july juil juillet",
            "aug augustus august août", "sep sept september septembre", "okt oct oktober october octobre",
            "nov november novembre", "dec december déc décembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def parts(text: str) -> tuple[int, int | None, int | None] | None:
    """Year, month and day as they are written, whether that day exists or not; None where it is no date at all."""
    raw = text.strip().casefold()
    year: str | None
    month: str | int | None
    day: str | None
    if match := _ISO.fullmatch(raw):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(raw):
        day, month, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(raw):
        month, year = match.groups()
        day = None
    elif (match := _WORDS.fullmatch(raw)) and match[2] in _MONTHS:
        day, month, year = match[1], _MONTHS[match[2]], match[3]
    elif match := _BARE.fullmatch(raw):
        year, month, day = match.groups()
    else:
        return None
    whole_year = int(year or 0)
    if len(year or "") == 2:
        whole_year += 2000 if whole_year < _CENTURY_TURNS else 1900
    return whole_year, None if month is None else int(month), None if day is None else int(day)


def read(text: str) -> str | None:
    """A full or partial ISO date; None where it isn't one, or one that doesn't exist."""
    found = parts(text)
    if found is None:
        return None
    year, month, day = found
    if not 1500 <= year <= 2200:
        return None
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}" if 1 <= month <= 12 else None
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
