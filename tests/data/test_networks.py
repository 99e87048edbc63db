"""The shipped networks, measures, agreements and practices: they load, link, and say what the sources say."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from vademecum.records import (
    Actor,
    Agreement,
    Carrier,
    Evidence,
    Measure,
    Member,
    Name,
    Network,
    Party,
    Practice,
    ServiceArea,
    Source,
    Term,
)

DATA = Path(__file__).parents[2] / "data"
T = TypeVar("T")


def load(name: str, kind: type[T]) -> list[T]:
    return msgspec.json.decode((DATA / "catalogue" / name).read_bytes(), type=list[kind], strict=True)  # type: ignore[valid-type]


ACTORS = {actor.id: actor for actor in load("actors.json", Actor)}
SOURCES = {source.id for source in load("sources.json", Source)}
TERMS = {(term.taxonomy, term.code) for term in load("terms.json", Term)}
NETWORKS = {network.name: network for network in load("networks.json", Network)}
MEASURES = {measure.code: measure for measure in load("measures.json", Measure)}
AGREEMENTS = load("agreements.json", Agreement)
PRACTICES = load("practices.json", Practice)
RECORDS: list[Network | Measure | Agreement | Practice] = [
    *NETWORKS.values(),
    *MEASURES.values(),
    *AGREEMENTS,
    *PRACTICES,
]


def parts(record: Network | Measure | Agreement | Practice) -> list[Member | Carrier | Party]:
    match record:
        case Network():
            return [*record.members]
        case Agreement():
            return [*record.parties]
        case _:
            return [*record.carriers]


def names_of(network: str, role: str | None = None) -> set[str]:
    return {
        ACTORS[member.actor_id].name if member.actor_id else member.label or ""
        for member in NETWORKS[network].members
        if role is None or member.role == role
    }


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_every_link_of_a_record_leads_somewhere(record: Network | Measure | Agreement | Practice) -> None:
    assert record.evidence, "a fact without a source"
    for evidence in record.evidence:
        assert evidence.source_id in SOURCES
    for part in parts(record):
        assert part.actor_id is None or part.actor_id in ACTORS
        assert part.actor_id or getattr(part, "label", None), "a member without a name"
    if not isinstance(record, Agreement):
        assert {("theme", code) for code in record.themes} <= TERMS
    if isinstance(record, Network | Measure):
        assert {("audience", code) for code in record.audiences} <= TERMS


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_evidence_points_to_a_part_or_a_field_of_its_record(record: Network | Measure | Agreement | Practice) -> None:
    facts: list[Evidence | Member | Carrier | Party | Name] = [*parts(record), *getattr(record, "names", ())]
    known = {"", *type(record).__struct_fields__, *(fact.id for fact in facts)}
    assert {evidence.fact for evidence in record.evidence} <= known


def test_areas_are_places_that_exist() -> None:
    with (DATA / "places" / "areas.csv").open(encoding="utf-8") as stream:
        known = {row["id"] for row in csv.DictReader(stream)}
    areas: list[ServiceArea] = [area for record in RECORDS for area in getattr(record, "areas", ())]
    assert {area.area_id for area in areas} <= known


def test_ids_are_unique() -> None:
    ids = [record.id for record in RECORDS]
    assert len(ids) == len(set(ids))


def test_plan_light_has_the_ten_members_of_the_annual_report() -> None:
    light = NETWORKS["PLAN Light"]
    assert len(light.members) == 10
    assert names_of("PLAN Light", "chair") == {"ACV West-Vlaanderen"}
    assert [m.label for m in light.members if m.role == "vice_chair"] == ["de VDAB"]
    assert names_of("PLAN Light", "secretary") == {"RESOC Noord-West-Vlaanderen"}
    assert all(member.valid_from == "2017" for member in light.members)
    assert light.status == "unknown", "no source says whether it still meets"


def test_plan_plus_has_the_members_of_plan_light_and_the_two_aldermen() -> None:
    assert names_of("PLAN Light") <= names_of("PLAN Plus")
    labels = {member.label for member in NETWORKS["PLAN Plus"].members if member.role == "member"}
    assert {
        "bevoegde schepen van Brugge, voor regio Brugge",
        "bevoegde schepen van Gistel, voor regio Oostende",
    } <= labels
    assert len([member for member in NETWORKS["PLAN Plus"].members if member.role != "guest"]) == 19


def test_westhoekoverleg_keeps_koksijde_which_dvv_westhoek_does_not_serve() -> None:
    assert "Gemeente Koksijde" in names_of("Westhoekoverleg")


def test_a_replaced_measure_leads_to_the_one_of_today() -> None:
    by_id = {measure.id: measure.code for measure in MEASURES.values()}
    assert by_id[MEASURES["PWA"].replaced_by or ""] == "WIJK"
    assert {by_id[MEASURES[code].replaced_by or ""] for code in ("LDE", "VOP", "SINE", "MWA")} == {"IMW"}
    for measure in MEASURES.values():
        assert (measure.replaced_by is None) or (measure.status == "ended" and measure.replaced_by in by_id)


def test_every_ocmw_carries_out_article_60_and_the_living_wage() -> None:
    ocmws = {actor.id for actor in ACTORS.values() if actor.kind == "ocmw" and re.match(r"OCMW ", actor.name)}
    assert len(ocmws) == 62
    for code in ("ART60", "LL"):
        assert ocmws <= {carrier.actor_id for carrier in MEASURES[code].carriers}


def test_measures_are_explained_in_a_few_lines() -> None:
    assert all(60 < len(measure.summary) <= 330 for measure in MEASURES.values())


def test_no_personal_mail_addresses() -> None:
    for record in RECORDS:
        assert not re.search(rb"[a-z]+\.[a-z]+@", msgspec.json.encode(record))
