"""The search index: Whoosh keeps the postings, the rest of the search is ours. The only module that imports Whoosh.

What is in it: per record the words of its texts (``words``, for beginnings, completion and typos) and their stems
with parts of compounds (``stems``). Each posting carries, where Whoosh keeps a weight, the mask of the fields in which
the word stands (see :mod:`vademecum.search.ranking`): one look at one posting list tells which records hold a word
and how good that is, which Whoosh's own scoring over several fields does not do in time.

The index is derived: it remembers the highest change number of the catalogue that it contains, in the same commit,
and whoever owns it brings it up to date (:attr:`Index.change`, :meth:`Index.update`, :meth:`Index.rebuild`). Where it
can't be read, it says so in the log, starts over empty with change 0, and answers nothing until it is rebuilt:
**compare** ``change`` **with the catalogue before trusting an empty answer.**

Threads and processes: any number may search beside one that writes. A snapshot is immutable; Whoosh's readers share a
file position and are read under a lock. Writing takes the lock of the index folder, which other processes respect.
"""

from __future__ import annotations

import hashlib
import logging
import time
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock
from typing import Any

import msgspec
from whoosh import fields, formats, index, writing
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import VarBytesColumn
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import TermNotFound

from vademecum.errors import KnownError
from vademecum.paths import resources_folder
from vademecum.records import Document, Found, RecordType
from vademecum.search.finding import (
    Head,
    Postings,
    as_written,
    completions,
    entry_of,
    find,
    is_known,
    one_letter_off,
)
from vademecum.search.language import query_of, words_of
from vademecum.search.marking import excerpt
from vademecum.texts import _

log = logging.getLogger(__name__)

_VERSION = 1  # of this module and of language.py: raise it when other terms are made from the same texts
_STATE_ID = "#"  # the document that holds the change number
_LOCK_SECONDS = 2.0


class _DamagedError(Exception):
    """Whoosh could not read what is on disk."""


class _Masks(fields.FieldType):  # type: ignore[misc]
    """A field that is given as ``{term: mask}``."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: dict[str, int], **_kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """What Whoosh keeps: term, frequency, weight (our mask), no payload."""
        for term in sorted(value):
            yield term.encode(), 1, float(value[term]), b""


class _Bytes(fields.FieldType):  # type: ignore[misc]
    """A column of bytes, not searched."""

    indexed = False

    def __init__(self) -> None:
        super().__init__(None, None)
        self.column_type = VarBytesColumn()

    def to_column_value(self, value: bytes) -> bytes:
        """As given."""
        return value

    def from_column_value(self, value: bytes) -> bytes:
        """As kept."""
        return value


def _schema() -> fields.Schema:
    return fields.Schema(
        id=fields.ID(unique=True),
        words=_Masks(),
        stems=_Masks(),
        written=_Masks(),
        head=_Bytes(),
        document=fields.STORED(),
    )


def _index_name() -> str:
    """Changes with the form of the index and with the word lists, so that an index of another version is not read."""
    digest = hashlib.sha256(str(_VERSION).encode())
    for file in sorted((resources_folder() / "search").iterdir()):
        digest.update(file.read_bytes())
    return f"w{digest.hexdigest()[:12]}"


@contextmanager
def _reading_disk() -> Iterator[None]:
    """Turns whatever Whoosh raises on bad files (struct, pickle, zlib, OS, assertion errors ...) into one error."""
    try:
        yield
    except TermNotFound:
        raise
    except Exception as error:
        raise _DamagedError(f"{type(error).__name__}: {error}") from error


_decode_head = msgspec.msgpack.Decoder(Head).decode
_decode_document = msgspec.msgpack.Decoder(Document).decode
_encode = msgspec.msgpack.Encoder().encode


class _Segment:
    """One immutable part of the index: a Whoosh reader, and what is worth keeping in memory of it."""

    def __init__(self, reader: Any, known: _Segment | None) -> None:
        self.reader = reader
        self.id: str = reader.segment().segment_id()
        self.lock = Lock()
        self._words: list[str] | None = None
        self._forms: dict[str, str] | None = None
        self.heads: list[Head]
        self.numbers: dict[str, int]
        with _reading_disk():
            count = reader.doc_count_all()
            self.dead = frozenset(number for number in range(count) if reader.is_deleted(number))
            if known is not None and len(known.heads) == count:
                self.heads, self.numbers = known.heads, known.numbers
                self._words, self._forms = known._words, known._forms
            else:
                column = reader.column_reader("head", translate=False)
                self.heads = [_decode_head(column[number]) for number in range(count)]
                self.numbers = {head.id: number for number, head in enumerate(self.heads)}

    def words(self) -> list[str]:
        """All words, in order."""
        if self._words is None:
            self._words = self._lexicon("words")
        return self._words

    def forms(self) -> dict[str, str]:
        """Words with accents: how they are written by how they are folded."""
        if self._forms is None:
            self._forms = dict(form.split(" ", 1) for form in self._lexicon("written"))
        return self._forms

    def _lexicon(self, field: str) -> list[str]:
        with self.lock, _reading_disk():
            return [term.decode() for term in self.reader.lexicon(field)]

    def postings(self, field: str, term: str) -> Postings:
        """The records that hold a term; empty when none does. Deleted records are among them."""
        found: Postings = {}
        with self.lock, _reading_disk():
            try:
                matcher = self.reader.postings(field, term)
            except TermNotFound:
                return found
            if isinstance(matcher, FilterMatcher):
                matcher = matcher.child
            # Block by block with the blocks' own lists: asking id by id takes five times as long.
            while matcher.is_active():
                matcher.id()
                matcher.weight()
                found.update(zip(matcher._ids, map(int, matcher._weights), strict=True))
                matcher._next_block()
            if found and max(found) >= len(self.heads):
                raise ValueError("posting of a document that is not there")
        return found

    def beginning_with(self, prefix: str) -> list[str]:
        """The words that begin with ``prefix``."""
        words = self.words()
        return words[bisect_left(words, prefix) : bisect_left(words, prefix + "\U0010ffff")]

    def document(self, number: int) -> Document:
        """The texts of one record."""
        with self.lock, _reading_disk():
            return _decode_document(self.reader.stored_fields(number)["document"])


class _Snapshot:
    """The index as it was after one commit. Immutable."""

    def __init__(self, key: tuple[int, int], segments: tuple[_Segment, ...], change: int) -> None:
        self.key = key
        self.segments = segments
        self.change = change

    def document(self, record_id: str) -> Document | None:
        """The texts of one record; None when it is not there (any more)."""
        for segment in self.segments:
            number = segment.numbers.get(record_id)
            if number is not None and number not in segment.dead:
                return segment.document(number)
        return None


class Index:
    """The search index in one folder. Opening never fails on what it finds there; see the module for what it does."""

    def __init__(self, folder: Path) -> None:
        """Open or create. Where the folder can't be written, the index lives in memory."""
        self._name = _index_name()
        self._folder = folder
        self._opening = RLock()
        self._snapshot: _Snapshot | None = None
        self._storage = self._open_storage()
        self._take_snapshot()

    # -- opening and starting over -----------------------------------------------------------------------------------

    def _open_storage(self) -> Any:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            storage = FileStorage(str(self._folder))
            if index.TOC._latest_generation(storage, self._name) < 0:
                for old in self._folder.iterdir():  # of another version
                    old.unlink()
                index.FileIndex.create(storage, _schema(), self._name)
        except OSError as error:
            log.warning("the search index can't be kept in %s (%s); it is made anew at each start", self._folder, error)
            storage = RamStorage()
            index.FileIndex.create(storage, _schema(), self._name)
        return storage

    def _key(self) -> tuple[int, int]:
        """What tells one state of the folder from another: the generation, and when it was written."""
        generation = index.TOC._latest_generation(self._storage, self._name)
        if generation < 0 or isinstance(self._storage, RamStorage):
            return generation, 0
        toc = self._folder / index.TOC._filename(self._name, generation)
        return generation, toc.stat().st_mtime_ns

    def _open_index(self) -> Any:
        return index.FileIndex(self._storage, _schema(), self._name)

    def _take_snapshot(self) -> _Snapshot:
        """The newest state; starts over where it can't be read."""
        with self._opening:
            try:
                return self._read_snapshot()
            except _DamagedError as error:
                return self._start_over(error)

    def _read_snapshot(self) -> _Snapshot:
        """Opens the newest state, or answers the one that is open. Raises _DamagedError."""
        with self._opening, _reading_disk():
            for attempt in range(5):
                before = self._key()
                if self._snapshot is not None and self._snapshot.key == before:
                    return self._snapshot
                try:
                    self._snapshot = self._load(before)
                    return self._snapshot
                except Exception:
                    # A commit by another process may have replaced the files that were being opened.
                    if attempt == 4 or self._key() == before:
                        raise
                    time.sleep(0.02)
            raise OSError("the index keeps changing")

    def _load(self, key: tuple[int, int]) -> _Snapshot:
        reader = self._open_index().reader()
        known = {segment.id: segment for segment in self._snapshot.segments} if self._snapshot else {}
        segments: list[_Segment] = []
        change = 0
        if reader.doc_count_all():
            for leaf, _offset in reader.leaf_readers():
                segment = _Segment(leaf, known.get(leaf.segment().segment_id()))
                segments.append(segment)
                number = segment.numbers.get(_STATE_ID)
                if number is not None and number not in segment.dead:
                    change = msgspec.msgpack.decode(leaf.stored_fields(number)["document"], type=int)
        return _Snapshot(key, tuple(segments), change)

    def _start_over(self, error: Exception) -> _Snapshot:
        """Empty the index, unless another process has put it right meanwhile."""
        log.warning("the search index can't be read and is made anew: %s", error)
        with self._opening:
            self._snapshot = None
            self._folder.mkdir(parents=True, exist_ok=True)
            index.FileIndex.create(self._storage, _schema(), self._name)
            return self._read_snapshot()

    @property
    def change(self) -> int:
        """The highest change number of the catalogue that is in the index; 0 for an empty one."""
        return self._take_snapshot().change

    @property
    def count(self) -> int:
        """The number of records in the index."""
        segments = self._take_snapshot().segments
        return max(0, sum(len(segment.heads) - len(segment.dead) for segment in segments) - 1)  # not the change number

    # -- writing -----------------------------------------------------------------------------------------------------

    def rebuild(
        self, documents: Iterable[Document], change: int, progress: Callable[[int], None] | None = None
    ) -> None:
        """Make the index from nothing; the old one answers until this is done. ``progress``: documents so far."""
        with self._writer() as writer:
            for done, document in enumerate(documents, start=1):
                _add(writer, document)
                if progress is not None and done % 50 == 0:
                    progress(done)
            _add_state(writer, change)
            writer.commit(mergetype=writing.CLEAR)

    def update(self, documents: Collection[Document], removed: Collection[str], change: int) -> None:
        """Take in what changed: new and changed documents, ids that are gone, and the change number reached."""
        with self._writer() as writer:
            for record_id in (_STATE_ID, *removed, *(document.id for document in documents)):
                writer.delete_by_term("id", record_id)
            for document in documents:
                _add(writer, document)
            _add_state(writer, change)
            writer.commit()

    @contextmanager
    def _writer(self) -> Iterator[Any]:
        """A writer that holds the lock of the index, rolled back on any error. Raises KnownError when it is taken."""
        self._take_snapshot()  # so that a damaged index is not written on
        codec = W3Codec(blocklimit=4096, compression=0)  # large blocks: we read whole lists
        codec.length_stats = False  # our fields keep no lengths, and asking for them costs half of the time
        try:
            writer = writing.SegmentWriter(self._open_index(), timeout=_LOCK_SECONDS, codec=codec)
        except index.LockError:
            raise KnownError(
                _("The search index is in use by another program."),
                _("Close the other window of the vademecum and try again."),
            ) from None
        except OSError as error:
            raise KnownError(_("The search index can't be written."), str(error)) from error
        try:
            yield writer
        finally:
            if not writer.is_closed:
                writer.cancel()
        self._take_snapshot()

    # -- searching ---------------------------------------------------------------------------------------------------

    def search(
        self,
        words: str,
        *,
        allowed: Collection[str] | None = None,
        types: tuple[RecordType, ...] = ("actor",),
        limit: int | None = None,
    ) -> tuple[Found, ...]:
        """The records of ``types`` that hold all ``words``, best first, out of ``allowed`` ids when given.

        Without snippets: ask those of the page that is shown with :meth:`snippets`.
        """
        query = query_of(words)
        if query.empty:
            return ()
        try:
            hits = find(self._take_snapshot().segments, query, allowed, frozenset(types))
        except _DamagedError as error:
            self._start_over(error)
            return ()
        return tuple(hits[:limit])

    def snippets(self, words: str, found: Iterable[Found]) -> tuple[Found, ...]:
        """The same, each with the text of its field in which the words were found."""
        hits = tuple(found)
        snapshot = self._take_snapshot()
        try:
            documents = [snapshot.document(hit.id) for hit in hits]
        except _DamagedError as error:
            self._start_over(error)
            return hits
        return tuple(
            msgspec.structs.replace(hit, snippet=excerpt(getattr(document, hit.field), words)) if document else hit
            for hit, document in zip(hits, documents, strict=True)
        )

    def complete(self, prefix: str, limit: int = 8) -> tuple[str, ...]:
        """Words that begin with the last word of ``prefix``, the most used first, as they are written."""
        query = query_of(prefix)
        if not query.typing or len(query.required[-1]) < 2:
            return ()
        try:
            segments = self._take_snapshot().segments
            return tuple(as_written(segments, word) for word in completions(segments, query.required[-1], limit))
        except _DamagedError as error:
            self._start_over(error)
            return ()

    def similar(self, words: str) -> str | None:
        """The words with one letter put right in each word that no record holds; None when there is nothing to do so.

        Only for an answer without hits: a word that is found is never questioned.
        """
        query = query_of(words)
        try:
            segments = self._take_snapshot().segments
            unknown = [word for word in query.required if not is_known(segments, word, query)]
            corrected = {word: one_letter_off(segments, word) for word in unknown}
            if not corrected or None in corrected.values():
                return None
            typed = [word.text for word in words_of(words)]
            return " ".join(as_written(segments, corrected.get(word) or word) for word in typed)
        except _DamagedError as error:
            self._start_over(error)
            return None


def _add(writer: Any, document: Document) -> None:
    entry = entry_of(document)
    writer.add_document(
        id=document.id,
        words=entry.words,
        stems=entry.stems,
        written={f"{word} {form}": 1 for word, form in entry.written},
        head=_encode(entry.head),
        document=_encode(document),
    )


def _add_state(writer: Any, change: int) -> None:
    """The change number, as a document that no search finds."""
    head = Head(id=_STATE_ID, type="source", ended=False, sort="", names="", others="")
    writer.add_document(id=_STATE_ID, head=_encode(head), document=_encode(change))
