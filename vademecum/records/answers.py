"""Questions and answers, and what is shown of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import eq
from typing import Literal, overload

import msgspec

from vademecum.records.base import Frozen
from vademecum.records.kept import (
    Actor,
    Agreement,
    Measure,
    Network,
    Practice,
    Record,
    RecordType,
    Source,
    Status,
)
from vademecum.records.places import Place, Reach


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


class Hits(Sequence[Hit]):
    """Hits in order, each made when it is looked at: a question may find thousands, of which a screenful is shown."""

    __slots__ = ("_ids", "_make", "_numbers")

    def __init__(
        self, numbers: Sequence[int] = (), make: Callable[[int], Hit] | None = None, ids: Sequence[str] = ()
    ) -> None:
        """``numbers``: of actors, in order; ``make``: the hit of a number; ``ids``: by number. None ever changes."""
        self._numbers = numbers
        self._make = make
        self._ids = ids

    @classmethod
    def of(cls, hits: Sequence[Hit]) -> Hits:
        """A few that are made already."""
        return cls(range(len(hits)), hits.__getitem__, [hit.id for hit in hits])

    @property
    def ids(self) -> tuple[str, ...]:
        """The actors, without a hit for each."""
        return tuple([self._ids[number] for number in self._numbers])

    def has(self, actor_id: str) -> bool:
        """Whether an actor is among them, without a look at each or at their order."""
        return actor_id in self._ids and self._ids.index(actor_id) in self._numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> Hits: ...
    def __getitem__(self, at: int | slice) -> Hit | Hits:
        if isinstance(at, slice):
            return Hits(self._numbers[at], self._make, self._ids)
        number = self._numbers[at]
        assert self._make is not None  # only without numbers
        return self._make(number)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]


class Group(Frozen, frozen=True, kw_only=True):
    """Hits of one reach, in order; ``reach`` None is a list without a place.

    ``partial``: these serve only a part of the region that was asked (each hit has its ``share``). ``elsewhere``: these
    desks are in another part of the municipality than the village or postcode that was asked.
    """

    reach: Reach | None
    hits: Hits
    partial: bool = False
    elsewhere: bool = False


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


class Alternative(Frozen, frozen=True, kw_only=True):
    """A word, or with ``phrase`` (it stood between quotes) words next to each other and as they were typed."""

    text: str
    phrase: bool = False


class Clause(Frozen, frozen=True, kw_only=True):
    """Of ``alternatives`` one must be found (``poets OR strijk``), or with ``excluded`` none."""

    alternatives: tuple[Alternative, ...]
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

    kinds: dict[str, int] = msgspec.field(default_factory=dict)
    audiences: dict[str, int] = msgspec.field(default_factory=dict)
    themes: dict[str, int] = msgspec.field(default_factory=dict)
    reaches: dict[Reach, int] = msgspec.field(default_factory=dict)


class SearchResult(Frozen, frozen=True, kw_only=True):
    """The answer to one question from the box: a place, words, filters, or any mixture of them.

    ``choices`` is filled where the place was ambiguous (then ``place`` is None and the words are searched without it).
    ``nearest`` is filled where nothing was found at the place. ``corrected`` is what was searched instead of words that
    nothing holds, after a forgiven letter; ``left_out`` are words that were given up because no record holds them all.
    ``through``: the words of the sector that led to hits in place of those typed, in the order of the list.
    ``records``: networks, measures, practices and
    agreements found by the words. ``unfiltered``: how many actors there would be without the filters. ``change``: the
    change number of the catalogue that was asked.
    """

    text: str
    place: Place | None = None
    choices: tuple[Place, ...] = ()
    explanation: str | None = None
    words: str = ""
    filters: Filters = Filters()
    groups: tuple[Group, ...] = ()
    unknown_area: Hits = Hits()
    nearest: Hits = Hits()
    records: tuple[Ref, ...] = ()
    facets: Facets = Facets()
    suggestion: str | None = None
    corrected: str | None = None
    left_out: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    unfiltered: int = 0
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
    quality: float = 0.0  # how complete and fresh the record is, 0 to 1


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
    offer_areas: dict[str, tuple[AreaLine, ...]] = msgspec.field(default_factory=dict)  # offer id -> its own areas
    networks: tuple[LinkLine, ...] = ()
    relations: tuple[LinkLine, ...] = ()
    measures: tuple[LinkLine, ...] = ()
    agreements: tuple[LinkLine, ...] = ()
    practices: tuple[LinkLine, ...] = ()
    sources: dict[str, Source] = msgspec.field(default_factory=dict)
    freshness: Freshness = Freshness(level="bad", text="")
    checked: dict[str, Freshness] = msgspec.field(default_factory=dict)  # a field or part with a check of its own
    site_places: dict[str, Ref] = msgspec.field(default_factory=dict)  # site id -> municipality


class RecordPage(Frozen, frozen=True, kw_only=True):
    """A network, measure, agreement or practice with its links resolved."""

    record: Network | Measure | Agreement | Practice
    area_lines: tuple[AreaLine, ...] = ()
    links: tuple[LinkLine, ...] = ()  # members, carriers or parties
    theme_labels: tuple[str, ...] = ()
    audience_labels: tuple[str, ...] = ()
    sources: dict[str, Source] = msgspec.field(default_factory=dict)
    freshness: Freshness = Freshness(level="bad", text="")
    checked: dict[str, Freshness] = msgspec.field(default_factory=dict)  # a field or part with a check of its own


class Info(Frozen, frozen=True, kw_only=True):
    """What is in the catalogue, for the first screen, the status line and ``vademecum info``."""

    name: str
    edition: str
    counts: dict[str, int]
    folder: str
    change: int
    read_only: bool = False
    restore_tested: str = ""  # the day on which going back to a backup was tried and all came back


class ChangeLine(Frozen, frozen=True, kw_only=True):
    """One line of history. ``damaged``: what it holds can't be read, in part or whole; that part is None."""

    number: int
    operation: int
    operation_name: str
    at: str  # UTC, ISO 8601
    who: str
    record_type: RecordType
    record_id: str
    before: Record | None = None
    after: Record | None = None
    damaged: bool = False


class Changes(Frozen, frozen=True, kw_only=True):
    """What one operation changed; announced once, after the commit."""

    operation: int
    name: str
    first: int  # change numbers
    last: int
    records: tuple[tuple[RecordType, str], ...]
