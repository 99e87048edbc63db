"""Words that are one letter away from another: one letter wrong, missing, too many, or two neighbours swapped."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from vademecum.search.stemming import stem
from vademecum.turns import considerately


class _Texts:
    """Texts by their length and their first and last letters."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._beginning: dict[tuple[int, str], list[str]] = {}
        self._ending: dict[tuple[int, str], list[str]] = {}
        for text in considerately(texts):
            size = len(text)
            self._beginning.setdefault((size, text[0]), []).append(text)
            self._ending.setdefault((size, text[-1]), []).append(text)

    def near(self, text: str) -> list[str]:
        """Those that are one letter away, and the text itself where it is among them.

        One change leaves the first letter as it is, or else the last one: few have to be compared.
        """
        alike: set[str] = set()
        for size in range(len(text) - 1, len(text) + 2):
            alike.update(self._beginning.get((size, text[0]), ()), self._ending.get((size, text[-1]), ()))
        found = process.extract(text, list(alike), scorer=OSA.distance, score_cutoff=1, limit=None)
        return [choice for choice, _distance, _position in found]


class Spelling:
    """Folded words, by how they are spelled."""

    def __init__(self, words: Collection[str]) -> None:
        """``words``: in any order."""
        self._words = words

    def near(self, word: str) -> list[str]:
        """Words that are one letter away from a word of three letters or more."""
        return self._texts.near(word)

    def near_stem(self, stem_: str) -> list[tuple[str, str]]:
        """Words of which the stem is one letter away from a stem of three letters or more, each with its stem."""
        return [(word, found) for found in self._stems.near(stem_) for word in self.of_stem[found]]

    @cached_property
    def of_stem(self) -> dict[str, list[str]]:
        """The words by their stem."""
        found: dict[str, list[str]] = {}
        for word in considerately(self._words):
            found.setdefault(stem(word), []).append(word)
        return found

    @cached_property
    def _texts(self) -> _Texts:
        return _Texts(self._words)

    @cached_property
    def _stems(self) -> _Texts:
        return _Texts(self.of_stem)
