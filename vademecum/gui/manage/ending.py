"""The question before an organisation is written down as ended: since when, and how that was found out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QWidget

from vademecum import fields
from vademecum.errors import KnownError
from vademecum.gui import theme
from vademecum.gui.edit.values import iso_day
from vademecum.gui.jobs import Jobs
from vademecum.gui.pages.parts import button, column, text_label
from vademecum.records import Changes, Check, WorkItem
from vademecum.texts import _

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue


class EndDialog(QDialog):
    """Enter leaves all as it is. ``written``: which organisation has ended, and the Changes."""

    written = Signal(object, object)

    def __init__(self, catalogue: Catalogue, jobs: Jobs, item: WorkItem, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self._item = item
        self.setWindowTitle(_("Has it stopped?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.way = QComboBox()
        for choice in fields.field(Check, "way").choices:
            if choice.value != "phone" or item.phone:
                self.way.addItem(choice.label, choice.value)
        self.day = QLineEdit()
        self.day.setPlaceholderText(_("not known"))
        when = QHBoxLayout()
        when.setSpacing(12)
        for words, widget in ((_("How"), self.way), (_("Ended on"), self.day)):
            label = QLabel(words)
            label.setBuddy(widget)
            widget.setAccessibleName(words)
            when.addLayout(column(label, widget, gap=2), 1)
        self._wrong = text_label("", "bad")
        self._wrong.hide()
        self.end = button(_("Yes, it has stopped"), "check", self.write, role="")
        self.cancel = button(_("Cancel"), "x", self.reject, role="primary")
        self.end.setAutoDefault(False)
        self.cancel.setDefault(True)
        ends = QHBoxLayout()
        ends.addWidget(self.end)
        ends.addWidget(self.cancel)
        ends.addStretch(1)
        told = text_label(
            _(
                "It stays in the catalogue as ended, with today's check, and is called no more. "
                "Who took its place is written in its form."
            )
        )
        layout = column(text_label(item.ref.text, "heading"), told, when, self._wrong, ends, gap=12)
        layout.setContentsMargins(16, 12, 16, 16)
        self.setLayout(layout)
        self._fit(theme.theme().window(480, 0).width())
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open()

    def write(self) -> None:
        """It has ended; the dialog stays where that is refused."""
        ended = iso_day(self.day.text().strip()) or None
        way = str(self.way.currentData())
        end = partial(self._catalogue.upkeep.outcome, self._item.ref.id, "stopped", way=way, ended=ended)
        self._jobs.write(end, self._ended, failed=self._refused)

    def _ended(self, changes: Changes) -> None:
        self.written.emit(self._item, changes)
        self.accept()

    def _refused(self, error: KnownError) -> None:
        self._wrong.setText(f"{error.text} {error.advice}".strip())
        self._wrong.show()
        self._fit(self.width())

    def _fit(self, width: int) -> None:
        """As high as what it says, at this width."""
        self.resize(width, self.layout().totalHeightForWidth(width))  # type: ignore[union-attr]
