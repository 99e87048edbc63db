"""Checked is not saved; whom to call next; what should be looked at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.upkeep.making import actor, area, bare, changed, new, now, phone, saved, site
from vademecum import records as r
from vademecum.catalogue import Catalogue, judging
from vademecum.errors import KnownError

TODAY = date.today().isoformat()


def test_saving_is_not_checking(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor())
    assert "niet gecontroleerd" in catalogue.actor_page(first.id).freshness.text
    change = catalogue.upkeep.mark_checked("actor", first.id, "phone")
    page = catalogue.actor_page(first.id)
    assert page.freshness == r.Freshness(level="good", text="gecontroleerd deze maand, telefonisch")
    assert [(check.date, check.way, check.by) for check in page.actor.checks] == [(TODAY, "phone", "test")]
    assert catalogue.upkeep.operations(1)[0].title == "Gecontroleerd: Proefloket Mesen"
    catalogue.undo(change.operation)
    assert bare(now(catalogue, first)) == bare(first)


def test_a_field_is_checked_apart_from_the_record(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor(contacts=(phone("+3257111222"),)))
    catalogue.upkeep.mark_checked("actor", first.id, "site", ["contacts"], by="an", day="2026-01-15")
    fresh = {item.field: item.freshness for item in catalogue.upkeep.freshness("actor", first.id)}
    assert fresh["contacts"].level == "good"
    assert fresh["areas"].level == "bad"
    assert fresh[""].level == "bad"
    catalogue.upkeep.mark_checked("actor", first.id, "mail", ["contacts"])
    assert [check.way for check in now(catalogue, first).checks] == ["mail"]
    catalogue.upkeep.mark_checked("actor", first.id, "kbo")
    assert [(check.way, check.fact) for check in now(catalogue, first).checks] == [("kbo", "")]
    with pytest.raises(KnownError):
        catalogue.upkeep.mark_checked("actor", first.id, "kbo", day="2999-01-01")


def test_a_record_without_a_source_is_not_called_undated(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor())
    assert catalogue.actor_page(first.id).freshness.text == "nog niet gecontroleerd (geen bron)"
    source = saved(catalogue, r.Source(id=new(), title="Proefbron"))
    catalogue.save(changed(first, evidence=(r.Evidence(id=new(), source_id=source.id),)))
    assert catalogue.actor_page(first.id).freshness.text == "nog niet gecontroleerd (bron zonder datum)"


def test_a_check_of_long_ago_leaves_the_later_ones(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor(contacts=(phone("+3257111222"),)))
    catalogue.upkeep.mark_checked("actor", first.id, "site", ["contacts"], day="2026-03-15")
    catalogue.upkeep.mark_checked("actor", first.id, "phone", day="2025-01-10")
    checks = {check.fact: check.date for check in now(catalogue, first).checks}
    assert checks == {"contacts": "2026-03-15", "": "2025-01-10"}
    assert catalogue.actor_page(first.id).checked["contacts"].text.endswith("op de website")


def test_each_kind_has_its_own_age(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor())
    month = date.today().replace(day=1) - timedelta(days=70)
    catalogue.upkeep.mark_checked("actor", first.id, "phone", day=month.isoformat())
    assert catalogue.actor_page(first.id).freshness.level == "good"
    term = next(term for term in catalogue.terms("kind") if term.code == "ocmw")
    catalogue.save(changed(term, check_every=2))
    assert catalogue.actor_page(first.id).freshness.level == "attention"
    catalogue.save(changed(now(catalogue, term), check_every=1))
    assert catalogue.actor_page(first.id).freshness.level == "bad"


def whole(**values: object) -> r.Actor:
    """An actor of whom everything is known but the source."""
    return actor(
        **{
            "sites": (site(street="Markt 1", postcode="8957", town="Mesen"),),
            "contacts": (
                phone("+3257111222"),
                r.Contact(id=new(), kind="email", value="info@mesen.be"),
                r.Contact(id=new(), kind="web", value="https://mesen.be"),
            ),
            "areas": (area("nis:33016"),),
            "offers": (r.Offer(id=new(), name="Strijken"),),
            "description": "Strijkt.",
            "audiences": ("jongeren",),
            "themes": ("groen",),
            "identifiers": (r.Identifier(id=new(), value="0207537636"),),
        }
        | values
    )


def test_completeness_says_what_is_missing() -> None:
    assert [gap.key for gap in judging.completeness(whole()).missing] == ["evidence"]
    bare_one = judging.completeness(actor())
    assert bare_one.share == 0
    assert bare_one.missing[0].key == "areas"
    ended = judging.completeness(actor(status="ended", valid_to="2020"))
    assert [gap.key for gap in ended.missing] == ["relations", "evidence"]


def test_who_is_asked_most_and_known_least_is_called_first(catalogue: Catalogue) -> None:
    rich, poor, used = (saved(catalogue, record) for record in (whole(), actor("Arm loket"), actor("Druk loket")))
    for _time in range(50):
        catalogue.upkeep.opened(used.id)
    ranked = [item.ref.id for item in catalogue.upkeep.worklist(10_000)]
    assert ranked[0] == used.id
    assert ranked.index(used.id) < ranked.index(poor.id) < ranked.index(rich.id)
    assert len(catalogue.upkeep.worklist()) == 10


def test_the_script_asks_for_what_is_old_and_what_is_missing(catalogue: Catalogue) -> None:
    record = whole(identifiers=(), areas=(area("region:streek/westhoek"), area("nis:38014", excluded=True)))
    first = saved(catalogue, record)
    item = next(item for item in catalogue.upkeep.worklist(10_000) if item.ref.id == first.id)
    text = "\n".join(item.script)
    assert "Markt 1, 8957 Mesen" in text
    assert "057 11 12 22" in text
    assert "regio Westhoek, behalve Koksijde" in text
    assert "KBO-nummer" in text
    assert "In welke gemeenten" not in text


def test_the_four_outcomes_of_a_call(catalogue: Catalogue) -> None:
    def listed() -> bool:
        return first.id in {item.ref.id for item in catalogue.upkeep.worklist(10_000)}

    first = saved(catalogue, actor())
    assert listed()
    catalogue.upkeep.outcome(first.id, "no_answer")
    waiting = now(catalogue, first)
    assert (waiting.tries, waiting.checks) == (1, ())
    assert waiting.next_try == (date.today() + timedelta(days=3)).isoformat()
    assert not listed()
    catalogue.upkeep.outcome(first.id, "no_answer")
    assert now(catalogue, first).next_try == (date.today() + timedelta(days=7)).isoformat()

    catalogue.upkeep.outcome(first.id, "right")
    right = now(catalogue, first)
    assert (right.tries, right.next_try, len(right.checks)) == (0, None, 1)
    assert not listed()

    before = catalogue.info().change
    catalogue.upkeep.outcome(first.id, "changed", record=changed(right, description="Nieuw."))
    assert catalogue.info().change == before + 1
    assert now(catalogue, first).description == "Nieuw."

    catalogue.upkeep.outcome(first.id, "stopped")
    ended = now(catalogue, first)
    assert (ended.status, ended.valid_to) == ("ended", None)


def findings(catalogue: Catalogue, record: r.Record) -> dict[str, r.Finding]:
    return {item.kind: item for item in catalogue.upkeep.review() if item.ref.id == record.id}


def test_an_area_on_a_merged_municipality_is_not_widened_by_itself(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor(areas=(area("nis:37018"),), sites=(site("nis:37018"),)))
    found = findings(catalogue, first)
    as_it_was, larger = found["former_area"].proposals
    assert isinstance(as_it_was.record, r.Actor)
    assert isinstance(larger.record, r.Actor)
    assert [item.area_id for item in as_it_was.record.areas] == ["pc:8750"]
    assert [item.area_id for item in larger.record.areas] == ["nis:37021"]
    catalogue.upkeep.accept(as_it_was)
    catalogue.upkeep.accept(findings(catalogue, first)["former_municipality"].proposals[0])
    result = now(catalogue, first)
    assert [item.area_id for item in result.areas] == ["pc:8750"]
    assert result.sites[0].municipality == "nis:37021"
    assert findings(catalogue, first) == {}


def test_links_to_who_has_ended_propose_the_successor(catalogue: Catalogue) -> None:
    heir = saved(catalogue, actor("Erfgenaam", areas=(area("nis:33016"),)))
    gone = saved(
        catalogue,
        actor(
            "Weg",
            status="ended",
            valid_to="2020",
            relations=(r.Relation(id=new(), type="successor", actor_id=heir.id),),
        ),
    )
    first = saved(
        catalogue,
        actor(areas=(area("nis:33016"),), relations=(r.Relation(id=new(), type="part_of", actor_id=gone.id),)),
    )
    replace, end = findings(catalogue, first)["dead_link"].proposals
    assert isinstance(end.record, r.Actor)
    assert end.record.relations[0].valid_to == "2020"
    catalogue.upkeep.accept(replace)
    assert now(catalogue, first).relations[0].actor_id == heir.id
    assert findings(catalogue, first) == {}


def test_the_review_finds_what_is_missing(catalogue: Catalogue) -> None:
    source = saved(catalogue, r.Source(id=new(), title="Proefbron"))
    undated = (r.Evidence(id=new(), source_id=source.id),)
    first = saved(catalogue, actor(sites=(site(postcode="8999", municipality=None),), evidence=undated))
    ended = saved(catalogue, actor("Weg", status="ended"))
    assert set(findings(catalogue, first)) == {"unknown_postcode", "no_area", "no_date"}
    assert set(findings(catalogue, ended)) == {"no_successor"}


def test_the_review_finds_who_is_active_after_its_end(catalogue: Catalogue) -> None:
    late = saved(catalogue, actor(areas=(area("nis:33016"),), valid_to="2020-10-31"))
    (proposal,) = findings(catalogue, late)["past_end"].proposals
    catalogue.upkeep.accept(proposal)
    assert (now(catalogue, late).status, now(catalogue, late).valid_to) == ("ended", "2020-10-31")
    assert "past_end" not in findings(catalogue, late)


def test_several_findings_are_done_in_one_operation(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor("Eerste", sites=(site("nis:37018"), site("nis:37015"))))
    second = saved(catalogue, actor("Tweede", sites=(site("nis:37018"),)))
    third = saved(catalogue, actor("Derde", sites=(site("nis:37018"),)))
    wanted = [item for item in catalogue.upkeep.review() if item.ref.id in (first.id, second.id, third.id)]
    wanted = [item for item in wanted if item.kind == "former_municipality"]
    assert len(wanted) == 4
    catalogue.save(changed(now(catalogue, third), sites=()))
    accepted = catalogue.upkeep.accept_all(wanted)
    assert (accepted.count, [ref.text for ref in accepted.left]) == (3, ["Derde"])
    assert {key for _kind, key in accepted.changes.records} == {first.id, second.id}
    assert [item.municipality for item in now(catalogue, first).sites] == ["nis:37021", "nis:37022"]
    catalogue.undo(accepted.changes.operation)
    assert bare(now(catalogue, first)) == bare(first)
    assert bare(now(catalogue, second)) == bare(second)
