"""Fetching newer GeoNames rows, without a network."""

from __future__ import annotations

import urllib.error
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pgeocode
import pytest

from vademecum.errors import KnownError
from vademecum.paths import data_folder
from vademecum.places import refresh
from vademecum.places.gazetteer import Gazetteer
from vademecum.places.resolve import resolve

SHIPPED = data_folder() / "places"
Serve = Callable[[list[str]], None]


def tab_separated() -> list[str]:
    """The shipped rows as GeoNames serves them."""
    lines = (SHIPPED / "BE.txt").read_text("utf-8").splitlines()[1:]
    return [line.replace(",", "\t") for line in lines]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    def start(lines: list[str]) -> None:
        @contextmanager
        def answer(urls: list[str], country: str) -> Iterator[BytesIO]:
            yield BytesIO(("\n".join(lines) + "\n").encode("utf-8"))

        monkeypatch.setattr(pgeocode, "_open_extract_cycle_url", answer)

    return start


def row(postcode: str, name: str, latitude: float = 50.9, longitude: float = 3.0) -> str:
    state = "Vlaanderen\tVLG\tFlandre-Occidentale\tVWV\tIeper\t33"
    return f"BE\t{postcode}\t{name}\t{state}\t{latitude}\t{longitude}\t4"


def test_new_names_and_moved_points_are_laid_over(serve: Serve, tmp_path: Path) -> None:
    lines = [line for line in tab_separated() if "\tPassendale\t" not in line and "\tIeper\tVlaanderen" not in line]
    serve([*lines, row("8900", "Ieper", 50.86, 2.89), row("8980", "Broodseinde-Aan-De-Weg")])
    report = refresh.refresh(tmp_path)
    assert report.rows == 2781
    assert report.added == ("Broodseinde-aan-de-Weg",)
    assert report.moved == 1
    found = Gazetteer.load(SHIPPED, tmp_path)
    new = resolve(found, "broodseinde aan de weg").place
    assert new is not None
    assert new.municipality_name == "Zonnebeke"
    assert "region:streek/westhoek" in found.ancestors(new.id)
    assert resolve(found, "passendale").place is not None  # never dropped
    assert found.get("part:8900/ieper").latitude == 50.86
    assert found.digest != Gazetteer.load(SHIPPED).digest


def test_corrected_name_is_not_a_second_place(serve: Serve, tmp_path: Path) -> None:
    serve([line.replace("\tMessines\t", "\tMesen\t") for line in tab_separated()])
    assert refresh.refresh(tmp_path).added == ()
    assert len(Gazetteer.load(SHIPPED, tmp_path).page("nis:33016").parts) == 1


def test_row_of_an_unknown_postcode_is_left_out(serve: Serve, tmp_path: Path) -> None:
    serve([*tab_separated(), row("8999", "Nergens")])
    assert refresh.refresh(tmp_path).added == ()


def test_without_network_it_says_so_and_keeps_what_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(urls: list[str], country: str) -> None:
        raise urllib.error.URLError("no network")

    monkeypatch.setattr(pgeocode, "_open_extract_cycle_url", fail)
    (tmp_path / "BE.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        refresh.refresh(tmp_path)
    assert caught.value.advice
    assert [path.name for path in tmp_path.iterdir()] == ["BE.txt"]
    assert (tmp_path / "BE.txt").read_text("utf-8") == "kept"


@pytest.mark.parametrize("lines", [["<html>\tlogin"], [row("8900", "Ieper")], []])
def test_incomplete_list_is_refused(serve: Serve, tmp_path: Path, lines: list[str]) -> None:
    serve(lines)
    with pytest.raises(KnownError):
        refresh.refresh(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(KnownError):
        refresh.refresh(tmp_path / "file" / "places")


def test_lookup_reads_the_local_file_with_pgeocode() -> None:
    found = refresh.lookup(SHIPPED, ["8957", "8980", "0000"])
    assert [entry.name for entry in found if entry.postcode == "8957"] == ["Messines"]
    assert len([entry for entry in found if entry.postcode == "8980"]) == 5
    assert {entry.postcode for entry in found} == {"8957", "8980"}
    assert not (SHIPPED / "BE-index.txt").exists()


def test_lookup_never_fetches(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        refresh.lookup(tmp_path, ["8900"])
