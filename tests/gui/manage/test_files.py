"""Files that go out and come back: export, forms, the KBO."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.exchange.files import filled
from tests.exchange.large_files import zip_of_the_kbo
from tests.gui.manage.test_pages import texts
from tests.upkeep.making import actor, new, phone, saved, site
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.gui.manage.scope import Scope
from vademecum.gui.manage.window import ManageWindow

pytestmark = pytest.mark.gui


@pytest.fixture
def house(catalogue: Catalogue) -> r.Actor:
    contacts = (phone("+3257445566"), phone("+3257445567", visibility="internal"))
    number = r.Identifier(id=new(), value="0466121325")
    return saved(catalogue, actor("Proefhuis Mesen", sites=(site(),), contacts=contacts, identifiers=(number,)))


@pytest.fixture
def scoped(window: ManageWindow, house: r.Actor) -> ManageWindow:
    window._scopes = lambda: (Scope("list", "Lijst", (house.id,)),)
    return window


class TestExport:
    def test_the_list_without_internal_contacts(self, scoped, settle, tmp_path: Path) -> None:
        page = scoped.show_page("export")
        page.export(tmp_path / "lijst.csv")
        settle()
        written = (tmp_path / "lijst.csv").read_text("utf-8-sig")
        assert "057 44 55 66" in written
        assert "057 44 55 67" not in written
        assert "lijst.csv" in page.said.text()

    def test_internal_contacts_when_ticked(self, scoped, settle, tmp_path: Path) -> None:
        page = scoped.show_page("export")
        page.internal.setChecked(True)
        page.export(tmp_path / "lijst.csv")
        settle()
        assert "057 44 55 67" in (tmp_path / "lijst.csv").read_text("utf-8-sig")
        assert "interne contacten" in page.said.text()

    def test_everything_is_offered_too(self, scoped) -> None:
        page = scoped.show_page("export")
        assert [page.scope.box.itemText(at) for at in range(page.scope.box.count())] == [
            "Lijst (1)",
            "De hele catalogus",
        ]


class TestForms:
    def test_a_form_goes_out_and_its_reply_is_taken_over(self, scoped, house, catalogue, settle, tmp_path) -> None:
        scoped.show_page("export").write_forms(tmp_path / "formulier.xlsx")
        settle()
        reply = filled(tmp_path / "formulier.xlsx", tmp_path / "antwoord.xlsx", {"description": "Helpt zoeken."})
        scoped.open_file(reply)
        settle()
        page = scoped.page("replies")
        assert page.isVisible()
        assert texts(page.lines, 2) == ["Helpt zoeken."]
        assert page.lines.ticked
        page.accept.click()
        settle()
        assert catalogue.load("actor", house.id).description == "Helpt zoeken."
        assert page.lines.lines == ()
        page.undo_button.click()
        settle()
        assert catalogue.load("actor", house.id).description is None


class TestKbo:
    def test_a_finding_is_taken_over_only_when_ticked(self, window, house, catalogue, settle, tmp_path) -> None:
        zip_of_the_kbo(tmp_path / "kbo.zip", 10, ("0466121325",))
        window.open_file(tmp_path / "kbo.zip")
        settle()
        page = window.page("kbo")
        assert page.isVisible()
        found = [(line.actor_id, line.kind) for line in page.lines.lines]
        row = found.index((house.id, "renamed"))
        assert not page.accept.isEnabled()
        page.lines.setData(page.lines.index(row, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
        theirs = page.lines.lines[row].theirs
        page.accept.click()
        settle()
        assert catalogue.load("actor", house.id).name == theirs
        page.undo_button.click()
        settle()
        assert catalogue.load("actor", house.id).name == "Proefhuis Mesen"
