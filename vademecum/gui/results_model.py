"""The list of results for Qt: headings and lines of actors, fetched by pages.

:func:`ask` runs in another thread and gives all that one showing needs; the model only takes it in. Lines that
are not fetched yet are no rows of the model: it asks for more (``wanted``) and inserts them when they are there.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from vademecum.gui.icons import reach_words
from vademecum.gui.navigation import Question
from vademecum.naming import heading, place_label
from vademecum.records import Group, Hit, Hits, PlacePage, Reach, Row, SearchResult
from vademecum.texts import _, number

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

FIRST = 14  # lines that come with the answer: a screenful, so that they are there at once
PAGE = 50  # lines fetched at a time after that
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
PICKED_ROLE = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex


class Section(msgspec.Struct, frozen=True):
    """A heading and the hits below it."""

    text: str
    hits: Hits


class Heading(msgspec.Struct, frozen=True):
    """An entry that is a heading."""

    text: str
    count: int


Entry = Heading | Row


class Answer(msgspec.Struct, frozen=True):
    """What one question brings to the window. ``rows`` are the lines of the first hits of all sections."""

    question: Question
    result: SearchResult
    sections: tuple[Section, ...]
    rows: tuple[Row, ...]
    page: PlacePage | None


def ask(catalogue: Catalogue, question: Question, least: int = 0) -> Answer:
    """Ask the catalogue. ``least``: how many lines at least are wanted at once. Runs in another thread."""
    place_id = question.place.id if question.place else None
    result = catalogue.search(question.text, place_id=place_id, filters=question.filters, literal=question.literal)
    parts = sections(result)
    hits = tuple(islice(chain.from_iterable(section.hits for section in parts), max(FIRST, least)))
    rows = catalogue.rows(hits, result)
    page = catalogue.place_page(result.place.id) if result.place else None
    return Answer(question, result, parts, rows, page)


def sections(result: SearchResult) -> tuple[Section, ...]:
    """The result as headings with hits, in the order of the list; without a place there is one without heading."""
    found = [Section(heading(group, result.place), group.hits) for group in result.groups if group.hits]
    if result.unknown_area:
        unknown = Group(reach=Reach.UNKNOWN, hits=result.unknown_area)
        found.append(Section(heading(unknown, result.place), unknown.hits))
    if result.nearest:
        place = place_label(result.place) if result.place else ""
        found.append(Section(_("Nearest to %(place)s") % {"place": place}, result.nearest))
    return tuple(found)


def spoken(row: Row) -> str:
    """A line in words, for a screen reader."""
    reach = reach_words(row.reach) if row.reach else ""
    parts = (row.name, row.kind_label, reach, row.reason, row.found, row.freshness.text)
    return ". ".join(part for part in parts if part)


class ResultsModel(QAbstractListModel):
    """Headings and lines, as far as they are fetched."""

    wanted = Signal(object)  # tuple[Hit, ...], to be answered with add()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sections: tuple[Section, ...] = ()
        self._entries: list[Entry] = []
        self._shown = 0
        self._waiting = False
        self._picked: frozenset[str] = frozenset()

    def pick(self, actor_ids: tuple[str, ...]) -> None:
        """These are in the selection."""
        self._picked = frozenset(actor_ids)
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    def show(self, parts: tuple[Section, ...], rows: tuple[Row, ...]) -> None:
        """Take in a new answer, in one reset."""
        self.beginResetModel()
        self._sections = parts
        self._entries = self._lines(0, rows)
        self._shown = len(rows)
        self._waiting = False
        self.endResetModel()

    def add(self, rows: tuple[Row, ...]) -> None:
        """The lines that were wanted."""
        self._waiting = False
        entries = self._lines(self._shown, rows)
        if not entries:
            return
        self.beginInsertRows(QModelIndex(), len(self._entries), len(self._entries) + len(entries) - 1)
        self._entries += entries
        self._shown += len(rows)
        self.endInsertRows()

    @property
    def ids(self) -> tuple[str, ...]:
        """The actors of the whole list, also those that are not fetched."""
        return tuple(chain.from_iterable(part.hits.ids for part in self._sections))

    def has(self, actor_id: str) -> bool:
        """Whether an actor is in the list, fetched or not."""
        return any(part.hits.has(actor_id) for part in self._sections)

    @property
    def shown(self) -> int:
        """How many lines are fetched."""
        return self._shown

    def entry(self, row: int) -> Entry:
        """The heading or line at a row of the model."""
        return self._entries[row]

    def between(self, one: int, other: int) -> tuple[Row, ...]:
        """The lines from one row of the model to another, in their order."""
        first, last = sorted((one, other))
        return tuple(entry for entry in self._entries[first : last + 1] if isinstance(entry, Row))

    def position(self, actor_id: str | None) -> int | None:
        """The row of the model that shows an actor."""
        for number_, entry in enumerate(self._entries):
            if isinstance(entry, Row) and entry.id == actor_id:
                return number_
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Headings and lines together."""
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading can't be chosen."""
        if not index.isValid() or isinstance(self._entries[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text for people and screen readers; the entry itself for the painter."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text if isinstance(entry, Heading) else entry.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if isinstance(entry, Heading):
                return f"{entry.text} ({number(entry.count)})"
            return f"{spoken(entry)}. {_('selected')}" if entry.id in self._picked else spoken(entry)
        if role == PICKED_ROLE:
            return isinstance(entry, Row) and entry.id in self._picked
        return None

    def canFetchMore(self, parent: Index) -> bool:
        """True while lines are left and none are on their way."""
        there = sum(len(part.hits) for part in self._sections)
        return not parent.isValid() and not self._waiting and self._shown < there

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page."""
        if not self.canFetchMore(parent):
            return
        self._waiting = True
        hits: list[Hit] = []
        skip = self._shown
        for part in self._sections:  # by pieces: a hit is made when it is looked at
            hits += part.hits[skip : skip + PAGE - len(hits)]
            skip = max(0, skip - len(part.hits))
        self.wanted.emit(tuple(hits))

    def _lines(self, first: int, rows: tuple[Row, ...]) -> list[Entry]:
        """The entries for the lines from number ``first`` on, each section with its heading before its first line."""
        entries: list[Entry] = []
        start = 0
        last = first + len(rows)
        for part in self._sections:
            end = start + len(part.hits)
            if part.text and first <= start < last:
                entries.append(Heading(part.text, len(part.hits)))
            entries += rows[max(start, first) - first : max(0, min(end, last) - first)]
            start = end
        return entries
