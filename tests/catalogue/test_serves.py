"""Who serves this place, on the shipped catalogue."""

from __future__ import annotations

import pytest

from vademecum.catalogue import Catalogue
from vademecum.errors import NotFoundError
from vademecum.naming import heading
from vademecum.records import Filters, Reach, Row, SearchResult


def rows(catalogue: Catalogue, result: SearchResult) -> dict[str, Row]:
    hits = [hit for group in result.groups for hit in group.hits] + list(result.unknown_area)
    return {row.name: row for row in catalogue.rows(hits, result)}


def by_reach(catalogue: Catalogue, result: SearchResult) -> dict[Reach | None, list[str]]:
    return {group.reach: [row.name for row in catalogue.rows(group.hits, result)] for group in result.groups}


def test_groups_stand_near_before_far(asked: Catalogue) -> None:
    result = asked.search("8900")
    assert [group.reach for group in result.groups] == [Reach.DESK, Reach.REGION, Reach.PROVINCE, Reach.COUNTRY]
    assert "OCMW Ieper" in by_reach(asked, result)[Reach.DESK]
    assert "VDAB" in by_reach(asked, result)[Reach.COUNTRY]


@pytest.mark.parametrize("typed", ["8980", "8980 Zonnebeke", "zonnebeke", "passendale"])
def test_all_ways_of_naming_a_place_find_its_ocmw(asked: Catalogue, typed: str) -> None:
    assert "OCMW Zonnebeke" in by_reach(asked, asked.search(typed))[Reach.DESK]


def test_desks_in_the_village_itself_come_first(asked: Catalogue) -> None:
    result = asked.search("zeebrugge")
    here, elsewhere, *_others = result.groups
    assert (here.reach, here.elsewhere) == (Reach.DESK, False)
    assert (elsewhere.reach, elsewhere.elsewhere) == (Reach.DESK, True)
    assert [heading(group, result.place) for group in (here, elsewhere)] == [
        "Loket in Zeebrugge",
        "Loket elders in Brugge",
    ]
    desks = asked.rows(here.hits, result)
    assert "VDAB Zeebrugge" in {row.name for row in desks}
    assert all(row.reason.startswith("Loket in Zeebrugge; ") for row in desks)
    towns = {row.name: row.reason for row in asked.rows(elsewhere.hits, result)}
    assert towns["OCMW Brugge"].startswith("Loket in Brugge; ")


def test_a_village_without_a_desk_says_that_they_are_elsewhere(asked: Catalogue) -> None:
    result = asked.search("8511")
    assert result.place is not None
    assert heading(result.groups[0], result.place) == "Loket elders in Kortrijk"


def test_an_excluded_municipality_is_not_served(asked: Catalogue) -> None:
    assert "Wijk-werken Westhoek" not in rows(asked, asked.search("koksijde"))
    row = rows(asked, asked.search("veurne"))["Wijk-werken Westhoek"]
    assert row.reason == "Bedient regio Westhoek, behalve Koksijde"


def test_regions_overlap(asked: Catalogue) -> None:
    # Wervik lies in the arrondissement of Ieper and works with Zuid-West-Vlaanderen.
    found = rows(asked, asked.search("wervik"))
    assert "Wijk-werken Zuid-West-Vlaanderen" in {name.split(" (")[0] for name in found}


def test_an_ended_actor_serves_nobody_but_is_found(asked: Catalogue) -> None:
    served = rows(asked, asked.search("brugge"))
    assert not [name for name in served if name.startswith("RESOC Noord-West")]
    found = rows(asked, asked.search("resoc noord-west-vlaanderen"))
    ended = found["RESOC Noord-West-Vlaanderen"]
    assert ended.status == "ended"
    assert ended.reason.startswith("Gestopt")


def test_an_actor_without_area_is_listed_apart_at_its_desk(asked: Catalogue) -> None:
    result = asked.search("ieper")
    unknown = {row.name: row for row in asked.rows(result.unknown_area, result)}
    assert unknown["VDAB Ieper"].reason == "Werkgebied onbekend; loket in Ieper"
    assert "VDAB Ieper" not in {name for names in by_reach(asked, result).values() for name in names}


def test_a_region_is_served_whole_or_in_part(asked: Catalogue) -> None:
    result = asked.search("regio westhoek")
    assert result.place is not None
    assert result.place.id == "region:streek/westhoek"
    partial = [group for group in result.groups if group.partial]
    reaches = [group.reach for group in result.groups if not group.partial]
    assert result.groups.index(partial[0]) == reaches.index(Reach.PROVINCE)  # near before far, whole before part
    shares = [hit.share for hit in partial[0].hits]
    assert all(share is not None and 0 < share[0] < share[1] == 18 for share in shares)
    [hit] = [hit for hit in partial[0].hits if asked.actor_page(hit.id).actor.name == "Wijk-werken Westhoek"]
    assert hit.share == (17, 18)
    assert asked.rows([hit], result)[0].reason == "Bedient regio Westhoek, behalve Koksijde"


def test_a_region_served_by_several_areas_tells_them_all(asked: Catalogue) -> None:
    found = rows(asked, asked.search("arrondissement veurne"))
    assert found["Havenzate"].reason == "Bedient alle 5 gemeenten: Alveringem, De Panne, Koksijde en nog 2"
    found = rows(asked, asked.search("kust"))
    assert found["De Kringwinkel Bredene"].reason == "Bedient 1 van de 9 gemeenten: Bredene"


def test_who_ended_does_not_stand_above_a_place(asked: Catalogue) -> None:
    for text in ("avelghem", "regio kortrijk"):
        assert "ended" not in {row.status for row in rows(asked, asked.search(text)).values()}


def test_filters_say_how_many_there_would_be_without_them(asked: Catalogue) -> None:
    everyone = asked.search("8900")
    some = asked.search("8900", filters=Filters(kinds=("ocmw",)))
    assert some.total < everyone.total == everyone.unfiltered == some.unfiltered


def test_the_nearest_say_what_they_serve(asked: Catalogue) -> None:
    result = asked.search("strijk koksijde")
    reasons = [row.reason for row in asked.rows(result.nearest, result)]
    assert reasons
    assert all(" km verder, in " in reason for reason in reasons)
    assert any("; bedient " in reason for reason in reasons)


def test_who_ended_names_who_came_after(asked: Catalogue) -> None:
    row = rows(asked, asked.search("RESOC Westhoek"))["RESOC Westhoek"]
    assert row.reason.endswith("; nu: DVV Westhoek")


def test_a_mail_address_is_no_place(asked: Catalogue) -> None:
    result = asked.search("info@ieper.be")
    found = rows(asked, result)
    assert (result.place, result.words) == (None, "info@ieper.be")
    for name in ("OCMW Ieper", "Stad Ieper"):
        assert found[name].found == "gevonden in contactgegevens: info@ieper.be"
    assert list(found)[:2] == ["OCMW Ieper", "Stad Ieper"]


def test_todays_merged_municipality_and_its_old_parts(asked: Catalogue) -> None:
    result = asked.search("ruiselede")
    assert result.place is not None
    assert result.place.municipality_name == "Wingene"
    assert result.explanation is not None
    assert "Wingene" in result.explanation
    assert "OCMW Wingene" in rows(asked, result)


def test_homonyms_are_asked_not_guessed(asked: Catalogue) -> None:
    result = asked.search("beveren")
    assert result.place is None
    assert {choice.municipality_name for choice in result.choices} == {"Alveringem", "Roeselare", "Waregem"}


def test_a_name_that_holds_a_place_finds_its_bearer_first(asked: Catalogue) -> None:
    result = asked.search("resoc noord-west-vlaanderen")
    assert result.place is not None
    assert [row.name for row in asked.rows(result.groups[0].hits, result)] == ["RESOC Noord-West-Vlaanderen"]
    assert asked.search("ocmw kortrijk").groups[0].reach is not None


def test_nothing_here_gives_the_nearest_with_distance(asked: Catalogue) -> None:
    result = asked.search("strijkdienst heuvelland")
    assert not result.groups
    assert result.nearest
    distances = [hit.distance_km for hit in result.nearest]
    assert distances == sorted(distances)  # type: ignore[type-var]
    row = asked.rows(result.nearest, result)[0]
    assert row.reason.startswith(f"{distances[0]:.0f} km verder, in ")


def test_filters_narrow_and_counts_say_what_they_would_give(asked: Catalogue) -> None:
    everything = asked.search("kortrijk")
    kind, number = next(iter(everything.facets.kinds.items()))
    narrowed = asked.search("kortrijk", filters=Filters(kinds=(kind,)))
    assert narrowed.total == number
    assert narrowed.facets.kinds == everything.facets.kinds  # the other kinds can still be added
    far = asked.search("kortrijk", filters=Filters(reaches=(Reach.DESK,)))
    assert far.total == everything.facets.reaches[Reach.DESK]


def test_an_unknown_place_is_a_plain_message(asked: Catalogue) -> None:
    with pytest.raises(NotFoundError):
        asked.serves("nis:99999")


@pytest.mark.parametrize(
    ("typed", "place", "words"),
    [
        ("werkervaring 8900", "8900", "werkervaring"),
        ("strijkdienst torhout", "Torhout", "strijkdienst"),
        ("leren en werken", None, "leren en werken"),
        ("werken 8610", "8610", ""),
    ],
)
def test_one_box_for_place_and_words(asked: Catalogue, typed: str, place: str | None, words: str) -> None:
    result = asked.search(typed)
    found = result.place
    assert (found and (found.name if found.kind != "postcode" else found.postcodes[0])) == place or (
        found is not None and place in found.postcodes
    )
    assert result.words == words


def test_a_former_name_finds_todays_actor(asked: Catalogue) -> None:
    result = asked.search("arcotec")
    row = asked.rows(result.groups[0].hits[:1], result)[0]
    assert row.name.upper().startswith("ODAS")
    assert row.found.startswith("gevonden in vroegere naam")


def test_the_page_says_why_it_is_here(asked: Catalogue) -> None:
    result = asked.search("veurne")
    hit = next(hit for group in result.groups for hit in group.hits if hit.reach is Reach.REGION)
    assert result.place is not None
    page = asked.actor_page(hit.id, result.place.id)
    assert page.row.reason == asked.rows([hit], result)[0].reason
    assert page.sources
    assert page.freshness.text.startswith("nog niet gecontroleerd")
