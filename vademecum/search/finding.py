"""From words to records: which records hold all the words, and in what order. Any thread; knows no Whoosh.

Works on *segments*, the immutable parts of an index (see :class:`Segment`), so that the same lines serve an index in
one piece and one to which records were added since.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

from vademecum.records import Document, Found, RecordType
from vademecum.search import ranking
from vademecum.search.language import Query, is_filler, name_key, query_of, terms_of, words_of
from vademecum.search.stemming import stem

Postings = dict[int, int]  # number of a record in its segment -> mask of fields, see ranking
Known = dict[tuple[str, str, bool], Postings]  # id of a segment, word, whether it is still being typed

_NAME_FIELDS = frozenset({"names", "former", "aliases"})
_LABEL = 60  # characters of what may be a label; longer texts are descriptions
_TYPO_MIN = 4  # letters of a word in which two may be swapped; in longer ones, one may be wrong
_TYPO_SHORT = 5  # letters of a word in which the first one is right


class Head(msgspec.Struct, array_like=True, frozen=True):
    """What is kept in memory of each record.

    ``names``, ``others``, ``labels``: see :func:`ranking.name_score` and :data:`ranking.WHOLE_LABEL`. ``size``: letters
    of the key of the first name. ``quality``: see :data:`ranking.QUALITY`.
    """

    id: str
    type: RecordType
    ended: bool
    sort: str
    size: int
    names: str
    others: str
    labels: str
    quality: float


class Segment(Protocol):
    """An immutable part of an index."""

    id: str

    @property
    def heads(self) -> Sequence[Head]: ...
    @property
    def dead(self) -> frozenset[int]: ...
    def postings(self, field: str, term: str) -> Postings: ...
    def beginning_with(self, prefix: str) -> Sequence[str]: ...
    def words(self) -> Sequence[str]: ...
    def word_stems(self) -> Sequence[str]: ...
    def forms(self) -> dict[str, str]: ...


class Entry(msgspec.Struct, frozen=True):
    """What an index keeps of one document: per term the mask of its fields."""

    head: Head
    words: dict[str, int]
    stems: dict[str, int]
    written: tuple[tuple[str, str], ...]  # folded words and how they are written, where that differs


def entry_of(document: Document) -> Entry:
    """Analyse a document."""
    words: dict[str, int] = {}
    stems: dict[str, int] = {}
    written: dict[tuple[str, str], None] = {}
    for field, bit in ranking.BITS.items():
        part_bit = bit << ranking.PART_SHIFT
        for text in getattr(document, field):
            terms = terms_of(text, name=field in _NAME_FIELDS)
            for word in terms.words:
                words[word] = words.get(word, 0) | bit
            for word in terms.glued:
                words[word] = words.get(word, 0) | part_bit
            for word in terms.stems:
                stems[word] = stems.get(word, 0) | bit
            for word in terms.parts:
                stems[word] = stems.get(word, 0) | part_bit
            written.update(dict.fromkeys(terms.written))
    head = Head(
        id=document.id,
        type=document.type,
        ended=document.status == "ended",
        sort=" ".join(word.text for name in document.names[:1] for word in words_of(name)),
        size=len(name_key(document.names[0])) if document.names else 0,
        names=_key_lines(document.names),
        others=_key_lines(document.former + document.aliases),
        labels=_key_lines(
            [text for field in ranking.LABELLED for text in getattr(document, field) if len(text) <= _LABEL]
        ),
        quality=document.quality,
    )
    return Entry(head, words, stems, tuple(written))


def _key_lines(names: Sequence[str]) -> str:
    return "\n" + "".join(f"{name_key(name)}\n" for name in dict.fromkeys(names))


# --------------------------------------------------------------------------------------------------------------------
# All words


def standing(segments: Sequence[Segment], query: Query, known: Known) -> list[list[Postings]]:
    """Where each required word stands, per segment. What :func:`find` works on; it does not change it.

    ``known``: what was found before, of the same segments; is added to.
    """
    return [_all_postings(segment, query, known) for segment in segments]


def find(
    segments: Sequence[Segment],
    query: Query,
    per_segment: list[list[Postings]],
    allowed: Collection[str] | None,
    types: Collection[RecordType],
) -> list[Found]:
    """The records of ``types`` that hold all required words, best first; only ``allowed`` ids when given."""
    total = sum(len(segment.heads) for segment in segments)
    weights = [
        ranking.rarity(sum(len(found[position]) for found in per_segment), total)
        for position in range(len(query.required))
    ]
    scored: list[tuple[float, str, str, RecordType, str]] = []
    line = query.line
    judged: dict[tuple[int, ...], _Verdict] = {}  # few combinations of fields occur, many records share one
    for segment, found in zip(segments, per_segment, strict=True):
        numbers = _holding_all(found) - segment.dead
        if allowed is not None:
            numbers = {number for number in numbers if segment.heads[number].id in allowed}
        for number in numbers:
            head = segment.heads[number]
            if head.type not in types:
                continue
            masks = tuple([postings[number] for postings in found])
            verdict = judged.get(masks)
            if verdict is None:
                verdict = judged[masks] = _judge(masks, weights)
            score = verdict.score
            if verdict.in_names:
                score = _with_name(head, query, score)
            elif line in head.labels:
                score += ranking.WHOLE_LABEL
            score += ranking.QUALITY * head.quality
            if head.ended:
                score += ranking.ENDED
            scored.append((-round(score, 3), head.sort, head.id, head.type, verdict.field))
    scored.sort()
    return [Found(id=id_, type=type_, score=-score, field=field) for score, _sort, id_, type_, field in scored]


def holding(
    segments: Sequence[Segment], per_segment: list[list[Postings]], types: Collection[RecordType]
) -> frozenset[str]:
    """The ids of the records of ``types`` that hold all required words."""
    return frozenset(
        segment.heads[number].id
        for segment, found in zip(segments, per_segment, strict=True)
        for number in _holding_all(found) - segment.dead
        if segment.heads[number].type in types
    )


def _all_postings(segment: Segment, query: Query, known: Known) -> list[Postings]:
    """Where each required word stands; two that follow each other also stand where they are written as one word."""
    found = []
    for word in query.required:
        key = segment.id, word, query.typing and word == query.required[-1]
        postings = known.get(key)
        if postings is None:
            postings = known[key] = _postings(segment, word, query)
        found.append(dict(postings))  # a copy: it is added to below
    for position, (left, right) in enumerate(pairwise(query.required)):
        for number, mask in segment.postings("stems", stem(left + right)).items():
            for postings in found[position : position + 2]:
                postings[number] = postings.get(number, 0) | mask
    return found


def _postings(segment: Segment, word: str, query: Query) -> Postings:
    """Where a word stands: by its stem, and for the word being typed also by its beginning."""
    found = segment.postings("stems", stem(word))
    if query.typing and word == query.required[-1]:
        for number, mask in _beginnings(segment, word).items():
            found[number] = found.get(number, 0) | mask
    return found


def _beginnings(segment: Segment, prefix: str) -> Postings:
    """Where words begin with ``prefix``; see :data:`ranking.BEGINNINGS`."""
    if len(prefix) == 1:
        start = f"\n{prefix}"
        return {
            number: ranking.BITS["names" if start in head.names else "aliases"] << ranking.BEGINNING_SHIFT
            for number, head in enumerate(segment.heads)
            if start in head.names or start in head.others
        }
    keep = ranking.BEGINNINGS.get(len(prefix), ranking.WORD_BITS)
    found: Postings = {}
    for word in segment.beginning_with(prefix):
        for number, mask in segment.postings("words", word).items():
            glued = (mask >> ranking.PART_SHIFT & keep) << ranking.PART_SHIFT
            kept = (mask & keep) << ranking.BEGINNING_SHIFT | glued
            if kept:
                found[number] = found.get(number, 0) | kept
    return found


def _holding_all(found: list[Postings]) -> set[int]:
    """The numbers that are in all postings."""
    smallest, *others = sorted(found, key=len)
    numbers = set(smallest)
    for postings in others:
        numbers.intersection_update(postings)
    return numbers


class _Verdict(NamedTuple):
    """What the fields in which the words stand are worth."""

    score: float
    field: str
    in_names: bool


def _judge(masks: tuple[int, ...], weights: list[float]) -> _Verdict:
    """See the rules in :mod:`ranking`."""
    score = sum(weight * ranking.value(mask) for weight, mask in zip(weights, masks, strict=True)) / sum(weights)
    if not ranking.common(masks):
        score *= ranking.SPREAD
    in_names = all(ranking.flat(mask) & ranking.ALL_NAME_BITS for mask in masks)
    return _Verdict(round(score, 3), ranking.best_field(masks), in_names)


def _with_name(head: Head, query: Query, score: float) -> float:
    """The score of a record whose names hold all the words."""
    score = max(score, ranking.name_score(query.key, head.names, head.others))
    score += ranking.FILLS_NAME * min(1.0, len(query.key) / (head.size or 1))
    if query.optional:
        name = f" {head.sort}"
        if all(f" {word}" in name for word in query.optional):
            score += ranking.STOP_WORDS
    return round(score, 3)


# --------------------------------------------------------------------------------------------------------------------
# One letter wrong


def corrected(segments: Sequence[Segment], words: str, others: frozenset[str]) -> str | None:
    """The words with one letter put right in those that nothing holds and that are none of ``others``; else None."""
    query = query_of(words)
    known = frozenset(map(stem, others))
    better: dict[str, str] = {}
    for word in query.required:
        if is_filler(word) or stem(word) in known:
            continue
        if not any(_postings(segment, word, query).keys() - segment.dead for segment in segments):
            near = _one_letter_off(segments, word, others)
            if near is not None and not is_filler(near):
                better[word] = near
    typed = [word.text for word in words_of(words)]
    return " ".join(_as_written(segments, better.get(word, word)) for word in typed) if better else None


def _one_letter_off(segments: Sequence[Segment], word: str, others: frozenset[str]) -> str | None:
    """The most used word that is one letter away (wrong, missing, doubled or swapped): itself, else in its stem."""
    if len(word) < _TYPO_MIN or word.isdigit():
        return None
    extra = sorted(others)
    vocabulary = [known for segment in segments for known in segment.words()] + extra
    near = _within_one(word, vocabulary)
    if not near and len(stem(word)) > _TYPO_MIN:
        stems = [known for segment in segments for known in segment.word_stems()] + list(map(stem, extra))
        hits = set(_within_one(stem(word), stems))
        near = [known for known, known_stem in zip(vocabulary, stems, strict=True) if known_stem in hits]

    used = {
        known: sum(len(segment.postings("words", known).keys() - segment.dead) for segment in segments)
        + (known in others)
        for known in near
        if _plausible(word, known)
    }
    best = sorted((known[0] != word[0], -count, known) for known, count in used.items() if count)
    return best[0][2] if best else None


def _plausible(word: str, known: str) -> bool:
    """False where it would rather be another word: a digit, one of four letters, the first of a short word."""
    if re.sub(r"\D", "", word) != re.sub(r"\D", "", known):
        return False
    if len(word) == _TYPO_MIN:
        return sorted(word) == sorted(known)
    return len(word) > _TYPO_SHORT or word[0] == known[0] or sorted(word) == sorted(known)


def _within_one(word: str, vocabulary: Sequence[str]) -> list[str]:
    found = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=1, limit=None)
    return [choice for choice, _distance, _position in found if len(choice) >= _TYPO_MIN]


# --------------------------------------------------------------------------------------------------------------------
# Words themselves


def completions(segments: Sequence[Segment], prefix: str, limit: int) -> list[str]:
    """Words that begin with ``prefix``, the most used first; two words that stand glued in a name are no word."""
    counts: Counter[str] = Counter()
    for segment in segments:
        for word in segment.beginning_with(prefix):
            for number, mask in segment.postings("words", word).items():
                if mask & ranking.WORD_BITS and number not in segment.dead:
                    counts[word] += 1
    best = sorted(counts, key=lambda word: (-counts[word], word))[:limit]
    return [_as_written(segments, word) for word in best]


def _as_written(segments: Sequence[Segment], word: str) -> str:
    """A folded word with its accents."""
    return next((segment.forms()[word] for segment in segments if word in segment.forms()), word)
