"""One widget for each kind of value that can be typed, ticked or chosen from a short list.

All have the same face (:class:`Value`): show a value, give it back, tell when it was changed by hand. Tab leaves every
one of them, and the mouse wheel scrolls the form, never a value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from vademecum import dates, fields
from vademecum.gui import icons, theme
from vademecum.gui.edit import wording
from vademecum.gui.edit.surroundings import Surroundings, term_label
from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.parts import button
from vademecum.gui.parts import still
from vademecum.records import Taxonomy
from vademecum.texts import _


class Value(QWidget):
    """``edited``: changed by hand. ``trouble``: why what stands there can't be read; empty when it can."""

    edited = Signal()

    def __init__(self, field: fields.Field, around: Surroundings) -> None:
        super().__init__()
        theme.set_role(self, "plain")
        self.field = field
        self.around = around
        self.trouble = ""
        self.main: QWidget = self  # takes the focus, and is what the label names
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(4)

    def show_value(self, owner: Any, value: Any) -> None:
        """Show a value of a record or part, telling nobody."""
        raise NotImplementedError

    def value(self) -> Any:
        """What stands there now."""
        raise NotImplementedError

    def owner_changed(self, owner: Any) -> None:
        """Another value of the same record or part was changed."""

    def enter(self) -> None:
        """Take the focus."""
        self.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, main: QWidget) -> None:
        self.main = main
        self.lines.addWidget(main)
        self.setFocusProxy(main)


class LineValue(Value):
    """One line of text: text, date, postcode, number, address."""

    def __init__(self, field: fields.Field, around: Surroundings) -> None:
        super().__init__(field, around)
        self.edit = QLineEdit()
        self._take(self.edit)
        self._read: Any = None
        self.edit.textEdited.connect(self._typed)

    def show_value(self, owner: Any, value: Any) -> None:
        """Show it as people write it."""
        self._read = value
        self.trouble = ""
        self.edit.setText(wording.shown(self.field, owner, value))
        self.edit.setCursorPosition(0)

    def value(self) -> Any:
        """What stands there; a number that can't be read leaves the one before it."""
        return self._read

    def _typed(self, text: str) -> None:
        text = " ".join(text.split())
        self.trouble = ""
        if self.field.kind == "date":
            self._read = iso_day(text)
        elif self.field.kind in ("number", "whole"):
            self._read_number(text)
        else:
            self._read = text
        self.edited.emit()

    def _read_number(self, text: str) -> None:
        try:
            self._read = (
                None if not text else int(text) if self.field.kind == "whole" else float(text.replace(",", "."))
            )
        except ValueError:
            self.trouble = _("This is no number.")


def iso_day(text: str) -> str:
    """A date as people write it (31/10/2017, 1 mei 2018, 10/2017) as ISO date; anything else as it is."""
    return dates.read(text) or text


class TextBox(QPlainTextEdit):
    """Several lines; grows with its text, and Tab leaves it."""

    def __init__(self, least: int = 2, most: int = 12) -> None:
        super().__init__()
        self._least, self._most = least, most
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel: what is typed next would land here
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def _grow(self) -> None:
        rows = int(self.document().size().height())  # of a plain text edit: in lines
        height = min(max(rows, self._least), self._most) * self.fontMetrics().lineSpacing()
        self.setFixedHeight(height + 2 * int(self.document().documentMargin()) + 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other lines at another width."""
        super().resizeEvent(event)
        self._grow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The form scrolls, unless there is something to scroll to in here."""
        if self.verticalScrollBar().maximum() > 0 and self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class LongValue(Value):
    """A text of several lines."""

    def __init__(self, field: fields.Field, around: Surroundings) -> None:
        super().__init__(field, around)
        self.edit = TextBox()
        self._take(self.edit)
        self._showing = False
        self.edit.textChanged.connect(self._typed)

    def show_value(self, owner: Any, value: Any) -> None:  # noqa: ARG002 - the same for all kinds
        """Show the text."""
        self._showing = True
        self.edit.setPlainText(value or "")
        self._showing = False

    def value(self) -> str:
        """The text."""
        return self.edit.toPlainText().strip()

    def _typed(self) -> None:
        if not self._showing:
            self.edited.emit()


class WordsValue(LongValue):
    """Several words or short texts, one on each line."""

    def show_value(self, owner: Any, value: Any) -> None:
        """Show each on its line."""
        super().show_value(owner, "\n".join(value))

    def value(self) -> Any:
        """Each line that holds something, once."""
        lines = (" ".join(line.split()) for line in self.edit.toPlainText().splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))


class FlagValue(Value):
    """Yes or no; the label stands beside the box."""

    def __init__(self, field: fields.Field, around: Surroundings) -> None:
        super().__init__(field, around)
        self.box = QCheckBox(field.label.replace("&", "&&"))
        self._take(self.box)
        self.box.clicked.connect(lambda _on: self.edited.emit())

    def show_value(self, owner: Any, value: Any) -> None:  # noqa: ARG002
        """Tick it or not."""
        self.box.setChecked(bool(value))

    def value(self) -> bool:
        """Ticked."""
        return self.box.isChecked()


class StillCombo(QComboBox):
    """The wheel scrolls the form. ``refresh`` fills the list anew just before somebody chooses."""

    def __init__(self, refresh: Callable[[], None] | None = None) -> None:
        super().__init__()
        still(self)
        self._refresh = refresh
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(16)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The list is as it should be now."""
        if self._refresh is not None:
            self._refresh()
        super().focusInEvent(event)

    def showPopup(self) -> None:
        """The list is as it should be now."""
        if self._refresh is not None:
            self._refresh()
        super().showPopup()


class ComboValue(Value):
    """One of a list. ``options`` gives (value, words) and is asked anew where they may change with the record."""

    def __init__(
        self,
        field: fields.Field,
        around: Surroundings,
        options: Callable[[], Sequence[tuple[Any, str]]],
        *,
        moving: bool = False,
    ) -> None:
        super().__init__(field, around)
        self._options = options
        self._value: Any = None
        self.combo = StillCombo(self._fill if moving else None)
        self._take(self.combo)
        self.combo.activated.connect(self._chosen)

    def show_value(self, owner: Any, value: Any) -> None:  # noqa: ARG002
        """Choose it."""
        self._value = value
        self._fill()

    def value(self) -> Any:
        """The value chosen."""
        return self._value

    def _fill(self) -> None:
        options = list(self._options())
        if self._value not in [value for value, _words in options]:  # what is no longer offered stays to be seen
            options.insert(0, (self._value, str(self._value or "")))
        self.combo.clear()
        for value, words in options:
            self.combo.addItem(words, value)
        self.combo.setCurrentIndex([value for value, _words in options].index(self._value))

    def _chosen(self, row: int) -> None:
        value = self.combo.itemData(row)
        if value != self._value:
            self._value = value
            self.edited.emit()


class CodesValue(Value):
    """Several terms of a taxonomy: a chip for each, a menu to add one."""

    def __init__(self, field: fields.Field, around: Surroundings) -> None:
        super().__init__(field, around)
        self._codes: tuple[str, ...] = ()
        self._chips = QWidget()
        theme.set_role(self._chips, "plain")
        self._flow = Flow(gap=6)
        self._chips.setLayout(self._flow)
        self.add = button(_("Add"), "plus", self._offer, about=field.label, role="")
        self.lines.addWidget(self._chips)
        self.main = self.add
        self.setFocusProxy(self.add)

    def show_value(self, owner: Any, value: Any) -> None:  # noqa: ARG002
        """A chip for each code."""
        self._codes = tuple(value)
        self._fill()

    def value(self) -> tuple[str, ...]:
        """The codes, in the order in which they were chosen."""
        return self._codes

    def change(self, codes: tuple[str, ...]) -> None:
        """Take these codes, by hand."""
        self._codes = codes
        self._fill()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _taxonomy(self) -> Taxonomy:
        assert self.field.taxonomy is not None
        return self.field.taxonomy

    def _fill(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self.add:
                widget.hide()
                widget.deleteLater()
        size = theme.theme().px(14)
        for code in self._codes:
            words = self.around.term_words(self._taxonomy(), code)
            chip = QPushButton(icons.icon("x", "accent"), words.replace("&", "&&"))
            theme.set_role(chip, "chip")
            chip.setIconSize(QSize(size, size))
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross behind the words
            chip.setAccessibleName(_("Remove %(what)s") % {"what": words})
            chip.setToolTip(chip.accessibleName())
            chip.clicked.connect(partial(self._remove, code))
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self.add)
        self._chips.updateGeometry()

    def _remove(self, code: str, _checked: bool = False) -> None:
        self.change(tuple(other for other in self._codes if other != code))

    def _offer(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """The terms that are not chosen yet."""
        menu = QMenu(self)
        for term in self.around.terms[self._taxonomy()]:
            if term.code not in self._codes:
                menu.addAction(term_label(term).replace("&", "&&"), partial(self.change, (*self._codes, term.code)))
        return menu


def options_of(field: fields.Field, around: Surroundings, owner: Any) -> list[tuple[Any, str]]:
    """What can be chosen for a choice, a code, a site or a fact."""
    if field.kind == "choice":
        return [(choice.value, choice.label) for choice in field.choices]
    if field.kind == "code":
        terms = around.terms[field.taxonomy or owner.taxonomy]
        found: list[tuple[Any, str]] = [(term.code, term_label(term)) for term in terms]
        return found if field.required else [(None, _("(none)")), *found]
    record = around.record()
    if field.kind == "site":
        sites = getattr(record, "sites", ())
        return [(None, _("(not at one site)")), *((site.id, wording.part_words(site, around)) for site in sites)]
    return list(wording.facts(record, around))
