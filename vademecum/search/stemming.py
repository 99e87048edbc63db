"""The stem of a Dutch word: what inflected forms share.

After the Dutch stemmers of Snowball (Porter, Kraaij-Pohlmann; https://snowballstem.org/algorithms/), written anew
because the one that Whoosh brings keeps *bedrijf* and *bedrijven*, *huis* and *huizen* apart: here a final v and z
sound as f and s. A noun in -atie meets its verb in -eren (*sollicitatie*, *solliciteren*). Suffixes that change what a
word is about (-er, -lijk, -baar) are left on, since too much found is worse than too little.

A stem is spelled in one way only, so that old spelling and other habits meet today's: c and k, ij and y, ae and aa, gh
and g (*ekonomie*, *wykwerken*, *Ghistel*). It is a key, not a word to show.

Words come in folded: lower case, no accents.
"""

from __future__ import annotations

import re
from functools import lru_cache

_VOWELS = frozenset("aeiouy")
_MIN = 3  # letters that a stem keeps at least

_IRREGULAR = {
    "kinderen": "kind",
    "steden": "stad",
    "leden": "lid",
    "weekend": "weekend",
    "weekends": "weekend",
}

_ATION = 4  # letters before -atie: natie and relatie have no verb
_SPELLINGS = (
    (re.compile("ij"), "y"),
    (re.compile("ae"), "aa"),
    (re.compile("ck|qu(?=[aeiou])|c(?![hiey])"), "k"),
    (re.compile("(?<=g)h"), ""),
    (re.compile("(?<=t)h"), ""),
)

_OLD_SCH = re.compile("sch(en?)?$")  # vlaamsche, menschen; -isch loses it too, in all its forms
_NO_PLURAL = ("advies", "verlies")
_PLURAL_ES = ("ages", "ettes", "ies", "ines", "ites", "jes", "odes", "ques", "ures")
_LONG_TS = ("aats", "eits", "iets", "oets", "oots", "uits")
# Third persons; a longer list (-pt, -st) would maim nouns: markt, punt, dienst.
_FEMININE = (("euse", "eur"), ("trice", "teur"), ("iere", "ier"), ("eres", "er"), ("ares", "aar"), ("erin", "er"))
_VERB_T = ("dt", "gt", "wt", "jft", "jkt", "rft", "erkt", "oekt", "aakt", "elpt")


@lru_cache(maxsize=30_000)
def stem(word: str) -> str:
    """The stem of one folded word; words with digits and words of three letters or fewer stay as they are."""
    if len(word) <= _MIN or not word.isalpha():
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = _without_s(_OLD_SCH.sub("s", word))
    word = _without_diminutive(word)
    if word.endswith(("atie", "aties")):
        return _spelling(_of_verb(word))
    word = _without_e(word)
    if word.endswith(_VERB_T) and len(word) > _MIN:
        word = word[:-1]
    word = _without_ing(word)
    return _spelling(_without_s(word))


def masculines(word: str) -> tuple[str, ...]:
    """Folded words of which this one may be the feminine: verkoopster -> verkoper, lerares -> leraar; most are none."""
    for feminine, masculine in _FEMININE:
        if word.endswith(feminine) and len(word) > _MIN + 2:
            return (word.removesuffix(feminine) + masculine,)
    verb = word.removesuffix("ster")
    if verb == word or len(verb) < _MIN:
        return ()
    verbs = [verb, verb + verb[-1]]  # poetsster -> poetser, kapster -> kapper
    if verb[-2] == verb[-3] and verb[-2] in _VOWELS:
        verbs.append(verb[:-2] + verb[-1])  # verkoopster -> verkoper
    verbs += [verb[:-1] + voiced for voiceless, voiced in ("fv", "sz") if verb.endswith(voiceless)]
    return tuple(f"{other}er" for other in verbs)


def _without_s(word: str) -> str:
    """Takes a suffix off: arbeids -> arbeid, jobs -> job, stages -> stage; not huis, prijs, kans, plaats."""
    if not word.endswith("s") or len(word) <= _MIN or word.endswith(_NO_PLURAL):
        return word
    if word.endswith(_PLURAL_ES):
        return word[:-1]
    if word[-2] in _VOWELS or word[-2] in "js" or word.endswith(_LONG_TS):
        return word
    one_syllable = len(re.findall("[aeiouy]+", word)) == 1
    return word if one_syllable and word[-2] not in "bgkmp" else word[:-1]


def _without_diminutive(word: str) -> str:
    """Takes a suffix off: klusje -> klus, winkeltje -> winkel, boompje -> boom."""
    if not word.endswith("je") or len(word) < 6:
        return word
    if word.endswith("etje") and len(word) > 7:
        return _single(word[:-4])
    for suffix in ("tje", "pje"):
        before = word[: -len(suffix)]
        if word.endswith(suffix) and (before[-1] in _VOWELS or before[-1] in "lmnrw"):
            return before
    return word[:-2]


def _without_e(word: str) -> str:
    """Takes a suffix off: diensten -> dienst, werkzoekenden -> werkzoek, mogelijkheden -> mogelijkheid."""
    if word.endswith("heden"):
        return word[:-5] + "heid"
    if re.search("[ei]een$", word):  # ideeen, industrieen
        return word[:-2]
    if word.endswith("en") and len(word) - 2 >= _MIN and word[-3] not in _VOWELS:
        word = _single(word[:-2])
    elif word.endswith("e") and len(word) - 1 >= _MIN and word[-2] not in _VOWELS:
        word = _single(word[:-1])
    if word.endswith("end") and len(word) - 3 > _MIN and _has_vowel(word[:-3]):
        word = _single(word[:-3])
    return word


def _of_verb(word: str) -> str:
    """What a noun in -atie shares with its verb: sollicitatie -> solliciter, as solliciteren."""
    before = word[: word.rindex("atie")]
    return before + "er" if len(before) >= _ATION else word.removesuffix("s")


def _without_ing(word: str) -> str:
    """Takes a suffix off: opleiding -> opleid, vorming -> vorm; not kring."""
    before = word[:-3]
    if word.endswith("ing") and len(before) >= _MIN and _has_vowel(before):
        return _single(before)
    return word


def _spelling(word: str) -> str:
    """The one spelling of a stem: sociaal -> social, bedrijv -> bedryf, huiz -> huis, economi -> ekonomi."""
    if len(word) > _MIN and word[-1] not in _VOWELS and word[-2] == word[-3] and word[-2] in "aeou":
        word = word[:-2] + word[-1]
    if word[-1] == "v":
        word = word[:-1] + "f"
    elif word[-1] == "z":
        word = word[:-1] + "s"
    for old, new in _SPELLINGS:
        word = old.sub(new, word)
    return word


def _single(word: str) -> str:
    """A doubled consonant at the end becomes one: werkstell -> werkstel."""
    if len(word) > _MIN and word[-1] == word[-2] and word[-1] not in _VOWELS:
        return word[:-1]
    return word


def _has_vowel(word: str) -> bool:
    return any(letter in _VOWELS for letter in word)
