"""The snapshot beside the index, so that a start need not read all actors. Derived: losing it costs nothing but time.

It is of one state of the index (:attr:`vademecum.search.index.Index.key`), and holds for the change that this state
has reached: whoever replaces the file of the catalogue makes the index anew, and with it goes what is kept here.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from vademecum import records as r
from vademecum.catalogue.snapshot import Codes, Snapshot, Synonyms
from vademecum.paths import write_whole

log = logging.getLogger(__name__)

_NAME = "actors.snapshot"
_VERSION = 4  # of this form, how actors are put in order, and how synonyms are looked up: raise it when one changes
_DIGEST = 16  # bytes


class _Kept(msgspec.Struct, array_like=True):
    version: int
    index: tuple[int, int]
    change: int
    ids: list[str]
    sort_names: list[str]
    codes: list[tuple[str, r.Status, list[str], list[str]]]  # those that occur
    which: list[int]  # per actor the place of its codes in that list
    live: bytes
    with_area: bytes
    by_code: dict[r.Taxonomy, dict[str, bytes]]
    counts: dict[str, int]
    synonyms: Sequence[bytes]


def keep(folder: Path, index: tuple[int, int], snapshot: Snapshot) -> None:
    """Write a snapshot beside the index that stands at the same change. A full or read-only disk is no matter."""
    places = {codes: place for place, codes in enumerate(dict.fromkeys(snapshot.codes))}
    kept = _Kept(
        version=_VERSION,
        index=index,
        change=snapshot.change,
        ids=list(snapshot.ids),
        sort_names=list(snapshot.sort_names),
        codes=[(c.kind, c.status, sorted(c.audiences), sorted(c.themes)) for c in places],
        which=[places[codes] for codes in snapshot.codes],
        live=_bytes_of(snapshot.live),
        with_area=_bytes_of(snapshot.with_area),
        by_code={
            taxonomy: {code: _bytes_of(members) for code, members in sets.items()}
            for taxonomy, sets in snapshot.by_code.items()
        },
        counts=snapshot.known_counts,
        synonyms=snapshot.known_synonyms.pack(),
    )
    content = msgspec.msgpack.encode(kept)
    try:
        write_whole(folder / _NAME, _digest(content) + content)
    except OSError as error:
        log.info("the snapshot is not kept in %s: %s", folder, error)


def recall(
    folder: Path,
    index: tuple[int, int],
    change: int,
    terms: Mapping[r.Taxonomy, Mapping[str, r.Term]],
    known_ids: Iterable[str],
) -> Snapshot | None:
    """The snapshot that was kept of this state; None where there is none, or where it can't be read.

    ``known_ids``: those that the index has in memory, so that they are not there twice.
    """
    try:
        content = (folder / _NAME).read_bytes()
    except OSError:
        return None  # the first start, or the index was made anew
    body = memoryview(content)[_DIGEST:]
    if _digest(body) != content[:_DIGEST]:
        log.warning("the snapshot in %s is damaged, all actors are read", folder)
        return None
    try:
        kept = msgspec.msgpack.decode(body, type=_Kept)
    except msgspec.DecodeError:
        return None  # of another version
    if (kept.version, kept.index, kept.change) != (_VERSION, index, change):
        return None
    codes = [Codes(kind, status, frozenset(a), frozenset(t)) for kind, status, a, t in kept.codes]
    own = {key: key for key in known_ids}
    ids = tuple([own.get(key, key) for key in kept.ids])
    return Snapshot(
        change=change,
        ids=ids,
        numbers=dict(zip(ids, range(len(ids)), strict=True)),
        sort_names=tuple(kept.sort_names),
        codes=tuple([codes[place] for place in kept.which]),
        live=int.from_bytes(kept.live),
        with_area=int.from_bytes(kept.with_area),
        terms=terms,
        known_by_code={
            taxonomy: {code: int.from_bytes(members) for code, members in sets.items()}
            for taxonomy, sets in kept.by_code.items()
        },
        known_counts=kept.counts,
        known_synonyms=Synonyms(kept.synonyms),
    )


def _bytes_of(members: int) -> bytes:
    return members.to_bytes((members.bit_length() + 7) // 8)


def _digest(content: bytes | memoryview) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST).digest()
