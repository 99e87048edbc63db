"""The search box: what is typed, the chip of a recognised place, and the keys that belong to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from vademecum.gui import icons, theme
from vademecum.gui.parts import polish, tool_button
from vademecum.gui.suggestions import SuggestionPopup
from vademecum.gui.underline import underline
from vademecum.records import Problem, Ref, Span, Suggestion
from vademecum.texts import _

_NAME_WIDTH = 240  # pixels of the name of a place, at a text size of 100 %, before the box has a width


class PlaceChip(QFrame):
    """The place that is asked for, with a button to take it away. A long name is cut off; the tip holds all of it."""

    removed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_role(self, "placechip")
        look = theme.theme()
        self._name = ""
        self._room = look.px(_NAME_WIDTH)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        pin = QLabel(self)
        pin.setPixmap(icons.pixmap("map-pin", look.px(16), "accent", self.devicePixelRatioF()))
        self._remove = QToolButton(self)
        theme.set_role(self._remove, "quiet")
        self._remove.setIcon(icons.icon("x", "accent"))
        self._remove.setIconSize(QSize(look.px(16), look.px(16)))
        self._remove.clicked.connect(self.removed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(pin)
        layout.addWidget(self._label)
        layout.addWidget(self._remove)

    def show_place(self, name: str) -> None:
        """Name the place."""
        self._name = name
        self._shorten()
        self._remove.setAccessibleName(_("Remove place %(place)s") % {"place": name})
        self._remove.setToolTip(self._remove.accessibleName())

    def limit(self, width: int) -> None:
        """Let the name be so wide at most, in pixels."""
        self._room = width
        self._shorten()

    def _shorten(self) -> None:
        shown = self._label.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, self._room)
        self._label.setText(shown)
        self._label.setToolTip(self._name if shown != self._name else "")


class SearchBox(QFrame):
    """Where everything starts.

    ``edited``: the text or the chip was changed by hand. ``submitted``: Enter. ``chosen``: a Suggestion.
    ``went_down``: to the results. ``escaped``: nothing left to clear. ``copied``: Ctrl+C without a selection.
    """

    edited = Signal()
    submitted = Signal()
    chosen = Signal(object)
    went_down = Signal()
    escaped = Signal()
    copied = Signal()

    def __init__(self, popup_parent: QWidget) -> None:
        super().__init__(popup_parent)
        theme.set_role(self, "searchbox")
        look = theme.theme()
        self._place: Ref | None = None
        self._underlined = False
        glass = QLabel(self)
        glass.setPixmap(icons.pixmap("search", look.px(20), "quiet", self.devicePixelRatioF()))
        self.edit = QLineEdit(self)
        self.edit.setPlaceholderText(_("Place, organisation or offer …"))
        self.edit.setAccessibleName(_("Search a place, an organisation or an offer"))
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(self._edited)
        self._clear = tool_button("x", _("Clear the search text"), parent=self)
        self._clear.clicked.connect(self._clear_text)
        self._chip = PlaceChip(self)
        self._chip.removed.connect(self._remove_place)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 4, 2)
        layout.setSpacing(8)
        layout.addWidget(glass)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self._clear)
        layout.addWidget(self._chip)
        self.setFocusProxy(self.edit)
        self._popup = SuggestionPopup(popup_parent)
        self._popup.chosen.connect(self._choose)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The place leaves more than half of the box to what is typed."""
        super().resizeEvent(event)
        self._chip.limit(self.width() * 2 // 5)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.edit.text()

    @property
    def place(self) -> Ref | None:
        """The place in the chip."""
        return self._place

    def show_question(self, text: str, place: Ref | None) -> None:
        """Show text and chip without telling anybody."""
        if text != self.edit.text():
            self.edit.setText(text)
            self.show_problems(())
        self._place = place
        self.close_suggestions()
        self._refresh()

    def type(self, text: str) -> None:
        """Take the focus and add what was typed elsewhere."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.deselect()
        self.edit.end(False)
        self.edit.insert(text)
        self._edited()

    def enter(self) -> None:
        """Take the focus with all text selected."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def prepare(self) -> None:
        """Make ready what the first suggestions need."""
        polish(self._popup)

    def suggest(self, suggestions: tuple[Suggestion, ...]) -> None:
        """Show these while the cursor is in the box."""
        if self.edit.hasFocus() or not suggestions:
            self._popup.show_under(self, suggestions)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Underline what was not understood in the text, and say why in the tip and to screen readers."""
        shift = len(self.text) - len(self.text.lstrip())  # places are counted without the spaces before the text
        spans = [
            Span(start=problem.span.start + shift, end=problem.span.end + shift)
            for problem in problems
            if problem.span is not None
        ]
        if spans or self._underlined:
            underline(self.edit, spans, theme.current().color("bad"))
        self._underlined = bool(spans)
        said = "\n".join(problem.text for problem in problems)
        self.edit.setToolTip(said)
        self.edit.setAccessibleDescription(said)

    def close_suggestions(self) -> None:
        """Hide the suggestions."""
        self._popup.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the box, and the ring around it while the cursor is in it."""
        if watched is not self.edit:
            return False
        if isinstance(event, QFocusEvent):
            self.setProperty("active", event.gotFocus())
            theme.set_role(self, "searchbox")
            if event.lostFocus():
                self.close_suggestions()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole frame is the box."""
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Down:
            if not (self._popup.isVisible() and self._popup.step(1)):
                self.close_suggestions()
                self.went_down.emit()
        elif key == Qt.Key.Key_Up:
            self._popup.step(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            suggestion = self._popup.current
            self.close_suggestions()
            if suggestion is None:
                self.submitted.emit()
            else:
                self.chosen.emit(suggestion)
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif key == Qt.Key.Key_Backspace and not self.text and self._place:
            self._remove_place()
        elif event.matches(QKeySequence.StandardKey.Copy) and not self.edit.hasSelectedText():
            self.copied.emit()
        else:
            return False
        return True

    def _escape(self) -> None:
        """One thing at a time: the suggestions, the text, the place."""
        if self._popup.isVisible():
            self.close_suggestions()
        elif self.text:
            self._clear_text()
        elif self._place:
            self._remove_place()
        else:
            self.escaped.emit()

    def _choose(self, suggestion: Suggestion) -> None:
        self.close_suggestions()
        self.chosen.emit(suggestion)

    def _clear_text(self) -> None:
        self.edit.clear()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.close_suggestions()
        self._edited()

    def _remove_place(self) -> None:
        self._place = None
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.close_suggestions()
        self._edited()

    def _edited(self) -> None:
        self.show_problems(())
        self._refresh()
        self.edited.emit()

    def _refresh(self) -> None:
        self._clear.setVisible(bool(self.text))
        self._chip.setVisible(self._place is not None)
        if self._place is not None:
            self._chip.show_place(self._place.text)
