"""What the window does before it is asked, a little at a time: the first key should not wait for it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from vademecum.gui.jobs import go_first

_PAUSE = 2  # milliseconds between two turns: keys and painting go first
_TURN = 0.003  # seconds: a turn costs those who work beside it as much again, and many steps take next to nothing


class Ahead(QObject):
    """Takes a few steps of ``work`` in each turn of the window, until there is no more or ``part`` of it is closed."""

    def __init__(self, work: Iterator[None], part: QWidget) -> None:
        super().__init__(part)
        self._work = work
        self._part = part
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._turn)

    def start(self) -> None:
        """Begin, or go on."""
        self._timer.start()

    def _turn(self) -> None:
        if not self._part.isVisible():
            self._timer.stop()
            return
        go_first()
        ends = time.perf_counter() + _TURN
        try:
            while time.perf_counter() < ends:
                next(self._work)
        except StopIteration:
            self._timer.stop()
