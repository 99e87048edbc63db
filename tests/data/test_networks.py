"""What the sources say about networks and measures, as it ships (the files as such: test_catalogue_files)."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from vademecum.records import Actor, Agreement, Measure, Network, Practice

CATALOGUE = Path(__file__).resolve().parents[2] / "data" / "catalogue"
T = TypeVar("T")


def load(name: str, kind: type[T]) -> list[T]:
    return msgspec.json.decode((CATALOGUE / name).read_bytes(), type=list[kind], strict=True)  # type: ignore[valid-type]


ACTORS = {actor.id: actor for actor in load("actors.json", Actor)}
NETWORKS = {network.name: network for network in load("networks.json", Network)}
MEASURES = {measure.code: measure for measure in load("measures.json", Measure)}
AGREEMENTS = {agreement.name: agreement for agreement in load("agreements.json", Agreement)}
PRACTICES = load("practices.json", Practice)


def members(network: str, role: str | None = None) -> set[str]:
    return {
        ACTORS[member.actor_id].name if member.actor_id else member.label or ""
        for member in NETWORKS[network].members
        if role is None or member.role == role
    }


def carriers(code: str) -> set[str]:
    return {carrier.actor_id for carrier in MEASURES[code].carriers}


def test_everybody_in_a_network_or_an_agreement_has_a_name() -> None:
    assert all(member.actor_id or member.label for network in NETWORKS.values() for member in network.members)
    assert all(party.actor_id or party.label for agreement in AGREEMENTS.values() for party in agreement.parties)


def test_plan_light_has_the_ten_members_of_the_annual_report() -> None:
    light = NETWORKS["PLAN Light"]
    assert len(light.members) == 10
    assert members("PLAN Light", "chair") == {"ACV West-Vlaanderen"}
    assert members("PLAN Light", "vice_chair") == {"VDAB West-Vlaanderen"}
    assert members("PLAN Light", "secretary") == {"RESOC Noord-West-Vlaanderen"}
    assert {member.valid_from for member in light.members} == {"2017"}
    assert light.status == "unknown", "no source says whether it still meets"


def test_plan_plus_is_plan_light_with_seven_organisations_and_two_aldermen() -> None:
    seats = [member for member in NETWORKS["PLAN Plus"].members if member.role != "guest"]
    assert members("PLAN Light") <= members("PLAN Plus")
    assert len(seats) == 10 + 7 + 2
    assert {"bevoegde schepen van Brugge, voor regio Brugge", "bevoegde schepen van Gistel, voor regio Oostende"} <= {
        member.label for member in seats
    }


def test_koksijde_sits_with_the_mayors_of_the_westhoek() -> None:
    assert "Gemeente Koksijde" in members("Westhoekoverleg"), "though DVV Westhoek leaves it out"


def test_merged_municipalities_were_members_until_the_merger() -> None:
    ended = {member.label: member.valid_to for member in NETWORKS["Midwestoverleg"].members if member.valid_to}
    assert set(ended.values()) == {"2024-12-31"}
    assert len(ended) == 2


def test_westup_serves_the_reference_region_without_wervik() -> None:
    assert [area.area_id for area in NETWORKS["WestUp"].areas] == ["region:referentieregio/westhoek"]
    assert members("WestUp", "promoter") == {"DVV Westhoek"}


@pytest.mark.parametrize(
    ("ended", "today"),
    [("PWA", "WIJK"), ("LDE", "IMW"), ("VOP", "IMW"), ("SINE", "IMW"), ("MWA", "IMW"), ("LEW", "DUAAL")],
)
def test_a_measure_that_ended_leads_to_the_one_of_today(ended: str, today: str) -> None:
    assert MEASURES[ended].status == "ended"
    assert MEASURES[ended].replaced_by == MEASURES[today].id


def test_every_ocmw_carries_out_article_60_and_the_living_wage() -> None:
    ocmws = {actor.id for actor in ACTORS.values() if actor.kind == "ocmw"}
    assert ocmws <= carriers("ART60")
    assert ocmws <= carriers("LL")


def test_every_organiser_of_wijk_werken_is_linked_to_it() -> None:
    assert {actor.id for actor in ACTORS.values() if actor.kind == "wijk-werken"} <= carriers("WIJK")


def test_a_measure_is_explained_in_two_sentences_or_so() -> None:
    assert [measure.code for measure in MEASURES.values() if not 60 < len(measure.summary) <= 330] == []


def test_the_hydrants_were_awarded_to_westlandia() -> None:
    agreement = AGREEMENTS["Opsporen, controle en herstel van hydranten, Westhoek (2020)"]
    assert agreement.valid_from == "2020-11-09"
    roles = {ACTORS[party.actor_id].name: party.role for party in agreement.parties if party.actor_id}
    assert roles["Westlandia"] == "uitvoerder"
    assert roles["Stad Poperinge"] == "opdrachtgever namens de gemeenten"


def test_a_practice_has_carriers_unless_it_comes_from_outside_the_province() -> None:
    without = [practice.title for practice in PRACTICES if not practice.carriers]
    assert without == ["Lokale overeenkomsten over werk: Ronse, Geraardsbergen en Aalst"]
