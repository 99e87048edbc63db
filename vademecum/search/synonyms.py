"""The words of the sector for the words that people type.

A text of synonyms is looked for as whole words within what was typed ("pwa" in "pwa oostende"); each of its meanings
gives another way to say the same, which counts less than the words themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vademecum.records import Frozen, Synonym
from vademecum.search.language import words_of

MOST = 6  # ways to say it: each is a search of its own

Table = Mapping[tuple[str, ...], tuple[tuple[str, float], ...]]


class Other(Frozen, frozen=True, kw_only=True):
    """Another way to say what was typed. ``through``: the meaning that took the place of a word."""

    words: str
    weight: float
    through: str


def table(synonyms: Sequence[Synonym]) -> Table:
    """The synonyms by their folded words, ready to be looked up."""
    result: dict[tuple[str, ...], dict[str, float]] = {}

    def add(text: str, meaning: str, weight: float) -> None:
        key = _key(text)
        if key and key != _key(meaning):
            meanings = result.setdefault(key, {})
            meanings[meaning] = max(weight, meanings.get(meaning, 0.0))

    for synonym in synonyms:
        for meaning in synonym.means:
            add(synonym.text, meaning, synonym.weight)
            if synonym.both_ways:
                add(meaning, synonym.text, synonym.weight)
    return {
        key: tuple(sorted(meanings.items(), key=lambda item: (-item[1], item[0]))) for key, meanings in result.items()
    }


def _key(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(text))


def expand(text: str, synonyms: Table) -> tuple[Other, ...]:
    """Other ways to say the text, the heaviest first; the longest piece that has a meaning goes before its parts."""
    words = words_of(text)
    keys = [word.text for word in words]
    result: list[Other] = []
    longest = max((len(key) for key in synonyms), default=0)
    taken: set[int] = set()
    for length in range(min(longest, len(keys)), 0, -1):
        for start in range(len(keys) - length + 1):
            here = set(range(start, start + length))
            meanings = synonyms.get(tuple(keys[start : start + length]), ())
            if not meanings or here & taken:
                continue
            taken |= here
            before, after = text[: words[start].start], text[words[start + length - 1].end :]
            result.extend(
                Other(words=f"{before}{meaning}{after}", weight=weight, through=meaning) for meaning, weight in meanings
            )
    return tuple(sorted(result, key=lambda other: -other.weight)[:MOST])
