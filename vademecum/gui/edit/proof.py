"""From which source a change comes: the facts that were changed get that source. No Qt."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

import msgspec

from vademecum.proving import changed_facts, still_proven
from vademecum.records import Confidence, Evidence, Record


@dataclass(frozen=True)
class Proof:
    """A source with its date; without ``source_id`` nothing is said."""

    source_id: str | None = None
    date: str | None = None
    confidence: Confidence = "medium"


def today() -> str:
    """Today as ISO date."""
    return date.today().isoformat()


def with_proof(base: Record | None, record: Record, proof: Proof) -> Record:
    """The record with this source at each fact that was changed, in the place of what was said of it before."""
    if proof.source_id is None or not hasattr(record, "evidence"):
        return record
    changed = changed_facts(base, record)
    if not changed:
        return record
    record = still_proven(base, record)
    kept = getattr(record, "evidence", ())
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
