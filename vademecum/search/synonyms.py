"""The words of the sector for the words that people type.

What was typed falls apart in *pieces*: a piece with a meaning ("pwa", "zonder diploma", "werk zoeken"), the longest
first, and single words. The words of a piece are compared by their stems, so that "psychologen" means what "psycholoog"
means; those of a longer piece may stand in another order and have stop words and fillers between them ("ik zoek een
nieuwe job"). Each meaning gives another way to say the same, which counts less than the words themselves; where several
pieces have meanings, their meanings are combined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple, TypeVar

import msgspec

from vademecum.records import Frozen, Synonym
from vademecum.search.language import Word, is_filler, words_of
from vademecum.search.stemming import stem
from vademecum.turns import considerately

_T = TypeVar("_T")

MOST = 64  # ways to say it
_LIGHT = frozenset({"werken", "leren"})  # verbs that tell nothing beside what one works in or learns
_PART = 400  # synonyms of one part of a table
_LATER = 0.03  # of two meanings of equal weight the first is the better one

Meanings = tuple[tuple[str, float], ...]


class Table(msgspec.Struct, frozen=True):
    """Synonyms ready to be looked up.

    ``exact``: by their stems in order. ``loose``: pieces of several words by their stems but for stop words, in any
    order; each stands under one of its stems, so that few are looked at. ``words``: all folded words of all texts.
    """

    exact: Mapping[tuple[str, ...], Meanings]
    loose: Mapping[str, Mapping[frozenset[str], Meanings]]
    words: frozenset[str]


class Other(Frozen, frozen=True, kw_only=True):
    """Another way to say what was typed. ``through``: the meaning that took the place of a word.

    ``pieces``: per piece of what was typed (see :func:`pieces`) what is searched instead, "" for the piece itself.
    """

    words: str
    weight: float
    through: str
    pieces: tuple[str, ...] = ()


class Piece(msgspec.Struct, frozen=True):
    """A part of what was typed: its words in order, the text, and what it means.

    ``label``: it is also the whole of an offer, a theme or the like, so it means what it says.
    """

    words: tuple[Word, ...]
    text: str
    meanings: Meanings = ()
    label: bool = False

    @property
    def filler(self) -> bool:
        """True where it is the first to be given up."""
        return not self.meanings and all(is_filler(word.text) for word in self.words)

    @property
    def idiom(self) -> bool:
        """True where its one telling word alone says something else: "zonder werk", "na ziekte", "wil werken"."""
        telling = sum(not word.stop and not is_filler(word.text) and word.text not in _LIGHT for word in self.words)
        return bool(self.meanings) and not self.label and len(self.words) > 1 and telling == 1


def table(synonyms: Sequence[Synonym]) -> Table:
    """The synonyms by their stems, ready to be looked up."""
    exact: dict[tuple[str, ...], dict[str, float]] = {}
    loose: dict[frozenset[str], dict[str, float]] = {}
    words: set[str] = set()
    read: dict[str, _Read] = {}  # most texts stand in several synonyms

    def reading(text: str) -> _Read:
        found = read.get(text)
        if found is None:
            found = read[text] = _read(text)
        return found

    def add(text: str, meaning: str, weight: float) -> None:
        key, bag, typed = reading(text)
        if not key or key == reading(meaning).key:
            return
        words.update(typed)
        for meanings in (exact.setdefault(key, {}), loose.setdefault(bag, {}) if len(bag) > 1 else {}):
            meanings[meaning] = max(weight, meanings.get(meaning, 0.0))

    for synonym in considerately(synonyms):
        for position, meaning in enumerate(synonym.means):
            add(synonym.text, meaning, synonym.weight * (1 - _LATER * position))
            if synonym.both_ways:
                add(meaning, synonym.text, synonym.weight)
    under: dict[str, dict[frozenset[str], Meanings]] = {}
    for bag, meanings in loose.items():
        under.setdefault(min(bag), {})[bag] = _sorted(meanings)
    return Table({key: _sorted(meanings) for key, meanings in exact.items()}, under, frozenset(words))


def parts(whole: Table) -> Iterator[Table]:
    """A table in parts, each of which is read in a millisecond: while one is read, all other threads stand still."""
    for some in _slices(whole.exact.items()):
        yield Table(dict(some), {}, frozenset())
    for more in _slices(whole.loose.items()):
        yield Table({}, dict(more), frozenset())
    yield Table({}, {}, whole.words)


def joined(some: Iterable[Table]) -> Table:
    """The table of which these are the parts."""
    exact: dict[tuple[str, ...], Meanings] = {}
    loose: dict[str, Mapping[frozenset[str], Meanings]] = {}
    words: set[str] = set()
    for part in some:
        exact.update(part.exact)
        loose.update(part.loose)
        words.update(part.words)
    return Table(exact, loose, frozenset(words))


def _slices(items: Iterable[_T]) -> Iterator[tuple[_T, ...]]:
    left = iter(items)
    while some := tuple(islice(left, _PART)):
        yield some


class _Read(NamedTuple):
    """A text: the stems of its words in order, those of its telling words, and the words."""

    key: tuple[str, ...]
    bag: frozenset[str]
    words: tuple[str, ...]


def _read(text: str) -> _Read:
    words = words_of(text)
    key = _key(words)
    bag = frozenset(stem_ for word, stem_ in zip(words, key, strict=True) if not word.stop)
    return _Read(key, bag, tuple(word.text for word in words))


def _key(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(stem(word.text) for word in words)


def _sorted(meanings: Mapping[str, float]) -> Meanings:
    return tuple(sorted(meanings.items(), key=lambda item: (-item[1], item[0])))


def pieces(text: str, synonyms: Table) -> tuple[Piece, ...]:
    """What was typed in pieces, in order; stop words outside a piece with a meaning are left out."""
    words = words_of(text)
    stems = _key(words)
    taken: dict[int, Piece] = {}  # word -> its piece

    def take(positions: Sequence[int], meanings: Meanings) -> None:
        chosen = tuple(words[position] for position in positions)
        piece = Piece(chosen, " ".join(text[word.start : word.end] for word in chosen), meanings)
        taken.update(dict.fromkeys(positions, piece))

    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            span = range(start, start + length)
            meanings = synonyms.exact.get(stems[start : start + length])
            if meanings and taken.keys().isdisjoint(span):
                take(span, meanings)
        if length == 2:
            for positions, meanings in _scattered(words, stems, synonyms):
                if taken.keys().isdisjoint(positions):
                    take(positions, meanings)
    for position, word in enumerate(words):
        if position not in taken and (not word.stop or len(words) == 1):
            take([position], ())
    return tuple(dict.fromkeys(taken[position] for position in sorted(taken)))


def _scattered(words: Sequence[Word], stems: tuple[str, ...], synonyms: Table) -> Iterator[tuple[list[int], Meanings]]:
    """Pieces of several words in any order, with nothing but stop words and fillers between them; the longest first."""
    content = {stem_: position for position, stem_ in reversed(list(enumerate(stems))) if not words[position].stop}
    fitting = {
        bag: meanings
        for stem_ in content
        for bag, meanings in synonyms.loose.get(stem_, {}).items()
        if bag <= content.keys()
    }
    for bag in sorted(fitting, key=lambda bag: (-len(bag), sorted(bag))):
        positions = sorted(content[stem_] for stem_ in bag)
        between = set(range(positions[0], positions[-1])).difference(positions)
        if all(words[position].stop or is_filler(words[position].text) for position in between):
            yield positions, fitting[bag]


def expand(text: str, found: Sequence[Piece]) -> Iterator[Other]:
    """Other ways to say the text, of which these are the pieces: the heaviest first, at most :data:`MOST`."""
    ways = [piece.meanings if piece.idiom else (("", 1.0), *piece.meanings) for piece in found]
    combined = islice(product(*ways), MOST * MOST)
    weighed = [(_weight(choice), choice) for choice in combined if any(meaning for meaning, _weight in choice)]
    weighed.sort(key=lambda item: (-item[0], sum(bool(meaning) for meaning, _weight in item[1])))
    for weight, choice in weighed[:MOST]:
        chosen = tuple(meaning for meaning, _weight in choice)
        yield Other(
            words=_replaced(text, found, chosen),
            weight=weight,
            through=" + ".join(dict.fromkeys(filter(None, chosen))),
            pieces=chosen,
        )


def _weight(choice: Sequence[tuple[str, float]]) -> float:
    """Of several meanings the lightest counts: three good ones are not a bad one."""
    return min(weight for _meaning, weight in choice)


def _replaced(text: str, found: Sequence[Piece], chosen: Sequence[str]) -> str:
    """The text with meanings in the place of pieces. A meaning at the end is no word that is still being typed."""
    meaning_at = {piece.words[0].start: meaning for piece, meaning in zip(found, chosen, strict=True) if meaning}
    dropped = {word.start for piece, meaning in zip(found, chosen, strict=True) if meaning for word in piece.words[1:]}
    words = words_of(text)
    parts = [meaning_at.get(word.start) or text[word.start : word.end] for word in words if word.start not in dropped]
    last = words[-1].start
    return " ".join(parts) + (" " if last in meaning_at or last in dropped or text[-1:].isspace() else "")
