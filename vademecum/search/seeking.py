"""What people mean by the words that they type: the words themselves, their synonyms, a forgiven letter, fewer words.

The steps, each only where those before it found nothing, but for the first two, which belong together:

1. **All words as typed.**
2. **Synonyms**, alone and combined, also of a compound's parts where nothing holds the compound itself. What was
   found so counts less than the same field does for the words themselves (:func:`ranking.through_synonym`).
3. **One letter forgiven**, in words that nothing holds; of the others only fillers may be given up then.
4. **Fewer words.** Fillers ("hulp", "ik zoek") and words that nothing holds and that mean nothing else are given up,
   then as few of the others as leads to a record: of all sets of words that some record holds, the one that weighs
   most. Rare words weigh more than frequent ones (a word that nothing holds as much as the rarest), words of offers and
   words with a synonym more than others: people come for these. The heaviest word always stays, and what stays must be
   the answer: at least half of the weight, or a third where it is what people come for (they tell more than the
   catalogue knows: "dagbesteding na een hersenletsel"), and not only words that stand in a large part of all records.
   So who asks for what nobody has gets nothing, not everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from vademecum.records import Found, RecordType
from vademecum.search import ranking
from vademecum.search.index import Index
from vademecum.search.language import is_filler, split, words_of
from vademecum.search.synonyms import Other, Piece, Table, expand, pieces

MOST = 8  # ways to say it that are searched: those with an answer, the heaviest first
TELLING = 0.2  # a word in more than this part of all records is no answer by itself
NEEDED = 1.5  # words with a synonym, and words of offers, weigh so much more
SHARE, SHARE_OF_NEED = 0.5, 0.33  # of the weight that must stay; the second where a word that people come for stays
_NEEDS = ("offers", "kinds", "themes", "measures")
_PART_WEIGHT = 0.5  # of a compound's parts, searched instead of the compound


@dataclass(frozen=True)
class Sought:
    """What was found: per record the best way it was found.

    ``words``: what was searched in the end. ``through``: per record found by a synonym, the words that led there.
    """

    words: str
    hits: Mapping[str, Found] = field(default_factory=dict)
    through: Mapping[str, str] = field(default_factory=dict)
    corrected: str | None = None
    left_out: tuple[str, ...] = ()


def seek(
    index: Index, words: str, synonyms: Table, types: tuple[RecordType, ...] = ("actor",), *, literal: bool = False
) -> Sought:
    """The records of ``types`` that the words mean; ``literal``: those that hold the words, and nothing else."""
    if literal:
        return Sought(words, {item.id: item for item in index.search(words, types=types)})
    found = said(index, words, synonyms, types)
    if found.hits:
        return found
    corrected = index.similar(words, synonyms.words)
    if corrected is not None:
        found = said(index, corrected, synonyms, types)
        if not found.hits:
            found = _with_fewer(index, corrected, synonyms, types, fillers_only=True)
        if found.hits:
            return replace(found, corrected=corrected)
    return _with_fewer(index, words, synonyms, types)


def said(index: Index, words: str, synonyms: Table, types: tuple[RecordType, ...]) -> Sought:
    """The records of ``types`` that hold all words or their synonyms: steps 1 and 2 alone."""
    through: dict[str, str] = {}
    found = pieces(words, synonyms)
    least = ranking.WHOLE_OTHER_NAME if any(piece.idiom for piece in found) else 0.0
    hits = {item.id: item for item in index.search(words, types=types) if item.score >= least}
    if not hits:
        found = tuple(_with_parts(index, piece, synonyms, types) for piece in found)
    searched = 0
    for other in expand(words, found):
        if searched == MOST:
            break
        if not _held_together(index, found, other, types):
            continue
        searched += 1
        for item in index.search(other.words, types=types):
            score = ranking.through_synonym(item.field, item.score, other.weight)
            if item.id not in hits or score > hits[item.id].score:
                hits[item.id] = msgspec.structs.replace(item, score=score)
                through[item.id] = other.through
    return Sought(words, hits, through)


def _with_parts(index: Index, piece: Piece, synonyms: Table, types: tuple[RecordType, ...]) -> Piece:
    """A compound that nothing holds and that has no synonym also means its parts, or their synonyms."""
    if piece.meanings or len(piece.words) > 1 or index.holding(piece.text, types):
        return piece
    parts = [part for part in split(piece.words[0].text) if not is_filler(part)]
    if not parts:
        return piece
    meanings = {" ".join(parts): _PART_WEIGHT}
    for part in pieces(" ".join(parts), synonyms) if len(parts) == 1 else ():
        meanings.update((meaning, _PART_WEIGHT * weight) for meaning, weight in part.meanings)
    return replace(piece, meanings=tuple(meanings.items()))


def _held_together(index: Index, found: Sequence[Piece], other: Other, types: tuple[RecordType, ...]) -> bool:
    """True where some record holds all pieces said in this way: most combinations can be left aside unsearched."""
    sets = [
        index.holding(meaning + " " if meaning else piece.text, types)
        for piece, meaning in zip(found, other.pieces, strict=True)
    ]
    return bool(frozenset.intersection(*sets))


def _with_fewer(
    index: Index, words: str, synonyms: Table, types: tuple[RecordType, ...], *, fillers_only: bool = False
) -> Sought:
    """Step 4."""
    found = [_with_parts(index, piece, synonyms, types) for piece in pieces(words, synonyms) if not piece.filler]
    typed = words_of(words)
    texts = [
        piece.text if piece.words[-1] == typed[-1] and not words[-1:].isspace() else f"{piece.text} " for piece in found
    ]  # only the last word may still be typed
    ways = [_ways(index, piece, text, types) for piece, text in zip(found, texts, strict=True)]
    held = [frozenset[str]().union(*sets) for sets in ways]
    total = index.count
    telling = [any(0 < len(ids) <= TELLING * total for ids in sets) for sets in ways]
    if not any(telling):
        return Sought(words)
    needed = [
        tells and _needed(index, piece, text, types) for piece, text, tells in zip(found, texts, telling, strict=True)
    ]
    weights = [
        ranking.rarity(len(ids) or 1, total) * (NEEDED if need else 1.0) for ids, need in zip(held, needed, strict=True)
    ]
    kept = _heaviest_together(held, weights)
    share = SHARE_OF_NEED if any(needed[position] for position in kept) else SHARE
    if sum(weights[position] for position in kept) < share * sum(weights):
        return Sought(words)
    if fillers_only and len(kept) < len(found):
        return Sought(words)
    fewer = "".join(f"{texts[position].strip()} " for position in kept[:-1]) + texts[kept[-1]]
    staying = {word.start for position in kept for word in found[position].words}
    left_out = tuple(words[word.start : word.end] for word in typed if word.start not in staying and not word.stop)
    result = said(index, fewer, synonyms, types)
    return replace(result, left_out=left_out) if result.hits else Sought(words)


def _ways(index: Index, piece: Piece, text: str, types: tuple[RecordType, ...]) -> list[frozenset[str]]:
    """The records that hold a piece (an idiom is never meant so), and those that hold each of its meanings."""
    texts = [] if piece.idiom else [text]
    return [index.holding(other, types) for other in (*texts, *(f"{meaning} " for meaning, _weight in piece.meanings))]


def _needed(index: Index, piece: Piece, text: str, types: tuple[RecordType, ...]) -> bool:
    """True for what people come for: a piece with a meaning, or one that stands in offers more than elsewhere."""
    if piece.meanings:
        return True
    fields = [item.field in _NEEDS for item in index.search(text, types=types)]
    return 2 * sum(fields) > len(fields)


def _heaviest_together(held: Sequence[frozenset[str]], weights: Sequence[float]) -> tuple[int, ...]:
    """The positions of the pieces to keep: of those that some record holds together the ones that weigh most."""
    known = [position for position, ids in enumerate(held) if ids]
    heaviest = max(known, key=lambda position: weights[position])
    sets = {tuple(position for position in known if id_ in held[position]) for id_ in held[heaviest]}
    return max(sorted(sets), key=lambda positions: sum(weights[position] for position in positions))
