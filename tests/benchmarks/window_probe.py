"""Runs in a process of its own (see window.py): starts the program as people do and watches it from inside.

A heartbeat in the window's thread measures how long that thread did not come round: its own work, and waiting for
Python while other threads run. Where other programs keep the machine busy that is in it too; ``worked`` therefore
leaves out the time in which no thread of the program ran.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import vademecum.gui  # noqa: F401 - first, as in the program: it sees to how Qt is loaded

# isort: split
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.benchmarks import questions

BEAT = 1  # milliseconds
PAUSE = 0.03  # seconds between an answer and the next key
PATIENCE = 5.0  # seconds until a missing answer is an error


class Watcher(QObject):
    """Waits for the window, then does its task."""

    def __init__(self, task: str, spawned: float) -> None:
        super().__init__()
        self._task = task
        self._spawned = spawned
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(BEAT)
        self._painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._painted = True
        return False

    def _look(self) -> None:
        from vademecum.gui.main_window import MainWindow

        window = next((x for x in QApplication.topLevelWidgets() if isinstance(x, MainWindow)), None)
        if window is None or not window.isVisible():
            return
        if not self._painted:
            window.installEventFilter(self)
            window.update()
        elif not window._jobs.busy:
            self._timer.stop()
            usable = time.time() - self._spawned
            if self._task == "start":
                answer(usable=usable, memory=memory())
                window.close()
            else:
                self._typist = Typist(window.workspace, window.close)


class Typist(QObject):
    """Types all questions, a key at a time, each after the answer to the one before was painted."""

    def __init__(self, workspace: QObject, done: Callable[[], object]) -> None:
        super().__init__()
        self._edit = workspace.box.edit  # type: ignore[attr-defined]
        self._results = workspace.results  # type: ignore[attr-defined]
        self._done = done
        self._keys = [(text[:end], text[end - 1]) for text in questions.ALL for end in range(1, len(text) + 1)]
        self._text = ""
        self._pressed = 0.0
        self._seen = 0.0  # when the answer was painted, 0 while it is awaited
        self._paint = False
        self._gap = 0.0
        self._work = 0.0
        self._last = time.perf_counter()
        self._last_work = time.process_time()
        self.painted: list[float] = []
        self.blocked: list[float] = []
        self.worked: list[float] = []
        # Any part of the pane: where nobody is found the list makes way for words.
        for part in (self._results, *self._results.findChildren(QWidget)):
            part.installEventFilter(self)
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._tick)
        self._beat.start(BEAT)
        self._press()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._seen:
            shown = self._results.answer
            self._paint = shown is not None and shown.question.text == self._text
        return False

    def _press(self) -> None:
        self._text, letter = self._keys.pop(0)
        if len(self._text) == 1:
            self._edit.selectAll()
        self._seen, self._paint, self._gap, self._work = 0.0, False, 0.0, 0.0
        self._pressed = time.perf_counter()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(
                self._edit, QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
            )

    def _tick(self) -> None:
        now, work = time.perf_counter(), time.process_time()
        gap = (now - self._last) * 1000 - BEAT
        self._gap = max(self._gap, gap)
        self._work = max(self._work, min(gap, (work - self._last_work) * 1000))
        self._last, self._last_work = now, work
        if self._paint and not self._seen and self._results.list.painted:
            self._seen = now
            self.painted.append((now - self._pressed) * 1000)
        elif self._seen and now - self._seen > PAUSE:
            self.blocked.append(self._gap)
            self.worked.append(self._work)
            if self._keys:
                self._press()
            else:
                self._beat.stop()
                heavy = sorted({"pandas", "numpy"} & sys.modules.keys())
                answer(painted=self.painted, blocked=self.blocked, worked=self.worked, memory=memory(), heavy=heavy)
                self._done()
        elif now - self._pressed > PATIENCE:
            self._beat.stop()
            sys.stderr.write(f"no answer was painted to {self._text!r}\n")
            QApplication.exit(1)


def answer(**values: object) -> None:
    sys.stdout.write(json.dumps(values))
    sys.stdout.flush()


def memory() -> float:
    """What the process holds in memory, in MB; 0 where the system has no /proc."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def main() -> None:
    task, folder, spawned = sys.argv[1:]
    application = QApplication(sys.argv[:1])
    watcher = Watcher(task, float(spawned))
    # As a user opens it: without a word on the command line, which would load what reads such words.
    with TemporaryDirectory() as home:
        (Path(home) / "Vademecum").symlink_to(Path(folder).resolve(), target_is_directory=True)
        os.environ["XDG_DATA_HOME"] = home
        sys.argv = ["vademecum"]
        from vademecum.__main__ import main as program

        program()
    del watcher, application


if __name__ == "__main__":
    main()
