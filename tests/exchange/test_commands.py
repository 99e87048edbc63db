"""export, import and kbo at the command line: documents and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.exchange import files
from tests.exchange.test_kbo import SAME, archive
from vademecum.cli import run
from vademecum.paths import UserFolder

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(folder: UserFolder, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on a catalogue of one's own; gives exit code, output and errors."""

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        code = run(["--data", str(folder.root), "--language", "nl", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_an_export_of_who_serves_a_place_read_again_changes_nothing(command: Command, tmp_path: Path) -> None:
    code, out, _err = command("export", tmp_path / "a.xlsx", "--place", "8957", "--json")
    assert code == 0
    number = json.loads(out)["counts"]["actor"]
    assert 0 < number < 600
    code, out, _err = command("import", tmp_path / "a.xlsx", "--json")
    assert code == 0
    told = json.loads(out)
    assert told["counts"] == {"new": 0, "changed": 0, "same": len(told["rows"]), "problem": 0, "skipped": 0}
    assert told["applied"] is False


def test_an_export_by_words_and_by_ids(command: Command, tmp_path: Path) -> None:
    assert command("export", tmp_path / "a.csv", "--query", "strijkdienst")[0] == 0
    rows = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    ids = [row.split(";")[-2] for row in rows[1:]]
    assert command("export", tmp_path / "b.json", "--ids", ",".join(ids))[0] == 0
    assert [one["id"] for one in json.loads((tmp_path / "b.json").read_text("utf-8"))["records"]["actor"]] == ids
    assert command("export", tmp_path / "c.csv", "--query", "qqqqzzzz")[0] == 1
    assert command("export", tmp_path / "c.csv", "--place", "beveren")[0] == 1  # a choice to make
    assert command("export", tmp_path / "c.docx")[0] == 2
    assert not list(tmp_path.glob("c.*"))


def test_an_import_is_tried_before_it_is_done(command: Command, tmp_path: Path) -> None:
    rows = [
        ["Naam", "Wat", "Soort", "Postcode"],
        ["Proefdienst", "Bakfietsen", "OCMW", "8957"],
        ["Twee", "", "Onzin", ""],
    ]
    path = files.text(tmp_path / "a.csv", rows)
    code, out, _err = command("import", path, "--dry-run", "--json", "--mapping", "Wat=description")
    told = json.loads(out)
    assert code == 1  # a row that is not taken in
    assert told["counts"] == {"new": 1, "changed": 0, "same": 0, "problem": 1, "skipped": 0}
    assert told["columns"] == {
        "": {"Naam": "names.official", "Wat": "description", "Soort": "kind", "Postcode": "sites.postcode"}
    }
    row, wrong = told["rows"]
    assert (row["row"], row["action"], row["name"]) == (2, "new", "Proefdienst")
    assert {"description", "kind"} <= {one["field"] for one in row["differences"]}
    assert wrong["problems"][0]["field"] == "Soort"
    assert command("show", "Proefdienst")[0] == 1
    code, out, _err = command("import", path, "--mapping", "Wat=description", "--report", tmp_path / "verslag.xlsx")
    assert code == 1
    assert "1 nieuw" in out
    assert command("show", "Proefdienst")[0] == 0
    assert files.as_read(tmp_path / "verslag.xlsx")["csv"][1][-1] == "Nieuw"


@pytest.mark.parametrize("name", ["nergens.xlsx", "a.pdf", "a.json"])
def test_a_bad_file_is_said_in_one_line(command: Command, tmp_path: Path, name: str) -> None:
    if name != "nergens.xlsx":
        (tmp_path / name).write_bytes(b"{]")
    code, out, err = command("import", tmp_path / name)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert name in err


def test_a_heading_that_is_not_there(command: Command, tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", [["Naam"], ["Een"]])
    assert command("import", path, "--mapping", "Kop=kind")[0] == 2


def test_the_kbo_is_asked(command: Command, tmp_path: Path) -> None:
    path = archive(tmp_path / "kbo.zip", SAME)
    code, out, _err = command("kbo", path, "--json")
    assert code == 0
    told = json.loads(out)
    assert told["asked"] > 100
    assert {one["kind"] for one in told["findings"]} == {"stopped"}
    assert command("kbo", tmp_path / "nergens.zip")[0] == 2
