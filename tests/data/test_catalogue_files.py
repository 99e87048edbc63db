"""The starter catalogue as it ships: every file decodes strictly, and every reference leads somewhere."""

from __future__ import annotations

import csv
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import phonenumbers
import pytest
from stdnum.be import vat

from vademecum.records import (
    RECORD_CLASSES,
    Actor,
    Contact,
    Evidence,
    Identifier,
    Network,
    Offer,
    Record,
    ServiceArea,
    Site,
    Source,
    Term,
)

DATA = Path(__file__).resolve().parents[2] / "data"
FILES = {
    "actors": "actor",
    "networks": "network",
    "measures": "measure",
    "agreements": "agreement",
    "practices": "practice",
    "terms": "term",
    "sources": "source",
}
#: Mailboxes of a desk that only look like first name and last name.
DESKS = {"sociale.dienst", "info.ocmw", "ocmw.info", "sf.grindenzandgroeven"}
FREE_MAIL = {"gmail.com", "hotmail.com", "telenet.be", "skynet.be", "yahoo.com"}
#: A mailbox at a provider of free mail that the official list gives for an organisation.
ORGANISATIONS_AT_FREE_MAIL = {"sf.grindenzandgroeven@outlook.be"}


@cache
def raw(name: str) -> bytes:
    return (DATA / "catalogue" / f"{name}.json").read_bytes()


@cache
def load(name: str) -> tuple[Any, ...]:
    cls = RECORD_CLASSES[FILES[name]]  # type: ignore[index]
    return tuple(msgspec.json.decode(raw(name), type=list[cls], strict=True))  # type: ignore[valid-type]


def actors() -> tuple[Actor, ...]:
    return load("actors")


def everything() -> list[Record]:
    return [record for name in FILES for record in load(name)]


def structs(value: object) -> Iterator[msgspec.Struct]:
    """A record and all the parts in it."""
    if isinstance(value, msgspec.Struct):
        yield value
        for field in value.__struct_fields__:
            yield from structs(getattr(value, field))
    elif isinstance(value, tuple):
        for item in value:
            yield from structs(item)


def parts(kind: type[Any], records: list[Record] | None = None) -> list[tuple[Record, Any]]:
    found = everything() if records is None else records
    return [(record, part) for record in found for part in structs(record) if isinstance(part, kind)]


@cache
def areas() -> dict[str, dict[str, str]]:
    with (DATA / "places" / "areas.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


@cache
def within() -> dict[str, frozenset[str]]:
    """Area -> every area that contains it, itself included."""
    above = defaultdict(set)
    with (DATA / "places" / "memberships.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            above[row["member"]].add(row["container"])

    def climb(area: str, seen: set[str]) -> set[str]:
        for container in above.get(area, ()):
            if container not in seen:
                seen.add(container)
                climb(container, seen)
        return seen

    return {area: frozenset(climb(area, {area})) for area in areas()}


def west_flanders() -> set[str]:
    return {a for a, row in areas().items() if row["kind"] == "municipality" and "nis:30000" in within()[a]}


# --------------------------------------------------------------------------------------------------------------------
# The files


@pytest.mark.parametrize("name", FILES)
def test_file_is_in_its_one_written_form(name: str) -> None:
    """A file changes only where a fact does: one layout, and nothing that a decoder would drop."""
    written = msgspec.json.format(msgspec.json.encode(load(name)), indent=1) + b"\n"
    assert raw(name) == written


def test_edition_says_name_and_month() -> None:
    edition = msgspec.json.decode(raw("edition"), type=dict[str, str])
    assert set(edition) == {"name", "edition"}
    assert re.fullmatch(r"20\d\d-\d\d", edition["edition"])


def test_ids_are_uuids_and_never_meet() -> None:
    ids = Counter(part.id for record in everything() for part in structs(record) if hasattr(part, "id"))
    assert [i for i, n in ids.items() if n > 1] == []
    assert all(str(uuid.UUID(i)) == i for i in ids)


def test_sizes() -> None:
    assert len(actors()) >= 580
    assert len(load("networks")) >= 12
    assert len(load("measures")) >= 15


def test_dates_are_iso_and_periods_run_forward() -> None:
    bad = []
    for record in everything():
        for part in structs(record):
            dates = {f: getattr(part, f) for f in ("valid_from", "valid_to", "date", "due") if hasattr(part, f)}
            bad += [(record.name, d) for d in dates.values() if d and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", d)]
            first, last = dates.get("valid_from"), dates.get("valid_to")
            if first and last and first[: len(last)] > last[: len(first)]:
                bad.append((record.name, f"{first} - {last}"))
    assert bad == []


def test_nobody_has_checked_the_starter_catalogue() -> None:
    assert [r.name for r in everything() if getattr(r, "checks", ())] == []


# --------------------------------------------------------------------------------------------------------------------
# References


def test_every_fact_has_evidence_from_a_known_source() -> None:
    sources = {s.id for s in load("sources")}
    for record in everything():
        if isinstance(record, Term | Source):
            continue
        assert record.evidence, f"{record.name}: no evidence"
        facts = {"", *record.__struct_fields__} | {p.id for p in structs(record) if hasattr(p, "id")}
        for evidence in record.evidence:
            assert evidence.source_id in sources, f"{record.name}: unknown source"
            assert evidence.fact in facts, f"{record.name}: evidence on a fact that it does not have"


def test_every_source_is_used_and_named_once() -> None:
    used = {e.source_id for _, e in parts(Evidence)}
    sources = load("sources")
    assert [s.title for s in sources if s.id not in used] == []
    assert [t for t, n in Counter(s.title for s in sources).items() if n > 1] == []


def test_actors_that_are_pointed_at_exist() -> None:
    known = {a.id for a in actors()}
    for record in everything():
        for part in structs(record):
            target = getattr(part, "actor_id", None)
            assert target is None or target in known, f"{record.name}: unknown actor"
            assert target != record.id, f"{record.name}: points at itself"


def test_measures_that_replace_others_exist() -> None:
    known = {m.id for m in load("measures")}
    assert all(m.replaced_by in known for m in load("measures") if m.replaced_by)


def test_areas_exist() -> None:
    unknown = [(r.name, a.area_id) for r, a in parts(ServiceArea) if a.area_id not in areas()]
    assert unknown == []


def test_an_excluded_area_lies_in_a_served_one() -> None:
    for record, holder in ((r, p) for r in everything() for p in structs(r) if getattr(p, "areas", ())):
        served = {a.area_id for a in holder.areas if not a.excluded}  # type: ignore[attr-defined]
        members = {m for m in west_flanders() if within()[m] & served}
        for area in holder.areas:  # type: ignore[attr-defined]
            if area.excluded:
                inside = {m for m in west_flanders() if area.area_id in within()[m]}
                assert inside & members, f"{record.name}: excludes {area.area_id} that it does not serve"


def test_terms_exist_once_and_are_used() -> None:
    terms = Counter((t.taxonomy, t.code) for t in load("terms"))
    assert max(terms.values()) == 1
    used = {("kind", a.kind) for a in actors()}
    for record in everything():
        for part in structs(record):
            for field, taxonomy in (("themes", "theme"), ("audiences", "audience")):
                used |= {(taxonomy, code) for code in getattr(part, field, ())}
    assert used - set(terms) == set()
    assert set(terms) - used == set()


# --------------------------------------------------------------------------------------------------------------------
# Facts


def test_postcode_belongs_to_the_municipality() -> None:
    for record, site in parts(Site):
        if site.municipality:
            place = areas()[site.municipality]
            assert place["kind"] == "municipality", f"{record.name}: {site.municipality}"
            assert not site.postcode or site.postcode in place["postcodes"].split(), f"{record.name}: {site.postcode}"
        if site.postcode:
            assert f"pc:{site.postcode}" in areas(), f"{record.name}: {site.postcode}"
        assert set(site.derived) <= set(site.__struct_fields__)
        assert site.town, f"{record.name}: a site without a town"


def test_enterprise_numbers_are_valid_and_belong_to_one_actor() -> None:
    numbers = Counter(i.value for _, i in parts(Identifier))
    assert [n for n in numbers if not vat.is_valid(n)] == []
    assert [n for n, count in numbers.items() if count > 1] == []


def test_contacts_are_well_formed_and_public() -> None:
    for record, contact in parts(Contact):
        assert contact.visibility == "public"
        assert contact.person is None
        if contact.kind == "phone":
            number = phonenumbers.parse(contact.value)
            assert phonenumbers.is_valid_number(number), f"{record.name}: {contact.value}"
            assert contact.value == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        elif contact.kind == "email":
            assert re.fullmatch(r"[a-z0-9._-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", contact.value), contact.value
        else:
            assert re.match(r"https?://[a-z0-9.-]+(/|$)", contact.value), f"{record.name}: {contact.value}"


def test_no_mailbox_of_a_person() -> None:
    for record, contact in parts(Contact):
        if contact.kind == "email" and contact.value not in ORGANISATIONS_AT_FREE_MAIL:
            box, domain = contact.value.split("@")
            assert not re.fullmatch(r"[a-z]+\.[a-z]+", box) or box in DESKS, f"{record.name}: {contact.value}"
            assert domain not in FREE_MAIL, f"{record.name}: {contact.value}"


def test_an_ended_actor_says_what_came_after() -> None:
    for actor in actors():
        after = [r for r in actor.relations if r.type == "successor"]
        if actor.status == "ended":
            assert after or actor.note, f"{actor.name}: ended, without successor or reason"
        else:
            assert not after, f"{actor.name}: has a successor but has not ended"
            assert actor.valid_to is None, f"{actor.name}: has an end but has not ended"


def test_chains_of_relations_end() -> None:
    by_id = {a.id: a for a in actors()}
    for kind in ("successor", "part_of", "run_by"):
        for actor in actors():
            seen, todo = {actor.id}, [actor.id]
            while todo:
                for relation in by_id[todo.pop()].relations:
                    if relation.type == kind:
                        assert relation.actor_id != actor.id, f"{actor.name}: {kind} leads back"
                        if relation.actor_id not in seen:
                            seen.add(relation.actor_id)
                            todo.append(relation.actor_id)


def test_names_are_names() -> None:
    for record in everything():
        for name in getattr(record, "names", ()):
            assert name.text == name.text.strip()
            assert "te verifiëren" not in name.text
            if isinstance(record, Actor) and name.type in ("official", "former"):
                assert " (" not in name.text, name.text
        texts = [n.text for n in getattr(record, "names", ())]
        assert len(texts) == len(set(texts)), f"{record.name}: a name twice"


def test_an_offer_says_what_it_is() -> None:
    for record, offer in parts(Offer):
        assert offer.name[0] == offer.name[0].upper(), f"{record.name}: {offer.name}"
        assert offer.themes, f"{record.name}: {offer.name} has no theme"
    doubles = [a.name for a in actors() if len({o.name for o in a.offers}) < len(a.offers)]
    assert doubles == []


def test_what_others_compiled_is_trusted_at_most_half() -> None:
    compiled = {s.id for s in load("sources") if "AIpolitics" in s.title}
    assert compiled
    sure = [(r.name, e.date) for r, e in parts(Evidence) if e.source_id in compiled and e.confidence == "high"]
    assert sure == []


def test_an_area_from_before_the_mergers_of_2025_did_not_grow() -> None:
    """Tielt and Wingene kept their names and became larger: an older source means the smaller municipality."""
    grown = {"nis:37021", "nis:37022"}
    for actor in actors():
        general = [e.date for e in actor.evidence if not e.fact and e.date]
        if general and max(general) < "2025":
            assert not grown & {area.area_id for _, area in parts(ServiceArea, [actor])}, actor.name


def test_who_serves_the_area_of_ivvo_serves_its_twelve_municipalities() -> None:
    (west,) = [a for a in actors() if a.name == "De Kringwinkel West"]
    served = {m for m in west_flanders() for area in west.areas if area.area_id in within()[m]}
    assert len(served) == 12
    assert {"nis:33029", "nis:33037"} & served == set(), "Wervik and Zonnebeke lie in the Westhoek, not there"


# --------------------------------------------------------------------------------------------------------------------
# What a user would miss


def test_every_municipality_has_its_town_hall_and_its_ocmw() -> None:
    for kind in ("gemeente", "ocmw"):
        places = Counter(area.area_id for actor in actors() if actor.kind == kind for area in actor.areas)
        assert set(places) == west_flanders()
        assert max(places.values()) == 1


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("Footstep", "Odas"),
        ("Sowepo", "Forena Poperinge"),
        ("PWA Westhoek", "Wijk-werken Westhoek"),
        ("ATB West-Vlaanderen", "GTB"),
        ("Westhoekoverleg", "DVV Westhoek"),
    ],
)
def test_an_old_name_belongs_to_today_s_actor(old: str, today: str) -> None:
    assert today in [a.name for a in actors() for n in a.names if n.text == old and n.type == "former"]


@pytest.mark.parametrize(
    "ended", ["RESOC Noord-West-Vlaanderen", "RESOC Westhoek", "Troev", "CVO SVG", "Brugge Werkt!"]
)
def test_what_has_ended_leads_to_its_successor(ended: str) -> None:
    (actor,) = [a for a in actors() if a.name == ended]
    assert actor.status == "ended"
    assert [r for r in actor.relations if r.type == "successor"]


def test_working_areas_that_do_not_follow_the_regions() -> None:
    def served(name: str) -> set[str]:
        (actor,) = [a for a in actors() if a.name == name]
        inside = {a.area_id for a in actor.areas if not a.excluded}
        outside = {a.area_id for a in actor.areas if a.excluded}
        return {m for m in west_flanders() if within()[m] & inside and not within()[m] & outside}

    koksijde, wervik, wielsbeke = "nis:38014", "nis:33029", "nis:37017"
    assert len(served("Wijk-werken Westhoek")) == 17
    assert koksijde not in served("Wijk-werken Westhoek")
    assert wervik not in served("CVO Scala")
    assert len(served("Welzijnsvereniging W13")) == 14
    assert {wervik, wielsbeke} <= served("Welzijnsvereniging W13")
    assert len(served("DVV Midwest")) == 14
    assert len(served("Wijk-Up")) == 10


def test_counts() -> None:
    """Not a check: prints what there is, for the report of a test run (``pytest -rP``)."""
    rows = actors()
    counts = {
        "actors": len(rows),
        "with a site": sum(bool(a.sites) for a in rows),
        "with a street": sum(any(s.street for s in a.sites) for a in rows),
        "postcode derived": sum("postcode" in s.derived for a in rows for s in a.sites),
        "with an area": sum(bool(a.areas) for a in rows),
        "with a phone": sum(any(c.kind == "phone" for c in a.contacts) for a in rows),
        "with a mailbox": sum(any(c.kind == "email" for c in a.contacts) for a in rows),
        "with a website": sum(any(c.kind == "web" for c in a.contacts) for a in rows),
        "with a KBO number": sum(bool(a.identifiers) for a in rows),
        "with an offer": sum(bool(a.offers) for a in rows),
        "offers": sum(len(a.offers) for a in rows),
        "described": sum(bool(a.description) for a in rows),
        "ended": sum(a.status == "ended" for a in rows),
        "status unknown": sum(a.status == "unknown" for a in rows),
        "relations": sum(len(a.relations) for a in rows),
        **{name: len(load(name)) for name in FILES if name != "actors"},
        "members of networks": sum(len(n.members) for n in load("networks") if isinstance(n, Network)),
    }
    for name, count in counts.items():
        print(f"{name:22}{count:6}")
    for kind, count in Counter(a.kind for a in rows).most_common():
        print(f"  {kind:24}{count:4}")
    assert counts["with an area"] > 400
