"""Who stands still for whom. The clock is only looked at where standing still for ever would be the mistake."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from vademecum import turns
from vademecum.turns import First, considerately, give_way


@pytest.fixture(autouse=True)
def _long(monkeypatch) -> None:
    """Nobody goes on because his patience is over, and nothing is left begun."""
    monkeypatch.setattr(turns, "LONGEST", 30.0)
    monkeypatch.setattr(turns, "window", First())
    monkeypatch.setattr(turns, "answering", First())


def started(work: Callable[[], object]) -> tuple[threading.Thread, threading.Event]:
    """A thread that does some work, and whether it is through."""
    through = threading.Event()

    def run() -> None:
        work()
        through.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, through


def aside(work: Callable[[], object]) -> None:
    with turns.aside():
        work()


def test_what_works_beside_the_window_stands_still_until_the_window_is_done() -> None:
    turns.window.begin()
    turns.window.begin()
    _thread, through = started(give_way)
    turns.window.end()
    assert not through.wait(0.05)
    turns.window.end()
    assert through.wait(5)


def test_nobody_stands_still_where_the_window_has_nothing_to_do() -> None:
    _thread, through = started(lambda: list(considerately(range(1000))))
    assert through.wait(5)


def test_preparing_stands_still_for_an_answer_and_an_answer_for_nobody_but_the_window() -> None:
    with turns.answering:
        _preparing, prepared = started(lambda: aside(give_way))
        _asked, answered = started(give_way)
        assert answered.wait(5)
        assert not prepared.wait(0.05)
    assert prepared.wait(5)


def test_who_holds_a_lock_that_an_answer_may_wait_for_goes_on() -> None:
    with turns.answering:
        _thread, through = started(lambda: aside(lambda: give_way(holding=True)))
        assert through.wait(5)
    turns.window.begin()
    _thread, through = started(lambda: give_way(holding=True))
    assert not through.wait(0.05)
    turns.window.end()
    assert through.wait(5)


def test_only_the_thread_that_prepares_works_aside_and_only_while_it_does() -> None:
    def prepare_and_answer() -> None:
        aside(lambda: None)
        give_way()

    with turns.answering:
        _thread, through = started(prepare_and_answer)
        assert through.wait(5)


def test_what_was_begun_and_never_ended_holds_nobody_up_for_long(monkeypatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.02)
    turns.window.begin()  # and the window was closed
    _thread, through = started(give_way)
    assert through.wait(5)
    time.sleep(0.03)
    turns.window.begin()
    turns.window.end()
    monkeypatch.setattr(turns, "LONGEST", 30.0)
    _thread, through = started(give_way)
    assert through.wait(5)


def test_the_same_items_come_in_the_same_order() -> None:
    assert list(considerately(range(137), holding=True)) == list(range(137))
