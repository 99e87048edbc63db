"""What the pages of maintaining share: a heading, what was said last, undo, and questions to the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from vademecum.errors import KnownError, StoppedError
from vademecum.gui import icons, theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.lines import Column, LineTable
from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.parts import button, column
from vademecum.records import Changes, Ref
from vademecum.texts import _, date_words, number

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

T = TypeVar("T")
MORE = 100  # lines asked for at a time
_BESIDE = 0.7  # of the room that parts ask for beside each other; with less they stand one below the other


class _Body(QWidget):
    """What scrolls where a small window can't hold it: it is as high as it must be, not as it would like to be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "plain")

    def heightForWidth(self, width: int) -> int:
        """The least height."""
        layout = self.layout()
        return layout.totalMinimumHeightForWidth(width) if layout is not None else -1


class Split(QSplitter):
    """Parts that can be dragged larger and smaller; beside each other only where there is room for that.

    ``rooms``: how much room each part takes at first, in pixels at a text size of 100 %.
    """

    def __init__(self, orientation: Qt.Orientation, rooms: Sequence[int]) -> None:
        super().__init__(orientation)
        self._beside = orientation == Qt.Orientation.Horizontal
        self._rooms = [theme.theme().px(room) for room in rooms]
        theme.set_role(self, "gap")
        self.setChildrenCollapsible(False)
        self.setHandleWidth(12)
        self.splitterMoved.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn, where there is room for the parts beside each other or no longer."""
        super().resizeEvent(event)
        if self._beside:
            narrow = event.size().width() < _BESIDE * sum(self._rooms)
            orientation = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
            if orientation != self.orientation():
                self.setOrientation(orientation)
                self.setSizes(self._rooms)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Something in a part asks for another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """A part is not lower than what is in it, as wide as it is: a splitter doesn't look at that by itself."""
        for at in range(self.count()):
            pane = self.widget(at)
            layout = pane.layout() if pane is not None else None
            if pane is not None and layout is not None and layout.hasHeightForWidth():
                pane.setMinimumHeight(layout.totalMinimumHeightForWidth(pane.width()))


class ManagePage(QWidget):
    """One page of the window of maintaining; below its content stands what was done last, with a button to undo it.

    ``open_record``: Ref of a record to show in the main window; ``show_history``: Ref whose history is asked for.
    """

    open_record = Signal(object)
    edit_record = Signal(object)
    show_history = Signal(object)
    reported = Signal(str, float)  # from another thread

    title = ""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.catalogue = catalogue
        self.jobs = jobs
        self.read_only = read_only
        self._undoable: list[int] = []  # operations done on this page, the last one last
        self._stop = False
        self._stale = True
        theme.set_role(self, "plain")
        self._title = QLabel(self)
        theme.set_role(self._title, "heading")
        self._explain = QLabel(self)
        self._explain.setWordWrap(True)
        theme.set_role(self._explain, "quiet")
        self.content = QVBoxLayout()
        self.content.setSpacing(8)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.undo_button = action(_("Undo"), "undo-2", self.undo_last)
        self.undo_button.hide()
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._bar.setFixedWidth(theme.theme().px(160))
        self._halt = action(_("Stop"), "x", self.stop)
        self._bar.hide()
        self._halt.hide()
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addWidget(self.said, 1)
        for widget in (self._bar, self._halt, self.undo_button):
            ends.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 12)
        layout.setSpacing(8)
        body = _Body(self)
        inside = column(self._title, self._explain, gap=8)
        inside.addLayout(self.content, 1)
        body.setLayout(inside)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(body)
        layout.addWidget(self._area, 1)
        layout.addLayout(ends)
        self.reported.connect(self._report)
        jobs.changed.connect(self._changed)

    def head(self, title: str, explain: str) -> None:
        """Heading and what the page is for."""
        self._title.setText(title)
        self._explain.setText(explain)

    # Being shown ----------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """The page comes into view: ask what is stale."""
        if self._stale:
            self._stale = False
            self.load()

    def load(self) -> None:
        """Ask the catalogue for what the page shows."""

    def leave(self) -> None:
        """The page will not be seen again."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """From a button that was used and can't be used again, the focus goes to the lines rather than off the page."""
        had = self.focusWidget()
        if had is not None and not (had.isEnabled() and had.isVisible()):
            tables = [one for one in self.findChildren(LineTable) if one.isVisible() and one.isEnabled()]
            if tables:
                first = min(tables, key=lambda one: one.mapTo(self, QPoint()).toTuple()[::-1])
                first.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().focusNextPrevChild(forward)

    def _changed(self, changes: Changes) -> None:
        if not self.concerned(changes):
            return
        if self.isVisible():
            self.load()
        else:
            self._stale = True

    def concerned(self, changes: Changes) -> bool:
        """Whether the page shows something else after these changes."""
        return bool(changes)

    # Questions and writes -------------------------------------------------------------------------------------------

    def ask(self, function: Callable[[], T], done: Callable[[T], None], name: str) -> None:
        """A question; of the same name only the last is answered."""
        self.jobs.read(function, done, newest=f"manage/{type(self).__name__}/{name}", failed=self.failed)

    def write(self, function: Callable[[], Changes], words: str) -> None:
        """A write that can be undone here."""
        self.jobs.write(function, partial(self.done, words), failed=self.failed)

    def done(self, words: str, changes: Changes) -> None:
        """Say what was done, and offer to undo it."""
        if changes.records:
            self.say(words, "good")
            self.offer_undo(changes.operation)
        else:
            self.say(_("Nothing had to change."), "quiet")

    def offer_undo(self, operation: int | None) -> None:
        """The button undoes this operation, then those before it; None: nothing done here is undone any more."""
        self._undoable = [] if operation is None else [*self._undoable, operation]
        self._show_undo()

    def undo_last(self) -> None:
        """Take back what was done last on this page; once more, what was done before that."""
        if self._undoable:
            undo = partial(self.catalogue.upkeep.undo, self._undoable.pop())
            self._show_undo()
            self.jobs.write(undo, self._undone, failed=self.failed)

    def _show_undo(self) -> None:
        self.undo_button.setVisible(bool(self._undoable) and not self.read_only)

    def _undone(self, _changes: Changes) -> None:
        self.say(_("Taken back."), "good")

    def failed(self, error: KnownError) -> None:
        """What went wrong, and what to do."""
        self.rest()
        self.say(f"{error.text} {error.advice}".strip(), "quiet" if isinstance(error, StoppedError) else "bad")

    def say(self, text: str, role: str = "quiet") -> None:
        """What was done last, below the page."""
        self.said.setText(text)
        theme.set_role(self.said, role)

    # What takes long ------------------------------------------------------------------------------------------------

    def begin(self) -> Callable[[str, float], None]:
        """Show the progress; gives what the work is to call, which raises StoppedError after Stop."""
        self._stop = False
        self.said.clear()
        self._bar.setValue(0)
        self._bar.show()
        self._halt.show()
        return self._tell

    def rest(self) -> None:
        """The work is done."""
        self._bar.hide()
        self._halt.hide()

    def stop(self) -> None:
        """Ask the work to stop."""
        self._stop = True

    def _tell(self, text: str, part: float) -> None:
        """In another thread."""
        if self._stop:
            raise StoppedError(_("Stopped. Nothing was written."))
        self.reported.emit(text, part)

    def _report(self, text: str, part: float) -> None:
        if self._bar.isVisible():
            self.say(f"{text} …", "quiet")
            self._bar.setValue(round(part * 1000))


def row_of(*widgets: QWidget | None) -> QLayout:
    """Widgets beside each other; None is the room between those left and right, a text that wraps takes it too.

    With room in between they go on below where the window is too narrow for large text.
    """
    at = widgets.index(None) if None in widgets else 0
    if at:
        left, right = widgets[:at], widgets[at + 1 :]
        ends = [pane_of(row_of(*right))] if right else []
        return Flow([*(widget for widget in left if widget is not None), *ends], gap=8, spread=bool(right))
    line = QHBoxLayout()
    line.setSpacing(8)
    for widget in widgets:
        if widget is None:
            line.addStretch(1)
        else:
            line.addWidget(widget, int(isinstance(widget, QLabel) and widget.wordWrap()))
    return line


def action(words: str, icon: str, clicked: Callable[[], None], *, primary: bool = False) -> QPushButton:
    """A button that does something; the primary one is what most people come for."""
    made = button(words, icon, clicked, role="primary" if primary else "")
    if primary:
        made.setIcon(icons.icon(icon, "on_accent"))
    return made


def choice_box(name: str, parent: QWidget | None = None) -> QComboBox:
    """A box to choose from that is as wide as what it holds."""
    box = QComboBox(parent)
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return box


def split(orientation: Qt.Orientation, *parts: tuple[QWidget | QLayout, int]) -> QSplitter:
    """Parts that can be dragged larger and smaller, with how much room each takes at first."""
    made = Split(orientation, [room for _part, room in parts])
    for at, (part, room) in enumerate(parts):
        made.addWidget(pane_of(part) if isinstance(part, QLayout) else part)
        made.setStretchFactor(at, room)
    made.setSizes([theme.theme().px(room) for _part, room in parts])
    return made


def pane_of(layout: QLayout, parent: QWidget | None = None) -> QWidget:
    """A layout as a widget, for a splitter."""
    pane = QWidget(parent)
    theme.set_role(pane, "plain")
    layout.setContentsMargins(0, 0, 0, 0)
    pane.setLayout(layout)
    return pane


def caption(text: str, parent: QWidget | None = None) -> QLabel:
    """The heading of a part of a page."""
    label = QLabel(text, parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    theme.set_role(label, "subheading")
    return label


def moment(at: str) -> str:
    """A moment (ISO 8601, UTC where it says so) in words, in the time of this computer."""
    there = datetime.fromisoformat(at)
    here = there.astimezone() if there.tzinfo is not None else there
    return f"{date_words(here.date().isoformat())}, {here:%H:%M}"


def whole(count: int) -> str:
    """A number in words of the language."""
    return number(count)


def before_after() -> tuple[Column, ...]:
    """The columns of a list of differences."""
    return (
        Column(_("Field"), _label),
        Column(_("Was"), _before, wide=True, role=lambda _line: "quiet"),
        Column(_("Becomes"), _after, wide=True),
    )


def _label(line: Any) -> str:
    return str(line.label)


def _before(line: Any) -> str:
    return str(line.before)


def _after(line: Any) -> str:
    return str(line.after)


def ref_of(kind: Any, key: str, text: str) -> Ref:
    """A link to a record."""
    return Ref(type=kind, id=key, text=text)
