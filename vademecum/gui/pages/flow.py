"""A layout that puts items one after the other, on as many lines as the width needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import unescape

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QWidget

_TAG = re.compile("<[^>]+>")


class Flow(QLayout):
    """Items one after the other, on as many lines as the width needs.

    With ``spread`` the last item stands at the right edge as long as all fit on one line, for which a text before it
    may wrap in at least half of the width.
    """

    def __init__(self, items: Iterable[QWidget] = (), *, gap: int = 4, spread: bool = False) -> None:
        super().__init__()
        self._spread = spread
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # by width: one showing asks a hundred times
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)
        for item in items:
            self.addWidget(item)

    def invalidate(self) -> None:
        """Something in it changed."""
        self._heights.clear()
        super().invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        item = self._items.pop(index) if 0 <= index < len(self._items) else None
        self.invalidate()
        return item

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        known = self._heights.get(width)
        if known is None:
            known = self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return known

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        sizes = [self._natural(item) for item in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    @staticmethod
    def _natural(item: QLayoutItem) -> QSize:
        """As wide as the text on one line: a label that wraps would ask for a block."""
        widget = item.widget()
        return line_size(widget) if isinstance(widget, QLabel) and widget.wordWrap() else item.sizeHint()

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Lay the lines out; the height that they take."""
        top, x, height = rect.y(), 0, 0
        line: list[tuple[QLayoutItem, QSize]] = []
        shown = self._shown()
        for item in shown:
            size = self._natural(item)
            if self._spread and item is shown[0] and len(shown) == 2 and item.hasHeightForWidth():
                room = rect.width() - self._gap - self._natural(shown[1]).width()
                if max(rect.width() // 2, item.minimumSize().width()) <= room < size.width():
                    size = QSize(room, item.heightForWidth(room))
            if size.width() > rect.width():
                height_needed = item.heightForWidth(rect.width()) if item.hasHeightForWidth() else size.height()
                size = QSize(rect.width(), max(height_needed, size.height()))
            if line and x + size.width() > rect.width():
                self._set_line(rect.x(), top, height, line, move=move)
                top, x, height, line = top + height + self._gap, 0, 0, []
            line.append((item, size))
            x += size.width() + self._gap
            height = max(height, size.height())
        spare = rect.width() - x + self._gap if self._spread and top == rect.y() else 0
        self._set_line(rect.x(), top, height, line, move=move, spare=spare)
        return top + height - rect.y()

    def _set_line(
        self,
        left: int,
        top: int,
        height: int,
        line: Sequence[tuple[QLayoutItem, QSize]],
        *,
        move: bool,
        spare: int = 0,
    ) -> None:
        for number, (item, size) in enumerate(line, start=1):
            if move:
                if number == len(line) > 1:
                    left += spare
                item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
            left += size.width() + self._gap


def line_size(label: QLabel) -> QSize:
    """The size of a label's text on one line."""
    return _with_margins(label, _text_size(_plain(label), label.font().toString()))


def word_size(label: QLabel) -> QSize:
    """The size of the longest word of a label's text."""
    font_name = label.font().toString()
    sizes = [_text_size(word, font_name) for word in _plain(label).split()] or [_text_size("", font_name)]
    return _with_margins(label, max(sizes))


def _plain(label: QLabel) -> str:
    """Text without tags: all is in one font, and to have Qt lay it out takes a hundred times as long."""
    text = label.text()
    if label.textFormat() != Qt.TextFormat.RichText:
        return text
    return unescape(_TAG.sub("", text.replace("<br>", "\n")))


def _with_margins(label: QLabel, size: tuple[int, int]) -> QSize:
    width, height = size
    margins = label.contentsMargins()
    return QSize(width + margins.left() + margins.right(), max(label.minimumHeight(), height))


@lru_cache(maxsize=2048)  # a layout asks again and again, at every step of its parents
def _text_size(text: str, font_name: str) -> tuple[int, int]:
    """Width and height in pixels; ``font_name`` as QFont.toString gives it."""
    font = QFont()
    font.fromString(font_name)
    size = QFontMetrics(font).size(0, text)
    return size.width() + 3, size.height()
