"""What the catalogue keeps: records and their parts."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from vademecum.records.base import Frozen

ERASED = "[…]"  # stands where a text named a person who was erased

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
    different_from: tuple[str, ...] = ()  # ids of actors that look alike but are others, as somebody said
    tries: int = 0  # times that nobody answered, since the last check
    next_try: str | None = None  # day before which it is left alone
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
    check_every: int | None = None  # months after which a check of actors of this kind is no longer fresh
    version: int = 0

    @property
    def name(self) -> str:
        """The Dutch label."""
        return self.label_nl


class Synonym(Frozen, frozen=True, kw_only=True):
    """What people type and what the sector calls it: ``text`` also finds what any of ``means`` finds.

    ``weight`` (0 to 1) makes such a hit count less than the word itself; ``both_ways``: each of ``means`` finds the
    text as well.
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
    return names[0].text if names else ""
