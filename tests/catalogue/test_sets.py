"""Sets as whole numbers say what sets of Python say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vademecum.catalogue.sets import first_in, has, numbers_in, set_of

SIZE = 2000
NUMBERS = st.sets(st.integers(0, SIZE - 1), max_size=200)


@given(numbers=NUMBERS)
def test_what_is_put_in_is_in_it(numbers: set[int]) -> None:
    members = set_of(iter(numbers), SIZE)
    assert numbers_in(members) == tuple(sorted(numbers))
    assert all(has(members, number) == (number in numbers) for number in range(SIZE))


@given(numbers=NUMBERS, count=st.integers(1, 100))
def test_the_first_are_those_of_all(numbers: set[int], count: int) -> None:
    assert first_in(set_of(numbers, SIZE), count) == tuple(sorted(numbers))[:count]
