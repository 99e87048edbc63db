"""From words to records: which records hold all the words, and how good that is. Any thread; knows no Whoosh.

Works on *segments*, the immutable parts of an index (see :class:`Segment`), so that the same lines serve an index in
one piece and one to which records were added since. Records go by their number: its place in the segment, counted on
from segment to segment. A two letter word stands in thousands of records, so what was found is one whole number each
(:func:`worth`), and becomes an object only where it is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from functools import cache, lru_cache
from itertools import compress, islice, pairwise, repeat
from operator import add, and_, or_
from typing import Any, NamedTuple, Protocol

import msgspec

from vademecum.records import Document, RecordType
from vademecum.search import ranking
from vademecum.search.language import Query, is_filler, name_key, query_of, terms_of, words_of
from vademecum.search.spelling import Spelling
from vademecum.search.stemming import stem
from vademecum.turns import give_way

Postings = dict[int, int]  # number of a record in its segment -> mask of fields, see ranking
Scores = Mapping[int, int]  # number of a record -> what it is worth, see worth()
Right = Callable[[str], bool]  # whether a folded word is right though no record holds it, such as the name of a place
Known = dict[tuple[str, str, bool], Postings]  # id of a segment, word, whether it is still being typed

_NAME_FIELDS = frozenset({"names", "former", "aliases"})
FIELD_BITS = 4
_FIELD_MASK = (1 << FIELD_BITS) - 1
_LABEL = 60  # characters of what may be a label; longer texts are descriptions
_TYPO_MIN = 4  # letters of a word in which two may be swapped; in longer ones, one may be wrong
_PIECE = 4_000  # records scored in one step of C, for which every other thread waits: two milliseconds
_TYPO_SHORT = 6  # letters of a word in which the first one is right


class Head(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What an index keeps at hand of each record.

    ``names``, ``others``: the keys of its names, each on a line of its own with a line break before and after, see
    :data:`ranking.WHOLE_NAME`. ``sort``: the first name in folded words. ``size``: letters of the key of that name.
    ``bonus``: thousandths of a point that it has whatever the words.
    """

    id: str
    type: RecordType
    sort: bytes
    size: int
    names: bytes
    others: bytes
    bonus: int


class Named(NamedTuple):
    """The records with a line among the keys of their names that begins so, and those with a line that is this."""

    beginning: Collection[int]
    whole: Collection[int]


class Segment(Protocol):
    """An immutable part of an index."""

    id: str

    @property
    def ids(self) -> Sequence[str]: ...
    @property
    def dead(self) -> frozenset[int]: ...
    @property
    def sizes(self) -> Sequence[int]: ...
    @property
    def bonuses(self) -> Sequence[int]: ...  # moved up by FIELD_BITS, as in a worth
    def sort(self, number: int) -> bytes: ...
    def live(self, types: frozenset[RecordType]) -> frozenset[int]: ...
    def not_live(self, types: frozenset[RecordType]) -> frozenset[int]: ...  # all others
    def named(self, start: bytes) -> tuple[Named, Named]: ...  # by their names, and by their other names
    def postings(self, field: str, term: str, meaning: Callable[[int], int] = ...) -> Postings: ...
    def beginning_with(self, prefix: str) -> Sequence[str]: ...
    def words(self) -> Sequence[str]: ...
    def spelling(self) -> Spelling: ...
    def forms(self) -> dict[str, str]: ...


class Entry(msgspec.Struct, frozen=True):
    """What an index keeps of one document: per term the mask of its fields.

    ``starts``: first letters of words, as many as :data:`ranking.BEGINNINGS` knows. ``labels``: keys of whole offers,
    kinds, themes and measures. ``written``: folded words and how they are written, where that differs.
    """

    head: Head
    words: dict[str, int]
    stems: dict[str, int]
    starts: dict[str, int]
    labels: tuple[str, ...]
    written: tuple[tuple[str, str], ...]


def worth(score: float, field: str) -> int:
    """A score and the field in which the words were found, as one number that orders as the score does."""
    return round(score * 1000) << FIELD_BITS | ranking.FIELDS.index(field)


def score_of(value: int) -> float:
    """The score in a number of :func:`worth`."""
    return (value >> FIELD_BITS) / 1000


def field_of(value: int) -> str:
    """The field in a number of :func:`worth`."""
    return ranking.FIELDS[value & _FIELD_MASK]


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
    labels = [text for field in ranking.LABELLED for text in getattr(document, field) if len(text) <= _LABEL]
    head = Head(
        id=document.id,
        type=document.type,
        sort=" ".join(word.text for name in document.names[:1] for word in words_of(name)).encode(),
        size=len(name_key(document.names[0])) if document.names else 0,
        names=_key_lines(document.names),
        others=_key_lines(document.former + document.aliases),
        bonus=round(1000 * (ranking.QUALITY * document.quality + (ranking.ENDED if document.status == "ended" else 0))),
    )
    return Entry(head, words, stems, _starts(words), tuple(dict.fromkeys(map(name_key, labels))), tuple(written))


def _starts(words: Mapping[str, int]) -> dict[str, int]:
    """First letters of words, with the fields in which a word that begins so counts."""
    starts: dict[str, int] = {}
    for length, keep in ranking.BEGINNINGS.items():
        both = keep | keep << ranking.PART_SHIFT
        for word, mask in words.items():
            if len(word) >= length and mask & both:
                start = word[:length]
                starts[start] = starts.get(start, 0) | mask & both
    return starts


def _key_lines(names: Sequence[str]) -> bytes:
    return ("\n" + "".join(f"{name_key(name)}\n" for name in dict.fromkeys(names))).encode()


# --------------------------------------------------------------------------------------------------------------------
# All words


def standing(segments: Sequence[Segment], query: Query, known: Known) -> list[list[Postings]]:
    """Where each required word stands, per segment. What :func:`find` works on; it does not change it.

    ``known``: what was found before, of the same segments; is added to.
    """
    return [_all_postings(segment, query, known) for segment in segments]


def scored(
    segments: Sequence[Segment], query: Query, per_segment: list[list[Postings]], types: frozenset[RecordType]
) -> dict[int, int]:
    """The records of ``types`` that hold all required words, each with its :func:`worth`."""
    total = sum(len(segment.ids) for segment in segments)
    weights = [
        ranking.rarity(sum(len(found[position]) for found in per_segment), total)
        for position in range(len(query.required))
    ]
    result: dict[int, int] = {}
    first = 0
    for segment, found in zip(segments, per_segment, strict=True):
        numbers = _holding_all(found, segment, types)
        give_way()
        # In a large catalogue a frequent word stands in thousands of records: what is done for each of them is left to
        # map and zip. Few combinations of fields occur, and many records share one.
        masks: Collection[Any]  # of one word the mask, of several words a tuple of masks
        if len(found) == 1:
            masks = found[0].values() if len(numbers) == len(found[0]) else [found[0][number] for number in numbers]
            verdicts = {one: _alone(one) for one in set(masks)}
        else:
            masks = list(zip(*[map(postings.__getitem__, numbers) for postings in found], strict=True))
            verdicts = {one: _judge(one, weights) for one in set(masks)}
        values = {one: verdict.points << FIELD_BITS | verdict.field for one, verdict in verdicts.items()}
        bonuses = segment.bonuses
        worths: dict[int, int] = {}
        points = map(add, map(values.__getitem__, masks), map(bonuses.__getitem__, numbers))
        pairs = zip(numbers, points, strict=True)
        for _piece in range(0, len(numbers), _PIECE):
            worths.update(islice(pairs, _PIECE))
            give_way()
        in_names = {one for one, verdict in verdicts.items() if verdict.in_names}
        if in_names:
            _add_naming(segment, query, worths, list(compress(numbers, map(in_names.__contains__, masks))))
        labelled = segment.postings("labels", query.key).keys() & worths.keys()
        if labelled:
            of = dict(zip(numbers, masks, strict=True))
            for number in labelled:
                if of[number] not in in_names:
                    worths[number] += _WHOLE_LABEL << FIELD_BITS
        result.update(worths if not first else zip(map(first.__add__, worths), worths.values(), strict=True))
        first += len(segment.ids)
    return result


def holding(
    segments: Sequence[Segment], per_segment: list[list[Postings]], types: frozenset[RecordType]
) -> frozenset[int]:
    """The records of ``types`` that hold all required words."""
    if len(segments) == 1:  # one copy less: a frequent word stands in thousands
        return frozenset(_holding_all(per_segment[0], segments[0], types))
    held: set[int] = set()
    first = 0
    for segment, found in zip(segments, per_segment, strict=True):
        numbers = _holding_all(found, segment, types)
        held.update(numbers if not first else (first + number for number in numbers))
        first += len(segment.ids)
    return frozenset(held)


def labelled(segments: Sequence[Segment], query: Query) -> bool:
    """True where what was asked is the whole of an offer, kind of work, kind, theme or measure of some record."""
    return any(segment.postings("labels", query.key).keys() - segment.dead for segment in segments)


def _all_postings(segment: Segment, query: Query, known: Known) -> list[Postings]:
    """Where each required word stands; two that follow each other also stand where they are written as one word.

    Not to be changed: it is kept in ``known``.
    """
    found = []
    for word in query.required:
        key = segment.id, word, query.typing and word == query.required[-1]
        postings = known.get(key)
        if postings is None:
            postings = known[key] = _postings(segment, word, query)
        found.append(postings)
    for position, (left, right) in enumerate(pairwise(query.required)):
        together = segment.postings("stems", stem(left + right))
        if together:
            found[position : position + 2] = [
                _joined(postings, together) for postings in found[position : position + 2]
            ]
    return found


def _postings(segment: Segment, word: str, query: Query) -> Postings:
    """Where a word stands: by its stem, and for the word being typed also by its beginning."""
    found = segment.postings("stems", stem(word))
    if query.typing and word == query.required[-1]:
        found = _joined(found, _beginnings(segment, word))
    return found


def _joined(some: Postings, more: Postings) -> Postings:
    """Postings of either; where a record is in both, so is it in both ways."""
    if not some or not more:
        return some or more
    if len(some) > len(more):
        some, more = more, some
    joined = more.copy()
    joined.update(zip(some, map(or_, map(more.get, some, some.values()), some.values()), strict=True))
    return joined


def _beginnings(segment: Segment, prefix: str) -> Postings:
    """Where words begin with ``prefix``; see :data:`ranking.BEGINNINGS`."""
    if len(prefix) == 1:
        names, others = segment.named(prefix.encode())
        found = dict.fromkeys(others.beginning, ranking.BITS["aliases"] << ranking.BEGINNING_SHIFT)
        return found | dict.fromkeys(names.beginning, ranking.BITS["names"] << ranking.BEGINNING_SHIFT)
    if len(prefix) in ranking.BEGINNINGS:
        return segment.postings("starts", prefix, _begun)
    found = {}
    for word in segment.beginning_with(prefix):
        found = _joined(found, segment.postings("words", word, _begun))
    return found


def _begun(mask: int) -> int:
    """The mask of a word of which only the beginning was typed."""
    glued = mask & ranking.WORD_BITS << ranking.PART_SHIFT
    return (mask & ranking.WORD_BITS) << ranking.BEGINNING_SHIFT | glued


def _holding_all(found: list[Postings], segment: Segment, types: frozenset[RecordType]) -> Collection[int]:
    """The live records of ``types`` that are in all postings. One look at each is left out where all are wanted."""
    fewest, *others = sorted(found, key=len)
    numbers: Set[int] = fewest.keys()
    for postings in others:
        numbers = numbers & postings.keys()
    live = segment.live(types)
    if len(live) < len(numbers):
        return [number for number in live if number in numbers]
    rest = segment.not_live(types)
    return numbers if rest.isdisjoint(numbers) else numbers - rest


class _Verdict(NamedTuple):
    """What the fields in which the words stand are worth: thousandths of points, and the place of the field to show."""

    points: int
    field: int
    in_names: bool


def _judge(masks: tuple[int, ...], weights: list[float]) -> _Verdict:
    """See the rules in :mod:`ranking`."""
    score = sum(weight * ranking.value(mask) for weight, mask in zip(weights, masks, strict=True)) / sum(weights)
    if not ranking.common(masks):
        score *= ranking.SPREAD
    in_names = all(ranking.flat(mask) & ranking.ALL_NAME_BITS for mask in masks)
    return _Verdict(round(1000 * score), ranking.FIELDS.index(ranking.best_field(masks)), in_names)


@cache
def _alone(mask: int) -> _Verdict:
    return _judge((mask,), [1.0])


_WHOLE_LABEL = round(1000 * ranking.WHOLE_LABEL)
_NAME_BEGINS = round(1000 * ranking.NAME_BEGINS) << FIELD_BITS
_WHOLE_OTHER_NAME = round(1000 * ranking.WHOLE_OTHER_NAME) << FIELD_BITS
_WHOLE_NAME = round(1000 * ranking.WHOLE_NAME) << FIELD_BITS


class _Fills(dict[int, int]):
    """What a name of so many letters is worth more when the words that were typed fill it, as in a worth."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._length = length

    def __missing__(self, size: int) -> int:
        worth_ = round(1000 * ranking.FILLS_NAME * min(1.0, self._length / (size or 1))) << FIELD_BITS
        self[size] = worth_
        return worth_


def _add_naming(segment: Segment, query: Query, worths: dict[int, int], numbers: Sequence[int]) -> None:
    """What records of which the names hold all the words (``numbers``) have more."""
    names, others = segment.named(query.key.encode())
    least = dict.fromkeys(names.beginning, _NAME_BEGINS)
    least |= dict.fromkeys(others.whole, _WHOLE_OTHER_NAME)
    least |= dict.fromkeys(names.whole, _WHOLE_NAME)
    called = list(least.keys() & set(numbers))
    now = [worths[number] for number in called]
    # The bonus is no part of what the words are worth: it comes on top of the least that they are.
    raised = map(add, map(least.__getitem__, called), map(segment.bonuses.__getitem__, called))
    fields = map(and_, now, repeat(_FIELD_MASK))
    worths.update(zip(called, map(max, now, map(add, raised, fields)), strict=True))
    fills = _Fills(len(query.key))
    sizes = map(segment.sizes.__getitem__, numbers)
    worths.update(zip(numbers, map(add, map(worths.__getitem__, numbers), map(fills.__getitem__, sizes)), strict=True))
    if query.optional:
        optional = [f" {word}".encode() for word in query.optional]
        for number in numbers:
            name = b" " + segment.sort(number)
            if all(word in name for word in optional):
                worths[number] += round(1000 * ranking.STOP_WORDS) << FIELD_BITS


# --------------------------------------------------------------------------------------------------------------------
# One letter wrong


def nothing(_word: str) -> bool:
    """For :data:`Right`: no word is right but those that some record holds."""
    return False


def corrected(segments: Sequence[Segment], words: str, others: frozenset[str], right: Right = nothing) -> str | None:
    """The words with one letter put right in those that nothing holds and that are none of ``others``; else None."""
    query = query_of(words)
    better: dict[str, str] = {}
    for word in query.required:
        if is_filler(word) or stem(word) in _spelling_of(others).of_stem or right(word):
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
    spellings = [*(segment.spelling() for segment in segments), _spelling_of(others)]
    near = {known for spelling in spellings for known in spelling.near(word) if len(known) >= _TYPO_MIN}
    root = stem(word)
    if not near and len(root) > _TYPO_MIN:
        pairs = [pair for spelling in spellings for pair in spelling.near_stem(root)]
        near = {known for known, known_root in pairs if len(known_root) >= _TYPO_MIN}
    used = {
        known: sum(len(segment.postings("words", known).keys() - segment.dead) for segment in segments)
        + (known in others)
        for known in near
        if _plausible(word, known)
    }
    best = sorted((known[0] != word[0], -count, known) for known, count in used.items() if count)
    return best[0][2] if best else None


@lru_cache(maxsize=2)
def _spelling_of(words: frozenset[str]) -> Spelling:
    return Spelling(words)


def _plausible(word: str, known: str) -> bool:
    """False where it would rather be another word: a digit, one of four letters, the first of a short word."""
    if re.sub(r"\D", "", word) != re.sub(r"\D", "", known):
        return False
    if len(word) == _TYPO_MIN:
        return sorted(word) == sorted(known)
    return len(word) > _TYPO_SHORT or word[0] == known[0] or sorted(word) == sorted(known)


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
