"""The selection: picking actors in the list and on a page, and what the strip offers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tests.gui.pages.reading import press
from tests.gui.test_window import search, settle
from vademecum.gui.results_model import ENTRY_ROLE, PICKED_ROLE
from vademecum.gui.selection_list import SelectionList

pytestmark = pytest.mark.gui
Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
Control = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier


def shown_ids(qtbot, window) -> list[str]:
    """A list with the keyboard on its first line; gives the ids of its lines."""
    search(qtbot, window, "ocmw")
    window.workspace.box.close_suggestions()
    results = window.workspace.results
    results.list.enter()
    return list(results.model.ids)


def fill(qtbot, window, count: int) -> list[str]:
    """Select the first lines of a list with the keyboard; gives their ids."""
    search(qtbot, window, "school")
    window.workspace.box.close_suggestions()
    results = window.workspace.results.list
    results.enter()
    ids = []
    for number in range(count):
        if number:
            qtbot.keyClick(results, Key.Key_Down)
        qtbot.keyClick(results, Key.Key_Space)
        ids.append(results.selected)
    return ids


def buttons(window) -> list[str]:
    strip = window.workspace.strip
    return [child.text().strip() for child in strip.findChildren(QPushButton) if child.isVisible()]


class TestChoosing:
    def test_space_selects_without_opening(self, qtbot, window) -> None:
        ids = fill(qtbot, window, 2)
        assert window.selection.ids == tuple(ids)
        assert window.workspace._page is None
        model = window.workspace.results.model
        picked = [model.index(row).data(ENTRY_ROLE).id for row in range(5) if model.index(row).data(PICKED_ROLE)]
        assert picked == ids
        assert "geselecteerd" in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
        qtbot.waitUntil(lambda: "Vergelijk naast elkaar" in buttons(window))

    def test_the_model_keeps_qts_rules(self, qtbot, window) -> None:
        model = window.workspace.results.model
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
        fill(qtbot, window, 3)
        window.selection.clear()
        assert tester is not None

    def test_ctrl_and_click_does_the_same(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        window.workspace.box.close_suggestions()
        results = window.workspace.results.list
        at = results.visualRect(results.model().index(1)).center()
        qtbot.mouseClick(results.viewport(), Qt.MouseButton.LeftButton, Control, at)
        assert window.selection.ids == (results.model().index(1).data(ENTRY_ROLE).id,)
        assert window.workspace._page is None
        qtbot.mouseClick(results.viewport(), Qt.MouseButton.LeftButton, Control, at)
        assert window.selection.ids == ()
        assert not window.workspace.strip.isVisible()

    def test_a_click_on_the_box_of_a_line_does_too(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        window.workspace.box.close_suggestions()
        results = window.workspace.results.list
        line = results.visualRect(results.model().index(1))
        qtbot.mouseClick(results.viewport(), Qt.MouseButton.LeftButton, NONE, line.bottomRight() - QPoint(30, 12))
        assert window.selection.ids == (results.model().index(1).data(ENTRY_ROLE).id,)
        assert window.workspace._page is None

    def test_shift_and_the_arrows_stretch_and_shrink_a_range(self, qtbot, window) -> None:
        ids = shown_ids(qtbot, window)
        results = window.workspace.results.list
        qtbot.keyClick(results, Key.Key_Space)
        for _line in range(3):
            qtbot.keyClick(results, Key.Key_Down)
        for key, expected in ((Key.Key_Down, ids[3:5]), (Key.Key_Down, ids[3:6]), (Key.Key_Up, ids[3:5])):
            qtbot.keyClick(results, key, Shift)
            assert window.selection.ids == (ids[0], *expected)
        qtbot.keyClick(results, Key.Key_Down)
        qtbot.keyClick(results, Key.Key_Down)
        qtbot.keyClick(results, Key.Key_Down, Shift)
        assert window.selection.ids == (ids[0], *ids[3:5], *ids[6:8])

    def test_shift_and_click_select_from_the_line_before(self, qtbot, window) -> None:
        ids = shown_ids(qtbot, window)
        results = window.workspace.results.list
        for row, keys in ((3, Control), (1, Shift), (5, Shift)):
            at = results.visualRect(results.model().index(row)).center()
            qtbot.mouseClick(results.viewport(), Qt.MouseButton.LeftButton, keys, at)
        assert set(window.selection.ids) == set(ids[3:6])
        assert window.workspace._page is None

    def test_ctrl_a_takes_all_that_are_found_seen_or_not(self, qtbot, window) -> None:
        shown_ids(qtbot, window)
        results = window.workspace.results
        with qtbot.waitSignal(window.selection.changed):
            qtbot.keyClick(results.list, Key.Key_A, Control)
        assert window.selection.ids == results.model.ids
        assert len(window.selection.ids) > results.model.shown
        assert all(ref.text for ref in window.selection.refs)
        qtbot.keyClick(window, Key.Key_A, Control | Shift)
        assert window.selection.ids == ()

    def test_ctrl_a_in_the_search_box_is_about_its_text(self, qtbot, window) -> None:
        shown_ids(qtbot, window)
        window.workspace.box.enter()
        qtbot.keyClick(window.workspace.box.edit, Key.Key_A, Control)
        settle(qtbot, window)
        assert window.selection.ids == ()

    def test_two_can_be_merged(self, qtbot, window) -> None:
        offered = []
        for count in (1, 2, 3):
            window.selection.clear()
            fill(qtbot, window, count)
            offered.append("Voeg samen …" in buttons(window))
        assert offered == [False, True, False]

    def test_the_strip_selects_all_and_says_how_many(self, qtbot, window) -> None:
        fill(qtbot, window, 1)
        total = len(window.workspace.results.model.ids)
        every = next(b for b in window.workspace.strip.findChildren(QPushButton) if f"({total})" in b.text())
        with qtbot.waitSignal(window.selection.changed):
            every.click()
        assert f"{total} geselecteerd" in [label.text() for label in window.workspace.strip.findChildren(QLabel)]
        assert not every.isVisible()

    def test_the_keyboard_goes_back_to_the_list_when_the_last_one_goes(self, qtbot, window) -> None:
        fill(qtbot, window, 2)
        settle(qtbot, window)
        buttons = window.workspace.strip.findChildren(QPushButton)
        chip = next(child for child in buttons if child.isVisible() and "Haal" in child.accessibleName())
        chip.setFocus()
        chip.click()
        assert window.workspace.strip.isAncestorOf(window.focusWidget())
        qtbot.keyClick(window.workspace, Key.Key_A, Control | Shift)
        assert window.selection.ids == ()
        assert window.focusWidget() is window.workspace.results.list

    def test_the_names_of_many_can_be_looked_through(self, qtbot, window) -> None:
        ids = fill(qtbot, window, 5)
        names = next(b for b in window.workspace.strip.findChildren(QPushButton) if "Namen" in b.text())
        names.click()
        dialog = window.findChild(SelectionList)
        assert [ref.id for ref in dialog.lines.lines] == ids
        qtbot.keyClick(dialog.table, Key.Key_Delete)
        assert window.selection.ids == tuple(ids[1:])

    def test_the_selection_stays_from_question_to_question_and_in_another_language(self, qtbot, window) -> None:
        ids = fill(qtbot, window, 1)
        search(qtbot, window, "kringwinkel")
        window._change(language="en")
        settle(qtbot, window)
        search(qtbot, window, "school")
        assert window.workspace.results.model.index(0).data(PICKED_ROLE)
        assert window.selection.ids == tuple(ids)
        assert window.workspace.strip.isVisible()

    def test_the_page_of_an_actor_has_a_button(self, qtbot, window) -> None:
        fill(qtbot, window, 1)
        window.workspace._open_actor("actor-7")
        qtbot.waitUntil(lambda: "Selecteer: Ocmw nummer 7" in self.page_buttons(window))
        press(window.workspace.detail._area.widget(), "Selecteer: Ocmw nummer 7")
        assert window.selection.ids[1] == "actor-7"
        assert "Geselecteerd: Ocmw nummer 7" in self.page_buttons(window)
        window.selection.clear()
        assert "Selecteer: Ocmw nummer 7" in self.page_buttons(window)

    @staticmethod
    def page_buttons(window) -> list[str]:
        page = window.workspace.detail._area.widget()
        return [button.accessibleName() for button in page.findChildren(QWidget)] if page is not None else []
