"""Taking in the shipped data: at first start, and each later edition without losing what the user changed.

A later edition is merged in three ways: what it ships now, what the last taken-in edition shipped, and what the
catalogue holds. A field (or a part, by its id) that the user left alone takes the new value; where the user changed it,
the user's stays. What the user deleted stays deleted; what the edition no longer ships is deleted only if untouched.
Where it is not known what an edition shipped, all that the catalogue holds or held is the user's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue import threeway
from vademecum.store import mapping, reading, reference
from vademecum.store.operation import Operation

FILES: dict[r.RecordType, str] = {
    "source": "sources.json",
    "term": "terms.json",
    "synonym": "synonyms.json",
    "actor": "actors.json",
    "network": "networks.json",
    "measure": "measures.json",
    "agreement": "agreements.json",
    "practice": "practices.json",
}


class Edition(r.Frozen, frozen=True, kw_only=True):
    """``edition.json``: what the shipped catalogue is called."""

    name: str
    edition: str


def edition(folder: Path) -> Edition:
    """The edition that the files hold."""
    return msgspec.json.decode((folder / "edition.json").read_bytes(), type=Edition)


def digest(folder: Path) -> str:
    """A fingerprint of the files, to see whether they hold something new."""
    result = hashlib.blake2b(digest_size=16)
    for name in ("edition.json", *FILES.values()):
        result.update((folder / name).read_bytes())
    return result.hexdigest()


def shipped_records(folder: Path) -> dict[str, r.Record]:
    """All records of the files, by id."""
    result: dict[str, r.Record] = {}
    for kind, name in FILES.items():
        many: Any = list.__class_getitem__(r.RECORD_CLASSES[kind])
        records: Iterable[r.Record] = msgspec.json.decode((folder / name).read_bytes(), type=many)
        result.update((record.id, record) for record in records)
    return result


def take_in(connection: sa.Connection, folder: Path, who: str) -> r.Changes:
    """Bring the catalogue to the shipped edition, in one operation."""
    new = shipped_records(folder)
    old = reference.shipped(connection)
    if not old and not any(reading.counts(connection).values()):
        operation = Operation(connection, "starter", who)
        operation.put_new(new.values())
    else:
        operation = Operation(connection, "edition", who)
        _merge(connection, operation, old, new)
    reference.set_shipped(connection, new.values())
    reference.set_meta(connection, "edition_digest", digest(folder))
    known = edition(folder)
    reference.set_meta(connection, "name", known.name)
    reference.set_meta(connection, "edition", known.edition)
    return operation.changes()


def _merge(
    connection: sa.Connection, operation: Operation, old: Mapping[str, r.Record], new: Mapping[str, r.Record]
) -> None:
    current: dict[str, r.Record] = {}
    for kind in r.RECORD_CLASSES:
        current.update(mapping.load(connection, kind))
    for key, record in new.items():
        base, now = old.get(key), current.get(key)
        if base == record:
            continue
        if now is None:
            deleted = base is not None or reading.last_name(connection, key)
            if not deleted and reading.code_taken(connection, record) is None:
                operation.put(record)
            continue
        operation.put(merge(base, now, record))
    for key, base in old.items():
        now = current.get(key)
        if key not in new and now is not None and _plain(now) == base and not reading.pointing_at(connection, key):
            operation.remove(r.record_type(base), key)


def _plain(record: r.Record) -> r.Record:
    return msgspec.structs.replace(record, version=0)


def merge(base: r.Record | None, mine: r.Record, theirs: r.Record) -> r.Record:
    """The user's record with the new edition's values wherever the user left the old edition's alone."""
    return threeway.settle(threeway.merge(base, mine, theirs), theirs=())
