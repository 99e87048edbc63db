"""Which facts were changed, and what no longer proves them. Pure: form, bulk edit and import share it."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

import msgspec

from vademecum import fields
from vademecum import records as r
from vademecum.validate import normalise

_T = TypeVar("_T", bound=r.Record)
_NO_FACTS = ("note", "evidence", "checks")  # what staff write for themselves has no source
_OURS = {"visibility": "public", "derived": ()}  # of a part: no source says it


def changed_facts(before: r.Record | None, after: r.Record) -> tuple[str, ...]:
    """What differs: ids of parts and keys of fields; "" for a new record."""
    if before is None:
        return ("",)
    found: list[str] = []
    for field in fields.of(type(after)):
        old, new = getattr(before, field.key), getattr(after, field.key)
        if field.own or field.key in _NO_FACTS or old == new:
            continue
        if field.kind == "parts":
            found += _changed_parts(old, new)
        else:
            found.append(field.key)
    return tuple(found)


def _changed_parts(before: tuple[Any, ...], after: tuple[Any, ...]) -> list[str]:
    found: list[str] = []
    old = {part.id: part for part in before}
    for part in after:
        was = old.get(part.id)
        inner = [field.key for field in fields.of(type(part)) if field.kind == "parts"]
        bare = {key: _OURS[key] for key in part.__struct_fields__ if key in _OURS} | dict.fromkeys(inner, ())
        bare |= dict.fromkeys(getattr(part, "derived", ()))
        if was is None or msgspec.structs.replace(part, **bare) != msgspec.structs.replace(was, **bare):
            found.append(part.id)
        for key in inner:
            found += _changed_parts(getattr(was, key) if was is not None else (), getattr(part, key))
    return found


def still_proven(before: r.Record | None, after: _T) -> _T:
    """``after`` (normalised) without the evidence and checks that ``before`` had of facts that are others now.

    What was said of all parts of a field goes on for those that stayed; what was said of the whole record stays.
    """
    if before is None or not hasattr(after, "evidence"):
        return after
    before = normalise(before)
    changed = changed_facts(before, after)
    changes = {key: _still(getattr(before, key), getattr(after, key), after, changed) for key in ("evidence", "checks")}
    return msgspec.structs.replace(after, **changes)


def _still(before: tuple[Any, ...], after: tuple[Any, ...], record: Any, changed: tuple[str, ...]) -> tuple[Any, ...]:
    result: list[Any] = []
    many = {field.key for field in fields.of(type(record)) if field.kind == "parts"}
    for item in after:
        parts = [part.id for part in getattr(record, item.fact)] if item.fact in many else []
        if item not in before or not {item.fact, *parts} & set(changed):
            result.append(item)
        else:
            result.extend(
                msgspec.structs.replace(item, id=str(uuid.uuid4()), fact=part) for part in parts if part not in changed
            )
    return tuple(result)
