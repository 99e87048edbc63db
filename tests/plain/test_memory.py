"""Saved and recent searches, and the diary of words that found nothing."""

from __future__ import annotations

from pathlib import Path

from vademecum import memory
from vademecum.memory import Memory, Search
from vademecum.records import Filters


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "own" / "searches.json"
    search = Search(
        text="poets", place_id="nis:33011", place_name="Ieper", filters=Filters(kinds=("ocmw",)), name="Mijn"
    )
    kept = Memory().with_saved(search).with_recent(search).with_nothing("plooiatelier")
    memory.save(file, kept)
    assert memory.load(file) == (kept, None)


def test_a_damaged_file_is_said_and_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "searches.json"
    file.write_text('{"saved": 3}')
    loaded, note = memory.load(file)
    assert loaded == Memory()
    assert note


def test_the_newest_question_stands_first_and_once() -> None:
    kept = Memory()
    for number in [*range(20), 5]:
        kept = kept.with_recent(Search(text=str(number)))
    assert [search.text for search in kept.recent][:3] == ["5", "19", "18"]
    assert len(kept.recent) == memory.RECENT == len(set(kept.recent))


def test_saving_under_the_same_name_replaces() -> None:
    kept = Memory().with_saved(Search(text="a", name="x")).with_saved(Search(text="b", name="x"))
    assert [search.text for search in kept.saved] == ["b"]
    assert kept.without_saved("x").saved == ()


def test_the_diary_counts_words_and_no_persons_numbers_or_addresses() -> None:
    kept = Memory().with_nothing("Strijkhulp, aan huis!").with_nothing("strijkhulp 0475123456 jan@x.be 8900 te")
    assert kept.nothing == {"strijkhulp": 2, "aan": 1, "huis": 1}
    assert kept.without_nothing("strijkhulp").nothing == {"aan": 1, "huis": 1}


def test_the_diary_stays_small() -> None:
    kept = Memory().with_nothing("vaak vaak")
    for first in "abcdefghijklmnopqrstuvwxyz":
        kept = kept.with_nothing(" ".join(f"{first}{second}woord" for second in "abcdefghijklmnopqrstuvwxyz"))
    assert len(kept.nothing) == memory.DIARY
    assert kept.nothing["vaak"] == 2


def test_who_was_erased_is_forgotten() -> None:
    kept = Memory()
    for text in ("proefpersoon", "Bestaatniet, Proefpersoon", "strijk bestaatniet"):
        kept = kept.with_recent(Search(text=text)).with_nothing(text)
    kept = kept.with_saved(Search(text="strijk", name="Voor Proefpersoon Bestaatniet"))
    kept = kept.with_saved(Search(text="strijk", name="Strijk")).without_person("Proefpersoon  Bestaatniet")
    assert kept.nothing == {"strijk": 1}
    assert [search.text for search in kept.recent] == ["strijk bestaatniet", "proefpersoon"]
    assert [search.name for search in kept.saved] == ["Strijk"]
