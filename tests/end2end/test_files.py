"""Where the data lie, and files that are damaged, newer, locked, read-only or only half there."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.end2end.program import Program

# Root may write everywhere; this makes root obey permissions like everybody else.
AS_EVERYBODY = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")


@pytest.fixture
def as_user() -> tuple[str, ...]:
    """What to put before a command so that permissions count."""
    if os.name == "nt":
        pytest.skip("permissions of folders work otherwise on Windows")
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root without setpriv may write everywhere")
    return AS_EVERYBODY


@pytest.fixture
def protect() -> Iterator[Callable[[Path], None]]:
    """Take away permission to write in a folder and all below; given back at the end."""
    changed: list[tuple[Path, int]] = []

    def take(folder: Path) -> None:
        for path in (folder, *folder.rglob("*")):
            changed.append((path, path.stat().st_mode))
            path.chmod(0o555 if path.is_dir() else 0o444)

    yield take
    for path, mode in changed:
        path.chmod(mode)


def wait_for(happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something has happened or the process has ended."""
    while not happened() and process.poll() is None:
        time.sleep(0.002)


# where the data lie


def test_without_a_choice_the_data_lie_in_the_users_own_folder(program: Program) -> None:
    folder = Path(program.run("info", "--json").document["folder"])
    assert folder.is_relative_to(program.home)
    assert folder.name == "Vademecum"
    assert (folder / "catalogue.db").exists()


def test_a_portable_program_keeps_its_data_beside_it(program: Program, tmp_path: Path) -> None:
    marker, beside = program.folder / "vademecum-portable", program.folder / "vademecum-data"
    marker.touch()
    try:
        assert program.run("info", "--json").document["folder"] == str(beside)
        assert (beside / "catalogue.db").exists()
        chosen = program.run("info", "--json", data=tmp_path / "chosen").document["folder"]
        assert chosen == str(tmp_path / "chosen")
    finally:
        marker.unlink()
        shutil.rmtree(beside, ignore_errors=True)


# files that are not as they should be


def garbage(file: Path) -> None:
    file.write_bytes(b"this is no catalogue " * 5000)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])


def test_a_file_of_another_program_is_no_catalogue(program: Program, own: Path) -> None:
    (own / "catalogue.db").unlink()
    with closing(sqlite3.connect(own / "catalogue.db")) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    program.run("serves", "8980", data=own).complains("beschadigd", str(own / "catalogue.db"))


@pytest.mark.parametrize("spoil", [garbage, emptied, cut_off])
def test_a_damaged_file_is_named_and_left_alone(program: Program, own: Path, spoil: Callable[[Path], None]) -> None:
    spoil(own / "catalogue.db")
    before = (own / "catalogue.db").read_bytes()
    program.run("serves", "8980", data=own).complains("beschadigd", str(own / "catalogue.db"), "reservekopie")
    assert (own / "catalogue.db").read_bytes() == before


def test_a_file_of_a_newer_program_is_refused_and_left_alone(program: Program, own: Path) -> None:
    with closing(sqlite3.connect(own / "catalogue.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    program.run("serves", "8980", data=own).complains("nieuwere versie", str(own / "catalogue.db"))
    with closing(sqlite3.connect(own / "catalogue.db")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def test_a_locked_file_is_named(program: Program, own: Path) -> None:
    with closing(sqlite3.connect(own / "catalogue.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")  # in a file with a WAL, readers are kept out by this alone
        other.execute("BEGIN EXCLUSIVE")
        program.run("serves", "8980", data=own).complains("bezet", str(own / "catalogue.db"))
    assert program.run("serves", "8980", data=own).code == 0


def test_a_file_that_another_program_writes_in_can_be_asked(program: Program, own: Path) -> None:
    with closing(sqlite3.connect(own / "catalogue.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert program.run("serves", "8980", data=own).code == 0


def test_a_folder_that_can_only_be_read_can_be_asked(
    program: Program, own: Path, as_user: tuple[str, ...], protect: Callable[[Path], None]
) -> None:
    protect(own)
    before = sorted(path.name for path in own.rglob("*"))
    answer = program.run("search", "strijkdienst", data=own, before=as_user)
    assert (answer.code, answer.err) == (0, "")
    assert program.run("info", "--json", data=own, before=as_user).document["read_only"]
    assert sorted(path.name for path in own.rglob("*")) == before


def test_no_permission_to_make_the_catalogue(
    program: Program, tmp_path: Path, as_user: tuple[str, ...], protect: Callable[[Path], None]
) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    protect(folder)
    program.run("serves", "8980", data=folder, before=as_user).complains(str(folder), "--data")
    program.run("serves", "8980", data=folder / "in it", before=as_user).complains("--data")


def test_a_file_where_the_folder_should_be(program: Program, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    program.run("info", data=tmp_path / "file").complains("--data")


@pytest.mark.parametrize("damage", ["gone", "garbage"])
def test_a_lost_index_costs_nothing_but_time(program: Program, own: Path, damage: str) -> None:
    if damage == "gone":
        shutil.rmtree(own / "index")
    else:
        for file in (own / "index").rglob("*"):
            if file.is_file():
                file.write_bytes(b"garbage")
    answer = program.run("search", "strijkdienst", "--json", data=own)
    assert answer.code == 0
    assert answer.document["total"] > 0
    assert "Traceback" not in answer.err


# first starts that don't go as planned


def counts(program: Program, folder: Path) -> dict[str, int]:
    return dict(program.run("info", "--json", data=folder).document["counts"])


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
@pytest.mark.parametrize("moment", ["catalogue-*.new", "catalogue.db", "index/*"])
def test_a_first_start_that_is_cut_off_leaves_nothing_half(
    program: Program, used: Path, tmp_path: Path, moment: str
) -> None:
    folder = tmp_path / "new"
    process = program.start("serves", "8980", data=folder)
    wait_for(lambda: bool(list(folder.glob(moment))), process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    answer = program.run("search", "strijkdienst", data=folder)
    assert (answer.code, answer.err) == (0, "")
    assert program.run("check", data=folder).code == 0
    assert counts(program, folder) == counts(program, used)


def test_two_programs_may_start_at_once_on_a_new_folder(program: Program, used: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    both = [program.start("search", "strijkdienst", "--json", data=folder) for _ in range(2)]
    answers = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], answers
    assert answers[0] == answers[1]
    assert program.run("check", data=folder).code == 0
    assert counts(program, folder) == counts(program, used)
