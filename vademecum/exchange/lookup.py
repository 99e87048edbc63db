"""What a plan of an import asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from vademecum import records as r


class Lookup(Protocol):
    """What drafting asks the catalogue."""

    def load(self, kind: r.RecordType, ids: Sequence[str]) -> Mapping[str, r.Record]:
        """Records as they are now."""

    def at(self, kind: r.RecordType, record_id: str, version: int) -> r.Record | None:
        """A record as it was at a version; None where that isn't known."""

    def removed(self, kind: r.RecordType, ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that were records once and are none now."""

    def had(self, kind: r.RecordType, record_id: str, part_id: str) -> bool:
        """Whether a record ever had a part."""

    def erased_since(self, record_id: str, version: int) -> bool:
        """Whether a person was erased from a record after a version."""

    def alike(self, record: r.Record) -> tuple[str | None, tuple[r.Candidate, ...]]:
        """The id of the record that a new one (tidy) certainly is, and those that it may be."""

    def judge(self, record: r.Record) -> tuple[r.Problem, ...]:
        """What is wrong with a record; ``field`` is a path."""

    def tidy(self, record: r.Record) -> r.Record:
        """The record with its values as they are kept."""

    def merge(self, base: r.Record, mine: r.Record, theirs: r.Record) -> r.Record:
        """Theirs with what mine changed since base; where both changed a value theirs counts."""
