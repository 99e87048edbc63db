"""What is known of all actors: brought along with each change, and kept for the next start."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import msgspec
import pytest

from tests.catalogue.test_maintaining import new_actor, renamed
from vademecum.catalogue import Catalogue, kept, snapshot
from vademecum.catalogue.snapshot import Snapshot, take_snapshot
from vademecum.paths import UserFolder
from vademecum.records import Actor, Synonym
from vademecum.search import synonyms
from vademecum.store import reading

KINDS = ("ocmw", "vakbond", "vdab")
AUDIENCES = ("jongeren", "werkzoekenden", "scholen")
THEMES = ("opleiding", "activering", "groen")


def told(known: Snapshot) -> dict[str, object]:
    """All that a snapshot says."""
    sets = {
        (taxonomy, code): members
        for taxonomy, codes in known.by_code.items()
        for code, members in codes.items()
        if members
    }
    return {
        "actors": list(zip(known.ids, known.sort_names, known.codes, strict=True)),
        "numbers": dict(known.numbers),
        "live": known.live,
        "with_area": known.with_area,
        "sets": sets,
    }


def some(choice: random.Random, codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(choice.sample(codes, choice.randrange(len(codes) + 1))))


def changed(actor: Actor, choice: random.Random) -> Actor:
    """The actor with one thing changed."""
    match choice.randrange(7):
        case 0:
            return renamed(actor, f"{choice.choice('amz')} {choice.random()}")
        case 1:
            return msgspec.structs.replace(actor, kind=choice.choice(KINDS))
        case 2:
            return msgspec.structs.replace(actor, status=choice.choice(("active", "ended", "planned", "unknown")))
        case 3:
            return msgspec.structs.replace(actor, audiences=some(choice, AUDIENCES))
        case 4:
            return msgspec.structs.replace(actor, themes=some(choice, THEMES))
        case 5:
            return msgspec.structs.replace(actor, areas=() if actor.areas else new_actor().areas)
        case _:
            return msgspec.structs.replace(actor, offers=() if actor.offers else new_actor().offers)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_change_it_says_what_reading_all_anew_says(catalogue: Catalogue, seed: int) -> None:
    choice = random.Random(seed)
    mine: list[Actor] = []
    for _step in range(30):
        if not mine or choice.random() < 0.2:
            actor = new_actor(f"Proefloket {choice.random()}")
            mine.append(actor)
            catalogue.save(actor)
        elif choice.random() < 0.15:
            catalogue.delete("actor", mine.pop(choice.randrange(len(mine))).id)
        else:
            at = choice.randrange(len(mine))
            stored = catalogue.load("actor", mine[at].id)
            assert isinstance(stored, Actor)
            mine[at] = changed(stored, choice)
            catalogue.save(mine[at])
        with catalogue._core.now() as (connection, known):
            assert told(known) == told(take_snapshot(connection, known.change))


def all_read(*_arguments: object) -> NoReturn:
    raise AssertionError("all were read")


def test_the_next_start_reads_no_actors(folder: UserFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Catalogue.open(folder)) as catalogue:
        catalogue.save(new_actor())
        info, answer = catalogue.info(), catalogue.search("proefloket 8957")
    monkeypatch.setattr(snapshot, "_anew", all_read)
    monkeypatch.setattr(reading, "counts", all_read)
    with closing(Catalogue.open(folder)) as catalogue:
        assert catalogue.info() == info
        assert catalogue.search("proefloket 8957") == answer


def test_the_next_start_has_the_synonyms_ready(folder: UserFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    Catalogue.open(folder).close()  # nothing with words was asked
    with closing(Catalogue.open(folder)) as catalogue:
        answer = catalogue.search("oud pwa")
        assert answer.through
    monkeypatch.setattr(synonyms, "table", all_read)
    with closing(Catalogue.open(folder)) as catalogue:
        catalogue.save(new_actor())  # none of them changes
        assert catalogue.search("oud pwa").through == answer.through
    with closing(Catalogue.open(folder)) as catalogue:
        assert catalogue.search("oud pwa").through == answer.through
        synonym = Synonym(id=str(uuid4()), text="proefwoordje", means=("wijk-werken",))
        catalogue.save(synonym)
        with pytest.raises(AssertionError):  # now they have to be made ready anew
            catalogue.search("proefwoordje")


def test_others_may_read_it_as_they_read_the_index(folder: UserFolder) -> None:
    Catalogue.open(folder).close()
    [place] = folder.index.rglob(kept._NAME)
    modes = {path.stat().st_mode for path in place.parent.glob("*.seg")}
    assert modes == {place.stat().st_mode}


def test_what_was_changed_since_is_there(folder: UserFolder) -> None:
    """As after a power cut: the second program wrote, and did not come to keep anything."""
    Catalogue.open(folder).close()
    [place] = folder.index.rglob(kept._NAME)
    old = place.read_bytes()
    actor = new_actor()
    with closing(Catalogue.open(folder)) as catalogue:
        catalogue.save(actor)
    place.write_bytes(old)
    with closing(Catalogue.open(folder)) as catalogue:
        assert [hit.id for group in catalogue.search("proefloket").groups for hit in group.hits] == [actor.id]


@pytest.mark.logs_warnings
@pytest.mark.parametrize("harm", ["cut off", "other bytes", "another version", "gone"])
def test_a_damaged_file_costs_nothing_but_time(folder: UserFolder, harm: str) -> None:
    with closing(Catalogue.open(folder)) as catalogue:
        info, answer = catalogue.info(), catalogue.serves("nis:33011")
    [place] = folder.index.rglob(kept._NAME)
    damage(place, harm)
    with closing(Catalogue.open(folder)) as catalogue:
        assert catalogue.info() == info
        assert catalogue.serves("nis:33011") == answer


def damage(place: Path, harm: str) -> None:
    content = place.read_bytes()
    if harm == "cut off":
        place.write_bytes(content[: len(content) // 2])
    elif harm == "other bytes":
        middle = len(content) // 2
        place.write_bytes(content[:middle] + b"\x00\x01\x02" + content[middle + 3 :])
    elif harm == "another version":
        body = msgspec.msgpack.encode(["something", "else"])
        place.write_bytes(kept._digest(body) + body)
    else:
        place.unlink()
