"""What all rooms of the catalogue share: the open file, the places, the index, and the one way to write."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue import kept
from vademecum.catalogue.documents import INDEXED, documents
from vademecum.catalogue.snapshot import Snapshot, read_terms, take_snapshot
from vademecum.errors import BusyError, KnownError, NotFoundError
from vademecum.paths import UserFolder
from vademecum.places.gazetteer import Gazetteer
from vademecum.search.index import Index, UnwrittenError
from vademecum.store import engine, mapping, operation, reading, reference
from vademecum.texts import _

Listener = Callable[[r.Changes], None]
Now = tuple[sa.Connection, Snapshot]
MANY = 2000  # changed records: making the index anew then asks less memory, and little more time
_READING = 0.75  # of the time that making the index anew takes; the rest is writing

log = logging.getLogger(__name__)


class Core:
    """One open catalogue, from the inside. Safe from any thread."""

    def __init__(self, folder: UserFolder, store: engine.Engine, gazetteer: Gazetteer, who: str) -> None:
        """``store`` is open; it is closed by :meth:`close`."""
        self.folder = folder
        self.store = store
        self.gazetteer = gazetteer
        self.who = who
        self._listeners: list[Listener] = []
        self._guard = threading.Lock()
        self._indexing = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._looking = threading.Lock()
        with store.read() as connection:
            self._seen = operation.last_change(connection)
        self._place = self._index_folder()
        self.index = Index(self._place)
        self._kept: tuple[int, bool, bool] | None = None  # what the snapshot that lies beside the index holds

    def close(self) -> None:
        """Give the files back."""
        self._keep_snapshot()
        self.index.close()
        self.store.close()
        if self._scratch is not None:
            self._scratch.cleanup()

    # reading ------------------------------------------------------------------------------------------------------

    @contextmanager
    def now(self) -> Iterator[Now]:
        """A connection and what lists need, both of one state of the catalogue."""
        with self.store.read() as connection:
            yield connection, self.current(connection)

    def place(self, area_id: str) -> r.Place:
        """The area of this id. Raises NotFoundError."""
        try:
            return self.gazetteer.get(area_id)
        except KeyError as error:
            raise NotFoundError(_("There is no place “%(id)s”.") % {"id": area_id}) from error

    def load(self, connection: sa.Connection, kind: r.RecordType, record_id: str) -> r.Record:
        """The record of this id. Raises NotFoundError."""
        found = mapping.load(connection, kind, [record_id]).get(record_id)
        if found is None:
            raise NotFoundError(_("This record no longer exists."))
        return found

    def current(self, connection: sa.Connection) -> Snapshot:
        """What lists need, in the state that a connection sees; within a write only before anything is written."""
        change = operation.last_change(connection)
        with self._guard:
            known = self._snapshot
            if known is None:
                known = self._recall(connection, change)
            if known is None or known.change != change:
                known = take_snapshot(connection, change, known)
            self._snapshot = known
            return known

    def _recall(self, connection: sa.Connection, change: int) -> Snapshot | None:
        """What an earlier run kept of this state."""
        key = self.index.key
        if key is None or self.index.change != change:
            return None
        known = chain.from_iterable(self.index.now().parts.values())
        found = kept.recall(self._place, key, change, read_terms(connection), known)
        if found is not None:
            self._kept = _holds(found)
        return found

    def _keep_snapshot(self) -> None:
        """For the next start."""
        known, key = self._snapshot, self.index.key
        if known is None or key is None or known.change != self.index.change:
            return
        if _holds(known) == self._kept:
            return
        if not self.store.read_only:
            kept.keep(self._place, key, known)

    def use_places(self, gazetteer: Gazetteer) -> None:
        """Go on with other places."""
        self.gazetteer = gazetteer
        with self._guard:
            self._snapshot = None

    # writing ------------------------------------------------------------------------------------------------------

    def write(self, name: str, work: Callable[[operation.Operation], object]) -> r.Changes:
        """Do one named operation in one transaction; nothing is left of it when ``work`` raises or changes nothing."""
        with self.store.write() as connection:
            op = operation.Operation(connection, name, self.who)
            work(op)
            changes = op.changes()
            if not changes.records:
                op.cancel()
        return self.announce(changes)

    def announce(self, changes: r.Changes, report: Callable[[float], None] | None = None) -> r.Changes:
        """After the commit: bring the index along and tell the listeners, once. ``report``: how far the index is."""
        if changes.records:
            self.follow(report)
            for listener in tuple(self._listeners):
                listener(changes)
        return changes

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told of each operation, in the thread that wrote; gives back what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # other programs -----------------------------------------------------------------------------------------------

    def look_around(self) -> tuple[r.Changes, ...]:
        """Announce what other programs wrote since the last look, and give it back."""
        with self._looking:
            with self.store.read() as connection:
                last = operation.last_change(connection)
                replaced = last < self._seen
                found = () if replaced or last == self._seen else operation.since(connection, self._seen)
            self._seen = last
        if replaced:
            return (self.renew(),)
        told = tuple(self.announce(changes) for changes in found if changes.operation not in self.store.own)
        if self.index.change < last:  # who wrote it did not get to the index
            self.follow_if_free()
        return told

    def renew(self) -> r.Changes:
        """The file was replaced whole: forget what is known of it, and tell the listeners."""
        with self._guard:
            self._snapshot = None
        with self.store.read() as connection:
            last = operation.last_change(connection)
        self._seen = last
        try:
            self.rebuild(lambda _part: None)
        except KnownError as error:
            log.warning("index stays at %d: %s", self.index.change, error)
        changes = r.Changes(operation=0, name="rewind", first=0, last=last, records=())
        for listener in tuple(self._listeners):
            listener(changes)
        return changes

    # the index ----------------------------------------------------------------------------------------------------

    def follow(self, report: Callable[[float], None] | None = None, *, quickly: bool = False) -> None:
        """The change stands; where the index can't follow now, the next question or the next start tries again."""
        try:
            self.catch_up(report or (lambda _part: None), quickly=quickly)
        except KnownError as error:
            log.warning("index stays at %d: %s", self.index.change, error)

    def follow_if_free(self, *, quickly: bool = False) -> None:
        """Bring the index along unless somebody is at it: of 100,000 rows that takes a minute.

        ``quickly``: for a question, which doesn't wait for so many either: what the index holds is answered.
        """
        if not (self._indexing.locked() or self.index.taken):
            self.follow(quickly=quickly)

    def catch_up(self, report: Callable[[float], None], *, patience: float = 0.0, quickly: bool = False) -> None:
        """Bring the index to the newest change; from scratch where that is needed or quicker.

        ``patience``: seconds to wait for another program that writes it. Raises BusyError after that. ``quickly``: not
        where so much changed that it takes long.
        """
        ends = time.monotonic() + patience
        while True:
            try:
                if self._catch_up(report, quickly):
                    return
            except BusyError:
                if time.monotonic() >= ends:
                    raise
                time.sleep(0.1)

    def _catch_up(self, report: Callable[[float], None], quickly: bool) -> bool:
        """False where another program made the index anew meanwhile, of an older state."""
        with self._indexing:
            have = self.index.change  # before the look at the catalogue: others may go on with both in between
            with self.now() as (connection, snapshot):
                want = snapshot.change
                if have == want:
                    return True
                changed = operation.changed_since(connection, have) if 0 < have < want else frozenset()
                wanted = [item for item in changed if item[0] in INDEXED]
                if quickly and len(wanted) > MANY:
                    return True
                if not 0 < have < want or len(wanted) > MANY:
                    self._rebuild_from(connection, snapshot, report, unless_there=have < want)
                    return True
                found = list(documents(connection, self.gazetteer, snapshot.terms, wanted))
                gone = {key for _kind, key in wanted} - {document.id for document in found}
                return self.index.update(found, gone, have, want)

    def rebuild(self, report: Callable[[float], None]) -> int:
        """Make the index anew; gives the number of documents."""
        with self._indexing, self.now() as (connection, snapshot):
            return self._rebuild_from(connection, snapshot, report)

    def _rebuild_from(
        self,
        connection: sa.Connection,
        snapshot: Snapshot,
        report: Callable[[float], None],
        *,
        unless_there: bool = False,
    ) -> int:
        counts = reading.counts(connection)
        total = sum(counts.get(kind, 0) for kind in INDEXED) or 1
        done = 0

        def counted() -> Iterator[r.Document]:
            nonlocal done
            for document in documents(connection, self.gazetteer, snapshot.terms):
                done += 1
                if done % 50 == 0:
                    report(_READING * done / total)
                yield document

        def write() -> None:
            self.index.rebuild(
                counted(),
                snapshot.change,
                lambda part: report(_READING + (1 - _READING) * part),
                unless_there=unless_there,
            )

        try:
            write()
        except UnwrittenError as error:
            if self.index.change:  # the old one answers until there is room
                raise
            self.index.leave_folder(error)
            done = 0
            write()
        return done

    def _index_folder(self) -> Path:
        with self.store.read() as connection:
            own = reference.meta(connection, "catalogue_id")
        place = self.folder.index / own
        if not self.store.read_only:
            return place
        # Nothing may be written beside the catalogue: search in a copy.
        self._scratch = tempfile.TemporaryDirectory(prefix="vademecum-index-")
        copy = Path(self._scratch.name) / own
        if place.is_dir():
            copy.mkdir()
            for file in place.iterdir():
                shutil.copyfile(file, copy / file.name)  # not its mode: the copy is written when it has to catch up
        return copy


def _holds(snapshot: Snapshot) -> tuple[int, bool, bool]:
    """Of which change it is, and whether what is read only when asked is in it: synonyms and counts."""
    return snapshot.change, bool(snapshot.known_synonyms), bool(snapshot.known_counts)
