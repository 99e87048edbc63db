"""The pane at the right: asks for a page in another thread and shows it; the page before it stays until then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QWidget

from vademecum.errors import KnownError
from vademecum.gui.jobs import Jobs
from vademecum.gui.pages.actor import ActorView
from vademecum.gui.pages.compare import ComparePage
from vademecum.gui.pages.parts import Card, Page, icon_label, text_label
from vademecum.gui.pages.record import RecordView
from vademecum.gui.theme import theme
from vademecum.records import ActorPage, Changes, RecordPage, RecordType, Ref, Taxonomy
from vademecum.texts import _, language

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue  # loaded in another thread while the window opens

MIN_WIDTH = 320
_TAXONOMIES: tuple[Taxonomy, ...] = ("audience", "theme")


class _ActorAnswer(msgspec.Struct, frozen=True):
    """What an actor's page is made from."""

    page: ActorPage
    labels: dict[str, str]
    words: str


class _Actors(msgspec.Struct, frozen=True):
    """What a page that compares actors is made from."""

    pages: tuple[ActorPage, ...]
    labels: dict[str, str]


class _Note(Page):
    """A page with nothing but a message."""

    def __init__(self, text: str, advice: str = "") -> None:
        super().__init__(lambda: Card("", *(text_label(line, "quiet") for line in (text, advice) if line)))


def _room() -> Card:
    """What stands where a page will come."""
    card = Card("")
    card.setProperty("role", "plain")
    text = text_label(_("The actor that you choose stands here: what it does, and how to reach it."), "quiet")
    picture = icon_label("building-2", "quiet")
    for label in (picture, text):
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        card.add(label)
    card.body.setContentsMargins(32, 96, 32, 12)
    return card


class DetailPane(QWidget):
    """Shows one page with its scroll bar.

    ``shown`` is sent when a page is there: name of what it is about. ``picked``: an actor for the selection.
    ``edit``: a record to edit; ``check``: one to note a check of; ``editable``: the page has
    buttons for these.
    """

    link_activated = Signal(Ref)
    picked = Signal(Ref)
    edit = Signal(Ref)
    check = Signal(Ref)
    message = Signal(str)
    shown = Signal(str)

    def __init__(
        self, catalogue: Catalogue, jobs: Jobs, parent: QWidget | None = None, *, editable: bool = False
    ) -> None:
        super().__init__(parent)
        self._editable = editable
        self._catalogue = catalogue
        self._jobs = jobs
        self._again: Callable[[], None] | None = None  # asks for the page that is shown, after a change
        self._make: Callable[[], Page] = self._nothing  # makes the page that is shown, in other colours
        self._scroll_to = 0
        self._picked: frozenset[str] = frozenset()
        self.setMinimumWidth(MIN_WIDTH)
        # A page is made card by card in the hidden area, then the two change places: nobody sees half a page.
        self._area, self._next = _scroll_area(), _scroll_area()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._area)
        self._stack.addWidget(self._next)
        self._steps = QTimer(self, singleShot=True, interval=0)
        self._steps.timeout.connect(self._step)
        jobs.changed.connect(self._changed)
        theme().changed.connect(self._dress)
        self.show_nothing()

    def show_actor(self, actor_id: str, place_id: str | None = None, words: str = "", *, scroll: int = 0) -> None:
        """Show an actor, with the reason why it serves a place; ``scroll``: where it was left, in pixels."""
        question = partial(self._ask_actor, actor_id, place_id, words)
        self._ask(partial(self._jobs.read, question, self._show_actor, newest="detail", failed=self._failed), scroll)

    def show_record(self, record_type: RecordType, record_id: str, *, scroll: int = 0) -> None:
        """Show a network, measure, agreement or good practice."""
        question = partial(self._catalogue.record_page, record_type, record_id)
        self._ask(partial(self._jobs.read, question, self._show_record, newest="detail", failed=self._failed), scroll)

    def show_comparison(self, actor_ids: tuple[str, ...], place_id: str | None = None, *, scroll: int = 0) -> None:
        """Show actors side by side, for a place."""
        question = partial(self._ask_actors, actor_ids, place_id)
        self._ask(partial(self._jobs.read, question, self._show_actors, newest="detail", failed=self._failed), scroll)

    def show_nothing(self) -> None:
        """Show that nothing has been chosen."""
        self._jobs.forget("detail")
        self._again = None
        self._scroll_to = 0
        self._show(self._nothing)

    def pick(self, actor_ids: tuple[str, ...]) -> None:
        """These are in the selection."""
        self._picked = frozenset(actor_ids)
        for area in (self._area, self._next):
            page = area.widget()
            if isinstance(page, ActorView):
                page.show_picked(page.actor_id in self._picked)

    def contact_block(self) -> str:
        """The public contact data of what is shown, to copy; empty when there is none."""
        page = self._page()
        return page.contact_block() if isinstance(page, ActorView | RecordView) else ""

    def mail_address(self) -> str:
        """The public mail address of what is shown, or nothing."""
        page = self._page()
        return page.mail_address() if isinstance(page, ActorView | RecordView) else ""

    def scroll_position(self) -> int:
        """How far the page is scrolled, in pixels: to be given back to ``show_actor`` and ``show_record``."""
        return self._area.verticalScrollBar().value()

    def _ask(self, ask: Callable[[], None], scroll: int) -> None:
        self._again = ask
        self._scroll_to = scroll
        ask()

    def _ask_actor(self, actor_id: str, place_id: str | None, words: str) -> _ActorAnswer:
        """In another thread."""
        return _ActorAnswer(self._catalogue.actor_page(actor_id, place_id, words), self._labels(), words)

    def _ask_actors(self, actor_ids: tuple[str, ...], place_id: str | None) -> _Actors:
        """In another thread."""
        return _Actors(tuple(self._catalogue.actor_page(key, place_id) for key in actor_ids), self._labels())

    def _labels(self) -> dict[str, str]:
        """Code -> words for audiences and themes. In another thread."""
        dutch = language() == "nl"
        terms = [term for taxonomy in _TAXONOMIES for term in self._catalogue.terms(taxonomy)]
        return {term.code: term.label_nl if dutch else term.label_en for term in terms}

    def _show_actors(self, answer: _Actors) -> None:
        self._show(partial(ComparePage, answer.pages, answer.labels))

    def _show_actor(self, answer: _ActorAnswer) -> None:
        self._show(partial(ActorView, answer.page, answer.labels, words=answer.words, editable=self._editable))

    def _show_record(self, page: RecordPage) -> None:
        self._show(partial(RecordView, page, editable=self._editable))

    def _failed(self, error: KnownError) -> None:
        self._show(partial(_Note, error.text, error.advice))

    @staticmethod
    def _nothing() -> Page:
        return Page(_room)

    def _changed(self, _changes: Changes) -> None:
        """Ask again: any change may touch a name or a link on this page."""
        if self._again is not None:
            self._scroll_to = self.scroll_position()
            self._again()

    def _dress(self) -> None:
        self._scroll_to = self.scroll_position()
        self._show(self._make)

    def _show(self, make: Callable[[], Page]) -> None:
        """Begin a page; one that was not ready yet is dropped."""
        self._make = make
        page = make()
        page.link_activated.connect(self.link_activated)
        page.message.connect(self.message)
        page.edit.connect(self.edit)
        page.check.connect(self.check)
        if isinstance(page, ActorView):
            page.picked.connect(self.picked)
            page.show_picked(page.actor_id in self._picked)
        self._next.setWidget(page)
        page.resize(self._area.viewport().width(), page.height())
        self._steps.start()

    def _step(self) -> None:
        page = self._next.widget()
        if isinstance(page, Page) and page.make_card():
            self._steps.start()
        elif page is not None:
            self._turn(page)

    def _turn(self, page: QWidget) -> None:
        """The page is ready: show it, with scroll position and focus as they were asked."""
        old = self._area.widget()
        had_focus = old is not None and old.isAncestorOf(self.window().focusWidget() or self)
        self._area, self._next = self._next, self._area
        self._stack.setCurrentWidget(self._area)
        self._area.verticalScrollBar().setValue(self._scroll_to)
        if had_focus:
            self.focus_page()
        if old is not None:
            self._next.takeWidget()
            old.deleteLater()
        self.shown.emit(page.accessibleName())

    def focus_page(self) -> None:
        """Put the focus on the first link or button of the page."""
        for child in self._area.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisibleTo(self):
                child.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _page(self) -> QWidget | None:
        return self._area.widget()


def _scroll_area() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
