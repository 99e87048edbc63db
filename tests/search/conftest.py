"""An index of the small catalogue."""

from pathlib import Path

import pytest

from tests.search.samples import DOCUMENTS
from vademecum.search.index import Index


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """At change 7."""
    made = Index(tmp_path / "index")
    made.rebuild(DOCUMENTS, 7)
    return made
