"""The window under test, on a small catalogue, in Dutch."""

from __future__ import annotations

import pytest

from tests.gui.fake import FakeCatalogue
from vademecum import texts


@pytest.fixture
def catalogue() -> FakeCatalogue:
    return FakeCatalogue()


@pytest.fixture
def window(qtbot, tmp_path, catalogue):
    """A window of 1366 by 768 that shows its first screen."""
    from vademecum.gui import theme
    from vademecum.gui.jobs import Jobs
    from vademecum.gui.main_window import MainWindow
    from vademecum.paths import UserFolder
    from vademecum.settings import Settings

    texts.set_language("nl")
    theme.theme().apply("light", 1.0)
    jobs = Jobs()
    main = MainWindow(catalogue, jobs, UserFolder(tmp_path), FakeCatalogue().info(), Settings(theme="light"))
    qtbot.addWidget(main)
    main.setWindowState(main.windowState() & ~main.windowState().WindowMaximized)
    main.resize(1366, 768)
    main.show()
    qtbot.waitExposed(main)
    main.activateWindow()
    qtbot.waitUntil(lambda: not jobs.busy)
    yield main
    for gate in catalogue.hold.values():
        gate.set()
    jobs.close()
    theme.theme().apply("light", 1.0)
