"""What pages say of records, in words."""

from datetime import date

import pytest

from tests.gui.pages import sample
from tests.gui.pages.sample import FULL, NETWORK, RESOC, WESTLANDIA
from vademecum import records as r
from vademecum.gui.pages import words
from vademecum.texts import set_language


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+3257214545", "057 21 45 45"),
        ("+3280030700", "0800 30 700"),
        ("+33320123456", "+33 3 20 12 34 56"),
        ("1700", "1700"),
        ("zie website", "zie website"),
    ],
)
def test_phone_is_shown_as_people_dial_it(kept: str, shown: str) -> None:
    assert words.phone(kept) == shown


def test_call_keeps_the_country_code() -> None:
    assert words.contact_url(r.Contact(id="1", kind="phone", value="+3257214545")) == "tel:+3257214545"


def test_website_without_scheme_can_be_opened() -> None:
    contact = r.Contact(id="1", kind="web", value="werkkracht10.be")
    assert words.contact_url(contact) == "https://werkkracht10.be"
    assert words.contact_text(r.Contact(id="1", kind="web", value="https://www.vdab.be/")) == "www.vdab.be"


def test_contact_block_has_public_data_only() -> None:
    assert words.contact_block(FULL).splitlines() == [
        "Westlandia vzw",
        "maatwerkbedrijf",
        "Dehemlaan 1, 8900 Ieper",
        "onthaal: 057 21 45 45",
        "info@westlandia.be",
        "https://www.westlandia.be",
        "Maatwerk voor ondernemingen: offertes: verkoop@westlandia.be",
    ]


def test_contact_block_leaves_out_a_desk_that_closed() -> None:
    closed = r.Site(id="old", street="Oude Markt 1", postcode="8900", town="Ieper", valid_to="2010")
    phone = r.Contact(id="p", kind="phone", value="+3257111111", site_id="old")
    actor = r.Actor(id="a", kind="ocmw", names=(r.Name(id="n", text="OCMW Ieper"),), sites=(closed,), contacts=(phone,))
    page = r.ActorPage(actor=actor, kind_label="OCMW", row=sample.row(actor))
    assert words.contact_block(page) == "OCMW Ieper\nOCMW"


def test_mail_address_is_never_an_internal_one() -> None:
    assert words.mail_address(WESTLANDIA) == "info@westlandia.be"
    internal = r.Contact(id="i", kind="email", value="intern@voorbeeld.be", visibility="internal")
    only = r.Actor(id="a", kind="ocmw", names=(r.Name(id="n", text="OCMW"),), contacts=(internal,))
    assert words.mail_address(only) == ""


def test_record_block_leaves_out_internal_contacts() -> None:
    assert words.record_block(NETWORK.record) == "Platform Arbeidsmarkt Noord-West-Vlaanderen (PLAN)\nplan@voorbeeld.be"


@pytest.mark.parametrize(
    ("until", "over"),
    [(None, False), ("2025", True), ("2026", False), ("2026-10", True), ("2026-11", False), ("2026-11-21", True)],
)
def test_a_partial_date_lasts_until_its_end(until: str | None, over: bool) -> None:
    assert words.is_over(until, date(2026, 11, 22)) is over


def test_former_and_other_names() -> None:
    assert words.former_names(RESOC.names) == "formerly: RESOC Brugge (until 2016), RESOC Oostende (until 2016)"
    assert words.other_names(WESTLANDIA.names, "Westlandia vzw") == "also: Westlandia"
    set_language("nl")
    assert words.former_names(RESOC.names) == "vroeger: RESOC Brugge (tot 2016), RESOC Oostende (tot 2016)"


@pytest.mark.parametrize(
    ("fact", "label"),
    [
        ("c1", "mail address"),
        ("c5", "mail address"),
        ("site1", "address"),
        ("k1", "enterprise number"),
        ("o1", "offer “Maatwerk voor ondernemingen”"),
        ("a2", "service area"),
        ("n3", "name “beschutte werkplaats Westlandia”"),
        ("description", "description"),
        ("", ""),
        ("gone", ""),
    ],
)
def test_evidence_says_of_which_fact(fact: str, label: str) -> None:
    assert words.fact_label(WESTLANDIA, fact) == label


def test_enterprise_number_is_written_with_dots() -> None:
    assert words.kbo("0407768895") == "0407.768.895"
    assert words.kbo("2123456789") == "2.123.456.789"
    assert words.kbo("unclear") == "unclear"


def test_derived_parts_of_an_address_are_named() -> None:
    assert words.derived_note(WESTLANDIA.sites[0]) == "derived, not in the source: postcode"
    assert words.derived_note(r.Site(id="s", town="Ieper", derived=("municipality", "latitude"))) == ""
