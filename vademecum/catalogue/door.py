"""The front door. Safe from any thread; every method may wait for the disk: never call one from a window's thread."""

from __future__ import annotations

import getpass
import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue import asking, checking, opening, starter, wording
from vademecum.catalogue.answering import NAME_FIELDS, Answering
from vademecum.catalogue.documents import INDEXED, documents
from vademecum.catalogue.opening import Progress
from vademecum.catalogue.pages import Pages
from vademecum.errors import KnownError, NotFoundError
from vademecum.paths import UserFolder, data_folder
from vademecum.places import refresh
from vademecum.places.gazetteer import Gazetteer
from vademecum.places.resolve import resolve
from vademecum.places.resolve import suggest as suggest_places
from vademecum.search.index import Index
from vademecum.search.marking import marks
from vademecum.store import engine, mapping, operation, reading, reference
from vademecum.texts import _

Listener = Callable[[r.Changes], None]

log = logging.getLogger(__name__)

_ACTORS: tuple[r.RecordType, ...] = ("actor",)
_NAMED: tuple[r.RecordType, ...] = ("actor", "network", "measure")
_OTHERS: tuple[r.RecordType, ...] = ("measure", "network", "practice", "agreement")
_RECORDS_SHOWN = 8
_NAMED_SHOWN = 5


class Catalogue:
    """One open catalogue: places, records, search and history."""

    def __init__(self, folder: UserFolder, store: engine.Engine, gazetteer: Gazetteer, who: str) -> None:
        """Use :meth:`open`."""
        self.folder = folder
        self._store = store
        self._gazetteer = gazetteer
        self._who = who
        self._listeners: list[Listener] = []
        self._guard = threading.Lock()
        self._indexing = threading.Lock()
        self._snapshot: asking.Snapshot | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._index = Index(self._index_folder())

    @classmethod
    def open(cls, folder: UserFolder, *, who: str | None = None, progress: Progress | None = None) -> Catalogue:
        """Open the catalogue of a folder, making it from the shipped data at first start. Raises CatalogueError."""
        report = progress or (lambda _text, _part: None)
        gazetteer = _gazetteer(folder)
        name = who or _login()
        if not folder.catalogue.exists():
            opening.make(folder, gazetteer, name, report)
        store = engine.Engine(folder.catalogue)
        try:
            catalogue = cls(folder, store, gazetteer, name)
            if not store.read_only:
                catalogue._take_in_news(report)
            catalogue._catch_up(lambda part: report(_("Preparing the search"), 0.5 + part / 2))
        except BaseException:
            store.close()
            raise
        report(_("Ready"), 1.0)
        return catalogue

    def close(self) -> None:
        """Give the files back."""
        self._store.close()
        if self._scratch is not None:
            self._scratch.cleanup()

    def info(self) -> r.Info:
        """What is in the catalogue."""
        with self._store.read() as connection:
            return r.Info(
                name=reference.meta(connection, "name"),
                edition=reference.meta(connection, "edition"),
                counts=reading.counts(connection),
                folder=str(self.folder.root),
                change=operation.last_change(connection),
                read_only=self._store.read_only,
            )

    # asking -------------------------------------------------------------------------------------------------------

    def resolve(self, text: str) -> r.PlaceMatch:
        """What a text means as a place."""
        return resolve(self._gazetteer, text)

    def serves(self, place_id: str, filters: r.Filters | None = None) -> r.SearchResult:
        """Who serves a place. Raises NotFoundError for an unknown area id."""
        return self.search("", place_id=place_id, filters=filters)

    def search(
        self, text: str, *, place_id: str | None = None, filters: r.Filters | None = None, literal: bool = False
    ) -> r.SearchResult:
        """Answer what was typed: a place, words, or both; ``place_id`` when the place is already chosen.

        ``literal``: search the words as they are, without synonyms and without forgiving a letter.
        """
        with self._asking() as (connection, snapshot):
            stale = self._index.change != snapshot.change  # another program wrote
        if stale:
            self._catch_up_if_possible()
        with self._asking() as (connection, snapshot):
            answering = Answering(connection, snapshot, self._gazetteer, self._index)
            place = self._place(place_id) if place_id is not None else None
            return answering.answer(text.strip(), place, filters or r.Filters(), literal=literal)

    def rows(self, hits: Sequence[r.Hit], result: r.SearchResult) -> tuple[r.Row, ...]:
        """The lines to show for some hits of a result."""
        with self._asking() as (connection, snapshot):
            pages = Pages(connection, snapshot, self._gazetteer, marks)
            return pages.rows(hits, result.place, result.words, self._snippets(hits, result.words))

    def _snippets(self, hits: Sequence[r.Hit], words: str) -> dict[str, str]:
        """Per hit the text in which its words, or those that took their place, were found."""
        by_words: dict[str, list[r.Found]] = {}
        for hit in hits:
            if hit.field is not None:
                found = r.Found(id=hit.id, type="actor", score=hit.score, field=hit.field)
                by_words.setdefault(hit.through or words, []).append(found)
        return {
            item.id: item.snippet
            for text, found in by_words.items()
            if text
            for item in self._index.snippets(text, found)
        }

    def suggest(self, text: str, limit: int = 8) -> tuple[r.Suggestion, ...]:
        """What the box may offer while typing: places first, then actors, then networks and measures, then words."""
        text = text.strip()
        if not text:
            return ()
        result = [
            r.Suggestion(type="place", text=place.name, detail=self._place_detail(place), id=place.id)
            for place in suggest_places(self._gazetteer, text, max(1, limit // 2))
        ]
        with self._asking() as (connection, snapshot):
            for item in self._index.search(text, types=_NAMED, limit=limit):
                if item.field not in NAME_FIELDS:
                    continue
                if item.type == "actor" and item.id in snapshot.digests:
                    digest = snapshot.digests[item.id]
                    term = snapshot.terms["kind"].get(digest.kind)
                    detail = wording.label(term) if term is not None else digest.kind
                    result.append(r.Suggestion(type="actor", text=digest.name, detail=detail, id=item.id))
                elif item.type in ("network", "measure"):
                    names = reading.names(connection, [item.id])
                    if item.id in names:
                        detail = _("network") if item.type == "network" else _("measure")
                        result.append(r.Suggestion(type=item.type, text=names[item.id][1], detail=detail, id=item.id))
        result = result[:limit]
        for word in self._index.complete(text, limit - len(result)) if len(result) < limit else ():
            result.append(r.Suggestion(type="word", text=word, detail=_("search for this word")))
        return tuple(result)

    def _place_detail(self, place: r.Place) -> str:
        codes = " ".join(place.postcodes[:3])
        if place.kind in ("part", "former", "postcode") and place.municipality_name:
            return _("in %(municipality)s") % {"municipality": place.municipality_name} + (
                f" · {codes}" if codes else ""
            )
        if place.kind == "municipality":
            return codes
        return wording.layer_label(place)

    # pages --------------------------------------------------------------------------------------------------------

    def find(self, id_or_name: str) -> tuple[r.Ref, ...]:
        """The actors with this id or exactly this name, whatever the case."""
        with self._asking() as (connection, _snapshot):
            keys = reading.by_name(connection, id_or_name) or (id_or_name,)
            names = reading.names(connection, keys)
            return tuple(r.Ref(type=names[key][0], id=key, text=names[key][1]) for key in keys if key in names)

    def actor_page(self, actor_id: str, place_id: str | None = None, words: str = "") -> r.ActorPage:
        """All of one actor, and why it is here for the place asked. Raises NotFoundError."""
        with self._asking() as (connection, snapshot):
            actor = self._load(connection, "actor", actor_id)
            if not isinstance(actor, r.Actor):
                raise TypeError(actor)
            place = self._place(place_id) if place_id is not None else None
            hit = r.Hit(id=actor_id)
            if place is not None:
                answer = asking.serves(connection, snapshot, self._gazetteer, place, _today())
                hit = answer.whole.get(actor_id) or answer.partial.get(actor_id) or answer.unknown.get(actor_id) or hit
            return Pages(connection, snapshot, self._gazetteer, marks).actor(actor, hit, place, words)

    def record_page(self, record_type: r.RecordType, record_id: str) -> r.RecordPage:
        """A network, measure, agreement or good practice. Raises NotFoundError."""
        with self._asking() as (connection, snapshot):
            record = self._load(connection, record_type, record_id)
            if not isinstance(record, r.Network | r.Measure | r.Agreement | r.Practice):
                raise NotFoundError(_("There is no page for this record."))
            return Pages(connection, snapshot, self._gazetteer, marks).record(record)

    def place_page(self, area_id: str) -> r.PlacePage:
        """A place with what surrounds it. Raises NotFoundError."""
        return self._gazetteer.page(self._place(area_id).id)

    def terms(self, taxonomy: r.Taxonomy) -> tuple[r.Term, ...]:
        """The values of a taxonomy, in their order."""
        with self._asking() as (_connection, snapshot):
            return tuple(sorted(snapshot.terms[taxonomy].values(), key=lambda term: (term.order, term.label_nl)))

    # maintaining --------------------------------------------------------------------------------------------------

    def load(self, record_type: r.RecordType, record_id: str) -> r.Record:
        """A record as it is now. Raises NotFoundError."""
        with self._store.read() as connection:
            return self._load(connection, record_type, record_id)

    def save(self, record: r.Record) -> r.Changes:
        """Save a record that was loaded (its version says from when) or is new (version 0). Raises ConflictError."""
        return self._write("save", lambda op: op.put(record, based_on=record.version))

    def delete(self, record_type: r.RecordType, record_id: str) -> r.Changes:
        """Delete a record; it stays in the history. Raises KnownError where others still point at it."""
        with self._store.read() as connection:
            names = reading.names(connection, [key for _kind, key in reading.pointing_at(connection, record_id)])
        if names:
            raise KnownError(
                _("This record is named in: %(names)s.")
                % {"names": ", ".join(sorted(name for _t, name in names.values()))},
                _("Take it out there first."),
            )
        return self._write("delete", lambda op: op.remove(record_type, record_id))

    def undo(self, number: int) -> r.Changes:
        """Take back an operation. Raises ConflictError where a record moved on since, NotFoundError."""
        with self._store.write() as connection:
            changes = operation.undo(connection, number, self._who)
        return self._announce(changes)

    def history(self, record_type: r.RecordType, record_id: str) -> tuple[r.ChangeLine, ...]:
        """The changes of a record, newest first."""
        with self._store.read() as connection:
            return operation.history(connection, record_type, record_id)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told of each operation, in the thread that wrote; gives back what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def rebuild_index(self, progress: Progress | None = None) -> int:
        """Make the search index anew; gives the number of documents."""
        report = progress or (lambda _text, _part: None)
        with self._indexing, self._asking() as (connection, snapshot):
            return self._rebuild_from(connection, snapshot, lambda part: report(_("Preparing the search"), part))

    def check(self) -> tuple[r.Problem, ...]:
        """What is wrong with the file, the records or the index; empty when all is well."""
        with self._asking() as (connection, snapshot):
            return checking.check(connection, snapshot, self._gazetteer, self._index)

    def refresh_places(self) -> refresh.RefreshReport:
        """Download the newest GeoNames rows. Raises KnownError without a network."""
        report = refresh.refresh(self.folder.places)
        self._gazetteer = _gazetteer(self.folder)
        with self._store.write() as connection:
            opening.put_places(connection, self._gazetteer)
        with self._guard:
            self._snapshot = None
        return report

    # inside -------------------------------------------------------------------------------------------------------

    def _place(self, area_id: str) -> r.Place:
        try:
            return self._gazetteer.get(area_id)
        except KeyError as error:
            raise NotFoundError(_("There is no place “%(id)s”.") % {"id": area_id}) from error

    def _load(self, connection: sa.Connection, kind: r.RecordType, record_id: str) -> r.Record:
        found = mapping.load(connection, kind, [record_id]).get(record_id)
        if found is None:
            raise NotFoundError(_("This record no longer exists."))
        return found

    @contextmanager
    def _asking(self) -> Iterator[tuple[sa.Connection, asking.Snapshot]]:
        with self._store.read() as connection:
            yield connection, self._current(connection)

    def _current(self, connection: sa.Connection) -> asking.Snapshot:
        change = operation.last_change(connection)
        with self._guard:
            known = self._snapshot
            if known is None or known.change != change:
                known = self._snapshot = asking.snapshot(connection, change)
            return known

    def _write(self, name: str, work: Callable[[operation.Operation], object]) -> r.Changes:
        with self._store.write() as connection:
            op = operation.Operation(connection, name, self._who)
            work(op)
            changes = op.changes()
            if not changes.records:
                op.cancel()
        return self._announce(changes)

    def _announce(self, changes: r.Changes) -> r.Changes:
        if changes.records:
            self._catch_up_if_possible()
            for listener in tuple(self._listeners):
                listener(changes)
        return changes

    def _index_folder(self) -> Path:
        with self._store.read() as connection:
            own = reference.meta(connection, "catalogue_id")
        place = self.folder.index / own
        if not self._store.read_only:
            return place
        # Nothing may be written beside the catalogue: search in a copy.
        self._scratch = tempfile.TemporaryDirectory(prefix="vademecum-index-")
        copy = Path(self._scratch.name) / own
        if place.is_dir():
            shutil.copytree(place, copy)
        return copy

    def _catch_up_if_possible(self) -> None:
        """The change stands; where the index can't follow now, the next question or the next start tries again."""
        try:
            self._catch_up(lambda _part: None)
        except KnownError as error:
            log.warning("index stays at %d: %s", self._index.change, error)

    def _catch_up(self, report: Callable[[float], None]) -> None:
        """Bring the index to the newest change; from scratch where that is needed or quicker."""
        with self._indexing, self._asking() as (connection, snapshot):
            have, want = self._index.change, snapshot.change
            if have == want:
                return
            changed = operation.changed_since(connection, have) if 0 < have < want else frozenset()
            if not 0 < have < want or any(kind == "term" for kind, _key in changed):
                self._rebuild_from(connection, snapshot, report)
                return
            wanted = [item for item in changed if item[0] in INDEXED]
            found = list(documents(connection, self._gazetteer, snapshot.terms, wanted))
            gone = {key for _kind, key in wanted} - {document.id for document in found}
            self._index.update(found, gone, want)

    def _rebuild_from(
        self, connection: sa.Connection, snapshot: asking.Snapshot, report: Callable[[float], None]
    ) -> int:
        counts = reading.counts(connection)
        total = sum(counts.get(kind, 0) for kind in INDEXED) or 1
        done = 0

        def counted() -> Iterator[r.Document]:
            nonlocal done
            for document in documents(connection, self._gazetteer, snapshot.terms):
                done += 1
                if done % 50 == 0:
                    report(done / total)
                yield document

        self._index.rebuild(counted(), snapshot.change)
        return done

    def _take_in_news(self, report: Progress) -> None:
        """Take in newer shipped data; nothing to do at most starts."""
        folder = data_folder() / "catalogue"
        with self._store.read() as connection:
            places_known = reference.meta(connection, "places_digest") == self._gazetteer.digest
            records_known = reference.meta(connection, "edition_digest") == starter.digest(folder)
        if not places_known:
            report(_("Taking in places"), 0.1)
            with self._store.write() as connection:
                opening.put_places(connection, self._gazetteer)
        if not records_known:
            report(_("Taking in the new edition"), 0.2)
            self._store.copy_to(self.folder.backups / f"catalogue-{datetime.now():%Y%m%d-%H%M%S}-edition.db")
            with self._store.write() as connection:
                starter.take_in(connection, folder, self._who)


def _gazetteer(folder: UserFolder) -> Gazetteer:
    """The shipped places with the user's refreshed ones; without these where they can't be read."""
    shipped = data_folder() / "places"
    try:
        return Gazetteer.load(shipped, folder.places)
    except KnownError as error:
        log.warning("refreshed places left out: %s", error)
        return Gazetteer.load(shipped)


def _today() -> str:
    return date.today().isoformat()


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no login name: a service, or Windows without the variable
        return "?"
