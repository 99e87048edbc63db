"""The index as a store: up to date, safe beside a writer, back after damage."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.search.samples import DOCUMENTS, actor, ids
from vademecum.errors import KnownError
from vademecum.search import index as index_module
from vademecum.search.index import Index, UnwrittenError


def test_a_new_index_is_empty(tmp_path: Path) -> None:
    index = Index(tmp_path)
    assert (index.change, index.count) == (0, 0)
    assert index.now().search("vdab") == ()
    assert index.now().complete("vd") == ()
    assert index.now().similar("vdab") is None


def test_it_remembers_the_change_number(index: Index, tmp_path: Path) -> None:
    assert (index.change, index.count) == (7, len(DOCUMENTS))
    assert Index(tmp_path / "index").change == 7


def test_the_change_number_is_no_record(index: Index) -> None:
    everything = {
        hit.id for word in ("de", "7", "#", "source") for hit in index.now().search(word, types=("source", "actor"))
    }
    assert "#" not in everything


def test_an_update_is_found_at_once(index: Index) -> None:
    index.update([actor("new", "Nieuwe Kringwinkel")], [], 7, 8)
    assert ids(index, "kringwinkel") == ["new"]
    assert (index.change, index.count) == (8, len(DOCUMENTS) + 1)


def test_a_changed_record_is_found_by_its_new_words_only(index: Index) -> None:
    index.update([actor("lovie", "De Nieuwe Naam")], [], 7, 8)
    assert ids(index, "lovie") == []
    assert ids(index, "nieuwe naam") == ["lovie"]
    assert index.count == len(DOCUMENTS)
    assert index.now().similar("lovei") is None
    assert index.now().complete("lov") == ()


def test_a_removed_record_is_gone(index: Index) -> None:
    index.update([], ["lovie", "never-was"], 7, 8)
    assert ids(index, "lovie") == []
    assert index.count == len(DOCUMENTS) - 1


def test_many_updates_keep_all_records(index: Index) -> None:
    for number in range(30):
        index.update(
            [actor(f"n{number}", f"Nummer{number} Werf"), actor("lovie", f"De Lovie {number}")],
            [],
            7 + number,
            8 + number,
        )
    assert len(ids(index, "werf")) == 30
    assert ids(index, "lovie 29") == ["lovie"]
    assert ids(index, "lovie 28 ") == []
    assert (index.change, index.count) == (37, len(DOCUMENTS) + 30)


def test_rebuilding_replaces_everything_and_tells_how_far_it_is(index: Index) -> None:
    steps: list[float] = []
    index.rebuild([actor(str(number), f"Naam {number}") for number in range(1200)], 9, steps.append)
    assert steps == sorted(set(steps))
    assert 0 < steps[0] < 0.6 < steps[-1] <= 1
    assert ids(index, "lovie") == []
    assert (index.change, index.count) == (9, 1200)


def test_a_rebuild_that_fails_leaves_the_old_index(index: Index) -> None:
    def broken():  # type: ignore[no-untyped-def]
        yield actor("new", "Nieuw")
        raise RuntimeError("store went away")

    with pytest.raises(RuntimeError, match="store went away"):
        index.rebuild(broken(), 9)
    assert ids(index, "lovie") == ["lovie"]
    assert index.change == 7
    index.update([actor("new", "Nieuw")], [], 7, 8)
    assert ids(index, "nieuw") == ["new"]


def test_a_second_index_on_the_folder_sees_what_the_first_wrote(index: Index, tmp_path: Path) -> None:
    other = Index(tmp_path / "index")
    index.update([actor("new", "Nieuwe Kringwinkel")], [], 7, 8)
    assert ids(other, "kringwinkel") == ["new"]
    assert other.change == 8
    other.update([], ["new"], 8, 9)
    assert ids(index, "kringwinkel") == []


def test_a_second_writer_is_refused_in_plain_words(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "_LOCK_SECONDS", 0.2)
    other = Index(tmp_path / "index")
    with index._writer(), pytest.raises(KnownError, match="in use"):
        other.update([], [], 7, 8)
    other.update([], [], 7, 9)
    assert index.change == 9


def test_who_writes_between_others_loses_nothing_of_theirs(index: Index, tmp_path: Path) -> None:
    other = Index(tmp_path / "index")
    assert other.update([actor("theirs", "Kringwinkel van hen")], [], 7, 10)
    assert index.update([actor("theirs", "Kringwinkel van vroeger")], [], 7, 9)  # they got further: theirs stays
    assert (index.change, ids(index, "kringwinkel hen")) == (10, ["theirs"])
    other.rebuild(DOCUMENTS, 8)  # of an older state: what came at 9 and 10 is lacking
    assert not index.update([actor("mine", "Kringwinkel van mij")], [], 10, 11)
    assert (index.change, ids(index, "kringwinkel")) == (8, [])


def test_a_rebuild_is_left_out_where_another_program_did_it(index: Index, tmp_path: Path) -> None:
    other = Index(tmp_path / "index")
    other.rebuild([*DOCUMENTS, actor("theirs", "Kringwinkel")], 9)
    index.rebuild(DOCUMENTS, 8, unless_there=True)
    assert (index.change, ids(index, "kringwinkel")) == (9, ["theirs"])


def test_who_writes_is_seen(index: Index, tmp_path: Path) -> None:
    other = Index(tmp_path / "index")
    with index._writer():
        assert other.taken
    assert not other.taken


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if file.suffix in (".seg", ".toc")]


def _truncate(folder: Path) -> None:
    for file in _files(folder):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _empty(folder: Path) -> None:
    for file in _files(folder):
        file.write_bytes(b"")


def _garbage(folder: Path) -> None:
    for file in _files(folder):
        file.write_bytes(b"\x93garbage\x00" * 500)


def _cut_segment(folder: Path) -> None:
    for file in folder.glob("*.seg"):
        file.write_bytes(file.read_bytes()[:-40])


def _lose_segment(folder: Path) -> None:
    for file in folder.glob("*.seg"):
        file.unlink()


def _lose_toc(folder: Path) -> None:
    for file in folder.glob("*.toc"):
        file.unlink()


def _lose_all(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


DAMAGE = [_truncate, _empty, _garbage, _cut_segment, _lose_segment, _lose_toc, _lose_all]


@pytest.mark.logs_warnings
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_starts_over(damage: Callable[[Path], None], tmp_path: Path) -> None:
    folder = tmp_path / "index"
    Index(folder).rebuild(DOCUMENTS, 7)
    damage(folder)
    index = Index(folder)
    assert index.change == 0
    assert index.now().search("lovie") == ()
    index.rebuild(DOCUMENTS, 8)
    assert ids(index, "lovie") == ["lovie"]
    assert ids(Index(folder), "lovie") == ["lovie"]


@pytest.mark.logs_warnings
@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_while_it_is_open_does_no_harm(damage: Callable[[Path], None], tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index = Index(folder)
    index.rebuild(DOCUMENTS, 7)
    damage(folder)
    for word in ("lovie", "vd", "strijkdinst"):
        index.now().snippets(word, index.now().search(word))
        index.now().similar(word)
    index.update([actor("new", "Nieuw")], [], 7, 8)  # on what is left, or on an empty index
    index.rebuild(DOCUMENTS, 9)
    assert ids(index, "lovie") == ["lovie"]
    assert ids(Index(folder), "lovie") == ["lovie"]


@pytest.mark.logs_warnings
def test_garbage_within_the_segment_never_ends_the_program(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    Index(folder).rebuild(DOCUMENTS, 7)
    [segment] = folder.glob("*.seg")
    whole = segment.read_bytes()
    for position in range(0, len(whole), max(1, len(whole) // 60)):
        segment.write_bytes(whole[:position] + b"\xff" * 24 + whole[position + 24 :])
        index = Index(folder)
        for word in ("lovie", "de panne", "vd", "strijkdinst"):
            index.now().snippets(word, index.now().search(word))
            index.now().similar(word)
            index.now().complete(word)
        index.rebuild(DOCUMENTS, 7)
        assert ids(index, "lovie") == ["lovie"]
        [segment] = folder.glob("*.seg")
        whole = segment.read_bytes()


def test_an_index_of_another_version_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "index"
    Index(folder).rebuild(DOCUMENTS, 7)
    monkeypatch.setattr(index_module, "_VERSION", 999)
    index = Index(folder)
    assert index.change == 0
    index.rebuild(DOCUMENTS, 8)
    assert len({file.name.split("_")[0].lstrip("_") for file in folder.glob("*.seg")}) == 1
    assert ids(index, "lovie") == ["lovie"]


def test_many_readers_beside_one_writer(index: Index, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    failures: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                if ids(index, "vdab")[0] != "vdab" or "mariasteen" not in ids(index, "strijkd"):
                    failures.append("lost")
                index.now().similar("strijkdinst")
            except Exception as error:  # noqa: BLE001 - it goes to the main thread
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for number in range(15):
            index.update([actor(f"n{number}", f"Werf {number}")], [], 7, 10 + number)
        index.rebuild(DOCUMENTS, 50)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert index.change == 50


def test_a_full_disk_is_told_and_leaves_the_old_index(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vademecum.search.writing._TermIndex.add", full)
    for write in (lambda: index.rebuild(DOCUMENTS, 8), lambda: index.update([actor("new", "Nieuw")], [], 7, 8)):
        with pytest.raises(UnwrittenError, match="disk is full"):
            write()
    monkeypatch.undo()
    assert ids(index, "lovie") == ["lovie"]
    assert index.change == 7
    index.update([actor("new", "Nieuw")], [], 7, 8)
    assert ids(index, "nieuw") == ["new"]


def test_postings_that_go_through_files_are_the_same(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vademecum.search.writing._MOST", 5000)
    monkeypatch.setattr("vademecum.search.writing._CHUNK", 3)
    other = Index(tmp_path / "other")
    many = [actor(f"n{number}", f"Nummer{number} Werf café") for number in range(40)]
    other.rebuild([*DOCUMENTS, *many], 9)
    monkeypatch.undo()
    index.rebuild([*DOCUMENTS, *many], 9)
    for words in ("werf", "nummer7", "nummer", "café", "lovie", "ocmw", "strijkdienst", "leren en werken"):
        assert other.now().search(words) == index.now().search(words) != ()
    assert other.now().complete("nummer1", 100) == index.now().complete("nummer1", 100)
