"""What evidence and checks still say once a fact was changed: in a form, in many records, in a file, after a call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.upkeep.making import actor, area, changed, new, now, phone, saved, site
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.proving import changed_facts, still_proven

SOURCE = r.Source(id=new(), title="Webstek van de proef")
DESK, OTHER = phone("+3257111222"), phone("+3257111333")


def said(fact: str) -> r.Evidence:
    return r.Evidence(id=new(), source_id=SOURCE.id, fact=fact, date="2026-08-26")


def check(fact: str) -> r.Check:
    return r.Check(id=new(), date="2026-03-01", way="phone", by="test", fact=fact)


def facts(parts: tuple[r.Evidence, ...] | tuple[r.Check, ...]) -> list[str]:
    return [part.fact for part in parts]


@pytest.fixture
def proven(catalogue: Catalogue) -> r.Actor:
    """Two phones, a kind and a status, each with its source and check."""
    catalogue.save(SOURCE)
    about = ("", DESK.id, OTHER.id, "description", "themes")
    return saved(
        catalogue,
        actor(
            contacts=(DESK, OTHER),
            description="Zoals de webstek het zegt",
            themes=("groen",),
            evidence=tuple(map(said, about)),
            checks=tuple(map(check, about)),
        ),
    )


def test_a_changed_number_has_no_longer_the_old_source_and_check(catalogue: Catalogue, proven: r.Actor) -> None:
    after = saved(catalogue, changed(proven, contacts=(changed(DESK, value="+3257111999"), OTHER)))
    assert facts(after.evidence) == facts(after.checks) == ["", OTHER.id, "description", "themes"]


def test_undo_brings_back_both_the_number_and_its_source(catalogue: Catalogue, proven: r.Actor) -> None:
    done = catalogue.save(changed(proven, contacts=(changed(DESK, value="+3257111999"), OTHER)))
    catalogue.undo(done.operation)
    assert changed(now(catalogue, proven), version=proven.version) == proven


def test_a_source_given_with_the_change_is_kept(catalogue: Catalogue, proven: r.Actor) -> None:
    fresh = changed(said(DESK.id), date="2026-11-27")
    contacts = (changed(DESK, value="+3257111999"), OTHER)
    after = saved(catalogue, changed(proven, contacts=contacts, evidence=(*proven.evidence, fresh)))
    assert [item for item in after.evidence if item.fact == DESK.id] == [fresh]


def test_what_is_only_ours_changes_no_fact(catalogue: Catalogue, proven: r.Actor) -> None:
    contacts = (changed(DESK, visibility="internal"), OTHER)
    after = saved(catalogue, changed(proven, contacts=contacts, note="Voor ons"))
    assert (after.evidence, after.checks) == (proven.evidence, proven.checks)


def test_a_bulk_edit_takes_the_source_of_what_it_changes(catalogue: Catalogue, proven: r.Actor) -> None:
    catalogue.upkeep.edit([proven.id], [r.Edit(field="themes", action="add", values=("fiets",))])
    after = now(catalogue, proven)
    assert facts(after.evidence) == facts(after.checks) == ["", DESK.id, OTHER.id, "description"]


def test_an_import_takes_the_source_of_what_it_changes(catalogue: Catalogue, proven: r.Actor, tmp_path: Path) -> None:
    file = tmp_path / "actoren.csv"
    file.write_text(f"id;versie;Omschrijving\n{proven.id};{proven.version};Nieuw\n", encoding="utf-8")
    catalogue.exchange.apply(catalogue.exchange.plan(file))
    after = now(catalogue, proven)
    assert after.description == "Nieuw"
    assert facts(after.evidence) == ["", DESK.id, OTHER.id, "themes"]


def test_what_changed_in_a_call_is_checked_anew(catalogue: Catalogue, proven: r.Actor) -> None:
    catalogue.upkeep.outcome(proven.id, "changed", record=changed(proven, description="Nieuw"))
    after = now(catalogue, proven)
    assert facts(after.evidence) == ["", DESK.id, OTHER.id, "themes"]
    assert facts(after.checks) == [""]


def test_what_was_said_of_all_parts_goes_on_for_those_that_stayed() -> None:
    kept, moved = area("nis:33016"), area("nis:33021")
    before = actor(areas=(kept, moved), evidence=(said("areas"),), checks=(check("areas"),))
    after = still_proven(before, changed(before, areas=(kept, changed(moved, area_id="nis:33011"))))
    assert facts(after.evidence) == facts(after.checks) == [kept.id]
    assert still_proven(before, changed(before, areas=(kept,))).evidence == before.evidence


def test_what_was_worked_out_is_no_fact() -> None:
    desk = site(street="Markt 1", latitude=50.8, longitude=2.9, derived=("latitude", "longitude"))
    before = actor(sites=(desk,))
    assert changed_facts(before, changed(before, sites=(changed(desk, latitude=50.7),))) == ()
    assert changed_facts(before, changed(before, sites=(changed(desk, street="Markt 2"),))) == (desk.id,)
