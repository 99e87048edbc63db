"""The language of the interface: gettext with English source texts and a Dutch translation.

One setting for the whole process, as gettext means it: texts are asked for while they are shown, so a change of
language needs no restart. Translations lie in ``resources/i18n/<language>.po``, compiled beside it
as ``.mo``.
"""

from __future__ import annotations

import gettext as _gettext

from vademecum.paths import resources_folder

LANGUAGES = ("nl", "en")

_current: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def set_language(language: str) -> None:
    """Choose ``nl`` or ``en`` (the source language). Raises ValueError for any other."""
    global _current, _language
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    _language = language
    if language == "en":
        _current = _gettext.NullTranslations()
        return
    with (resources_folder() / "i18n" / f"{language}.mo").open("rb") as file:
        _current = _gettext.GNUTranslations(file)


def language() -> str:
    """The language in use."""
    return _language


def _(text: str) -> str:
    """The text in the language in use."""
    return _current.gettext(text)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The text for ``n`` things in the language in use."""
    return _current.ngettext(singular, plural, n)


def pgettext(context: str, text: str) -> str:
    """The text in the language in use, where one English word has several translations."""
    return _current.pgettext(context, text)


def number(value: int) -> str:
    """A whole number as Belgium writes it (1.234), or with commas in English."""
    text = f"{value:,}"
    return text.replace(",", ".") if _language == "nl" else text


def date_words(date: str) -> str:
    """A full or partial ISO date in words: ``2026-11-22`` -> 22 november 2026, ``2017-10`` -> oktober 2017."""
    parts = date.split("-")
    if len(parts) == 1:
        return parts[0]
    month = month_name(int(parts[1]))
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def period(valid_from: str | None, valid_to: str | None) -> str:
    """A period of full or partial ISO dates in words, "" when nothing is known."""
    if valid_from and valid_from == valid_to:
        return date_words(valid_from)
    if valid_from and valid_to:
        return _("%(from)s to %(to)s") % {"from": date_words(valid_from), "to": date_words(valid_to)}
    if valid_from:
        return _("since %(date)s") % {"date": date_words(valid_from)}
    return _("until %(date)s") % {"date": date_words(valid_to)} if valid_to else ""


def month_name(month: int) -> str:
    """The name of month 1 to 12."""
    return _MONTH_TEXTS[month - 1]()


# The extractor of texts needs each name in a call of its own.
_MONTH_TEXTS = (
    lambda: _("January"),
    lambda: _("February"),
    lambda: _("March"),
    lambda: _("April"),
    lambda: _("May"),
    lambda: _("June"),
    lambda: _("July"),
    lambda: _("August"),
    lambda: _("September"),
    lambda: _("October"),
    lambda: _("November"),
    lambda: _("December"),
)
