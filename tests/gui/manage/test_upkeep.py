"""This week, review, and changing many: what is proposed, what is done, and that it can be taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.gui.manage.test_pages import texts
from tests.upkeep.making import actor, area, changed, phone, saved, site
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.gui.edit.checking import CheckDialog
from vademecum.gui.manage.ending import EndDialog
from vademecum.gui.manage.scope import Scope
from vademecum.gui.manage.window import ManageWindow

pytestmark = pytest.mark.gui
Key = Qt.Key


class TestThisWeek:
    @pytest.fixture
    def page(self, window: ManageWindow, settle):
        made = window.show_page("worklist")
        settle()
        return made

    def test_ten_with_something_to_say(self, page) -> None:
        assert len(page.items.lines) == 10
        assert all(item.script for item in page.items.lines)
        assert "nog 10 te gaan" in page.progress.text()

    def test_one_key_notes_that_it_is_still_right(self, qtbot, page, catalogue: Catalogue, settle) -> None:
        ref = page.items.lines[0].ref
        saved(catalogue, changed(catalogue.load("actor", ref.id), contacts=(phone("+3257204501"),)))
        settle()
        row = [item.ref.id for item in page.items.lines].index(ref.id)
        item = page.items.lines[row]
        page.table.choose(row)
        page.table.setFocus()
        qtbot.keyClick(page.table, Key.Key_1)
        settle()
        checks = catalogue.load("actor", item.ref.id).checks
        assert checks[-1].way == "phone"
        assert item.ref not in [other.ref for other in page.items.lines]
        assert "nog 9 te gaan" in page.progress.text()
        page.undo_button.click()
        settle()
        assert len(catalogue.load("actor", item.ref.id).checks) == len(checks) - 1
        assert "nog 10 te gaan" in page.progress.text()

    def test_a_part_can_be_checked_from_here(self, qtbot, page, catalogue: Catalogue, settle) -> None:
        item = page.items.lines[0]
        page.table.setFocus()
        qtbot.keyClick(page.table, Key.Key_5)
        settle()
        dialog = page.findChild(CheckDialog)
        dialog.boxes["contacts"].click()
        dialog.note.click()
        settle()
        assert [check.fact for check in catalogue.load("actor", item.ref.id).checks] == ["contacts"]
        page.undo_button.click()
        settle()
        assert not catalogue.load("actor", item.ref.id).checks

    def test_no_answer_and_stopped(self, qtbot, page, catalogue: Catalogue, settle) -> None:
        first, second = page.items.lines[0].ref, page.items.lines[1].ref
        qtbot.keyClick(page.table, Key.Key_3)
        settle()
        assert catalogue.load("actor", first.id).tries == 1
        row = [item.ref for item in page.items.lines].index(second)
        page.table.choose(row)
        dialog = end_dialog(qtbot, page)
        qtbot.keyClicks(dialog.day, "31/12/2020")
        dialog.end.click()
        settle()
        ended = catalogue.load("actor", second.id)
        assert (ended.status, ended.valid_to) == ("ended", "2020-12-31")

    def test_ending_asks_and_enter_leaves_all_as_it_is(self, qtbot, page, catalogue: Catalogue, settle) -> None:
        item = page.items.lines[0]
        dialog = end_dialog(qtbot, page)
        qtbot.keyClick(dialog, Key.Key_Return)
        settle()
        assert not dialog.isVisible()
        assert catalogue.load("actor", item.ref.id).status == "active"

    def test_a_day_that_cannot_be_stays_in_the_question(self, qtbot, page, catalogue: Catalogue, settle) -> None:
        item = page.items.lines[0]
        dialog = end_dialog(qtbot, page)
        qtbot.keyClicks(dialog.day, "ooit")
        dialog.end.click()
        settle()
        assert dialog.isVisible()
        assert catalogue.load("actor", item.ref.id).status == "active"

    def test_undo_goes_back_step_by_step(self, page, catalogue: Catalogue, settle) -> None:
        done = []
        for _time in range(3):
            page.table.choose(0)
            done.append(page.items.lines[0].ref.id)
            page.outcome("no_answer")
            settle()
        assert len({*done}) == 3
        for left in (2, 1, 0):
            page.undo_last()
            settle()
            assert sum(catalogue.load("actor", key).tries for key in done) == left
        assert not page.undo_button.isVisible()

    def test_nobody_is_checked_by_phone_without_a_number(self, page, catalogue: Catalogue, settle) -> None:
        row = next(at for at, item in enumerate(page.items.lines) if not item.phone)
        ref = page.items.lines[row].ref
        page.table.choose(row)
        assert not page.right.isEnabled()
        page.outcome("right")
        settle()
        assert not catalogue.load("actor", ref.id).checks
        assert "geen telefoonnummer" in page.said.text()


def end_dialog(qtbot, page) -> EndDialog:
    """Press 4, and give the question that is asked."""
    qtbot.keyClick(page.table, Key.Key_4)
    return next(dialog for dialog in page.findChildren(EndDialog) if dialog.isVisible())


class TestReview:
    def test_a_proposal_is_previewed_accepted_and_taken_back(self, window, catalogue: Catalogue, settle) -> None:
        made = saved(catalogue, actor("Gebied van vroeger", sites=(site(),), areas=(area("nis:37015"),)))
        page = window.show_page("review")
        settle()
        rows = [at for at, line in enumerate(page.findings.lines) if line.ref.id == made.id and line.proposals]
        assert rows
        page.table.choose(rows[0])
        settle()
        assert page.differences.lines
        page.accept.click()
        settle()
        now = catalogue.load("actor", made.id)
        assert now.areas != made.areas
        page.undo_button.click()
        settle()
        assert catalogue.load("actor", made.id).areas == made.areas

    def test_what_is_ticked_is_accepted_together(self, window, catalogue: Catalogue, settle) -> None:
        page = window.show_page("review")
        settle()
        tickable = [at for at, line in enumerate(page.findings.lines) if len(line.proposals) == 1][:2]
        keys = {page.findings.lines[at].key for at in tickable}
        assert len(keys) == 2
        for at in tickable:
            index = page.findings.index(at, 0)
            page.findings.setData(index, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
        page.accept_ticked.click()
        settle()
        assert not keys & {line.key for line in page.findings.lines}
        assert page.said.text() == "2 voorstellen aanvaard."
        assert [line.name for line in catalogue.upkeep.operations(2)].count("review") == 1
        page.undo_button.click()
        settle()
        assert keys <= {line.key for line in page.findings.lines}


class TestChangeMany:
    @pytest.fixture
    def many(self, catalogue: Catalogue) -> list[r.Actor]:
        return [saved(catalogue, actor(f"Proef {n}")) for n in "abc"]

    @pytest.fixture
    def page(self, window: ManageWindow, many, settle):
        window._scopes = lambda: (Scope("list", "Lijst", tuple(one.id for one in many)),)
        made = window.show_page("bulk")
        settle()
        return made

    def choose(self, page, settle, field: str, verb: str, value: str) -> None:
        page.field.setCurrentIndex(page.field.findData(field))
        page.field.activated.emit(page.field.currentIndex())
        settle()
        page.verb.setCurrentIndex(page.verb.findData(verb))
        page.value.setEditText(value)

    def test_an_area_is_added_to_all_in_one_go(self, page, many, catalogue: Catalogue, settle) -> None:
        self.choose(page, settle, "areas", "add", "Ieper")
        page.look.click()
        settle()
        assert len(page.lines.lines) == 3
        assert page._counts.text().startswith("3 wijzigen, 0 blijven")
        page.do.setFocus()
        page.do.click()
        settle()
        assert not page.do.isEnabled()
        assert page.focusWidget() is page.table
        for one in many:
            assert [a.area_id for a in catalogue.load("actor", one.id).areas] == ["nis:33011"]
        page.undo_button.click()
        settle()
        assert catalogue.load("actor", many[0].id).areas == ()

    def test_who_has_it_already_stays(self, page, many, catalogue: Catalogue, settle) -> None:
        theme = next(term for term in catalogue.terms("theme"))
        self.choose(page, settle, "themes", "add", theme.label_nl)
        page.look.click()
        settle()
        page.do.click()
        settle()
        self.choose(page, settle, "themes", "add", theme.label_nl)
        page.look.click()
        settle()
        assert page._plan.changed == ()
        assert len(page._plan.same) == 3
        assert not page.do.isEnabled()

    def test_a_value_must_be_chosen(self, page, settle) -> None:
        self.choose(page, settle, "areas", "add", "Atlantis")
        page.look.click()
        settle()
        assert page.said.text() == "Kies eerst een waarde uit de lijst."
        assert texts(page.lines, 0) == []


class TestErasingAPerson:
    def test_what_goes_is_shown_first_and_asked_once_more(self, qtbot, window, catalogue: Catalogue, settle) -> None:
        contact = phone("+3257445566", person="Proefpersoon Bestaatniet")
        kept = saved(catalogue, actor("Met een mens", contacts=(contact,)))
        page = window.show_page("erase")
        qtbot.keyClicks(page.name, "Proefpersoon Bestaatniet")
        qtbot.keyClick(page.name, Key.Key_Return)
        settle()
        assert texts(page.lines, 1) == ["Met een mens"]
        page.erase.click()
        assert page.sure.isVisible()
        assert catalogue.load("actor", kept.id).contacts[0].person == "Proefpersoon Bestaatniet"
        page.sure.click()
        settle()
        assert "Bestaatniet" not in str(catalogue.load("actor", kept.id))
        assert "Bestaatniet" not in str(catalogue.history("actor", kept.id))
        assert not page.undo_button.isVisible()
