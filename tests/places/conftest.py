from __future__ import annotations

from collections.abc import Iterator

import pytest

from vademecum import texts
from vademecum.paths import data_folder
from vademecum.places.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(data_folder() / "places")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = texts.language()
    texts.set_language("en")
    yield
    texts.set_language(before)
