"""The order of what is found: the rules, written down once. Pure functions, any thread.

A score runs from 0 to a little over 100. Every record found holds all the words; the score says *where* they stand:

======================================  =====
the whole name is what was typed          100
a whole short, former or other name        90
a name begins with what was typed          80
all words in names                         70
words in former and other names            60
words in offers                            50
kinds and themes                           40
measures                                   32
networks                                   26
audiences                                  22
places                                     16
text                                       10
======================================  =====

* Several words: the mean of their fields, rare words counting up to twice as much as words that are everywhere.
* Words that no field holds together: 0.8 of that.
* A word found only by its beginning counts for 0.8 of its field, one inside a compound for 0.6.
* A little is added when the words fill more of the name and when the stop words that were typed stand in it too, and
  for further fields that hold the words; never so much that it lifts a record past the next line of the table.
* A little is added too when the words are all of an offer, a kind of work, a kind, a theme or a measure, and less than
  that for a record that is complete and was checked lately (``Document.quality``): of two that fit alike, the one that
  helps more goes first.
* Found by a synonym: the score times the weight of the synonym, and always under what the word itself has in the same
  field (:func:`through_synonym`).
* A record that has ended loses 15: its whole name still comes before the beginning of another name, but after the
  record of today that once had that name.
* Equal scores: by name. With a place, near goes before far and the score counts among those of one reach; with the one
  exception of whom the whole text names ("VDAB Ieper"). Whoever has less than half of the best score is left out there:
  a town that sits in a network with VDAB is no answer to "vdab ieper".

Where a word was found travels as a mask: one bit per field for the word itself (``1 << FIELDS.index(field)``), one
for its part of a compound (``PART_SHIFT`` higher), and while searching one for its beginning (``BEGINNING_SHIFT``
higher). What is kept in the index fits in the 24 bits that a float holds exactly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache

FIELDS = (
    "names", "former", "aliases", "offers", "kinds", "themes", "measures", "networks", "audiences", "places", "text"
)  # fmt: skip
"""Fields of a Document, best first."""

VALUES = {
    "names": 70.0,
    "former": 60.0,
    "aliases": 60.0,
    "offers": 50.0,
    "kinds": 40.0,
    "themes": 40.0,
    "measures": 32.0,
    "networks": 26.0,
    "audiences": 22.0,
    "places": 16.0,
    "text": 10.0,
}
HIGHEST = 110.0  # no score is above it
WHOLE_NAME = 100.0
WHOLE_OTHER_NAME = 90.0
NAME_BEGINS = 80.0
BEGINNING = 0.8
PART = 0.6
SPREAD = 0.8
ENDED = -15.0
SYNONYM = 0.95  # the heaviest that a synonym counts
MORE_FIELDS = 0.5  # per further field, at most three
FILLS_NAME = 5.0  # when the words are all of the name
STOP_WORDS = 1.0
WHOLE_LABEL = 5.0  # the words are all of an offer, kind of work, kind, theme or measure
QUALITY = 0.5  # for a record that is complete and fresh
FITTING = 0.5  # of the best score, that who serves a place has at least
LABELLED = ("offers", "kinds", "themes", "measures")

PART_SHIFT = len(FIELDS)
BEGINNING_SHIFT = 2 * PART_SHIFT
BITS = {field: 1 << position for position, field in enumerate(FIELDS)}
WORD_BITS = (1 << PART_SHIFT) - 1
NAME_BITS = BITS["names"]
ALL_NAME_BITS = BITS["names"] | BITS["former"] | BITS["aliases"]
BEGINNINGS = {2: ALL_NAME_BITS, 3: WORD_BITS & ~BITS["text"], 4: WORD_BITS & ~BITS["text"], 5: WORD_BITS}
BEGINNINGS |= dict.fromkeys((6, 7, 8), WORD_BITS)
"""Fields in which that many letters look for beginnings of words; elsewhere they would find everything. One letter
counts at the start of a name only, five or more count everywhere: for nine or more, of which there are few, each word
that begins so is looked up."""


@cache
def value(mask: int) -> float:
    """The score of one word by the fields in which it was found."""
    best, fields = 0.0, 0
    for shift, factor in ((0, 1.0), (PART_SHIFT, PART), (BEGINNING_SHIFT, BEGINNING)):
        for field, bit in BITS.items():
            if mask & bit << shift:
                best = max(best, VALUES[field] * factor)
                fields += shift == 0
    return best + MORE_FIELDS * min(3, max(0, fields - 1))


def flat(mask: int) -> int:
    """The fields of a mask, however the word was found there."""
    return (mask | mask >> PART_SHIFT | mask >> BEGINNING_SHIFT) & WORD_BITS


def rarity(found: int, total: int) -> float:
    """How much a word weighs among others: 1 when it is everywhere, 2 when it is found once."""
    return 1.0 + math.log((total + 1) / (found + 1)) / math.log(total + 2)


def common(masks: Iterable[int]) -> int:
    """The fields that hold all the words."""
    fields = WORD_BITS
    for mask in masks:
        fields &= flat(mask)
    return fields


def best_field(masks: Sequence[int]) -> str:
    """The field to show as the reason: the best that holds all words; else the best that holds one that no name holds.

    Words in the name are seen (and marked) anyway; what needs telling is where the others were found.
    """
    fields = common(masks)
    if not fields:
        for mask in map(flat, masks):
            fields |= mask if not mask & ALL_NAME_BITS else 0
    if not fields:
        for mask in map(flat, masks):
            fields |= mask & ~NAME_BITS
    return FIELDS[(fields & -fields).bit_length() - 1]


def through_synonym(field: str, score: float, weight: float) -> float:
    """The score of what a synonym found: under what the word itself has in the same field, the order within it kept.

    A name that merely has the synonym somewhere counts as a theme: it is a coincidence more often than a reason.
    """
    named = BITS[field] & ALL_NAME_BITS
    most = VALUES[field] if not named or score >= NAME_BEGINS else VALUES["themes"]
    beyond = max(0.0, score - most)  # whole names and the like
    return round(min(weight, SYNONYM) * (min(score, most) + beyond * most / HIGHEST * 0.05), 3)
