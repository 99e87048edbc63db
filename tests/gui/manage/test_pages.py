"""History, bin, duplicates and backups, on the shipped catalogue: what is listed, done, and taken back."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget

from tests.upkeep.making import actor, new, phone, saved, site
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.errors import NotFoundError
from vademecum.gui import theme
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.window import ManageWindow, entries

pytestmark = pytest.mark.gui
Key = Qt.Key
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def texts(model: LineModel[object], column: int) -> list[str]:
    return [model.index(row, column).data() for row in range(model.rowCount())]


class TestLines:
    def test_the_model_keeps_qts_rules(self, qtbot) -> None:
        model: LineModel[str] = LineModel((Column("A", str), Column("B", str.upper)), key=str)
        model.show(("a", "b"), more=True)
        assert model.canFetchMore(QModelIndex())
        with qtbot.waitSignal(model.wanted):
            model.fetchMore(QModelIndex())
        assert not model.canFetchMore(QModelIndex())
        tester = QAbstractItemModelTester(model, FATAL)
        model.add(("c",), more=False)
        model.tick(on=True)
        assert model.ticked == {"a", "b", "c"}
        model.show(("b",))
        assert model.ticked == {"b"}
        model.show(())
        assert tester.model() is model

    def test_space_ticks_and_tab_leaves(self, qtbot) -> None:
        model: LineModel[str] = LineModel((Column("A", str),), key=str)
        model.show(("a", "b"))
        table = LineTable(model, "x")
        qtbot.addWidget(table)
        table.choose(1)
        qtbot.keyClick(table, Key.Key_Space)
        assert model.ticked == {"b"}
        qtbot.keyClick(table, Key.Key_Space)
        assert model.ticked == frozenset()
        assert not table.tabKeyNavigation()


class TestWindow:
    def test_every_page_opens_and_has_names(self, window: ManageWindow, settle) -> None:
        for entry in entries():
            page = window.show_page(entry.key)
            settle()
            assert page.isVisible()
            for widget in (*page.findChildren(LineTable), *page.findChildren(QComboBox), *page.findChildren(QLineEdit)):
                assert widget.accessibleName(), widget

    def test_large_text_in_a_small_window_covers_nothing(self, qtbot, window: ManageWindow, settle) -> None:
        theme.theme().apply("light", 2.0)
        window.resize(1366, 700)
        for entry in entries():
            page = window.show_page(entry.key)
            settle()
            qtbot.wait(50)
            for button in page.findChildren(QPushButton):
                if button.isVisible():
                    assert button.height() >= button.minimumSizeHint().height(), (entry.key, button.text())
                    beside = [one for one in button.parentWidget().children() if isinstance(one, QWidget)]
                    for other in beside:
                        covers = other.isVisible() and other.geometry().intersects(button.geometry())
                        assert other is button or not covers, (entry.key, button.text(), other)
            for table in page.findChildren(LineTable):
                if table.isVisible():
                    assert table.viewport().height() >= table.verticalHeader().defaultSectionSize(), entry.key

    def test_a_catalogue_that_is_read_only_offers_no_writing(self, qtbot, catalogue, jobs, settle) -> None:
        made = ManageWindow(catalogue, jobs, read_only=True)
        qtbot.addWidget(made)
        made.show()
        for key, name in (("history", "undo_operation"), ("bin", "back"), ("duplicates", "merge_button")):
            page = made.show_page(key)
            settle()
            assert not getattr(page, name).isVisible()


class TestHistory:
    def test_an_operation_is_taken_back_and_done_again(self, window, catalogue: Catalogue, settle) -> None:
        made = saved(catalogue, actor())
        saved(catalogue, msgspec.structs.replace(made, description="Nieuw nummer gevraagd."))
        page = window.show_page("history")
        settle()
        assert page.operations.lines[0].records[0].id == made.id
        assert [line.after for line in page.fields.lines] == ["Nieuw nummer gevraagd."]
        page.undo_operation.click()
        settle()
        assert catalogue.load("actor", made.id).description is None
        page.operation_table.choose(0)
        settle()
        assert page.undo_operation.text().strip() == "Opnieuw doen"
        page.undo_operation.click()
        settle()
        assert catalogue.load("actor", made.id).description == "Nieuw nummer gevraagd."

    def test_why_an_operation_can_not_be_taken_back_is_said(self, window, catalogue: Catalogue, settle) -> None:
        made = saved(catalogue, actor())
        saved(catalogue, msgspec.structs.replace(made, description="later"))
        page = window.show_page("history")
        settle()
        page.operation_table.choose(1)
        settle()
        assert not page.undo_operation.isEnabled()
        assert "is sindsdien gewijzigd" in page._why.text()

    def test_a_version_of_a_record_comes_back(self, window, catalogue: Catalogue, settle) -> None:
        made = saved(catalogue, actor("Eerste naam"))
        saved(catalogue, msgspec.structs.replace(made, names=(r.Name(id=new(), text="Tweede naam"),)))
        window.show_history(r.Ref(type="actor", id=made.id, text="Tweede naam"))
        settle()
        page = window.page("history")
        assert page.version_table.isVisible()
        assert not page.restore.isEnabled()
        page.version_table.choose(1)
        page.restore.click()
        settle()
        assert catalogue.load("actor", made.id).name == "Eerste naam"
        assert len(page.versions.lines) == 3

    def test_the_list_goes_on_while_scrolling(self, window, catalogue: Catalogue, settle) -> None:
        page = window.show_page("history")
        settle()
        first = len(page.operations.lines)
        assert first >= 1
        page._add_operations(page.operations.lines[:1])
        assert len(page.operations.lines) == first + 1


class TestBin:
    def test_a_deleted_record_comes_back_and_goes_again(self, window, catalogue: Catalogue, settle) -> None:
        made = saved(catalogue, actor("Weg en terug"))
        catalogue.delete("actor", made.id)
        page = window.show_page("bin")
        settle()
        assert texts(page.lines, 1)[0] == "Weg en terug"
        page.table.choose(0)
        page.back.click()
        settle()
        assert catalogue.load("actor", made.id).name == "Weg en terug"
        assert page.said.text() == "“Weg en terug” is terug."
        page.undo_button.click()
        settle()
        with pytest.raises(NotFoundError):
            catalogue.load("actor", made.id)


class TestDuplicates:
    @pytest.fixture
    def twins(self, catalogue: Catalogue) -> tuple[r.Actor, r.Actor]:
        one = actor("Zwaluwnest Mesen", sites=(site(),), contacts=(phone("+3257445566"),))
        two = actor("Zwaluwnest vzw", sites=(site(),), contacts=(phone("+3257445566"),), description="van de beurs")
        return saved(catalogue, one), saved(catalogue, two)

    def find(self, window, settle, twins):
        page = window.show_page("duplicates")
        settle()
        ids = {made.id for made in twins}
        row = next(at for at, pair in enumerate(page.pairs.lines) if {pair.first.id, pair.second.id} == ids)
        page.pair_table.choose(row)
        settle()
        return page

    def test_merging_as_previewed_and_back(self, window, catalogue: Catalogue, settle, twins) -> None:
        page = self.find(window, settle, twins)
        line = next(line for line in page.lines.lines if line.field == "description")
        assert line.result == "van de beurs"
        if page._plan.keep.id != twins[0].id:
            page.swap.click()
            settle()
        page.merge_button.click()
        settle()
        merged = catalogue.load("actor", twins[0].id)
        assert merged.description == "van de beurs"
        with pytest.raises(NotFoundError):
            catalogue.load("actor", twins[1].id)
        page.undo_button.click()
        settle()
        assert catalogue.load("actor", twins[1].id).name == "Zwaluwnest vzw"
        assert catalogue.load("actor", twins[0].id).description is None

    def test_two_that_were_chosen_stand_before_the_likely_ones_until_they_are_merged(
        self, window, catalogue: Catalogue, settle
    ) -> None:
        one, two = saved(catalogue, actor("Zwaluwnest Mesen")), saved(catalogue, actor("Heel iets anders"))
        window.show_selection("duplicates", tuple(r.Ref(type="actor", id=x.id, text=x.name) for x in (one, two)))
        settle()
        page = window.page("duplicates")
        assert {page.pairs.line(0).first.id, page.pairs.line(0).second.id} == {one.id, two.id}
        assert page._plan.keep.id == one.id
        page.merge_button.click()
        settle()
        assert {name.text for name in catalogue.load("actor", one.id).names} >= {one.name, two.name}
        assert two.id not in {pair.second.id for pair in page.pairs.lines}

    def test_a_choice_changes_the_preview(self, qtbot, window, settle, twins) -> None:
        page = self.find(window, settle, twins)
        row = next(at for at, line in enumerate(page.lines.lines) if line.field == "names")
        before = page.lines.lines[row].choice
        page.line_table.choose(row)
        qtbot.keyClick(page.line_table, Key.Key_Return)
        settle()
        assert page.lines.lines[row].choice != before

    def test_two_that_are_different_are_not_proposed_again(self, window, settle, twins) -> None:
        page = self.find(window, settle, twins)
        before = len(page.pairs.lines)
        page.apart.click()
        settle()
        assert len(page.pairs.lines) == before - 1


class TestBackups:
    def test_going_back_to_a_backup_shows_first_what_differs(self, window, catalogue: Catalogue, settle) -> None:
        page = window.show_page("backups")
        settle()
        page.make_now.click()
        settle()
        made = saved(catalogue, actor("Na de kopie"))
        settle()
        page.table.choose(0)
        page._chosen()
        settle()
        assert texts(page.differences, 2) == ["Na de kopie"]
        page.restore.click()
        assert page.sure.isVisible()
        assert catalogue.load("actor", made.id).name == "Na de kopie"
        page.sure.click()
        settle()
        with pytest.raises(NotFoundError):
            catalogue.load("actor", made.id)

    def test_checking_says_that_all_is_well(self, window, settle) -> None:
        page = window.show_page("backups")
        settle()
        page.check_button.click()
        settle()
        assert "Alles is in orde" in page.said.text()
        assert not page.repair_button.isVisible()
