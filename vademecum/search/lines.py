"""Texts of all records of a part of the index, kept close together, and whose names begin with what was typed."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from vademecum.search.finding import Named
from vademecum.turns import considerately, give_way

_LETTERS = 3  # at the beginning of lines that are put in order together


class Lines:
    """Texts of all records, one after the other."""

    def __init__(self) -> None:
        self._text = bytearray()
        self._starts = array("L")

    def extend(self, texts: Sequence[bytes]) -> None:
        """The texts of the next records."""
        self._starts.extend(list(accumulate(map(len, texts), initial=len(self._text)))[:-1])
        self._text += b"".join(texts)

    def of(self, number: int) -> bytes:
        """The text of a record."""
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._text)
        return bytes(self._text[self._starts[number] : end])

    @cached_property
    def _ordered(self) -> tuple[array[int], array[int]]:
        """Where each line begins, in order of what it says, and whose it is."""
        lines = bytes(self._text).split(b"\n")
        begins = list(accumulate([len(line) + 1 for line in lines], initial=0))
        order: list[int] = []
        # By first letters: other threads stand still while Python sorts, and to sort all at once takes 30 ms.
        by_letters: dict[bytes, list[int]] = {}
        for number, line in enumerate(considerately(lines, holding=True)):
            if line:
                by_letters.setdefault(line[:_LETTERS], []).append(number)
        for _letters, alike in sorted(by_letters.items()):
            give_way(holding=True)
            order += sorted(alike, key=lines.__getitem__)
        at = array("L", map(begins.__getitem__, order))
        whose = [bisect_right(self._starts, place) - 1 for place in considerately(at, holding=True)]
        return at, array("L", whose)

    def beginning(self, start: bytes) -> Named:
        """The records with a line that begins so; ``start`` is not empty. A record may come twice."""
        at, whose = self._ordered

        def letters(place: int, more: int = 0) -> bytes:
            # A line break comes before all letters: where a line ends, what follows does not change the order.
            return bytes(self._text[place : place + len(start) + more])

        first = bisect_left(at, start, key=letters)
        last = bisect_right(at, start, first, key=letters)
        whole = bisect_right(at, start + b"\n", first, last, key=lambda place: letters(place, 1))
        return Named(whose[first:last], whose[first:whole])
