"""The fields of one synonym, with what is wrong beside each."""

from __future__ import annotations

import uuid

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from vademecum.gui import theme
from vademecum.gui.parts import still
from vademecum.gui.synonyms_model import KINDS, Field, Finding, findings, kind_words
from vademecum.records import Synonym
from vademecum.texts import _


class SynonymForm(QWidget):
    """``edited``: something was changed by hand."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_role(self, "plain")
        self._kept: Synonym | None = None  # as it is in the catalogue; None for a new one
        self._id = ""
        self._filling = False
        self._notes: dict[Field, QLabel] = {}
        self.text = QLineEdit(self)
        self.means = QPlainTextEdit(self)
        self.means.setTabChangesFocus(True)
        self.means.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.means.setFixedHeight(self.fontMetrics().height() * 4 + 16)
        self.both_ways = QCheckBox(_("Works both ways"), self)
        self.weight = QSpinBox(self)
        self.weight.setRange(1, 100)
        self.weight.setSingleStep(5)
        self.weight.setSuffix(" %")
        self.weight.lineEdit().setTextMargins(6, 0, 6, 0)  # the style sheet does not reach it
        self.kind = QComboBox(self)
        for kind in KINDS:
            self.kind.addItem(kind_words(kind), kind)
        still(self.weight)
        still(self.kind)
        self.note = QLineEdit(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._field("text", _("What people type"), self.text)
        self._field("means", _("Also finds (one meaning on each line)"), self.means)
        self._layout.addWidget(self.both_ways)
        self._layout.addSpacing(8)
        self._field("weight", _("Weight: how much such a hit counts beside the word itself"), self.weight)
        self._field("kind", _("Kind"), self.kind)
        self._field("note", _("Note"), self.note)
        self._layout.addStretch(1)
        self.text.textChanged.connect(self._changed)
        self.note.textChanged.connect(self._changed)
        self.means.textChanged.connect(self._changed)
        self.weight.valueChanged.connect(self._changed)
        self.kind.currentIndexChanged.connect(self._changed)
        self.both_ways.toggled.connect(self._changed)
        self.show_new("")

    def show_synonym(self, synonym: Synonym) -> None:
        """Fill in a synonym of the catalogue."""
        self._kept = synonym
        self._fill(synonym)

    def show_new(self, text: str) -> None:
        """Begin a new one for a word."""
        self._kept = None
        self._fill(Synonym(id=str(uuid.uuid4()), text=text, means=()))

    @property
    def kept(self) -> Synonym | None:
        """As it is in the catalogue; None for a new one."""
        return self._kept

    @property
    def draft(self) -> Synonym:
        """As it stands in the fields."""
        base = self._kept or Synonym(id=self._id, text="", means=())
        lines = (line.strip() for line in self.means.toPlainText().splitlines())
        return msgspec.structs.replace(
            base,
            text=" ".join(self.text.text().split()),
            means=tuple(dict.fromkeys(line for line in lines if line)),
            both_ways=self.both_ways.isChecked(),
            weight=base.weight if self.weight.value() == round(base.weight * 100) else self.weight.value() / 100,
            kind=self.kind.currentData(),
            note=self.note.text().strip() or None,
        )

    @property
    def touched(self) -> bool:
        """True where the fields say something else than the catalogue."""
        draft = self.draft
        if self._kept is None:
            return bool(draft.text or draft.means)
        return draft != self._kept

    def check(self, others: tuple[Synonym, ...]) -> tuple[Finding, ...]:
        """What keeps it from being saved, said beside each field."""
        found = findings(self.draft, others)
        self.show_findings(found, "bad")
        return found

    def show_findings(self, found: tuple[Finding, ...], level: str) -> None:
        """Say these beside their fields, and nothing beside the others."""
        for field, note in self._notes.items():
            text = " ".join(finding.text for finding in found if finding.field == field)
            note.setText(text)
            note.setVisible(bool(text))
            theme.set_role(note, level)
            widget = note.buddy()
            if widget is not None:
                widget.setAccessibleDescription(text)

    def enable(self, *, on: bool) -> None:
        """Let nobody change it where the catalogue can't be written."""
        for widget in (self.text, self.means, self.both_ways, self.weight, self.kind, self.note):
            widget.setEnabled(on)

    def _fill(self, synonym: Synonym) -> None:
        self._filling = True
        self._id = synonym.id
        self.text.setText(synonym.text)
        self.means.setPlainText("\n".join(synonym.means))
        self.both_ways.setChecked(synonym.both_ways)
        self.weight.setValue(round(synonym.weight * 100))
        self.kind.setCurrentIndex(KINDS.index(synonym.kind))
        self.note.setText(synonym.note or "")
        self.show_findings((), "bad")
        self._filling = False

    def _changed(self) -> None:
        if not self._filling:
            self.edited.emit()

    def _field(self, field: Field, words: str, widget: QWidget) -> None:
        label = QLabel(words, self)
        label.setWordWrap(True)
        theme.set_role(label, "quiet")
        label.setBuddy(widget)
        widget.setAccessibleName(words)
        note = QLabel(self)
        note.setWordWrap(True)
        note.setTextFormat(Qt.TextFormat.PlainText)
        note.setBuddy(widget)
        note.hide()
        self._notes[field] = note
        self._layout.addWidget(label)
        self._layout.addWidget(widget)
        self._layout.addWidget(note)
        self._layout.addSpacing(8)
