"""Takes resources/screenshot.png: the real window, on the catalogue that ships, asked who serves 8980."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from vademecum import settings
from vademecum.catalogue import Catalogue
from vademecum.gui.app import Program
from vademecum.paths import UserFolder

SECONDS = 60
ACTOR = "Wijk-werken Westhoek"


def until(happened: Callable[[], bool]) -> None:
    """Let the window work until something has happened."""
    deadline = QDeadlineTimer(SECONDS * 1000)
    while not happened():
        if deadline.hasExpired():
            raise TimeoutError
        QTest.qWait(50)
    QTest.qWait(500)


def main() -> None:
    """Open, ask, choose, take."""
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as scratch:
        folder = UserFolder(Path(scratch))
        settings.save(folder.settings, settings.Settings(theme="light"))
        with closing(Catalogue.open(folder)) as catalogue:
            actor = catalogue.find(ACTOR)[0]
        program = Program(folder, "nl")
        program.open()
        until(lambda: program.window is not None)
        window = program.window
        assert window is not None
        window.showNormal()
        window.resize(1366, 768)
        workspace = window.workspace
        workspace.box.type("8980")
        QTest.qWait(500)
        QTest.keyClick(workspace.box.edit, Qt.Key.Key_Return)
        until(lambda: workspace.box.place is not None)  # the chip: the question was understood
        shown: list[str] = []
        workspace.detail.shown.connect(shown.append)
        workspace.follow(actor)
        until(lambda: bool(shown))
        window.grab().save(str(ROOT / "resources" / "screenshot.png"))
        window.close()
        program.close()
    application.quit()


if __name__ == "__main__":
    main()
