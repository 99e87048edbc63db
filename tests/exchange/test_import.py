"""An import: what is planned, what is done, and that one undo takes it back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from tests.exchange import files
from vademecum.catalogue import Catalogue
from vademecum.errors import StoppedError
from vademecum.paths import UserFolder
from vademecum.records import Actor, Plan, PlanRow, RowChoice, RowCounts

HEAD = ["Naam", "Soort", "Straat en nummer", "Postcode", "Plaats", "Telefoon", "E-mail", "Werkgebied", "KBO-nummer"]
NEW = [
    "Proefdienst Mesen",
    "OCMW",
    "Kerkstraat 1",
    "8957",
    "Mesen",
    "57210000",
    "proef@example.org",
    "Mesen; Heuvelland",
    "",
]


def rows_of(catalogue: Catalogue, plan: Plan) -> list[PlanRow]:
    return list(catalogue.exchange.rows(plan, 0, 10_000))


def actor(catalogue: Catalogue, name: str) -> Actor:
    found = catalogue.load("actor", catalogue.find(name)[0].id)
    assert isinstance(found, Actor)
    return found


def edited(catalogue: Catalogue, target: Path, change: Callable[[list[str], list[str]], None]) -> Path:
    """An export of all actors in which some cells are changed: ``change(headings, row)``."""
    catalogue.exchange.export(target.with_name("export.xlsx"))
    sheet, *_others = files.as_read(target.with_name("export.xlsx")).values()
    for row in sheet[1:]:
        change(sheet[0], row)
    return files.xlsx(target, {"Actoren": sheet})


def test_new_rows_are_drafted_and_nothing_is_written_before_it_is_asked(catalogue: Catalogue, tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", [HEAD, NEW], encoding="cp1252")
    before = catalogue.info()
    plan = catalogue.exchange.plan(path)
    assert plan.counts == RowCounts(new=1)
    assert catalogue.info() == before
    assert catalogue.find("Proefdienst Mesen") == ()
    result = catalogue.exchange.apply(plan)
    assert result.counts == RowCounts(new=1)
    assert Path(result.copy).is_file()
    made = actor(catalogue, "Proefdienst Mesen")
    assert made.kind == "ocmw"
    assert (made.sites[0].postcode, made.sites[0].municipality) == ("8957", "nis:33016")
    assert [(one.kind, one.value) for one in made.contacts] == [
        ("phone", "+3257210000"), ("email", "proef@example.org"),
    ]  # fmt: skip
    assert [area.area_id for area in made.areas] == ["nis:33016", "nis:33039"]
    assert made.id in {hit.id for group in catalogue.search("8957").groups for hit in group.hits}
    assert catalogue.search("proefdienst mesen").total >= 1


def test_one_undo_takes_an_import_back(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [HEAD, *([f"Proefdienst {number}", *NEW[1:]] for number in range(700))]
    counts = catalogue.info().counts
    result = catalogue.exchange.apply(catalogue.exchange.plan(files.text(tmp_path / "a.csv", rows)))
    assert catalogue.info().counts["actor"] == counts["actor"] + 700
    catalogue.undo(result.changes.operation)
    assert catalogue.info().counts == counts
    assert catalogue.search("proefdienst").total == 0
    assert catalogue.check() == ()


def test_a_changed_cell_changes_that_and_no_more(catalogue: Catalogue, tmp_path: Path) -> None:
    before = actor(catalogue, "Mariasteen")

    def change(head: list[str], row: list[str]) -> None:
        if row[head.index("id")] == before.id:
            row[head.index("Telefoon")] = "051 23 09 11"
            row[head.index("Omschrijving")] = "Nieuwe tekst."

    plan = catalogue.exchange.plan(edited(catalogue, tmp_path / "a.xlsx", change))
    assert plan.counts == RowCounts(changed=1, same=plan.counts.same)
    row = catalogue.exchange.rows(plan, action="changed")[0]
    assert {(one.key, one.before, one.after) for one in row.differences} == {
        ("contacts.phone", "", "051 23 09 11"),
        ("description", before.description, "Nieuwe tekst."),
    }
    catalogue.exchange.apply(plan)
    after = actor(catalogue, "Mariasteen")
    assert after.contacts[-1].value == "+3251230911"
    assert msgspec.structs.replace(
        after, contacts=before.contacts, description=before.description, version=before.version
    ) == before  # fmt: skip


def test_cells_that_excel_changed_by_itself_are_no_changes(catalogue: Catalogue, tmp_path: Path) -> None:
    first = actor(catalogue, "Mariasteen")
    dated = msgspec.structs.replace(first, valid_from="2017-10", valid_to=None)
    catalogue.save(dated)

    def change(head: list[str], row: list[str]) -> None:
        if row[head.index("id")] == first.id:
            row[head.index("Vanaf")] = "okt/17"
            row[head.index("KBO-nummer")] = row[head.index("KBO-nummer")].replace(".", "").lstrip("0")

    plan = catalogue.exchange.plan(edited(catalogue, tmp_path / "a.xlsx", change))
    assert plan.counts == RowCounts(same=plan.counts.same)


def test_an_emptied_cell_empties_only_when_asked(catalogue: Catalogue, tmp_path: Path) -> None:
    first = actor(catalogue, "Mariasteen")

    def change(head: list[str], row: list[str]) -> None:
        if row[head.index("id")] == first.id:
            row[head.index("Website")] = ""

    path = edited(catalogue, tmp_path / "a.xlsx", change)
    assert catalogue.exchange.plan(path).counts.changed == 0
    plan = catalogue.exchange.plan(path, empty_clears=True)
    assert plan.counts.changed == 1
    catalogue.exchange.apply(plan)
    assert not [one for one in actor(catalogue, "Mariasteen").contacts if one.kind == "web"]


def test_problems_are_told_per_cell_and_keep_the_row_out(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["Een", "Vakvereniging", *NEW[2:]],
        ["Twee", *NEW[1:5], "geen nummer", "geen.adres", "Nergensland", "0123456789"],
        ["", *NEW[1:]],
        ["Vier", *NEW[1:]],
    ]
    plan = catalogue.exchange.plan(files.text(tmp_path / "a.csv", rows))
    assert plan.counts == RowCounts(new=1, problem=3)
    by_row = {row.row: {problem.field for problem in row.problems} for row in rows_of(catalogue, plan)}
    assert by_row[2] == {"Soort"}
    assert by_row[3] >= {"Telefoon", "E-mail", "Werkgebied", "KBO-nummer"}
    assert by_row[4]
    assert by_row[5] == set()
    catalogue.exchange.apply(plan)
    assert catalogue.find("Vier")
    assert not catalogue.find("Twee")


def test_a_place_with_namesakes_is_asked(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [HEAD, [*NEW[:7], "Beveren", ""]]
    row = rows_of(catalogue, catalogue.exchange.plan(files.text(tmp_path / "a.csv", rows)))[0]
    assert row.action == "problem"
    assert "Roeselare" in row.problems[0].text


def test_a_known_actor_is_found_without_an_id(catalogue: Catalogue, tmp_path: Path) -> None:
    first = actor(catalogue, "Mariasteen")
    number = first.identifiers[0].value
    rows = [
        ["Organisatie", "KBO", "Telefoon"],
        ["Mariasteen (nieuw logo)", number, ""],  # by its number
        ["mariasteen", "", "051 23 09 11"],  # by its name
    ]
    plan = catalogue.exchange.plan(files.text(tmp_path / "a.csv", rows))
    found = rows_of(catalogue, plan)
    assert [row.id for row in found] == [first.id, first.id]
    assert found[1].problems[0].level == "warning"  # two rows about one record


def test_look_alikes_are_proposed_and_the_user_decides(catalogue: Catalogue, tmp_path: Path) -> None:
    first = actor(catalogue, "Mariasteen")
    rows = [HEAD, ["Mariasteen", *NEW[1:]]]  # the same name in another place
    path = files.text(tmp_path / "a.csv", rows)
    row = rows_of(catalogue, catalogue.exchange.plan(path))[0]
    assert row.action == "new"
    assert [one.id for one in row.candidates] == [first.id]
    assert row.candidates[0].reasons
    update = catalogue.exchange.plan(path, choices=[RowChoice(sheet="", row=2, action="update", id=first.id)])
    assert update.counts == RowCounts(changed=1)
    skip = catalogue.exchange.plan(path, choices=[RowChoice(sheet="", row=2, action="skip")])
    assert skip.counts == RowCounts(skipped=1)


def test_a_name_written_in_another_way_is_proposed_too(catalogue: Catalogue, tmp_path: Path) -> None:
    first = actor(catalogue, "Mariasteen")
    rows = [HEAD, ["VZW Mariasteen Hooglede", NEW[1], "", "8830", "Hooglede", "", "info@mariasteen.be", "", ""]]
    row = rows_of(catalogue, catalogue.exchange.plan(files.text(tmp_path / "a.csv", rows)))[0]
    assert (row.action, row.candidates[0].id) == ("new", first.id)


def test_what_changed_since_the_export_is_not_undone(catalogue: Catalogue, tmp_path: Path) -> None:
    first = actor(catalogue, "Mariasteen")

    def change(head: list[str], row: list[str]) -> None:
        if row[head.index("id")] == first.id:
            row[head.index("Omschrijving")] = "Van het rekenblad."

    path = edited(catalogue, tmp_path / "a.xlsx", change)
    catalogue.save(msgspec.structs.replace(first, valid_from="1999", description="Van een collega."))
    plan = catalogue.exchange.plan(path)
    row = catalogue.exchange.rows(plan, action="changed")[0]
    assert [(one.key, one.meanwhile) for one in row.differences] == [("description", "Van een collega.")]
    catalogue.exchange.apply(plan)
    after = actor(catalogue, "Mariasteen")
    assert (after.valid_from, after.description) == ("1999", "Van het rekenblad.")


def test_rows_that_moved_on_since_the_preview_are_left_out_and_listed(catalogue: Catalogue, tmp_path: Path) -> None:
    first, second = actor(catalogue, "Mariasteen"), actor(catalogue, "ABVV Blankenberge")

    def change(head: list[str], row: list[str]) -> None:
        if row[head.index("id")] in (first.id, second.id):
            row[head.index("Omschrijving")] = "Van het rekenblad."

    plan = catalogue.exchange.plan(edited(catalogue, tmp_path / "a.xlsx", change))
    catalogue.save(msgspec.structs.replace(first, description="Van een collega."))
    result = catalogue.exchange.apply(plan)
    assert [left.id for left in result.left_out] == [first.id]
    assert result.counts.changed == 1
    assert actor(catalogue, "Mariasteen").description == "Van een collega."
    assert actor(catalogue, "ABVV Blankenberge").description == "Van het rekenblad."


@pytest.mark.parametrize("when", ["plan", "apply"])
def test_who_stops_an_import_has_changed_nothing(catalogue: Catalogue, tmp_path: Path, when: str) -> None:
    rows = [HEAD, *([f"Proefdienst {number}", *NEW[1:]] for number in range(700))]
    path = files.text(tmp_path / "a.csv", rows)
    before = catalogue.info()

    def stop(text: str, part: float) -> None:
        if part > 0.3 and text in ("Rij per rij vergelijken", "Wegschrijven"):
            raise StoppedError("gestopt")

    if when == "plan":
        with pytest.raises(StoppedError):
            catalogue.exchange.plan(path, progress=stop)
    else:
        plan = catalogue.exchange.plan(path)
        with pytest.raises(StoppedError):
            catalogue.exchange.apply(plan, stop)
        assert catalogue.exchange.apply(plan).counts.new == 700  # the plan is still good
        catalogue.undo(catalogue.history("actor", rows_of(catalogue, plan)[0].id or "")[0].operation)
    assert catalogue.info().counts == before.counts


def test_a_corrected_column_is_remembered_for_files_alike(
    catalogue: Catalogue, tmp_path: Path, folder: UserFolder
) -> None:
    rows = [["Kop A", "Kop B", "Soort"], ["Proefdienst", "Groenonderhoud in Mesen.", "OCMW"]]
    path = files.text(tmp_path / "a.csv", rows)
    first = catalogue.exchange.plan(path)
    assert first.counts.problem == 1
    plan = catalogue.exchange.plan(path, columns_chosen={("", 0): "names.official", ("", 1): "description"})
    assert plan.counts.new == 1
    catalogue.exchange.apply(plan)
    other = files.text(tmp_path / "b.csv", [rows[0], ["Proefdienst twee", "Iets.", "OCMW"]])
    again = catalogue.exchange.plan(other)
    assert again.sheets[0].remembered
    assert again.counts.new == 1
    assert [column.key for column in again.sheets[0].columns] == ["names.official", "description", "kind"]


def test_a_list_of_offers_joins_its_actors(catalogue: Catalogue, tmp_path: Path) -> None:
    path = files.xlsx(
        tmp_path / "a.xlsx",
        {
            "Organisaties": [["Naam", "Soort"], ["Proefdienst Mesen", "OCMW"]],
            "Diensten": [
                ["Organisatie", "Aanbod", "Doelgroep", "Soorten werk"],
                ["Proefdienst Mesen", "Groenonderhoud", "Werkgevers en ondernemers", "maaien | snoeien"],
                ["Mariasteen", "Groenonderhoud", "", ""],
                ["Nergens bekend", "Groenonderhoud", "", ""],
            ],
        },
    )
    plan = catalogue.exchange.plan(path)
    assert plan.counts == RowCounts(new=2, changed=1, problem=1)
    catalogue.exchange.apply(plan)
    made = actor(catalogue, "Proefdienst Mesen")
    assert (made.offers[0].name, made.offers[0].works) == ("Groenonderhoud", ("maaien", "snoeien"))
    assert actor(catalogue, "Mariasteen").offers[-1].name == "Groenonderhoud"
    assert catalogue.exchange.plan(path).counts == RowCounts(same=3, problem=1)  # a second time nothing is new


def test_the_report_is_the_file_with_what_happened(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [["Lijst van 2026"], HEAD, NEW, ["Twee", "Vakvereniging", *NEW[2:]]]
    path = files.xlsx(tmp_path / "a.xlsx", {"Blad1": rows})
    plan = catalogue.exchange.plan(path)
    catalogue.exchange.apply(plan)
    catalogue.exchange.write_report(plan, tmp_path / "verslag.xlsx")
    told = files.as_read(tmp_path / "verslag.xlsx")["Blad1"]
    assert [row[:9] for row in told[1:]] == [row[:9] for row in files.as_read(path)["Blad1"][1:]]
    assert told[1][9] == "Wat gebeurde er"
    assert told[2][9] == "Nieuw"
    assert told[3][9].startswith("Niet overgenomen. Soort:")


def test_a_list_of_others_adds_what_it_knows_and_keeps_what_we_knew(catalogue: Catalogue, tmp_path: Path) -> None:
    row = [*NEW[:5], "057 21 00 00 | 057 21 00 01", *NEW[6:]]
    catalogue.exchange.apply(catalogue.exchange.plan(files.text(tmp_path / "a.csv", [HEAD, row])))
    before = actor(catalogue, "Proefdienst Mesen")
    theirs = [["Naam", "Postcode", "Tel", "Werkgebied"], ["Proefdienst Mesen", "8957", "0470 12 34 56", "Ieper"]]
    plan = catalogue.exchange.plan(files.text(tmp_path / "b.csv", theirs))
    assert plan.counts == RowCounts(changed=1)
    catalogue.exchange.apply(plan)
    after = actor(catalogue, "Proefdienst Mesen")
    assert after.contacts[: len(before.contacts)] == before.contacts
    assert [one.value for one in after.contacts[len(before.contacts) :]] == ["+32470123456"]
    assert after.areas[: len(before.areas)] == before.areas
    assert len(after.areas) == len(before.areas) + 1
    assert catalogue.exchange.plan(tmp_path / "b.csv").counts == RowCounts(same=1)


@pytest.mark.parametrize("total", ["Totaal", "TOTAAL:", "Subtotaal", "Totaal aantal organisaties: 1", "Totaal 1"])
def test_a_total_below_the_list_is_no_actor(catalogue: Catalogue, tmp_path: Path, total: str) -> None:
    path = files.text(tmp_path / "a.csv", [[*HEAD, "Leden"], [*NEW, "12"], [total, *[""] * 8, "12"]])
    plan = catalogue.exchange.plan(path, for_new={"kind": "OCMW"})
    assert plan.counts == RowCounts(new=1, skipped=1)
    said = rows_of(catalogue, plan)[1]
    assert (said.name, len(said.problems)) == (total, 1)
    as_it_is = RowChoice(sheet=said.sheet, row=said.row, action="new")
    assert catalogue.exchange.plan(path, for_new={"kind": "OCMW"}, choices=[as_it_is]).counts == RowCounts(new=2)


def test_who_is_called_total_is_an_actor(catalogue: Catalogue, tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", [HEAD, ["Totaal Werk vzw", *NEW[1:]], ["Totaal", *NEW[1:]]])
    assert catalogue.exchange.plan(path).counts == RowCounts(new=2)


def test_namesakes_with_ids_of_their_own_stay_two(catalogue: Catalogue, tmp_path: Path) -> None:
    ids = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(2)]
    path = files.xlsx(tmp_path / "a.xlsx", {"Bronnen": [["id", "Titel"], *([key, "Dezelfde titel"] for key in ids)]})
    plan = catalogue.exchange.plan(path)
    assert plan.counts == RowCounts(new=2)
    assert [row.id for row in rows_of(catalogue, plan)] == ids


def test_a_list_of_persons_is_not_read_as_organisations(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [["Naam", "Voornaam", "E-mail", "Telefoon"], ["Proefpersoon", "An", "an@example.org", "057 21 00 00"]]
    plan = catalogue.exchange.plan(files.text(tmp_path / "a.csv", rows))
    assert plan.counts == RowCounts()
    assert [problem.level for problem in plan.problems] == ["error"]
    chosen = catalogue.exchange.plan(
        tmp_path / "a.csv", tables={"": "actor"}, columns_chosen={("", 0): "names.official"}
    )
    assert rows_of(catalogue, chosen)[0].name == "Proefpersoon"


def test_a_plan_survives_what_others_do_and_other_plans(
    catalogue: Catalogue, folder: UserFolder, tmp_path: Path
) -> None:
    plan = catalogue.exchange.plan(files.text(tmp_path / "a.csv", [HEAD, NEW]))
    shutil.copy(tmp_path / "a.csv", tmp_path / "b.csv")
    catalogue.exchange.plan(tmp_path / "b.csv")
    with closing(Catalogue.open(folder, who="other")) as other:
        other.exchange.apply(other.exchange.plan(tmp_path / "b.csv"))
    result = catalogue.exchange.apply(plan)
    assert result.counts.new == 1  # another record: nothing says it is the same
    assert len(catalogue.find("Proefdienst Mesen")) == 2


LIST = ["Naam organisatie", "Tel.", "GSM", "Straat + nr", "Postcode", "Gemeente", "Doelgroep"]


def test_a_list_of_staff_without_kinds_gets_the_kind_that_is_given(catalogue: Catalogue, tmp_path: Path) -> None:
    row = [
        "Proefhuis Mesen",
        "57 44 55 66 of 057/44.55.67",
        "470123456",
        "Kerkstraat 1",
        "8957",
        "MESEN",
        "Jongeren / Werkzoekenden",
    ]
    path = files.text(tmp_path / "a.csv", [LIST, row])
    assert catalogue.exchange.plan(path).counts == RowCounts(problem=1)
    catalogue.exchange.apply(catalogue.exchange.plan(path, for_new={"kind": "OCMW", "names.official": "niet deze"}))
    made = actor(catalogue, "Proefhuis Mesen")
    assert made.kind == "ocmw"
    assert [one.value for one in made.contacts] == ["+3257445566", "+3257445567", "+32470123456"]
    assert (made.sites[0].street, made.sites[0].town, made.sites[0].municipality) == (
        "Kerkstraat 1",
        "Mesen",
        "nis:33016",
    )
    assert len(made.audiences) == 2


def test_what_is_given_for_new_actors_changes_no_known_one(catalogue: Catalogue, tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", [["Naam"], ["Mariasteen"]])
    assert catalogue.exchange.plan(path, for_new={"kind": "OCMW"}).counts == RowCounts(same=1)


def test_an_address_in_one_cell_is_taken_apart(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [["Naam", "Soort", "Adres"], ["Proefhuis Ieper", "OCMW", "Boterstraat 2 bus 1, 8900 Ieper"]]
    plan = catalogue.exchange.plan(files.text(tmp_path / "a.csv", rows))
    told = {one.key: one.after for one in rows_of(catalogue, plan)[0].differences}
    assert told["sites.street"] == "Boterstraat 2 bus 1"
    assert (told["sites.postcode"], told["sites.town"]) == ("8900", "Ieper")


def test_two_rows_about_one_new_record_make_one(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [
        ["Naam", "Soort", "Telefoon", "Gemeente"],
        ["Proefhuis Ieper", "OCMW", "057 44 55 66", "Ieper"],
        ["proefhuis ieper", "OCMW", "057 44 55 67", ""],
        ["Proefhuis Ieper", "OCMW", "", "Brugge"],
    ]
    plan = catalogue.exchange.plan(files.text(tmp_path / "a.csv", rows))
    assert plan.counts == RowCounts(new=2, changed=1)
    again = rows_of(catalogue, plan)[1]
    assert "2" in again.problems[0].text
    catalogue.exchange.apply(plan)
    numbers = {
        one.value
        for ref in catalogue.find("Proefhuis Ieper")
        for one in catalogue.load("actor", ref.id).contacts  # type: ignore[union-attr]
    }
    assert numbers == {"+3257445566", "+3257445567"}


def test_problems_stand_at_the_column_as_the_file_calls_it(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [["Naam", "Soort", "Tel.", "BTW-nummer"], ["Proefhuis Ieper", "OCMW", "bellen na 10 u", "BE 0999"]]
    plan = catalogue.exchange.plan(files.text(tmp_path / "a.csv", rows))
    assert [problem.field for problem in rows_of(catalogue, plan)[0].problems] == ["Tel.", "BTW-nummer"]
