"""The words that found nothing, with how often, for who looks after the synonyms."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from vademecum.gui import theme
from vademecum.gui.pages.parts import button
from vademecum.gui.remembering import Remembering
from vademecum.memory import Memory
from vademecum.texts import _, number

_WORD = Qt.ItemDataRole.UserRole


class DiaryList(QTreeWidget):
    """Enter makes a synonym, Delete strikes the word."""

    opened = Signal()
    deleted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)


class DiaryDialog(QDialog):
    """``synonym``: the word to make a synonym of."""

    synonym = Signal(str)

    def __init__(self, remembering: Remembering, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._remembering = remembering
        self._before: list[dict[str, int]] = []  # the counts, to be put back
        look = theme.theme()
        self.setWindowTitle(_("Words without a result"))
        self.resize(look.window(560, 460))
        explain = QLabel(
            _("Words that nothing in the catalogue holds; not who asked, where or when. They stay on this computer."),
            self,
        )
        explain.setWordWrap(True)
        theme.set_role(explain, "quiet")
        self._note = QLabel(self)
        self._note.setWordWrap(True)
        theme.set_role(self._note, "attention")
        self.list = DiaryList(self)
        self.list.setAccessibleName(self.windowTitle())
        self.list.setColumnCount(2)
        self.list.setHeaderLabels([_("Word"), _("Times")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, self.list.header().ResizeMode.Stretch)
        self.list.currentItemChanged.connect(self._enable)
        self.list.itemDoubleClicked.connect(self._make)
        self.list.opened.connect(self._make)
        self.list.deleted.connect(self._strike)
        self.make = button(_("Make a synonym …"), "plus", self._make, role="primary")
        self.strike = button(_("Strike"), "minus", self._strike, role="")
        self.erase = button(_("Erase all"), "trash-2", self._erase, role="")
        self.undo = button(_("Undo"), "undo-2", self._undo, role="")
        self.undo.setToolTip(_("Undo (Ctrl+Z)"))
        close = button(_("Close"), "x", self.reject, role="")
        actions, ends = QHBoxLayout(), QHBoxLayout()
        for widget in (self.make, self.strike, self.erase):
            actions.addWidget(widget)
        actions.addStretch(1)
        ends.addWidget(self.undo)
        ends.addStretch(1)
        ends.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(explain)
        layout.addWidget(self._note)
        layout.addWidget(self.list)
        layout.addLayout(actions)
        layout.addLayout(ends)
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self._undo)
        remembering.changed.connect(self._refresh)
        self._refresh()
        self.list.setFocus()

    @property
    def word(self) -> str:
        """The chosen word, or nothing."""
        item = self.list.currentItem()
        return str(item.data(0, _WORD)) if item is not None else ""

    def _refresh(self) -> None:
        chosen = max(0, self.list.currentIndex().row())
        counts = self._remembering.memory.nothing
        self.list.clear()
        for word, times in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            item = QTreeWidgetItem(self.list, [word, number(times)])
            item.setData(0, _WORD, word)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if counts:
            self.list.setCurrentIndex(self.list.model().index(min(chosen, len(counts) - 1), 0))
        if not self._remembering.diary:
            note = _("Counting is switched off. Switch it on in the menu.")
        else:
            note = "" if counts else _("Nothing yet: every word that was asked found something.")
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._enable()

    def _enable(self) -> None:
        for widget in (self.make, self.strike):
            widget.setEnabled(bool(self.word))
        self.erase.setEnabled(bool(self._remembering.memory.nothing))
        self.undo.setEnabled(bool(self._before))

    def _make(self) -> None:
        if self.word:
            self.synonym.emit(self.word)

    def _strike(self) -> None:
        word = self.word
        if word:
            self._before.append(dict(self._remembering.memory.nothing))
            self._remembering.change(lambda memory: memory.without_nothing(word))

    def _erase(self) -> None:
        self._before.append(dict(self._remembering.memory.nothing))
        self._remembering.change(lambda memory: _with_counts(memory, {}))

    def _undo(self) -> None:
        """Put the struck words back; what was counted since stays."""
        if self._before:
            before = self._before.pop()
            self._remembering.change(lambda memory: _with_counts(memory, before | memory.nothing))


def _with_counts(memory: Memory, counts: dict[str, int]) -> Memory:
    return msgspec.structs.replace(memory, nothing=counts)
