"""``backup``, ``restore``, ``check --repair`` and ``--read-only`` at the command line."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest

from vademecum import records as r
from vademecum.catalogue import Catalogue, safety
from vademecum.cli import run
from vademecum.paths import UserFolder

KEY = "00000000-0000-4000-8000-00000000000a"


@pytest.fixture
def command(folder: UserFolder, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command on the folder; the exit code, what it said and what it complained of."""

    def command(*words: str) -> tuple[int, str, str]:
        code = run(["--data", str(folder.root), *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def add(folder: UserFolder) -> None:
    with closing(Catalogue.open(folder, who="test")) as catalogue:
        catalogue.save(r.Source(id=KEY, title="Losse bron"))


def there(folder: UserFolder) -> bool:
    with closing(Catalogue.open(folder, who="test")) as catalogue:
        return catalogue.safety.difference(catalogue.safety.backups()[-1]).added > 0


def test_back_up_list_and_go_back(command: Any, folder: UserFolder) -> None:
    code, out, _err = command("backup", "--json")
    number = str(json.loads(out)["number"])
    assert code == 0
    add(folder)
    code, out, _err = command("restore")
    assert code == 0
    assert "gevraagd" in out
    code, out, err = command("restore", number)
    assert (code, "Losse bron" in out, "--yes" in err) == (2, True, True)
    assert there(folder)
    code, out, _err = command("restore", number, "--yes", "--json")
    answer = json.loads(out)
    assert (code, answer["restored"], answer["added"]) == (0, True, 1)
    assert answer["lines"][0]["name"] == "Losse bron"
    assert not there(folder)
    code, out, _err = command("restore", number)
    assert (code, "niets gebeurd" in out) == (0, True)
    assert command("restore", "99")[0] == 2


def test_a_damaged_catalogue_is_found_and_put_back(command: Any, folder: UserFolder) -> None:
    folder.catalogue.write_bytes(b"rommel" * 5000)
    code, _out, err = command("info")
    assert (code, "vademecum restore 1" in err) == (2, True)
    code, _out, err = command("check", "--repair")  # nothing can be read of it
    assert (code, "vademecum restore 1" in err, "--repair" in err) == (2, True, False)
    assert command("restore", "1")[0] == 2
    assert command("restore", "1", "--yes")[0] == 0
    assert command("check")[0] == 0
    assert list(folder.root.glob("catalogue-damaged-*.db"))


def test_a_damaged_page_is_put_right(command: Any, folder: UserFolder) -> None:
    add(folder)
    with folder.catalogue.open("rb+") as file:
        file.seek(4096 * 300)
        file.write(b"\xff" * 4096)
    assert command("check")[0] == 2
    code, out, _err = command("check", "--repair", "--json")
    answer = json.loads(out)
    assert (code, answer["left"]) == (0, [])
    assert answer["kept"]
    assert command("check")[0] == 0
    assert there(folder)


def test_only_looking_saves_nothing(command: Any, folder: UserFolder) -> None:
    code, _out, err = command("--read-only", "backup")
    assert (code, "alleen gelezen" in err) == (2, True)
    assert json.loads(command("--read-only", "info", "--json")[1])["read_only"]
    assert len(safety.backups(folder)) == 1


def test_a_catalogue_that_is_gone_is_not_made_anew_beside_its_backups(command: Any, folder: UserFolder) -> None:
    add(folder)
    command("backup")
    folder.catalogue.unlink()
    code, _out, err = command("info")
    assert (code, "vademecum restore" in err, folder.catalogue.exists()) == (2, True, False)
    number = json.loads(command("restore", "--json")[1])["backups"][0]["number"]
    assert command("restore", str(number), "--yes")[0] == 0
    assert there(folder)


def test_of_a_file_that_was_cut_off_the_first_part_is_saved(command: Any, folder: UserFolder) -> None:
    add(folder)
    command("backup")
    size = folder.catalogue.stat().st_size
    with folder.catalogue.open("r+b") as file:
        file.truncate(size * 9 // 10)
    assert command("info")[0] == 2
    code, out, _err = command("check", "--repair", "--json")
    assert (code, json.loads(out)["left"]) == (0, [])
    assert there(folder)
    assert command("show", "VDAB")[0] == 0
