"""Likely duplicates, and two actors that become one."""

from __future__ import annotations

import pytest

from tests.upkeep.making import actor, area, bare, changed, new, now, phone, saved, site
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.errors import KnownError, NotFoundError


def names(matches: tuple[r.Match, ...]) -> list[str]:
    return [match.ref.text for match in matches]


def test_municipality_and_legal_form_are_left_out_of_the_comparison(catalogue: Catalogue) -> None:
    saved(catalogue, actor("De Proefwinkel Ieper vzw", sites=(site("nis:33011"),)))
    (match,) = catalogue.upkeep.similar(actor("Proefwinkel", sites=(site("nis:33011"),)))
    assert match.ref.text == "De Proefwinkel Ieper vzw"
    assert match.likely
    assert match.reasons == ("dezelfde naam", "dezelfde gemeente")


def test_the_same_name_in_another_town_is_another(catalogue: Catalogue) -> None:
    saved(catalogue, actor("Proefwinkel Ieper", sites=(site("nis:33011"),)))
    assert catalogue.upkeep.similar(actor("Proefwinkel Brugge", sites=(site("nis:31005"),))) == ()


def test_a_number_brings_together_what_has_another_name(catalogue: Catalogue) -> None:
    number = (r.Identifier(id=new(), value="0207537636"),)
    saved(catalogue, actor("Zonnelied", sites=(site(),), identifiers=number, contacts=(phone("+3257111222"),)))
    draft = actor(
        "Sterrenpad",
        sites=(site(),),
        identifiers=(r.Identifier(id=new(), value="0207.537.636"),),
        contacts=(phone("057 11 12 22"),),
    )
    (match,) = catalogue.upkeep.similar(draft)
    assert match.reasons == ("dezelfde gemeente", "hetzelfde KBO-nummer", "hetzelfde telefoonnummer")


def test_who_is_called_different_is_not_proposed_again_until_that_is_undone(catalogue: Catalogue) -> None:
    one = saved(catalogue, actor("Proefwinkel", sites=(site(),)))
    two = saved(catalogue, actor("De proefwinkel", sites=(site(),)))

    def proposed() -> bool:
        pairs = {frozenset((pair.first.id, pair.second.id)) for pair in catalogue.upkeep.likely_duplicates()}
        return frozenset((one.id, two.id)) in pairs

    assert proposed()
    change = catalogue.upkeep.different(one.id, two.id)
    assert not proposed()
    assert catalogue.upkeep.similar(two) == ()
    catalogue.undo(change.operation)
    assert proposed()


def test_a_merge_moves_all_and_is_undone_for_good(catalogue: Catalogue) -> None:
    shared = {"sites": (site(street="Markt 1", postcode="8957"),)}
    keep = saved(catalogue, actor("Proefloket", contacts=(phone("+3257111222"),), areas=(area("nis:33016"),), **shared))
    drop = saved(
        catalogue,
        actor(
            "Testloket",
            description="Helpt bij het testen.",
            sites=(site(street="markt 1", postcode="8957", opening_hours="ma 9-12"),),
            contacts=(phone("+3257111222"), phone("+3257333444")),
            areas=(area("nis:33016"), area("nis:33021")),
            different_from=(keep.id,),
        ),
    )
    friend = saved(catalogue, actor("Vriend", relations=(r.Relation(id=new(), type="partner", actor_id=drop.id),)))
    network = saved(
        catalogue,
        r.Network(
            id=new(),
            names=(r.Name(id=new(), text="Proefnetwerk"),),
            members=(
                r.Member(id=new(), actor_id=keep.id),
                r.Member(id=new(), actor_id=drop.id),
                r.Member(id=new(), actor_id=drop.id, role="chair"),
            ),
        ),
    )
    plan = catalogue.upkeep.plan_merge(keep.id, drop.id)
    assert {move.ref.text for move in plan.moves} == {"Vriend", "Proefnetwerk"}
    assert plan.problems == ()
    assert next(line for line in plan.lines if line.field == "description").choice == "drop"
    assert now(catalogue, drop) == drop

    change = catalogue.upkeep.merge(keep.id, drop.id)
    result = now(catalogue, keep)
    assert [(name.text, name.type) for name in result.names] == [("Proefloket", "official"), ("Testloket", "alias")]
    assert result.description == "Helpt bij het testen."
    assert [place.opening_hours for place in result.sites] == ["ma 9-12"]
    assert [contact.value for contact in result.contacts] == ["+3257111222", "+3257333444"]
    assert [item.area_id for item in result.areas] == ["nis:33016", "nis:33021"]
    assert now(catalogue, friend).relations[0].actor_id == keep.id
    assert [(m.actor_id, m.role) for m in now(catalogue, network).members] == [(keep.id, "member"), (keep.id, "chair")]
    with pytest.raises(NotFoundError):
        now(catalogue, drop)
    assert [hit.id for hit in catalogue.search("testloket").groups[0].hits] == [keep.id]
    (gone,) = [line for line in catalogue.upkeep.bin() if line.ref.id == drop.id]
    assert gone.merged_into == r.Ref(type="actor", id=keep.id, text="Proefloket")
    with pytest.raises(KnownError, match="samengevoegd"):
        catalogue.upkeep.take_back(drop.id)

    catalogue.undo(change.operation)
    for record in (keep, drop, friend, network):
        assert bare(now(catalogue, record)) == bare(record)
    assert catalogue.check() == ()


def test_choices_say_whose_value_it_is(catalogue: Catalogue) -> None:
    keep = saved(catalogue, actor("Proefloket", description="Een.", themes=("groen",)))
    drop = saved(catalogue, actor("Testloket", description="Twee.", themes=("fiets",), status="ended"))
    plan = catalogue.upkeep.plan_merge(keep.id, drop.id)
    assert plan.result.description == "Een."
    assert [(n.text, n.type) for n in plan.result.names] == [("Proefloket", "official"), ("Testloket", "former")]
    plan = catalogue.upkeep.plan_merge(keep.id, drop.id, {"description": "both", "themes": "drop", "names": "drop"})
    assert plan.result.description == "Een.\n\nTwee."
    assert plan.result.themes == ("fiets",)
    assert [(n.text, n.type) for n in plan.result.names] == [("Testloket", "official"), ("Proefloket", "alias")]
    with pytest.raises(KnownError):
        catalogue.upkeep.plan_merge(keep.id, drop.id, {"kind": "both"})
    with pytest.raises(KnownError):
        catalogue.upkeep.plan_merge(keep.id, keep.id)


def test_days_go_with_the_status(catalogue: Catalogue) -> None:
    keep = saved(catalogue, actor("Proefloket"))
    drop = saved(catalogue, actor("Testloket", status="ended", valid_from="2001", valid_to="2026-10-31"))

    def result(*ids: str, **choices: r.FieldChoice) -> tuple[str, str | None, str | None]:
        found = catalogue.upkeep.plan_merge(*ids, choices).result
        assert isinstance(found, r.Actor)
        return found.status, found.valid_from, found.valid_to

    assert result(keep.id, drop.id) == ("active", None, None)
    assert result(keep.id, drop.id, status="drop") == ("ended", "2001", "2026-10-31")
    assert result(drop.id, keep.id, status="drop") == ("active", None, None)
    assert result(keep.id, drop.id, valid_from="drop") == ("active", "2001", None)
    alike = saved(catalogue, actor("Ook een loket", valid_from="1999"))
    assert result(keep.id, alike.id) == ("active", "1999", None)


def test_parts_that_contradict_each_other_are_both_kept(catalogue: Catalogue) -> None:
    keep = saved(catalogue, actor("Een", offers=(r.Offer(id=new(), name="Strijken", cost="gratis"),)))
    drop = saved(catalogue, actor("Twee", offers=(r.Offer(id=new(), name="strijken", cost="5 euro"),)))
    assert len(catalogue.upkeep.plan_merge(keep.id, drop.id).result.offers) == 2
    poor = saved(catalogue, changed(drop, offers=(r.Offer(id=new(), name="strijken", description="Aan huis"),)))
    (offer,) = catalogue.upkeep.plan_merge(keep.id, poor.id).result.offers
    assert (offer.cost, offer.description) == ("gratis", "Aan huis")


def test_what_a_source_says_follows_the_fact(catalogue: Catalogue) -> None:
    source = saved(catalogue, r.Source(id=new(), title="Proefbron"))
    same = phone("+3257111222")
    keep = saved(catalogue, actor("Een", contacts=(phone("+3257111222"),)))
    drop = saved(
        catalogue,
        actor("Twee", contacts=(same,), evidence=(r.Evidence(id=new(), source_id=source.id, fact=same.id),)),
    )
    catalogue.upkeep.merge(keep.id, drop.id)
    result = now(catalogue, keep)
    assert [item.fact for item in result.evidence] == [keep.contacts[0].id]
