"""The names in a selection that is too long for the strip, to look through and to take some out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from vademecum.gui import theme
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.pages.parts import button
from vademecum.gui.selection import Selection
from vademecum.records import Ref
from vademecum.texts import _


class SelectionList(QDialog):
    """``opened``: Ref to show in the main window."""

    opened = Signal(object)

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        look = theme.theme()
        self.setWindowTitle(_("Selection"))
        self.resize(look.px(480), look.px(460))
        self.lines: LineModel[Ref] = LineModel((Column(_("Organisation"), lambda ref: ref.text, wide=True),), self)
        self.table = LineTable(self.lines, self.windowTitle(), self)
        self.table.opened.connect(self._open)
        self.table.deleted.connect(self.take_out)
        self.out = button(_("Take out"), "minus", self.take_out, role="")
        self.out.setToolTip(_("Take out (Delete)"))
        close = button(_("Close"), "check", self.accept, role="")
        ends = QHBoxLayout()
        ends.addWidget(self.out)
        ends.addStretch(1)
        ends.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self.table, 1)
        layout.addLayout(ends)
        selection.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        row = max(0, self.table.row)
        self.lines.show(self._selection.refs)
        self.table.choose(row)
        self.out.setEnabled(bool(self.lines.lines))
        self.setWindowTitle(self._selection.words)

    def take_out(self) -> None:
        """The chosen one goes out of the selection."""
        ref = self.lines.line(self.table.row)
        if ref is not None:
            self._selection.toggle(ref)

    def _open(self) -> None:
        ref = self.lines.line(self.table.row)
        if ref is not None:
            self.opened.emit(ref)
