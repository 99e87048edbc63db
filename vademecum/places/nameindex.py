"""Looks names of places up: exactly, by an old spelling, with one typing error, by their beginning.

Made once from the names of a gazetteer, then only read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec
from rapidfuzz.distance import OSA

from vademecum.places.folding import fold, fold_old
from vademecum.records import AreaName, Place
from vademecum.turns import considerately

NameKind = Literal["own", "french", "german", "old", "alias"]

_WALLONIA = ("nis:03", "nis:20002", "nis:25", "nis:5", "nis:6", "nis:8", "nis:9")
_TYPO_LETTERS = 5
_TYPO_LETTERS_TOWN = 4  # as typed: one of the five is missing
_TYPO_LETTERS_PART = 6  # names of villages are many, and short ones are next to ordinary words


class Named(msgspec.Struct, frozen=True):
    """A place under one of its names."""

    place: Place
    text: str
    kind: NameKind


class NameIndex:
    """The names of all places that can be asked for. Former municipalities are asked for by their code only."""

    def __init__(self, areas: Iterable[Place], names: Iterable[AreaName], not_typos: Iterable[str]) -> None:
        by_id = {place.id: place for place in areas if place.kind != "former"}
        named = [Named(place, place.name, "own") for place in by_id.values() if place.kind != "postcode"]
        named += [Named(by_id[name.area_id], name.text, name.type) for name in names]
        self._spaced: dict[str, list[Named]] = defaultdict(list)
        self._joined: dict[str, list[Named]] = defaultdict(list)
        self._old: dict[str, list[Named]] = defaultdict(list)
        self._beginnings: list[tuple[str, int, Named]] = []
        for entry in considerately(named, holding=True):  # who asks for it waits for a lock of the gazetteer
            folded = fold(entry.text)
            words = folded.split()
            self._spaced[folded].append(entry)
            self._joined["".join(words)].append(entry)
            if in_west_flanders(entry.place):
                for spelling in {folded, "".join(words)}:
                    self._old[fold_old(spelling)].append(entry)
            for start in range(len(words)):
                self._beginnings.append((" ".join(words[start:]), start, entry))
        self._beginnings.sort(key=lambda item: item[0])
        self._in_province = [
            (name, near)
            for name, entries in self._joined.items()
            if len(name) >= _TYPO_LETTERS and (near := [entry for entry in entries if in_west_flanders(entry.place)])
        ]
        self._not_typos = frozenset(fold(word) for word in not_typos)
        self.longest = max(len(fold(entry.text).split()) for entry in named)

    def exact(self, folded: str) -> list[Named]:
        """Places of this name. ``knokkeheist`` is Knokke-Heist, but ``werk en`` is not Werken."""
        return (self._spaced if " " in folded else self._joined).get(folded, [])

    def old_spelling(self, folded: str) -> list[Named]:
        """Places in West-Flanders whose name is this in an older or French spelling (``poperinghe``, ``kortryk``).

        An ordinary word (``messen``) is never one.
        """
        return [] if folded in self._not_typos else self._old.get(fold_old(folded), [])

    def typo(self, folded: str, words: frozenset[str], municipalities_only: bool = False) -> list[Named]:
        """Places in West-Flanders one typing error away: a letter too many, too few, wrong, two swapped, or a space.

        The first letter has to be right, and an ordinary word (``markt``, ``mensen``) is never an error.
        """
        typed = folded.replace(" ", "")
        if len(typed) < _TYPO_LETTERS_TOWN or folded in self._not_typos or typed in words:
            return []
        found: list[Named] = []
        for name, entries in self._in_province:
            if name[0] == typed[0] and name not in words and OSA.distance(typed, name, score_cutoff=1) <= 1:
                found += entries
        return [
            entry
            for entry in found
            if entry.place.kind == "municipality"
            or (entry.place.kind == "region" and len(typed) >= _TYPO_LETTERS)
            or (entry.place.kind == "part" and not municipalities_only and len(typed) >= _TYPO_LETTERS_PART)
        ]

    def has_word(self, folded: str) -> bool:
        """Whether a word stands in the name of some place, anywhere in Belgium."""
        position = bisect_left(self._beginnings, folded, key=lambda item: item[0])
        following = self._beginnings[position : position + 1]
        return any(f"{text} ".startswith(f"{folded} ") for text, _start, _named in following)

    def beginning(self, folded: str) -> Iterator[tuple[int, Named]]:
        """Places with a name, or a word in a name, that begins so; with the number of the word."""
        position = bisect_left(self._beginnings, folded, key=lambda item: item[0])
        for text, start, entry in self._beginnings[position:]:
            if not text.startswith(folded):
                return
            yield start, entry


def nearness(place: Place) -> int:
    """0 in West-Flanders, 1 elsewhere in Flanders and in Brussels, 2 in Wallonia."""
    if in_west_flanders(place):
        return 0
    return 2 if (place.municipality or place.id).startswith(_WALLONIA) else 1


def in_west_flanders(place: Place) -> bool:
    """True for the areas of the province and its regions: their NIS code begins with 3."""
    return (place.municipality or place.id).startswith(("nis:3", "region:"))
