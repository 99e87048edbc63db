"""Noting that somebody checked a record: when, how and who, of the whole record or of some groups of fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from vademecum import fields
from vademecum.errors import KnownError
from vademecum.gui import theme
from vademecum.gui.edit.proof import today
from vademecum.gui.edit.values import iso_day
from vademecum.gui.jobs import Jobs
from vademecum.gui.pages.parts import button, column, group, text_label
from vademecum.records import Changes, Check, Completeness, FieldFreshness, RecordType, Ref, ref
from vademecum.texts import _

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

NAME_LENGTH = 60


@dataclass(frozen=True)
class _Asked:
    """What the dialog shows; the first of the lines is the whole record. ``complete``: of an actor."""

    ref: Ref
    lines: tuple[FieldFreshness, ...]
    complete: Completeness | None


class CheckDialog(QDialog):
    """Opens by itself when it knows what was checked before. ``written``: of which record, and the Changes."""

    written = Signal(Ref, object)

    def __init__(self, catalogue: Catalogue, jobs: Jobs, kind: RecordType, record_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self._kind: RecordType = kind
        self._ref = Ref(type=kind, id=record_id, text="")
        self.setWindowTitle(_("What did you check?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.way = QComboBox()
        for choice in fields.field(Check, "way").choices:
            self.way.addItem(choice.label, choice.value)
        self.day = QLineEdit(today())
        self.by = QLineEdit(catalogue.who)
        self.by.setMaxLength(NAME_LENGTH)
        self.boxes: dict[str, QCheckBox] = {}
        self._wrong = text_label("", "bad")
        self._wrong.hide()
        self.note = button(_("Note the check"), "badge-check", self.write, role="primary")
        self.note.setDefault(True)
        jobs.read(partial(_asked, catalogue, kind, record_id), self._fill)

    def _fill(self, asked: _Asked) -> None:
        self._ref, lines = asked.ref, asked.lines
        when = QHBoxLayout()
        when.setSpacing(12)
        for words, widget, stretch in ((_("How"), self.way, 3), (_("On"), self.day, 2), (_("By"), self.by, 3)):
            label = QLabel(words)
            label.setBuddy(widget)
            widget.setAccessibleName(words)
            when.addLayout(column(label, widget, gap=2), stretch)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, line in enumerate(lines):
            box = self.boxes[line.field] = QCheckBox(line.label[:1].upper() + line.label[1:])
            box.setChecked(not line.field)
            box.setAccessibleDescription(line.freshness.text)
            box.toggled.connect(partial(self._ticked, line.field))
            grid.addWidget(box, row, 0)
            grid.addWidget(text_label(line.freshness.text, line.freshness.level), row, 1)
        ends = QHBoxLayout()
        ends.addWidget(self.note)
        ends.addWidget(button(_("Cancel"), "x", self.reject, role=""))
        ends.addStretch(1)
        told = text_label(_("Saving is not checking: only what you note here says that somebody looked."), "quiet")
        heading = [text_label(self._ref.text, "heading")]
        if asked.complete is not None:
            heading.append(text_label(_complete_words(asked.complete), "quiet"))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = group(grid)
        area.setWidget(inside)
        layout = column(*heading, told, when, area, self._wrong, ends, gap=12)
        layout.setContentsMargins(16, 12, 16, 16)
        self.setLayout(layout)
        look = theme.theme()
        room = self.screen().availableSize()
        around = layout.sizeHint().height() - area.sizeHint().height()
        height = around + inside.sizeHint().height() + look.px(8)
        self.resize(min(look.px(620), room.width() - 40), min(height, room.height() - 80))
        self.way.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open()

    @property
    def facts(self) -> tuple[str, ...]:
        """What is ticked: "" for the whole record, or the keys of fields."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def _ticked(self, key: str, on: bool) -> None:
        """The whole record or some of it, not both."""
        if on:
            for other, box in self.boxes.items():
                if (other == "") != (key == ""):
                    box.setChecked(False)
        self.note.setEnabled(bool(self.facts))

    def write(self) -> None:
        """Note it; the dialog stays where that is refused."""
        day, by = iso_day(self.day.text().strip()), self.by.text().strip()
        for text, widget, what in ((day, self.day, _("Say when it was.")), (by, self.by, _("Say who checked it."))):
            if not text:
                self._refused(KnownError(what))
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        way = str(self.way.currentData())
        note = partial(self._catalogue.upkeep.mark_checked, self._kind, self._ref.id, way, self.facts, by=by, day=day)
        self._jobs.write(note, self._noted, failed=self._refused)

    def _noted(self, changes: Changes) -> None:
        self.written.emit(self._ref, changes)
        self.accept()

    def _refused(self, error: KnownError) -> None:
        self._wrong.setText(f"{error.text} {error.advice}".strip())
        self._wrong.show()


def _asked(catalogue: Catalogue, kind: RecordType, record_id: str) -> _Asked:
    """In another thread."""
    upkeep = catalogue.upkeep
    complete = upkeep.completeness(record_id) if kind == "actor" else None
    return _Asked(ref(kind, catalogue.load(kind, record_id)), upkeep.freshness(kind, record_id), complete)


def _complete_words(complete: Completeness) -> str:
    words = _("%(percent)d %% complete") % {"percent": round(complete.share * 100)}
    if complete.missing:
        words += " · " + _("Missing: %(what)s") % {"what": ", ".join(gap.label for gap in complete.missing)}
    return words
