"""The judged queries are well made, and our search answers them at least as well as it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from tests.relevance.engines import ours, real_catalogue
from tests.relevance.evaluate import Outcome, outcomes, summary
from tests.relevance.judged import CATEGORIES, actors, grades, queries, split_of

#: A little below what was measured when they were set. Better search raises them; nothing lowers them silently. (nDCG
#: was 0.90 for the first 401 queries; 421 harder ones, many of them half sentences, came later.)
SUCCESS_FLOOR = 0.97
NDCG_FLOOR = 0.89
#: A little above what was measured: share of the queries without an answer that got one all the same.
FALSE_CEILING = 0.04


@pytest.fixture(scope="module")
def answered() -> Iterator[list[Outcome]]:
    with real_catalogue() as catalogue:
        yield outcomes(ours(catalogue), queries())


def test_there_are_enough_queries_of_every_category() -> None:
    counts = Counter(query.category for query in queries())
    assert set(counts) == set(CATEGORIES)
    assert min(counts.values()) >= 5
    assert len(queries()) >= 150
    assert {query.who for query in queries()} == {"officer", "staff", "visitor"}


def test_no_query_is_asked_twice() -> None:
    assert [x for x, n in Counter(query.id for query in queries()).items() if n > 1] == []
    assert [x for x, n in Counter(query.text.casefold() for query in queries()).items() if n > 1] == []


def test_nobody_picks_what_is_reported() -> None:
    assert [query.id for query in queries() if query.split != split_of(query.text)] == []
    reported = sum(query.split == "report" for query in queries())
    assert 0.25 <= reported / len(queries()) <= 0.40


def test_right_actors_exist_under_the_name_that_is_written_beside_them() -> None:
    wrong = [(q.id, name) for q in queries() for key, _, name in q.right if actors()[key].name != name]
    assert wrong == []


def test_every_rule_finds_somebody() -> None:
    for query in queries():
        for rule in query.rules:
            found = grades(replace(query, right=(), rules=(rule,)))
            # A place may be served by nobody at one of its distances; every other rule states a fact.
            assert found or rule.at, f"{query.id}: {rule}"


def test_every_query_has_a_good_answer_or_none_at_all() -> None:
    for query in queries():
        best = max(grades(query).values(), default=0)
        assert best == 0 if query.category == "nothing" else best >= 2, query.id
        assert query.why, query.id


def test_our_search_finds_what_people_mean(answered: list[Outcome]) -> None:
    total = summary(answered)
    assert total.success >= SUCCESS_FLOOR
    assert total.ndcg >= NDCG_FLOOR


def test_our_search_finds_nothing_where_there_is_nothing(answered: list[Outcome]) -> None:
    assert summary(answered).false <= FALSE_CEILING
