"""Completion of the search language while typing."""

from __future__ import annotations

import pytest

from vademecum.catalogue import Catalogue


def fields(catalogue: Catalogue, text: str) -> list[tuple[str, str]]:
    return [(item.text, item.detail) for item in catalogue.suggest(text) if item.type == "field"]


def test_a_value_completes_the_whole_text(asked: Catalogue) -> None:
    assert fields(asked, "kortrijk soort:vak") == [("kortrijk soort:vakbond", "Vakbond")]
    assert fields(asked, "kortrijk -soort:vak") == [("kortrijk -soort:vakbond", "Vakbond")]


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("soort:gemeentebe", "soort:gemeente"),  # by a synonym
        ("soort:school", "soort:secundair-onderwijs"),  # by a word further on in the label
        ("kind:trade", "kind:vakbond"),  # in English
        ("zonder:tel", "zonder:telefoon"),
        ("doelgroep:jon", "doelgroep:jongeren"),
        ("thema:dua", "thema:duaal-leren"),
        ("plaats:poper", "plaats:Poperinge"),
        ("netwerk:plan li", ""),  # a space ends a value without quotes
        ('netwerk:"plan li', 'netwerk:"PLAN Light"'),
        ("maatregel:tijdel", 'maatregel:"Tijdelijke werkervaring"'),
    ],
)
def test_values_of_each_field(asked: Catalogue, text: str, completed: str) -> None:
    assert completed == "" or completed in [text for text, _detail in fields(asked, text)]


def test_an_empty_value_offers_those_that_there_are(asked: Catalogue) -> None:
    assert len(fields(asked, "doelgroep:")) == 8
    assert len(fields(asked, "zonder:")) == 8
    assert [item.type for item in asked.suggest("soort:")] == ["field"] * 8


@pytest.mark.parametrize("text", ["soort:vak", "zonder:tel", "doelgroep:jon", "plaats:poper", 'netwerk:"plan li'])
def test_a_completed_text_is_understood(asked: Catalogue, text: str) -> None:
    for completed, _detail in fields(asked, text):
        assert asked.search(completed).problems == ()


def test_the_name_of_a_field_is_offered_last_and_from_three_letters_on(asked: Catalogue) -> None:
    assert fields(asked, "so") == []
    assert fields(asked, "vdab soo") == [("vdab soort:", "op soort organisatie")]
    assert asked.suggest("soo")[-1].text == "soort:"
    assert fields(asked, "soort ") == []
    assert len(asked.suggest("the", limit=5)) <= 5
    assert asked.suggest("the", limit=5)[-1].text == "thema:"


@pytest.mark.parametrize("text", ["", ":", "a:", "soort:xyzzy", 'plaats:"', "plaats:", "-:", "zonder:<", "bron:vd"])
def test_odd_beginnings_are_no_trouble(asked: Catalogue, text: str) -> None:
    assert fields(asked, text) == []


def offered(catalogue: Catalogue, text: str) -> list[tuple[str, str]]:
    return [(item.type, item.text) for item in catalogue.suggest(text)]


def test_a_place_after_words_is_offered(asked: Catalogue) -> None:
    assert offered(asked, "werkervaring iep")[0] == ("place", "Ieper")
    assert offered(asked, "strijkdienst de pan")[0] == ("place", "De Panne")
    assert offered(asked, "werkervaring 8900")[0] == ("place", "8900")


def test_what_is_called_so_comes_before_a_place_behind_it(asked: Catalogue) -> None:
    types = [kind for kind, _text in offered(asked, "centrum leren en werken")]
    assert types[0] == "actor"
    assert "place" not in types[: types.count("actor")]


def test_a_whole_place_is_not_taken_apart(asked: Catalogue) -> None:
    assert ("place", "Langemark-Poelkapelle") in offered(asked, "langemark poel")
    assert offered(asked, "de pan")[0] == ("place", "De Panne")
