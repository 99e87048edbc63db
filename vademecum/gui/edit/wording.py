"""Values of a record in words: the line of a folded part, the two sides of a conflict. No Qt."""

from __future__ import annotations

from typing import Any

from vademecum import fields
from vademecum.gui.edit.surroundings import Surroundings
from vademecum.gui.pages.words import DOT, kbo, phone
from vademecum.records import Contact, Frozen, Identifier, Record
from vademecum.texts import _, date_words, number, period
from vademecum.validate import is_date

_LONGEST = 160


def value_words(field: fields.Field, owner: Any, value: Any, around: Surroundings) -> str:
    """One value in words; empty for an empty one."""
    if value is None or value == "" or value == ():
        return ""
    match field.kind:
        case "parts":
            return "; ".join(part_words(part, around) for part in value)
        case "choice":
            return field.choice_label(value)
        case "flag":
            return field.label if value else ""
        case "date":
            return date_words(value) if is_date(value) else str(value)
        case "code":
            return around.term_words(field.taxonomy or owner.taxonomy, value)
        case "codes" if field.taxonomy is not None:
            return ", ".join(around.term_words(field.taxonomy, code) for code in value)
        case "words":
            return ", ".join(value)
        case "area":
            return around.area_words(value)
        case "record":
            return around.names.get(value, _("(no longer there)"))
        case "site" | "fact":
            return dict(facts(around.record(), around)).get(value, "")
        case _:
            return shown(field, owner, value)


def shown(field: fields.Field, owner: Any, value: Any) -> str:
    """A value as people write it: phone numbers national, KBO numbers with dots."""
    if value is None:
        return ""
    if isinstance(owner, Contact) and field.key == "value" and owner.kind == "phone":
        return phone(value)
    if isinstance(owner, Identifier) and field.key == "value":
        return kbo(value)
    if field.kind == "number" and isinstance(value, float):
        return f"{value:g}" if field.key == "weight" else str(value)
    if field.kind == "whole" and isinstance(value, int):
        return str(value)
    return str(value)


def part_words(part: Any, around: Surroundings) -> str:
    """A part in one line: its most telling values."""
    found = []
    for field in fields.of(type(part)):
        if field.column and field.kind != "flag":
            found.append(value_words(field, part, getattr(part, field.key), around))
    if getattr(part, "excluded", False):
        found[0] = _("not: %(area)s") % {"area": found[0]}
    if getattr(part, "done", False):
        found.append(_("done"))
    if getattr(part, "visibility", "public") == "internal":
        found.insert(0, _("internal"))  # first: the end is cut off where it is narrow
    found.append(period(*(_day(getattr(part, key, None)) for key in ("valid_from", "valid_to"))))
    line = DOT.join(" ".join(text.split()) for text in found if text)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _day(text: str | None) -> str | None:
    return text if text and is_date(text) else None


def facts(record: Record | None, around: Surroundings) -> list[tuple[str, str]]:
    """What a source or check can be about: ids of parts and keys of fields, with words; "" is the whole record."""
    found: list[tuple[str, str]] = [("", _("the whole record"))]
    if record is None:
        return found
    for field in fields.of(type(record)):
        if field.own or field.key == "evidence":
            continue
        found.append((field.key, field.label))
        if field.kind == "parts":
            found.extend(_part_facts(field, getattr(record, field.key), around))
    return found


def _part_facts(field: fields.Field, parts: tuple[Any, ...], around: Surroundings) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for part in parts:
        found.append((part.id, f"{field.label}: {part_words(part, around) or _('(empty)')}"))
        for inner in fields.of(type(part)):
            if inner.kind == "parts":
                found.extend(_part_facts(inner, getattr(part, inner.key), around))
    return found


def path_words(record: Frozen, path: str) -> str:
    """The field that a path names, with the number of its part: "Contacts 3: Number or address"."""
    return fields.path_label(type(record), path)


def count_words(count: int) -> str:
    """A number for a heading; empty for none."""
    return f" ({number(count)})" if count else ""
