"""Texts on a line, as lists paint them."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

_WIDTHS = 4000  # texts of which is kept how wide they are


class Letters:
    """A font to paint with. How wide a text is is kept: while somebody types, the same ones come back at every key."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetrics(font)
        self.height = self._metrics.height()
        self._ascent = self._metrics.ascent()
        self._widths: dict[str, int] = {}

    def width(self, text: str) -> int:
        """In pixels."""
        known = self._widths.get(text)
        if known is None:
            if len(self._widths) >= _WIDTHS:
                self._widths.clear()
            known = self._widths[text] = self._metrics.horizontalAdvance(text)
        return known

    def fitted(self, text: str, room: int) -> str:
        """The text, cut off where there is no room for all of it."""
        return text if self.width(text) <= room else self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def draw(self, painter: QPainter, line: QRect, text: str, *, right: bool = False) -> None:
        """A text that fits, in the middle of a line's height. Qt takes twice as long to lay it out in a box."""
        left = line.left() + line.width() - self.width(text) if right else line.left()
        painter.setFont(self.font)
        painter.drawText(left, line.top() + (line.height() - self.height) // 2 + self._ascent, text)
