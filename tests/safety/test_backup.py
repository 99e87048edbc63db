"""Backups: made by themselves, kept by rule, gone back to as one operation that can be taken back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.safety.killing import everything, plain
from vademecum import records as r
from vademecum import settings
from vademecum.catalogue import Catalogue, safety
from vademecum.errors import CatalogueError, NotFoundError
from vademecum.paths import UserFolder
from vademecum.store import backup
from vademecum.store.backup import Copy, Keep, superfluous

KEY = "00000000-0000-4000-8000-00000000000a"
START = datetime(2020, 1, 1, 8)


def source(title: str = "Los", version: int = 0) -> r.Source:
    return r.Source(id=KEY, title=title, version=version)


# which are kept


@st.composite
def made_copies(draw: st.DrawFn) -> list[Copy]:
    hours = draw(st.lists(st.integers(0, 24 * 500), max_size=60))
    return [
        Copy(number, START + timedelta(hours=hour), "start", Path(f"{number}"))
        for number, hour in enumerate(hours, start=1)
    ]


@given(made_copies(), st.builds(Keep, st.integers(1, 12), st.integers(0, 9), st.integers(0, 13)))
def test_the_last_stay_and_one_of_each_week_and_month(copies: list[Copy], keep: Keep) -> None:
    kept = set(copies) - set(superfluous(copies, keep))
    assert kept >= set(copies[-keep.last :])
    assert len(kept) <= keep.last + keep.weeks + keep.months
    weeks = list(dict.fromkeys(copy.made.isocalendar()[:2] for copy in reversed(copies)))[: keep.weeks]
    assert {copy.made.isocalendar()[:2] for copy in kept} >= set(weeks)
    assert superfluous(kept, keep) == []


def test_what_was_kept_by_hand_is_left_alone(tmp_path: Path) -> None:
    for name in ("catalogue-mine.db", "catalogue-0001-20200101-080000-whim.db", "notes.txt"):
        (tmp_path / name).touch()
    backup.sweep(tmp_path, Keep(1, 0, 0))
    assert len(list(tmp_path.iterdir())) == 3
    assert backup.copies(tmp_path) == []


# made by themselves


def test_the_first_start_makes_a_backup_and_tries_it(catalogue: Catalogue) -> None:
    (only,) = catalogue.safety.backups()
    assert (only.why, only.sound, only.change) == ("start", True, catalogue.info().change)
    assert catalogue.info().restore_tested
    assert catalogue.safety.state().notes == ()


@pytest.mark.skipif(os.name == "nt", reason="no such rights on Windows")
def test_who_may_not_read_the_catalogue_may_not_read_its_backups(folder: UserFolder) -> None:
    folder.catalogue.chmod(0o600)
    with closing(Catalogue.open(folder)) as catalogue:
        assert Path(catalogue.safety.backup().file).stat().st_mode & 0o777 == 0o600


def test_a_start_makes_a_backup_only_when_something_changed(folder: UserFolder) -> None:
    with closing(Catalogue.open(folder, who="test")) as catalogue:
        catalogue.save(source())
    for _start in range(2):
        Catalogue.open(folder, who="test").close()
    assert [copy.why for copy in safety.backups(folder)] == ["start", "start"]
    settings.save(folder.settings, settings.Settings(backups=False))
    with closing(Catalogue.open(folder, who="test")) as catalogue:
        catalogue.save(source("Anders", version=1))
    Catalogue.open(folder, who="test").close()
    assert len(safety.backups(folder)) == 2


def test_old_backups_go_by_the_rule_in_the_settings(folder: UserFolder) -> None:
    settings.save(folder.settings, settings.Settings(backups_last=2, backups_weekly=0, backups_monthly=0))
    with closing(Catalogue.open(folder, who="test")) as catalogue:
        for _number in range(4):
            catalogue.safety.backup()
        assert [copy.number for copy in catalogue.safety.backups()] == [5, 4]


@pytest.mark.logs_warnings
def test_a_nearly_full_disk_is_not_filled(folder: UserFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Catalogue.open(folder, who="test")) as catalogue:
        catalogue.save(source())
    monkeypatch.setattr(backup, "has_room", lambda _folder, _size: False)
    with closing(Catalogue.open(folder, who="test")) as catalogue:
        catalogue.safety.wait()
        assert len(catalogue.safety.backups()) == 1
        assert "schijf" in catalogue.safety.state().notes[0]
        with pytest.raises(CatalogueError) as caught:
            catalogue.safety.restore(catalogue.safety.backups()[0])
        assert caught.value.reason == "no_space"
        assert catalogue.load("source", KEY) == source(version=1)


# going back


def test_what_happened_since_is_named(catalogue: Catalogue) -> None:
    catalogue.save(source())
    copy = catalogue.safety.backup()
    assert catalogue.safety.difference(copy).lines == ()
    catalogue.save(source("Anders", version=1))
    added = r.Source(id=KEY.replace("a", "b"), title="Nieuw")
    catalogue.save(added)
    found = catalogue.safety.difference(copy)
    assert [(line.what, line.name, line.fields) for line in found.lines] == [
        ("added", "Nieuw", ()),
        ("changed", "Anders", ("title",)),
    ]
    catalogue.delete("source", KEY)
    found = catalogue.safety.difference(copy)
    assert (found.added, found.changed, found.deleted) == (1, 0, 1)


def test_going_back_gives_all_back_and_can_be_taken_back(catalogue: Catalogue) -> None:
    before = {key: plain(value) for key, value in everything(catalogue).items()}
    first = catalogue.safety.backup()
    catalogue.save(source())
    name = next(x for x in everything(catalogue).values() if isinstance(x, r.Network))
    catalogue.save(msgspec.structs.replace(name, note="Gewijzigd"))
    after = {key: plain(value) for key, value in everything(catalogue).items()}
    heard: list[r.Changes] = []
    catalogue.subscribe(heard.append)
    done = catalogue.safety.restore(first)
    assert heard == [done]
    assert len(done.records) == 2
    assert {key: plain(value) for key, value in everything(catalogue).items()} == before
    assert catalogue.check() == ()
    kept = catalogue.safety.backups()[0]
    assert kept.why == "restore"
    catalogue.undo(done.operation)
    assert {key: plain(value) for key, value in everything(catalogue).items()} == after
    assert catalogue.safety.difference(kept).lines == ()


def test_a_record_that_was_open_while_going_back_is_not_overwritten(catalogue: Catalogue) -> None:
    catalogue.save(source())
    copy = catalogue.safety.backup()
    catalogue.save(source("Anders", version=1))
    open_ = catalogue.load("source", KEY)
    catalogue.safety.restore(copy)
    with pytest.raises(Exception, match="iemand anders"):
        catalogue.save(msgspec.structs.replace(open_, note="van een oude toestand"))


def test_a_damaged_backup_is_said_to_be_so(catalogue: Catalogue) -> None:
    copy = catalogue.safety.backup()
    Path(copy.file).write_bytes(b"rommel" * 1000)
    assert not catalogue.safety.backups()[0].sound
    before = everything(catalogue)
    with pytest.raises(CatalogueError, match="reservekopie is beschadigd"):
        catalogue.safety.restore(copy)
    assert everything(catalogue) == before


def test_any_file_may_be_gone_back_to(catalogue: Catalogue, tmp_path: Path) -> None:
    elsewhere = tmp_path / "stick.db"
    shutil.copyfile(catalogue.safety.backup().file, elsewhere)
    catalogue.save(source())
    catalogue.safety.restore(safety.find(catalogue.folder, str(elsewhere)))
    with pytest.raises(NotFoundError):
        catalogue.load("source", KEY)
    with pytest.raises(NotFoundError, match="nummer 99"):
        safety.find(catalogue.folder, "99")


def test_a_catalogue_that_does_not_open_names_the_last_good_backup(folder: UserFolder) -> None:
    with closing(Catalogue.open(folder, who="test")) as catalogue:
        bad = Path(catalogue.safety.backup().file)
    bad.write_bytes(b"rommel")
    folder.catalogue.write_bytes(b"rommel" * 5000)
    with pytest.raises(CatalogueError) as caught:
        Catalogue.open(folder)
    good = safety.last_good(folder)
    assert good is not None
    assert good.number == 1
    assert "vademecum restore 1" in caught.value.advice
    kept = safety.put_back(folder, good)
    assert kept.read_bytes() == b"rommel" * 5000
    with closing(Catalogue.open(folder)) as catalogue:
        assert catalogue.check() == ()


# repairs


def test_what_left_its_history_is_put_right_after_a_copy(catalogue: Catalogue) -> None:
    records = everything(catalogue)
    actor = next(x for x in records.values() if isinstance(x, r.Actor) and x.contacts and not x.offers)
    lost = next(x for x in records.values() if isinstance(x, r.Synonym))
    with closing(sqlite3.connect(catalogue.folder.catalogue)) as raw, raw:
        raw.execute("DELETE FROM contact WHERE record_id = ?", (actor.id,))
        raw.execute("DELETE FROM synonym WHERE id = ?", (lost.id,))
        raw.execute("DELETE FROM record WHERE id = ?", (lost.id,))
        raw.execute("UPDATE evidence SET source_id = 'nergens' WHERE record_id = ? AND position = 0", (actor.id,))
        raw.execute("DELETE FROM area_closure")
    assert len(catalogue.check()) >= 4
    done = catalogue.safety.repair()
    assert done.left == ()
    assert Path(done.kept).exists()
    assert catalogue.check() == ()
    assert plain(catalogue.load("synonym", lost.id)) == plain(lost)
    assert catalogue.history("actor", actor.id)[0].operation_name == "repair"
    assert catalogue.search("ieper").total > 5
    assert catalogue.safety.repair() == r.Repair()


def test_a_line_of_the_history_that_is_no_text_is_found_and_put_right(catalogue: Catalogue) -> None:
    actor = next(x for x in everything(catalogue).values() if isinstance(x, r.Actor))
    with closing(sqlite3.connect(catalogue.folder.catalogue)) as raw, raw:
        [(number, after)] = raw.execute(
            "SELECT max(number), after FROM change WHERE record_id = ?", (actor.id,)
        ).fetchall()
        spoilt = bytes(after).replace(actor.name.encode(), b"\x83\xe2" + actor.name.encode()[2:], 1)
        assert spoilt != bytes(after)
        raw.execute("UPDATE change SET after = ? WHERE number = ?", (spoilt, number))
    [line] = catalogue.upkeep.history("actor", actor.id)
    assert (line.what, line.ref.text, line.differences, line.restorable) == ("damaged", actor.name, (), False)
    with pytest.raises(NotFoundError):
        catalogue.upkeep.restore_version("actor", actor.id, number)
    assert [problem.text for problem in catalogue.check() if actor.name in problem.text]
    assert catalogue.safety.repair().left == ()
    assert catalogue.check() == ()
    assert plain(catalogue.load("actor", actor.id)) == plain(actor)


def test_a_damaged_line_of_the_history_hides_no_other(catalogue: Catalogue) -> None:
    actor = next(x for x in everything(catalogue).values() if isinstance(x, r.Actor))
    catalogue.save(msgspec.structs.replace(actor, note="Eerst."))
    once = catalogue.load("actor", actor.id)
    catalogue.save(msgspec.structs.replace(once, note="Dan."))
    with closing(sqlite3.connect(catalogue.folder.catalogue)) as raw, raw:
        [(number,)] = raw.execute(
            "SELECT max(number) FROM change WHERE record_id = ? AND number < ?",
            (actor.id, catalogue.history("actor", actor.id)[0].number),
        ).fetchall()
        raw.execute("UPDATE change SET after = x'7b83' WHERE number = ?", (number,))
    whats = [line.what for line in catalogue.upkeep.history("actor", actor.id)]
    assert whats == ["changed", "damaged", "added"]
    last, before, *_others = catalogue.upkeep.operations(10)
    assert last.undoable
    assert (before.undoable, before.why_not) == (False, "Een regel van de geschiedenis is beschadigd.")
    with pytest.raises(CatalogueError, match="check --repair"):
        catalogue.upkeep.undo(before.number)
    catalogue.upkeep.undo(last.number)
    assert plain(catalogue.load("actor", actor.id)) == plain(once)


def test_actors_that_others_point_at_come_back_with_all_that_points_at_them(catalogue: Catalogue) -> None:
    before = {key: plain(value) for key, value in everything(catalogue).items()}
    with closing(sqlite3.connect(catalogue.folder.catalogue)) as raw, raw:
        raw.execute("DELETE FROM actor WHERE rowid <= 3")
        raw.execute("DELETE FROM record WHERE id IN (SELECT id FROM actor WHERE rowid BETWEEN 4 AND 60)")
        raw.execute("DELETE FROM name WHERE record_id IN (SELECT id FROM actor WHERE rowid BETWEEN 61 AND 63)")
    assert catalogue.check()
    done = catalogue.safety.repair()
    assert done.left == ()
    after = {key: plain(value) for key, value in everything(catalogue).items()}
    assert after == before


def test_a_line_that_says_nothing_without_its_reference_goes(catalogue: Catalogue) -> None:
    with closing(sqlite3.connect(catalogue.folder.catalogue)) as raw, raw:
        raw.execute("UPDATE party SET actor_id = 'nergens' WHERE actor_id IS NOT NULL AND label IS NULL")
    assert catalogue.safety.repair().left == ()


def test_a_damaged_file_that_is_open_is_replaced_by_what_can_be_read(catalogue: Catalogue) -> None:
    catalogue.save(source())
    before = {key: plain(value) for key, value in everything(catalogue).items()}
    with closing(sqlite3.connect(catalogue.folder.catalogue)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact'").fetchone()
    with catalogue.folder.catalogue.open("rb+") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    heard: list[r.Changes] = []
    catalogue.subscribe(heard.append)
    done = catalogue.safety.repair()
    assert done.left == ()
    assert [changes.name for changes in heard] == ["rewind"]
    assert {key: plain(value) for key, value in everything(catalogue).items()} == before


# who


def test_the_name_in_the_settings_stands_in_the_history(folder: UserFolder) -> None:
    settings.save(folder.settings, settings.Settings(who="Balie Ieper"))
    with closing(Catalogue.open(folder)) as catalogue:
        catalogue.save(source())
        catalogue.sign("Balie Diksmuide")
        catalogue.save(source("Anders", version=1))
        assert [line.who for line in catalogue.history("source", KEY)] == ["Balie Diksmuide", "Balie Ieper"]


def test_who_only_looks_leaves_no_trace(folder: UserFolder) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.root.rglob("*")}
    with closing(Catalogue.open(folder, read_only=True)) as catalogue:
        assert catalogue.search("ocmw ieper").total > 0
        with pytest.raises(CatalogueError) as caught:
            catalogue.save(source())
        assert caught.value.reason == "read_only"
        with pytest.raises(CatalogueError):
            catalogue.safety.backup()
    assert {path: path.stat().st_mtime_ns for path in folder.root.rglob("*")} == before


# two programs


def test_what_another_program_wrote_is_told_once(catalogue: Catalogue) -> None:
    heard: list[r.Changes] = []
    catalogue.subscribe(heard.append)
    assert catalogue.look_around() == ()
    with closing(Catalogue.open(catalogue.folder, who="other")) as other:
        theirs = other.save(source())
        assert other.look_around() == ()
    mine = catalogue.save(r.Source(id=KEY.replace("a", "c"), title="Mijn"))
    assert catalogue.look_around() == (theirs,)
    assert heard == [mine, theirs]
    assert catalogue.look_around() == ()


@pytest.mark.logs_warnings
def test_an_index_that_can_not_follow_costs_no_save(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(type(catalogue._core.index), "update", full)
        catalogue.save(r.Source(id=KEY, title="Los"))
    assert catalogue.load("source", KEY).name == "Los"
    assert catalogue.search("ocmw ieper").total > 0
    assert catalogue.check() == ()
