"""The pane: asks beside the window, keeps the old page until the new one is there, and survives a failure."""

import threading

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tests.gui.pages.reading import link, read
from tests.gui.pages.sample import FakeCatalogue
from vademecum import records as r
from vademecum.gui.pages.detail import DetailPane
from vademecum.gui.theme import theme


@pytest.fixture
def catalogue() -> FakeCatalogue:
    return FakeCatalogue()


@pytest.fixture
def pane(qtbot, jobs, catalogue):
    made = DetailPane(catalogue, jobs)
    qtbot.addWidget(made)
    made.resize(420, 300)
    with qtbot.waitSignal(made.shown):
        made.show()
    return made


def shown(pane: DetailPane) -> str:
    return read(pane._area.widget())


def test_teaches_while_nothing_is_chosen(pane) -> None:
    assert "The actor that you choose stands here" in shown(pane)
    assert pane.contact_block() == ""
    assert pane.mail_address() == ""


def test_shows_an_actor_for_the_place_and_words_that_were_asked(pane, qtbot, catalogue) -> None:
    with qtbot.waitSignal(pane.shown) as signal:
        pane.show_actor("westlandia", "nis:33011", "groen")
    assert signal.args == ["Westlandia vzw"]
    assert catalogue.asked == [("westlandia", "nis:33011", "groen")]
    assert "gevonden in aanbod: groenonderhoud" in shown(pane)
    assert "For whom: ondernemingen" not in shown(pane)
    assert "For whom: companies, job seekers" in shown(pane)
    assert pane.contact_block().startswith("Westlandia vzw\n")
    assert pane.mail_address() == "info@westlandia.be"


def test_shows_a_record_and_passes_its_links_on(pane, qtbot) -> None:
    with qtbot.waitSignal(pane.shown):
        pane.show_record("network", "plan")
    with qtbot.waitSignal(pane.link_activated) as signal:
        link(pane._area.widget(), "^VDAB").activated.emit()
    assert signal.args == [r.Ref(type="actor", id="vdab", text="VDAB West-Vlaanderen")]


def test_only_the_last_page_that_was_asked_is_shown(pane, qtbot, catalogue) -> None:
    gate = threading.Event()
    answer = catalogue.actor_page
    catalogue.actor_page = lambda actor_id, *rest: (
        (actor_id != "westlandia" or gate.wait(5)) and answer(actor_id, *rest)
    )
    pages: list[str] = []
    pane.shown.connect(pages.append)
    pane.show_actor("westlandia")
    pane.show_actor("resoc")
    qtbot.waitUntil(lambda: bool(pages))
    gate.set()
    qtbot.waitUntil(lambda: not pane._jobs.busy)
    assert pages == ["RESOC Noord-West-Vlaanderen"]


def test_a_page_that_fails_says_so_and_the_next_one_works(pane, qtbot) -> None:
    with qtbot.waitSignal(pane.shown):
        pane.show_actor("gone")
    assert "This record is no longer in the catalogue.\nSearch again." in shown(pane)
    with qtbot.waitSignal(pane.shown):
        pane.show_actor("vormetal")
    assert "Vormetal" in shown(pane)


def test_a_change_of_the_catalogue_asks_the_page_again(pane, qtbot, jobs, catalogue) -> None:
    with qtbot.waitSignal(pane.shown):
        pane.show_actor("westlandia")
    with qtbot.waitSignal(pane.shown):
        jobs.changed.emit(r.Changes(operation=1, name="save", first=1, last=1, records=(("actor", "westlandia"),)))
    assert len(catalogue.asked) == 2


def test_scroll_is_given_back_and_kept_in_other_colours(pane, qtbot) -> None:
    with qtbot.waitSignal(pane.shown):
        pane.show_actor("westlandia", scroll=150)
    assert pane.scroll_position() == 150
    with qtbot.waitSignal(pane.shown):
        theme().apply("dark", 1.0)
    assert pane.scroll_position() == 150
    with qtbot.waitSignal(pane.shown):
        pane.show_actor("resoc")
    assert pane.scroll_position() == 0


def test_following_a_link_by_keyboard_keeps_the_focus_in_the_page(pane, qtbot) -> None:
    with qtbot.waitSignal(pane.shown):
        pane.show_record("network", "plan")
    pane.activateWindow()
    link(pane._area.widget(), "^VDAB").setFocus()
    with qtbot.waitSignal(pane.shown):
        pane.show_actor("westlandia")
    assert pane._area.isAncestorOf(pane.focusWidget())


def test_a_change_by_somebody_else_leaves_the_focus_where_it_is(qtbot, jobs, catalogue) -> None:
    window, box = QWidget(), QLineEdit()
    pane = DetailPane(catalogue, jobs, window)
    qtbot.addWidget(window)
    lines = QVBoxLayout(window)
    lines.addWidget(box)
    lines.addWidget(pane)
    with qtbot.waitSignal(pane.shown):
        window.show()
    window.activateWindow()
    with qtbot.waitSignal(pane.shown):
        pane.show_actor("westlandia")
    pane.focus_page()  # it was in the page before
    box.setFocus()
    with qtbot.waitSignal(pane.shown):
        jobs.changed.emit(r.Changes(operation=1, name="save", first=1, last=1, records=(("actor", "westlandia"),)))
    assert window.focusWidget() is box
