"""The pages of networks, measures, agreements and good practices."""

import pytest

from tests.gui.pages.reading import link, press, read
from tests.gui.pages.sample import AGREEMENT, MEASURE, NETWORK, PRACTICE
from vademecum import records as r
from vademecum.gui.pages.parts import LinkLabel
from vademecum.gui.pages.record import RecordView


@pytest.fixture
def view(qtbot):
    def make(page: r.RecordPage) -> RecordView:
        made = RecordView(page)
        made.make_all()
        qtbot.addWidget(made)
        return made

    return make


def test_network_names_its_chair_first_and_those_who_left_last(view) -> None:
    text = read(view(NETWORK))
    assert "Members (17)" in text
    order = ["ACV West-Vlaanderen – voorzitter · 2017", "VDAB West-Vlaanderen – ondervoorzitter", "Formerly"]
    assert [text.index(piece) for piece in order] == sorted(text.index(piece) for piece in order)
    assert text.index("Formerly") < text.index("RESOC Noord-West-Vlaanderen – secretaris · tot 2019")


def test_network_of_unknown_status_says_so(view) -> None:
    assert "Not known whether this still exists." in read(view(NETWORK))


def test_a_member_that_is_no_actor_of_ours_is_named_without_a_link(view) -> None:
    page = view(NETWORK)
    press(page, "Show all 17")
    assert "schepen van Gistel – lid" in read(page)


def test_measure_folds_its_many_carriers_and_shows_all_on_request(view) -> None:
    page = view(MEASURE)
    folded = len(page.findChildren(LinkLabel))
    press(page, "Show all 62")
    assert len(page.findChildren(LinkLabel)) == folded + 50
    assert "OCMW 61" in read(page)


def test_measure_explains_and_leads_to_what_replaced_it(view, qtbot) -> None:
    page = view(MEASURE)
    assert "Mensen die ver van de arbeidsmarkt staan" in read(page)
    assert "No longer exists." in read(page)
    with qtbot.waitSignal(page.link_activated) as signal:
        link(page, "^Replaced by: Collectief maatwerk").activated.emit()
    assert signal.args == [r.Ref(type="measure", id="maatwerk", text="Collectief maatwerk")]


def test_what_replaced_a_measure_is_no_carrier_of_it(view) -> None:
    assert "Who carries it out (62)" in read(view(MEASURE))


def test_agreement_shows_what_is_to_be_done_and_the_next_meeting_first(view) -> None:
    text = read(view(AGREEMENT))
    assert "stad Ieper" in text
    assert "Analyse van knelpunten – done" in text
    assert "Actieplan – by March 2027" in text
    assert text.index("1 May 2099 – stuurgroep") < text.index("1 February 2020 – stuurgroep – done")


def test_practice_shows_when_and_who(view) -> None:
    text = read(view(PRACTICE))
    assert "good practice, 2017" in text
    assert "DVV Westhoek" in text


def test_only_networks_have_a_mail_address(view) -> None:
    assert view(NETWORK).mail_address() == "plan@voorbeeld.be"
    assert view(MEASURE).mail_address() == ""
