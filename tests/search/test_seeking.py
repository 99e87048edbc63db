"""What people mean: synonyms, a forgiven letter, words that are given up, and nothing where there is nothing."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.search.samples import actor
from vademecum.records import Synonym
from vademecum.search.finding import score_of
from vademecum.search.index import Index
from vademecum.search.seeking import seek
from vademecum.search.synonyms import table

DOCUMENTS = (
    actor("strijk", "Mariasteen", offers=("Strijkdienst",), audiences=("Particulieren",)),
    actor("poets", "Schoon", offers=("Schoonmaak",)),
    actor("fonds", "Sociaal Fonds voor de schoonmaak"),
    actor("groot", "Groot Kuis", offers=("Huishoudhulpen", "Naaien")),
    actor("wijk", "Wijk-werken Midwest", offers=("Klusjes",)),
    actor("werk", "Werkschakel", offers=("Re-integratie", "Begeleiding naar werk")),
    actor("vdab", "VDAB", offers=("Vacatures", "Begeleiding naar werk")),
    actor("sollicitatie", "Jobclub", offers=("Sollicitatietraining",)),
    actor("noord", "Zeehond Noord"),
    actor("zuid", "Zeehond Zuid", offers=("Zoeken",)),
    *(actor(f"school{number}", f"School {number}", offers=("Opleiding",)) for number in range(8)),
)
TABLE = table(
    [
        Synonym(id="1", text="pwa", means=("wijk-werken",), weight=0.9),
        Synonym(id="2", text="solliciteren", means=("vacatures", "begeleiding naar werk"), weight=0.7),
        Synonym(id="3", text="na ziekte", means=("re-integratie",), weight=0.7),
        Synonym(id="4", text="poetsen", means=("schoonmaak", "huishoudhulpen"), weight=0.7),
        Synonym(id="5", text="strijken", means=("strijkdienst",), weight=0.8),
        Synonym(id="6", text="mariasteen", means=("vdab",), weight=1.0),
        Synonym(id="7", text="zonder werk", means=("vacatures",), weight=0.7),
        Synonym(id="8", text="opleiding zoeken", means=("sollicitatietraining",), weight=0.7),
        Synonym(id="9", text="strijker", means=("strijkdienst",), weight=0.8),
        Synonym(id="10", text="begeleiding naar werk", means=("sollicitatietraining",), weight=0.7),
        Synonym(id="11", text="werken in de kledij", means=("naaien",), weight=0.7),
    ]
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    made = Index(tmp_path_factory.mktemp("seeking"))
    made.rebuild(DOCUMENTS, 1)
    return made


class Named(NamedTuple):
    """What was sought, by ids."""

    hits: dict[str, float]
    through: dict[str, str]
    corrected: str | None
    left_out: tuple[str, ...]


def sought(index: Index, words: str, *, literal: bool = False) -> Named:
    reader = index.now()
    found = seek(reader, words, TABLE, literal=literal)
    return Named(
        {reader.ids[number]: score_of(value) for number, value in found.hits.items()},
        {reader.ids[number]: through for number, through in found.through.items()},
        found.corrected,
        found.left_out,
    )


def best(found: Named) -> list[str]:
    return sorted(found.hits, key=lambda key: -found.hits[key])


@pytest.mark.parametrize(
    ("words", "first", "left_out"),
    [
        ("oud pwa", "wijk", ("oud",)),
        ("hulp bij solliciteren na ziekte", "werk", ("hulp",)),
        ("iemand om te poetsen", "poets", ("iemand",)),
        ("strijken en bloemschikken", "strijk", ("bloemschikken",)),
        ("strijkhulp gezocht", "strijk", ("gezocht",)),
        # What people come for stays, though little of what they tell is known.
        ("strijken voor hockeyspelers met knipperlichten", "strijk", ("hockeyspelers", "knipperlichten")),
        ("mijn dochter van zes wil strijken", "strijk", ("dochter", "zes")),
    ],
)
def test_a_need_in_plain_words(index: Index, words: str, first: str, left_out: tuple[str, ...]) -> None:
    found = sought(index, words)
    assert best(found)[0] == first
    assert found.left_out == left_out


@pytest.mark.parametrize(
    "words",
    [
        "hulp gezocht",  # fillers alone
        "bloemschikken voor beginners",  # words that nothing holds
        "opleiding tot piloot",  # what stays stands in half of all records
        "zeehond met piloten",  # what stays weighs less than what is given up
        "hulp bij zwemmen",
        "gas zui",  # not the beginning of Zuid, which is too little to go by
    ],
)
def test_nothing_where_there_is_nothing(index: Index, words: str) -> None:
    assert sought(index, words).hits == {}


def test_all_words_found_are_never_given_up(index: Index) -> None:
    assert sought(index, "mariasteen strijkdienst").left_out == ()


def test_words_that_no_record_holds_together_give_the_one_set_that_weighs_most_not_all_that_hold_any(
    index: Index,
) -> None:
    found = sought(index, "strijken opleiding")
    assert set(found.hits) == {"strijk"}
    assert found.left_out == ("opleiding",)


def test_words_of_offers_stay_rather_than_rarer_words_elsewhere(index: Index) -> None:
    assert set(sought(index, "zeehond naaien").hits) == {"groot"}


def test_synonyms_of_several_words_are_combined(index: Index) -> None:
    found = sought(index, "solliciteren na ziekte")
    assert best(found) == ["werk"]
    assert found.through["werk"] == "begeleiding naar werk + re-integratie"


def test_an_idiom_is_not_taken_word_for_word(index: Index) -> None:
    assert set(sought(index, "zonder werk").hits) == {"vdab"}, "not all that have to do with work"
    assert set(sought(index, "opleiding zoeken").hits) == {"sollicitatie"}, "a filler tells no more than a stop word"


def test_verbs_tell_nothing_beside_what_one_works_in(index: Index) -> None:
    assert set(sought(index, "ik wil werken in de kledij").hits) == {"groot"}


def test_what_is_called_so_is_no_idiom(index: Index) -> None:
    assert {"vdab", "werk"} <= set(sought(index, "begeleiding naar werk").hits)


def test_a_feminine_means_its_masculine(index: Index) -> None:
    assert set(sought(index, "strijkster").hits) == {"strijk"}


def test_a_compound_of_a_known_word_and_a_filler_means_the_word(index: Index) -> None:
    assert set(sought(index, "strijkersmedewerker").hits) == {"strijk"}


def test_words_together_by_accident_do_not_hide_who_fits_without_the_fillers(tmp_path: Path) -> None:
    made = Index(tmp_path)
    made.rebuild(
        [actor("fits", "Mariasteen", offers=("Strijken",)), actor("story", "Elders", text=("Graag ook strijken.",))], 1
    )
    assert best(sought(made, "graag strijken")) == ["fits", "story"]


def test_only_some_records_may_be_asked_for(index: Index) -> None:
    reader = index.now()
    numbers = frozenset(number for number, key in enumerate(reader.ids) if key not in ("poets", "groot"))
    among = reader.among(numbers)
    assert among.count == len(numbers)
    assert {reader.ids[number] for number in seek(among, "poetsen", TABLE).hits} == {"fonds"}


def test_a_word_is_not_put_right_into_one_that_is_given_up(index: Index) -> None:
    found = sought(index, "strijken met koeken")  # one letter from "zoeken"
    assert set(found.hits) == {"strijk"}
    assert found.corrected is None


def test_only_the_last_word_may_be_a_beginning(index: Index) -> None:
    """The words that stay are looked for as whole words, and where nothing is found nothing was given up."""
    assert sought(index, "strij bloemschikken").left_out == ()


def test_literal_gives_up_nothing_and_says_nothing_otherwise(index: Index) -> None:
    assert sought(index, "oud pwa", literal=True).hits == {}
    assert sought(index, "poetsen", literal=True).hits == {}


def test_a_letter_is_forgiven_in_synonyms_too(index: Index) -> None:
    found = sought(index, "hulp bij soliciteren")
    assert found.corrected == "hulp bij solliciteren"
    assert set(found.hits) == {"vdab", "werk"}


def test_a_word_that_is_right_elsewhere_is_not_put_right(index: Index) -> None:
    reader = index.now()
    assert seek(reader, "strijkdinst", TABLE).corrected == "strijkdienst"
    found = seek(reader, "strijkdinst", TABLE, right={"strijkdinst"}.__contains__)
    assert (found.corrected, found.hits) == (None, {})


def test_a_word_put_right_is_no_reason_to_give_up_another(index: Index) -> None:
    assert sought(index, "strijkdinst kaboutermuts").hits == {}


def test_an_unknown_compound_is_found_by_its_parts(index: Index) -> None:
    assert best(sought(index, "strijkbedrijf")) == ["strijk"]


def test_a_synonym_never_outranks_the_word_itself_in_the_same_field(index: Index) -> None:
    found = sought(index, "mariasteen")
    assert best(found) == ["strijk", "vdab"]  # though the synonym weighs 1 and is a whole name too


def test_a_synonym_in_the_middle_of_a_name_is_less_than_one_in_an_offer(index: Index) -> None:
    assert best(sought(index, "poetsen")) == ["poets", "groot", "fonds"]


def test_the_last_word_may_still_be_typed(index: Index) -> None:
    assert "strijk" in sought(index, "strijkd").hits
    assert sought(index, "iemand voor strijkd").left_out == ("iemand",)
