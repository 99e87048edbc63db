"""Actors in an order of which only the beginning is made until more is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from heapq import nlargest
from itertools import compress, repeat
from operator import rshift
from typing import overload

from vademecum.catalogue.sets import first_in, has, numbers_in
from vademecum.search.finding import FIELD_BITS

BEGINNING = 64  # hits that are put in order at once: more than the first lines that a window shows


class _Begun(Sequence[int]):
    """Numbers in an order of which only the beginning is made until more is looked at: most never are."""

    def __init__(self, first: Sequence[int], size: int) -> None:
        self._first = first
        self._size = size

    @cached_property
    def _all(self) -> Sequence[int]:
        raise NotImplementedError

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[int]: ...
    def __getitem__(self, at: int | slice) -> int | Sequence[int]:
        if isinstance(at, int) and 0 <= at < len(self._first):
            return self._first[at]
        return self._all[at]

    def __iter__(self) -> Iterator[int]:
        yield from self._first
        if len(self) > len(self._first):
            yield from self._all[len(self._first) :]


class Members(_Begun):
    """The numbers in a set, from small to large."""

    def __init__(self, members: int) -> None:
        self._members = members
        super().__init__(first_in(members, BEGINNING), members.bit_count())

    @cached_property
    def _all(self) -> Sequence[int]:
        return numbers_in(self._members)

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and has(self._members, number)


class Ranked(_Begun):
    """Numbers with the best first."""

    def __init__(self, numbers: Sequence[int], worths: Sequence[int]) -> None:
        """``numbers``: from small to large; ``worths``: what each is worth. Where that is the same, they stay so."""
        self._numbers = numbers
        self._worths = worths
        least = nlargest(BEGINNING, worths)[-1] >> FIELD_BITS << FIELD_BITS
        good = [worth >= least for worth in worths]
        super().__init__(_in_order(list(compress(numbers, good)), list(compress(worths, good))), len(numbers))

    @cached_property
    def _all(self) -> Sequence[int]:
        return _in_order(self._numbers, self._worths)

    def __contains__(self, number: object) -> bool:
        return number in self._numbers


def _in_order(numbers: Sequence[int], worths: Sequence[int]) -> list[int]:
    """The best first; those that are worth the same stay in their order."""
    points = dict(zip(numbers, map(rshift, worths, repeat(FIELD_BITS)), strict=True))
    return sorted(numbers, key=points.__getitem__, reverse=True)
