"""One form for names that people spell in many ways: case, accents, hyphens, apostrophes, ``St.`` and old spelling."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})
_WORD = re.compile(r"[^\W_]+")
_SAINTS = {"st": "sint", "ste": "sinte", "snt": "sint"}
# Spelling before 1946 and French spelling of Dutch names. Both sides of a comparison are folded, so a fold only has to
# bring the two spellings together, not to be right.
_OLD_SPELLING = (
    ("ghe", "ge"), ("ghi", "gi"), ("ck", "k"), ("cq", "k"), ("ae", "aa"), ("y", "ij"), ("ph", "f"), ("th", "t"),
    ("x", "ks"),
)  # fmt: skip


def fold(text: str) -> str:
    """Lower case words without accents, one space between: ``St.-Kruis`` -> ``sint kruis``."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(_SAINTS.get(word, word) for word in _WORD.findall(plain))


def fold_old(text: str) -> str:
    """A folded text with regular old spellings made modern: ``poperinghe`` -> ``poperinge``."""
    for old, new in _OLD_SPELLING:
        text = text.replace(old, new)
    return text


def slug(text: str) -> str:
    """The form of a name in an area id: ``Sint-Baafs-Vijve`` -> ``sint-baafs-vijve``."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "-".join(re.findall(r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char))))
