"""An import in the window as users do it: ``python -m tests.exchange.large_window FOLDER FILE``.

A heartbeat in the window's thread measures how long that thread did not come round, in each phase.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

BEAT = 1  # milliseconds
PATIENCE = 1200.0  # seconds
WORDS = "proefdienst 321"


class Importer(QObject):
    """Waits for the window, opens the file, brings it in, and searches."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._window: Any = None
        self._page: Any = None
        self._phases = [
            ("start", self._shown),
            ("plan", self._planned),
            ("import", self._done),
            ("search", self._found),
        ]
        self._began = self._last = time.perf_counter()
        self._gaps: list[float] = []
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._tick)
        self._beat.start(BEAT)

    def _tick(self) -> None:
        now = time.perf_counter()
        self._gaps.append((now - self._last) * 1000 - BEAT)
        self._last = now
        if now - self._began > PATIENCE:
            sys.stderr.write(f"still in {self._phases[0][0]}\n")
            QApplication.exit(1)
        if not self._phases[0][1]():
            return
        gaps = sorted(self._gaps)
        print(
            f"  {self._phases.pop(0)[0]:8} {now - self._began:6.1f} s; the window's thread stood still "
            f"{gaps[len(gaps) * 99 // 100]:.0f} ms (99 %), {gaps[-1]:.0f} ms at the longest",
            flush=True,
        )
        self._gaps = []
        self._next()
        self._began = self._last = time.perf_counter()

    def _next(self) -> None:
        """Do what a user does now."""
        if not self._phases:
            self._beat.stop()
            self._window.close()
        elif self._phases[0][0] == "plan":
            self._page = self._window.manage.open("import").page("import")
            self._page.open_file(self._file)
        elif self._phases[0][0] == "import":
            self._page.apply()
        else:
            edit = self._window.workspace.box.edit
            edit.setText(WORDS[:-1])
            QApplication.sendEvent(
                edit,
                QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, WORDS[-1]),
            )

    # when a phase is over -------------------------------------------------------------------------------------------

    def _shown(self) -> bool:
        from vademecum.gui.main_window import MainWindow

        self._window = next((x for x in QApplication.topLevelWidgets() if isinstance(x, MainWindow)), None)
        return self._window is not None and self._window.isVisible() and not self._window._jobs.busy

    def _planned(self) -> bool:
        return self._page._plan is not None and not self._window._jobs.busy

    def _done(self) -> bool:
        return self._page._done and not self._window._jobs.busy

    def _found(self) -> bool:
        shown = self._window.workspace.results.answer
        return shown is not None and shown.question.text == WORDS and not self._window._jobs.busy


def main() -> None:
    folder, file = sys.argv[1:]
    application = QApplication(sys.argv[:1])
    importer = Importer(Path(file))
    sys.argv = ["vademecum", "--data", folder]
    from vademecum.__main__ import main as program

    program()
    del importer, application


if __name__ == "__main__":
    main()
