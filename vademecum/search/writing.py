"""Whoosh's files, written term by term: what Whoosh reads, in half of its time and a bounded part of its memory.

Whoosh's own writer keeps a tuple per posting, sorts them all, and hands them on one by one; an index of 100,000 records
has seven million. Here a posting is eight bytes in a list per term; beyond a limit the lists go to a temporary file,
sorted, and are joined at the end. A term that only one record holds, as most do, keeps its posting beside the term.

Relied on of Whoosh: the writer's ``pool``, the field writer's ``add_postings`` and the form of a block of postings.
"""

from __future__ import annotations

import marshal
import pickle
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from struct import Struct
from typing import IO, Any
from zlib import crc32

from whoosh import writing
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.filedb.filetables import HashWriter, OrderedHashWriter
from whoosh.util.numlists import GrowableArray

Posting = int  # the number of a record, and in the lower half the mask of the fields
Run = Iterator[tuple[str, "Posting | array[int] | bytes"]]

_BLOCK = 4096  # postings: we read whole lists
_MOST = 16_000_000  # bytes of postings in memory, about: sorting more would hold up the window
_OF_A_TERM, _OF_A_POSTING = 190, 9  # bytes
_CHUNK = 500  # terms
_TELL = 1000  # lists of postings
_LOW = 0xFFFFFFFF
_CRC32 = 1  # in Whoosh's list of hash functions
_KEY = Struct("!H")
_LENGTHS = Struct("!ii")


class Writer(writing.SegmentWriter):  # type: ignore[misc]
    """Adds records to an index. Raises Whoosh's LockError where another program writes."""

    def __init__(self, index: Any, timeout: float, written: Callable[[float], None] | None = None) -> None:
        """``written``: after the last record, how far its terms are written (0 to 1)."""
        try:
            super().__init__(index, timeout=timeout, codec=_Codec(blocklimit=_BLOCK, compression=0))
        except OSError:
            self._release()
            raise
        self.pool = _Pool(written or (lambda _part: None))

    def cancel(self) -> None:
        """Write nothing. Raises OSError where not even that can be done, as on a full disk; the lock is given back."""
        try:
            super().cancel()
        except OSError:
            self._release()
            raise

    def _release(self) -> None:
        """Whoosh itself would keep the lock, and nobody could write until this process ends."""
        if self.writelock:
            self.writelock.release()

    def add(self, stored: bytes, head: bytes, terms: Mapping[str, Mapping[str, int]]) -> None:
        """Add one record. ``terms``: per field the masks of its terms."""
        columns = self.perdocwriter
        columns.start_doc(self.docnum)
        columns.add_field("document", self.schema["document"], stored, 0)
        columns.add_column_value("head", self.schema["head"].column_type, head)
        columns.finish_doc()
        for field, masks in terms.items():
            self.pool.add_all(field, self.docnum, masks)
        self._added = True
        self.docnum += 1


class _Codec(W3Codec):  # type: ignore[misc]
    length_stats = False  # our fields keep no lengths, and asking for them costs half of the time

    def field_writer(self, storage: Any, segment: Any) -> _FieldWriter:
        return _FieldWriter(self, storage, segment)


class _Pool:
    """Postings by field and term, in the order of the records."""

    def __init__(self, written: Callable[[float], None]) -> None:
        self._written = written
        self._kept: dict[str, dict[str, Posting | array[int]]] = {}
        self._size = 0
        self._lists = self._handed = 0  # of postings: in files or, at last, in memory; and those handed on
        self._runs: list[IO[bytes]] = []

    def add_all(self, field: str, number: int, masks: Mapping[str, int]) -> None:
        """The terms of a record."""
        kept = self._kept.setdefault(field, {})
        before = len(kept)
        for term, mask in masks.items():
            posting = number << 32 | mask
            known = kept.get(term)
            if known is None:
                kept[term] = posting
            elif isinstance(known, int):
                kept[term] = array("Q", (known, posting))
            else:
                known.append(posting)
        self._size += (len(kept) - before) * _OF_A_TERM + len(masks) * _OF_A_POSTING
        if self._size > _MOST:
            self._spill()

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """One posting of a segment that Whoosh merges into this one."""
        field, term, number, weight, _value = posting
        self.add_all(field, number, {term.decode(): int(weight)})

    def _spill(self) -> None:
        run = tempfile.TemporaryFile(prefix="vademecum-index-")  # noqa: SIM115 lives until the segment is written
        self._runs.append(run)
        self._lists += sum(map(len, self._kept.values()))
        for field in sorted(self._kept):
            terms = iter(sorted(self._kept[field].items()))
            marshal.dump(field, run)
            while chunk := [(term, x if isinstance(x, int) else x.tobytes()) for term, x in islice(terms, _CHUNK)]:
                marshal.dump(chunk, run)
            marshal.dump([], run)
        self._kept.clear()
        self._size = 0

    def iter_postings(self) -> Iterator[tuple[str, Iterator[tuple[str, array[int]]]]]:
        """Per field, in order, its terms in order with their postings; each field must be read to its end."""
        if not self._runs:
            self._lists = sum(map(len, self._kept.values()))
            for field in sorted(self._kept):
                yield field, self._joined([iter(sorted(self._kept[field].items()))])
            return
        self._spill()
        for run in self._runs:
            run.seek(0)
        waiting = {run: _next_field(run) for run in self._runs}
        while fields := {field for field in waiting.values() if field is not None}:
            first = min(fields)
            here = [run for run in self._runs if waiting[run] == first]
            yield first, self._joined([_terms(run) for run in here])
            waiting |= {run: _next_field(run) for run in here}

    def _joined(self, runs: list[Run]) -> Iterator[tuple[str, array[int]]]:
        """The terms of all runs in order; records stand in the order of the runs."""
        first = itemgetter(0)
        for term, pieces in groupby(merge(*runs, key=first) if len(runs) > 1 else runs[0], first):
            postings = array("Q")
            for _term, piece in pieces:
                if isinstance(piece, bytes):
                    postings.frombytes(piece)
                elif isinstance(piece, int):
                    postings.append(piece)
                else:
                    postings.extend(piece)
                self._handed += 1
                if self._handed % _TELL == 0:
                    self._written(self._handed / self._lists)
            yield term, postings

    def cleanup(self) -> None:
        """Let go of the files."""
        for run in self._runs:
            run.close()


def _next_field(run: IO[bytes]) -> str | None:
    try:
        field: str = marshal.load(run)  # noqa: S302 our own file, without a name
    except EOFError:
        return None
    return field


def _terms(run: IO[bytes]) -> Run:
    while chunk := marshal.load(run):  # noqa: S302
        yield from chunk


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes terms and their postings in Whoosh's form."""

    _postwriter: Any
    _tindex: Any
    _fieldmap: dict[str, int]

    def __init__(self, codec: Any, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._tindex = _TermIndex(self._tindex.dbfile)
        self._fieldmap = self._tindex.extras["fieldmap"] = {}

    def add_postings(
        self, schema: Any, _lengths: None, items: Iterable[tuple[str, Iterable[tuple[str, array[int]]]]]
    ) -> None:
        """Write all of it; see :meth:`_Pool.iter_postings`."""
        for field, terms in items:
            self.start_field(field, schema[field])
            key, add = _KEY.pack(self._fieldid), self._tindex.add
            for term, postings in terms:
                add(key + term.encode(), _alone(postings[0]) if len(postings) == 1 else self._in_blocks(postings))
            self.finish_field()

    def _in_blocks(self, postings: array[int]) -> bytes:
        info, writer = W3TermInfo(), self._postwriter
        writer.start_postings(self._format, info)
        for start in range(0, len(postings), _BLOCK):
            block = postings[start : start + _BLOCK]
            writer._ids = array("I", [posting >> 32 for posting in block])
            writer._weights = array("f", [posting & _LOW for posting in block])
            writer._maxweight = max(writer._weights)
            writer._write_block(last=start + _BLOCK >= len(postings))
        content: bytes = writer.finish_postings().to_bytes()
        return content


def _alone(posting: Posting) -> bytes:
    """What Whoosh keeps of a term with one posting, see its W3TermInfo."""
    number, weight = posting >> 32, float(posting & _LOW)
    inline = pickle.dumps(((number,), (weight,), ()), 2)
    return bytes(W3TermInfo._struct.pack(True, weight, 1, 0, 0, weight, number, number)) + inline


class _TermIndex(OrderedHashWriter):  # type: ignore[misc]
    """Whoosh's ordered table of terms, with less in memory and a faster hash."""

    def __init__(self, dbfile: Any) -> None:
        dbfile.seek(0)  # past what another table began there
        HashWriter.__init__(self, dbfile, hashtype=_CRC32)
        self.index = GrowableArray("H")
        self.buckets = [_Pairs() for _bucket in range(256)]
        self._end = dbfile.tell()

    def add(self, key: bytes, value: bytes) -> None:
        """Add a term; they come in order."""
        self.index.append(self._end)
        self.dbfile.write(_LENGTHS.pack(len(key), len(value)) + key + value)
        hashed = crc32(key)
        self.buckets[hashed & 255].add(hashed, self._end)
        self._end += _LENGTHS.size + len(key) + len(value)


class _Pairs:
    """A list of pairs of numbers, sixteen bytes each."""

    def __init__(self) -> None:
        self._numbers = array("Q")

    def add(self, one: int, two: int) -> None:
        self._numbers.append(one)
        self._numbers.append(two)

    def __len__(self) -> int:
        return len(self._numbers) // 2

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._numbers[::2], self._numbers[1::2], strict=True)
