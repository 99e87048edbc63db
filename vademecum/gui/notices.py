"""The strip under the search box: which of these places is meant, did you mean, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec
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
    """Takes no room while there is nothing to say.

    ``chosen``: Ref of a place; ``meant``: the text instead; ``literally``: search the words as they were typed.
    """

    chosen = Signal(object)
    meant = Signal(str)
    literally = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._answers: list[QWidget] = []
        self._correction: _Correction | None = None  # once there was one
        self._error: QWidget | None = None
        self.hide()

    def prepare(self) -> Iterator[None]:
        """Make what a typing error needs: it is said at each key."""
        self._made_correction()
        yield

    def show_result(self, result: SearchResult | None) -> None:
        """What an answer has to say besides its results."""
        before, self._answers = self._answers, self._said(result) if result is not None else []
        for widget in before:
            if widget is not self._correction:
                widget.deleteLater()
                widget.hide()
        for widget in self._answers:
            self._layout.addWidget(widget)
        if self._correction is not None:
            self._correction.setVisible(self._correction in self._answers)
        self._settle()

    def _said(self, result: SearchResult) -> list[QWidget]:
        said: list[QWidget] = []
        if result.choices:
            said.append(self._choices(result))
        if result.corrected:
            correction = self._made_correction()
            correction.say(result.text, result.corrected)
            said.append(correction)
        if result.left_out:
            words = _("Without the words: %(words)s") % {"words": ", ".join(result.left_out)}
            said.append(self._line(words, "info"))
        if result.suggestion:
            said.append(self._suggestion(result.suggestion))
        return said + [self._line(problem.text, problem.level) for problem in result.problems]

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

    def enter(self) -> bool:
        """Put the focus on the first thing to choose; False where there is none."""
        for widget in self._answers:
            for choice in widget.findChildren(QPushButton):
                choice.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

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

    def _made_correction(self) -> _Correction:
        if self._correction is None:
            self._correction = _Correction(self)
            self._correction.literally.connect(self.literally)
        return self._correction

    def _suggestion(self, text: str) -> QWidget:
        strip, layout = self._strip()
        link = _link(strip)
        _name(link, _("Did you mean “%(words)s”?") % {"words": text})
        link.clicked.connect(partial(self.meant.emit, text))
        layout.addWidget(link)
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
        return strip, _as_strip(strip)


class _Correction(QFrame):
    """A letter was forgiven: says what was searched, and offers what was typed."""

    literally = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        layout = _as_strip(self)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._link = _link(self)
        self._link.clicked.connect(self.literally)
        layout.addLayout(Flow([self._words, self._link], gap=8), 1)
        self.hide()

    def say(self, typed: str, found: str) -> None:
        """What was typed, and what was searched instead."""
        words = {"typed": typed, "words": found}
        self._words.setText(_("Nothing found for “%(typed)s”. This is for “%(words)s”.") % words)
        _name(self._link, _("Search literally for “%(typed)s”") % words)


def _as_strip(frame: QFrame) -> QHBoxLayout:
    theme.set_role(frame, "bar")
    layout = QHBoxLayout(frame)
    layout.setContentsMargins(16, 6, 12, 6)
    layout.setSpacing(8)
    return layout


def _link(parent: QWidget) -> QPushButton:
    button = QPushButton(parent)
    theme.set_role(button, "link")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def _name(link: QPushButton, text: str) -> None:
    link.setText(text.replace("&", "&&"))
    link.setAccessibleName(text)


def unfinished(result: SearchResult) -> bool:
    """Whether what was not understood is at the end of the text: the rest of a field is still to come."""
    return any(problem.span is not None and problem.span.end >= len(result.text) for problem in result.problems)


def while_typing(result: SearchResult) -> SearchResult:
    """The answer without what is wrong with a field whose value is still to come: ``soort:``."""
    return msgspec.structs.replace(result, problems=()) if result.text.endswith(":") else result
