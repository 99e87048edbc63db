"""What people mean by the words that they type: the words themselves, their synonyms, a forgiven letter, fewer words.

The steps, each only where those before it found nothing, but for the first two, which belong together:

1. **All words as typed.**
2. **Synonyms**, alone and combined, also of a compound's parts, or of the masculine of a feminine, where nothing holds
   the word itself. What was found so counts less than the same field does for the words themselves
   (:func:`ranking.through_synonym`).
3. **One letter forgiven**, in words that nothing holds; of the others only fillers may be given up then.
4. **Fewer words.** Fillers ("hulp", "ik zoek") and words that nothing holds and that mean nothing else are given up,
   then as few of the others as leads to a record: of all sets of words that some record holds, the one that weighs
   most. Rare words weigh more than frequent ones (a word that nothing holds as much as the rarest), words of offers and
   words with a synonym more than others: people come for these. The heaviest word always stays, and what stays must be
   the answer: at least half of the weight, or a third where it is what people come for (they tell more than the
   catalogue knows: "dagbesteding na een hersenletsel"), and not only words that stand in a large part of all records.
   So who asks for what nobody has gets nothing, not everything. Decisive words are never given
   up ("rijbewijs verloren").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice

import msgspec

from vademecum.records import RecordType
from vademecum.search import ranking
from vademecum.search.finding import FIELD_BITS, Right, Scores, field_of, nothing, score_of, worth
from vademecum.search.language import is_decisive, is_filler, split, words_of
from vademecum.search.reader import ACTORS, Reader
from vademecum.search.stemming import masculines, stem
from vademecum.search.synonyms import Other, Piece, Table, expand, pieces

MOST = 8  # ways to say it that are searched: those with an answer, the heaviest first
TELLING = 0.2  # a word in more than this part of all records is no answer by itself
NEEDED = 1.5  # words with a synonym, and words of offers, weigh so much more
SHARE, SHARE_OF_NEED = 0.5, 0.33  # of the weight that must stay; the second where a word that people come for stays
WEAK = 25.0  # a best score under which words stand together by accident rather than for a reason
BEGUN = 4  # letters from which a word that is still being typed may be what stays
_NEEDS = ("offers", "kinds", "themes", "measures")
_PART_WEIGHT = 0.5  # of a compound's parts, searched instead of the compound
_FEMININE_WEIGHT = 0.9  # of the masculine, searched instead of the feminine


class Sought(msgspec.Struct, frozen=True):
    """What was found: per record (by its number in the state of the index that was asked) what the best way is worth.

    ``words``: what was searched in the end. ``through``: per record found by a synonym, the words that led there.
    """

    words: str
    hits: Scores = msgspec.field(default_factory=dict)
    through: Mapping[int, str] = msgspec.field(default_factory=dict)
    corrected: str | None = None
    left_out: tuple[str, ...] = ()


def seek(
    reader: Reader,
    words: str,
    synonyms: Table,
    types: Collection[RecordType] = ACTORS,
    *,
    literal: bool = False,
    right: Right = nothing,
) -> Sought:
    """The records of ``types`` that the words mean; ``literal``: those that hold the words, and nothing else.

    ``right``: see :data:`finding.Right`.
    """
    if literal:
        return Sought(words, reader.scores(words, types))
    found = said(reader, words, synonyms, types)
    if found.hits:
        return _without_fillers(reader, found, synonyms, types)
    corrected = reader.similar(words, synonyms.words, right)
    if corrected is not None:
        found = said(reader, corrected, synonyms, types)
        if not found.hits:
            found = _with_fewer(reader, corrected, synonyms, types, fillers_only=True)
        if found.hits:
            return msgspec.structs.replace(found, corrected=corrected)
    return _with_fewer(reader, words, synonyms, types)


def _without_fillers(reader: Reader, found: Sought, synonyms: Table, types: Collection[RecordType]) -> Sought:
    """Where nothing better than an accident holds all words, those that hold all but the fillers come too."""
    if score_of(max(found.hits.values())) >= WEAK:
        return found
    split_up = _pieces(reader, found.words, synonyms)
    telling = [piece for piece in split_up if not piece.filler]
    if not telling or len(telling) == len(split_up):
        return found
    more = said(reader, "".join(f"{piece.text} " for piece in telling), synonyms, types)
    better = {number: value for number, value in more.hits.items() if value > found.hits.get(number, 0)}
    if not better:
        return found
    through = {number: text for number, text in found.through.items() if number not in better}
    through.update((number, text) for number, text in more.through.items() if number in better)
    return msgspec.structs.replace(found, hits={**found.hits, **better}, through=through)


def said(reader: Reader, words: str, synonyms: Table, types: Collection[RecordType]) -> Sought:
    """The records of ``types`` that hold all words or their synonyms: steps 1 and 2 alone."""
    through: dict[int, str] = {}
    found = _pieces(reader, words, synonyms)
    least = ranking.WHOLE_OTHER_NAME if any(piece.idiom for piece in found) else 0.0
    hits = reader.scores(words, types)
    if least:
        hits = {number: value for number, value in hits.items() if score_of(value) >= least}
    if not hits:
        found = tuple(_with_parts(reader, piece, synonyms, types) for piece in found)
    searched = 0
    for other in expand(words, found):
        if searched == MOST:
            break
        if not _held_together(reader, found, other, types):
            continue
        searched += 1
        better = _less(reader.scores(other.words, types), other.weight, hits)
        hits = {**hits, **better}
        through.update(dict.fromkeys(better, other.through))
    return Sought(words, hits, through)


def _pieces(reader: Reader, words: str, synonyms: Table) -> tuple[Piece, ...]:
    """What was typed in pieces. What looks like an idiom is none where a record has an offer or the like called so."""
    return tuple(
        msgspec.structs.replace(piece, label=True) if piece.idiom and reader.labelled(piece.text) else piece
        for piece in pieces(words, synonyms)
    )


def _less(scores: Scores, weight: float, known: Scores) -> dict[int, int]:
    """What a synonym found, as far as that is better than what is ``known``."""
    fallen: dict[int, int] = {}  # many records are worth the same
    better: dict[int, int] = {}
    for number, value in scores.items():
        less = fallen.get(value)
        if less is None:
            named = field_of(value)
            less = fallen[value] = worth(ranking.through_synonym(named, score_of(value), weight), named)
        here = known.get(number)
        if here is None or less >> FIELD_BITS > here >> FIELD_BITS:
            better[number] = less
    return better


def _with_parts(reader: Reader, piece: Piece, synonyms: Table, types: Collection[RecordType]) -> Piece:
    """A word that nothing holds and that has no synonym also means what it is made of, or synonyms of that.

    That is the masculine of a feminine, else the parts of a compound.
    """
    if piece.meanings or len(piece.words) > 1 or reader.holding(piece.text, types):
        return piece
    word = piece.words[0].text

    def known(other: str) -> bool:
        return (stem(other),) in synonyms.exact or bool(reader.holding(f"{other} ", types))

    masculine = next(filter(known, masculines(word)), None)
    weight = _FEMININE_WEIGHT if masculine else _PART_WEIGHT
    parts = [masculine] if masculine else [part for part in split(word, known) if not is_filler(part)]
    if not parts:
        return piece
    text = " ".join(parts)
    meanings = {text: weight}
    for other in islice(expand(text, pieces(text, synonyms)), MOST):
        meanings.setdefault(other.words.strip(), weight * other.weight)
    return msgspec.structs.replace(piece, meanings=tuple(meanings.items()))


def _held_together(reader: Reader, found: Sequence[Piece], other: Other, types: Collection[RecordType]) -> bool:
    """True where some record holds all pieces said in this way: most combinations can be left aside unsearched."""
    sets = [
        reader.holding(meaning + " " if meaning else piece.text, types)
        for piece, meaning in zip(found, other.pieces, strict=True)
    ]
    return bool(frozenset.intersection(*sets))


def _with_fewer(
    reader: Reader, words: str, synonyms: Table, types: Collection[RecordType], *, fillers_only: bool = False
) -> Sought:
    """Step 4."""
    found = [
        _with_parts(reader, piece, synonyms, types) for piece in _pieces(reader, words, synonyms) if not piece.filler
    ]
    typed = words_of(words)
    texts = [
        piece.text
        if piece.words[-1] == typed[-1] and not words[-1:].isspace() and len(typed[-1].text) >= BEGUN
        else f"{piece.text} "
        for piece in found
    ]  # only the last word may still be typed
    ways = [_ways(reader, piece, text, types) for piece, text in zip(found, texts, strict=True)]
    held = [frozenset[int]().union(*sets) for sets in ways]
    total = reader.count
    telling = [any(0 < len(ids) <= TELLING * total for ids in sets) for sets in ways]
    if not any(telling):
        return Sought(words)
    needed = [
        tells and _needed(reader, piece, text, types) for piece, text, tells in zip(found, texts, telling, strict=True)
    ]
    weights = [
        ranking.rarity(len(ids) or 1, total) * (NEEDED if need else 1.0) for ids, need in zip(held, needed, strict=True)
    ]
    kept = _heaviest_together(held, weights)
    given_up = [piece for position, piece in enumerate(found) if position not in kept]
    if any(is_decisive(word.text) for piece in given_up for word in piece.words):
        return Sought(words)
    share = SHARE_OF_NEED if any(needed[position] for position in kept) else SHARE
    if sum(weights[position] for position in kept) < share * sum(weights):
        return Sought(words)
    if fillers_only and len(kept) < len(found):
        return Sought(words)
    fewer = "".join(f"{texts[position].strip()} " for position in kept[:-1]) + texts[kept[-1]]
    staying = {word.start for position in kept for word in found[position].words}
    left_out = tuple(words[word.start : word.end] for word in typed if word.start not in staying and not word.stop)
    result = said(reader, fewer, synonyms, types)
    return msgspec.structs.replace(result, left_out=left_out) if result.hits else Sought(words)


def _ways(reader: Reader, piece: Piece, text: str, types: Collection[RecordType]) -> list[frozenset[int]]:
    """The records that hold a piece (an idiom is never meant so), and those that hold each of its meanings."""
    texts = [] if piece.idiom else [text]
    return [reader.holding(other, types) for other in (*texts, *(f"{meaning} " for meaning, _weight in piece.meanings))]


def _needed(reader: Reader, piece: Piece, text: str, types: Collection[RecordType]) -> bool:
    """True for what people come for: a piece with a meaning, or one that stands in offers more than elsewhere."""
    if piece.meanings:
        return True
    fields = [field_of(value) in _NEEDS for value in reader.scores(text, types).values()]
    return 2 * sum(fields) > len(fields)


def _heaviest_together(held: Sequence[frozenset[int]], weights: Sequence[float]) -> tuple[int, ...]:
    """The positions of the pieces to keep: of those that some record holds together the ones that weigh most."""
    known = [position for position, ids in enumerate(held) if ids]
    heaviest = max(known, key=lambda position: weights[position])
    sets = {tuple(position for position in known if id_ in held[position]) for id_ in held[heaviest]}
    return max(sorted(sets), key=lambda positions: sum(weights[position] for position in positions))
