"""What fills the window: search box, filters, results and the page at the right, and how they move together.

It is made anew when language, colours or text size change; :meth:`Workspace.stop` and :meth:`Workspace.restore` carry
over where the user was. A question goes to :mod:`jobs`, the old list stays until the answer is there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from vademecum import turns
from vademecum.errors import KnownError
from vademecum.gui.ahead import Ahead
from vademecum.gui.bar import TopBar
from vademecum.gui.diary import Diary
from vademecum.gui.edit.column import EditingColumn, KeysThrough
from vademecum.gui.filters import read_terms
from vademecum.gui.jobs import Jobs, go_first
from vademecum.gui.navigation import Comparison, Question, Stop, Trail
from vademecum.gui.notices import Notices, unfinished, while_typing
from vademecum.gui.pages.detail import DetailPane
from vademecum.gui.pages.welcome import Welcome
from vademecum.gui.panes import Panes
from vademecum.gui.parts import step_focus
from vademecum.gui.remembering import Remembering, search_of
from vademecum.gui.results import ResultsPane
from vademecum.gui.results_model import Answer, ask
from vademecum.gui.selection import Selection, SelectionStrip
from vademecum.gui.side import SidePanel
from vademecum.gui.suggestions import without_tail
from vademecum.naming import place_label
from vademecum.records import Filters, Info, Ref, Suggestion
from vademecum.texts import _

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

TYPING_PAUSE = 0  # milliseconds: keys that wait to be handled are one question; a person types slower
SUGGESTING_PAUSE = 50  # milliseconds after the answer without a key: who types on is not kept up by suggestions
AFTER_PAINTING = 15  # milliseconds: the list, which is painted in a few turns, goes before filters
LONGEST = 0.1  # seconds that filters wait for it: where the list is covered it is never painted
LONG = 0.0035  # seconds to take in an answer, after which it is painted in turns of its own
SUGGESTIONS = 8


class Workspace(QWidget):
    """``message`` is for the status line.

    ``columns``: the widths of filters, results and page as the user has dragged them; ``columns_dragged`` tells them.
    ``manage_wanted``: a page of maintaining, to do something with the selection.
    """

    message = Signal(str)
    columns_dragged = Signal(list)
    manage_wanted = Signal(str)

    def __init__(
        self,
        catalogue: Catalogue,
        jobs: Jobs,
        info: Info,
        remembering: Remembering,
        selection: Selection,
        columns: list[int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self._remembering = remembering
        self.selection = selection
        self._diary = Diary(catalogue, jobs, remembering, self)
        self._trail = Trail()
        self._question = Question()
        self._said = Question()  # the question that the strip under the box is about
        self._page: Ref | Comparison | None = None
        self._entering_page = False  # the keyboard goes along to the page that is asked for
        self._page_place: str | None = None
        self._returning: Stop | None = None  # where to be again when the answer is there
        self._typing = False  # the present stop is still being typed
        self._suggesting = False  # suggestions are wanted after the answer
        self._suggestion = QTimer(self, singleShot=True, interval=SUGGESTING_PAUSE)
        self._suggestion.timeout.connect(self._suggest)
        self._entered = False  # Enter was pressed on the present text: a place in it becomes a chip
        self._answered = 0.0  # when the last answer came
        self._timer = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._timer.timeout.connect(self._pause)
        self._later = QTimer(self, singleShot=True, interval=AFTER_PAINTING)
        self._later.timeout.connect(self._show_rest)
        self._make_parts(info, columns)
        self._ahead = Ahead(self._prepare(), self)
        self._connect()
        self._jobs.read(partial(read_terms, catalogue), self.filters.show_terms, newest="terms")
        self._jobs.changed.connect(self._refresh)
        self._arrange()
        self._ask(None)
        self._jobs.idle.connect(self._ahead.start, Qt.ConnectionType.SingleShotConnection)

    # Making ---------------------------------------------------------------------------------------------------------

    def _make_parts(self, info: Info, columns: list[int] | None) -> None:
        self.bar = TopBar(self)
        self.box = self.bar.box
        self.notices = Notices(self)
        self.panes = Panes(columns, self)
        self.side = SidePanel(self._catalogue, self._jobs, self._remembering, self.panes)
        self.filters, self.saved = self.side.filters, self.side.saved
        self.middle = QStackedWidget(self.panes)
        self.results = ResultsPane(self._catalogue, self._jobs, self.middle)
        self.welcome = Welcome(info, self.middle)
        self.middle.addWidget(self.welcome)
        self.middle.addWidget(self.results)
        self.detail = DetailPane(self._catalogue, self._jobs, self.panes, editable=not info.read_only)
        self.right = EditingColumn(
            self._catalogue, self._jobs, self.detail, read_only=info.read_only, parent=self.panes
        )
        self.panes.fill(self.side, self.middle, self.right)
        self.panes.dragged.connect(self.columns_dragged)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.notices)
        layout.addWidget(self.panes, 1)
        self.strip = SelectionStrip(
            self.selection, lambda: self.results.model.ids, read_only=info.read_only, parent=self
        )
        layout.addWidget(self.right.done)
        layout.addWidget(self.strip)

    def _prepare(self) -> Iterator[None]:
        self.box.prepare()
        yield
        yield from self.results.prepare()
        yield from self.notices.prepare()
        yield from self.filters.prepare()

    def _connect(self) -> None:
        self.bar.back.clicked.connect(partial(self.go, -1))
        self.bar.forward.clicked.connect(partial(self.go, 1))
        self.bar.fold.toggled.connect(self._arrange)
        self.box.edited.connect(self._edited)
        self.box.submitted.connect(self._submitted)
        self.box.chosen.connect(self._chosen)
        self.box.went_down.connect(self._go_down)
        self.box.escaped.connect(self.escape)
        self.box.copied.connect(self.copy_contact)
        self.notices.chosen.connect(self._choose_place)
        self.notices.meant.connect(self._ask_text)
        self.notices.literally.connect(self._ask_literally)
        self.saved.asked.connect(self._ask_again)
        self.saved.left.connect(self.box.setFocus)
        self._remembering.changed.connect(self._arrange)
        self.selection.changed.connect(self._selection_changed)
        self._selection_changed()
        self.strip.compare.connect(self.compare)
        self.strip.closed.connect(self.escape)
        self.strip.all_wanted.connect(self.select_all)
        self.strip.wanted.connect(self.manage_wanted)
        self.strip.opened.connect(self.follow)
        self.strip.left.connect(self.results.list.enter)
        self.results.picked.connect(self.selection.toggle)
        self.results.ranged.connect(lambda refs, fresh: self.selection.stretch(refs, fresh=fresh))
        self.results.all_wanted.connect(self.select_all)
        self.detail.picked.connect(self.selection.toggle)
        self.detail.shown.connect(self._page_shown)
        self.filters.changed.connect(self._filter)
        self.results.opened.connect(self._open_actor)
        self.results.link_activated.connect(self.follow)
        self.results.cleared.connect(partial(self._filter, Filters()))
        self.results.left_above.connect(self.box.enter)
        self.detail.link_activated.connect(self.follow)
        self.detail.message.connect(self.message)
        self.right.arranged.connect(self._arrange)
        self.right.settled.connect(self._after_edit)
        self.right.message.connect(self.message)
        self.box.edit.installEventFilter(KeysThrough(self))
        self.welcome.query.connect(self._ask_text)
        self._jobs.problem.connect(self.notices.show_error)

    # Where the user is ----------------------------------------------------------------------------------------------

    def stop(self) -> Stop:
        """Where the user is now, or is about to be again."""
        if self._returning is not None:
            return self._returning
        return Stop(
            question=self._question,
            page=self._page,
            selected=self.results.list.selected,
            scroll=self.results.list.verticalScrollBar().value(),
            page_scroll=self.detail.scroll_position(),
            shown=self.results.model.shown,
        )

    def trail(self) -> Trail:
        """The stops behind and ahead, the present one as it is now."""
        self._trail.amend(self.stop())
        return self._trail

    def restore(self, trail: Trail, answer: Answer | None) -> None:
        """Take over where the user was in an earlier workspace; its answer is shown until the new one is there."""
        self._trail = trail
        if answer is not None and answer.question == trail.now.question:
            self._returning = trail.now
            self._show(trail.now, answer)
        self._return_to(trail.now)

    def go(self, step: int) -> None:
        """Back (-1) or forward (1)."""
        self._trail.amend(self.stop())
        was = self._trail.now
        stop = self._trail.go(step)
        if stop is not was:
            self._return_to(stop)

    def escape(self) -> None:
        """Nothing to clear in the box: close the page, then the filters go."""
        if self.right.is_editing:
            self.right.editor.leave()
        elif self._page is not None:
            self._visit(self._question, None)
            self._show_page(None)
            self.box.enter()
        elif not self._question.filters.empty:
            self._filter(Filters())

    def edit(self) -> None:
        """Edit the open record."""
        if isinstance(self._page, Ref):
            self.right.edit(self._page)
        else:
            self.message.emit(_("Open an organisation first, then Ctrl+E edits it"))

    def check(self) -> None:
        """Note that the open record was checked."""
        if isinstance(self._page, Ref):
            self.right.check(self._page)
        else:
            self.message.emit(_("Open an organisation first, then Ctrl+K notes that you checked it"))

    def _after_edit(self, ref: Ref, gone: bool) -> None:
        """Show the page of what was edited, where it isn't there yet; of what was deleted no more."""
        there = isinstance(self._page, Ref) and self._page.id == ref.id
        if gone and there:
            self.escape()
        elif not gone and not there:
            self.follow(ref)
            self._ask(self.stop())  # the list is being asked for again after the save, with the page of then

    def compare(self) -> None:
        """Show the actors of the selection side by side."""
        if not self.selection.comparable:
            self.message.emit(_("Two or three can be compared; %(selected)s.") % {"selected": self.selection.words})
            return
        page = Comparison(self.selection.ids)
        self._visit(self._question, page)
        self._entering_page = True
        self._show_page(page)

    def save_question(self) -> None:
        """Ask for a name to save the question under."""
        if self._question.empty:
            self.message.emit(_("Ask something first, then Ctrl+D saves the question"))
            return
        if isinstance(self._page, Comparison) or (self.panes.single and self._page is not None):
            self._visit(self._question, None)
            self._show_page(None)
        self.bar.fold.setChecked(True)
        self.saved.save_question()

    def follow(self, ref: Ref) -> None:
        """Go where a link leads."""
        if ref.type == "place":
            self._visit(Question(place=ref), None)
            self.box.show_question("", ref)
            self._show_page(None)
            self._ask(None)
        else:
            self._visit(self._question, ref)
            self._show_page(ref)
            self.results.list.select(ref.id, seen=True)

    def copy_contact(self) -> None:
        """The contact block of the open page on the clipboard."""
        block = self.detail.contact_block() if self._page is not None else ""
        if block:
            QGuiApplication.clipboard().setText(block)
            self.message.emit(_("Contact details copied"))
        else:
            self.message.emit(_("Open an organisation first, then Ctrl+C copies its contact details"))

    def show_error(self, error: KnownError) -> None:
        """Say under the box what went wrong."""
        self.notices.show_error(error)

    def _return_to(self, stop: Stop) -> None:
        self._typing = False
        self._question = stop.question
        self.box.show_question(stop.question.text, stop.question.place)
        self._ask(stop)

    def _visit(self, question: Question, page: Ref | Comparison | None) -> None:
        """Leave the present stop as it is and go on to a new one."""
        self._trail.amend(self.stop())
        self._returning = None
        self._typing = False
        self._question, self._page = question, page
        self._trail.visit(self.stop())
        self._show_ways()

    def _show_ways(self) -> None:
        self.saved.show_question(self._question)
        self.bar.back.setEnabled(self._trail.can_go_back)
        self.bar.forward.setEnabled(self._trail.can_go_forward)

    # Asking ---------------------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        """A key in the box: one stop for all that is typed in one go."""
        go_first()
        question = Question(self.box.text, self.box.place, self._question.filters)
        self._diary.typing()
        if self._typing:
            self._returning = None
            self._question = question
            self._trail.amend(self.stop())
        else:
            self._visit(question, self._page)
            self._typing = True
        self._entered = False
        self._suggestion.stop()
        if self._page is not None and (self.panes.single or isinstance(self._page, Comparison)):
            self._show_page(None)
        self._timer.start()

    def _pause(self) -> None:
        self._suggesting = True
        self._ask(None)

    def _suggest(self) -> None:
        """Suggestions come after the answer: both at once would keep each other up."""
        self._suggesting = False
        if self.box.text.strip():
            asked = partial(self._catalogue.suggest, self.box.text, SUGGESTIONS)
            self._jobs.read(asked, self.box.suggest, newest="suggest")
        else:
            self.box.close_suggestions()

    def _stop_suggesting(self) -> None:
        self._suggesting = False
        self._suggestion.stop()
        self._jobs.forget("suggest")

    def _submitted(self) -> None:
        """Enter: no waiting, and a place in the text becomes a chip."""
        self._stop_suggesting()
        self._typing = False
        answer = self.results.answer
        if answer is not None and answer.question == self._question and not self._timer.isActive():
            self._settle(answer)
            return
        self._entered = True
        self._ask(None)

    def _chosen(self, suggestion: Suggestion) -> None:
        self._stop_suggesting()
        if suggestion.type == "place":
            rest = without_tail(self.box.text, suggestion.text)
            self._ask_question(rest, Ref(type="place", id=suggestion.id, text=suggestion.text))
        elif suggestion.type == "word":
            self._ask_text(f"{without_tail(self.box.text, suggestion.text)} {suggestion.text}".strip())
        elif suggestion.type == "field":
            self._ask_text(suggestion.text)
            self._suggesting = True  # its values come next
        else:
            self.follow(Ref(type=suggestion.type, id=suggestion.id, text=suggestion.text))

    def _choose_place(self, place: Ref) -> None:
        """One of the places that the text could mean: the words of the text stay."""
        answer = self.results.answer
        self._ask_question(answer.result.words if answer else "", place)

    def _ask_text(self, text: str) -> None:
        self._ask_question(text, self._question.place)

    def _ask_literally(self) -> None:
        """The words as they were typed, where the answer is to other words."""
        said = self._said
        self._ask_again(Question(said.text, said.place, said.filters, literal=True))

    def _ask_question(self, text: str, place: Ref | None) -> None:
        self._ask_again(Question(text, place, self._question.filters))

    def _ask_again(self, question: Question) -> None:
        """A whole question that was not typed: it is meant as it is."""
        page = None if isinstance(self._page, Comparison) else self._page
        self._visit(question, page)
        if page is not self._page:
            self._show_page(page)
        self.box.show_question(question.text, question.place)
        self.box.setFocus()
        self._ask(None)

    def _go_down(self) -> None:
        """Down from the box: into the list, or from an empty box to what was asked before."""
        if not (self._question.empty and not self.box.text and self.saved.open_recent(self.box)):
            self.results.list.enter() or self.notices.enter()

    def _filter(self, filters: Filters) -> None:
        self._visit(Question(self._question.text, self._question.place, filters), self._page)
        self._ask(None)

    def _refresh(self, _changes: object) -> None:
        """The catalogue was changed: ask again, at the same spot."""
        self._ask(self.stop())

    def _ask(self, stop: Stop | None) -> None:
        """Ask what stands in the box. ``stop``: where to be again when the answer is there."""
        self._timer.stop()
        self._returning = stop
        self._jobs.read(
            partial(ask, self._catalogue, self._question, stop.shown if stop else 0),
            partial(self._show, stop),
            newest="search",
            failed=self.notices.show_error,
        )

    # Showing --------------------------------------------------------------------------------------------------------

    def _show(self, stop: Stop | None, answer: Answer) -> None:
        """The answer is there."""
        moved_on = stop is not self._returning  # a page was opened while the answer was on its way
        self._returning = None
        self._said = answer.question
        self._answered = time.perf_counter()
        self.notices.clear_error()
        said = answer.result if self._entered else while_typing(answer.result)
        self.notices.show_result(None if answer.question.empty else said)
        self.box.show_problems(said.problems)
        if unfinished(answer.result) and not self._entered and stop is None and not self._at_welcome:
            self._later.start()
            return  # the list stays until the field is typed
        self.results.show_answer(
            answer,
            selected=stop.selected if stop else self.results.list.selected,
            scroll=stop.scroll if stop else None,
        )
        self.strip.look_again()
        self.middle.setCurrentWidget(self.welcome if answer.question.empty else self.results)
        if stop is not None:
            if not moved_on and (stop.page, self._place_id) != (self._page, self._page_place):
                self._show_page(stop.page, stop.page_scroll)
        elif self._page is not None:
            self._keep_page(answer, self._page)
        self.bar.count_filters(answer.question.filters)
        if self._at_welcome:  # the column of filters goes
            self._show_rest()
        else:
            self._later.start()
        self._arrange()  # the first screen takes the room of an empty page
        self._show_ways()
        if stop is None:
            self._diary.answered(answer.result)
        if self._entered:
            self._settle(answer)
        if time.perf_counter() - turns.window.since > LONG:
            self.results.paint_later()

    def _show_rest(self) -> None:
        """What may come after the list was painted: to do all at once would hold up the next key."""
        if not self.results.list.painted and time.perf_counter() - self._answered < LONGEST:
            self._later.start()
            return
        go_first()
        self._later.stop()
        answer = self.results.answer
        if answer is not None:
            self.filters.show_result(answer.result.facets, answer.question.filters)
        if self._suggesting:
            self._suggestion.start()

    def _keep_page(self, answer: Answer, page: Ref | Comparison) -> None:
        """The open page stays while its actor is among the answers, with the reason for the new place."""
        if isinstance(page, Ref) and page.type == "actor" and self.results.model.has(page.id):
            if self._place_id != self._page_place:
                self._show_page(page)
        elif not answer.question.empty:
            self._show_page(None)

    def _settle(self, answer: Answer) -> None:
        """Enter: this is what was meant."""
        self._entered = False
        if not answer.result.problems:
            self._make_chip(answer)
        if answer.result.total or answer.result.nearest or answer.result.records:
            self._remember()
        self._diary.meant()
        if answer.result.choices and not answer.result.words:
            self.notices.enter()

    def _remember(self) -> None:
        """The question belongs to the recent ones: it led somewhere."""
        if not self._question.empty:
            asked = search_of(self._question)
            self._remembering.change(lambda memory: memory.with_recent(asked))

    def _make_chip(self, answer: Answer) -> None:
        """The place in the text becomes a chip; the answer stays what it is. Words searched otherwise stay as typed."""
        result = answer.result
        place = result.place
        if place is None or self._question.place is not None or result.corrected or result.left_out:
            return
        ref = Ref(type="place", id=place.id, text=place_label(place))
        self._question = Question(answer.result.words, ref, self._question.filters)
        self.box.show_question(answer.result.words, ref)
        self.results.reword(self._question)
        self.saved.show_question(self._question)
        self._trail.amend(self.stop())

    @property
    def _place_id(self) -> str | None:
        answer = self.results.answer
        return answer.result.place.id if answer is not None and answer.result.place is not None else None

    def _open_actor(self, actor_id: str) -> None:
        self._remember()
        page = Ref(type="actor", id=actor_id, text="")
        self._visit(self._question, page)
        self._entering_page = self.panes.single  # the list makes way
        self._show_page(page)

    def select_all(self) -> None:
        """Put all in the selection that is in the list, seen or not."""
        self.selection.add(self.results.model.ids)

    def _selection_changed(self) -> None:
        self.results.model.pick(self.selection.ids)
        self.detail.pick(self.selection.ids)
        if isinstance(self._page, Comparison):  # a column went
            if self.selection.comparable:
                self.compare()
            else:
                self.escape()

    def _page_shown(self, _name: str) -> None:
        if self._entering_page:
            self._entering_page = False
            self.detail.focus_page()

    def _show_page(self, page: Ref | Comparison | None, scroll: int = 0) -> None:
        self._page = page
        self._page_place = self._place_id
        if isinstance(page, Ref):
            self.right.page_wanted(page.id)
        if page is None:
            self.detail.show_nothing()
        elif isinstance(page, Comparison):
            self.detail.show_comparison(page.actor_ids, self._page_place, scroll=scroll)
        elif page.type == "actor":
            answer = self.results.answer
            self.detail.show_actor(page.id, self._page_place, answer.result.words if answer else "", scroll=scroll)
        elif page.type != "place":
            self.detail.show_record(page.type, page.id, scroll=scroll)
        self._arrange()

    # Room -----------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what does not fit."""
        super().resizeEvent(event)
        self._arrange()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab follows the eye. Qt's own order is that in which widgets were made, and most are made with an answer."""
        parts = (self.bar, self.notices, self.side, self.middle, *self.right.tab_parts, self.strip)
        return step_focus(parts, self.window().focusWidget(), forward=forward)

    def _arrange(self) -> None:
        page = self._page is not None or self.right.is_editing
        comparing = isinstance(self._page, Comparison) and not self.right.is_editing
        self.strip.show_comparing(comparing)
        self.bar.fold.setVisible(self.panes.folded)
        self.bar.fold.setEnabled(self.side.useful or not self._at_welcome)
        reading = self.right.isAncestorOf(self.window().focusWidget() or self)
        unfolded = self.bar.fold.isChecked()
        self.panes.arrange(page=page, comparing=comparing, welcome=self._at_welcome, unfolded=unfolded)
        if reading and self.right.isHidden():
            self.results.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _at_welcome(self) -> bool:
        return self.middle.currentWidget() is self.welcome
