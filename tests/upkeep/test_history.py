"""Who changed what, what can be taken back, and what lies in the bin."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.upkeep.making import actor, area, bare, changed, new, now, phone, saved
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.errors import ConflictError, KnownError, NotFoundError
from vademecum.paths import UserFolder


def test_history_tells_each_field_before_and_after_with_its_source(catalogue: Catalogue) -> None:
    source = saved(catalogue, r.Source(id=new(), title="Site van Mesen"))
    first = saved(catalogue, actor(contacts=(phone("+3257111222"),), areas=(area("nis:33016"), area("nis:33021"))))
    catalogue.save(
        changed(
            first,
            status="ended",
            valid_to="2025-10",
            contacts=(changed(first.contacts[0], value="+3257333444"),),
            areas=(first.areas[0], area("region:streek/westhoek", excluded=True)),
            evidence=(r.Evidence(id=new(), source_id=source.id),),
        )
    )
    newest, oldest = catalogue.upkeep.history("actor", first.id)
    assert (newest.what, oldest.what) == ("changed", "added")
    assert newest.title == "Bewaard: Proefloket Mesen"
    assert newest.sources == ("Site van Mesen",)
    told = [(d.path, d.label, d.before, d.after) for d in newest.differences]
    assert ("status", "Status", "Actief", "Gestopt") in told
    assert ("valid_to", "Tot en met", "", "oktober 2025") in told
    assert (
        "contacts[0].value", "Contactgegevens 1: Nummer of adres", "057 11 12 22", "057 33 34 44",
    ) in told  # fmt: skip
    assert ("areas[1]", "Werkgebied 2", "", "regio Westhoek · Hier niet") in told
    assert ("areas[1]", "Werkgebied 2", "Poperinge", "") in told


def test_undo_and_redo_go_on_after_a_restart(folder: UserFolder) -> None:
    with closing(Catalogue.open(folder, who="an")) as catalogue:
        first = saved(catalogue, actor())
        second = saved(catalogue, changed(first, description="Twee"))
        saved(catalogue, changed(second, description="Drie"))
    with closing(Catalogue.open(folder, who="bert")) as catalogue:
        assert catalogue.upkeep.next_undo() is None
        other = saved(catalogue, actor("Van Bert"))
    with closing(Catalogue.open(folder, who="an")) as catalogue:

        def step(line: r.OperationLine | None) -> str | None:
            assert line is not None
            assert line.undoable
            catalogue.undo(line.number)
            return now(catalogue, first).description

        assert step(catalogue.upkeep.next_undo()) == "Twee"
        assert step(catalogue.upkeep.next_undo()) is None
        line = catalogue.upkeep.next_redo()
        assert line is not None
        assert line.title == "Ongedaan gemaakt: Bewaard: Proefloket Mesen"
        assert step(line) == "Twee"
        assert step(catalogue.upkeep.next_undo()) is None
        assert step(catalogue.upkeep.next_redo()) == "Twee"
        assert step(catalogue.upkeep.next_redo()) == "Drie"
        assert catalogue.upkeep.next_redo() is None
        assert step(catalogue.upkeep.next_undo()) == "Twee"
        catalogue.save(changed(now(catalogue, first), description="Anders"))
        assert catalogue.upkeep.next_redo() is None
        assert now(catalogue, other) == other


def test_what_was_taken_back_out_of_order_comes_back_first(catalogue: Catalogue) -> None:
    member = saved(catalogue, actor())
    [added] = catalogue.upkeep.operations(1)
    names = (r.Name(id=new(), text="Proefnetwerk"),)
    network = r.Network(id=new(), names=names, members=(r.Member(id=new(), actor_id=member.id),))
    catalogue.save(network)
    catalogue.delete("network", network.id)
    catalogue.undo(added.number)  # nobody names the actor any more
    for back in (True, True, True, False):  # the actor, the network, the network goes, the actor goes
        line = catalogue.upkeep.next_undo()
        assert line is not None
        assert line.undoable
        catalogue.undo(line.number)
        found = {hit.id for hit in catalogue.find(member.id)}
        assert (member.id in found) == back
    again = catalogue.upkeep.next_redo()
    assert again is not None
    catalogue.undo(again.number)
    assert now(catalogue, member).name == member.name


def test_the_list_says_what_can_be_taken_back_and_why_not(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor())
    catalogue.save(changed(first, description="Twee"))
    newest, oldest = catalogue.upkeep.operations(2)
    assert (newest.undoable, oldest.undoable) == (True, False)
    assert oldest.why_not == "“Proefloket Mesen” is sindsdien gewijzigd."
    catalogue.undo(newest.number)
    undo, newest, oldest = catalogue.upkeep.operations(3)
    assert (undo.name, undo.undoes) == ("undo", newest.number)
    assert (newest.undone, newest.undoable) == (True, False)
    assert oldest.undoable
    with pytest.raises(ConflictError):
        catalogue.undo(newest.number)
    starter = catalogue.upkeep.operations(50)[-1]
    assert (starter.name, starter.undoable) == ("starter", False)
    with pytest.raises(KnownError):
        catalogue.undo(starter.number)
    assert catalogue.upkeep.operations(1, before=newest.number) == (oldest,)


def test_what_others_point_at_by_now_is_not_undone_away(catalogue: Catalogue) -> None:
    target = actor("Doel")
    made = catalogue.save(target)
    pointer = actor("Wijzer", relations=(r.Relation(id=new(), type="partner", actor_id=target.id),))
    catalogue.save(pointer)
    with pytest.raises(ConflictError, match="Wijzer"):
        catalogue.undo(made.operation)
    removed = catalogue.delete("actor", pointer.id)
    catalogue.delete("actor", target.id)
    with pytest.raises(ConflictError, match="Doel"):
        catalogue.undo(removed.operation)
    with pytest.raises(ConflictError, match="Doel"):
        catalogue.upkeep.take_back(pointer.id)
    catalogue.upkeep.take_back(target.id)
    catalogue.upkeep.take_back(pointer.id)
    assert catalogue.check() == ()


def test_an_earlier_version_is_put_back(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor())
    saved(catalogue, changed(first, description="Twee"))
    oldest = catalogue.upkeep.history("actor", first.id)[-1]
    change = catalogue.upkeep.restore_version("actor", first.id, oldest.number)
    assert bare(now(catalogue, first)) == bare(first)
    catalogue.undo(change.operation)
    assert now(catalogue, first).description == "Twee"
    with pytest.raises(NotFoundError):
        catalogue.upkeep.restore_version("actor", new(), oldest.number)


def test_the_bin_gives_back_whole(catalogue: Catalogue) -> None:
    first = saved(catalogue, actor(contacts=(phone("+3257111222"),)))
    catalogue.delete("actor", first.id)
    (line,) = catalogue.upkeep.bin()
    assert (line.ref.text, line.who) == ("Proefloket Mesen", "test")
    catalogue.upkeep.take_back(first.id)
    assert bare(now(catalogue, first)) == bare(first)
    assert catalogue.upkeep.bin() == ()
    with pytest.raises(NotFoundError):
        catalogue.upkeep.take_back(first.id)


def test_what_never_was_does_not_lie_in_the_bin(catalogue: Catalogue) -> None:
    made = catalogue.save(actor())
    catalogue.undo(made.operation)
    assert catalogue.upkeep.bin() == ()


def test_a_code_that_was_taken_meanwhile_refuses_the_return(catalogue: Catalogue) -> None:
    def measure() -> r.Measure:
        return r.Measure(id=new(), code="PROEF", names=(r.Name(id=new(), text="Proefmaatregel"),), summary="Kort.")

    first = saved(catalogue, measure())
    with pytest.raises(KnownError, match="Code"):
        catalogue.save(measure())
    gone = catalogue.delete("measure", first.id)
    saved(catalogue, measure())
    with pytest.raises(ConflictError, match="code"):
        catalogue.undo(gone.operation)


def test_a_wrong_field_is_named_and_nothing_is_saved(catalogue: Catalogue) -> None:
    with pytest.raises(KnownError, match="Contactgegevens 1: Nummer of adres: Dit is geen telefoonnummer"):
        catalogue.save(actor(contacts=(phone("bel mij"),)))
    with pytest.raises(KnownError, match="Werkgebied 1: Gebied"):
        catalogue.save(actor(areas=(area("nis:99999"),)))
    with pytest.raises(KnownError, match="Namen"):
        catalogue.save(actor(names=()))


def test_a_save_writes_values_in_the_one_way(catalogue: Catalogue) -> None:
    assert saved(catalogue, actor(contacts=(phone("057 11 12 22"),))).contacts[0].value == "+3257111222"


def test_what_is_used_is_not_deleted(catalogue: Catalogue) -> None:
    term = next(term for term in catalogue.terms("kind") if term.code == "ocmw")
    with pytest.raises(KnownError, match="OCMW"):
        catalogue.delete("term", term.id)
    source = saved(catalogue, r.Source(id=new(), title="Proefbron"))
    user = saved(catalogue, actor(evidence=(r.Evidence(id=new(), source_id=source.id),)))
    with pytest.raises(KnownError, match=user.name):
        catalogue.delete("source", source.id)
