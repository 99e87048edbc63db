"""From which source a change comes: the facts that were changed get that source. No Qt."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from vademecum import fields
from vademecum.records import Confidence, Evidence, Record

_NO_FACTS = ("note", "evidence", "checks")  # what staff write for themselves has no source


@dataclass(frozen=True)
class Proof:
    """A source with its date; without ``source_id`` nothing is said."""

    source_id: str | None = None
    date: str | None = None
    confidence: Confidence = "medium"


def today() -> str:
    """Today as ISO date."""
    return date.today().isoformat()


def changed_facts(base: Record | None, record: Record) -> tuple[str, ...]:
    """What differs: ids of parts and keys of fields; "" for a new record."""
    if base is None:
        return ("",)
    found: list[str] = []
    for field in fields.of(type(record)):
        before, after = getattr(base, field.key), getattr(record, field.key)
        if field.own or field.key in _NO_FACTS or before == after:
            continue
        if field.kind == "parts":
            found += _changed_parts(before, after)
        else:
            found.append(field.key)
    return tuple(found)


def _changed_parts(before: tuple[Any, ...], after: tuple[Any, ...]) -> list[str]:
    found: list[str] = []
    old = {part.id: part for part in before}
    for part in after:
        was = old.get(part.id)
        inner = [field.key for field in fields.of(type(part)) if field.kind == "parts"]
        bare = dict.fromkeys(inner, ())
        if was is None or msgspec.structs.replace(part, **bare) != msgspec.structs.replace(was, **bare):
            found.append(part.id)
        for key in inner:
            found += _changed_parts(getattr(was, key) if was is not None else (), getattr(part, key))
    return found


def with_proof(base: Record | None, record: Record, proof: Proof) -> Record:
    """The record with this source at each fact that was changed, in the place of what was said of it before."""
    if proof.source_id is None or not hasattr(record, "evidence"):
        return record
    changed = changed_facts(base, record)
    if not changed:
        return record
    before = base.evidence if base is not None and hasattr(base, "evidence") else ()
    kept = [item for item in record.evidence if item.fact not in changed or item not in before]
    said = {(item.source_id, item.fact) for item in kept}
    fresh = [
        Evidence(
            id=str(uuid.uuid4()),
            source_id=proof.source_id,
            fact=fact,
            date=proof.date or None,
            confidence=proof.confidence,
        )
        for fact in changed
        if (proof.source_id, fact) not in said
    ]
    result: Record = msgspec.structs.replace(record, evidence=(*kept, *fresh))
    return result
