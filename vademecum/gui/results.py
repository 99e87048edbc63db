"""The middle of the window: what was asked, other records that were found, and the list of actors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from vademecum.gui import icons, theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.navigation import Question
from vademecum.gui.pages.place_header import PlaceHeader
from vademecum.gui.parts import ElidedButton, laid_out_after
from vademecum.gui.results_list import ResultsList
from vademecum.gui.results_model import Answer, ResultsModel
from vademecum.naming import place_label
from vademecum.records import Hit, PlacePage, Ref, Row, SearchResult
from vademecum.texts import _, ngettext, number

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

RECORDS_SHOWN = 2
THROUGH_SHOWN = 4
_RECORD_ICONS = {"network": "network", "measure": "scroll-text", "agreement": "handshake", "practice": "lightbulb"}


def record_words(kind: str) -> str:
    """What a record is, in one word."""
    return {
        "network": _("network"),
        "measure": _("measure"),
        "agreement": _("agreement"),
        "practice": _("good practice"),
    }.get(kind, "")


class RecordLinks(QWidget):
    """Networks, measures, agreements and good practices that the words found."""

    activated = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(8, 0, 8, 4)
        self._layout.setHorizontalSpacing(8)
        self._layout.setVerticalSpacing(0)
        self._layout.setColumnStretch(0, 1)
        self._links: list[ElidedButton] = []  # made once: to make new ones at each key would be felt
        self._shown: tuple[Ref, ...] = ()
        self._more = QPushButton(self)
        theme.set_role(self._more, "link")
        self._more.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._more.clicked.connect(lambda: self.show_records(self._shown, everything=True))
        self._layout.addWidget(self._more, RECORDS_SHOWN - 1, 1)
        self.hide()

    def show_records(self, records: tuple[Ref, ...], *, everything: bool = False) -> None:
        """Links to these, the first few until all are wanted."""
        if records == self._shown and not everything:
            return
        self._shown = records
        shown = records if everything else records[:RECORDS_SHOWN]
        while len(self._links) < len(shown):
            self._add_link()
        for ref, link in zip(shown, self._links, strict=False):
            link.set_whole(f"{ref.text} · {record_words(ref.type)}")
            link.setIcon(icons.icon(_RECORD_ICONS.get(ref.type, "link"), "accent"))
        for number_, link in enumerate(self._links):
            link.setVisible(number_ < len(shown))
        left = len(records) - len(shown)
        self._more.setText(_("Show %(count)d more") % {"count": left})
        self._more.setVisible(bool(left))
        self.setVisible(bool(records))

    def prepare(self) -> Iterator[None]:
        """Make the first links and their icons, one a step."""
        for name in _RECORD_ICONS.values():
            icons.icon(name, "accent")
            yield
        while len(self._links) < RECORDS_SHOWN:
            self._add_link()
            self._links[-1].hide()
            yield

    def _add_link(self) -> None:
        row = len(self._links)
        link = ElidedButton("", self)
        link.clicked.connect(lambda: self.activated.emit(self._shown[row]))
        self._links.append(link)
        self._layout.addWidget(link, row, 0)


class ResultsPane(QFrame):
    """Shows an Answer.

    ``opened``: id of an actor; ``picked``, ``ranged`` and ``all_wanted``: of the list, with a Ref for each line;
    ``link_activated``: Ref; ``cleared``: the filters should go.
    """

    opened = Signal(str)
    picked = Signal(object)
    ranged = Signal(object, bool)
    all_wanted = Signal()
    link_activated = Signal(object)
    cleared = Signal()
    left_above = Signal()

    def __init__(self, catalogue: Catalogue, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self._answer: Answer | None = None
        self.model = ResultsModel(self)
        self.model.wanted.connect(self._fetch)
        self._place = PlaceHeader(self)
        self._place.link_activated.connect(self.link_activated)
        self._place_shown: tuple[PlacePage, str, str, str] | None = None
        self._head = QLabel(self)
        self._head.setTextFormat(Qt.TextFormat.PlainText)
        self._head.setWordWrap(True)
        self._head.setContentsMargins(12, 12, 12, 8)
        theme.set_role(self._head, "heading")
        self._through = QLabel(self)
        self._through.setTextFormat(Qt.TextFormat.PlainText)
        self._through.setWordWrap(True)
        self._through.setContentsMargins(12, 0, 12, 6)
        theme.set_role(self._through, "quiet")
        self._records = RecordLinks(self)
        self._records.activated.connect(self.link_activated)
        self.list = ResultsList(self.model, self)
        self.list.opened.connect(self.opened)
        self.list.picked.connect(lambda row: self.picked.emit(_ref(row)))
        self.list.ranged.connect(self._ranged)
        self.list.all_wanted.connect(self.all_wanted)
        self.list.left_above.connect(self.left_above)
        self._empty = QLabel(self)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(12, 12, 12, 8)
        theme.set_role(self._empty, "quiet")
        self._clear = QPushButton(_("Clear filters"), self)
        self._clear.clicked.connect(self.cleared)
        self._all_here = QPushButton(self)
        self._all_here.clicked.connect(self._ask_place)
        self._lines = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._place)
        layout.addWidget(self._head)
        layout.addWidget(self._through)
        layout.addWidget(self._records)
        layout.addWidget(self._empty)
        line = QHBoxLayout()
        line.setContentsMargins(12, 0, 12, 0)
        line.addWidget(self._clear)
        line.addWidget(self._all_here)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addWidget(self.list, 1)
        layout.addStretch(0)  # where no list is, texts stay at the top
        theme.set_role(self, "pane")
        self.setMinimumWidth(theme.theme().px(280))

    @property
    def answer(self) -> Answer | None:
        """What is shown."""
        return self._answer

    def prepare(self) -> Iterator[None]:
        """Make what the first answer needs, a little a step."""
        yield from self.list.prepare()
        yield from self._records.prepare()
        yield from self._place.prepare()
        for part in self.findChildren(QWidget):
            part.ensurePolished()
            yield

    def show_answer(self, answer: Answer, *, selected: str | None, scroll: int | None) -> None:
        """Show an answer. ``selected``: stays chosen where it is found again; ``scroll``: None begins at the top."""
        self._answer = answer
        with laid_out_after(self._lines):
            self._show_parts(answer)
        self._lines.activate()
        self.model.show(answer.sections, answer.rows)
        self.list.select(selected)
        if scroll:
            # The list lays itself out before its next painting.
            QTimer.singleShot(0, self.list, partial(self.list.verticalScrollBar().setValue, scroll))
        else:
            self.list.scrollToTop()

    def _show_parts(self, answer: Answer) -> None:
        """What stands above the list, and whether there is a list."""
        result = answer.result
        if answer.page is not None:
            shown = (answer.page, counted(result), result.words, result.explanation or "")
            if shown != self._place_shown:
                self._place_shown = shown
                self._place.set_page(*shown)
        self._place.setVisible(answer.page is not None)
        text = head(answer)
        self._head.setText(text)
        self._head.setVisible(bool(text))
        also = through(answer.result)
        self._through.setText(also)
        self._through.setVisible(bool(also))
        self._records.show_records(result.records)
        self._empty.setText(empty(result))
        self._empty.setVisible(not result.total)
        self._clear.setVisible(not result.total and not result.filters.empty)
        self._all_here.setVisible(not result.total and result.place is not None and bool(result.words))
        if result.place is not None:
            self._all_here.setText(_("Who serves %(place)s?") % {"place": place_label(result.place)})
        self.list.setVisible(bool(answer.sections))  # an empty list is no stop for Tab

    def _ask_place(self) -> None:
        place = self._answer.result.place if self._answer is not None else None
        if place is not None:
            self.link_activated.emit(Ref(type="place", id=place.id, text=place_label(place)))

    def paint_later(self) -> None:
        """Paint what stands above the list, and then the list, in turns of their own: a key may come in between."""
        self.setUpdatesEnabled(False)
        self.list.hold()
        QTimer.singleShot(0, self, self._paint_head)

    def _paint_head(self) -> None:
        self.setUpdatesEnabled(True)
        QTimer.singleShot(0, self.list, self.list.release)

    def _ranged(self, rows: tuple[Row, ...], fresh: bool) -> None:
        self.ranged.emit(tuple(_ref(row) for row in rows), fresh)

    def reword(self, question: Question) -> None:
        """The same answer, to the same question in other words: its place became a chip."""
        if self._answer is not None:
            self._answer = msgspec.structs.replace(self._answer, question=question)

    def _fetch(self, hits: tuple[Hit, ...]) -> None:
        if self._answer is not None:
            result = self._answer.result
            self._jobs.read(partial(self._catalogue.rows, hits, result), partial(self._add, result), newest="rows")

    def _add(self, result: SearchResult, rows: tuple[Row, ...]) -> None:
        if self._answer is not None and result is self._answer.result:
            self.model.add(rows)


def _ref(row: Row) -> Ref:
    return Ref(type="actor", id=row.id, text=row.name)


def head(answer: Answer) -> str:
    """What stands above the list where no place does that."""
    result = answer.result
    values = {"count": number(result.total), "words": result.words}
    if result.place is not None or (result.choices and not result.words):
        return ""
    if not result.total:
        return _("Nothing found for “%(words)s”") % values if result.words else _("Nothing found")
    return _("%(found)s for “%(words)s”") % {"found": counted(result), **values} if result.words else counted(result)


def counted(result: SearchResult) -> str:
    """How many actors were found, and of how many where filters left some out."""
    values = {"count": number(result.total), "all": number(result.unfiltered)}
    if not result.filters.empty and result.unfiltered > result.total:
        return _("%(count)s of %(all)s actors, filtered") % values
    return ngettext("%(count)s actor", "%(count)s actors", result.total) % values


def through(result: SearchResult) -> str:
    """The words of the sector that led to hits in place of those that were typed."""
    if not result.through:
        return ""
    shown = ", ".join(f"“{word}”" for word in result.through[:THROUGH_SHOWN])
    return _("Also looked for %(words)s") % {"words": shown}


def empty(result: SearchResult) -> str:
    """What it means that nothing was found, and what to do."""
    place = place_label(result.place) if result.place else ""
    if result.choices and not result.words:
        return _("Several places can be meant. Choose one above.")
    if not result.filters.empty:
        return _("The filters leave nothing over. Clear them to see more.")
    if result.place is not None and result.words:
        text = _("Nothing found for “%(words)s” in %(place)s.") % {"words": result.words, "place": place}
    elif result.place is not None:
        text = _("Nobody is known to serve %(place)s.") % {"place": place}
    elif result.records:
        return _("No actors, but these do match.")
    elif result.words:
        return _("Try another word, a part of it, or the name of a municipality.")
    else:
        return _("No actor meets these fields.")
    # Nobody is nearest where the words find nobody elsewhere either.
    further = _("These are nearest:") if result.nearest else _("Try another word or a part of it.")
    return f"{text} {further}"
