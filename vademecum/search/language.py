"""Dutch as people type it: words out of a text, folded, stemmed and taken apart. Pure functions, any thread.

Both sides go through the same door: a text of a record and a question in the box.

* Folding: case, accents and typographic signs do not matter; ``St.-Jan`` is ``sint jan``, ``O.C.M.W.`` is ``ocmw``.
* ``art. 60``, ``art60``, ``artikel 60 par. 7`` and ``60 § 7`` are one word, ``art60``; so is a Belgian phone number.
* Hyphen, apostrophe and space separate; two words that stand side by side are also found written as one
  (``wijk-werken`` by ``wijkwerken``, ``strijk dienst`` by ``strijkdienst``).
* Compounds are found by their parts (``arbeidsmarktbeleid`` by ``arbeidsmarkt beleid``), from the list in
  ``resources/search/compounds.txt``.
* Stop words (``resources/search/stopwords.txt``) are kept in names, dropped from other texts and never required.
* Filler words (``resources/search/fillers.txt``) say that somebody looks for something, not what: they are looked for
  like any word, but the first to be given up where no record holds all words (see :mod:`vademecum.search.seeking`).
* Decisive words (``resources/search/decisive.txt``) are never given up.
* Words for what lies around a place (``resources/search/around.txt``) are left out beside one, see
  :func:`without_around`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from vademecum.paths import resources_folder
from vademecum.search.stemming import stem

_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"}
_LINKS = ("", "s", "e", "en", "n", "er")
_MIN_PART = 3  # letters of a part of a compound
_MIN_COMPOUND = 7
_MIN_KNOWN = 4  # letters of each of two parts, where the list doesn't hold the first one
_SMALL_NUMBER = 2  # digits
_LABEL = 60  # characters
_GLUE_LIMIT = 120  # characters; in longer texts words that happen to stand side by side are not put together

_TOKEN = re.compile(
    r"""
    (?P<phone> (?<![\d.]) (?:\+32|0032|0) (?:[\s./-]{0,2}(?:\(0\))?\d){8,9} (?!\d) )
  | (?P<article> \bart(?:ikel)?\.?\s?(?P<number>\d{1,3})(?:bis|ter)?(?:,?\s?(?:§|par(?:agraaf)?\.?)\s?\d+)?
        (?:\s?(?:/|-|en|of)\s?(?P<second>\d{2})(?!\d))? (?!\w) )
  | (?P<paragraph> \b(?P<law>\d{2})\s?§\s?\d+ )
  | (?P<dotted> \b(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w) )
  | (?P<saint> \bst(?=[.\-\s]{1,2}[^\W\d_]{2}) )
  | (?P<word> [^\W_]+ )
    """,
    re.VERBOSE,
)


class Word(NamedTuple):
    """One word of a text: folded, with the characters ``start`` to ``end`` that it takes there."""

    text: str
    start: int
    end: int

    @property
    def stop(self) -> bool:
        """True for a word that is never required."""
        return is_stop(self.text)


class Terms(msgspec.Struct, frozen=True):
    """What an index keeps of one text. ``words`` as written (folded); the rest are stems.

    ``glued``: two neighbours written as one, as written (names only). ``parts``: stems of parts of compounds and of
    glued neighbours.
    """

    words: frozenset[str]
    glued: frozenset[str]
    stems: frozenset[str]
    parts: frozenset[str]
    written: tuple[tuple[str, str], ...]  # (folded, as written) for words with accents


@cache
def _listed(name: str) -> frozenset[str]:
    """The words of a list in ``resources/search``."""
    lines = (resources_folder() / "search" / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def is_stop(word: str) -> bool:
    """True for a folded word that says nothing by itself."""
    return word in _listed("stopwords.txt")


@cache
def _stems(name: str) -> frozenset[str]:
    return frozenset(map(stem, _listed(name)))


def is_filler(word: str) -> bool:
    """True for a folded word that is given up first, in any of its forms; so are ages and other small numbers."""
    return stem(word) in _stems("fillers.txt") or (word.isdigit() and len(word) <= _SMALL_NUMBER)


def is_decisive(word: str) -> bool:
    """True for a folded word that is never given up, in any of its forms."""
    return stem(word) in _stems("decisive.txt")


def without_around(text: str) -> str:
    """What was typed beside a place, without the words for what lies around it.

    "in de buurt van" goes from among others, "omgeving" only where nothing else is said.
    """
    words = words_of(text)
    around = [word.text in _listed("around.txt") for word in words]
    if any(around) and all(here or word.stop for word, here in zip(words, around, strict=True)):
        return ""
    kept, position = "", 0
    for first, (here, after) in enumerate(zip(around, words[1:], strict=False)):
        if here and after.text == "van":
            while first and words[first - 1].stop:
                first -= 1
            kept += text[position : words[first].start]
            position = after.end
    return " ".join((kept + text[position:]).split())


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    """The folded form of one character: none, one or several letters."""
    low = char.lower()
    plain = unicodedata.normalize("NFKD", _LIGATURES.get(low, low))
    plain = "".join(c for c in plain.lower() if not unicodedata.combining(c))
    return plain if plain.isalnum() or not plain else low  # one character never becomes two words (1/4 in one)


def fold(text: str) -> str:
    """The text in lower case and without accents."""
    return text.lower() if text.isascii() else "".join(map(_fold_char, text))


def _folded_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """The folded text, and for each of its characters the position in ``text`` (None: the same positions)."""
    if text.isascii():
        return text.lower(), None
    pieces: list[str] = []
    offsets: list[int] = []
    for position, char in enumerate(text):
        piece = _fold_char(char)
        pieces.append(piece)
        offsets.extend([position] * len(piece))
    offsets.append(len(text))
    return "".join(pieces), offsets


def words_of(text: str, *, every: bool = False) -> list[Word]:
    """The words of a text in order. ``every`` adds those inside ``art. 60`` that can be typed on their own."""
    folded, offsets = _folded_with_offsets(text)
    found: list[Word] = []
    for match in _TOKEN.finditer(folded):
        if offsets is None and match.lastgroup == "word":
            found.append(Word(match.group(), *match.span()))
            continue
        for word, start, end in _readings(match, every):
            if offsets is not None:
                # combining signs that fold to nothing belong to the letter before them
                start, end = offsets[start], offsets[end - 1] + 1
                while end < len(text) and unicodedata.combining(text[end]):
                    end += 1
            found.append(Word(word, start, end))
    return found


def _readings(match: re.Match[str], every: bool) -> Iterator[tuple[str, int, int]]:
    """The words that one token stands for, each with its place in the folded text."""
    start, end = match.span()
    kind = match.lastgroup
    if match["article"] or match["paragraph"]:
        first = re.split(r"\s?(?:/|-|en|of)\s?(?=\d+$)", match.group())[0] if match["second"] else match.group()
        yield f"art{match['number'] or match['law']}", start, start + len(first)
        if match["second"]:
            yield f"art{match['second']}", match.start("second"), end
        if every:
            for piece in re.finditer(r"[^\W_]+", match.group()):
                yield piece.group(), start + piece.start(), start + piece.end()
    elif kind == "phone":
        digits = re.sub(r"\D", "", match.group().replace("(0)", ""))
        yield "32" + re.sub("^(0032|32|0)", "", digits), start, end
    elif kind == "dotted":
        yield match.group().replace(".", ""), start, end
    elif kind == "saint":
        yield "sint", start, end
    else:
        yield match.group(), start, end


def is_part(word: str) -> bool:
    """True for a folded word that is a part of compounds, in any of its forms."""
    listed = _listed("compounds.txt")
    return word in listed or (len(word) > 4 and stem(word) in _stems("compounds.txt"))


def split(word: str, known: Callable[[str], bool] | None = None) -> tuple[str, ...]:
    """The parts of a compound, without linking letters; empty where the list doesn't cover it all.

    ``known``: says of other words whether they may stand before one last part of the list (notaris|klerk).
    """
    if len(word) < _MIN_COMPOUND or not word.isalpha() or is_part(word):
        return ()
    return _split(word) or (_split_known(word, known) if known else ())


def _split_known(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    for size in range(_MIN_KNOWN, len(word) - _MIN_KNOWN + 1):
        if not is_part(word[size:]):
            continue
        for link in _LINKS:
            first = word[:size].removesuffix(link)
            if word[:size].endswith(link) and len(first) >= _MIN_KNOWN and known(first):
                return (first, word[size:])
    return ()


def _split(rest: str) -> tuple[str, ...] | None:
    """Parts that cover ``rest`` completely, the longest first part that leads to an end; None when there are none."""
    if is_part(rest):
        return (rest,)
    for size in range(len(rest) - _MIN_PART, _MIN_PART - 1, -1):
        head = rest[:size]
        for link in _LINKS:
            part = head[: len(head) - len(link)]
            if len(part) >= _MIN_PART and head.endswith(link) and part in _listed("compounds.txt"):
                tail = _split(rest[size:])
                if tail:
                    return (part, *tail)
    return None


@lru_cache(maxsize=30_000)
def part_stems(word: str) -> frozenset[str]:
    """Stems under which a compound is found besides its own: its parts, and neighbouring parts together."""
    parts = split(word)
    stems: set[str] = set()
    # Neighbours are cut from the word itself, so that they keep their linking letters: arbeid|s|markt -> arbeidsmarkt.
    starts: list[int] = []
    position = 0
    for part in parts:
        position = word.index(part, position)
        starts.append(position)
        position += len(part)
    for first in range(len(parts)):
        for last in range(first, len(parts)):
            end = starts[last] + len(parts[last])
            stems.add(stem(word[starts[first] : end]))
    stems.discard(stem(word))
    return frozenset(stems)


def terms_of(text: str, *, name: bool) -> Terms:
    """What to index of a text. In a ``name`` stop words count, and neighbours are also words written as one."""
    # Labels come back in every other record; long texts do not, and would fill the memory.
    return _terms_of_label(text, name) if len(text) <= _LABEL else _terms_of(text, name)


@lru_cache(maxsize=4096)
def _terms_of_label(text: str, name: bool) -> Terms:
    return _terms_of(text, name)


def _terms_of(text: str, name: bool) -> Terms:
    words: set[str] = set()
    stems: set[str] = set()
    parts: set[str] = set()
    glued: set[str] = set()
    written: set[tuple[str, str]] = set()
    previous: Word | None = None
    for word in words_of(text, every=True):
        if word.stop and not name:
            previous = None
            continue
        words.add(word.text)
        stems.add(stem(word.text))
        if len(word.text) >= _MIN_COMPOUND:
            parts |= part_stems(word.text)
        original = text[word.start : word.end].lower()
        if not original.isascii() and fold(original) == word.text:
            written.add((word.text, unicodedata.normalize("NFC", original)))
        if previous is not None and (name or len(text) <= _GLUE_LIMIT) and _can_glue(previous, word):
            together = previous.text + word.text
            parts.add(stem(together))
            if name:
                glued.add(together)
        previous = word
    return Terms(
        frozenset(words), frozenset(glued - words), frozenset(stems), frozenset(parts - stems), tuple(sorted(written))
    )


def _can_glue(left: Word, right: Word) -> bool:
    """Neighbours with at most a hyphen, apostrophe or space between them."""
    return 0 <= right.start - left.end <= 1


class Query(msgspec.Struct, frozen=True):
    """Words that were asked for. ``required`` must all be found, ``optional`` (stop words) only add to the score.

    ``typing``: the last of the required words may be the beginning of a word. ``key``: see :func:`name_key`.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    typing: bool
    key: str

    @property
    def empty(self) -> bool:
        """True when there is nothing to look for."""
        return not self.required


@lru_cache(maxsize=256)
def query_of(text: str) -> Query:
    """What was asked. Stop words alone are required; a last letter alone is not while others are being typed."""
    words = words_of(text)
    content = [word.text for word in words if not word.stop]
    last_is_content = bool(words) and not words[-1].stop
    if not content:
        required, optional = [word.text for word in words], []
        last_is_content = True
    else:
        required, optional = content, [word.text for word in words if word.stop]
    typing = bool(words) and last_is_content and not text[-1:].isspace()
    if typing and len(required) > 1 and len(required[-1]) == 1:
        optional.append(required.pop())
        typing = False
    return Query(tuple(dict.fromkeys(required)), tuple(dict.fromkeys(optional)), typing, name_key(text))


@lru_cache(maxsize=1024)
def name_key(text: str) -> str:
    """The form in which whole names are compared: without stop words and legal forms (unless nothing is left), as one.

    ``De Kringwinkel 't Rad vzw`` -> ``kringwinkelrad``; so ``wijkwerken`` is where *Wijk-werken Midwest* begins.
    """
    words = [word.text for word in words_of(text)]
    return "".join([word for word in words if not is_stop(word)] or words)
