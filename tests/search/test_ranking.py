"""The order of what is found: a test for each rule that stands in the module."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.search.samples import actor, ids
from vademecum.search import ranking
from vademecum.search.index import Index
from vademecum.search.ranking import BITS, FIELDS, PART_SHIFT, through_synonym, value


def order(index: Index, words: str, *documents: object) -> list[str]:
    index.rebuild(documents, 1)  # type: ignore[arg-type]
    return ids(index, words)


def test_rare_words_count_more_than_frequent_ones(index: Index) -> None:
    rare = actor("rare", "A", offers=("zeldzaam",), text=("gewoon",))
    usual = actor("usual", "B", offers=("gewoon",), text=("zeldzaam",))
    others = [actor(f"x{number}", f"C{number}", themes=("gewoon",)) for number in range(20)]
    assert order(index, "gewoon zeldzaam", usual, rare, *others) == ["rare", "usual"]


def test_words_in_one_field_go_before_words_spread_over_several(index: Index) -> None:
    spread = actor("spread", "A", offers=("poets",), kinds=("dienst",))
    together = actor("together", "B", kinds=("poets en dienst",))
    assert order(index, "poets dienst ", spread, together) == ["together", "spread"]


def test_a_word_itself_goes_before_its_beginning_and_that_before_a_part_of_a_compound(index: Index) -> None:
    documents = (
        actor("part", "A", offers=("Groenploeg",)),
        actor("beginning", "B", offers=("Ploegendienst",)),
        actor("word", "C", offers=("Ploeg",)),
    )
    assert order(index, "ploeg", *documents) == ["word", "beginning", "part"]


def test_words_that_fill_more_of_the_name_go_first(index: Index) -> None:
    documents = (actor("long", "Kringwinkel aan de grote markt"), actor("short", "Kringwinkel markt"))
    assert order(index, "markt", *documents) == ["short", "long"]


def test_words_in_further_fields_add_a_little(index: Index) -> None:
    documents = (actor("one", "A", offers=("fiets",)), actor("two", "B", offers=("fiets",), text=("fiets",)))
    assert order(index, "fiets", *documents) == ["two", "one"]


def test_all_of_an_offer_goes_before_a_piece_of_one(index: Index) -> None:
    piece = actor("piece", "A", offers=("Nederlands leren spreken", "Andere"), text=("nederlands leren",))
    whole = actor("whole", "B", offers=("Nederlands leren",), text=("nederlands leren",))
    assert order(index, "nederlands leren", piece, whole) == ["whole", "piece"]


def test_of_two_that_fit_alike_the_complete_one_goes_first_but_never_before_a_better_fit(index: Index) -> None:
    documents = (
        actor("bare", "A", offers=("fiets",)),
        actor("full", "B", offers=("fiets",), quality=1.0),
        actor("better", "C fiets"),
    )
    assert order(index, "fiets", *documents) == ["better", "full", "bare"]


def test_what_is_added_never_lifts_past_the_next_line() -> None:
    for field, worth in ranking.VALUES.items():
        added = ranking.MORE_FIELDS * 3 + ranking.QUALITY + (ranking.WHOLE_LABEL if field in ranking.LABELLED else 0)
        assert all(worth + added < higher for higher in ranking.VALUES.values() if higher > worth)


def test_no_score_is_above_the_highest(index: Index) -> None:
    everywhere = {field: ("De Lovie",) for field in FIELDS if field != "names"}
    index.rebuild([actor("lovie", "De Lovie", quality=1.0, **everywhere)], 1)
    assert index.now().search("de lovie")[0].score <= ranking.HIGHEST


@pytest.mark.parametrize("field", FIELDS)
@given(score=st.floats(0, ranking.HIGHEST), weight=st.floats(0, 1))
def test_a_synonym_counts_less_than_the_word_itself_in_the_same_field(field: str, score: float, weight: float) -> None:
    assert through_synonym(field, score, weight) < value(BITS[field])


@given(
    lower=st.floats(0, ranking.NAME_BEGINS - 1),
    more=st.floats(0, ranking.HIGHEST),
    weight=st.floats(0.1, 1),
    field=st.sampled_from(FIELDS),
)
def test_the_order_within_a_field_stays_when_found_by_a_synonym(
    lower: float, more: float, weight: float, field: str
) -> None:
    higher = min(ranking.HIGHEST, lower + more)
    assert through_synonym(field, lower, weight) <= through_synonym(field, higher, weight)


def test_a_part_of_a_compound_is_worth_less_than_the_word() -> None:
    assert all(value(bit << PART_SHIFT) < value(bit) for bit in BITS.values())
