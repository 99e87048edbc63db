"""Tables of frozen values: a model that every page fills with its own columns, and the view that shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from vademecum.gui import theme

Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")
Text = Callable[[Any], str]


class Column(msgspec.Struct, frozen=True):
    """A column: its heading, what it says of a line, and the role of its colour ("" for plain text).

    ``wide``: takes the room that is left. ``number``: stands at the right.
    """

    title: str
    text: Text
    wide: bool = False
    number: bool = False
    role: Text | None = None
    tip: Text | None = None


class LineModel(QAbstractTableModel, Generic[T]):
    """Lines of one kind. With ``key`` each line has a check box, and ``ticked`` holds the keys of those that are on.

    ``wanted``: the number of lines so far, when the view comes to the end and there are more.
    """

    ticks_changed = Signal()
    wanted = Signal(int)

    def __init__(
        self,
        columns: Sequence[Column],
        parent: QObject | None = None,
        *,
        key: Callable[[T], str] | None = None,
        can_tick: Callable[[T], bool] = lambda _line: True,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._can_tick = can_tick
        self._lines: list[T] = []
        self._more = False
        self._asked = -1
        self.upright = Qt.AlignmentFlag.AlignVCenter  # where a text stands in a high line
        self.ticked: frozenset[str] = frozenset()

    @property
    def lines(self) -> tuple[T, ...]:
        """What is there now."""
        return tuple(self._lines)

    def line(self, row: int) -> T | None:
        """The line in a row; None where there is none."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def show(self, lines: Sequence[T], *, more: bool = False) -> None:
        """Take other lines; ``more``: there are others that may be asked for. What is ticked stays so."""
        self.beginResetModel()
        self._lines = list(lines)
        self._more = more
        self._asked = -1
        if self._key is not None:
            self.ticked &= {self._key(line) for line in self._lines if self._can_tick(line)}
        self.endResetModel()
        self.ticks_changed.emit()

    def add(self, lines: Sequence[T], *, more: bool) -> None:
        """Put further lines below."""
        self._more = more
        if lines:
            start = len(self._lines)
            self.beginInsertRows(QModelIndex(), start, start + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def tick(self, *, on: bool) -> None:
        """Tick all, or none."""
        assert self._key is not None
        self.ticked = frozenset(self._key(line) for line in self._lines if self._can_tick(line)) if on else frozenset()
        if self._lines:
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self._lines) - 1, 0), [Qt.ItemDataRole.CheckStateRole]
            )
        self.ticks_changed.emit()

    # Qt -------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row for each line."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """As many as were given."""
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        """True while there are lines that were not asked for."""
        return not parent.isValid() and self._more and self._asked != len(self._lines)

    def fetchMore(self, parent: Index) -> None:
        """Say that more is wanted; it comes later."""
        if not parent.isValid() and self.canFetchMore(parent):
            self._asked = len(self._lines)
            self.wanted.emit(self._asked)

    @property
    def tickable(self) -> bool:
        """Lines can be ticked."""
        return self._key is not None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(self.columns[section]) | Qt.AlignmentFlag.AlignVCenter
        return self.columns[section].title if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first column can be ticked where that means something."""
        flags = super().flags(index)
        if index.isValid() and index.column() == 0 and self._key and self._can_tick(self._lines[index.row()]):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, colours and ticks."""
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(line)
        if role == Qt.ItemDataRole.ToolTipRole:
            return (column.tip or column.text)(line) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column) | self.upright
        if role == Qt.ItemDataRole.ForegroundRole and column.role is not None:
            name = column.role(line)
            return theme.current().color(name) if name else None
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0 and self._key and self._can_tick(line):
            return Qt.CheckState.Checked if self._key(line) in self.ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or untick."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or self._key is None:
            return False
        key = self._key(self._lines[index.row()])
        self.ticked = self.ticked | {key} if Qt.CheckState(value) == Qt.CheckState.Checked else self.ticked - {key}
        self.dataChanged.emit(index, index, [role])
        self.ticks_changed.emit()
        return True


def _side(column: Column) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft


class LineTable(QTableView):
    """Shows lines. ``chosen``: another line is current; ``opened``: Enter or a double click; ``deleted``: Delete.

    Space ticks, Tab leaves the table.
    """

    chosen = Signal()
    opened = Signal()
    deleted = Signal()

    def __init__(self, model: LineModel[Any], name: str, parent: QWidget | None = None, *, wrap: bool = False) -> None:
        super().__init__(parent)
        self._lines = model
        look = theme.theme()
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(wrap)
        self.setCornerButtonEnabled(False)
        self.setMinimumHeight(look.px(3 * theme.HIT_TARGET))  # the headings and two lines
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look.px(theme.HIT_TARGET))
        self.verticalHeader().setMinimumSectionSize(look.px(theme.HIT_TARGET))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(50)
        header.setMaximumSectionSize(look.px(420))
        for at, column in enumerate(model.columns):
            mode = QHeaderView.ResizeMode.Stretch if column.wide else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(at, mode)
        if wrap:
            if not model.tickable:  # a tick stands in the middle of its line
                model.upright = Qt.AlignmentFlag.AlignTop
            self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.doubleClicked.connect(self.opened)
        self.selectionModel().currentRowChanged.connect(lambda _now, _before: self.chosen.emit())
        model.modelReset.connect(self.chosen)

    @property
    def row(self) -> int:
        """The current row, -1 for none."""
        return self.currentIndex().row()

    def choose(self, row: int) -> None:
        """Make a row the current one: the last where there are fewer."""
        rows = self._lines.rowCount()
        if rows:
            self.selectRow(max(0, min(row, rows - 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        elif event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._toggle()
        else:
            super().keyPressEvent(event)

    def _toggle(self) -> None:
        index = self._lines.index(self.row, 0)
        state = self._lines.data(index, Qt.ItemDataRole.CheckStateRole)
        if state is not None:
            other = Qt.CheckState.Unchecked if state == Qt.CheckState.Checked else Qt.CheckState.Checked
            self._lines.setData(index, other, Qt.ItemDataRole.CheckStateRole)
