"""Which actors may be one and the same: names compared without what says little, weighed with place and numbers.

As the Verenigingsregister does, the name of the municipality, the legal form and articles are left out of the
comparison. A name alone is never enough: two services of one name in two towns are two services. A number or address
that many share (the central line of a union) says nothing either. Actors of which a relation says how they stand to one
another, and those of which somebody said that they are different, are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from vademecum import records as r
from vademecum.texts import _

POSSIBLE = 0.6  # a match worth showing while somebody adds an actor
LIKELY = 0.72  # a pair for the list
_NAME_FLOOR = 67.0  # rapidfuzz, 0 to 100: below it a name is no reason
_SHARED = 3  # a number, mail or site that more actors have says nothing
_CROWD = 40  # a word that more actors of a place have brings nobody together
_FORMS = frozenset(
    ("vzw", "asbl", "bv", "bvba", "nv", "sa", "cv", "cvba", "cvso", "commv", "vof", "izw", "ivzw", "so", "stichting")
)
_LITTLE = _FORMS | frozenset(
    ("de", "het", "een", "'t", "'n", "en", "van", "in", "te", "voor", "der", "den", "la", "le", "les", "du", "des")
)
_WEIGHTS = {"kbo": 0.45, "phone": 0.15, "mail": 0.15, "web": 0.1}


@dataclass(frozen=True)
class Look:
    """What of one actor is compared."""

    id: str
    kind: str
    name: str
    town: str
    names: tuple[str, ...]  # bare
    main: frozenset[str]  # those of them that it is called by today
    within: frozenset[str]  # names of places in its own name
    places: frozenset[str]  # municipalities
    marks: frozenset[tuple[str, str]]  # ("kbo", "0207...")
    related: frozenset[str]  # actors it is surely not


class Likeness:
    """Compares actors. Made for one state of the catalogue; ``place_words``: words that are names of municipalities."""

    def __init__(self, actors: Iterable[r.Actor], place_words: frozenset[str]) -> None:
        """Read all actors once."""
        self._place_words = place_words
        self._looks = {actor.id: self.look(actor) for actor in actors}
        self._bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._named: dict[str, set[str]] = defaultdict(set)
        self._near: dict[tuple[str, str], set[str]] = defaultdict(set)
        for look in self._looks.values():
            for mark in look.marks:
                self._bearers[mark].add(look.id)
            for name in look.names:
                self._named[_key(name)].add(look.id)
            for block in _blocks(look):
                self._near[block].add(look.id)

    def look(self, actor: r.Actor) -> Look:
        """What of an actor is compared."""
        return Look(
            id=actor.id,
            kind=actor.kind,
            name=actor.names[0].text if actor.names else "",
            town=next((site.town for site in actor.sites if site.town), ""),
            names=tuple(dict.fromkeys(bare for name in actor.names if (bare := self.bare(name.text)))),
            main=frozenset(self.bare(name.text) for name in actor.names if name.type in ("official", "short")),
            within=frozenset(_words(actor.names[0].text)) & self._place_words if actor.names else frozenset(),
            places=frozenset(site.municipality for site in actor.sites if site.municipality),
            marks=frozenset(_marks(actor)),
            related=frozenset((*actor.different_from, *(relation.actor_id for relation in actor.relations))),
        )

    def bare(self, name: str) -> str:
        """A name without municipality, legal form and articles; whole where nothing would be left."""
        words = _words(name)
        kept = [word for word in words if word not in _LITTLE and word not in self._place_words]
        return " ".join(kept or words)

    def similar(self, actor: r.Actor, limit: int = 8) -> tuple[r.Match, ...]:
        """The actors that may be this one, the likeliest first."""
        own = self.look(actor)
        found = []
        for other_id in self._candidates(own):
            other = self._looks[other_id]
            if self._apart(own, other):
                continue
            score, reasons = self._score(own, other)
            if score >= POSSIBLE:
                ref = r.Ref(type="actor", id=other.id, text=other.name)
                found.append(r.Match(ref=ref, town=other.town, score=score, likely=score >= LIKELY, reasons=reasons))
        return tuple(sorted(found, key=lambda match: (-match.score, match.ref.text)))[:limit]

    def pairs(self) -> tuple[r.Pair, ...]:
        """All pairs that are likely one, the likeliest first."""
        seen: set[tuple[str, str]] = set()
        for group in (*self._near.values(), *self._bearers.values(), *self._named.values()):
            if 1 < len(group) <= _CROWD:
                seen.update(combinations(sorted(group), 2))
        found = []
        for one, two in seen:
            first, second = self._looks[one], self._looks[two]
            if self._apart(first, second):
                continue
            score, reasons = self._score(first, second)
            if score >= LIKELY:
                refs = [r.Ref(type="actor", id=look.id, text=look.name) for look in (first, second)]
                found.append(r.Pair(first=refs[0], second=refs[1], score=score, reasons=reasons))
        return tuple(sorted(found, key=lambda pair: (-pair.score, pair.first.text, pair.second.text)))

    def _candidates(self, own: Look) -> set[str]:
        found: set[str] = set()
        for mark in own.marks:
            found |= self._bearers.get(mark, set())
        for name in own.names:
            found |= self._named.get(_key(name), set())
        for block in _blocks(own):
            found |= self._near.get(block, set())
        return found - {own.id}

    def _apart(self, one: Look, two: Look) -> bool:
        return two.id in one.related or one.id in two.related

    def _named_alike(self, one: Look, name: str, two: Look, other: str) -> float:
        """How alike two of their names are; names that neither goes by today say less."""
        alike = _alike(name, other)
        known = (name in one.main) + (other in two.main)
        return alike * (0.85, 0.95, 1.0)[known]

    def _score(self, one: Look, two: Look) -> tuple[float, tuple[str, ...]]:
        reasons = []
        name = max((self._named_alike(one, a, two, b) for a in one.names for b in two.names), default=0.0)
        score = 0.62 * name / 100
        if name >= _NAME_FLOOR:
            reasons.append(_("the same name") if name >= 99.5 else _("a similar name"))
        else:
            score *= 0.6
        if one.places and two.places:
            # Zeebrugge lies in Brugge, but who says so in the name means another desk.
            elsewhere = one.within and two.within and not one.within & two.within
            same_place = bool(one.places & two.places) and not elsewhere
            score += 0.18 if same_place else -0.18
            if same_place:
                reasons.append(_("the same municipality"))
        labels = {
            "kbo": _("the same KBO number"),
            "phone": _("the same phone number"),
            "mail": _("the same mail address"),
            "web": _("the same website"),
        }
        for kind, value in sorted(one.marks & two.marks):
            if len(self._bearers.get((kind, value), ())) <= _SHARED and labels[kind] not in reasons:
                score += _WEIGHTS[kind]
                reasons.append(labels[kind])
        if one.kind and two.kind and one.kind != two.kind:  # a draft may not have one yet
            score -= 0.08
        return max(0.0, min(1.0, round(score, 3))), tuple(reasons)


_DIGITS = re.compile(r"\d+")


def _alike(one: str, two: str) -> float:
    """0 to 100; spaces and the order of words count for nothing, other numbers make another name."""
    if sorted(_DIGITS.findall(one)) != sorted(_DIGITS.findall(two)):
        return 0.0
    return max(fuzz.token_sort_ratio(one, two), fuzz.ratio(one.replace(" ", ""), two.replace(" ", "")))


def place_words(names: Iterable[str]) -> frozenset[str]:
    """The words of which names of municipalities consist."""
    return frozenset(word for name in names for word in _words(name) if len(word) > 2)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() or c == "'" else " " for c in plain if not unicodedata.combining(c))
    return [word.strip("'") if word not in ("'t", "'n") else word for word in kept.split() if word.strip("'")]


def _key(name: str) -> str:
    return "".join(sorted(name.split()))


def _blocks(look: Look) -> Iterator[tuple[str, str]]:
    """Where likely namesakes meet: the beginnings of words, within one municipality or where none is known."""
    for place in look.places or ("",):
        for name in look.names:
            for word in name.split():
                yield place, word[:4]


def _marks(actor: r.Actor) -> Iterator[tuple[str, str]]:
    for identifier in actor.identifiers:
        yield "kbo", identifier.value
    for contact in actor.contacts:
        if contact.kind == "phone":
            yield "phone", contact.value
        elif contact.kind == "email":
            yield "mail", contact.value.casefold()
        else:
            yield "web", _address(contact.value)


def _address(url: str) -> str:
    bare = url.casefold().partition("://")[2] or url.casefold()
    return bare.removeprefix("www.").rstrip("/")
