"""How lines of a list looked when they were painted before: while somebody types, most are painted several times."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

Paint = Callable[[QPainter, QRect], None]


class Pictures:
    """Pictures of entries, for a width and a screen."""

    def __init__(self, most: int, ground: QColor) -> None:
        """``most``: how many are kept; two screenfuls will do. ``ground``: what lines are painted on."""
        self._most = most
        self._ground = ground
        self._known: dict[tuple[Hashable, int, float], QPixmap] = {}

    def known(self, painter: QPainter, size: QSize, entry: Hashable) -> QPixmap | None:
        """The picture of an entry that was painted before."""
        return self._known.get((entry, size.width(), painter.device().devicePixelRatioF()))

    def make(self, painter: QPainter, size: QSize, entry: Hashable, paint: Paint) -> QPixmap:
        """Have an entry painted; ``paint`` gets a painter and the box to paint into."""
        ratio = painter.device().devicePixelRatioF()
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._ground)
        inside = QPainter(picture)
        inside.setRenderHints(painter.renderHints())
        try:
            paint(inside, QRect(QPoint(0, 0), size))
        finally:
            inside.end()  # whatever happened: Qt would end the program over a picture that is still painted on
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[entry, size.width(), ratio] = picture
        return picture
