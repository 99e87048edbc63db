"""What is kept of the index in memory never grows beyond what it may."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vademecum.search.lately import AN_ENTRY, MOST, Lately


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, MOST)), max_size=30))
def test_those_that_came_first_make_way(asked: list[tuple[str, int]]) -> None:
    lately = Lately()
    order: list[str] = []
    for term, size in asked:
        key = "words", term, int
        if lately.get(key) is None:
            lately.keep(key, dict.fromkeys(range(size), 1))
            order.append(term)
        kept = [lately.get(("words", other, int)) for other in "abcdefgh"]
        assert sum(len(postings) + AN_ENTRY for postings in kept if postings is not None) <= MOST
        there = [other for other, postings in zip("abcdefgh", kept, strict=True) if postings is not None]
        assert set(there) == set(order[len(order) - len(there) :])  # the last ones


def test_what_is_kept_twice_counts_once() -> None:
    lately = Lately()
    for _again in range(MOST):
        lately.keep(("words", "a", int), {1: 1})
    assert lately.get(("words", "a", int)) == {1: 1}
