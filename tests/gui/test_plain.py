"""What the window is made of that needs no window."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics

from vademecum import settings
from vademecum.errors import KnownError
from vademecum.gui.navigation import Question, Stop, Trail
from vademecum.gui.results import through
from vademecum.gui.results_delegate import in_sight, joined
from vademecum.gui.suggestions import without_tail
from vademecum.records import Ref, SearchResult, Span


class TestSettings:
    def test_round_trip(self, tmp_path) -> None:
        path = tmp_path / "new" / "settings.json"
        chosen = settings.changed(settings.Settings(), language="en", text_scale=1.5)
        settings.save(path, chosen)
        assert settings.load(path) == (chosen, None)

    def test_no_file_is_the_defaults(self, tmp_path) -> None:
        assert settings.load(tmp_path / "settings.json") == (settings.Settings(), None)

    @pytest.mark.parametrize("text", ["", "{", '{"language": "fr"}', '{"text_scale": 90}', "[]"])
    def test_a_damaged_file_is_the_defaults_with_a_note(self, tmp_path, text: str) -> None:
        path = tmp_path / "settings.json"
        path.write_text(text)
        loaded, note = settings.load(path)
        assert loaded == settings.Settings()
        assert note

    def test_what_a_newer_version_wrote_is_skipped(self, tmp_path) -> None:
        path = tmp_path / "settings.json"
        path.write_text('{"theme": "dark", "later": 1}')
        assert settings.load(path) == (settings.Settings(theme="dark"), None)


def stop(text: str) -> Stop:
    return Stop(question=Question(text=text))


class TestTrail:
    def test_back_forward_and_a_new_way(self) -> None:
        trail = Trail()
        for text in "abc":
            trail.visit(stop(text))
        assert trail.go(-1) == stop("b")
        assert trail.go(-1) == stop("a")
        assert trail.go(1) == stop("b")
        trail.visit(stop("d"))
        assert not trail.can_go_forward
        assert trail.go(-1) == stop("b")

    def test_the_ends_hold(self) -> None:
        trail = Trail()
        assert trail.go(-1) == Stop()
        assert trail.go(1) == Stop()
        assert not trail.can_go_back

    def test_the_same_again_is_no_stop(self) -> None:
        trail = Trail()
        trail.visit(stop("a"))
        trail.visit(Stop(question=Question(text="a"), scroll=40))
        assert trail.now.scroll == 40
        assert trail.go(-1) == Stop()

    def test_it_does_not_grow_for_ever(self) -> None:
        trail = Trail()
        for number in range(500):
            trail.visit(stop(str(number)))
        assert trail.now == stop("499")
        assert sum(1 for _step in iter(lambda: trail.can_go_back and trail.go(-1), False)) < 250

    def test_an_empty_question(self) -> None:
        assert Question(text="  ").empty
        assert not Question(place=Ref(type="place", id="nis:33011", text="Ieper")).empty


@pytest.mark.parametrize(
    ("text", "suggestion", "rest"),
    [
        ("werkervaring iep", "Ieper", "werkervaring"),
        ("de pan", "De Panne", ""),
        ("strijk sint jan", "Sint-Jan", "strijk"),
        ("werkervaring 8900", "Ieper", "werkervaring"),
        ("ypres", "Ieper", ""),
        ("", "Ieper", ""),
    ],
)
def test_a_suggestion_replaces_the_words_that_it_completes(text: str, suggestion: str, rest: str) -> None:
    assert without_tail(text, suggestion) == rest


def test_without_a_screen_the_command_line_is_named(monkeypatch) -> None:
    from vademecum.gui.app import need_screen

    monkeypatch.setattr("sys.platform", "linux")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(KnownError, match="vademecum serves 8980"):
        need_screen()
    monkeypatch.setenv("DISPLAY", ":0")
    need_screen()


def test_a_found_word_far_in_the_text_is_brought_into_sight(qapp) -> None:
    metrics = QFontMetrics(qapp.font())
    text = "gevonden in netwerk: Quadripartite overleg RESOC Noord-West-Vlaanderen"
    marks = (Span(start=text.index("West"), end=text.index("West") + 4),)
    shown, moved = in_sight(text, marks, metrics.horizontalAdvance, metrics.horizontalAdvance(text) // 2)
    assert shown.startswith("…")
    assert shown[moved[0].start : moved[0].end] == "West"
    assert metrics.horizontalAdvance(shown[: moved[0].end]) <= metrics.horizontalAdvance(text) // 2
    assert in_sight(text, marks, metrics.horizontalAdvance, 10_000) == (text, marks)


def test_marks_side_by_side_are_one() -> None:
    text = "PLAN Light, wijk-werken en plan"
    marks = tuple(Span(start=start, end=end) for start, end in ((0, 4), (5, 10), (12, 16), (17, 23), (27, 31)))
    assert [text[mark.start : mark.end] for mark in joined(text, marks)] == ["PLAN Light", "wijk-werken", "plan"]


def test_words_of_the_sector_that_led_to_hits_are_named() -> None:
    led = SearchResult(text="pwa", through=("wijk-werken", "poets"))
    assert through(led) == "Also looked for “wijk-werken”, “poets”"
    assert through(SearchResult(text="x")) == ""
