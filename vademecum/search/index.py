"""The search index: Whoosh keeps the postings, the rest of the search is ours. Only this and ``writing`` import Whoosh.

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
from functools import partial
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar

import msgspec
from whoosh import fields, formats, index
from whoosh.codec.base import Segment
from whoosh.columns import VarBytesColumn
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.matching import ListMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.util.filelock import try_for
from whoosh.writing import CLEAR

from vademecum.errors import KnownError
from vademecum.paths import resources_folder
from vademecum.records import Document, Found, RecordType
from vademecum.search.finding import (
    Head,
    Known,
    Postings,
    completions,
    corrected,
    entry_of,
    find,
    holding,
    standing,
)
from vademecum.search.language import Query, query_of, words_of
from vademecum.search.marking import excerpt
from vademecum.search.ranking import FIELDS
from vademecum.search.stemming import stem
from vademecum.search.writing import Writer
from vademecum.texts import _

log = logging.getLogger(__name__)

_T = TypeVar("_T")

_VERSION = 5  # of this module and of language.py: raise it when other terms are made from the same texts
_STATE_ID = "#"  # the document that holds the change number
_LOCK_SECONDS = 2.0
_REMEMBERED = 4  # questions of which the postings are kept
_HELD = 128  # words and pieces of questions of which is kept who holds them
_ATTEMPTS = 10  # to open what others may be replacing


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


class _Storage(FileStorage):  # type: ignore[misc]
    """A folder from which files are read whole: a mapped file that is cut off by others would end the program."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), supports_mmap=False)

    def open_file(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Segments and lists of segments from memory, working files of a writer as Whoosh opens them."""
        if name.endswith((Segment.COMPOUND_EXT, ".toc")):
            return BufferFile((Path(self.folder) / name).read_bytes(), name=name)
        return super().open_file(name, *args, **kwargs)


class _Segment:
    """One part of the index: a Whoosh reader, and what is worth keeping in memory of it.

    The same part with other records deleted (``dead``) shares all the rest with the one that was ``known``.
    """

    def __init__(self, open_reader: Callable[[], Any], segment: Any, known: _Segment | None) -> None:
        self.reader: Any
        self.lock: Lock
        self.heads: list[Head]
        self.numbers: dict[str, int]
        self.id: str = segment.segment_id()
        self.dead = frozenset(segment.deleted_docs())
        self._words: list[str] | None = None
        self._word_stems: list[str] | None = None
        self._forms: dict[str, str] | None = None
        if known is not None:
            self.reader, self.lock = known.reader, known.lock
            self.heads, self.numbers = known.heads, known.numbers
            self._words, self._word_stems, self._forms = known._words, known._word_stems, known._forms
        else:
            self.reader, self.lock = open_reader(), Lock()
            column = self.reader.column_reader("head", translate=False)
            self.heads = [_decode_head(column[number]) for number in range(self.reader.doc_count_all())]
            self.numbers = {head.id: number for number, head in enumerate(self.heads)}

    def words(self) -> list[str]:
        """All words, in order."""
        if self._words is None:
            self._words = self._lexicon("words")
        return self._words

    def word_stems(self) -> list[str]:
        """The stem of each of the words."""
        if self._word_stems is None:
            self._word_stems = [stem(word) for word in self.words()]
        return self._word_stems

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
            if isinstance(matcher, ListMatcher):  # a single posting, that stands beside its term
                found[matcher._ids[0]] = int(matcher._weights[0])
            else:
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

    def stored(self, number: int) -> bytes:
        """What was stored with a record."""
        with self.lock, _reading_disk():
            stored: bytes = self.reader.stored_fields(number)["document"]
        return stored

    def document(self, number: int) -> Document:
        """The texts of one record."""
        stored = self.stored(number)
        with _reading_disk():
            return _decode_document(stored)


class _Snapshot:
    """The index as it was after one commit. Immutable, but for what it remembers of the last questions.

    One key in the box asks for actors, for other records and for suggestions: the same words, three times.
    """

    def __init__(self, key: tuple[int, int], segments: tuple[_Segment, ...], change: int) -> None:
        self.key = key
        self.segments = segments
        self.change = change
        self._asked: dict[Query, list[list[Postings]]] = {}
        self._words: Known = {}
        self._held: dict[tuple[Query, Collection[RecordType]], frozenset[str]] = {}

    def find(self, query: Query, allowed: Collection[str] | None, types: Collection[RecordType]) -> list[Found]:
        """See :func:`finding.find`."""
        return find(self.segments, query, self._standing(query), allowed, types)

    def holding(self, query: Query, types: Collection[RecordType]) -> frozenset[str]:
        """See :func:`finding.holding`."""
        known = self._held.get((query, types))
        if known is None:
            known = holding(self.segments, self._standing(query), types)
            if len(self._held) >= _HELD:
                self._held.clear()
            self._held[query, types] = known
        return known

    def _standing(self, query: Query) -> list[list[Postings]]:
        known = self._asked.get(query)
        if known is None:
            if len(self._words) >= _HELD:
                self._words.clear()
            known = standing(self.segments, query, self._words)
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            self._asked[query] = known
        return known

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
        """The folder, with an index in it; memory where the folder can't be written."""
        storage = _Storage(self._folder)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if index.TOC._latest_generation(storage, self._name) < 0:
                self._create(storage)
        except OSError as error:
            return self._in_memory(error)
        return storage

    def _create(self, storage: Any) -> None:
        """An empty index on disk, unless another program was first. Raises OSError."""
        lock = storage.lock(f"{self._name}_WRITELOCK")
        if not try_for(lock.acquire, timeout=_LOCK_SECONDS):
            raise BlockingIOError(f"{lock.filename} is held by another program")
        try:
            if index.TOC._latest_generation(storage, self._name) < 0:
                for old in self._folder.iterdir():  # of another version of the program
                    if old.is_file() and old != Path(lock.filename):
                        old.unlink()
                index.FileIndex.create(storage, _schema(), self._name)
        finally:
            lock.release()

    def _in_memory(self, error: OSError) -> Any:
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
        try:
            return self._read_snapshot()
        except _DamagedError as error:
            return self._start_over(error)

    def _read_snapshot(self) -> _Snapshot:
        """Opens the newest state, or answers the one that is open. Raises _DamagedError."""
        with self._opening, _reading_disk():
            attempt = 1
            while True:
                try:
                    key = self._key()
                    if self._snapshot is None or self._snapshot.key != key:
                        self._snapshot = self._load(key)
                    return self._snapshot
                except Exception:
                    # A commit may have replaced the files that were being opened; what is damaged stays so.
                    if attempt == _ATTEMPTS:
                        raise
                attempt += 1
                time.sleep(0.01)

    def _load(self, key: tuple[int, int]) -> _Snapshot:
        toc = index.TOC.read(self._storage, self._name, schema=_schema())
        known = {segment.id: segment for segment in self._snapshot.segments} if self._snapshot else {}
        segments: list[_Segment] = []
        change = 0
        for part in toc.segments:
            opening = partial(SegmentReader, self._storage, toc.schema, part)
            segment = _Segment(opening, part, known.get(part.segment_id()))
            segments.append(segment)
            number = segment.numbers.get(_STATE_ID)
            if number is not None and number not in segment.dead:
                change = msgspec.msgpack.decode(segment.stored(number), type=int)
        return _Snapshot(key, tuple(segments), change)

    def _start_over(self, error: Exception, bad: tuple[int, int] | None = None) -> _Snapshot:
        """Empty the index, unless another thread or process put it right. ``bad``: the key of what could be opened."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = self._storage.lock(f"{self._name}_WRITELOCK")
            if not try_for(lock.acquire, timeout=_LOCK_SECONDS):
                log.warning("the search index can't be read while another program writes it: %s", error)
                return _Snapshot((-1, 0), (), 0)
            try:
                return self._empty(error, bad)
            finally:
                lock.release()
        except OSError as problem:
            self._storage = self._in_memory(problem)
            return self._read_snapshot()

    def _empty(self, error: Exception, bad: tuple[int, int] | None) -> _Snapshot:
        with self._opening:
            self._snapshot = None
            try:
                snapshot = self._read_snapshot()
                if snapshot.key != bad:
                    return snapshot
            except _DamagedError as still:
                error = still
            log.warning("the search index can't be read and is made anew: %s", error)
            self._snapshot = None
            index.FileIndex.create(self._storage, _schema(), self._name)
            return self._read_snapshot()

    def _ask(self, question: Callable[[_Snapshot], _T], otherwise: _T) -> _T:
        """The answer from the newest state; ``otherwise`` where it turns out to be damaged."""
        snapshot = self._take_snapshot()
        try:
            return question(snapshot)
        except _DamagedError as error:
            self._start_over(error, snapshot.key)
            return otherwise

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
        self, documents: Iterable[Document], change: int, written: Callable[[float], None] | None = None
    ) -> None:
        """Make the index from nothing; the old one answers until this is done.

        ``written``: after the last document, how far the words are (0 to 1).
        """
        with self._writer(written) as writer:
            for document in documents:
                _add(writer, document)
            _add_state(writer, change)
            writer.commit(mergetype=CLEAR)

    def update(self, documents: Collection[Document], removed: Collection[str], change: int) -> None:
        """Take in what changed: new and changed documents, ids that are gone, and the change number reached.

        An index that was never built, or that started over, stays at change 0: it lacks what came before.
        """
        with self._writer() as writer:
            # By number: asking the writer to delete by id makes it open all segments again.
            gone = {_STATE_ID, *removed, *(document.id for document in documents)}
            base = 0
            snapshot = self._read_snapshot()
            for segment in snapshot.segments:
                for number in (segment.numbers[record_id] for record_id in gone if record_id in segment.numbers):
                    writer.delete_document(base + number)
                base += len(segment.heads)
            for document in documents:
                _add(writer, document)
            _add_state(writer, change if snapshot.change else 0)
            writer.commit()

    @contextmanager
    def _writer(self, written: Callable[[float], None] | None = None) -> Iterator[Writer]:
        """A writer that holds the lock of the index, rolled back on any error.

        Raises KnownError where it is taken or can't write.
        """
        self._take_snapshot()  # so that a damaged index is not written on
        try:
            writer = Writer(self._open_index(), _LOCK_SECONDS, written)
        except index.LockError:
            raise KnownError(
                _("The search index is in use by another program."),
                _("Close the other window of the vademecum and try again."),
            ) from None
        except OSError as error:
            raise _unwritten(error) from error
        try:
            try:
                yield writer
            finally:
                if not writer.is_closed:
                    writer.cancel()
        except OSError as error:  # the disk is full
            raise _unwritten(error) from error
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
        wanted = frozenset(types)
        return self._ask(lambda snapshot: tuple(snapshot.find(query, allowed, wanted)[:limit]), ())

    def holding(self, words: str, types: tuple[RecordType, ...] = ("actor",)) -> frozenset[str]:
        """The ids of the records of ``types`` that hold all ``words``: which they are, not how good."""
        query = query_of(words)
        if query.empty:
            return frozenset()
        wanted = frozenset(types)
        return self._ask(lambda snapshot: snapshot.holding(query, wanted), frozenset())

    def phrase(self, words: str, *, types: tuple[RecordType, ...] = ("actor",)) -> tuple[Found, ...]:
        """The records that hold the words next to each other and as they were typed, best first."""
        wanted = [word.text for word in words_of(words)]
        found = self.search(words, types=types)
        nothing: list[Document | None] = []
        documents = self._ask(lambda snapshot: [snapshot.document(hit.id) for hit in found], nothing)
        return tuple(
            hit
            for hit, document in zip(found, documents, strict=False)
            if document is not None and _holds_phrase(document, wanted)
        )

    def snippets(self, words: str, found: Iterable[Found]) -> tuple[Found, ...]:
        """The same, each with the text of its field in which the words were found."""
        hits = tuple(found)
        nothing: list[Document | None] = []
        documents = self._ask(lambda snapshot: [snapshot.document(hit.id) for hit in hits], nothing)
        filled = {
            hit.id: msgspec.structs.replace(hit, snippet=excerpt(getattr(document, hit.field), words))
            for hit, document in zip(hits, documents, strict=False)
            if document is not None
        }
        return tuple(filled.get(hit.id, hit) for hit in hits)

    def complete(self, prefix: str, limit: int = 8) -> tuple[str, ...]:
        """Words that begin with the last word of ``prefix``, the most used first, as they are written."""
        typed = words_of(prefix)
        if not typed or typed[-1].end < len(prefix) or len(typed[-1].text) < 2:
            return ()
        return self._ask(lambda snapshot: tuple(completions(snapshot.segments, typed[-1].text, limit)), ())

    def similar(self, words: str, others: Collection[str] = ()) -> str | None:
        """The words with one letter put right in those that no record holds; None when there is nothing to do so.

        Only for an answer without hits: a word that is found is never questioned. ``others``: folded words that are
        right as well, such as synonyms.
        """
        return self._ask(lambda snapshot: corrected(snapshot.segments, words, frozenset(others)), None)


def _unwritten(error: OSError) -> KnownError:
    return KnownError(_("The search index can't be written."), str(error))


def _holds_phrase(document: Document, wanted: list[str]) -> bool:
    for field in FIELDS:
        for text in getattr(document, field):
            here = [word.text for word in words_of(text)]
            if any(here[start : start + len(wanted)] == wanted for start in range(len(here) - len(wanted) + 1)):
                return True
    return False


def _add(writer: Writer, document: Document) -> None:
    entry = entry_of(document)
    written = {f"{word} {form}": 1 for word, form in entry.written}
    writer.add(_encode(document), _encode(entry.head), {"words": entry.words, "stems": entry.stems, "written": written})


def _add_state(writer: Writer, change: int) -> None:
    """The change number, as a document that no search finds."""
    head = Head(id=_STATE_ID, type="source", ended=False, sort="", size=0, names="", others="", labels="", quality=0.0)
    writer.add(_encode(change), _encode(head), {})
