"""Import: preview with true counts, corrections, nothing written before the word, one undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.gui.manage.test_pages import texts
from vademecum.catalogue import Catalogue
from vademecum.gui.manage import columns
from vademecum.gui.manage.window import ManageWindow

pytestmark = pytest.mark.gui

FILE = "Naam;Soort;Telefoon;Rare kolom\nProefhuis Mesen;OCMW;057 44 55 66;x\nZonder soort;;;y\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "lijst.csv"
    made.write_text(FILE, encoding="utf-8")
    return made


@pytest.fixture
def page(window: ManageWindow, settle, file: Path):
    window.open_file(file)
    settle()
    made = window.page("import")
    yield made
    made.start_again()  # the plan keeps its rows in a file beside it
    settle()


def test_a_preview_counts_and_writes_nothing(page, catalogue: Catalogue) -> None:
    assert texts(page.rows, 3) == ["Proefhuis Mesen", "Zonder soort"]
    assert page._plan.counts.new + page._plan.counts.problem == 2
    assert catalogue.find("Proefhuis Mesen") == ()
    assert all(box.accessibleName() for box in page.columns.boxes.values())


def test_bringing_in_and_taking_back(page, catalogue: Catalogue, settle) -> None:
    page.bring_in.click()
    settle()
    assert len(catalogue.find("Proefhuis Mesen")) == 1
    assert not page.bring_in.isEnabled()
    page.undo_button.click()
    settle()
    assert catalogue.find("Proefhuis Mesen") == ()


def test_a_corrected_column_makes_another_preview(page, settle) -> None:
    sheet = page._plan.sheets[0].name
    box = page.columns.boxes[sheet, 2]
    assert box.currentData() is not None
    box.setCurrentIndex(0)
    box.activated.emit(0)
    settle()
    assert page._plan.sheets[0].columns[2].key is None
    assert page.columns.boxes[sheet, 2].currentData() is None


def test_new_actors_get_a_kind_where_the_file_tells_none(page, settle) -> None:
    box = page.columns.boxes[page._plan.sheets[0].name, columns.KIND]
    at = box.findText("OCMW")
    box.setCurrentIndex(at)
    box.activated.emit(at)
    settle()
    assert page._plan.counts.new == 2
    assert page.columns.boxes[page._plan.sheets[0].name, columns.KIND].currentText() == "OCMW"


def test_a_row_can_be_left_out(page, settle) -> None:
    new = page._plan.counts.new
    page.table.choose(0)
    at = page.decision.count() - 1
    page.decision.setCurrentIndex(at)
    page.decision.activated.emit(at)
    settle()
    assert page._plan.counts.skipped == 1
    assert page._plan.counts.new == new - 1


def test_the_rows_of_one_action(page, settle) -> None:
    at = page.filter.findData("problem")
    page.filter.setCurrentIndex(at)
    page.filter.activated.emit(at)
    settle()
    assert len(page.rows.lines) == page._plan.counts.problem


def test_a_report_holds_what_happened(page, settle, tmp_path: Path) -> None:
    page.write_report(tmp_path / "verslag.csv")
    settle()
    assert "Proefhuis Mesen" in (tmp_path / "verslag.csv").read_text("utf-8-sig")


def test_who_stops_after_the_commit_has_all_of_it_and_finds_it(
    page, catalogue: Catalogue, settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vademecum.catalogue.core.MANY", 0)  # as after a large import: the index is made anew

    def stop(text: str, _part: float) -> None:
        if text == "Het zoeken wordt voorbereid":
            page.stop()

    page.reported.connect(stop, Qt.ConnectionType.DirectConnection)
    page.bring_in.click()
    settle()
    assert page._stop
    assert page._done
    assert catalogue._core.index.change == catalogue.info().change
    found = catalogue._core.index.now().search("proefhuis mesen")
    assert catalogue.find("Proefhuis Mesen")[0].id in [hit.id for hit in found]


def test_stopping_writes_nothing_and_it_can_be_begun_again(page, catalogue: Catalogue, settle) -> None:
    page.bring_in.click()
    assert not page.again.isEnabled()
    page.stop()
    settle()
    assert catalogue.find("Proefhuis Mesen") == ()
    assert page.said.text() == "Gestopt. Er is niets bewaard."
    page.bring_in.click()
    settle()
    assert len(catalogue.find("Proefhuis Mesen")) == 1
