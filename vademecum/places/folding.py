"""One form for names that people spell in many ways: case, accents, hyphens, apostrophes, ``St.`` and old spelling."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})
_WORD = re.compile(r"[^\W_]+")
_SAINTS = {"st": "sint", "ste": "sinte", "snt": "sint"}
# Spelling before 1946, spelling of French and English maps, and doubled letters. Both sides of a comparison are folded,
# so a fold only has to bring the spellings together, not to be right.
_OLD_SPELLING = (
    ("ghe", "ge"), ("ghi", "gi"), ("sch", "s"), ("cq", "k"), ("ou", "oe"), ("ae", "a"), ("uy", "ui"), ("y", "ij"),
    ("ph", "f"), ("th", "t"), ("x", "ks"), ("z", "s"), ("ds", "ts"),
)  # fmt: skip
_HARD_C = re.compile("c(?!h)")
_FINAL_D = re.compile(r"d\b")
_DOUBLED = re.compile(r"(.)\1")


def fold(text: str) -> str:
    """Lower case words without accents, one space between: ``St.-Kruis`` -> ``sint kruis``."""
    return " ".join(_SAINTS.get(word, word) for word in _WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    """Lower case, without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold_old(text: str) -> str:
    """A key that a folded text shares with its old spellings: ``wytschaete`` and ``wijtschate`` -> ``wijtsate``."""
    for old, new in _OLD_SPELLING:
        text = text.replace(old, new)
    return _DOUBLED.sub(r"\1", _FINAL_D.sub("t", _HARD_C.sub("k", text)))


def slug(text: str) -> str:
    """The form of a name in an area id: ``Sint-Baafs-Vijve`` -> ``sint-baafs-vijve``."""
    return "-".join(re.findall(r"[a-z0-9]+", _plain(text)))
