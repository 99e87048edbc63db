"""The list of results as a widget: headings that stick, keys that go where people expect."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from vademecum import turns
from vademecum.gui.results_delegate import ResultsDelegate
from vademecum.gui.results_model import Heading, ResultsModel
from vademecum.records import Row
from vademecum.texts import _

_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COPY = QKeySequence.StandardKey.Copy
_ALL = QKeySequence.StandardKey.SelectAll
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class ResultsList(QListView):
    """Shows a :class:`ResultsModel`.

    ``opened``: id of the actor; ``picked``: Row of one for the selection, or no longer; ``ranged``: Rows from the line
    where Shift was first held to the present one, and whether such a range begins; ``all_wanted``: all that are found;
    ``left_above``: up from the first line.
    """

    opened = Signal(str)
    picked = Signal(object)
    ranged = Signal(object, bool)
    all_wanted = Signal()
    left_above = Signal()

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = ResultsDelegate(self)
        self._anchor: str | None = None  # the actor at which a range begins
        self._fresh = True  # nothing was picked from there yet
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._paint_rest)
        self._due = False  # it is painted in a later turn of the window
        self._swallowed = False  # the button that was pressed does not open what it is let go on
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Results"))
        self.verticalScrollBar().setSingleStep(self._delegate.line_height // 2)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.clicked.connect(self._open)

    def prepare(self) -> Iterator[None]:
        """Make ready what the first lines need, a little a step."""
        yield from self._delegate.prepare()

    @property
    def selected(self) -> str | None:
        """The id of the chosen actor."""
        index = self.currentIndex()
        entry = self._model.entry(index.row()) if index.isValid() else None
        return entry.id if isinstance(entry, Row) else None

    def select(self, actor_id: str | None, *, seen: bool = False) -> bool:
        """Choose an actor without opening it; False where the list does not show it. ``seen``: scroll to it."""
        position = self._model.position(actor_id) if actor_id else None
        if position is None:
            self.selectionModel().clear()
            return False
        index = self._model.index(position)
        self.setAutoScroll(seen)
        self.setCurrentIndex(index)
        self.setAutoScroll(True)
        return True

    def enter(self) -> bool:
        """Take the focus, on the chosen line or else the first; False where there is none."""
        if self.selected is None:
            first = next((n for n in range(self._model.rowCount()) if isinstance(self._model.entry(n), Row)), None)
            if first is None:
                return False
            self.setCurrentIndex(self._model.index(first))
        self.setFocus(Qt.FocusReason.TabFocusReason)
        self.scrollTo(self.currentIndex())
        return True

    def sticking(self) -> tuple[Heading, QRect] | None:
        """The heading of the lines at the top, and where it is painted; None where it stands there by itself."""
        top = self.indexAt(QPoint(1, 0))
        if not top.isValid() or (isinstance(self._model.entry(top.row()), Heading) and self.visualRect(top).top() == 0):
            return None
        row = top.row()
        while row >= 0 and not isinstance(self._model.entry(row), Heading):
            row -= 1
        if row < 0:
            return None
        heading = self._model.entry(row)
        assert isinstance(heading, Heading)
        height = self._delegate.heading_height
        box = QRect(0, 0, self.viewport().width(), height)
        below = self.indexAt(QPoint(1, height))
        if below.isValid() and isinstance(self._model.entry(below.row()), Heading) and below.row() != row:
            box.moveBottom(self.visualRect(below).top() - 1)
        return heading, box

    def reset(self) -> None:
        """Another answer: laid out at once, so that it is painted together with what stands above it."""
        super().reset()
        self.executeDelayedItemsLayout()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a line into sight, and not behind the heading that sticks."""
        super().scrollTo(index, hint)
        hidden = self._delegate.heading_height - self.visualRect(index).top()
        if hidden > 0 and index.row() > 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - hidden)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The list, and over it the heading that sticks."""
        with turns.window:
            self._due = False
            self._delegate.begin()
            super().paintEvent(event)
            if self._delegate.left:
                self._rest.start()
            sticking = self.sticking()
            if sticking is not None:
                painter = QPainter(self.viewport())
                self._delegate.paint_heading(painter, sticking[1], sticking[0])

    def _paint_rest(self) -> None:
        """Lines that the painting before had no time for."""
        for box in self._delegate.left:
            self.viewport().update(box)

    def hold(self) -> None:
        """Do not paint it before :meth:`release`."""
        self._due = True
        self.setUpdatesEnabled(False)

    def release(self) -> None:
        """Paint it in the next turn of the window."""
        self.setUpdatesEnabled(True)

    @property
    def painted(self) -> bool:
        """False while lines in sight are still to be painted."""
        return not self.isVisible() or not (self._delegate.left or self._due)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the heading that sticks does not open the line behind it; with Ctrl, or on its box, it picks."""
        sticking = self.sticking()
        at = event.position().toPoint()
        index = self.indexAt(at)
        self._swallowed = True
        if sticking is not None and sticking[1].contains(at):
            return
        if event.modifiers() & _SHIFT:
            self._stretch(index)
        elif event.modifiers() & _CTRL or self._delegate.tick_box(self.visualRect(index)).contains(at):
            self._pick(index)
        else:
            self._swallowed = False
            self._anchor = None
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of what was pressed."""
        if not self._swallowed:
            super().mouseReleaseEvent(event)
        self._swallowed = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space picks, Shift picks a range, Ctrl+A all; letters and Ctrl+C are the window's."""
        shifted = event.key() in _MOVES and bool(event.modifiers() & _SHIFT)
        if shifted:
            self._begin_range(self.currentIndex())
        elif event.key() != Qt.Key.Key_Shift:
            self._anchor = None
        if event.key() in _OPEN and not event.modifiers() & _CTRL:
            self._open(self.currentIndex())
        elif event.matches(_ALL):
            self.all_wanted.emit()
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._pick(self.currentIndex())
        elif event.key() == Qt.Key.Key_Up and self._at_first() and not shifted:
            self.left_above.emit()
        elif (event.text().isprintable() and event.text()) or event.matches(_COPY):
            event.ignore()
        else:
            super().keyPressEvent(event)
            if shifted:
                self._stretch(self.currentIndex())

    def _at_first(self) -> bool:
        return not any(isinstance(self._model.entry(row), Row) for row in range(self.currentIndex().row()))

    def _pick(self, index: QModelIndex) -> None:
        entry = self._model.entry(index.row()) if index.isValid() else None
        if isinstance(entry, Row):
            self._anchor = None
            self.select(entry.id)
            self.picked.emit(entry)

    def _begin_range(self, index: QModelIndex) -> None:
        """Remember the line at which a range begins, where none has begun yet."""
        if self._anchor is None or self._model.position(self._anchor) is None:
            entry = self._model.entry(index.row()) if index.isValid() else None
            self._anchor = entry.id if isinstance(entry, Row) else None
            self._fresh = True

    def _stretch(self, index: QModelIndex) -> None:
        """Pick all from the line where the range began to this one."""
        entry = self._model.entry(index.row()) if index.isValid() else None
        if not isinstance(entry, Row):
            return
        self._begin_range(self.currentIndex() if self.selected is not None else index)
        start = self._model.position(self._anchor)
        assert start is not None
        self.select(entry.id)
        fresh, self._fresh = self._fresh, False
        self.ranged.emit(self._model.between(start, index.row()), fresh)

    def _open(self, index: QModelIndex) -> None:
        entry = self._model.entry(index.row()) if index.isValid() else None
        if isinstance(entry, Row):
            self.opened.emit(entry.id)

    def _scrolled(self, value: int) -> None:
        """The list is moved as a picture, which would drag the heading along: paint it all. Fetch in time."""
        self.viewport().update()
        if value > self.verticalScrollBar().maximum() - 2 * self.viewport().height():
            self._model.fetchMore(QModelIndex())
