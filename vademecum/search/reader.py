"""The index as it was at one moment: questions to it, each one answer of one state. Any thread; knows no Whoosh.

Records go by their number in this state (see :mod:`vademecum.search.finding`); :attr:`Reader.ids` says whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from heapq import nlargest
from itertools import chain
from typing import Any, Protocol, TypeVar

import msgspec

from vademecum.records import Document, Found, RecordType
from vademecum.search.finding import (
    FIELD_BITS,
    Known,
    Postings,
    Right,
    Scores,
    Segment,
    completions,
    corrected,
    field_of,
    holding,
    labelled,
    nothing,
    score_of,
    scored,
    standing,
)
from vademecum.search.language import Query, query_of, words_of
from vademecum.search.marking import excerpt
from vademecum.search.ranking import FIELDS
from vademecum.turns import give_way

ACTORS: frozenset[RecordType] = frozenset({"actor"})

_T = TypeVar("_T")

_REMEMBERED = 8  # questions of which is kept what was found
_HELD = 128  # pieces of questions of which is kept who holds them
_WORDS = 24  # words of which is kept where they stand


class DamagedError(Exception):
    """The index could not be read."""


class Part(Segment, Protocol):
    """A segment that can also give back what was put in."""

    @property
    def numbers(self) -> dict[str, int]: ...
    def document(self, number: int) -> Document: ...


class State:
    """The index after one commit. Immutable, but for what it remembers of the last questions.

    One key in the box asks for actors, for other records and for suggestions: the same words, three times.
    """

    def __init__(self, key: tuple[int, int], segments: Sequence[Part], change: int) -> None:
        """``change``: the highest change number of the catalogue that is in it."""
        self.key = key
        self.segments = tuple(segments)
        self.change = change
        self._words: Known = {}
        self._standing: dict[Query, list[list[Postings]]] = {}
        self._scores: dict[tuple[Query, frozenset[RecordType]], Scores] = {}
        self._held: dict[tuple[Query, frozenset[RecordType]], frozenset[int]] = {}

    @cached_property
    def ids(self) -> Sequence[str]:
        """The ids of the records by their number; those that are gone are among them."""
        if len(self.segments) == 1:
            return self.segments[0].ids
        return tuple(chain.from_iterable(segment.ids for segment in self.segments))

    def scores(self, query: Query, types: frozenset[RecordType]) -> Scores:
        """See :func:`finding.scored`."""
        return _remembered(
            self._scores, (query, types), _REMEMBERED, lambda: scored(self.segments, query, self._where(query), types)
        )

    def holding(self, query: Query, types: frozenset[RecordType]) -> frozenset[int]:
        """See :func:`finding.holding`."""
        return _remembered(self._held, (query, types), _HELD, lambda: holding(self.segments, self._where(query), types))

    def _where(self, query: Query) -> list[list[Postings]]:
        if len(self._words) >= _WORDS:
            self._words.clear()
        return _remembered(self._standing, query, _REMEMBERED, lambda: standing(self.segments, query, self._words))

    def sort(self, number: int) -> bytes:
        """What a record is put in order by."""
        for segment in self.segments:
            if number < len(segment.ids):
                return segment.sort(number)
            number -= len(segment.ids)
        raise IndexError(number)

    def types(self, numbers: Iterable[int], of: frozenset[RecordType]) -> dict[int, RecordType]:
        """The types of some records, which are of these types."""
        found: dict[int, RecordType] = {}
        wanted = frozenset(numbers)
        for kind in sorted(of):
            first = 0
            for segment in self.segments:
                live = segment.live(frozenset({kind}))
                found.update((number, kind) for number in wanted if number - first in live)
                first += len(segment.ids)
        return found

    def document(self, record_id: str) -> Document | None:
        """The texts of one record; None when it is not there (any more)."""
        for segment in self.segments:
            number = segment.numbers.get(record_id)
            if number is not None and number not in segment.dead:
                return segment.document(number)
        return None


class Reader:
    """Questions to one state. Where it turns out to be damaged, the answer is empty and the owner is told."""

    def __init__(self, state: State, damaged: Callable[[Exception, tuple[int, int]], object]) -> None:
        """``damaged``: told what went wrong, and of which state."""
        self._state = state
        self._damaged = damaged

    def _ask(self, question: Callable[[], _T], otherwise: _T) -> _T:
        give_way()
        try:
            return question()
        except DamagedError as error:
            self._damaged(error, self._state.key)
            return otherwise

    @property
    def key(self) -> tuple[int, int]:
        """What tells this state from others."""
        return self._state.key

    @property
    def ids(self) -> Sequence[str]:
        """The ids of the records by their number."""
        return self._state.ids

    @property
    def parts(self) -> Mapping[str, Sequence[str]]:
        """The same ids by part of the index: a save adds a part and leaves the others as they are."""
        return {segment.id: segment.ids for segment in self._state.segments}

    @property
    def change(self) -> int:
        """The highest change number of the catalogue that is in the index; 0 for an empty one."""
        return self._state.change

    @property
    def count(self) -> int:
        """The number of records in the index."""
        live = sum(len(segment.ids) - len(segment.dead) for segment in self._state.segments)
        return max(0, live - 1)  # one holds the change number

    def scores(self, words: str, types: Collection[RecordType] = ACTORS) -> Scores:
        """The records of ``types`` that hold all ``words``, and what each is worth."""
        query = query_of(words)
        return {} if query.empty else self._ask(lambda: self._state.scores(query, frozenset(types)), {})

    def holding(self, words: str, types: Collection[RecordType] = ACTORS) -> frozenset[int]:
        """The records of ``types`` that hold all ``words``: which they are, not how good."""
        query = query_of(words)
        return (
            frozenset() if query.empty else self._ask(lambda: self._state.holding(query, frozenset(types)), frozenset())
        )

    def among(self, numbers: frozenset[int]) -> Reader:
        """The same state, of which only some records are asked for."""
        return _Among(self._state, self._damaged, numbers)

    def labelled(self, words: str) -> bool:
        """True where the words are the whole of an offer, kind of work, kind, theme or measure of some record."""
        return self._ask(lambda: labelled(self._state.segments, query_of(words)), False)

    def search(
        self, words: str, *, types: Collection[RecordType] = ACTORS, limit: int | None = None
    ) -> tuple[Found, ...]:
        """The records of ``types`` that hold all ``words``, best first.

        Without snippets: ask those of the page that is shown with :meth:`snippets`.
        """
        return self.best(self.scores(words, types), types, limit)

    def best(self, scores: Scores, types: Collection[RecordType], limit: int | None = None) -> tuple[Found, ...]:
        """The best of what was found in this state, as values."""
        state = self._state
        if limit is not None and limit < len(scores):  # those of equal score are put in order by name below
            least = nlargest(limit, scores.values())[-1] >> FIELD_BITS << FIELD_BITS
            scores = {number: value for number, value in scores.items() if value >= least}
        points = {number: value >> FIELD_BITS for number, value in scores.items()}
        first = sorted(points, key=lambda number: (-points[number], state.sort(number), state.ids[number]))[:limit]
        kinds = state.types(first, frozenset(types))
        return tuple(
            Found(
                id=state.ids[number], type=kinds[number], score=score_of(scores[number]), field=field_of(scores[number])
            )
            for number in first
        )

    def holds_phrase(self, number: int, words: str) -> bool:
        """Whether a record holds the words next to each other and as they were typed."""
        document = self._ask(lambda: self._state.document(self._state.ids[number]), None)
        return document is not None and _holds_phrase(document, [word.text for word in words_of(words)])

    def snippets(self, words: str, found: Iterable[Found]) -> tuple[Found, ...]:
        """The same, each with the text of its field in which the words were found."""
        hits = tuple(found)
        nothing: list[Document | None] = []
        documents = self._ask(lambda: [self._state.document(hit.id) for hit in hits], nothing)
        filled = {
            hit.id: msgspec.structs.replace(hit, snippet=excerpt(getattr(document, hit.field), words))
            for hit, document in zip(hits, documents, strict=False)
            if document is not None
        }
        return tuple(filled.get(hit.id, hit) for hit in hits)

    def complete(self, prefix: str, limit: int = 8) -> tuple[str, ...]:
        """Words that begin with the last word of ``prefix``, the most used first, as they are written."""
        typed = words_of(prefix)
        if not typed or typed[-1].end < len(prefix) or len(typed[-1].text) < 2:
            return ()
        return self._ask(lambda: tuple(completions(self._state.segments, typed[-1].text, limit)), ())

    def similar(self, words: str, others: Collection[str] = (), right: Right = nothing) -> str | None:
        """The words with one letter put right in those that no record holds; None when there is nothing to do so.

        Only for an answer without hits: a word that is found is never questioned. ``others``: folded words that are
        right as well, such as synonyms. ``right``: see :data:`finding.Right`.
        """
        return self._ask(lambda: corrected(self._state.segments, words, frozenset(others), right), None)


class _Among(Reader):
    """Questions for some records of a state."""

    def __init__(
        self, state: State, damaged: Callable[[Exception, tuple[int, int]], object], numbers: frozenset[int]
    ) -> None:
        super().__init__(state, damaged)
        self._numbers = numbers

    @property
    def count(self) -> int:
        return len(self._numbers)

    def scores(self, words: str, types: Collection[RecordType] = ACTORS) -> Scores:
        found = super().scores(words, types)
        return {number: value for number, value in found.items() if number in self._numbers}

    def holding(self, words: str, types: Collection[RecordType] = ACTORS) -> frozenset[int]:
        return super().holding(words, types) & self._numbers


def _remembered(memory: dict[Any, _T], key: object, most: int, make: Callable[[], _T]) -> _T:
    """What is kept under a key, made where it isn't there; all else is forgotten where that becomes too much."""
    known = memory.get(key)
    if known is None:
        give_way()
        known = make()
        if len(memory) >= most:
            memory.clear()
        memory[key] = known
    return known


def _holds_phrase(document: Document, wanted: list[str]) -> bool:
    for field in FIELDS:
        for text in getattr(document, field):
            here = [word.text for word in words_of(text)]
            if any(here[start : start + len(wanted)] == wanted for start in range(len(here) - len(wanted) + 1)):
                return True
    return False
