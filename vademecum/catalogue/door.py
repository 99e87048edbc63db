"""The front door. Safe from any thread; every method may wait for the disk: never call one from a window's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from vademecum import records as r
from vademecum import settings
from vademecum.catalogue import asking, checking, opening, safety, starter
from vademecum.catalogue.answering import Answering
from vademecum.catalogue.choosing import Choosing
from vademecum.catalogue.core import Core, Listener, Now
from vademecum.catalogue.opening import Progress
from vademecum.catalogue.pages import Pages
from vademecum.catalogue.safety import Safety, keep
from vademecum.catalogue.suggesting import Suggesting
from vademecum.errors import NotFoundError
from vademecum.paths import UserFolder, data_folder
from vademecum.places import refresh
from vademecum.places.resolve import resolve
from vademecum.search.language import fold, is_stop
from vademecum.search.marking import marks
from vademecum.store import engine, mapping, operation, reading, reference
from vademecum.texts import _

if TYPE_CHECKING:  # loaded by those who maintain: an officer who only looks starts without
    from vademecum.catalogue.comparing import Comparing
    from vademecum.catalogue.exchanging import Exchange
    from vademecum.catalogue.upkeep import Upkeep

FIRST_INDEX = 60.0  # seconds in which another program has made it


class Catalogue:
    """One open catalogue: places, records, search and history."""

    def __init__(self, core: Core) -> None:
        """Use :meth:`open`."""
        self._core = core

    @classmethod
    def open(
        cls, folder: UserFolder, *, who: str | None = None, progress: Progress | None = None, read_only: bool = False
    ) -> Catalogue:
        """Open the catalogue of a folder, making it from the shipped data at first start. Raises CatalogueError.

        ``who`` stands in the history: by default the name in the settings, else the login name. ``read_only``: look at
        a copy, write nothing.
        """
        report = progress or (lambda _text, _part: None)
        gazetteer = opening.gazetteer(folder)
        name = who or settings.load(folder.settings)[0].who or opening.login()
        if not folder.catalogue.exists() and not read_only:
            opening.refuse_if_lost(folder)
            opening.make(folder, gazetteer, name, report)
        store = engine.Engine(folder.catalogue, read_only=read_only)
        try:
            core = Core(folder, store, gazetteer, name)
            if not store.read_only:
                _take_in_news(core, report)
            # Two programs may start at once on a new folder: the second waits for the index that the first makes.
            core.catch_up(lambda part: report(_("Preparing the search"), 0.5 + part / 2), patience=FIRST_INDEX)
        except BaseException:
            store.close()
            raise
        report(_("Ready"), 1.0)
        catalogue = cls(core)
        catalogue.safety.begin()
        return catalogue

    def close(self) -> None:
        """Give the files back."""
        self.safety.wait()
        if "exchange" in self.__dict__:  # it was used: to load it now would hold up the end
            self.exchange.close()
        self._core.close()

    @property
    def folder(self) -> UserFolder:
        """The folder that the catalogue lies in."""
        return self._core.folder

    def info(self) -> r.Info:
        """What is in the catalogue."""
        with self._core.now() as (connection, snapshot):
            return r.Info(
                name=reference.meta(connection, "name"),
                edition=reference.meta(connection, "edition"),
                counts=dict(snapshot.counts(connection)),
                folder=str(self.folder.root),
                change=snapshot.change,
                read_only=self._core.store.read_only,
                restore_tested=reference.meta(connection, safety.TESTED),
            )

    # asking -------------------------------------------------------------------------------------------------------

    def resolve(self, text: str) -> r.PlaceMatch:
        """What a text means as a place."""
        return resolve(self._core.gazetteer, text)

    def serves(self, place_id: str, filters: r.Filters | None = None) -> r.SearchResult:
        """Who serves a place. Raises NotFoundError for an unknown area id."""
        return self.search("", place_id=place_id, filters=filters)

    def search(
        self, text: str, *, place_id: str | None = None, filters: r.Filters | None = None, literal: bool = False
    ) -> r.SearchResult:
        """Answer what was typed: a place, words, or both; ``place_id`` when the place is already chosen.

        ``literal``: search the words as they are, without synonyms and without forgiving a letter.
        """
        with self._core.now() as now:
            if self._core.index.change == now[1].change:
                return self._answer(now, text, place_id, filters, literal)
        self._core.follow_if_free(quickly=True)  # another program wrote
        with self._core.now() as now:
            return self._answer(now, text, place_id, filters, literal)

    def _answer(
        self, now: Now, text: str, place_id: str | None, filters: r.Filters | None, literal: bool
    ) -> r.SearchResult:
        answering = Answering(*now, self._core.gazetteer, self._core.index.now())
        place = self._core.place(place_id) if place_id is not None else None
        return answering.answer(text.strip(), place, filters or r.Filters(), literal=literal)

    def rows(self, hits: Sequence[r.Hit], result: r.SearchResult) -> tuple[r.Row, ...]:
        """The lines to show for some hits of a result."""
        with self._core.now() as (connection, snapshot):
            pages = Pages(connection, snapshot, self._core.gazetteer, marks)
            return pages.rows(hits, result.place, result.words, self._snippets(hits, result.words))

    def _snippets(self, hits: Sequence[r.Hit], words: str) -> dict[str, str]:
        """Per hit the text in which its words, or those that took their place, were found."""
        reader = self._core.index.now()
        by_words: dict[str, list[r.Found]] = {}
        for hit in hits:
            if hit.field is not None:
                found = r.Found(id=hit.id, type="actor", score=hit.score, field=hit.field)
                by_words.setdefault(hit.through or words, []).append(found)
        return {
            item.id: item.snippet for text, found in by_words.items() if text for item in reader.snippets(text, found)
        }

    def without_result(self, words: Iterable[str]) -> tuple[str, ...]:
        """Those of the words that find nothing on their own: no actor or record, no place, no word close to it."""
        found = []
        for word in dict.fromkeys(words):
            alone = self.search(word)
            known = alone.total or alone.records or alone.corrected or alone.place is not None or alone.choices
            if not known and not is_stop(fold(word)):
                found.append(word)
        return tuple(found)

    def suggest(self, text: str, limit: int = 8) -> tuple[r.Suggestion, ...]:
        """What the box may offer while typing; see :mod:`vademecum.catalogue.suggesting`."""
        with self._core.now() as (connection, snapshot):
            reader = self._core.index.now()
            return Suggesting(connection, snapshot, self._core.gazetteer, reader).suggest(text, limit)

    # pages --------------------------------------------------------------------------------------------------------

    def find(self, id_or_name: str) -> tuple[r.Ref, ...]:
        """The actors with this id or exactly this name, whatever the case."""
        with self._core.now() as (connection, _snapshot):
            keys = reading.by_name(connection, id_or_name) or (id_or_name,)
            names = reading.names(connection, keys)
            return tuple(r.Ref(type=names[key][0], id=key, text=names[key][1]) for key in keys if key in names)

    def actor_page(self, actor_id: str, place_id: str | None = None, words: str = "") -> r.ActorPage:
        """All of one actor, and why it is here for the place asked. Raises NotFoundError."""
        with self._core.now() as (connection, snapshot):
            actor = self._core.load(connection, "actor", actor_id)
            if not isinstance(actor, r.Actor):
                raise TypeError(actor)
            place = self._core.place(place_id) if place_id is not None else None
            hit = r.Hit(id=actor_id)
            if place is not None:
                answer = asking.serves(connection, snapshot, self._core.gazetteer, place, _today())
                hit = answer.hit(snapshot.numbers[actor_id])
            return Pages(connection, snapshot, self._core.gazetteer, marks).actor(actor, hit, place, words)

    def record_page(self, record_type: r.RecordType, record_id: str) -> r.RecordPage:
        """A network, measure, agreement or good practice. Raises NotFoundError."""
        with self._core.now() as (connection, snapshot):
            record = self._core.load(connection, record_type, record_id)
            if not isinstance(record, r.Network | r.Measure | r.Agreement | r.Practice):
                raise NotFoundError(_("There is no page for this record."))
            return Pages(connection, snapshot, self._core.gazetteer, marks).record(record)

    def place_page(self, area_id: str) -> r.PlacePage:
        """A place with what surrounds it. Raises NotFoundError."""
        return self._core.gazetteer.page(self._core.place(area_id).id)

    def refs(self, actor_ids: Sequence[str]) -> tuple[r.Ref, ...]:
        """Links to these actors, with their names; who is no longer there is left out."""
        with self._core.store.read() as connection:
            names = reading.names(connection, actor_ids)
        return tuple(r.Ref(type="actor", id=key, text=names[key][1]) for key in actor_ids if key in names)

    def terms(self, taxonomy: r.Taxonomy) -> tuple[r.Term, ...]:
        """The values of a taxonomy, in their order."""
        with self._core.now() as (_connection, snapshot):
            return tuple(sorted(snapshot.terms[taxonomy].values(), key=lambda term: (term.order, term.label_nl)))

    def synonyms(self) -> tuple[r.Synonym, ...]:
        """What people type and what the sector calls it, by what people type."""
        with self._core.store.read() as connection:
            found = [x for x in mapping.load(connection, "synonym").values() if isinstance(x, r.Synonym)]
        return tuple(sorted(found, key=lambda synonym: synonym.text.casefold()))

    @cached_property
    def choosing(self) -> Choosing:
        """What forms offer to choose from."""
        return Choosing(self._core)

    # maintaining --------------------------------------------------------------------------------------------------

    def load(self, record_type: r.RecordType, record_id: str) -> r.Record:
        """A record as it is now. Raises NotFoundError."""
        with self._core.store.read() as connection:
            return self._core.load(connection, record_type, record_id)

    def save(self, record: r.Record) -> r.Changes:
        """Save a record that was loaded (its version says from when) or is new (version 0).

        Raises ConflictError where somebody else changed it, KnownError where a field can't be as it is.
        """
        return self.upkeep.save(record)

    def delete(self, record_type: r.RecordType, record_id: str) -> r.Changes:
        """Delete a record; it goes to the bin. Raises KnownError where others still point at it."""
        return self.upkeep.delete(record_type, record_id)

    def undo(self, number: int) -> r.Changes:
        """Take back an operation. Raises ConflictError where a record moved on since, NotFoundError."""
        return self.upkeep.undo(number)

    def history(self, record_type: r.RecordType, record_id: str) -> tuple[r.ChangeLine, ...]:
        """The changes of a record, newest first."""
        with self._core.store.read() as connection:
            return operation.history(connection, record_type, record_id)

    @cached_property
    def _compared(self) -> Comparing:
        from vademecum.catalogue.comparing import Comparing

        return Comparing(self._core)

    @cached_property
    def upkeep(self) -> Upkeep:
        """History, duplicates, checks, bulk edits."""
        from vademecum.catalogue.upkeep import Upkeep

        return Upkeep(self._core, self._compared)

    @cached_property
    def exchange(self) -> Exchange:
        """Import and export."""
        from vademecum.catalogue.exchanging import Exchange

        return Exchange(self._core, self._compared)

    @cached_property
    def safety(self) -> Safety:
        """Backups, repairs, and edits that meet."""
        return Safety(self._core)

    @property
    def who(self) -> str:
        """The name that stands in the history for what is written now."""
        return self._core.who

    def sign(self, who: str) -> None:
        """Write under another name from now on; "" for the login name."""
        self._core.who = who or opening.login()

    def look_around(self) -> tuple[r.Changes, ...]:
        """What other programs wrote since the last look; the listeners are told. Cheap: to be asked every few seconds.

        An answer named "rewind" without records: the file was replaced whole.
        """
        return self._core.look_around()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told of each operation, in the thread that wrote; gives back what ends it."""
        return self._core.subscribe(listener)

    def rebuild_index(self, progress: Progress | None = None) -> int:
        """Make the search index anew; gives the number of documents. Raises CatalogueError where nothing is written."""
        if self._core.store.read_only:
            raise engine.read_only_error(self._core.folder.catalogue)
        report = progress or (lambda _text, _part: None)
        return self._core.rebuild(lambda part: report(_("Preparing the search"), part))

    def check(self) -> tuple[r.Problem, ...]:
        """What is wrong with the file, the records or the index; empty when all is well."""
        with self._core.now() as (connection, snapshot):
            return checking.check(connection, snapshot, self._core.gazetteer, self._core.index)

    def refresh_places(self) -> refresh.RefreshReport:
        """Download the newest GeoNames rows. Raises KnownError without a network."""
        report = refresh.refresh(self.folder.places)
        gazetteer = opening.gazetteer(self.folder)
        with self._core.store.write() as connection:
            opening.put_places(connection, gazetteer)
        self._core.use_places(gazetteer)
        return report


def _today() -> str:
    return date.today().isoformat()


def _take_in_news(core: Core, report: Progress) -> None:
    """Take in newer shipped data; nothing to do at most starts."""
    folder = data_folder() / "catalogue"
    with core.store.read() as connection:
        places_known = reference.meta(connection, "places_digest") == core.gazetteer.digest
        records_known = reference.meta(connection, "edition_digest") == starter.digest(folder)
    if not places_known:
        report(_("Taking in places"), 0.1)
        with core.store.write() as connection:
            opening.put_places(connection, core.gazetteer)
    if not records_known:
        report(_("Taking in the new edition"), 0.2)
        keep(core, "edition")
        with core.store.write() as connection:
            starter.take_in(connection, folder, core.who)
