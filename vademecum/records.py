"""Frozen values that cross borders: what the store keeps, what a question asks and what it answers.

Records follow HSDS (organization, service, location, contact, service_area) and OSLO where these have a name for the
thing. All are msgspec structs: immutable, typed, and the one JSON form of a record (data files, change log, export) is
``msgspec.json``. That is the only import beyond the standard library, taken so that no second description of the
records has to be kept for reading and writing them.

Conventions
-----------
* ``id``: a UUID as text. Parts of a record (a name, a site ...) have ids of their own, so that evidence, checks and
  merges can point at a single fact.
* Dates are ISO 8601 text and may be partial: ``2017``, ``2017-10``, ``2017-10-31``. ``None`` means unknown.
* Codes of taxonomies (``kind``, ``audiences``, ``themes``) are the ``code`` of a :class:`Term`.
* ``area_id``: see :class:`Place`.
* Empty is unknown. Nothing is filled in that no source says.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Literal

import msgspec


class Frozen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of all values: immutable, keyword only, defaults left out of the JSON."""


# --------------------------------------------------------------------------------------------------------------------
# What the catalogue keeps

RecordType = Literal["actor", "network", "agreement", "measure", "practice", "term", "synonym", "source"]
Confidence = Literal["high", "medium", "low"]
NameType = Literal["official", "short", "former", "alias"]
ContactKind = Literal["phone", "email", "web"]
Visibility = Literal["public", "internal"]
Status = Literal["active", "ended", "planned", "unknown"]
Taxonomy = Literal["kind", "audience", "theme"]
RelationType = Literal["part_of", "run_by", "successor", "partner"]
MemberRole = Literal["chair", "vice_chair", "secretary", "promoter", "lead", "member", "partner", "guest"]


class Evidence(Frozen, frozen=True, kw_only=True):
    """Where one fact of a record comes from. ``fact``: id of a part, name of a field, or "" for the whole record."""

    id: str
    source_id: str
    fact: str = ""
    date: str | None = None
    confidence: Confidence = "medium"
    note: str | None = None


class Check(Frozen, frozen=True, kw_only=True):
    """Somebody checked a fact (see :class:`Evidence` for ``fact``). Saving is not checking."""

    id: str
    date: str
    way: Literal["phone", "mail", "site", "kbo", "visit", "document"]
    by: str
    fact: str = ""


class Name(Frozen, frozen=True, kw_only=True):
    id: str
    text: str
    type: NameType = "official"
    valid_from: str | None = None
    valid_to: str | None = None


class Identifier(Frozen, frozen=True, kw_only=True):
    """A number in an official register; ``KBO`` values are ten digits without dots."""

    id: str
    value: str
    scheme: Literal["KBO", "KBO_establishment"] = "KBO"


class Site(Frozen, frozen=True, kw_only=True):
    """A place where the actor has a desk (HSDS location). ``derived`` names the fields that no source states."""

    id: str
    label: str | None = None
    street: str | None = None
    postcode: str | None = None
    town: str | None = None
    municipality: str | None = None  # area id, "nis:33011"
    latitude: float | None = None
    longitude: float | None = None
    opening_hours: str | None = None
    derived: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None


class Contact(Frozen, frozen=True, kw_only=True):
    """One way to reach a desk or a person. Phone numbers are kept in E.164, shown national."""

    id: str
    kind: ContactKind
    value: str
    role: str | None = None
    person: str | None = None
    visibility: Visibility = "public"
    site_id: str | None = None


class ServiceArea(Frozen, frozen=True, kw_only=True):
    """An area that is served, or with ``excluded`` one that is not although it lies in a served one."""

    id: str
    area_id: str
    excluded: bool = False
    valid_from: str | None = None
    valid_to: str | None = None


class Offer(Frozen, frozen=True, kw_only=True):
    """Something that an actor does for somebody (HSDS service). Without ``areas`` it has those of the actor."""

    id: str
    name: str
    description: str | None = None
    audiences: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    works: tuple[str, ...] = ()  # kinds of work, free words ("montage", "groenonderhoud")
    conditions: str | None = None
    how_to_apply: str | None = None
    cost: str | None = None
    areas: tuple[ServiceArea, ...] = ()
    contacts: tuple[Contact, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None


class Relation(Frozen, frozen=True, kw_only=True):
    """From the actor that holds it to another: ``A part_of B``, ``A run_by B``, ``A successor B`` (B came after A)."""

    id: str
    type: RelationType
    actor_id: str
    note: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None


class Actor(Frozen, frozen=True, kw_only=True):
    """An organisation, or a desk of one that people call by its own name."""

    id: str
    kind: str
    names: tuple[Name, ...]
    status: Status = "active"
    valid_from: str | None = None
    valid_to: str | None = None
    description: str | None = None
    audiences: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    sites: tuple[Site, ...] = ()
    contacts: tuple[Contact, ...] = ()
    areas: tuple[ServiceArea, ...] = ()
    offers: tuple[Offer, ...] = ()
    relations: tuple[Relation, ...] = ()
    note: str | None = None  # for staff
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    version: int = 0

    @property
    def name(self) -> str:
        """The name to show: the official one, else the first."""
        return display_name(self.names)


class Member(Frozen, frozen=True, kw_only=True):
    """Who sits in a network, in which role. Without ``actor_id`` the source names someone that is no actor of ours."""

    id: str
    actor_id: str | None = None
    label: str | None = None  # as the source says it, or what the actor sends ("schepen van Brugge")
    role: MemberRole = "member"
    valid_from: str | None = None
    valid_to: str | None = None


class Network(Frozen, frozen=True, kw_only=True):
    id: str
    names: tuple[Name, ...]
    status: Status = "active"
    valid_from: str | None = None
    valid_to: str | None = None
    description: str | None = None
    themes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    areas: tuple[ServiceArea, ...] = ()
    contacts: tuple[Contact, ...] = ()
    members: tuple[Member, ...] = ()
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    version: int = 0

    @property
    def name(self) -> str:
        """The name to show: the official one, else the first."""
        return display_name(self.names)


class Party(Frozen, frozen=True, kw_only=True):
    id: str
    actor_id: str | None = None
    label: str | None = None
    role: str | None = None


class Action(Frozen, frozen=True, kw_only=True):
    id: str
    text: str
    due: str | None = None
    done: bool = False
    actor_id: str | None = None


class FollowUp(Frozen, frozen=True, kw_only=True):
    id: str
    date: str
    note: str | None = None
    done: bool = False


class Agreement(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    status: Status = "active"
    description: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    parties: tuple[Party, ...] = ()
    areas: tuple[ServiceArea, ...] = ()
    actions: tuple[Action, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    version: int = 0

    @property
    def name(self) -> str:
        """The title."""
        return self.title


class Carrier(Frozen, frozen=True, kw_only=True):
    """An actor that carries out a measure, or had a part in a good practice."""

    id: str
    actor_id: str
    role: str | None = None


class Measure(Frozen, frozen=True, kw_only=True):
    """An instrument of labour-market policy, explained in two lines (``summary``)."""

    id: str
    code: str
    names: tuple[Name, ...]
    summary: str
    status: Status = "active"
    valid_from: str | None = None
    valid_to: str | None = None
    replaced_by: str | None = None  # id of a measure
    audiences: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    version: int = 0

    @property
    def name(self) -> str:
        """The name to show: the official one, else the first."""
        return display_name(self.names)


class Practice(Frozen, frozen=True, kw_only=True):
    """A good practice that others can learn from."""

    id: str
    title: str
    summary: str
    date: str | None = None
    themes: tuple[str, ...] = ()
    areas: tuple[ServiceArea, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    version: int = 0

    @property
    def name(self) -> str:
        """The title."""
        return self.title


class Term(Frozen, frozen=True, kw_only=True):
    """One value of a taxonomy, with labels per language and the words that people use for it."""

    id: str
    taxonomy: Taxonomy
    code: str
    label_nl: str
    label_en: str
    broader: str | None = None  # code in the same taxonomy
    synonyms: tuple[str, ...] = ()
    order: int = 0
    version: int = 0

    @property
    def name(self) -> str:
        """The Dutch label."""
        return self.label_nl


class Synonym(Frozen, frozen=True, kw_only=True):
    """What people type and what the sector calls it: ``text`` also finds what any of ``means`` finds.

    ``weight`` (0 to 1) makes such a hit count less than the word itself; ``both_ways``: each of ``means`` finds the text
    as well.
    """

    id: str
    text: str
    means: tuple[str, ...]
    both_ways: bool = False
    weight: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.7
    kind: Literal["abbreviation", "former", "plain", "french", "spelling"] = "plain"
    note: str | None = None
    version: int = 0

    @property
    def name(self) -> str:
        """What people type."""
        return self.text


class Source(Frozen, frozen=True, kw_only=True):
    """A page, list or document that was read."""

    id: str
    title: str
    url: str | None = None
    note: str | None = None
    version: int = 0

    @property
    def name(self) -> str:
        """The title."""
        return self.title


Record = Actor | Network | Agreement | Measure | Practice | Term | Synonym | Source

RECORD_CLASSES: dict[RecordType, type[Record]] = {
    "actor": Actor,
    "network": Network,
    "agreement": Agreement,
    "measure": Measure,
    "practice": Practice,
    "term": Term,
    "synonym": Synonym,
    "source": Source,
}


def record_type(record: Record) -> RecordType:
    """The name under which the store and the change log keep a record."""
    for name, cls in RECORD_CLASSES.items():
        if type(record) is cls:
            return name
    raise TypeError(f"not a record: {type(record).__name__}")


def display_name(names: tuple[Name, ...]) -> str:
    """The official name, else the first one."""
    for name in names:
        if name.type == "official" and name.valid_to is None:
            return name.text
    return names[0].text


# --------------------------------------------------------------------------------------------------------------------
# Places

AreaKind = Literal[
    "part", "postcode", "municipality", "former", "region", "arrondissement", "province", "gewest", "country"
]


class Reach(IntEnum):
    """How far an area stretches, seen from a place; the order in which answers are given."""

    DESK = 1
    MUNICIPALITY = 2
    REGION = 3
    PROVINCE = 4
    COUNTRY = 5  # Flanders / Belgium
    UNKNOWN = 6  # no area known


class Place(Frozen, frozen=True, kw_only=True):
    """An area that can be served, and that people can ask for.

    ``id`` is ``nis:<code>`` for municipalities, arrondissements, provinces, Flanders (nis:02000) and Belgium
    (nis:01000); ``pc:<postcode>``; ``part:<postcode>/<slug>`` for a place name within a municipality;
    ``region:<layer>/<slug>`` for the rest.
    """

    id: str
    kind: AreaKind
    name: str
    layer: str = ""
    municipality: str | None = None  # area id of today's municipality, for parts, postcodes and former municipalities
    municipality_name: str | None = None
    postcodes: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    source: str | None = None


class AreaName(Frozen, frozen=True, kw_only=True):
    """Another name of an area: French, old, dialect or abbreviated."""

    area_id: str
    text: str
    type: Literal["french", "german", "old", "alias"]


class Membership(Frozen, frozen=True, kw_only=True):
    """``member`` lies in ``container`` (both area ids), for a period, says ``source``."""

    member: str
    container: str
    valid_from: str | None = None
    valid_to: str | None = None
    source: str | None = None


class PlaceMatch(Frozen, frozen=True, kw_only=True):
    """What a text means as a place. Exactly one of ``place`` and ``choices`` is filled, or neither (no place)."""

    text: str
    place: Place | None = None
    choices: tuple[Place, ...] = ()
    explanation: str | None = None  # why this place: an old name, a merger, a forgiven typo; in the user's language
    exact: bool = True  # False after a forgiven typo or for the beginning of a name


class PlacePage(Frozen, frozen=True, kw_only=True):
    """A place with what surrounds it: its parts, postcodes and the regions per layer that contain it."""

    place: Place
    parts: tuple[Place, ...] = ()
    containers: tuple[Place, ...] = ()
    members: tuple[Place, ...] = ()  # municipalities of a region
    former: tuple[Place, ...] = ()
    explanation: str | None = None


# --------------------------------------------------------------------------------------------------------------------
# Questions and answers


class Filters(Frozen, frozen=True, kw_only=True):
    """Codes to keep, per taxonomy; empty keeps all."""

    kinds: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    reaches: tuple[Reach, ...] = ()

    @property
    def empty(self) -> bool:
        """True when nothing is filtered."""
        return not (self.kinds or self.audiences or self.themes or self.reaches)


class Ref(Frozen, frozen=True, kw_only=True):
    """A link to a page: an actor, network, measure, place ... with the text to show."""

    type: RecordType | Literal["place"]
    id: str
    text: str


class Span(Frozen, frozen=True, kw_only=True):
    """Characters ``start`` to ``end`` of a text that matched."""

    start: int
    end: int


class Hit(Frozen, frozen=True, kw_only=True):
    """One answer, before its row is fetched. ``reach`` is None when no place was asked."""

    id: str
    reach: Reach | None = None
    via: str | None = None  # area id through which the place is served
    offer_id: str | None = None  # when only this offer serves the place
    share: tuple[int, int] | None = None  # (n, m) municipalities of the region that was asked
    distance_km: float | None = None  # set for the nearest, when nothing serves the place
    score: float = 0.0
    field: str | None = None  # where the words were found: a field of Document
    through: str | None = None  # the words of the sector that were searched instead of those typed


class Group(Frozen, frozen=True, kw_only=True):
    """Hits of one reach, in order; ``reach`` None is a list without a place.

    ``partial``: these serve only a part of the region that was asked (each hit has its ``share``).
    """

    reach: Reach | None
    hits: tuple[Hit, ...]
    partial: bool = False


class Problem(Frozen, frozen=True, kw_only=True):
    """A finding: what is wrong, where, what to do. ``span``: the characters of what was typed that it is about."""

    level: Literal["error", "warning", "info"]
    text: str
    record_id: str | None = None
    field: str | None = None
    span: Span | None = None


ConditionField = Literal["kind", "audience", "theme", "place", "network", "measure", "checked", "without", "source"]


class Condition(Frozen, frozen=True, kw_only=True):
    """A field of the search language: ``soort:vakbond``, ``gecontroleerd:<2025``, ``-thema:zorg``."""

    field: ConditionField
    value: str
    operator: Literal["=", "<", ">"] = "="
    excluded: bool = False
    span: Span  # in what was typed


class Clause(Frozen, frozen=True, kw_only=True):
    """Words of which one must be found (``poets OR strijk``), or with ``excluded`` none; several words are a phrase."""

    alternatives: tuple[str, ...]
    excluded: bool = False


class Query(Frozen, frozen=True, kw_only=True):
    """What was typed, taken apart. ``words``: the plain words, in their order; all of them must be found."""

    words: str = ""
    clauses: tuple[Clause, ...] = ()
    conditions: tuple[Condition, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def plain(self) -> bool:
        """True when only plain words were typed."""
        return not (self.clauses or self.conditions or self.problems)


class Facets(Frozen, frozen=True, kw_only=True):
    """Per taxonomy: code -> number of actors among the hits."""

    kinds: dict[str, int] = {}
    audiences: dict[str, int] = {}
    themes: dict[str, int] = {}
    reaches: dict[Reach, int] = {}


class SearchResult(Frozen, frozen=True, kw_only=True):
    """The answer to one question from the box: a place, words, filters, or any mixture of them.

    ``choices`` is filled where the place was ambiguous (then ``place`` is None and the words are searched without it).
    ``nearest`` is filled where nothing was found at the place. ``corrected`` is what was searched instead of words that
    nothing holds, after a forgiven letter; ``left_out`` are words that were given up because no record holds them all.
    ``records``: networks, measures, practices and
    agreements found by the words. ``change``: the change number of the catalogue that was asked.
    """

    text: str
    place: Place | None = None
    choices: tuple[Place, ...] = ()
    explanation: str | None = None
    words: str = ""
    filters: Filters = Filters()
    groups: tuple[Group, ...] = ()
    unknown_area: tuple[Hit, ...] = ()
    nearest: tuple[Hit, ...] = ()
    records: tuple[Ref, ...] = ()
    facets: Facets = Facets()
    suggestion: str | None = None
    corrected: str | None = None
    left_out: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    change: int = 0

    @property
    def total(self) -> int:
        """Number of actors found, those of unknown area included, the nearest not."""
        return sum(len(group.hits) for group in self.groups) + len(self.unknown_area)


class Freshness(Frozen, frozen=True, kw_only=True):
    """How sure we are. ``level``: good, attention or bad; ``text`` says it in words."""

    level: Literal["good", "attention", "bad"]
    text: str


class Row(Frozen, frozen=True, kw_only=True):
    """One line in a list of actors, ready to paint."""

    id: str
    name: str
    kind: str  # code
    kind_label: str
    town: str
    reach: Reach | None
    reason: str  # why it is here, in words
    found: str  # what was found ("gevonden in aanbod: strijkdienst"), or the offer in short
    freshness: Freshness
    marks: tuple[Span, ...] = ()  # in name
    found_marks: tuple[Span, ...] = ()  # in found
    status: Status = "active"


class Document(Frozen, frozen=True, kw_only=True):
    """What the search index knows of one record: plain texts per field, ready to be analysed."""

    id: str
    type: RecordType
    names: tuple[str, ...]  # official and short
    former: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # labels and synonyms
    offers: tuple[str, ...] = ()  # names, kinds of work, descriptions
    themes: tuple[str, ...] = ()  # labels and synonyms, of the actor and its offers
    audiences: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # towns of the sites, names of the areas served
    text: tuple[str, ...] = ()  # description, contact values
    status: Status = "active"


class Found(Frozen, frozen=True, kw_only=True):
    """What the index answers for one record."""

    id: str
    type: RecordType
    score: float
    field: str  # the best field in which words were found: a field name of Document
    snippet: str = ""  # the text of that field in which they were found ("strijkdienst")


class Suggestion(Frozen, frozen=True, kw_only=True):
    """A line under the box. Choosing a place sets the chip; an actor opens; a word or field is put in the box.

    ``text`` of a field is the whole text of the box with the field completed.
    """

    type: Literal["place", "actor", "network", "measure", "field", "word"]
    text: str
    detail: str
    id: str = ""


class Fact(Frozen, frozen=True, kw_only=True):
    """A labelled line of a page, with where it comes from."""

    text: str
    sources: tuple[Evidence, ...] = ()


class AreaLine(Frozen, frozen=True, kw_only=True):
    """One service area in words, with the places to link."""

    text: str
    place: Ref
    excluded: bool = False


class LinkLine(Frozen, frozen=True, kw_only=True):
    """A link with what it is to the record ("voorzitter", "opvolger", "2017"). ``ended``: the period is over."""

    ref: Ref | None
    text: str
    detail: str = ""
    ended: bool = False


class ActorPage(Frozen, frozen=True, kw_only=True):
    """All that is shown of one actor; ``row`` says why it is here for the place that was asked."""

    actor: Actor
    kind_label: str
    row: Row
    audience_labels: tuple[str, ...] = ()
    theme_labels: tuple[str, ...] = ()
    area_lines: tuple[AreaLine, ...] = ()
    offer_areas: dict[str, tuple[AreaLine, ...]] = {}  # offer id -> its own areas
    networks: tuple[LinkLine, ...] = ()
    relations: tuple[LinkLine, ...] = ()
    measures: tuple[LinkLine, ...] = ()
    agreements: tuple[LinkLine, ...] = ()
    practices: tuple[LinkLine, ...] = ()
    sources: dict[str, Source] = {}
    freshness: Freshness = Freshness(level="bad", text="")
    site_places: dict[str, Ref] = {}  # site id -> municipality


class RecordPage(Frozen, frozen=True, kw_only=True):
    """A network, measure, agreement or practice with its links resolved."""

    record: Network | Measure | Agreement | Practice
    area_lines: tuple[AreaLine, ...] = ()
    links: tuple[LinkLine, ...] = ()  # members, carriers or parties
    theme_labels: tuple[str, ...] = ()
    audience_labels: tuple[str, ...] = ()
    sources: dict[str, Source] = {}
    freshness: Freshness = Freshness(level="bad", text="")


class Info(Frozen, frozen=True, kw_only=True):
    """What is in the catalogue, for the first screen, the status line and ``vademecum info``."""

    name: str
    edition: str
    counts: dict[str, int]
    folder: str
    change: int
    read_only: bool = False


class ChangeLine(Frozen, frozen=True, kw_only=True):
    """One line of history."""

    number: int
    operation: int
    operation_name: str
    at: str  # UTC, ISO 8601
    who: str
    record_type: RecordType
    record_id: str
    before: Record | None = None
    after: Record | None = None


class Changes(Frozen, frozen=True, kw_only=True):
    """What one operation changed; announced once, after the commit."""

    operation: int
    name: str
    first: int  # change numbers
    last: int
    records: tuple[tuple[RecordType, str], ...]
