"""Synonyms: whole words by their stems, the longest first, in their direction, alone and combined."""

from __future__ import annotations

import pytest

from vademecum.records import Synonym
from vademecum.search.synonyms import MOST, expand, joined, parts, pieces, table

TABLE = table(
    [
        Synonym(id="1", text="pwa", means=("wijk-werken",), weight=0.8),
        Synonym(id="2", text="sociaal huis", means=("OCMW",), both_ways=True, weight=0.9),
        Synonym(id="3", text="huis", means=("woning",), weight=0.5),
        Synonym(id="4", text="werk zoeken", means=("vacatures", "begeleiding"), weight=0.7),
        Synonym(id="5", text="psycholoog", means=("psychologische hulp",), weight=0.8),
    ]
)


def ways(text: str) -> list[tuple[str, float]]:
    return [(other.words.strip(), round(other.weight, 2)) for other in expand(text, pieces(text, TABLE))]


def test_a_word_is_replaced_where_it_stands() -> None:
    assert ways("PWA oostende") == [("wijk-werken oostende", 0.8)]


def test_direction() -> None:
    assert ways("wijk-werken") == []
    assert ways("ocmw ieper") == [("sociaal huis ieper", 0.9)]


def test_the_longest_piece_goes_first() -> None:
    assert ways("sociaal huis brugge") == [("OCMW brugge", 0.9)]
    assert ways("huis brugge") == [("woning brugge", 0.5)]


def test_only_whole_words() -> None:
    assert ways("pwabc huisvesting") == []


def test_other_forms_of_a_word() -> None:
    assert ways("psychologen") == [("psychologische hulp", 0.8)]


@pytest.mark.parametrize("text", ["zoek werk", "ik zoek werk", "werk zoeken", "zoek een nieuw werk", "werk of zoeken"])
def test_words_in_another_order_with_fillers_between_them(text: str) -> None:
    assert {weight for _words, weight in ways(text)} == {0.7, 0.68}


def test_words_that_have_others_between_them_are_no_piece() -> None:
    assert ways("werk voor wie nederlands zoekt") == []


def test_of_two_meanings_the_first_goes_first() -> None:
    assert [words for words, _weight in ways("werk zoeken")] == ["vacatures", "begeleiding"]


def test_several_words_with_meanings_are_combined() -> None:
    assert {words for words, _weight in ways("werk zoeken pwa")} == {
        "vacatures pwa",
        "begeleiding pwa",
        "vacatures wijk-werken",
        "begeleiding wijk-werken",
    }


def test_a_meaning_is_no_word_that_is_still_being_typed() -> None:
    [other] = expand("oostende pwa", pieces("oostende pwa", TABLE))
    assert other.words.endswith(" ")


def test_ways_are_limited() -> None:
    text = " ".join(["werk zoeken en"] * 8)
    assert len(list(expand(text, pieces(text, TABLE)))) <= MOST


def test_a_table_comes_back_from_its_parts() -> None:
    many = table([Synonym(id=str(n), text=f"woord{n} zaak{n}", means=(f"doel{n}",)) for n in range(1000)])
    pieces_of_it = list(parts(many))
    assert len(pieces_of_it) > 2
    assert max(len(part.exact) + len(part.loose) for part in pieces_of_it) < 1000
    assert joined(pieces_of_it) == many
    assert joined(parts(TABLE)) == TABLE
