"""The installed program, and folders for it to work in."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.end2end.program import Program, install


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The installed program."""
    given = os.environ.get("VADEMECUM_PROGRAM")
    path = Path(given).resolve() if given else install(tmp_path_factory.mktemp("installed"))
    return Program(path, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def used(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder after the first start, to ask from only."""
    folder = tmp_path_factory.mktemp("used")
    answer = program.run("info", data=folder)
    assert (answer.code, answer.err) == (0, "")
    return folder


@pytest.fixture
def own(used: Path, tmp_path: Path) -> Path:
    """A copy of such a folder, to spoil."""
    return Path(shutil.copytree(used, tmp_path / "own"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that stands here starts the installed program."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.end2end)
