"""Synonyms: whole words, the longest first, in their direction."""

from __future__ import annotations

from vademecum.records import Synonym
from vademecum.search.synonyms import expand, table

TABLE = table(
    [
        Synonym(id="1", text="pwa", means=("wijk-werken",), weight=0.8),
        Synonym(id="2", text="sociaal huis", means=("OCMW",), both_ways=True, weight=0.9),
        Synonym(id="3", text="huis", means=("woning",), weight=0.5),
    ]
)


def ways(text: str) -> list[tuple[str, float]]:
    return [(other.words, other.weight) for other in expand(text, TABLE)]


def test_a_word_is_replaced_where_it_stands() -> None:
    assert ways("PWA oostende") == [("wijk-werken oostende", 0.8)]


def test_direction() -> None:
    assert ways("wijk-werken") == []
    assert ways("ocmw ieper") == [("sociaal huis ieper", 0.9)]


def test_the_longest_piece_goes_first() -> None:
    assert ways("sociaal huis brugge") == [("OCMW brugge", 0.9)]
    assert ways("huis brugge") == [("woning brugge", 0.5)]


def test_only_whole_words() -> None:
    assert ways("pwabc huisvesting") == []
