"""Judged queries: who is right for what people type, from the catalogue's own facts and never from an engine's answer.

``queries.toml`` holds one table a query. Who is right stands there by id and name, or, where very many are right, as a
rule over the facts (all actors of a kind, with an offer, at a place ...), worked out here from the shipped files.

Grades: 3 exactly what is meant, 2 good, 1 acceptable, nothing: wrong.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from vademecum import records as r
from vademecum.paths import data_folder

QUERIES = Path(__file__).with_name("queries.toml")
CATEGORIES = (
    "name",
    "half name",
    "abbreviation",
    "former name",
    "need",
    "offer",
    "place",
    "place and need",
    "place and name",
    "homonym",
    "typo",
    "french",
    "detail",
    "nothing",
)
Grade = Literal[1, 2, 3]
Split = Literal["dev", "report"]
Within = Literal["municipality", "region", "province", "country"]
_FARTHEST: tuple[Within, ...] = ("municipality", "region", "province", "country")
_TODAY = "2026-11"


class Rule(r.Frozen, frozen=True, kw_only=True):
    """All actors for which every condition holds; ended actors are left out.

    ``at``: serves this area or has a desk there. An actor without a known area but with a desk there counts 1.
    ``within``: with ``at``, how far the served area may stretch. ``part_of``: the name of the actor they belong to.
    """

    grade: Grade
    kind: str | None = None
    offer: str | None = None
    work: str | None = None
    theme: str | None = None
    measure: str | None = None
    part_of: str | None = None
    at: str | None = None
    within: Within = "country"


class Query(r.Frozen, frozen=True, kw_only=True):
    """What somebody types. ``right``: id, grade and name of each right actor; ``rules`` add more."""

    id: str
    text: str
    category: str
    who: Literal["officer", "staff", "visitor"]
    split: Split
    why: str
    right: tuple[tuple[str, Grade, str], ...] = ()
    rules: tuple[Rule, ...] = ()


class _File(r.Frozen, frozen=True, kw_only=True):
    query: tuple[Query, ...]


def split_of(text: str) -> Split:
    """Two thirds to develop on, one third to report: by the hash of the text, so that nobody picks."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    return "report" if number % 3 == 0 else "dev"


@cache
def queries() -> tuple[Query, ...]:
    """All judged queries."""
    return msgspec.convert(tomllib.loads(QUERIES.read_text(encoding="utf-8")), _File).query


def grades(query: Query) -> dict[str, int]:
    """Actor id -> grade: the best that a rule gives, and where an actor is named, that."""
    found: dict[str, int] = {}
    for rule in query.rules:
        for actor, grade in _matching(rule):
            found[actor] = max(grade, found.get(actor, 0))
    found.update((actor, grade) for actor, grade, _name in query.right)
    return found


@cache
def actors() -> Mapping[str, r.Actor]:
    """The shipped actors, by id."""
    return {actor.id: actor for actor in shipped(r.Actor, "actors")}


def shipped(cls: type[Any], name: str) -> list[Any]:
    """The records of one file of the shipped catalogue."""
    content = (data_folder() / "catalogue" / f"{name}.json").read_bytes()
    return list(msgspec.json.decode(content, type=list[cls]))  # type: ignore[valid-type]


def _matching(rule: Rule) -> Iterator[tuple[str, int]]:
    for actor in actors().values():
        if actor.status == "ended" or (rule.kind and actor.kind != rule.kind):
            continue
        offers = [offer for offer in actor.offers if _offer_fits(rule, offer)]
        if (rule.offer or rule.work) and not offers:
            continue
        if rule.theme and rule.theme not in {
            *actor.themes,
            *(theme for offer in actor.offers for theme in offer.themes),
        }:
            continue
        if rule.measure and actor.id not in _carriers()[rule.measure]:
            continue
        if rule.part_of and not any(
            relation.type == "part_of" and actors()[relation.actor_id].name == rule.part_of
            for relation in actor.relations
        ):
            continue
        grade = rule.grade if rule.at is None else _graded_at(rule, actor, offers)
        if grade:
            yield actor.id, grade


def _offer_fits(rule: Rule, offer: r.Offer) -> bool:
    return (not rule.offer or offer.name == rule.offer) and (not rule.work or rule.work in offer.works)


@cache
def _carriers() -> Mapping[str, frozenset[str]]:
    return {x.code: frozenset(carrier.actor_id for carrier in x.carriers) for x in shipped(r.Measure, "measures")}


# --------------------------------------------------------------------------------------------------------------------
# Who serves a place: worked out once more, so that a mistake in the program does not judge itself


def _graded_at(rule: Rule, actor: r.Actor, offers: list[r.Offer]) -> int:
    assert rule.at is not None
    own = [area for offer in offers for area in offer.areas]
    if not (rule.offer or rule.work):
        own = [area for offer in actor.offers for area in offer.areas]
    areas = [*actor.areas, *own]
    desk = any(site.municipality == rule.at for site in actor.sites)
    if not areas:
        return 1 if desk else 0
    if desk:
        return rule.grade
    above = _containing(rule.at)
    if any(area.excluded and area.area_id in above for area in areas):
        return 0
    reaches = {_reach(area.area_id, rule.at) for area in areas if not area.excluded} - {None}
    allowed = _FARTHEST[: _FARTHEST.index(rule.within) + 1]
    return rule.grade if reaches & set(allowed) else 0


def _reach(area: str, place: str) -> Within | None:
    """How far a served area stretches, seen from the place; None when it doesn't reach all of it."""
    if area == place or (place in _containing(area) and _is_municipality(place)):
        return "municipality"
    if area not in _containing(place):
        return None
    if area in ("nis:01000", "nis:02000"):
        return "country"
    return "province" if area == "nis:30000" else "region"


def _is_municipality(area: str) -> bool:
    return area.startswith("nis:") and not area.endswith("000")


@cache
def _containing(area: str) -> frozenset[str]:
    """Today's areas in which an area lies, itself included."""
    found, todo = {area}, [area]
    while todo:
        for container in _memberships().get(todo.pop(), ()):
            if container not in found:
                found.add(container)
                todo.append(container)
    return frozenset(found)


@cache
def _memberships() -> Mapping[str, frozenset[str]]:
    above: dict[str, set[str]] = defaultdict(set)
    places = data_folder() / "places"
    with (places / "memberships.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if not row["valid_to"] or row["valid_to"] >= _TODAY:
                above[row["member"]].add(row["container"])
    with (places / "areas.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["municipality"]:  # a former municipality lies in today's
                above[row["id"]].add(row["municipality"])
    return {member: frozenset(containers) for member, containers in above.items()}
