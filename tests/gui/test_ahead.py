"""What the window does before it is asked."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel

from vademecum.gui import ahead
from vademecum.gui.ahead import Ahead


@pytest.fixture
def turns(monkeypatch) -> list[float]:
    """When each turn began."""
    begun: list[float] = []
    monkeypatch.setattr(ahead, "go_first", lambda: begun.append(time.perf_counter()))
    return begun


@pytest.fixture
def part(qtbot) -> QLabel:
    label = QLabel("Vademecum")
    qtbot.addWidget(label)
    label.show()
    qtbot.waitExposed(label)
    return label


def test_steps_that_take_nothing_share_a_turn(qtbot, turns, part) -> None:
    done: list[int] = []

    def work() -> Iterator[None]:
        for step in range(300):
            done.append(step)
            yield

    Ahead(work(), part).start()
    qtbot.waitUntil(lambda: len(done) == 300)
    assert len(turns) < 20  # each turn keeps a first question waiting


def test_a_step_that_takes_long_has_a_turn_of_its_own(qtbot, turns, part) -> None:
    ended: list[float] = []

    def work() -> Iterator[None]:
        for _step in range(3):
            time.sleep(0.005)
            ended.append(time.perf_counter())
            yield

    Ahead(work(), part).start()
    qtbot.waitUntil(lambda: len(turns) == 4)  # the last one finds that all is done
    assert all(begun < end < following for begun, end, following in zip(turns, ended, turns[1:], strict=False))


def test_where_nobody_sees_the_window_nothing_is_done(qtbot, turns, part) -> None:
    part.hide()
    Ahead(iter([None, None]), part).start()
    qtbot.wait(20)
    assert turns == []
