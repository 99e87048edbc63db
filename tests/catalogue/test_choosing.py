"""What forms offer to choose from."""

from __future__ import annotations

from vademecum.catalogue import Catalogue


def test_areas_hold_the_province_in_full_and_municipalities_elsewhere(asked: Catalogue) -> None:
    areas = {choice.place.id: choice for choice in asked.choosing.areas()}
    assert len(areas["nis:30000"].municipalities) == 62
    assert "nis:44021" in areas  # Gent
    assert {"part", "postcode", "region", "former"} <= {choice.place.kind for choice in areas.values()}
    assert all(
        c.place.municipality in areas["nis:30000"].municipalities for c in areas.values() if c.place.kind == "part"
    )


def test_an_area_in_use_is_there_whatever_it_is(asked: Catalogue) -> None:
    assert "pc:9000" not in {choice.place.id for choice in asked.choosing.areas()}
    assert "pc:9000" in {choice.place.id for choice in asked.choosing.areas(["pc:9000", "pc:none"])}


def test_records_are_found_by_words_in_any_of_their_names(asked: Catalogue) -> None:
    assert asked.choosing.look_up("actor", "iep ocmw")[0].name == "OCMW Ieper"
    former = asked.choosing.look_up("actor", "beschutte werkplaats westlandia")
    assert [choice.name for choice in former] == ["Westlandia"]
    assert former[0].detail == "Maatwerkbedrijf"
    assert asked.choosing.look_up("network", "ocmw ieper") == ()


def test_names_of_what_is_gone_are_left_out(asked: Catalogue) -> None:
    found = asked.choosing.look_up("source", "vdab")[0]
    assert asked.choosing.named([found.id, "gone"]) == {found.id: found.name}


def test_a_list_holds_all(asked: Catalogue) -> None:
    assert len(asked.choosing.listed("source")) == asked.info().counts["source"]
