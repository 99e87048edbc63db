"""Two people changed the same fields of one record: mine or theirs, field by field."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QDialog, QFrame, QHBoxLayout, QLabel, QRadioButton, QScrollArea, QWidget

from vademecum import fields
from vademecum.gui import theme
from vademecum.gui.edit import wording
from vademecum.gui.edit.surroundings import Surroundings
from vademecum.gui.pages.parts import Card, button, column, text_label
from vademecum.records import Clash, Frozen, Merge
from vademecum.texts import _


class ConflictDialog(QDialog):
    """``who``: whose change it is, and when.

    ``theirs``: the paths of which their value was chosen; mine is ticked at first.
    """

    def __init__(self, merge: Merge, who: str, around: Surroundings, parent: QWidget) -> None:
        super().__init__(parent)
        look = theme.theme()
        self.setWindowTitle(_("Changed by two people"))
        self.resize(look.window(640, 460))
        self._choices: dict[str, QRadioButton] = {}
        says = text_label(
            _("%(who)s changed “%(name)s” while you were editing it. What should count?")
            % {"who": who, "name": merge.merged.name}
        )
        cards = column(*(self._card(merge.merged, clash, around) for clash in merge.clashes), gap=8)
        cards.addStretch(1)
        inside = QWidget()
        theme.set_role(inside, "plain")
        inside.setLayout(cards)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        line = QHBoxLayout()
        line.addStretch(1)
        self.keep = button(_("Save this way"), "check", self.accept, role="primary")
        line.addWidget(self.keep)
        line.addWidget(button(_("Back to the form"), "x", self.reject, role=""))
        layout = column(says, area, line, gap=8)
        layout.setContentsMargins(12, 12, 12, 12)
        self.setLayout(layout)

    @property
    def theirs(self) -> tuple[str, ...]:
        """The paths of which their value counts."""
        return tuple(path for path, choice in self._choices.items() if choice.isChecked())

    def choose_theirs(self, path: str) -> None:
        """Let their value count."""
        self._choices[path].setChecked(True)

    def _card(self, record: Frozen, clash: Clash, around: Surroundings) -> Card:
        label = wording.path_words(record, clash.path)
        card = Card(label)
        before = _words(record, clash, clash.base, around)
        card.add(text_label(_("Before: %(value)s") % {"value": before}, "quiet"))
        group = QButtonGroup(card)
        for mine, value in ((True, clash.mine), (False, clash.theirs)):
            words = _words(record, clash, value, around)
            text = _("Yours: %(value)s") if mine else _("Theirs: %(value)s")
            choice = QRadioButton()
            choice.setAccessibleName(f"{label}. {text % {'value': words}}")
            choice.setChecked(mine)
            group.addButton(choice)
            said = QLabel(text % {"value": words})
            said.setWordWrap(True)
            said.setTextFormat(Qt.TextFormat.PlainText)
            said.setBuddy(choice)
            line = QHBoxLayout()
            line.addWidget(choice, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(said, 1)
            card.add(line)
            if not mine:
                self._choices[clash.path] = choice
        return card


def _words(record: Frozen, clash: Clash, value: Any, around: Surroundings) -> str:
    """One side of a clash."""
    if value is None and clash.path.endswith("]"):
        return _("removed")
    if isinstance(value, Frozen):
        return wording.part_words(value, around)
    owner: Any = record
    steps = fields.steps(clash.path)
    for key, position in steps[:-1]:
        owner = getattr(owner, key)
        owner = owner if position is None else owner[position]
    field = fields.field(type(owner), steps[-1][0])
    return wording.value_words(field, owner, value, around) or _("(empty)")
