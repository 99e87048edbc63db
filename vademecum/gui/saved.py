"""Saved searches under the filters, with how many actors each finds now; and the menu of recent questions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vademecum.errors import KnownError
from vademecum.gui import icons, theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.navigation import Question
from vademecum.gui.parts import ElidedButton, tool_button
from vademecum.gui.remembering import Remembering, question_of, search_of, words_for
from vademecum.memory import Memory, Search
from vademecum.texts import _, number

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

COUNT_AFTER = 400  # milliseconds: what is being typed goes first
SHOWN = 5  # lines before the list scrolls


def recent_menu(remembering: Remembering, parent: QWidget) -> RecentMenu | None:
    """The recent questions to choose from; None where there are none."""
    return RecentMenu(remembering, parent) if remembering.memory.recent else None


class RecentMenu(QMenu):
    """``asked``: a Question; ``erased``: what was remembered before all was erased."""

    asked = Signal(object)
    erased = Signal(object)

    def __init__(self, remembering: Remembering, parent: QWidget) -> None:
        super().__init__(parent)
        self._remembering = remembering
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Recent questions"))
        for search in remembering.memory.recent:
            words = self.fontMetrics().elidedText(words_for(search), Qt.TextElideMode.ElideRight, theme.theme().px(420))
            action = self.addAction(icons.icon("clock", "quiet"), words.replace("&", "&&"))
            action.triggered.connect(partial(self._ask, search))
        self.addSeparator()
        self.addAction(icons.icon("trash-2", "quiet"), _("Erase recent questions"), self._erase)

    def _ask(self, search: Search, _checked: bool = False) -> None:
        self.asked.emit(question_of(search))

    def _erase(self) -> None:
        before = self._remembering.memory
        self._remembering.change(_without_recent)
        self.erased.emit(before)


class SavedLine(QWidget):
    """One saved search: its name, its count, and what can be done with it (F2 renames, Delete deletes)."""

    asked = Signal(object)
    rename = Signal(object)
    delete = Signal(object)

    def __init__(self, search: Search, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_role(self, "plain")
        self.search = search
        self.link = ElidedButton(search.name, self)
        self.link.clicked.connect(lambda: self.asked.emit(question_of(search)))
        self.link.installEventFilter(self)
        self._count = QLabel(self)
        theme.set_role(self._count, "quiet")
        self._more = tool_button("ellipsis", _("More for %(name)s") % {"name": search.name}, parent=self)
        self._more.clicked.connect(self._open_menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.link, 1)
        layout.addWidget(self._count)
        layout.addWidget(self._more)
        self.show_count(None)

    def show_count(self, count: int | None) -> None:
        """How many actors it finds; None is not known (yet)."""
        self._count.setText("" if count is None else number(count))
        counted = "" if count is None else f" ({number(count)})"
        self.link.setAccessibleName(f"{self.search.name}{counted}")
        self.link.setAccessibleDescription(words_for(self.search))

    def make_menu(self) -> QMenu:
        """Rename or delete."""
        menu = QMenu(self)
        asks = menu.addAction(words_for(self.search))
        asks.setEnabled(False)
        menu.addSeparator()
        menu.addAction(icons.icon("pencil"), _("Rename …") + "\tF2", lambda: self.rename.emit(self.search))
        menu.addAction(icons.icon("trash-2"), _("Delete") + "\tDel", lambda: self.delete.emit(self.search))
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of a line."""
        if watched is self.link and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_F2:
                self.rename.emit(self.search)
                return True
            if event.key() == Qt.Key.Key_Delete:
                self.delete.emit(self.search)
                return True
        return False

    def _open_menu(self) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))


class NameField(QWidget):
    """Asks for a name in place: Enter takes it, Escape leaves it."""

    taken = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_role(self, "plain")
        self._others: frozenset[str] = frozenset()
        label = QLabel(_("Name of the saved question"), self)
        theme.set_role(label, "quiet")
        self.edit = QLineEdit(self)
        self.edit.setMaxLength(80)
        self.edit.setAccessibleName(label.text())
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._check)
        label.setBuddy(self.edit)
        self._note = QLabel(self)
        self._note.setWordWrap(True)
        theme.set_role(self._note, "attention")
        self._keep = QPushButton(_("Save"), self)
        theme.set_role(self._keep, "primary")
        self._keep.clicked.connect(self._take)
        cancel = QPushButton(_("Cancel"), self)
        cancel.clicked.connect(self.left)
        buttons = QHBoxLayout()
        buttons.addWidget(self._keep)
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 8)
        layout.setSpacing(4)
        for widget in (label, self.edit, self._note):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.hide()

    def ask(self, name: str, others: frozenset[str]) -> None:
        """Show it with a name to start from. ``others``: names that are in use."""
        self._others = others
        self.edit.setText(name)
        self._check()
        self.show()
        self.edit.selectAll()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Escape belong to the field while it is open."""
        if watched is self.edit and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return False

    def _check(self) -> None:
        name = self.edit.text().strip()
        note = _("This name is in use: the older question makes place.") if name in self._others else ""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.edit.setAccessibleDescription(note)
        self._keep.setEnabled(bool(name))

    def _take(self) -> None:
        name = self.edit.text().strip()
        if name:
            self.taken.emit(name)


class SavedPanel(QFrame):
    """``asked``: a Question to ask again; ``left``: the cursor may go back to where it was."""

    asked = Signal(object)
    left = Signal()

    def __init__(self, catalogue: Catalogue, jobs: Jobs, remembering: Remembering, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self._remembering = remembering
        self._question = Question()
        self._renaming: Search | None = None
        self._lines: list[SavedLine] = []
        self._counts: dict[Search, int] = {}
        self._left: list[Search] = []
        self._undo: Memory | None = None
        theme.set_role(self, "saved")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(_("Saved searches"))
        self._make()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(COUNT_AFTER)
        self._later.timeout.connect(self._count_all)
        remembering.changed.connect(self._refresh)
        jobs.changed.connect(self._later.start)
        self._refresh()

    def _make(self) -> None:
        heading = QLabel(_("Saved"), self)
        theme.set_role(heading, "strong")
        self._recent = tool_button("history", _("Recent questions"), parent=self)
        self._recent.clicked.connect(lambda: self.open_recent(self._recent))
        self._save = tool_button("bookmark", _("Save this question"), _("Save this question (Ctrl+D)"), self)
        self._save.clicked.connect(self.save_question)
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self._recent)
        head.addWidget(self._save)
        self._name = NameField(self)
        self._name.taken.connect(self._named)
        self._name.left.connect(self._leave_name)
        self._hint = QLabel(_("Save a question that you ask often: Ctrl+D."), self)
        self._hint.setWordWrap(True)
        theme.set_role(self._hint, "quiet")
        self._undo_line = QWidget(self)
        theme.set_role(self._undo_line, "plain")
        self._undo_words = QLabel(self._undo_line)
        self._undo_words.setWordWrap(True)
        theme.set_role(self._undo_words, "quiet")
        self.undo_link = QPushButton(_("Undo"), self._undo_line)
        theme.set_role(self.undo_link, "link")
        self.undo_link.clicked.connect(self._undo_now)
        line = QHBoxLayout(self._undo_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._undo_words, 1)
        line.addWidget(self.undo_link)
        self._undo_line.hide()
        self._list = QWidget(self)
        theme.set_role(self._list, "plain")
        self._list_layout = QVBoxLayout(self._list)
        self._list_layout.setContentsMargins(0, 0, 0, 0)
        self._list_layout.setSpacing(0)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        for widget in (self._name, self._undo_line, self._area, self._hint):
            layout.addWidget(widget)

    @property
    def useful(self) -> bool:
        """True where something is saved, recent, or asked that could be saved."""
        memory = self._remembering.memory
        return bool(memory.saved or memory.recent) or not self._question.empty

    def show_question(self, question: Question) -> None:
        """What would be saved now."""
        self._question = question
        self._save.setEnabled(not question.empty)

    def save_question(self) -> None:
        """Ask for a name, then keep the question that is shown."""
        if self._question.empty:
            return
        self._renaming = None
        names = frozenset(search.name for search in self._remembering.memory.saved)
        self._name.ask(words_for(search_of(self._question)), names)
        self._hint.hide()

    def open_recent(self, under: QWidget) -> bool:
        """Show the recent questions under a widget; False where there are none."""
        menu = recent_menu(self._remembering, self)
        if menu is None:
            return False
        menu.asked.connect(self.asked)
        menu.erased.connect(self._erased)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
        first = menu.actions()[0]
        menu.setActiveAction(first)
        return True

    # Names ----------------------------------------------------------------------------------------------------------

    def _rename(self, search: Search) -> None:
        self._renaming = search
        names = {other.name for other in self._remembering.memory.saved} - {search.name}
        self._name.ask(search.name, frozenset(names))

    def _named(self, name: str) -> None:
        old = self._renaming
        self._end_undo()
        if old is None:
            kept = search_of(self._question, name)
            self._remembering.change(lambda memory: memory.with_saved(kept))
        else:
            self._remembering.change(lambda memory: memory.renamed(old.name, name))
        self._leave_name()

    def _leave_name(self) -> None:
        self._name.hide()
        self._refresh()
        self.left.emit()

    # Deleting -------------------------------------------------------------------------------------------------------

    def _delete(self, search: Search) -> None:
        before = self._remembering.memory
        self._remembering.change(lambda memory: memory.without_saved(search.name))
        self._offer_undo(before, _("“%(name)s” deleted.") % {"name": search.name})

    def _erased(self, before: Memory) -> None:
        self._offer_undo(before, _("Recent questions erased."))

    def _offer_undo(self, before: Memory, words: str) -> None:
        self._undo = before
        self._undo_words.setText(words)
        self.undo_link.setAccessibleName(f"{self.undo_link.text()}: {words}")
        self._undo_line.show()
        self.undo_link.setFocus(Qt.FocusReason.OtherFocusReason)

    def _undo_now(self) -> None:
        before = self._undo
        if before is not None:
            recent = before.recent
            self._remembering.change(
                lambda memory: msgspec.structs.replace(memory, saved=before.saved, recent=memory.recent or recent)
            )
        self._end_undo()
        self.left.emit()

    def _end_undo(self) -> None:
        self._undo = None
        self._undo_line.hide()

    # Lines and counts -----------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        memory = self._remembering.memory
        self._recent.setEnabled(bool(memory.recent))
        if [line.search for line in self._lines] != list(memory.saved):
            for line in self._lines:
                line.hide()
                line.deleteLater()
            self._lines = [self._line(search) for search in memory.saved]
            self._later.start()
        self._area.setVisible(bool(self._lines))
        self._hint.setVisible(not self._lines and self._name.isHidden())
        if self._lines:
            height = self._lines[0].sizeHint().height()
            self._area.setFixedHeight(height * min(SHOWN, len(self._lines)))

    def _line(self, search: Search) -> SavedLine:
        line = SavedLine(search, self._list)
        line.show_count(self._counts.get(search))
        line.asked.connect(self.asked)
        line.rename.connect(self._rename)
        line.delete.connect(self._delete)
        self._list_layout.addWidget(line)
        return line

    def _count_all(self) -> None:
        """One after the other: a question that is being typed waits for one of these at most."""
        self._left = list(self._remembering.memory.saved)
        self._count_next()

    def _count_next(self) -> None:
        if self._left:
            search = self._left.pop(0)
            self._jobs.read(
                partial(count, self._catalogue, search),
                partial(self._counted, search),
                newest="saved",
                failed=partial(self._not_counted, search),
            )

    def _counted(self, search: Search, total: int) -> None:
        self._counts[search] = total
        self._show_count(search, total)
        self._count_next()

    def _not_counted(self, search: Search, _error: KnownError) -> None:
        """Its place is gone, say: the question itself will tell what is wrong when it is asked."""
        self._show_count(search, None)
        self._count_next()

    def _show_count(self, search: Search, total: int | None) -> None:
        for line in self._lines:
            if line.search == search:
                line.show_count(total)


def count(catalogue: Catalogue, search: Search) -> int:
    """How many actors a saved search finds now. In another thread."""
    return catalogue.search(search.text, place_id=search.place_id, filters=search.filters).total


def _without_recent(memory: Memory) -> Memory:
    return msgspec.structs.replace(memory, recent=())
