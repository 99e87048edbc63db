"""The search language: what is taken apart, and what is said of what isn't understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vademecum.records import Alternative, Clause, Condition, Span
from vademecum.search.query import FIELDS, parse


@pytest.mark.parametrize(
    "text",
    ["werkervaring ieper", "art. 60", "sint-jan", "'t veer", "werk 8:30", "http://www.voka.be", "leren of werken"],
)
def test_plain_words_stay_plain(text: str) -> None:
    query = parse(text)
    assert query.plain
    assert query.words == text


def test_quotes_minus_and_or() -> None:
    query = parse('werk -vdab "sociale economie" poets OR strijk')
    assert query.words == "werk"
    assert query.clauses == (
        Clause(alternatives=(Alternative(text="vdab"),), excluded=True),
        Clause(alternatives=(Alternative(text="sociale economie", phrase=True),)),
        Clause(alternatives=(Alternative(text="poets"), Alternative(text="strijk"))),
    )


@pytest.mark.parametrize(("dutch", "english"), [("soort", "kind"), ("thema", "theme"), ("zonder", "without")])
def test_english_names_of_fields_work_too(dutch: str, english: str) -> None:
    assert FIELDS[dutch] == FIELDS[english]
    [condition] = parse(f"{english}:x").conditions
    assert condition.field == FIELDS[dutch]


def test_a_field_knows_where_it_stands() -> None:
    [condition] = parse('poets -netwerk:"PLAN Light"').conditions
    assert condition == Condition(field="network", value="PLAN Light", excluded=True, span=Span(start=6, end=27))


def test_dates_take_before_and_after() -> None:
    assert [c.operator for c in parse("gecontroleerd:<2025 gecontroleerd:>2026-06").conditions] == ["<", ">"]


@pytest.mark.parametrize(
    ("text", "marked", "said"),
    [
        ("srot:ocmw", "srot:ocmw", "soort"),
        ("poets soort:", "soort:", "soort:"),
        ("gecontroleerd:gisteren", "gecontroleerd:gisteren", "gecontroleerd"),
        ("soort:<ocmw", "soort:<ocmw", "<"),
        ('poets "aan huis', '"aan huis', ""),
        ("poets OR", "OR", "OR"),
    ],
)
def test_a_mistake_is_pointed_at_and_explained(text: str, marked: str, said: str) -> None:
    [problem] = parse(text).problems
    assert problem.span is not None
    assert text[problem.span.start : problem.span.end] == marked
    assert said in problem.text


@given(st.text(alphabet="abc :\"-<>ORéö.'", max_size=40))
def test_nothing_that_is_typed_raises_and_marks_lie_within(text: str) -> None:
    query = parse(text)
    for problem in query.problems:
        assert problem.span is not None
        assert 0 <= problem.span.start < problem.span.end <= len(text)
