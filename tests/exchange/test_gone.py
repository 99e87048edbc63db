"""A file of our own brings nothing back that was removed since, not even a person whom no history names any more."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.upkeep.making import actor, changed, now, phone, saved
from vademecum import records as r
from vademecum.catalogue import Catalogue

PERSON = "Proefpersoon Bestaatniet"
GONE = "Was intussen verwijderd: dit blijft weg."


def export(catalogue: Catalogue, folder: Path, ending: str) -> Path:
    path = folder / f"uitvoer.{ending}"
    catalogue.exchange.export(path, internal=True)
    return path


def told(catalogue: Catalogue, plan: r.Plan) -> list[r.PlanRow]:
    """The rows that are not as they were."""
    return [row for row in catalogue.exchange.rows(plan, 0, 10_000) if row.action != "same" or row.problems]


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_who_was_deleted_stays_deleted_unless_somebody_says_otherwise(
    catalogue: Catalogue, tmp_path: Path, ending: str
) -> None:
    gone = saved(catalogue, actor("Weldra weg", contacts=(phone("+3257111222"),)))
    path = export(catalogue, tmp_path, ending)
    catalogue.delete("actor", gone.id)
    plan = catalogue.exchange.plan(path)
    rows = told(catalogue, plan)
    assert {(row.action, row.name) for row in rows} == {("skipped", "Weldra weg")}
    assert {problem.text for row in rows for problem in row.problems} == {GONE}
    assert catalogue.exchange.apply(plan).changes.records == ()
    choice = r.RowChoice(sheet=rows[0].sheet, row=rows[0].row, action="new")
    catalogue.exchange.apply(catalogue.exchange.plan(path, choices=[choice]))
    assert now(catalogue, gone).contacts[0].value == "+3257111222"


@pytest.mark.parametrize("ending", ["xlsx", "json"])
def test_a_part_that_was_removed_stays_removed(catalogue: Catalogue, tmp_path: Path, ending: str) -> None:
    one, two = phone("+3257111222"), phone("+3257111333")
    first = saved(catalogue, actor("Met twee nummers", contacts=(one, two)))
    path = export(catalogue, tmp_path, ending)
    catalogue.save(changed(first, contacts=(two,)))
    plan = catalogue.exchange.plan(path)
    if ending == "xlsx":
        (row,) = told(catalogue, plan)
        assert (row.action, row.name, row.problems[0].text) == ("skipped", "Met twee nummers", GONE)
    assert plan.counts.changed == plan.counts.new == plan.counts.problem == 0
    catalogue.exchange.apply(plan)
    assert now(catalogue, first).contacts == (two,)


def test_what_stood_in_an_offer_goes_with_it(catalogue: Catalogue, tmp_path: Path) -> None:
    offer = r.Offer(id="00000000-0000-4000-8000-000000000003", name="Hulp", contacts=(phone("+3257111222"),))
    first = saved(catalogue, actor("Zonder aanbod", offers=(offer,)))
    path = export(catalogue, tmp_path, "xlsx")
    catalogue.save(changed(first, offers=()))
    plan = catalogue.exchange.plan(path)
    assert [(row.action, row.problems[0].text) for row in told(catalogue, plan)] == [("skipped", GONE)] * 2
    assert catalogue.exchange.apply(plan).changes.records == ()


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_who_was_erased_stays_erased(catalogue: Catalogue, tmp_path: Path, ending: str) -> None:
    person, desk = phone("+32471000000", person=PERSON, visibility="internal"), phone("+3257111222")
    source = saved(catalogue, r.Source(id="00000000-0000-4000-8000-000000000001", title="Proefbron"))
    evidence = r.Evidence(id="00000000-0000-4000-8000-000000000002", source_id=source.id, fact=person.id)
    offer = r.Offer(id="00000000-0000-4000-8000-000000000003", name="Hulp", description=f"Bij {PERSON}")
    first = saved(
        catalogue,
        actor("Met een mens", contacts=(person, desk), note=f"Vraag {PERSON}", offers=(offer,), evidence=(evidence,)),
    )
    path = export(catalogue, tmp_path, ending)
    catalogue.upkeep.erase_person(PERSON)
    erased = now(catalogue, first)
    catalogue.save(changed(erased, description="Intussen"))
    plan = catalogue.exchange.plan(path)
    assert plan.counts.changed == plan.counts.new == plan.counts.problem == 0
    rows = told(catalogue, plan)
    assert {row.name for row in rows} == {"Met een mens"}
    assert any("iemand gewist" in problem.text for row in rows for problem in row.problems)
    assert PERSON not in str(rows)
    catalogue.exchange.apply(plan)
    assert msgspec.structs.replace(now(catalogue, first), version=0, description=None) == changed(erased, version=0)


def test_a_part_with_an_id_of_its_own_may_come(catalogue: Catalogue, tmp_path: Path) -> None:
    first = saved(catalogue, actor("Zonder nummer"))
    path = tmp_path / "contacten.json"
    catalogue.exchange.export(path, ids=[first.id])
    package = msgspec.json.decode(path.read_bytes())
    fresh = phone("+3257111222")
    package["records"]["actor"][0]["contacts"] = [msgspec.to_builtins(fresh)]
    path.write_bytes(msgspec.json.encode(package))
    catalogue.save(changed(first, description="Intussen"))
    catalogue.exchange.apply(catalogue.exchange.plan(path))
    assert now(catalogue, first).contacts == (fresh,)
