"""Many records at once, and the erasure of a person."""

from __future__ import annotations

import pytest

from tests.upkeep.making import actor, area, bare, changed, now, phone, saved
from vademecum import drafts
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.errors import KnownError, NotFoundError


def edit(field: str, action: r.EditAction, *values: str, excluded: bool = False) -> r.Edit:
    return r.Edit(field=field, action=action, values=values, excluded=excluded)


def test_a_bulk_edit_is_counted_before_done_in_one_and_undone_in_one(catalogue: Catalogue) -> None:
    records = [
        saved(catalogue, actor("Een", themes=("groen",), areas=(area("nis:33016"),))),
        saved(catalogue, actor("Twee", themes=("fiets", "groen"))),
        saved(catalogue, actor("Drie", themes=("fiets",), areas=(area("nis:33021"),))),
    ]
    ids = [record.id for record in records]
    edits = [edit("themes", "add", "fiets"), edit("themes", "remove", "groen"), edit("areas", "add", "nis:33021")]
    plan = catalogue.upkeep.plan_edit(ids, edits)
    assert {line.ref.text for line in plan.changed} == {"Een", "Twee"}
    assert [ref.text for ref in plan.same] == ["Drie"]
    one = next(line for line in plan.changed if line.ref.text == "Een")
    assert [(d.label, d.before, d.after) for d in one.differences] == [
        ("Werkgebied 2", "", "Poperinge"),
        ("Thema's", "Groenwerk", "Fietsen"),
    ]
    assert now(catalogue, records[0]) == records[0]

    change = catalogue.upkeep.edit(ids, edits)
    assert {key for _kind, key in change.records} == set(ids[:2])
    assert [now(catalogue, record).themes for record in records] == [("fiets",)] * 3
    catalogue.undo(change.operation)
    assert [bare(now(catalogue, record)) for record in records] == [bare(record) for record in records]


def test_values_are_set_and_emptied(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor(note="oud", audiences=("jongeren",)))
    edits = [
        edit("status", "set", "ended"),
        edit("note", "set"),
        edit("valid_to", "set", "2025-12"),
        edit("audiences", "set", "scholen"),
        edit("areas", "set", "region:streek/westhoek"),
        edit("areas", "add", "nis:38014", excluded=True),
    ]
    catalogue.upkeep.edit([first.id], edits)
    result = now(catalogue, first)
    assert (result.status, result.note, result.valid_to, result.audiences) == ("ended", None, "2025-12", ("scholen",))
    assert [(x.area_id, x.excluded) for x in result.areas] == [("region:streek/westhoek", False), ("nis:38014", True)]


def test_records_that_would_be_wrong_are_left_as_they_are(catalogue: Catalogue) -> None:
    good = saved(catalogue, actor("Goed"))
    bad = saved(catalogue, actor("Slecht", valid_from="2026"))
    plan = catalogue.upkeep.plan_edit([good.id, bad.id], [edit("valid_to", "set", "2025")])
    assert [line.ref.text for line in plan.refused] == ["Slecht"]
    catalogue.upkeep.edit([good.id, bad.id], [edit("valid_to", "set", "2025")])
    assert now(catalogue, good).valid_to == "2025"
    assert now(catalogue, bad) == bad


@pytest.mark.parametrize(
    "wrong",
    [edit("names", "set", "x"), edit("colour", "set", "x"), edit("status", "add", "ended"), edit("tries", "set", "1")],
)
def test_what_cannot_be_changed_together_is_said(catalogue: Catalogue, wrong: r.Edit) -> None:
    first = saved(catalogue, actor())
    with pytest.raises(KnownError):
        catalogue.upkeep.plan_edit([first.id], [wrong])


PERSON = "Tine Voorbeeldmans"


def holding(catalogue: Catalogue) -> list[str]:
    """Where in the user's folder the name is still found."""
    found = []
    for path in sorted(catalogue.folder.root.rglob("*")):
        if path.is_file() and "backups" not in path.parts and b"oorbeeldmans" in path.read_bytes():
            found.append(path.name)
    return found


def test_a_person_is_erased_from_records_history_and_index(catalogue: Catalogue) -> None:
    own = phone("+32471000000", person="Tine  Voorbeeldmans", visibility="internal")
    desk = phone("+3257111222")
    first = saved(catalogue, actor(contacts=(own, desk), description=f"Vraag naar {PERSON} (voormiddag)."))
    catalogue.save(changed(first, note=f"{PERSON.upper()} gebeld"))
    catalogue.upkeep.mark_checked("actor", first.id, "phone", [own.id])
    gone = saved(catalogue, actor("Weg", contacts=(phone("+32471000001", person=PERSON),)))
    catalogue.delete("actor", gone.id)
    assert holding(catalogue)

    plan = catalogue.upkeep.plan_erase(contact_id=own.id)
    assert [link.ref.id for link in plan.contacts] == [first.id]
    assert {link.text.split(":")[0] for link in plan.texts} == {"Omschrijving", "Interne nota"}
    assert plan.history == 5

    catalogue.upkeep.erase_person(contact_id=own.id)
    result = now(catalogue, first)
    assert result.contacts == (desk,)
    assert result.checks == ()
    assert (result.description, result.note) == ("Vraag naar […] (voormiddag).", "[…] gebeld")
    assert holding(catalogue) == []
    assert catalogue.check() == ()
    line = catalogue.upkeep.operations(1)[0]
    assert (line.title, line.undoable) == ("Persoon gewist", False)
    with pytest.raises(KnownError):
        catalogue.undo(line.number)
    catalogue.upkeep.take_back(gone.id)
    assert now(catalogue, gone).contacts == ()
    with pytest.raises(NotFoundError):
        catalogue.upkeep.erase_person(PERSON)
    with pytest.raises(KnownError):
        catalogue.upkeep.erase_person("An")


def test_a_person_is_erased_from_the_drafts(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor(contacts=(phone("+32471000000", person=PERSON),)))
    folder = catalogue.folder.drafts
    drafts.keep(folder, changed(first, description="Half"), first)
    drafts.keep(folder, actor("Nieuw", note=f"Vraag {PERSON}"), None)
    assert holding(catalogue)
    catalogue.upkeep.erase_person(PERSON)
    assert holding(catalogue) == []
    draft = drafts.find(folder, "actor", first.id)
    assert draft is not None
    assert draft.record == changed(first, description="Half", contacts=())
    assert draft.base == changed(first, contacts=())


def test_nobody_is_erased_where_a_draft_cannot_be_written(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = saved(catalogue, actor(contacts=(phone("+32471000000", person=PERSON),)))
    drafts.keep(catalogue.folder.drafts, changed(first, description="Half"), first)

    def refuse(*_paths: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("vademecum.drafts.os.replace", refuse)
    with pytest.raises(KnownError, match="Permission denied"):
        catalogue.upkeep.erase_person(PERSON)
    assert now(catalogue, first) == first


def test_a_name_within_another_word_stays(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor(description="Jan Peetersstraat; bel Jan Peeters.", contacts=(phone("+3257111222"),)))
    catalogue.upkeep.erase_person("jan peeters")
    assert now(catalogue, first).description == "Jan Peetersstraat; bel […]."


def test_an_erased_person_does_not_come_back_by_undo(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor(contacts=(phone("+32471000000", person=PERSON),)))
    change = catalogue.save(changed(first, description="Nieuw"))
    catalogue.upkeep.erase_person(PERSON)
    catalogue.undo(change.operation)
    result = now(catalogue, first)
    assert (result.description, result.contacts) == (None, ())
    assert holding(catalogue) == []
