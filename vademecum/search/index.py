"""The search index: Whoosh keeps the postings, the rest is ours. Only this, ``folder`` and ``writing`` import Whoosh.

What is in it: per record the words of its texts (``words``, for beginnings, completion and typos), their first letters
(``starts``: a beginning of a few letters is one posting list, not those of hundreds of words), their stems with parts
of compounds (``stems``), and whole labels (``labels``). Each posting carries, where Whoosh keeps a weight, the mask of
the fields in which the word stands (see :mod:`vademecum.search.ranking`): one look at one posting list tells which
records hold a word and how good that is, which Whoosh's own scoring over several fields does not do in time.

The index is derived: it remembers the highest change number of the catalogue that it contains, in the same commit,
and whoever owns it brings it up to date (:attr:`Index.change`, :meth:`Index.update`, :meth:`Index.rebuild`). Where it
can't be read, it says so in the log, starts over empty with change 0, and answers nothing until it is rebuilt:
**compare** ``change`` **with the catalogue before trusting an empty answer.**

In memory is kept what every question needs of every record: ids, keys of names, a few numbers. The rest is read from
the files when it is asked for, so that a large catalogue takes little memory. They are read, not mapped: a mapped file
that is cut off by others would end the program.

Threads and processes: any number may search beside one that writes. A state is immutable; Whoosh's readers share a
file position and are read under a lock. Writing takes the lock of the index folder, which other processes respect.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from threading import Lock, RLock
from typing import Any

import msgspec
from whoosh import fields, formats, index
from whoosh.columns import VarBytesColumn
from whoosh.filedb.filestore import RamStorage
from whoosh.matching import ListMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.util.filelock import try_for
from whoosh.writing import CLEAR

from vademecum.errors import BusyError, KnownError
from vademecum.paths import resources_folder
from vademecum.records import Document, RecordType
from vademecum.search.finding import FIELD_BITS, Head, Named, Postings, entry_of
from vademecum.search.folder import Storage
from vademecum.search.lately import Lately
from vademecum.search.lines import Lines
from vademecum.search.reader import DamagedError, Reader, State
from vademecum.search.spelling import Spelling
from vademecum.search.writing import Writer
from vademecum.texts import _
from vademecum.turns import considerately, give_way

log = logging.getLogger(__name__)

_VERSION = 8  # of this module and of language.py: raise it when other terms are made from the same texts
_STATE_ID = "#"  # the document that holds the change number
_LOCK_SECONDS = 2.0
_ATTEMPTS = 10  # to open what others may be replacing
_NAMED = 32  # beginnings of names of which is kept who has them: one key asks for the same three times
_CHUNK = 1000  # records read at a time: all at once would take the memory of all


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
        starts=_Masks(),
        labels=_Masks(),
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
        raise DamagedError(f"{type(error).__name__}: {error}") from error


_decode_heads = msgspec.msgpack.Decoder(list[Head]).decode
_decode_document = msgspec.msgpack.Decoder(Document).decode
_encode = msgspec.msgpack.Encoder().encode


class _Meanings(dict[float, int]):
    """What the weights of postings stand for: few are different, and one object for all that are the same is enough."""

    def __init__(self, meaning: Callable[[int], int]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, weight: float) -> int:
        mask = self[weight] = self._meaning(int(weight))
        return mask


def _heads(column: Any, count: int) -> Iterator[list[Head]]:
    """The heads of a segment's records, many at a time: one after the other takes five times as long."""
    position = column._basepos
    for first in range(0, count, _CHUNK):
        lengths = column._lengths[first : first + _CHUNK]
        raw = column._dbfile.get(position, sum(lengths))
        position += sum(lengths)
        yield _decode_heads(b"\xdd" + len(lengths).to_bytes(4, "big") + raw)


class _Segment:
    """One part of the index: a Whoosh reader, and what is worth keeping in memory of it."""

    def __init__(self, reader: Any, segment: Any) -> None:
        """``reader``: of ``segment``, as Whoosh knows it."""
        self.id: str = segment.segment_id()
        self.dead = frozenset[int](segment.deleted_docs())
        self.reader, self.lock = reader, Lock()
        self._live: dict[frozenset[RecordType], frozenset[int]] = {}
        self._not_live: dict[frozenset[RecordType], frozenset[int]] = {}
        self._named: dict[bytes, tuple[Named, Named]] = {}
        self._lately = Lately()
        self._words: list[str] | None = None
        self._spelling: Spelling | None = None
        self._forms: dict[str, str] | None = None
        column = reader.column_reader("head", translate=False)
        count = reader.doc_count_all()
        if len(column._lengths) < count or not all(column._lengths):
            raise ValueError("records without a head")
        ids: list[str] = []
        self.sizes = array("L")
        bonuses: list[int] = []
        shared: dict[int, int] = {}  # few are different: one object for all that are the same
        self._of_type: dict[RecordType, array[int]] = {}
        self._names, self._others, self._sorts = Lines(), Lines(), Lines()
        for heads in _heads(column, count):
            for number, head in enumerate(heads, start=len(ids)):
                self._of_type.setdefault(head.type, array("L")).append(number)
            ids += [head.id for head in heads]
            self.sizes.extend([head.size for head in heads])
            bonuses += [shared.setdefault(head.bonus, head.bonus << FIELD_BITS) for head in heads]
            self._names.extend([head.names for head in heads])
            self._others.extend([head.others for head in heads])
            self._sorts.extend([head.sort for head in heads])
        self.ids = tuple(ids)
        self.bonuses = tuple(bonuses)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each record by its id."""
        return dict(zip(self.ids, range(len(self.ids)), strict=True))

    def later(self, segment: Any) -> _Segment:
        """The same part with more of its records deleted; it shares all the rest."""
        other = copy(self)
        other.dead = frozenset(segment.deleted_docs())
        other._live, other._not_live = {}, {}
        return other

    def live(self, types: frozenset[RecordType]) -> frozenset[int]:
        """The records of these types that are not deleted."""
        known = self._live.get(types)
        if known is None:
            known = frozenset[int]().union(*(self._of_type.get(kind, ()) for kind in types)) - self.dead
            self._live[types] = known
        return known

    def not_live(self, types: frozenset[RecordType]) -> frozenset[int]:
        """All others: few, where nearly all records are of these types."""
        known = self._not_live.get(types)
        if known is None:
            known = self._not_live[types] = frozenset(range(len(self.ids))) - self.live(types)
        return known

    def sort(self, number: int) -> bytes:
        """The first name of a record in folded words."""
        return self._sorts.of(number)

    def named(self, start: bytes) -> tuple[Named, Named]:
        """The records with a line that begins so among the keys of their names, and of their other names."""
        known = self._named.get(start)
        if known is None:
            if len(self._named) >= _NAMED:
                self._named.clear()
            known = self._named[start] = self._names.beginning(start), self._others.beginning(start)
        return known

    def words(self) -> list[str]:
        """All words, in order."""
        if self._words is None:
            self._words = self._lexicon("words")
        return self._words

    def spelling(self) -> Spelling:
        """All words, by how they are spelled."""
        if self._spelling is None:
            self._spelling = Spelling(self.words())
        return self._spelling

    def forms(self) -> dict[str, str]:
        """Words with accents: how they are written by how they are folded."""
        if self._forms is None:
            self._forms = dict(form.split(" ", 1) for form in self._lexicon("written"))
        return self._forms

    def _lexicon(self, field: str) -> list[str]:
        with self.lock, _reading_disk():
            return [term.decode() for term in considerately(self.reader.lexicon(field), holding=True)]

    def postings(self, field: str, term: str, meaning: Callable[[int], int] = int) -> Postings:
        """The records that hold a term; empty when none does. Deleted records are among them. Not to be changed.

        ``meaning``: what the masks are turned into.
        """
        give_way()
        key = field, term, meaning
        known = self._lately.get(key)
        if known is None:
            with self.lock, _reading_disk():
                known = self._read(field, term, _Meanings(meaning))
                self._lately.keep(key, known)
        return known

    def _read(self, field: str, term: str, masks: _Meanings) -> Postings:
        found: Postings = {}
        try:
            matcher = self.reader.postings(field, term)
        except TermNotFound:
            return found
        if isinstance(matcher, FilterMatcher):
            matcher = matcher.child
        if isinstance(matcher, ListMatcher):  # a single posting, that stands beside its term
            found[matcher._ids[0]] = masks[matcher._weights[0]]
        else:
            # Block by block and without Whoosh's own loop over them: asking id by id takes ten times as long.
            while matcher.is_active():
                if matcher._data is None:
                    matcher._read_data()
                steps, weights = matcher._data[:2]
                numbers = accumulate(steps)
                if weights is None or isinstance(weights, float):  # the same for all; None stands for 1
                    found.update(dict.fromkeys(numbers, masks[weights or 1.0]))
                else:
                    found.update(zip(numbers, map(masks.__getitem__, weights), strict=True))
                matcher._next_block()
        if found and max(found) >= len(self.ids):
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


class UnwrittenError(KnownError):
    """The index can't be written where it lies. What it holds still answers."""


class Index:
    """The search index in one folder. Opening never fails on what it finds there; see the module for what it does."""

    def __init__(self, folder: Path) -> None:
        """Open or create. Where the folder can't be written, the index lives in memory."""
        self._name = _index_name()
        self._folder = folder
        self._opening = RLock()
        self._state: State | None = None
        self._parts: dict[str, _Segment] = {}  # those of the state
        self._storage = self._open_storage()
        self._take_state()

    # -- opening and starting over -----------------------------------------------------------------------------------

    def _open_storage(self) -> Any:
        """The folder, with an index in it; memory where the folder can't be written."""
        storage = Storage(self._folder)
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

    def _in_memory(self, error: Exception) -> Any:
        log.warning("the search index can't be kept in %s (%s); it is made anew at each start", self._folder, error)
        storage = RamStorage()
        index.FileIndex.create(storage, _schema(), self._name)
        return storage

    def leave_folder(self, error: KnownError) -> None:
        """Go on in memory, with an empty index: nothing can be written in the folder, and nothing is in it."""
        with self._opening:
            self.close()
            self._storage = self._in_memory(error)

    def _key(self) -> tuple[int, int]:
        """What tells one state of the folder from another: the generation, and when it was written."""
        generation = index.TOC._latest_generation(self._storage, self._name)
        if generation < 0 or isinstance(self._storage, RamStorage):
            return generation, 0
        toc = self._folder / index.TOC._filename(self._name, generation)
        return generation, toc.stat().st_mtime_ns

    def _open_index(self) -> Any:
        return index.FileIndex(self._storage, _schema(), self._name)

    def _take_state(self) -> State:
        """The newest state; starts over where it can't be read."""
        try:
            return self._read_state()
        except DamagedError as error:
            return self._start_over(error)

    def _read_state(self) -> State:
        """Opens the newest state, or answers the one that is open. Raises DamagedError."""
        with self._opening, _reading_disk():
            attempt = 1
            while True:
                try:
                    key = self._key()
                    if self._state is None or self._state.key != key:
                        self._state = self._load(key)
                    return self._state
                except Exception:
                    # A commit may have replaced the files that were being opened; what is damaged stays so.
                    if attempt == _ATTEMPTS:
                        raise
                attempt += 1
                time.sleep(0.01)

    def _load(self, key: tuple[int, int]) -> State:
        toc = index.TOC.read(self._storage, self._name, schema=_schema())
        segments: list[_Segment] = []
        change = 0
        for part in toc.segments:
            known = self._parts.get(part.segment_id())
            if known is not None:
                segment = known.later(part)
            else:
                segment = _Segment(SegmentReader(self._storage, toc.schema, part), part)
            segments.append(segment)
            number = segment.ids.index(_STATE_ID) if _STATE_ID in segment.ids else None
            if number is not None and number not in segment.dead:
                change = msgspec.msgpack.decode(segment.stored(number), type=int)
        self._parts = {segment.id: segment for segment in segments}
        return State(key, segments, change)

    def _start_over(self, error: Exception, bad: tuple[int, int] | None = None) -> State:
        """Empty the index, unless another thread or process put it right. ``bad``: the key of what could be opened."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = self._storage.lock(f"{self._name}_WRITELOCK")
            if not try_for(lock.acquire, timeout=_LOCK_SECONDS):
                log.warning("the search index can't be read while another program writes it: %s", error)
                return State((-1, 0), (), 0)
            try:
                return self._empty(error, bad)
            finally:
                lock.release()
        except OSError as problem:
            self._storage = self._in_memory(problem)
            return self._read_state()

    def _empty(self, error: Exception, bad: tuple[int, int] | None) -> State:
        with self._opening:
            self._state = None
            try:
                state = self._read_state()
                if state.key != bad:
                    return state
            except DamagedError as still:
                error = still
            log.warning("the search index can't be read and is made anew: %s", error)
            self._state = None
            index.FileIndex.create(self._storage, _schema(), self._name)
            return self._read_state()

    def close(self) -> None:
        """Give the files back; who asks again opens them again."""
        with self._opening:
            self._state = None
            self._parts = {}

    def now(self) -> Reader:
        """The newest state, to be asked."""
        return Reader(self._take_state(), self._start_over)

    @property
    def change(self) -> int:
        """The highest change number of the catalogue that is in the index; 0 for an empty one."""
        return self._take_state().change

    @property
    def key(self) -> tuple[int, int] | None:
        """What tells the newest state from all others; None where the index is in memory only."""
        return None if isinstance(self._storage, RamStorage) else self._take_state().key

    @property
    def count(self) -> int:
        """The number of records in the index."""
        return self.now().count

    # -- writing -----------------------------------------------------------------------------------------------------

    @property
    def taken(self) -> bool:
        """Somebody is writing: another program, or another thread of this one."""
        if isinstance(self._storage, RamStorage):
            return False
        lock = self._storage.lock(f"{self._name}_WRITELOCK")
        try:
            free = lock.acquire()
        except OSError:
            return False
        if free:
            lock.release()
        return not free

    def rebuild(
        self,
        documents: Iterable[Document],
        change: int,
        written: Callable[[float], None] | None = None,
        *,
        unless_there: bool = False,
    ) -> None:
        """Make the index from nothing; the old one answers until this is done.

        ``written``: after the last document, how far the words are (0 to 1). ``unless_there``: nothing is done where
        another program brought the index to this change meanwhile.
        """
        with self._writer(written) as writer:
            if unless_there and self._read_state().change >= change:
                return
            for document in documents:
                _add(writer, document)
            _add_state(writer, change)
            writer.commit(mergetype=CLEAR)

    def update(self, documents: Collection[Document], removed: Collection[str], since: int, change: int) -> bool:
        """Take in what changed after ``since``: new and changed documents, ids that are gone; the number reached.

        Other programs may write in between. Where they got further, theirs stays; where the index is behind ``since``
        by now, since it was made anew, nothing is written and the answer is False: look again what changed.
        """
        with self._writer() as writer:
            state = self._read_state()
            if not since <= state.change <= change:
                return state.change > change
            # By number: asking the writer to delete by id makes it open all segments again.
            gone = {_STATE_ID, *removed, *(document.id for document in documents)}
            base = 0
            for segment in state.segments:
                for number in (segment.numbers[record_id] for record_id in gone if record_id in segment.numbers):
                    writer.delete_document(base + number)
                base += len(segment.ids)
            for document in documents:
                _add(writer, document)
            _add_state(writer, change)
            writer.commit()
        return True

    @contextmanager
    def _writer(self, written: Callable[[float], None] | None = None) -> Iterator[Writer]:
        """A writer that holds the lock of the index, rolled back on any error.

        Raises BusyError where it is taken, UnwrittenError where it can't write.
        """
        self._take_state()  # so that a damaged index is not written on
        writer = self._begin(written)
        try:
            try:
                yield writer
            finally:
                if not writer.is_closed:
                    writer.cancel()
        except OSError as error:  # the disk is full
            raise _unwritten(error) from error
        self._take_state()

    def _begin(self, written: Callable[[float], None] | None) -> Writer:
        """A writer. Raises KnownError."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return Writer(self._open_index(), _LOCK_SECONDS, written)
            except index.LockError:
                break
            except OSError as error:
                # A commit of another program may have replaced the files that were being opened.
                if attempt == _ATTEMPTS or not isinstance(error, FileNotFoundError):
                    raise _unwritten(error) from error
            time.sleep(0.01)
        raise BusyError(
            _("The search index is in use by another program."),
            _("Close the other window of the vademecum and try again."),
        )


def _unwritten(error: OSError) -> UnwrittenError:
    full = error.errno == errno.ENOSPC
    return UnwrittenError(
        _("The search index can't be written."),
        _("The disk is full: make room, and what changed is found again.") if full else str(error),
    )


def _add(writer: Writer, document: Document) -> None:
    entry = entry_of(document)
    terms = {
        "words": entry.words,
        "stems": entry.stems,
        "starts": entry.starts,
        "labels": dict.fromkeys(entry.labels, 1),
        "written": {f"{word} {form}": 1 for word, form in entry.written},
    }
    writer.add(_encode(document), _encode(entry.head), terms)


def _add_state(writer: Writer, change: int) -> None:
    """The change number, as a document that no search finds."""
    head = Head(id=_STATE_ID, type="source", sort=b"", size=0, names=b"\n", others=b"\n", bonus=0)
    writer.add(_encode(change), _encode(head), {})
