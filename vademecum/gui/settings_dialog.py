"""The settings: language and colours, the name in the history, backups. They hold from the moment they are kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from vademecum import settings
from vademecum.gui import theme
from vademecum.gui.pages.parts import INDENT, Card, button, column, group, text_label
from vademecum.settings import Settings
from vademecum.texts import _


class SettingsDialog(QDialog):
    """``chosen``: the Settings to keep. ``login``: the name that stands in the history where none is given."""

    chosen = Signal(object)

    def __init__(self, now: Settings, login: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._now = now
        look = theme.theme()
        self.setWindowTitle(_("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.language = _combo((("nl", "Nederlands"), ("en", "English")), now.language)
        colours = (("system", _("Colours of the computer")), ("light", _("Light")), ("dark", _("Dark")))
        self.theme = _combo(colours, now.theme)
        self.who = QLineEdit(now.who)
        self.who.setPlaceholderText(login)
        self.diary = QCheckBox(_("Count words without a result"))
        self.diary.setChecked(now.diary)
        self.backups = QCheckBox(_("Make a backup at a start, when something changed"))
        self.backups.setChecked(now.backups)
        self.last = _count(settings.BACKUPS_LAST, now.backups_last)
        self.weekly = _count(settings.BACKUPS_WEEKLY, now.backups_weekly)
        self.monthly = _count(settings.BACKUPS_MONTHLY, now.backups_monthly)
        self._wrong = text_label("", "bad")
        self._wrong.hide()
        self.keep = button(_("Save"), "check", self._keep, role="primary")
        self.keep.setDefault(True)
        cards = column(
            Card(
                _("Window"),
                _line(_("Language"), self.language),
                _line(_("Colours"), self.theme),
            ),
            Card(
                _("Who you are"),
                _line(_("Name in the history"), self.who),
                text_label(_("Stands with what you change and check from now on. Empty: your login name."), "quiet"),
                self._wrong,
            ),
            Card(
                _("Backups"),
                self.backups,
                text_label(_("Before an import, a restore or a repair there is always one."), "quiet"),
                _line(_("Keep the last"), self.last),
                _line(_("and one a week, for so many weeks"), self.weekly),
                _line(_("and one a month, for so many months"), self.monthly),
            ),
            Card(
                _("Searching"),
                self.diary,
                text_label(_("For who looks after the synonyms; it stays on this computer."), "quiet"),
            ),
            gap=8,
        )
        cards.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = group(cards)
        area.setWidget(inside)
        ends = QHBoxLayout()
        ends.addWidget(self.keep)
        ends.addWidget(button(_("Cancel"), "x", self.reject, role=""))
        ends.addStretch(1)
        layout = column(area, ends, gap=12)
        layout.setContentsMargins(16, 16, 16, 16)
        self.setLayout(layout)
        room = self.screen().availableSize()
        width = min(look.px(560), room.width() - 40)
        height = inside.sizeHint().height() + ends.sizeHint().height() + 60
        self.resize(width, min(height, room.height() - 40))
        self.language.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        who = " ".join(self.who.text().split())
        if len(who) > settings.WHO_LENGTH:
            self._wrong.setText(_("At most %(count)d letters.") % {"count": settings.WHO_LENGTH})
            self._wrong.show()
            self.who.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        changed = settings.changed(
            self._now,
            language=str(self.language.currentData()),
            theme=str(self.theme.currentData()),
            who=who,
            diary=self.diary.isChecked(),
            backups=self.backups.isChecked(),
            backups_last=self.last.value(),
            backups_weekly=self.weekly.value(),
            backups_monthly=self.monthly.value(),
        )
        self.accept()
        self.chosen.emit(changed)


def _combo(choices: tuple[tuple[str, str], ...], now: str) -> QComboBox:
    box = QComboBox()
    for value, words in choices:
        box.addItem(words, value)
    box.setCurrentIndex(box.findData(now))
    return box


def _count(bounds: tuple[int, int], now: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(*bounds)
    box.setValue(now)
    box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    box.setFixedWidth(theme.theme().px(72))
    return box


def _line(words: str, widget: QWidget) -> QLayout:
    label = QLabel(words)
    label.setBuddy(widget)
    label.setContentsMargins(INDENT, 0, 0, 0)
    widget.setAccessibleName(words)
    line = QHBoxLayout()
    line.setSpacing(12)
    line.addWidget(label, 1)
    line.addWidget(widget, 0 if isinstance(widget, QSpinBox) else 1)
    return line
