"""A catalogue made once from the shipped data, and copies of it to write in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from vademecum import texts
from vademecum.catalogue import Catalogue
from vademecum.paths import UserFolder


@pytest.fixture(autouse=True)
def _dutch() -> None:
    texts.set_language("nl")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder after the first start."""
    folder = tmp_path_factory.mktemp("made")
    Catalogue.open(UserFolder(folder), who="test").close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> UserFolder:
    """A copy of the user's folder, closed."""
    shutil.copytree(made, tmp_path / "own")
    return UserFolder(tmp_path / "own")


@pytest.fixture
def catalogue(folder: UserFolder) -> Iterator[Catalogue]:
    """A catalogue of one's own, to change."""
    with closing(Catalogue.open(folder, who="test")) as catalogue:
        yield catalogue
