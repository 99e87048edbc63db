"""Writing through the front door: versions, history, undo, the index that follows."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager

import msgspec
import pytest

from vademecum.catalogue import Catalogue
from vademecum.errors import ConflictError, KnownError, NotFoundError
from vademecum.paths import UserFolder
from vademecum.records import Actor, Changes, Name, Offer, SearchResult, ServiceArea, Taxonomy


def new_actor(name: str = "Proefloket Mesen", area: str = "nis:33016") -> Actor:
    return Actor(
        id=str(uuid.uuid4()),
        kind="ocmw",
        names=(Name(id=str(uuid.uuid4()), text=name),),
        areas=(ServiceArea(id=str(uuid.uuid4()), area_id=area),),
        offers=(
            Offer(
                id=str(uuid.uuid4()),
                name="Bakfietsverhuur",
                areas=(ServiceArea(id=str(uuid.uuid4()), area_id="nis:33021"),),
            ),
        ),
    )


def renamed(actor: Actor, text: str) -> Actor:
    return msgspec.structs.replace(actor, names=(msgspec.structs.replace(actor.names[0], text=text),))


def listed(result: SearchResult) -> set[str]:
    """The actors of an answer."""
    return {hit.id for group in result.groups for hit in group.hits} | {hit.id for hit in result.unknown_area}


def test_a_saved_record_is_found_at_once_and_comes_back_whole(catalogue: Catalogue) -> None:
    actor = new_actor()
    heard: list[Changes] = []
    catalogue.subscribe(heard.append)
    changes = catalogue.save(actor)
    assert heard == [changes]
    assert changes.records == (("actor", actor.id),)
    assert catalogue.load("actor", actor.id) == msgspec.structs.replace(actor, version=1)
    assert [hit.id for hit in catalogue.search("proefloket").groups[0].hits] == [actor.id]
    assert actor.id in {hit.id for group in catalogue.search("8957").groups for hit in group.hits}


def test_an_offer_may_serve_where_its_actor_does_not(catalogue: Catalogue) -> None:
    actor = new_actor()
    catalogue.save(actor)
    result = catalogue.search("poperinge")
    hit = next(hit for group in result.groups for hit in group.hits if hit.id == actor.id)
    assert hit.offer_id == actor.offers[0].id
    assert catalogue.rows([hit], result)[0].reason == "Bedient Poperinge met “Bakfietsverhuur”"


def test_saving_nothing_new_leaves_no_trace(catalogue: Catalogue) -> None:
    actor = new_actor()
    catalogue.save(actor)
    saved = catalogue.load("actor", actor.id)
    before = catalogue.info().change
    assert catalogue.save(saved).records == ()
    assert catalogue.info().change == before
    assert len(catalogue.history("actor", actor.id)) == 1


def test_two_who_edit_the_same_record_dont_overwrite_each_other(catalogue: Catalogue) -> None:
    actor = new_actor()
    catalogue.save(actor)
    mine = theirs = catalogue.load("actor", actor.id)
    assert isinstance(mine, Actor)
    assert isinstance(theirs, Actor)
    catalogue.save(renamed(theirs, "Hun naam"))
    with pytest.raises(ConflictError):
        catalogue.save(renamed(mine, "Mijn naam"))
    assert catalogue.load("actor", actor.id).name == "Hun naam"


def test_undo_brings_the_record_back_and_is_itself_undone(catalogue: Catalogue) -> None:
    actor = new_actor()
    catalogue.save(actor)
    first = catalogue.load("actor", actor.id)
    assert isinstance(first, Actor)
    change = catalogue.save(renamed(first, "Nieuwe naam"))
    undone = catalogue.undo(change.operation)
    assert catalogue.load("actor", actor.id).name == first.name
    assert catalogue.search("nieuwe naam proef", literal=True).total == 0
    catalogue.undo(undone.operation)
    assert catalogue.load("actor", actor.id).name == "Nieuwe naam"


def test_undo_is_refused_where_the_record_moved_on(catalogue: Catalogue) -> None:
    actor = new_actor()
    created = catalogue.save(actor)
    saved = catalogue.load("actor", actor.id)
    assert isinstance(saved, Actor)
    catalogue.save(renamed(saved, "Later"))
    with pytest.raises(ConflictError):
        catalogue.undo(created.operation)
    assert catalogue.load("actor", actor.id).name == "Later"


def test_a_deleted_record_comes_back_whole(catalogue: Catalogue) -> None:
    actor = new_actor()
    catalogue.save(actor)
    gone = catalogue.delete("actor", actor.id)
    with pytest.raises(NotFoundError):
        catalogue.load("actor", actor.id)
    assert catalogue.search("proefloket").total == 0
    catalogue.undo(gone.operation)
    back = catalogue.load("actor", actor.id)
    assert msgspec.structs.replace(back, version=0) == actor
    assert catalogue.search("proefloket").total == 1


def test_what_others_point_at_is_not_deleted(catalogue: Catalogue) -> None:
    network = catalogue.search("plan light").records[0]
    page = catalogue.record_page(network.type, network.id)  # type: ignore[arg-type]
    member = next(link.ref for link in page.links if link.ref is not None)
    with pytest.raises(KnownError, match="PLAN Light"):
        catalogue.delete("actor", member.id)


def test_history_says_who_what_and_when(catalogue: Catalogue) -> None:
    actor = new_actor()
    catalogue.save(actor)
    saved = catalogue.load("actor", actor.id)
    assert isinstance(saved, Actor)
    catalogue.save(renamed(saved, "Anders"))
    newest, oldest = catalogue.history("actor", actor.id)
    assert (newest.operation_name, newest.who) == ("save", "test")
    assert newest.before is not None
    assert newest.after is not None
    assert (newest.before.name, newest.after.name) == ("Proefloket Mesen", "Anders")
    assert oldest.before is None


def test_what_another_program_wrote_is_seen(catalogue: Catalogue, folder: UserFolder) -> None:
    actor = new_actor()
    with closing(Catalogue.open(folder, who="other")) as other:
        other.save(actor)
    assert actor.id in {hit.id for group in catalogue.search("8957").groups for hit in group.hits}
    assert catalogue.search("proefloket").total == 1


@pytest.mark.parametrize(("taxonomy", "key"), [("kind", "soort"), ("theme", "thema"), ("audience", "doelgroep")])
def test_who_bears_a_term_is_found_by_its_new_words(catalogue: Catalogue, taxonomy: Taxonomy, key: str) -> None:
    for term in catalogue.terms(taxonomy)[:3]:
        bearers = listed(catalogue.search(f"{key}:{term.code}", literal=True))
        catalogue.save(msgspec.structs.replace(term, label_nl=f"Zonnebloem{term.code}", synonyms=()))
        found = listed(catalogue.search(f"zonnebloem{term.code}", literal=True))
        assert found == bearers
    assert catalogue.check() == ()


def test_what_others_index_meanwhile_makes_nothing_anew(
    catalogue: Catalogue, folder: UserFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = catalogue._core
    looked = core.now

    @contextmanager
    def while_others_write() -> Iterator[tuple[object, object]]:
        with looked() as seen:
            other.save(new_actor("Zonnebloem van hen"))
            yield seen

    def anew(*_arguments: object) -> int:
        raise AssertionError("the index is made anew")

    with closing(Catalogue.open(folder, who="other")) as other:
        monkeypatch.setattr(core, "_rebuild_from", anew)
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(core, "now", while_others_write)
            core.catch_up(lambda _part: None)
        catalogue.save(new_actor("Van ons"))
        assert catalogue.search("zonnebloem").total == other.search("zonnebloem").total == 1
    assert catalogue.check() == ()


@pytest.mark.logs_warnings
def test_a_question_does_not_wait_for_who_writes_the_index(
    catalogue: Catalogue, folder: UserFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Catalogue.open(folder, who="other")) as other:
        with other._core.index._writer():  # as while it takes in a large import
            monkeypatch.setattr("vademecum.search.index._LOCK_SECONDS", 0.0)
            catalogue.save(new_actor("Zonnebloem"))
            monkeypatch.setattr("vademecum.search.index._LOCK_SECONDS", 60.0)
            began = time.monotonic()
            assert catalogue.search("vdab").total > 5
            assert time.monotonic() - began < 30
            assert catalogue.search("zonnebloem").total == 0
        assert catalogue.look_around() == ()  # nothing new, but now the index can follow
        assert other.search("zonnebloem").total == 1
    assert catalogue.check() == ()


def test_a_question_leaves_it_to_others_to_index_much(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vademecum.catalogue.core.MANY", 1)
    with monkeypatch.context() as cut_off:
        cut_off.setattr(catalogue._core, "follow", lambda *_arguments, **_words: None)
        catalogue.save(new_actor("Zonnebloem een"))
        catalogue.save(new_actor("Zonnebloem twee"))
    assert catalogue.search("zonnebloem").total == 0
    catalogue.look_around()
    assert catalogue.search("zonnebloem").total == 2


def test_writers_in_many_threads_lose_nothing(catalogue: Catalogue) -> None:
    actors = [new_actor(f"Draad {number}") for number in range(12)]
    failures: list[BaseException] = []

    def work(mine: list[Actor]) -> None:
        try:
            for actor in mine:
                catalogue.save(actor)
                catalogue.search("draad")
        except BaseException as error:  # noqa: BLE001 - told below, in the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(actors[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert catalogue.search("draad").total == 12
    assert catalogue.check() == ()
