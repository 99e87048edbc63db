"""The head of a place, the first screen and help."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from tests.gui.pages.reading import link, press, read
from vademecum import records as r
from vademecum.gui.pages.help import HelpDialog, guide_text
from vademecum.gui.pages.keys import key_list
from vademecum.gui.pages.place_header import PlaceHeader
from vademecum.gui.pages.welcome import EXAMPLES, Welcome
from vademecum.paths import data_folder
from vademecum.places.gazetteer import Gazetteer
from vademecum.texts import set_language

INFO = r.Info(
    name="Startcatalogus",
    edition="2026-11",
    counts={"actor": 1608, "network": 43, "practice": 1, "source": 300},
    folder="/data",
    change=1,
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(data_folder() / "places")


@pytest.fixture
def header(qtbot, gazetteer):
    made = PlaceHeader()
    qtbot.addWidget(made)
    made.page = gazetteer.page
    made.ask = lambda area_id: made.set_page(gazetteer.page(area_id), "38 actors")
    return made


def visible(header: PlaceHeader) -> str:
    """What is read without pressing anything."""
    return "\n".join(
        label.accessibleName() or label.text()
        for label in header.findChildren(QLabel)
        if label.isVisibleTo(header) and not label.isHidden()
    )


def test_place_says_postcodes_and_the_regions_people_go_by(header) -> None:
    header.ask("nis:33011")
    text = visible(header)
    assert "Who serves Ieper?" in text
    assert "38 actors" in text
    assert "8900 8902 8904 8906 8908" in text
    assert "Arrondissement Ieper" in text
    assert "Boezinge" not in text


def test_parts_and_all_layers_stand_behind_a_button(header, qtbot) -> None:
    header.ask("nis:33011")
    visible(header)
    press(header, "More about this place")
    text = visible(header)
    assert "Boezinge" in text
    press(header, "More about this place")
    assert "Boezinge" not in visible(header)
    press(header, "More about this place")
    assert "Eerstelijnszone Westhoek" in text
    with qtbot.waitSignal(header.link_activated) as signal:
        link(header, "^Boezinge").activated.emit()
    assert signal.args == [r.Ref(type="place", id="part:8904/boezinge", text="Boezinge")]


def test_a_part_leads_to_its_municipality(header, qtbot) -> None:
    header.ask("part:8980/passendale")
    with qtbot.waitSignal(header.link_activated) as signal:
        link(header, "^part of Zonnebeke").activated.emit()
    assert signal.args == [r.Ref(type="place", id="nis:33037", text="Zonnebeke")]


def test_a_postcode_names_its_municipality(header) -> None:
    header.ask("pc:8900")
    assert "Who serves 8900 Ieper?" in visible(header)


def test_a_merger_is_explained(header, gazetteer) -> None:
    header.ask("nis:37022")
    assert gazetteer.page("nis:37022").explanation in read(header)


def test_a_region_lists_its_municipalities(header) -> None:
    header.ask("region:streek/westhoek")
    assert "Who serves the region Westhoek?" in visible(header)
    press(header, "More about this place")
    assert "Koksijde" in visible(header)


def test_many_places_fold(header) -> None:
    header.ask("nis:30000")
    press(header, "More about this place")
    words = [one.accessibleName() for one in header.findChildren(QPushButton)]
    assert "Show all 62" in words


def test_why_this_place_is_said_and_goes_with_the_question(header) -> None:
    page = header.page("nis:33011")
    header.set_page(page, "38 actors", "", "Ypres is de Franse naam van Ieper.")
    assert "Ypres is de Franse naam van Ieper." in visible(header)
    header.set_page(page, "38 actors")
    assert "Franse naam" not in visible(header)


def test_words_stand_in_the_question(header) -> None:
    page = header.page("nis:33011")
    header.set_page(page, "38 actors")
    header.set_page(page, "3 actors", "poets")
    assert "“poets” in Ieper" in visible(header)
    assert "3 actors" in visible(header)


def test_welcome_counts_what_there_is(qtbot) -> None:
    set_language("nl")
    welcome = Welcome(INFO)
    qtbot.addWidget(welcome)
    text = read(welcome)
    assert "1.608\n43\n1\nactoren\nnetwerken\ngoede praktijk" in text
    assert "maatregel" not in text
    assert "Welkom!" not in text


def test_welcome_greets_at_the_first_start(qtbot) -> None:
    welcome = Welcome(INFO)
    qtbot.addWidget(welcome)
    welcome.greet()
    assert "Welcome!" in read(welcome)


def test_examples_ask_their_question(qtbot) -> None:
    welcome = Welcome(INFO)
    qtbot.addWidget(welcome)
    asked: list[str] = []
    welcome.query.connect(asked.append)
    for example in EXAMPLES:
        press(welcome, f"Search for {example}")
    assert asked == list(EXAMPLES)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_guide_names_the_folder_and_every_key(language: str) -> None:
    set_language(language)
    text = guide_text(Path("/home/an/vademecum"))
    assert "/home/an/vademecum" in text
    assert all(key in text and words in text for key, words in key_list())
    assert "{" not in text


def test_both_guides_have_the_same_chapters() -> None:
    chapters = []
    for language in ("nl", "en"):
        set_language(language)
        lines = guide_text(Path("/x")).splitlines()
        chapters.append([line.split(" ")[0] for line in lines if line.startswith("#")])
    assert chapters[0] == chapters[1]


@pytest.fixture
def help_dialog(qtbot):
    set_language("nl")
    dialog = HelpDialog(Path("/home/an/vademecum"))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_contents_lead_to_their_chapter(help_dialog) -> None:
    contents = help_dialog._contents
    titles = [contents.topLevelItem(row).text(0) for row in range(contents.topLevelItemCount())]
    assert titles[0] == "Gids bij het vademecum"
    contents.setCurrentItem(contents.topLevelItem(titles.index("Hoe zeker is het?")))
    assert help_dialog._guide.verticalScrollBar().value() > 0


def test_search_in_the_guide_marks_and_walks_round(help_dialog) -> None:
    help_dialog._box.setText("werkgebied onbekend")
    found = len(help_dialog._guide.extraSelections())
    assert found >= 2
    assert help_dialog._found.text() == str(found)
    first = help_dialog._guide.textCursor().position()
    for _step in range(found):
        press(help_dialog, "Volgende")
    assert help_dialog._guide.textCursor().position() == first
    help_dialog._box.setText("xyzzy")
    assert help_dialog._found.text() == "niet gevonden"
    assert not help_dialog._guide.textCursor().hasSelection()


def test_the_signs_of_reach_are_drawn_in_the_guide(help_dialog) -> None:
    html = help_dialog._guide.toHtml()
    assert all(f'src="reach:{reach}"' in html for reach in range(1, 7))
