"""The list of results as a widget: headings that stick, keys that go where people expect."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from vademecum.gui.results_delegate import ResultsDelegate
from vademecum.gui.results_model import Heading, ResultsModel
from vademecum.records import Row
from vademecum.texts import _

_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COPY = QKeySequence.StandardKey.Copy


class ResultsList(QListView):
    """Shows a :class:`ResultsModel`.

    ``opened``: id of the actor; ``picked``: Row of one to compare, or no longer; ``left_above``: up from the first
    line.
    """

    opened = Signal(str)
    picked = Signal(object)
    left_above = Signal()

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = ResultsDelegate(self)
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
        super().paintEvent(event)
        sticking = self.sticking()
        if sticking is not None:
            painter = QPainter(self.viewport())
            self._delegate.paint_heading(painter, sticking[1], sticking[0])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the heading that sticks does not choose the line behind it; with Ctrl it picks to compare."""
        sticking = self.sticking()
        at = event.position().toPoint()
        if sticking is not None and sticking[1].contains(at):
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._pick(self.indexAt(at))
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space picks to compare, up from the first line leaves; letters and Ctrl+C are the window's."""
        if event.key() in _OPEN and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._pick(self.currentIndex())
        elif event.key() == Qt.Key.Key_Up and self._at_first():
            self.left_above.emit()
        elif (event.text().isprintable() and event.text()) or event.matches(_COPY):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _at_first(self) -> bool:
        return not any(isinstance(self._model.entry(row), Row) for row in range(self.currentIndex().row()))

    def _pick(self, index: QModelIndex) -> None:
        entry = self._model.entry(index.row()) if index.isValid() else None
        if isinstance(entry, Row):
            self.picked.emit(entry)

    def _open(self, index: QModelIndex) -> None:
        entry = self._model.entry(index.row()) if index.isValid() else None
        if isinstance(entry, Row):
            self.opened.emit(entry.id)

    def _scrolled(self, value: int) -> None:
        """The list is moved as a picture, which would drag the heading along: paint it all. Fetch in time."""
        self.viewport().update()
        if value > self.verticalScrollBar().maximum() - 2 * self.viewport().height():
            self._model.fetchMore(QModelIndex())
