"""A theme, a language and threads for pages without a catalogue."""

import pytest

from vademecum.gui.jobs import Jobs
from vademecum.gui.theme import theme
from vademecum.texts import set_language


@pytest.fixture(autouse=True)
def plain_look(qapp):
    """English source texts, light, normal size; whatever a test chose is undone."""
    set_language("en")
    theme().apply("light", 1.0)
    yield
    set_language("en")
    theme().apply("light", 1.0)


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.close()
