"""The one description of every field of every record and part.

Form, spreadsheet, comparison, validation and the texts about a field all read it, so that a field is named and treated
the same everywhere. ``id`` and ``version`` are no fields: the program keeps them. A path names one value in a record:
``contacts[2].value``, ``offers[0].areas[1].area_id``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from vademecum import records as r
from vademecum.fields import of_parts, of_records
from vademecum.fields.base import Choice, Described, Field, ValueKind
from vademecum.texts import _, language

__all__ = ["Choice", "Described", "Field", "ValueKind", "field", "of", "path_label", "steps", "type_label", "walk"]


@lru_cache(maxsize=64)
def _described(owner: Described, _language: str) -> tuple[Field, ...]:
    make = of_records.DESCRIPTIONS.get(owner) or of_parts.DESCRIPTIONS[owner]
    return make()


def of(owner: Described) -> tuple[Field, ...]:
    """The fields of a record class or part class, in the order of a form, in the language in use."""
    return _described(owner, language())


def field(owner: Described, key: str) -> Field:
    """One field. Raises KeyError."""
    for found in of(owner):
        if found.key == key:
            return found
    raise KeyError(f"{owner.__name__}.{key}")


def type_label(kind: r.RecordType) -> str:
    """What a record of this type is called."""
    return {
        "actor": _("actor"),
        "network": _("network"),
        "agreement": _("agreement"),
        "measure": _("measure"),
        "practice": _("good practice"),
        "term": _("term"),
        "synonym": _("synonym"),
        "source": _("source"),
    }[kind]


def walk(owner: r.Frozen, path: str = "") -> Iterator[tuple[str, r.Frozen, Field, Any]]:
    """Every single value of a record, those of its parts too: path, what has it, field, value."""
    for found in of(type(owner)):
        value, here = getattr(owner, found.key), f"{path}.{found.key}" if path else found.key
        if found.kind == "parts":
            for position, part in enumerate(value):
                yield from walk(part, f"{here}[{position}]")
        else:
            yield here, owner, found, value


_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def steps(path: str) -> tuple[tuple[str, int | None], ...]:
    """A path taken apart: ``contacts[2].value`` -> ("contacts", 2), ("value", None)."""
    return tuple((match[1], int(match[2]) if match[2] else None) for match in _STEP.finditer(path))


def path_label(owner: Described, path: str) -> str:
    """A path in words: ``contacts[2].value`` -> "Contacts 3: Number or address"."""
    words: list[str] = []
    for key, position in steps(path):
        found = field(owner, key)
        words.append(found.label if position is None else f"{found.label} {position + 1}")
        owner = found.part or owner
    return ": ".join(words)
