"""What the window says about the words of a question, and what it remembers of questions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QMessageBox

from tests.gui.test_window import names, press, search, settle
from vademecum import memory
from vademecum.gui.saved import RecentMenu
from vademecum.memory import Memory
from vademecum.records import Problem, Span

pytestmark = pytest.mark.gui
Key = Qt.Key


def said(window) -> list[str]:
    return [label.text() for label in window.workspace.notices.findChildren(QLabel) if label.isVisible()]


def remembered(qtbot, window) -> Memory:
    """What stands in the file."""
    qtbot.waitUntil(lambda: not window._jobs.busy)
    return memory.load(window._folder.memory)[0]


def red(window) -> str:
    """The letters in the box that have something red below them."""
    edit = window.workspace.box.edit
    picture = edit.grab().toImage()
    ratio = picture.devicePixelRatio()

    def is_red(x: int, y: int) -> bool:
        color = picture.pixelColor(x, y)
        return color.red() > color.green() + 60

    columns = [x for x in range(picture.width()) if any(is_red(x, y) for y in range(picture.height()))]
    text, metrics = edit.text(), edit.fontMetrics()
    ends = [metrics.horizontalAdvance(text[: at + 1]) for at in range(len(text))]
    middles = [(start + end) / 2 for start, end in zip([0, *ends], ends, strict=False)]
    left = edit.cursorRect().center().x() - ends[edit.cursorPosition() - 1]
    return "".join(
        letter
        for letter, middle in zip(text, middles, strict=True)
        if any(abs(x / ratio - left - middle) < 1.5 for x in columns)
    )


class TestProblems:
    def test_a_mistake_is_explained_and_the_list_stays(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        before = names(window)
        qtbot.keyClicks(window.workspace.box.edit, " soort:x")
        settle(qtbot, window)
        assert "Het veld “soort:x” bestaat niet." in said(window)
        assert names(window) == before
        assert not [box for box in window.findChildren(QMessageBox) if box.isVisible()]

    def test_a_field_that_is_not_understood_leaves_the_answer_to_the_rest(self, qtbot, window) -> None:
        search(qtbot, window, "soort:x ieper", enter=True)
        assert "Het veld “soort:x” bestaat niet." in said(window)
        assert window.workspace.results.answer.question.text == "soort:x ieper"
        assert window.workspace.results.answer.result.place.name == "Ieper"
        assert names(window)
        assert window.workspace.box.text == "soort:x ieper"  # to be put right

    def test_the_part_is_underlined_and_said_to_screen_readers(self, qtbot, window) -> None:
        search(qtbot, window, "school soort:x")
        edit = window.workspace.box.edit
        assert edit.accessibleDescription() == edit.toolTip() == "Het veld “soort:x” bestaat niet."
        assert edit.text() == "school soort:x"
        assert red(window) == "soort:x"

    def test_the_next_key_takes_the_underlining_away(self, qtbot, window) -> None:
        search(qtbot, window, "school soort:x")
        edit = window.workspace.box.edit
        for _letter in "soort:x ":
            qtbot.keyClick(edit, Key.Key_Backspace)
        settle(qtbot, window)
        assert not red(window)
        assert edit.accessibleDescription() == ""
        assert not said(window)

    def test_spaces_before_the_text_do_not_move_it(self, qtbot, window) -> None:
        box = window.workspace.box
        box.edit.setText("  abc soort:x")
        box.show_problems((Problem(level="warning", text="Fout", span=Span(start=4, end=11)),))
        assert red(window) == "soort:x"
        assert box.edit.cursorPosition() == len(box.edit.text())

    def test_a_field_without_its_value_is_no_mistake_yet(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        before = names(window)
        qtbot.keyClicks(window.workspace.box.edit, " soort:")
        settle(qtbot, window)
        assert not said(window)
        assert not red(window)
        assert names(window) == before
        qtbot.keyClick(window.workspace.box.edit, Key.Key_Return)
        settle(qtbot, window)
        assert said(window) == ["Het veld “soort:” bestaat niet."]


class TestWords:
    def test_words_that_were_left_out_are_said(self, qtbot, window) -> None:
        search(qtbot, window, "school geheel")
        assert "Zonder de woorden: geheel" in said(window)

    def test_a_forgiven_letter_stays_in_the_box_after_enter(self, qtbot, window) -> None:
        search(qtbot, window, "kringwinkl ieper", enter=True)
        assert window.workspace.box.text == "kringwinkl ieper"
        press(qtbot, window.workspace.notices, "Zoek letterlijk naar “kringwinkl ieper”")
        settle(qtbot, window)
        assert window.workspace.results.answer.question.literal
        window.workspace.go(-1)
        settle(qtbot, window)
        assert names(window)[0].startswith("Kringwinkel")

    def test_typing_on_is_no_longer_literal(self, qtbot, window) -> None:
        search(qtbot, window, "kringwinkl")
        press(qtbot, window.workspace.notices, "Zoek letterlijk naar “kringwinkl”")
        settle(qtbot, window)
        qtbot.keyClick(window.workspace.box.edit, Key.Key_Space)
        settle(qtbot, window)
        assert names(window)


class TestSaved:
    def save(self, qtbot, window, name: str = "") -> None:
        qtbot.keyClick(window, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        edit = window.workspace.saved._name.edit
        assert edit.hasFocus()
        if name:
            edit.selectAll()
            qtbot.keyClicks(edit, name)
        qtbot.keyClick(edit, Key.Key_Return)

    def lines(self, window) -> list[str]:
        return [line.link.accessibleName() for line in window.workspace.saved._lines]

    def test_ctrl_d_saves_the_question_with_its_count(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper", enter=True)
        total = window.workspace.results.answer.result.total
        self.save(qtbot, window)
        qtbot.waitUntil(lambda: self.lines(window) == [f"school · Ieper ({total})"])
        kept = remembered(qtbot, window).saved[0]
        assert (kept.text, kept.place_id, kept.name) == ("school", "nis:33011", "school · Ieper")
        assert window.workspace.box.edit.hasFocus()

    def test_a_saved_question_asks_again_with_place_and_filters(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper", enter=True)
        self.save(qtbot, window, "Mijn scholen")
        total = window.workspace.results.answer.result.total
        search(qtbot, window, "kringwinkel")
        window.workspace.saved._lines[0].link.click()
        settle(qtbot, window)
        assert window.workspace.box.text == "school"
        assert window.workspace.box.place.id == "nis:33011"
        assert window.workspace.results.answer.result.total == total

    def test_counts_follow_the_catalogue(self, qtbot, window, catalogue) -> None:
        search(qtbot, window, "school")
        self.save(qtbot, window)
        qtbot.waitUntil(lambda: "(" in self.lines(window)[0])
        asked = len(catalogue.asked)
        window._jobs.changed.emit(object())
        qtbot.waitUntil(lambda: catalogue.asked[asked:].count("school") >= 2)

    def test_f2_renames_and_a_name_in_use_is_said(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        self.save(qtbot, window, "een")
        self.save(qtbot, window, "twee")
        qtbot.keyClick(window.workspace.saved._lines[0].link, Key.Key_F2)
        field = window.workspace.saved._name
        qtbot.keyClicks(field.edit, "twee")
        assert "maakt plaats" in field.edit.accessibleDescription()
        qtbot.keyClicks(field.edit, "drie")
        qtbot.keyClick(field.edit, Key.Key_Return)
        assert [kept.name for kept in remembered(qtbot, window).saved] == ["tweedrie", "twee"]

    def test_delete_can_be_undone(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        self.save(qtbot, window, "een")
        qtbot.keyClick(window.workspace.saved._lines[0].link, Key.Key_Delete)
        assert remembered(qtbot, window).saved == ()
        assert window.workspace.saved.undo_link.hasFocus()
        window.workspace.saved.undo_link.click()
        assert [kept.name for kept in remembered(qtbot, window).saved] == ["een"]

    def test_escape_leaves_the_name_without_saving(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        qtbot.keyClick(window, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(window.workspace.saved._name.edit, Key.Key_Escape)
        assert not window.workspace.saved._name.isVisible()
        assert remembered(qtbot, window).saved == ()
        assert window.workspace.box.text == "school"

    def test_nothing_asked_is_nothing_to_save(self, qtbot, window) -> None:
        qtbot.keyClick(window, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        assert not window.workspace.saved._name.isVisible()

    def test_saved_questions_stand_on_the_first_screen_and_survive_another_theme(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        self.save(qtbot, window, "een")
        window._change(theme="dark")
        settle(qtbot, window)
        window.workspace.box._clear_text()
        settle(qtbot, window)
        assert window.workspace.welcome.isVisible()
        assert window.workspace.saved._lines[0].link.isVisible()
        assert not window.workspace.filters.isVisible()


class TestRecent:
    def test_down_in_the_empty_box_offers_recent_questions(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper", enter=True)
        window.workspace.box._clear_text()
        window.workspace.box._remove_place()
        settle(qtbot, window)
        qtbot.keyClick(window.workspace.box.edit, Key.Key_Down)
        menu = next(menu for menu in window.findChildren(RecentMenu) if menu.isVisible())
        assert menu.activeAction().text() == "school · Ieper"
        qtbot.keyClick(menu, Key.Key_Return)
        settle(qtbot, window)
        assert window.workspace.box.text == "school"
        assert window.workspace.box.place.text == "Ieper"

    def test_typing_alone_leaves_no_trace(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        assert remembered(qtbot, window).recent == ()

    def test_opening_an_actor_makes_the_question_recent(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        window.workspace.box.close_suggestions()
        window.workspace.results.list.enter()
        qtbot.keyClick(window.workspace.results.list, Key.Key_Return)
        assert [kept.text for kept in remembered(qtbot, window).recent] == ["school"]

    def test_they_can_be_erased_and_that_can_be_undone(self, qtbot, window) -> None:
        search(qtbot, window, "school", enter=True)
        window.workspace.saved.open_recent(window.workspace.box)
        menu = next(menu for menu in window.findChildren(RecentMenu) if menu.isVisible())
        menu.actions()[-1].trigger()
        menu.close()
        assert remembered(qtbot, window).recent == ()
        window.workspace.saved.undo_link.click()
        assert [kept.text for kept in remembered(qtbot, window).recent] == ["school"]


class TestDiary:
    def rest(self, window) -> None:
        """As if two seconds went by."""
        window.workspace._diary.meant()

    def test_words_that_nothing_holds_are_counted_after_enter(self, qtbot, window) -> None:
        search(qtbot, window, "plooiatelier school", enter=True)
        assert remembered(qtbot, window).nothing == {"plooiatelier": 1}

    def test_while_typing_nothing_is_counted_after_a_rest_it_is(self, qtbot, window) -> None:
        search(qtbot, window, "plooiatelier")
        assert remembered(qtbot, window).nothing == {}
        assert window.workspace._diary._rest.isActive()
        self.rest(window)
        qtbot.waitUntil(lambda: remembered(qtbot, window).nothing == {"plooiatelier": 1})

    def test_a_key_starts_the_rest_anew(self, qtbot, window) -> None:
        search(qtbot, window, "plooiatelie")
        qtbot.keyClicks(window.workspace.box.edit, "r")
        self.rest(window)
        assert remembered(qtbot, window).nothing == {}

    def test_a_question_that_stays_counts_once(self, qtbot, window) -> None:
        search(qtbot, window, "plooiatelier", enter=True)
        qtbot.keyClick(window.workspace.box.edit, Key.Key_Return)
        settle(qtbot, window)
        self.rest(window)
        assert remembered(qtbot, window).nothing == {"plooiatelier": 1}

    def test_places_are_no_words(self, qtbot, window) -> None:
        search(qtbot, window, "plooiatelier torhout", enter=True)
        assert set(remembered(qtbot, window).nothing) == {"plooiatelier"}

    def test_it_can_be_switched_off(self, qtbot, window) -> None:
        window._change(diary=False)
        search(qtbot, window, "plooiatelier", enter=True)
        assert remembered(qtbot, window).nothing == {}
        assert not window._settings.diary

    def test_staff_see_strike_and_make_synonyms(self, qtbot, window, catalogue) -> None:
        catalogue.subscribe(window._jobs.changed.emit)
        window._remembering.change(lambda memory: memory.with_nothing("plooiatelier strijkzaak strijkzaak"))
        window._open_diary()
        dialog = window._diary
        shown = [dialog.list.topLevelItem(row) for row in range(2)]
        assert [(item.text(0), item.text(1)) for item in shown] == [("strijkzaak", "2"), ("plooiatelier", "1")]
        qtbot.keyClick(dialog.list, Key.Key_Return)
        synonyms = window._synonyms
        assert synonyms.form.text.text() == "strijkzaak"
        synonyms.form.means.setPlainText("strijkdienst")
        synonyms.save()
        qtbot.waitUntil(lambda: any(made.text == "strijkzaak" for made in catalogue.table.values()))
        qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 1)
        qtbot.keyClick(dialog.list, Key.Key_Delete)
        assert dialog.list.topLevelItemCount() == 0
        dialog.undo.click()
        assert dialog.word == "plooiatelier"
        dialog.erase.click()
        assert remembered(qtbot, window).nothing == {}
        dialog.close()
        synonyms.close()


def test_the_menu_offers_the_work_of_staff(window) -> None:
    menu: QMenu = window.make_menu()
    texts = [action.text() for action in menu.actions()]
    assert {"Synoniemen …", "Woorden zonder resultaat …"} <= set(texts)
