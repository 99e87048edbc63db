"""The strip under the search box: which of these places is meant, did you mean, and what went wrong."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from vademecum.errors import KnownError
from vademecum.gui import theme
from vademecum.gui.pages.flow import Flow
from vademecum.gui.parts import tool_button
from vademecum.records import Place, Ref, SearchResult
from vademecum.texts import _


def choice_label(place: Place) -> str:
    """A place that can be told from its namesakes."""
    if place.municipality_name and place.municipality_name != place.name:
        return f"{place.name} ({place.municipality_name})"
    return f"{place.name} ({place.postcodes[0]})" if place.postcodes else place.name


class Notices(QWidget):
    """Takes no room while there is nothing to say. ``chosen``: Ref of a place; ``meant``: the text instead."""

    chosen = Signal(object)
    meant = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._answers: list[QWidget] = []
        self._error: QWidget | None = None
        self.hide()

    def show_result(self, result: SearchResult | None) -> None:
        """What an answer has to say besides its results."""
        for widget in self._answers:
            widget.deleteLater()
            widget.hide()
        self._answers = []
        if result is not None:
            if result.choices:
                self._answers.append(self._choices(result))
            if result.suggestion:
                self._answers.append(self._suggestion(result.suggestion))
            self._answers += [self._line(problem.text, problem.level) for problem in result.problems]
        for widget in self._answers:
            self._layout.addWidget(widget)
        self._settle()

    def show_error(self, error: KnownError) -> None:
        """What went wrong and what to do; stays until it is closed."""
        self.clear_error()
        self._error = self._line(f"{error.text} {error.advice}".strip(), "error")
        close = tool_button("x", _("Close this message"), parent=self._error)
        close.clicked.connect(self.clear_error)
        layout = self._error.layout()
        assert layout is not None
        layout.addWidget(close)
        self._layout.insertWidget(0, self._error)
        self._settle()

    def clear_error(self) -> None:
        """The message has been read."""
        if self._error is not None:
            self._error.deleteLater()
            self._error = None
        self._settle()

    def _settle(self) -> None:
        self.setVisible(bool(self._answers) or self._error is not None)

    def _choices(self, result: SearchResult) -> QWidget:
        strip, layout = self._strip()
        label = QLabel(_("Which place do you mean?"), strip)
        theme.set_role(label, "strong")
        flow = Flow([label], gap=8)
        for place in result.choices:
            button = QPushButton(choice_label(place), strip)
            theme.set_role(button, "chip")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setAccessibleName(_("Choose %(place)s") % {"place": choice_label(place)})
            button.clicked.connect(partial(self.chosen.emit, Ref(type="place", id=place.id, text=choice_label(place))))
            flow.addWidget(button)
        layout.addLayout(flow, 1)
        return strip

    def _suggestion(self, text: str) -> QWidget:
        strip, layout = self._strip()
        layout.addWidget(QLabel(_("Did you mean:"), strip))
        button = QPushButton(text, strip)
        theme.set_role(button, "link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(partial(self.meant.emit, text))
        layout.addWidget(button)
        layout.addStretch(1)
        return strip

    def _line(self, text: str, level: str) -> QWidget:
        strip, layout = self._strip()
        label = QLabel(text, strip)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.set_role(label, {"error": "bad", "warning": "attention"}.get(level, "quiet"))
        layout.addWidget(label, 1)
        return strip

    def _strip(self) -> tuple[QFrame, QHBoxLayout]:
        strip = QFrame(self)
        theme.set_role(strip, "bar")
        layout = QHBoxLayout(strip)
        layout.setContentsMargins(16, 6, 12, 6)
        layout.setSpacing(8)
        return strip, layout
