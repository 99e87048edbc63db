"""The command line as people and scripts use it: tables, documents, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.program import Program

REACHES = ["desk", "municipality", "region", "province", "country", "partial", "nearest"]
PLACE = {"id", "kind", "name", "municipality", "postcodes", "explanation"}


def test_serves_says_who_and_why(program: Program, used: Path) -> None:
    answer = program.run("serves", "8980", data=used)
    assert (answer.code, answer.err) == (0, "")
    assert "Wie bedient Zonnebeke?" in answer.out
    assert "OCMW Zonnebeke" in answer.out
    assert "Bedient regio Westhoek, behalve Koksijde" in answer.out


def test_serves_gives_the_documented_document(program: Program, used: Path) -> None:
    answer = program.run("serves", "8980", "--json", data=used)
    assert (answer.code, answer.err) == (0, "")
    document = answer.document
    assert set(document) == {"place", "ambiguous", "groups", "unknown_area"}
    assert set(document["place"]) == PLACE
    assert document["place"]["name"] == "Zonnebeke"
    assert document["ambiguous"] == []
    reaches = [group["reach"] for group in document["groups"]]
    assert reaches == sorted(reaches, key=REACHES.index)
    assert reaches[0] == "desk"
    for group in document["groups"]:
        assert set(group) == {"reach", "actors"}
        for actor in group["actors"]:
            assert set(actor) == {"id", "name", "kind", "reason", "distance_km"}
            assert actor["reason"]
    everyone = [actor["id"] for group in document["groups"] for actor in group["actors"]]
    assert len(everyone) == len(set(everyone))


def test_an_excluded_municipality_is_not_served(program: Program, used: Path) -> None:
    def named(place: str) -> set[str]:
        groups = program.run("serves", place, "--json", data=used).document["groups"]
        return {actor["name"] for group in groups for actor in group["actors"]}

    assert "Wijk-werken Westhoek" in named("De Panne")
    assert "Wijk-werken Westhoek" not in named("Koksijde")


def test_an_ambiguous_place_is_a_choice(program: Program, used: Path) -> None:
    answer = program.run("serves", "Beveren", "--json", data=used)
    assert answer.code == 1
    assert answer.document["place"] is None
    towns = {place["municipality"] for place in answer.document["ambiguous"]}
    assert {"Roeselare", "Waregem", "Alveringem"} <= towns
    table = program.run("serves", "Beveren", data=used)
    assert table.code == 1
    assert "meer dan één plaats" in table.err
    assert "Beveren (Roeselare)" in table.out


def test_an_old_municipality_is_explained(program: Program, used: Path) -> None:
    place = program.run("serves", "Ruiselede", "--json", data=used).document["place"]
    assert "Wingene" in (place["name"], place["municipality"])
    assert "2025" in place["explanation"]


@pytest.mark.parametrize("command", ["serves", "search", "show"])
def test_nothing_found_is_one_and_says_so(program: Program, used: Path, command: str) -> None:
    answer = program.run(command, "xqzwvv", data=used)
    assert answer.code == 1
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert "xqzwvv" in answer.err


def test_search_gives_the_documented_document(program: Program, used: Path) -> None:
    answer = program.run("search", "maatwerk ieper", "--json", data=used)
    assert (answer.code, answer.err) == (0, "")
    document = answer.document
    assert set(document) == {
        "place", "ambiguous", "words", "left_out", "filters", "total", "suggestion", "hits",
    }  # fmt: skip
    assert (document["ambiguous"], document["left_out"]) == ([], [])
    assert set(document["place"]) == PLACE
    assert (document["place"]["name"], document["words"]) == ("Ieper", "maatwerk")
    assert set(document["filters"]) == {"kinds", "audiences", "themes", "reaches"}
    assert document["total"] == len(document["hits"]) > 0
    for hit in document["hits"]:
        assert set(hit) == {"id", "name", "kind", "score", "reason", "matched"}
        assert set(hit["matched"]) == {"field", "text"}


def test_search_leaves_out_what_follows_a_minus(program: Program, used: Path) -> None:
    def ids(*words: str) -> set[str]:
        return {hit["id"] for hit in program.run("search", *words, data=used).document["hits"]}

    without = ids("kringwinkel", "-ieper", "--json")
    assert without
    assert without == ids("--json", "kringwinkel -ieper") < ids("--json", "kringwinkel")


def test_search_asks_which_place_is_meant(program: Program, used: Path) -> None:
    table = program.run("search", "beveren", data=used)
    assert table.code == 1
    assert table.err.count("\n") == 1
    assert "meer dan één plaats" in table.err
    assert "Beveren (Roeselare)" in table.out
    answer = program.run("search", "beveren", "--json", data=used)
    assert (answer.code, answer.err, answer.document["place"]) == (1, "", None)
    assert {"Roeselare", "Waregem", "Alveringem"} <= {place["municipality"] for place in answer.document["ambiguous"]}
    codes = program.run("search", "8000", "8200", "--json", data=used).document["ambiguous"]
    assert [place["name"] for place in codes] == ["8000", "8200"]


def test_search_says_which_words_were_given_up(program: Program, used: Path) -> None:
    document = program.run("search", "iemand zonder diploma", "--json", data=used).document
    assert document["left_out"] == ["iemand"]


def test_search_says_where_the_words_were_found(program: Program, used: Path) -> None:
    assert "gevonden in aanbod: Strijkdienst" in program.run("search", "strijkdienst", data=used).out
    assert "via “kappersbedrijf”" in program.run("search", "kapster", data=used).out
    assert "gevonden in" not in program.run("serves", "8980", data=used).out


def test_words_that_are_also_a_village_stay_words(program: Program, used: Path) -> None:
    document = program.run("search", "leren", "en", "werken", "--json", data=used).document
    assert document["place"] is None
    assert document["total"] > 0


def test_a_slip_of_the_finger_gets_a_proposal(program: Program, used: Path) -> None:
    answer = program.run("search", "strijkdiemst", "--json", data=used)
    assert answer.document["total"] > 0 or answer.document["suggestion"]


def test_a_field_narrows_and_one_that_is_not_understood_is_named(program: Program, used: Path) -> None:
    hits = program.run("search", "soort:maatwerkbedrijf poets", "--json", data=used).document["hits"]
    assert {hit["kind"] for hit in hits} == {"maatwerkbedrijf"}
    answer = program.run("search", "gecontroleerd:morgen poets", data=used)
    assert answer.code == 0
    assert "gecontroleerd:" in answer.err


def test_show_by_name_and_by_id(program: Program, used: Path) -> None:
    answer = program.run("show", "ocmw zonnebeke", data=used)
    assert answer.code == 0
    assert "Bronnen" in answer.out
    actor = program.run("show", "OCMW Zonnebeke", "--json", data=used).document
    assert actor["evidence"]
    again = program.run("show", actor["id"], "--json", data=used).document
    assert again == actor


def test_info_counts_what_is_in_it(program: Program, used: Path) -> None:
    document = program.run("info", "--json", data=used).document
    assert document["counts"]["actor"] >= 580
    assert document["folder"] == str(used)
    assert not document["read_only"]
    table = program.run("info", data=used).out
    assert "actoren" in table
    assert "waarvan onbekend of ze nog bestaan" in table


def test_check_finds_the_shipped_catalogue_sound(program: Program, used: Path) -> None:
    answer = program.run("check", "--json", data=used)
    assert answer.document == {"problems": []}
    assert answer.code == 0


def test_index_rebuild(program: Program, own: Path) -> None:
    answer = program.run("index", "rebuild", data=own)
    assert (answer.code, answer.err) == (0, "")
    assert program.run("search", "strijkdienst", data=own).code == 0


def test_refresh_without_a_network_says_so_plainly(program: Program, own: Path) -> None:
    answer = program.run("places", "refresh", data=own)
    answer.complains("GeoNames", "internetverbinding")
    assert program.run("serves", "8980", data=own).code == 0


def test_english_on_request(program: Program, used: Path) -> None:
    answer = program.run("--language", "en", "serves", "8980", data=used)
    assert "Who serves Zonnebeke?" in answer.out


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("serves",), ("serves", "8980", "--nonsense"), ("--language", "fr", "info")],
    ids=" ".join,
)
def test_bad_use_is_two_with_one_line(program: Program, used: Path, arguments: tuple[str, ...]) -> None:
    program.run(*arguments, data=used).complains()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("search", "kringwinkel", "--nonsense"), ("geen optie --nonsense.",)),
        (("serves", "8980", "-x"), ("geen optie -x", "komt --")),
        (("info", "-q"), ("geen optie -q",)),
    ],
)
def test_an_option_that_there_is_not_is_named(
    program: Program, used: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    program.run(*arguments, data=used).complains(*words)


def test_version_and_help(program: Program) -> None:
    assert program.run("--version").out.startswith("vademecum ")
    answer = program.run("--help")
    assert answer.code == 0
    for command in ("serves", "search", "show", "info", "check", "index", "places", "self-test"):
        assert command in answer.out


def test_without_a_screen_the_command_line_is_named(program: Program, used: Path) -> None:
    program.run(data=used).complains("geen scherm", "vademecum serves 8980")


def test_the_program_tests_itself(program: Program) -> None:
    answer = program.run("self-test")
    assert answer.code == 0, answer
    assert "FAILED" not in answer.out
