"""What the window does before it is asked, a little at a time: the first key should not wait for it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from vademecum.gui.jobs import go_first

_PAUSE = 2  # milliseconds between two pieces: keys and painting go first


class Ahead(QObject):
    """Takes one step of ``work`` in each turn of the window, until there is no more or ``part`` of it is closed."""

    def __init__(self, work: Iterator[None], part: QWidget) -> None:
        super().__init__(part)
        self._work = work
        self._part = part
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._step)

    def start(self) -> None:
        """Begin, or go on."""
        self._timer.start()

    def _step(self) -> None:
        if not self._part.isVisible():
            self._timer.stop()
            return
        go_first()
        try:
            next(self._work)
        except StopIteration:
            self._timer.stop()
