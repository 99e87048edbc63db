"""The window on a real catalogue of its own, to edit in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from vademecum import texts
from vademecum.catalogue import Catalogue
from vademecum.paths import UserFolder


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder after the first start."""
    folder = tmp_path_factory.mktemp("made")
    texts.set_language("nl")
    Catalogue.open(UserFolder(folder), who="test").close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> UserFolder:
    """A copy of the user's folder."""
    shutil.copytree(made, tmp_path / "own", ignore=shutil.ignore_patterns("*.db-wal", "*.db-shm", "backups"))
    return UserFolder(tmp_path / "own")


@pytest.fixture
def catalogue(folder: UserFolder) -> Iterator[Catalogue]:
    texts.set_language("nl")
    with closing(Catalogue.open(folder, who="test")) as catalogue:
        yield catalogue


@pytest.fixture
def open_window(qtbot, folder, catalogue) -> Iterator[Callable[[], object]]:
    """Makes a window on the catalogue; a second one as after a crash of the first."""
    from vademecum.gui import theme
    from vademecum.gui.jobs import Jobs
    from vademecum.gui.main_window import MainWindow
    from vademecum.settings import Settings

    theme.theme().apply("light", 1.0)
    lanes: list[Jobs] = []

    def make() -> MainWindow:
        jobs = Jobs()
        lanes.append(jobs)
        catalogue.subscribe(jobs.changed.emit)
        main = MainWindow(catalogue, jobs, folder, catalogue.info(), Settings(theme="light"))
        qtbot.addWidget(main, before_close_func=lambda window: window.workspace.right.editor.discard())
        main.setWindowState(main.windowState() & ~main.windowState().WindowMaximized)
        main.resize(1366, 768)
        main.show()
        qtbot.waitExposed(main)
        main.activateWindow()
        qtbot.waitUntil(lambda: not jobs.busy)
        return main

    yield make
    for jobs in lanes:
        jobs.close()


@pytest.fixture
def window(open_window):
    return open_window()
