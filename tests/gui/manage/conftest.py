"""The window of maintaining on a copy of the shipped catalogue, in Dutch."""

from __future__ import annotations

import pytest

from tests.catalogue.conftest import _dutch, asked, catalogue, folder, made
from vademecum.catalogue import Catalogue
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.window import ManageWindow

__all__ = ["_dutch", "asked", "catalogue", "folder", "made"]


@pytest.fixture
def jobs(qapp, catalogue: Catalogue):
    made = Jobs()
    end = catalogue.subscribe(made.changed.emit)
    yield made
    made.close()
    end()


@pytest.fixture
def window(qtbot, jobs, catalogue: Catalogue):
    from vademecum.gui import theme

    theme.theme().apply("light", 1.0)
    made = ManageWindow(catalogue, jobs)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def settle(qtbot, jobs):
    """Wait until all questions are answered."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)

    return wait
