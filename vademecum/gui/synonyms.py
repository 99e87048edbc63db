"""The window in which staff look after the synonyms: a table to search in, and the fields of the chosen one.

Saving and deleting are operations of the catalogue, each can be undone here; the search uses the new words at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from vademecum.errors import KnownError
from vademecum.gui import theme
from vademecum.gui.edit.strips import Strip
from vademecum.gui.jobs import Jobs
from vademecum.gui.pages.parts import button
from vademecum.gui.synonyms_form import SynonymForm
from vademecum.gui.synonyms_model import MEANS, TEXT, Finding, SynonymFilter, SynonymModel
from vademecum.records import Changes, Synonym
from vademecum.texts import _, ngettext, number

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

CHECK_AFTER = 600  # milliseconds without a key


class SynonymsDialog(QDialog):
    """``made``: the text of a synonym that was saved."""

    made = Signal(str)

    def __init__(
        self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self._read_only = read_only
        self._operations: list[tuple[int, str]] = []  # done here, to be undone: number and what it was
        self._wanted: str | None = None  # id to choose when the table is there again
        self._then: Callable[[], object] | None = None  # what waits for the answer whether to save
        self._after: Callable[[], object] | None = None  # what waits for the table after saving
        look = theme.theme()
        self.setWindowTitle(_("Synonyms"))
        self.resize(look.window(1100, 620))
        self._model = SynonymModel(self)
        self._filter = SynonymFilter(self)
        self._filter.setSourceModel(self._model)
        self._make()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(CHECK_AFTER)
        self._later.timeout.connect(self._look_up)
        jobs.changed.connect(self._changed)
        theme.theme().changed.connect(self.update)
        self._load()

    # Making ---------------------------------------------------------------------------------------------------------

    def _make(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        explain = QLabel(
            _("What people type, and the words of the sector that should be found as well. It works at once."), self
        )
        explain.setWordWrap(True)
        theme.set_role(explain, "quiet")
        layout.addWidget(explain)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self._make_list())
        splitter.addWidget(self._make_form())
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        look = theme.theme()
        splitter.setSizes([look.px(740), look.px(340)])
        layout.addWidget(splitter, 1)
        self.question = Strip(self, wide=True)
        layout.addWidget(self.question)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self._undo = button(_("Undo"), "undo-2", self.undo, role="")
        self._undo.setToolTip(_("Undo (Ctrl+Z)"))
        self._undo.setEnabled(False)
        close = button(_("Close"), "x", self.reject, role="")
        line = QHBoxLayout()
        line.addWidget(self.said, 1)
        line.addWidget(self._undo)
        line.addWidget(close)
        layout.addLayout(line)
        self.setTabOrder(self.box, self._new_button)
        self.setTabOrder(self._new_button, self.table)
        self.setTabOrder(self.table, self.form.text)
        for keys, action in (
            ("Ctrl+Z", self.undo),
            ("Ctrl+S", self.save),
            ("Ctrl+N", self.begin_new),
            ("Ctrl+F", self._to_box),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(action)

    def _make_list(self) -> QWidget:
        pane = QWidget(self)
        theme.set_role(pane, "plain")
        self.box = QLineEdit(pane)
        self.box.setPlaceholderText(_("Search in the synonyms"))
        self.box.setAccessibleName(self.box.placeholderText())
        self.box.textChanged.connect(self._look_for)
        self._count = QLabel(pane)
        theme.set_role(self._count, "quiet")
        new = self._new_button = button(_("New"), "plus", self.begin_new, role="")
        new.setToolTip(_("New (Ctrl+N)"))
        new.setEnabled(not self._read_only)
        self.table = SynonymTable(pane)
        self.table.setModel(self._filter)
        self.table.sortByColumn(TEXT, Qt.SortOrder.AscendingOrder)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(MEANS, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(TEXT, theme.theme().px(160))
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.deleted.connect(self.delete)
        self.table.opened.connect(self._to_form)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.box, 1)
        line.addWidget(self._count)
        line.addWidget(new)
        layout = QVBoxLayout(pane)
        layout.setContentsMargins(0, 0, 12, 0)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        return pane

    def _make_form(self) -> QWidget:
        pane = QWidget(self)
        theme.set_role(pane, "plain")
        self.form = SynonymForm(pane)
        self.form.edited.connect(self._edited)
        self.form.enable(on=not self._read_only)
        area = QScrollArea(pane)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.form)
        self.keep = button(_("Save"), "check", self.save, role="primary")
        self.keep.setToolTip(_("Save (Ctrl+S)"))
        self.remove = button(_("Delete"), "trash-2", self.delete, role="")
        line = QHBoxLayout()
        line.addWidget(self.keep)
        line.addWidget(self.remove)
        line.addStretch(1)
        layout = QVBoxLayout(pane)
        layout.setContentsMargins(12, 0, 0, 0)
        layout.addWidget(area, 1)
        layout.addLayout(line)
        return pane

    # What the user does ---------------------------------------------------------------------------------------------

    def begin_new(self, text: str = "") -> None:
        """Empty fields for a new one, with a word to begin with."""
        if not self._read_only:
            self.leave(partial(self._begin_new, text))

    def _begin_new(self, text: str) -> None:
        self.table.clearSelection()
        self.table.selectionModel().clearCurrentIndex()
        self.form.show_new(text)
        self._enable()
        (self.form.means if text else self.form.text).setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Save what stands in the fields, when nothing is wrong with it."""
        if self._read_only or not self.form.touched:
            return
        if self.form.check(self._model.synonyms):
            self._stay()
            self._say(_("Not saved yet: see what is missing."), "bad")
            return
        draft = self.form.draft
        self._wanted = draft.id
        words = _("“%(text)s” saved.") % {"text": draft.text}
        self._jobs.write(partial(self._catalogue.save, draft), partial(self._saved, draft, words), failed=self._failed)

    def delete(self) -> None:
        """Delete the chosen synonym; it can be undone."""
        kept = self.form.kept
        if self._read_only or kept is None:
            return
        words = _("“%(text)s” deleted.") % {"text": kept.text}
        self._jobs.write(
            partial(self._catalogue.delete, "synonym", kept.id), partial(self._done, words), failed=self._failed
        )

    def undo(self) -> None:
        """Take back the last thing that was done here."""
        if self._operations:
            operation, words = self._operations.pop()
            said = _("Undone: %(what)s") % {"what": words}
            self._jobs.write(partial(self._catalogue.undo, operation), partial(self._undone, said), failed=self._failed)

    @property
    def dirty(self) -> bool:
        """Something was typed that is not saved."""
        return not self._read_only and self.form.touched

    def leave(self, then: Callable[[], object]) -> None:
        """Go on to something else; what was typed and not saved asks first."""
        if not self.dirty:
            then()
            return
        self._then = then
        offers = [
            (_("Save"), "check", self.save),
            (_("Don't save"), "trash-2", self._discard),
            (_("Back to the form"), "arrow-left", self._back),
        ]
        self.question.say(_("There are changes that are not saved."), offers, primary=True)
        self.question.enter()

    def reject(self) -> None:
        """Close; what was typed and not saved asks first."""
        self.leave(super().reject)

    def _discard(self) -> None:
        then = self._then
        self._stay()
        kept = self.form.kept
        if kept is not None:
            self.form.show_synonym(kept)
        else:
            self.form.show_new("")
        self._enable()
        if then is not None:
            then()

    def _back(self) -> None:
        self._stay()
        self._to_form()

    def _stay(self) -> None:
        self._then = None
        self.question.clear()

    # Answers --------------------------------------------------------------------------------------------------------

    def _saved(self, draft: Synonym, words: str, changes: Changes) -> None:
        self._after = self._then
        self._stay()
        self._done(words, changes)
        self.made.emit(draft.text)

    def _done(self, words: str, changes: Changes) -> None:
        if changes.records:
            self._operations.append((changes.operation, words))
        self._say(words, "good")
        self._load()

    def _undone(self, words: str, _changes: Changes) -> None:
        self._say(words, "good")
        self._load()

    def _failed(self, error: KnownError) -> None:
        self._stay()
        self._say(f"{error.text} {error.advice}".strip(), "bad")
        self._load()

    def _changed(self, changes: Changes) -> None:
        """Somebody else may have written; our own writes load by themselves."""
        if any(kind == "synonym" for kind, _key in changes.records):
            self._load()

    def _load(self) -> None:
        self._jobs.read(self._catalogue.synonyms, self._take, newest="synonyms")

    def _take(self, synonyms: tuple[Synonym, ...]) -> None:
        """Show what is there now, and go on to what waited for it."""
        self._show(synonyms)
        after, self._after = self._after, None
        if after is not None:
            after()

    def _show(self, synonyms: tuple[Synonym, ...]) -> None:
        """The table, with the same one chosen; what was being typed stays."""
        draft, kept, touched = self.form.draft, self.form.kept, self.form.touched
        wanted = self._wanted or (kept.id if kept is not None else None)
        saved = self._wanted
        self._wanted = None
        self._model.show(synonyms)
        self._say_count()
        row = self._model.position(wanted) if wanted is not None else None
        if row is None:
            if kept is not None and saved is None:  # it is gone
                self.form.show_new("")
            self._enable()
            return
        there = self._model.synonym(row)
        if touched and saved is None and kept == there:
            self._enable()
            return
        self._go_to(there.id)
        if saved is None and touched and kept is not None and draft.version != there.version:
            self._say(_("This synonym was changed elsewhere: this is how it is now."), "attention")

    # Fields ---------------------------------------------------------------------------------------------------------

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not current.isValid():
            return
        synonym = self._model.synonym(self._filter.mapToSource(current).row())
        kept = self.form.kept
        if self.dirty and (kept is None or kept.id != synonym.id):
            QTimer.singleShot(0, self, self._mark)
            if not self.box.hasFocus():  # there the table changes with every key
                self.leave(partial(self._go_to, synonym.id))
        elif kept != synonym:
            self._fill(synonym)

    def _go_to(self, key: str) -> None:
        """Show this one, in the fields and in the table."""
        row = self._model.position(key)
        if row is not None:
            self._fill(self._model.synonym(row))
            self._mark()

    def _fill(self, synonym: Synonym) -> None:
        self.form.show_synonym(synonym)
        self._enable()
        self._later.start()  # what finds nothing is said of what was saved too

    def _mark(self) -> None:
        """The line in the table is that of what stands in the fields; of a new one there is none."""
        kept = self.form.kept
        row = self._model.position(kept.id) if kept is not None else None
        if row is None:
            self.table.clearSelection()
            self.table.selectionModel().clearCurrentIndex()
        else:
            self.table.setCurrentIndex(self._filter.mapFromSource(self._model.index(row, TEXT)))

    def _edited(self) -> None:
        self._stay()
        self.form.show_findings((), "bad")
        self._enable()
        self._later.start()

    def _look_up(self) -> None:
        """Say beside the field which meanings find nothing: they would be of no use."""
        means = self.form.draft.means
        if means:
            self._jobs.read(
                partial(finding_nothing, self._catalogue, means), partial(self._looked_up, means), newest="meanings"
            )

    def _looked_up(self, means: tuple[str, ...], nothing: tuple[str, ...]) -> None:
        if means != self.form.draft.means or not nothing:
            return
        words = _("Nothing in the catalogue holds: %(words)s") % {"words": ", ".join(nothing)}
        self.form.show_findings((Finding("means", words),), "attention")

    def _enable(self) -> None:
        self.keep.setEnabled(not self._read_only and self.form.touched)
        self.remove.setEnabled(not self._read_only and self.form.kept is not None)
        self._undo.setEnabled(not self._read_only and bool(self._operations))

    def _look_for(self, text: str) -> None:
        self._filter.look_for(text)
        self._say_count()

    def _say_count(self) -> None:
        count = self._filter.rowCount()
        self._count.setText(ngettext("%(count)s synonym", "%(count)s synonyms", count) % {"count": number(count)})

    def _say(self, text: str, role: str) -> None:
        self.said.setText(text)
        theme.set_role(self.said, role)

    def _to_box(self) -> None:
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def _to_form(self) -> None:
        self.form.text.setFocus(Qt.FocusReason.ShortcutFocusReason)


class SynonymTable(QTableView):
    """Enter goes to the fields, Delete deletes, Tab leaves the table."""

    opened = Signal()
    deleted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Synonyms"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.theme().px(theme.HIT_TARGET))
        self.horizontalHeader().setHighlightSections(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)


def finding_nothing(catalogue: Catalogue, means: tuple[str, ...]) -> tuple[str, ...]:
    """The meanings that no actor and no other record holds. In another thread."""
    nothing = []
    for meaning in means:
        result = catalogue.search(meaning, literal=True)
        if not (result.total or result.records or result.place is not None):
            nothing.append(meaning)
    return tuple(nothing)
