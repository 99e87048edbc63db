"""The window as an officer uses it: typing, choosing, opening, going back."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton

from tests.gui.fake import ACTORS, IEPER
from vademecum.errors import KnownError
from vademecum.gui import results_delegate, theme
from vademecum.gui.filters import CountBox
from vademecum.gui.results_delegate import ResultsDelegate
from vademecum.records import Changes, Ref, Row

pytestmark = pytest.mark.gui
Key = Qt.Key


def settle(qtbot, window) -> None:
    """Wait until nothing is typed, asked or answered any more."""
    part = window.workspace
    timers = (part._timer, part._later, part._suggestion)
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in timers) and not window._jobs.busy)


def search(qtbot, window, text: str, *, enter: bool = False) -> None:
    """Type a text in the empty box and wait for the answer."""
    window.workspace.box.enter()
    qtbot.keyClicks(window.workspace.box.edit, text)
    if enter:
        qtbot.keyClick(window.workspace.box.edit, Key.Key_Return)
    settle(qtbot, window)


def names(window) -> list[str]:
    model = window.workspace.results.model
    return [entry.name for entry in map(model.entry, range(model.rowCount())) if isinstance(entry, Row)]


def press(qtbot, part, text: str) -> None:
    """Click on a button that is in sight."""
    shown = [button for button in part.findChildren(QAbstractButton) if button.isVisible()]
    button = next(button for button in shown if button.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def headings(window) -> list[tuple[str, int]]:
    """All headings of the answer, those not scrolled to included."""
    answer = window.workspace.results.answer
    return [(section.text, len(section.hits)) for section in answer.sections if section.text]


def page_text(window) -> str:
    """All that the page at the right says."""
    return "\n".join(label.text() for label in window.workspace.detail.findChildren(QLabel) if label.isVisible())


def middle_text(window) -> str:
    """All that stands above the list."""
    return "\n".join(label.text() for label in window.workspace.results.findChildren(QLabel) if label.isVisible())


def shows(qtbot, window, text: str) -> None:
    """Wait until the page at the right says this: it is made piece by piece."""
    qtbot.waitUntil(lambda: text in page_text(window))


def open_actor(qtbot, window, down: int = 1) -> str:
    """From the box into the list and open a line; gives the id."""
    edit = window.workspace.box.edit
    qtbot.keyClick(edit, Key.Key_Escape)
    if window.workspace.box.edit.text() == "" and window.workspace.box.place is None:
        raise AssertionError("the suggestions were not open")
    qtbot.keyClick(edit, Key.Key_Down)
    for _step in range(down - 1):
        qtbot.keyClick(window.workspace.results.list, Key.Key_Down)
    qtbot.keyClick(window.workspace.results.list, Key.Key_Return)
    settle(qtbot, window)
    chosen = window.workspace.results.list.selected
    assert chosen is not None
    return chosen


class TestTyping:
    def test_the_cursor_is_in_the_box_at_start(self, window) -> None:
        assert window.focusWidget() is window.workspace.box.edit
        assert window.workspace.welcome.isVisible()

    def test_typing_gives_results(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        schools = [made.name for made in ACTORS.values() if made.kind == "school"]
        assert names(window) == schools[: len(names(window))]
        assert window.workspace.results.answer.result.total == len(schools)
        assert window.workspace.results.isVisible()
        assert not window.workspace.welcome.isVisible()

    def test_a_fast_typist_asks_once(self, qtbot, window, catalogue) -> None:
        catalogue.asked.clear()
        search(qtbot, window, "school")
        assert catalogue.asked[-1] == "school"
        assert len(catalogue.asked) < len("school")

    def test_enter_does_not_wait(self, qtbot, window, catalogue) -> None:
        window.workspace._timer.setInterval(60_000)
        search(qtbot, window, "school", enter=True)
        assert names(window)

    def test_a_slow_answer_never_overwrites_a_newer_one(self, qtbot, window, catalogue) -> None:
        catalogue.hold["kringwinkel"] = threading.Event()
        window.workspace.box.enter()
        qtbot.keyClicks(window.workspace.box.edit, "kringwinkel")
        qtbot.waitUntil(lambda: "kringwinkel" in catalogue.asked)
        window.workspace.box.edit.selectAll()
        qtbot.keyClicks(window.workspace.box.edit, "school")
        qtbot.waitUntil(lambda: bool(names(window)))
        catalogue.hold["kringwinkel"].set()
        settle(qtbot, window)
        assert all(name.startswith("School") for name in names(window))

    def test_the_old_list_stays_until_the_answer_is_there(self, qtbot, window, catalogue) -> None:
        search(qtbot, window, "school")
        before = names(window)
        catalogue.hold["school nummer 5"] = threading.Event()
        qtbot.keyClicks(window.workspace.box.edit, " nummer 5")
        qtbot.waitUntil(lambda: "school nummer 5" in catalogue.asked)
        assert names(window) == before
        catalogue.hold["school nummer 5"].set()
        settle(qtbot, window)
        assert len(names(window)) < len(before)

    def test_a_page_opened_while_the_list_is_asked_again_stays(self, qtbot, window, catalogue) -> None:
        search(qtbot, window, "school")
        catalogue.hold["school"] = threading.Event()
        asked = catalogue.asked.count("school")
        window._jobs.changed.emit(Changes(operation=1, name="-", first=1, last=1, records=()))
        qtbot.waitUntil(lambda: catalogue.asked.count("school") > asked)
        opened = window.workspace.results.model.ids[0]
        window.workspace._open_actor(opened)
        catalogue.hold["school"].set()
        settle(qtbot, window)
        assert window.workspace.stop().page.id == opened

    def test_letters_anywhere_go_to_the_box(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        open_actor(qtbot, window)
        qtbot.keyClicks(window.workspace.results.list, "x")
        assert window.workspace.box.text == "schoolx"
        assert window.focusWidget() is window.workspace.box.edit

    def test_the_window_lives_while_the_catalogue_is_slow(self, qtbot, window, catalogue) -> None:
        catalogue.hold["school"] = threading.Event()
        ticks: list[int] = []
        timer = QTimer(window)
        timer.timeout.connect(lambda: ticks.append(1))
        timer.start(5)
        window.workspace.box.enter()
        qtbot.keyClicks(window.workspace.box.edit, "school")
        qtbot.waitUntil(lambda: "school" in catalogue.asked)
        ticks.clear()
        qtbot.waitUntil(lambda: len(ticks) > 5)
        catalogue.hold["school"].set()
        settle(qtbot, window)

    def test_the_catalogue_is_never_asked_in_the_windows_thread(self, qtbot, window, catalogue) -> None:
        search(qtbot, window, "nummer ieper")
        open_actor(qtbot, window)
        window.workspace.results.list.verticalScrollBar().setValue(10**6)
        settle(qtbot, window)
        assert threading.get_ident() not in catalogue.threads

    def test_a_problem_stands_under_the_box_and_the_old_list_stays(self, qtbot, window, catalogue) -> None:
        search(qtbot, window, "school")
        before = names(window)
        catalogue.fail["schoolx"] = KnownError("Dat lukt niet.", "Probeer anders.")
        qtbot.keyClicks(window.workspace.box.edit, "x")
        settle(qtbot, window)
        assert names(window) == before
        shown = [label.text() for label in window.workspace.notices.findChildren(QLabel)]
        assert "Dat lukt niet. Probeer anders." in shown

    def test_a_forgiven_letter_is_said_and_can_be_searched_literally(self, qtbot, window) -> None:
        search(qtbot, window, "kringwinkl")
        assert names(window)[0].startswith("Kringwinkel")
        said = [label.text() for label in window.workspace.notices.findChildren(QLabel)]
        assert "Niets gevonden voor “kringwinkl”. Dit is voor “kringwinkel”." in said
        press(qtbot, window.workspace.notices, "Zoek letterlijk naar “kringwinkl”")
        settle(qtbot, window)
        assert not names(window)
        assert window.workspace.box.text == "kringwinkl"
        press(qtbot, window.workspace.notices, "Bedoelde u “kringwinkel”?")
        settle(qtbot, window)
        assert names(window)[0].startswith("Kringwinkel")


class TestPlace:
    def test_the_first_screen_leaves_the_saved_searches_their_width(self, qtbot, window) -> None:
        panes = window.workspace.panes
        search(qtbot, window, "school ieper", enter=True)
        width = panes.sizes()[0]
        for _press in range(2):  # the text, then the place
            qtbot.keyClick(window.workspace.box.edit, Key.Key_Escape)
            settle(qtbot, window)
        assert window.workspace.welcome.isVisible()
        assert panes.sizes()[0] == pytest.approx(width, abs=2)

    def test_a_place_groups_the_results_with_counts(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper")
        schools = sum(made.kind == "school" for made in ACTORS.values())
        assert headings(window) == [
            ("Loket in Ieper", 5),
            ("Bedient de regio rond Ieper", schools - 7),
            ("Werkgebied onbekend, loket in Ieper", 2),
        ]

    def test_enter_makes_a_chip_of_the_place(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper", enter=True)
        box = window.workspace.box
        assert (box.text, box.place) == ("school", Ref(type="place", id=IEPER.id, text="Ieper"))
        assert headings(window)[0] == ("Loket in Ieper", 5)

    def test_backspace_in_an_empty_box_removes_the_chip(self, qtbot, window) -> None:
        search(qtbot, window, "8900", enter=True)
        assert window.workspace.box.place is not None
        qtbot.keyClick(window.workspace.box.edit, Key.Key_Backspace)
        settle(qtbot, window)
        assert window.workspace.box.place is None
        assert window.workspace.welcome.isVisible()

    def test_a_suggested_place_becomes_a_chip_and_the_words_stay(self, qtbot, window) -> None:
        search(qtbot, window, "school iep")
        edit = window.workspace.box.edit
        qtbot.keyClick(edit, Key.Key_Down)
        qtbot.keyClick(edit, Key.Key_Return)
        settle(qtbot, window)
        assert window.workspace.box.text == "school"
        assert window.workspace.box.place.text == "Ieper"
        assert headings(window)[0] == ("Loket in Ieper", 5)

    def test_a_suggested_actor_opens(self, qtbot, window) -> None:
        search(qtbot, window, "school nummer 5")
        edit = window.workspace.box.edit
        qtbot.keyClick(edit, Key.Key_Down)
        qtbot.keyClick(edit, Key.Key_Return)
        settle(qtbot, window)
        shows(qtbot, window, "School nummer 5")

    def test_an_ambiguous_place_is_asked_for(self, qtbot, window) -> None:
        search(qtbot, window, "school beveren")
        buttons = [b for b in window.workspace.notices.findChildren(QPushButton) if b.isVisible()]
        assert [b.text() for b in buttons] == ["Beveren (Roeselare)", "Beveren (Waregem)", "Beveren (Alveringem)"]
        qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
        settle(qtbot, window)
        assert window.workspace.box.text == "school"
        assert window.workspace.box.place.id == "part:8800/beveren"
        assert not window.workspace.notices.isVisible()

    def test_an_ambiguous_place_is_chosen_with_the_keyboard(self, qtbot, window) -> None:
        search(qtbot, window, "beveren", enter=True)
        first = window.focusWidget()
        assert isinstance(first, QPushButton)
        assert first.text() == "Beveren (Roeselare)"
        qtbot.keyClick(first, Key.Key_Return)
        settle(qtbot, window)
        assert window.workspace.box.place.id == "part:8800/beveren"

    def test_the_head_says_words_and_place(self, qtbot, window) -> None:
        search(qtbot, window, "ieper")
        assert "Wie bedient Ieper?" in middle_text(window)
        search(qtbot, window, "school ieper")
        assert "“school” in Ieper" in middle_text(window)

    def test_an_empty_list_is_no_stop_for_tab(self, qtbot, window) -> None:
        search(qtbot, window, "qqxyzzy")
        assert not window.workspace.results.list.isVisible()
        search(qtbot, window, "school")
        assert window.workspace.results.list.isVisible()

    def test_where_nobody_serves_the_nearest_is_shown(self, qtbot, window) -> None:
        search(qtbot, window, "beveren")
        choices = [x for x in window.workspace.notices.findChildren(QPushButton) if x.isVisible()]
        qtbot.mouseClick(choices[0], Qt.MouseButton.LeftButton)
        settle(qtbot, window)
        assert headings(window) == [("Het dichtst bij Beveren", 1)]

    def test_escape_clears_step_by_step(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper", enter=True)
        qtbot.keyClicks(window.workspace.box.edit, " num")
        settle(qtbot, window)
        box = window.workspace.box
        qtbot.keyClick(box.edit, Key.Key_Escape)
        if box.text:
            qtbot.keyClick(box.edit, Key.Key_Escape)
        assert (box.text, box.place.text) == ("", "Ieper")
        qtbot.keyClick(box.edit, Key.Key_Escape)
        assert box.place is None
        settle(qtbot, window)
        assert window.workspace.welcome.isVisible()


class TestFilters:
    def boxes(self, window) -> list[CountBox]:
        return [box for box in window.workspace.filters.findChildren(CountBox) if not box.isHidden()]

    def test_most_frequent_first_with_counts(self, qtbot, window) -> None:
        search(qtbot, window, "ieper")
        counts = {
            kind: sum(made.kind == kind for made in ACTORS.values()) for kind in ("ocmw", "kringwinkel", "school")
        }
        assert [box.accessibleName() for box in self.boxes(window)] == [
            f"OCMW ({counts['ocmw']})",
            f"Kringwinkel ({counts['kringwinkel']})",
            f"School ({counts['school']})",
        ]

    def test_a_filter_keeps_its_kind_and_can_be_cleared(self, qtbot, window) -> None:
        search(qtbot, window, "ieper")
        everything = window.workspace.results.answer.result.total
        self.boxes(window)[2].click()
        settle(qtbot, window)
        assert all(name.startswith("School") for name in names(window))
        assert self.boxes(window)[2].isChecked()
        clear = next(b for b in window.workspace.filters.findChildren(QPushButton) if b.text() == "Wis filters")
        qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
        settle(qtbot, window)
        assert window.workspace.results.answer.result.total == everything

    def test_what_filters_leave_out_is_counted(self, qtbot, window) -> None:
        search(qtbot, window, "ieper")
        everything = window.workspace.results.answer.result.total
        self.boxes(window)[2].click()
        settle(qtbot, window)
        left = window.workspace.results.answer.result.total
        texts = [label.text() for label in window.workspace.results.findChildren(QLabel) if label.isVisible()]
        assert f"{left} van de {everything} actoren, gefilterd" in texts

    def test_a_filter_stays_while_other_words_are_typed(self, qtbot, window) -> None:
        search(qtbot, window, "ieper")
        self.boxes(window)[2].click()
        settle(qtbot, window)
        search(qtbot, window, "torhout")
        assert all(name.startswith("School") for name in names(window))


class TestList:
    def test_from_the_box_to_an_opened_actor_by_keys(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper")
        chosen = open_actor(qtbot, window, down=2)
        assert ACTORS[chosen].name == names(window)[1]
        shows(qtbot, window, ACTORS[chosen].name)

    def test_up_from_the_first_line_returns_to_the_box(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper", enter=True)
        qtbot.keyClick(window.workspace.box.edit, Key.Key_Down)
        assert window.focusWidget() is window.workspace.results.list
        qtbot.keyClick(window.workspace.results.list, Key.Key_Up)
        assert window.focusWidget() is window.workspace.box.edit

    def test_lines_are_fetched_while_scrolling(self, qtbot, window) -> None:
        search(qtbot, window, "nummer")
        assert len(names(window)) < len(ACTORS)
        bar = window.workspace.results.list.verticalScrollBar()
        for _page in range(6):
            bar.setValue(bar.maximum())
            settle(qtbot, window)
        assert names(window) == [made.name for made in ACTORS.values()]

    def test_lines_that_take_too_long_are_painted_in_later_turns(self, qtbot, window, monkeypatch) -> None:
        search(qtbot, window, "nummer")
        shown = window.workspace.results.list
        qtbot.waitUntil(lambda: shown.painted)
        last = shown.indexAt(shown.viewport().rect().bottomLeft()).row()
        in_sight = [shown.model().entry(row).name for row in range(last + 1)]
        whole, begin = ResultsDelegate._paint_row, ResultsDelegate.begin
        painted: list[list[str]] = []

        def counted(self, *arguments, row, **options) -> None:
            painted[-1].append(row.name)
            whole(self, *arguments, row=row, **options)

        def began(self) -> None:
            painted.append([])
            begin(self)

        monkeypatch.setattr(results_delegate, "_AT_ONCE", 0.0)
        monkeypatch.setattr(ResultsDelegate, "_paint_row", counted)
        monkeypatch.setattr(ResultsDelegate, "begin", began)
        shown._delegate._pictures._known.clear()
        shown.viewport().update()
        qtbot.waitUntil(lambda: [name for turn in painted for name in turn] == in_sight and shown.painted)
        assert max(len(turn) for turn in painted) == 1

    def test_a_list_that_is_painted_later_is_painted(self, qtbot, window) -> None:
        search(qtbot, window, "nummer")
        pane = window.workspace.results
        qtbot.waitUntil(lambda: pane.list.painted)
        pane.paint_later()
        assert not pane.list.painted
        assert not pane.updatesEnabled()
        qtbot.waitUntil(lambda: pane.list.painted)
        assert pane.updatesEnabled()
        search(qtbot, window, "xyzniemand")
        assert not pane.list.isVisible()
        pane.paint_later()
        assert pane.list.painted  # nothing is left to paint
        qtbot.waitUntil(lambda: pane.updatesEnabled() and pane.list.updatesEnabled())

    def test_the_filters_go_with_a_list_that_was_not_painted_yet(self, qtbot, window) -> None:
        search(qtbot, window, "nummer")
        assert window.workspace.filters.isVisible()
        window.workspace.results.list.hold()
        window.workspace.box._clear_text()
        settle(qtbot, window)
        assert window.workspace.welcome.isVisible()
        assert not window.workspace.filters.isVisible()

    def test_the_heading_sticks_and_is_pushed_away(self, qtbot, window) -> None:
        search(qtbot, window, "ieper", enter=True)
        shown = window.workspace.results.list
        assert shown.sticking() is None
        shown.verticalScrollBar().setValue(100)
        heading, box = shown.sticking()
        assert (heading.text, box.top()) == ("Loket in Ieper", 0)
        lines = 5 * shown._delegate.line_height
        shown.verticalScrollBar().setValue(lines)
        heading, box = shown.sticking()
        assert heading.text == "Loket in Ieper"
        assert box.top() <= 0
        shown.verticalScrollBar().setValue(lines + 200)
        assert shown.sticking()[0].text == "Bedient de regio rond Ieper"

    def test_the_chosen_line_is_kept_by_id(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper")
        chosen = open_actor(qtbot, window, down=3)
        window.workspace.box.type(" nummer")
        settle(qtbot, window)
        assert window.workspace.results.list.selected == chosen
        shows(qtbot, window, ACTORS[chosen].name)

    def test_a_page_that_is_not_among_the_answers_closes(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper")
        chosen = open_actor(qtbot, window)
        shows(qtbot, window, ACTORS[chosen].name)
        search(qtbot, window, "kringwinkel")
        qtbot.waitUntil(lambda: ACTORS[chosen].name not in page_text(window))

    def test_networks_are_links(self, qtbot, window) -> None:
        search(qtbot, window, "school nummer")
        link = next(b for b in window.workspace.results.findChildren(QPushButton) if b.text().startswith("Netwerk"))
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
        settle(qtbot, window)
        shows(qtbot, window, "Netwerk Westhoek")

    def test_the_model_keeps_qts_rules(self, qtbot, qtmodeltester, window) -> None:
        search(qtbot, window, "ieper")
        qtmodeltester.check(window.workspace.results.model)

    def test_a_line_is_said_in_words(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper")
        model = window.workspace.results.model
        said = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
        assert said == (
            "School nummer 5. School. loket hier. bedient de regio Westhoek. gevonden in aanbod: strijkdienst. "
            "nog niet gecontroleerd"
        )


class TestWays:
    def test_back_and_forward(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper", enter=True)
        first = open_actor_after_enter(qtbot, window)
        window.workspace.follow(Ref(type="network", id="net-1", text="Netwerk Westhoek"))
        settle(qtbot, window)
        qtbot.keyClick(window, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        settle(qtbot, window)
        shows(qtbot, window, ACTORS[first].name)
        window.workspace.go(-1)
        window.workspace.go(-1)
        settle(qtbot, window)
        assert window.workspace.welcome.isVisible()
        assert not window.workspace.bar.back.isEnabled()
        for _step in range(3):
            window.workspace.go(1)
        settle(qtbot, window)
        shows(qtbot, window, "Netwerk Westhoek")
        assert window.workspace.box.place.text == "Ieper"

    def test_back_remembers_scroll_and_selection(self, qtbot, window) -> None:
        search(qtbot, window, "nummer", enter=True)
        shown = window.workspace.results.list
        for _page in range(2):
            shown.verticalScrollBar().setValue(shown.verticalScrollBar().maximum())
            settle(qtbot, window)
        position = window.workspace.results.model.position("actor-90")
        shown.setCurrentIndex(window.workspace.results.model.index(position))
        scroll = shown.verticalScrollBar().value()
        qtbot.keyClick(shown, Key.Key_Return)
        settle(qtbot, window)
        search(qtbot, window, "school", enter=True)
        window.workspace.go(-1)
        settle(qtbot, window)
        assert shown.selected == "actor-90"
        qtbot.waitUntil(lambda: shown.verticalScrollBar().value() == scroll)
        shows(qtbot, window, "nummer 90")

    def test_typing_is_one_step(self, qtbot, window) -> None:
        search(qtbot, window, "sch")
        qtbot.keyClicks(window.workspace.box.edit, "ool")
        settle(qtbot, window)
        window.workspace.go(-1)
        settle(qtbot, window)
        assert window.workspace.box.text == ""
        window.workspace.go(1)
        settle(qtbot, window)
        assert window.workspace.box.text == "school"

    def test_a_place_link_sets_the_chip(self, qtbot, window) -> None:
        search(qtbot, window, "school")
        window.workspace.follow(Ref(type="place", id=IEPER.id, text="Ieper"))
        settle(qtbot, window)
        assert (window.workspace.box.text, window.workspace.box.place.text) == ("", "Ieper")
        assert headings(window)


def open_actor_after_enter(qtbot, window) -> str:
    """The suggestions are closed already."""
    qtbot.keyClick(window.workspace.box.edit, Key.Key_Down)
    qtbot.keyClick(window.workspace.results.list, Key.Key_Return)
    settle(qtbot, window)
    return window.workspace.results.list.selected


class TestLook:
    def test_text_size_keeps_everything_in_place(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper", enter=True)
        chosen = open_actor_after_enter(qtbot, window)
        for _press in range(2):
            qtbot.keyClick(window, Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: theme.theme().scale == 1.25)
        settle(qtbot, window)
        assert window.workspace.box.place.text == "Ieper"
        assert window.workspace.results.list.selected == chosen
        shows(qtbot, window, ACTORS[chosen].name)
        assert window.focusWidget() is window.workspace.results.list
        qtbot.keyClick(window, Key.Key_0, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: theme.theme().scale == 1.0)

    def test_language_changes_at_once_and_is_kept(self, qtbot, window, tmp_path) -> None:
        search(qtbot, window, "school ieper", enter=True)
        window._change(language="en")
        settle(qtbot, window)
        assert headings(window)[0] == ("Desk in Ieper", 5)
        assert any("(en)" in box.accessibleName() for box in window.workspace.filters.findChildren(CountBox))
        assert '"en"' in (tmp_path / "settings.json").read_text()
        window._change(language="nl")
        settle(qtbot, window)
        assert headings(window)[0] == ("Loket in Ieper", 5)

    def test_colours_change_at_once(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper", enter=True)
        window._change(theme="dark")
        settle(qtbot, window)
        assert theme.current() is theme.DARK
        assert headings(window)
        assert window.workspace.results.list._delegate._tokens is theme.DARK

    def test_columns_are_the_same_after_another_text_size(self, qtbot, window) -> None:
        search(qtbot, window, "ieper", enter=True)
        before = window.workspace.panes.sizes()
        window._change(text_scale=2.0)
        settle(qtbot, window)
        window._change(text_scale=1.0)
        settle(qtbot, window)
        assert window.workspace.panes.sizes() == pytest.approx(before, abs=2)

    def test_ctrl_c_copies_the_contact_of_the_open_actor(self, qtbot, window) -> None:
        search(qtbot, window, "school ieper", enter=True)
        chosen = open_actor_after_enter(qtbot, window)
        shows(qtbot, window, ACTORS[chosen].name)
        qtbot.keyClick(window.workspace.results.list, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert ACTORS[chosen].contacts[0].value in QGuiApplication.clipboard().text()
        QGuiApplication.clipboard().clear()
        window.workspace.box.edit.setFocus()
        window.workspace.box.edit.deselect()
        qtbot.keyClick(window.workspace.box.edit, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert ACTORS[chosen].contacts[0].value in QGuiApplication.clipboard().text()

    def test_every_control_has_a_name(self, qtbot, window) -> None:
        search(qtbot, window, "school nummer ieper", enter=True)
        open_actor_after_enter(qtbot, window)
        controls = [*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)]
        nameless = [c for c in controls if c.isVisible() and not (c.accessibleName() or getattr(c, "text", str)())]
        assert nameless == []

    def test_tab_follows_the_eye(self, qtbot, window) -> None:
        search(qtbot, window, "school nummer ieper", enter=True)
        shows(qtbot, window, ACTORS[open_actor_after_enter(qtbot, window)].name)
        parts = window.workspace
        bar = [parts.bar.back, parts.box.edit, parts.box._clear, parts.box._chip, parts.bar.manage, parts.bar.menu]
        stations = [*bar, parts.filters, parts.results._records, parts.results.list, parts.detail]
        parts.bar.back.setFocus()
        for keys, expected in ((Key.Key_Tab, range(len(stations))), (Key.Key_Backtab, range(len(stations))[::-1])):
            visited: list[int] = []
            for _press in range(40):
                focus = window.focusWidget()
                at = next((n for n, part in enumerate(stations) if part is focus or part.isAncestorOf(focus)), None)
                if at is not None and (not visited or visited[-1] != at):
                    visited.append(at)
                if len(visited) == len(stations):
                    break
                qtbot.keyClick(focus, keys)
            assert visited == list(expected)

    def test_targets_can_be_hit(self, qtbot, window) -> None:
        search(qtbot, window, "school nummer ieper", enter=True)
        small = [
            (button.accessibleName() or button.text(), button.height())
            for button in window.workspace.findChildren(QAbstractButton)
            if button.isVisible() and button.height() < theme.HIT_TARGET
        ]
        assert small == []


class TestRoom:
    def test_a_long_place_leaves_room_for_what_is_typed(self, qtbot, window) -> None:
        window.resize(720, 600)
        box = window.workspace.box
        name = "Eerstelijnszone Regio Kortrijk, Langemark-Poelkapelle en omgeving"
        box.show_question("werkervaring", Ref(type="place", id=IEPER.id, text=name))
        settle(qtbot, window)
        assert box.edit.width() > box.width() // 3
        assert name in {label.toolTip() for label in box.findChildren(QLabel)}
        window.resize(1900, 600)
        settle(qtbot, window)
        assert name in {label.text() for label in box.findChildren(QLabel)}

    def test_filters_fold_in_a_narrow_window(self, qtbot, window) -> None:
        search(qtbot, window, "ieper")
        assert window.workspace.filters.isVisible()
        window.resize(1000, 700)
        assert not window.workspace.filters.isVisible()
        qtbot.mouseClick(window.workspace.bar.fold, Qt.MouseButton.LeftButton)
        assert window.workspace.filters.isVisible()

    def test_the_actor_opens_over_the_list_in_a_small_window(self, qtbot, window) -> None:
        search(qtbot, window, "ieper", enter=True)
        window.resize(700, 700)
        assert not window.workspace.detail.isVisible()
        chosen = open_actor_after_enter(qtbot, window)
        shows(qtbot, window, ACTORS[chosen].name)
        assert not window.workspace.results.isVisible()
        window.workspace.detail.focus_page()
        qtbot.keyClick(window, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        settle(qtbot, window)
        assert window.workspace.results.isVisible()
        assert window.focusWidget() is window.workspace.results.list

    def test_the_suggestions_stay_inside_the_window(self, qtbot, window) -> None:
        window.resize(500, 420)
        search(qtbot, window, "school")
        popup = window.workspace.box._popup
        assert popup.isVisible()
        assert window.workspace.rect().contains(popup.geometry())

    def test_the_window_remembers_its_columns(self, qtbot, window, tmp_path) -> None:
        search(qtbot, window, "ieper", enter=True)
        window.workspace.panes.moveSplitter(330, 1)
        sizes = window.workspace.panes.sizes()
        window.close()
        assert (tmp_path / "window.ini").exists()
        from vademecum.gui.main_window import MainWindow

        again = MainWindow(window._catalogue, window._jobs, window._folder, window._info, window._settings)
        qtbot.addWidget(again)
        again.resize(window.size())
        again.show()
        search(qtbot, again, "ieper", enter=True)
        assert again.workspace.panes.sizes()[0] == sizes[0]
