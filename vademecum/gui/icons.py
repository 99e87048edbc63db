"""Icons in the colours of the theme, and the badges that say how far an area reaches.

The drawings are from Lucide (``resources/icons``, see LICENSE there): to use one more, copy its SVG file. An icon never
stands alone: the control that carries it has an accessible name.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer

from vademecum.gui import theme
from vademecum.paths import resources_folder
from vademecum.records import Reach
from vademecum.texts import _

# Pixels of badges, up to 20 at a text size of 250 % on a screen of 200 %: the one that fits is never scaled up.
_SIZES = (16, 18, 20, 24, 28, 32, 40, 48, 64, 100)

# The hole in the disc, as a part of the radius: desk is a full disc, Flanders / Belgium an open circle.
_HOLES = {Reach.DESK: 0.0, Reach.MUNICIPALITY: 0.28, Reach.REGION: 0.48, Reach.PROVINCE: 0.56, Reach.COUNTRY: 0.72}


def icon(name: str, role: str = "text") -> QIcon:
    """The icon in the colour of a token (``text``, ``quiet``, ``accent``, ``on_accent`` ...); greyed where disabled."""
    tokens = theme.current()
    return _icon(name, getattr(tokens, role), tokens.control)


def pixmap(name: str, size: int, role: str = "text", ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of ``size`` pixels square, for a screen with ``ratio`` device pixels in each."""
    return _for_screen(_picture(name, getattr(theme.current(), role), round(size * ratio)), ratio)


def paint_reach(painter: QPainter, box: QRectF, reach: Reach) -> None:
    """Paint the badge of a reach into a square on a card: shape and colour; the words stand beside it."""
    tokens = theme.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.0, box.width() / 18)
    circle = box.adjusted(1, 1, -1, -1)
    if reach is Reach.UNKNOWN:
        pen = QPen(tokens.color("quiet"), width * 1.3)
        pen.setDashPattern([2.0, 1.7])
        painter.setPen(pen)
        painter.drawEllipse(circle.adjusted(width / 2, width / 2, -width / 2, -width / 2))
        painter.restore()
        return
    band = circle.width() / 2 * (1 - _HOLES[reach])
    inset = band / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if reach is Reach.DESK:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("reach1"))
        painter.drawEllipse(circle)
    else:
        painter.setPen(QPen(tokens.color(f"reach{int(reach)}"), band))
        painter.drawEllipse(circle.adjusted(inset, inset, -inset, -inset))
    if reach in (Reach.PROVINCE, Reach.COUNTRY):  # too pale for shape alone
        painter.setPen(QPen(tokens.color("reach2"), width))
        for edge in (width / 2, band - width / 2):
            painter.drawEllipse(circle.adjusted(edge, edge, -edge, -edge))
    painter.restore()


def reach_pixmap(reach: Reach, size: int, ratio: float = 1.0) -> QPixmap:
    """The badge as a picture of ``size`` pixels square."""
    result = QPixmap(round(size * ratio), round(size * ratio))
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    paint_reach(painter, QRectF(0, 0, size, size), reach)
    painter.end()
    return result


def reach_icon(reach: Reach) -> QIcon:
    """The badge as an icon."""
    result = QIcon()
    for size in _SIZES:
        result.addPixmap(reach_pixmap(reach, size))
    return result


def reach_words(reach: Reach) -> str:
    """What the badge means, in words."""
    match reach:
        case Reach.DESK:
            return _("desk here")
        case Reach.MUNICIPALITY:
            return _("this municipality")
        case Reach.REGION:
            return _("the region")
        case Reach.PROVINCE:
            return _("the province")
        case Reach.COUNTRY:
            return _("Flanders / Belgium")
        case Reach.UNKNOWN:
            return _("service area unknown")


class _Engine(QIconEngine):
    """Draws an icon when it is seen, in the size in which it is seen: most of them are not at the start."""

    def __init__(self, name: str, color: str, disabled: str) -> None:
        super().__init__()
        self._name = name
        self._color = color
        self._disabled = disabled

    def clone(self) -> QIconEngine:
        """The same once more, for a copy of the icon that is changed."""
        return _Engine(self._name, self._color, self._disabled)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:  # noqa: ARG002 - Qt's signature
        """The picture for device pixels."""
        color = self._disabled if mode == QIcon.Mode.Disabled else self._color
        return _picture(self._name, color, min(size.width(), size.height()))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """The picture in the middle of a rectangle."""
        ratio = painter.device().devicePixelRatioF()
        picture = _for_screen(self.pixmap(rect.size() * ratio, mode, state), ratio)
        size = picture.deviceIndependentSize()
        left, top = rect.x() + (rect.width() - size.width()) / 2, rect.y() + (rect.height() - size.height()) / 2
        painter.drawPixmap(round(left), round(top), picture)


@lru_cache(maxsize=256)
def _icon(name: str, color: str, disabled: str) -> QIcon:
    return QIcon(_Engine(name, color, disabled))


@lru_cache(maxsize=256)
def _picture(name: str, color: str, size: int) -> QPixmap:
    return _draw(_drawing(name, color), size)


def _for_screen(picture: QPixmap, ratio: float) -> QPixmap:
    """A picture that is kept, as one for a screen with ``ratio`` device pixels in each."""
    result = QPixmap(picture)
    result.setDevicePixelRatio(ratio)
    return result


def _drawing(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", QColor(color).name()).encode()))


def _draw(drawing: QSvgRenderer, size: int) -> QPixmap:
    result = QPixmap(size, size)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return result


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
