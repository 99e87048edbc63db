"""Small widgets that several parts of the window use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from vademecum.gui import icons, theme
from vademecum.texts import number


def tool_button(name: str, label: str, tip: str = "", parent: QWidget | None = None) -> QToolButton:
    """A button with an icon alone; ``label`` is what a screen reader says, and the tip says it too."""
    button = QToolButton(parent)
    theme.set_role(button, "quiet")
    button.setIcon(icons.icon(name))
    size = theme.theme().px(20)
    button.setIconSize(QSize(size, size))
    button.setAccessibleName(label)
    button.setToolTip(tip or label)
    return button


class _NoWheel(QObject):
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Leave the wheel to what scrolls."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return False


def still(box: QComboBox | QSpinBox) -> None:
    """The wheel scrolls what the box stands in: it neither changes the value nor gives the box the focus."""
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.installEventFilter(_NoWheel(box))


@contextmanager
def laid_out_after(lines: QLayout) -> Iterator[None]:
    """Change many parts that stand in ``lines``: each that comes or goes would lay all of them out at once."""
    lines.setEnabled(False)
    try:
        yield
    finally:
        lines.setEnabled(True)


def stations(part: QWidget) -> list[QWidget]:
    """Where Tab stops in a part of the window, in the order of reading: line by line, from left to right."""
    found = [
        (widget, widget.mapTo(part, widget.rect().center()))
        for widget in (part, *part.findChildren(QWidget))
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.isVisible()
        and widget.focusProxy() is None
    ]
    found.sort(key=lambda pair: pair[1].y())
    lines: list[list[tuple[QWidget, QPoint]]] = []
    for widget, center in found:
        if lines and center.y() - lines[-1][0][1].y() < theme.HIT_TARGET // 2:
            lines[-1].append((widget, center))
        else:
            lines.append([(widget, center)])
    return [widget for line in lines for widget, _center in sorted(line, key=lambda pair: pair[1].x())]


def step_focus(parts: Sequence[QWidget], here: QWidget | None, *, forward: bool) -> bool:
    """Tab to the next station of these parts, or Shift+Tab to the one before; False where there is none."""
    order = [widget for part in parts for widget in stations(part)]
    if not order:
        return False
    step = 1 if forward else -1
    target = order[(order.index(here) + step) % len(order)] if here in order else order[0 if forward else -1]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    holder = target.parentWidget()
    while holder is not None and not isinstance(holder, QScrollArea):
        holder = holder.parentWidget()
    if holder is not None:
        holder.ensureWidgetVisible(target)
    return True


def polish(part: QWidget) -> None:
    """Give a part of the window and all in it their style now, so that showing it does not wait for that."""
    for widget in (part, *part.findChildren(QWidget)):
        widget.ensurePolished()


class ElidedButton(QPushButton):
    """A button in the look of a link that is never wider than its place; the tip holds the whole text."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "link")
        self._whole = text
        icon = theme.theme().px(16)
        self.setIconSize(QSize(icon, icon))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(text)

    def set_whole(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.setAccessibleName(text)
        self._shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the text to what fits."""
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        room = self.width() - theme.theme().px(16) - (0 if self.icon().isNull() else self.iconSize().width() + 6)
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(self._whole if shown != self._whole else "")


class CountBox(QCheckBox):
    """A check box with a number at the right; a long label is shortened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ""
        self._count = 0
        look = theme.theme()
        self._quiet = look.tokens.color("quiet")
        self._margin = look.px(6)
        self._taken = look.px(16) + 8 + look.px(22)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_value(self, label: str, count: int, *, checked: bool) -> None:
        """Show another value without telling anybody."""
        was_blocked = self.blockSignals(True)
        self.setChecked(checked)
        self.blockSignals(was_blocked)
        if (label, count) == (self._label, self._count):
            return
        self._label, self._count = label, count
        self.setAccessibleName(f"{label} ({number(count)})")
        self._shorten()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the label to what fits."""
        super().resizeEvent(event)
        self._shorten()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box as ever, and the number at the right."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self._quiet)
        box = self.rect().adjusted(0, 0, -self._margin, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number(self._count))

    def _shorten(self) -> None:
        metrics = self.fontMetrics()
        taken = self._taken + metrics.horizontalAdvance(number(self._count))
        shown = metrics.elidedText(self._label, Qt.TextElideMode.ElideRight, self.width() - taken)
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(self._label if shown != self._label else "")
