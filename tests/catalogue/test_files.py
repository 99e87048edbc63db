"""First start, later editions, and files that are not as they should be."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from whoosh.filedb.filestore import FileStorage

from vademecum.catalogue import Catalogue, door, set_aside, starter
from vademecum.errors import CatalogueError
from vademecum.paths import UserFolder, data_folder
from vademecum.records import Actor, Name, Source
from vademecum.store import engine


def test_first_start_reports_progress_and_leaves_one_file(tmp_path: Path) -> None:
    seen: list[float] = []
    folder = UserFolder(tmp_path / "new")
    with closing(Catalogue.open(folder, progress=lambda _text, part: seen.append(part))) as catalogue:
        counts = catalogue.info().counts
    assert counts["actor"] >= 580
    assert counts["network"] >= 12
    assert counts["measure"] >= 15
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert sorted(path.name for path in folder.root.iterdir() if path.is_file()) == ["catalogue.db"]


def test_the_shipped_catalogue_is_sound(asked: Catalogue) -> None:
    assert asked.check() == ()


def test_a_first_start_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(starter, "take_in", fail)
    folder = UserFolder(tmp_path / "new")
    with pytest.raises(CatalogueError) as caught:
        Catalogue.open(folder)
    assert caught.value.reason == "no_space"
    assert list(folder.root.iterdir()) == []


@pytest.mark.logs_warnings
def test_without_room_for_an_index_the_catalogue_is_searched_in_memory(
    folder: UserFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = FileStorage.create_file

    def full(storage: FileStorage, name: str, **options: Any) -> Any:
        if ".toc" in name or not Path(storage.folder).is_relative_to(
            folder.index
        ):  # small enough, or in another folder
            return create(storage, name, **options)
        raise OSError(28, "No space left on device")

    shutil.rmtree(folder.index)
    with monkeypatch.context() as disk:
        disk.setattr(FileStorage, "create_file", full)
        with closing(Catalogue.open(folder)) as catalogue:
            assert catalogue.search("ocmw ieper").total
            assert catalogue.rebuild_index(lambda _text, _part: None) > 500
    with closing(Catalogue.open(folder)) as catalogue:  # there is room again
        assert catalogue.search("ocmw ieper").total
    assert any(folder.index.rglob("*.seg"))


@pytest.mark.parametrize("content", [b"", b"geen databank", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_named_and_kept(folder: UserFolder, content: bytes) -> None:
    folder.catalogue.write_bytes(content)
    with pytest.raises(CatalogueError) as caught:
        Catalogue.open(folder)
    assert caught.value.reason == "damaged"
    assert folder.catalogue.read_bytes() == content
    kept = set_aside(folder)
    assert kept.read_bytes() == content
    Catalogue.open(folder).close()


def test_a_newer_file_is_refused(folder: UserFolder) -> None:
    with closing(sqlite3.connect(folder.catalogue)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CatalogueError) as caught:
        Catalogue.open(folder)
    assert caught.value.reason == "newer"


def test_a_disk_without_any_room_is_called_full(folder: UserFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    for free, reason in ((8_000, "no_space"), (8_000_000, "damaged")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder, left=free: shutil._ntuple_diskusage(0, 0, left))
        with pytest.raises(CatalogueError) as caught, engine.world_errors(folder.catalogue):
            raise error
        assert caught.value.reason == reason


def test_a_locked_file_is_said_to_be_locked(folder: UserFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vademecum.store.engine.BUSY_SECONDS", 0.1)
    with closing(Catalogue.open(folder)) as catalogue, closing(sqlite3.connect(folder.catalogue)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogueError) as caught:
            catalogue.save(Source(id="00000000-0000-4000-8000-00000000000a", title="Los"))
        assert caught.value.reason == "locked"


@pytest.mark.logs_warnings
def test_a_damaged_index_costs_nothing_but_time(folder: UserFolder) -> None:
    for path in folder.index.rglob("*"):
        if path.is_file():
            path.write_bytes(b"rommel")
    with closing(Catalogue.open(folder)) as catalogue:
        assert catalogue.search("vdab").total > 5
        assert catalogue.check() == ()


def test_the_index_may_be_deleted(folder: UserFolder) -> None:
    shutil.rmtree(folder.index)
    with closing(Catalogue.open(folder)) as catalogue:
        assert catalogue.search("vdab").total > 5


def newer_data(tmp_path: Path) -> Path:
    target = tmp_path / "data"
    shutil.copytree(data_folder(), target)
    return target


def write(folder: Path, actors: list[Actor], edition: str = "2027-01") -> None:
    (folder / "catalogue" / "actors.json").write_bytes(msgspec.json.encode(actors))
    (folder / "catalogue" / "edition.json").write_bytes(msgspec.json.encode({"name": "Start", "edition": edition}))


def test_a_later_edition_leaves_the_users_edits(
    folder: UserFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = newer_data(tmp_path)
    actors = msgspec.json.decode((data / "catalogue" / "actors.json").read_bytes(), type=list[Actor])
    edited, deleted, untouched = actors[0], _unnamed(folder, actors), actors[2]
    with closing(Catalogue.open(folder)) as catalogue:
        mine = catalogue.load("actor", edited.id)
        assert isinstance(mine, Actor)
        catalogue.save(msgspec.structs.replace(mine, description="Mijn beschrijving"))
        catalogue.delete("actor", deleted.id)

    def shipped(actor: Actor) -> Actor:
        name = Name(id=f"00000000-0000-4000-8000-{actor.id[-12:]}", text="Nieuwe bijnaam", type="alias")
        return msgspec.structs.replace(actor, description="Van de uitgever", names=(*actor.names, name))

    write(data, [shipped(actor) for actor in actors])
    monkeypatch.setattr(door, "data_folder", lambda: data)
    with closing(Catalogue.open(folder)) as catalogue:
        merged = catalogue.load("actor", edited.id)
        assert isinstance(merged, Actor)
        assert merged.description == "Mijn beschrijving"
        assert merged.names[-1].text == "Nieuwe bijnaam"
        other = catalogue.load("actor", untouched.id)
        assert isinstance(other, Actor)
        assert other.description == "Van de uitgever"
        assert catalogue.find(deleted.id) == ()
        assert catalogue.info().edition == "2027-01"
        assert catalogue.check() == ()
    assert list(folder.backups.glob("*.db"))


def test_an_edition_is_taken_in_where_nobody_knows_what_was_shipped(
    folder: UserFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = newer_data(tmp_path)
    actors = msgspec.json.decode((data / "catalogue" / "actors.json").read_bytes(), type=list[Actor])
    edited, deleted = actors[0], _unnamed(folder, actors)
    fresh = msgspec.structs.replace(deleted, id="00000000-0000-4000-8000-00000000000b")
    with closing(Catalogue.open(folder)) as catalogue:
        mine = catalogue.load("actor", edited.id)
        assert isinstance(mine, Actor)
        catalogue.save(msgspec.structs.replace(mine, description="Mijn beschrijving"))
        catalogue.delete("actor", deleted.id)
    with closing(sqlite3.connect(folder.catalogue)) as raw, raw:
        raw.execute("DELETE FROM shipped")
    write(data, [*actors, fresh])
    monkeypatch.setattr(door, "data_folder", lambda: data)
    with closing(Catalogue.open(folder)) as catalogue:
        kept = catalogue.load("actor", edited.id)
        assert isinstance(kept, Actor)
        assert kept.description == "Mijn beschrijving"
        assert catalogue.find(deleted.id) == ()
        assert catalogue.load("actor", fresh.id).name == fresh.name
        assert catalogue.info().edition == "2027-01"


def _unnamed(folder: UserFolder, actors: list[Actor]) -> Actor:
    """An actor that no other record points at."""
    with closing(Catalogue.open(folder)) as catalogue:
        for actor in actors[3:]:
            page = catalogue.actor_page(actor.id)
            if not (page.networks or page.measures or page.agreements or page.practices or page.relations):
                return actor
    raise AssertionError("every actor is named somewhere")


def test_what_an_edition_drops_goes_unless_it_was_edited(
    folder: UserFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = newer_data(tmp_path)
    actors = msgspec.json.decode((data / "catalogue" / "actors.json").read_bytes(), type=list[Actor])
    gone = _unnamed(folder, actors)
    write(data, [actor for actor in actors if actor.id != gone.id])
    monkeypatch.setattr(door, "data_folder", lambda: data)
    with closing(Catalogue.open(folder)) as catalogue:
        assert catalogue.find(gone.id) == ()


def test_what_may_only_be_read_is_searched_though_its_index_is_behind(
    folder: UserFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(folder.index, tmp_path / "behind")
    with closing(Catalogue.open(folder)) as catalogue:
        catalogue.save(Actor(id=str(uuid.uuid4()), kind="ocmw", names=(Name(id=str(uuid.uuid4()), text="Zeldzaam"),)))
    shutil.rmtree(folder.index)
    (tmp_path / "behind").rename(folder.index)
    for path in (*folder.index.rglob("*"), folder.index):
        path.chmod(path.stat().st_mode & ~0o222)
    monkeypatch.setattr("vademecum.store.engine._writable", lambda _file: False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with closing(Catalogue.open(folder)) as catalogue:
        assert catalogue.search("zeldzaam").total == 1
        copied = list(tmp_path.glob("vademecum-index-*/*/*"))
        assert copied
        assert all(path.stat().st_mode & 0o200 for path in copied)
        with pytest.raises(CatalogueError) as caught:
            catalogue.rebuild_index()
        assert caught.value.reason == "read_only"
    for path in (folder.index, *folder.index.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)


def test_a_folder_that_may_only_be_read_is_read(folder: UserFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    # As root every folder can be written, so the check itself is replaced.
    monkeypatch.setattr("vademecum.store.engine._writable", lambda _file: False)
    before = {path: path.stat().st_mtime_ns for path in folder.root.rglob("*")}
    with closing(Catalogue.open(folder)) as catalogue:
        assert catalogue.info().read_only
        assert catalogue.search("vdab").total > 5
        with pytest.raises(CatalogueError) as caught:
            catalogue.save(Source(id="00000000-0000-4000-8000-00000000000a", title="Los"))
        assert caught.value.reason == "read_only"
    assert {path: path.stat().st_mtime_ns for path in folder.root.rglob("*")} == before
