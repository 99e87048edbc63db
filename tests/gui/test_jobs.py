"""Answers arrive in the window's thread, newest only, and mistakes are not lost."""

import threading
from functools import partial

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from vademecum import turns
from vademecum.errors import KnownError
from vademecum.gui.jobs import Jobs, go_first


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.close()


def test_answer_comes_in_the_windows_thread(qtbot, jobs) -> None:
    seen = []
    jobs.read(threading.get_ident, lambda ident: seen.append((ident, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    worker, receiver = seen[0]
    assert receiver == threading.get_ident() != worker


def test_only_the_newest_answer_arrives(qtbot, jobs) -> None:
    gate = threading.Event()
    seen: list[str] = []
    jobs.read(lambda: gate.wait(5) and "old", seen.append, newest="search")
    jobs.read(lambda: "new", seen.append, newest="search")
    qtbot.waitUntil(lambda: bool(seen))
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert seen == ["new"]


def test_stale_questions_are_not_even_asked(qtbot, jobs) -> None:
    gate = threading.Event()
    asked: list[int] = []
    for _lane in range(2):
        jobs.read(lambda: gate.wait(5), lambda answer: None)
    for number in range(20):
        jobs.read(partial(asked.append, number), lambda answer: None, newest="search")
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert asked == [19]


def test_forgotten_answer_does_not_arrive(qtbot, jobs) -> None:
    seen: list[str] = []
    jobs.read(lambda: "answer", seen.append, newest="suggest")
    jobs.forget("suggest")
    qtbot.waitUntil(lambda: not jobs.busy)
    assert seen == []


def test_known_error_goes_to_the_asker_else_to_all(qtbot, jobs) -> None:
    def fail() -> None:
        raise KnownError("no")

    asker: list[KnownError] = []
    jobs.read(fail, lambda answer: None, failed=asker.append)
    with qtbot.waitSignal(jobs.problem) as signal:
        jobs.read(fail, lambda answer: None)
    qtbot.waitUntil(lambda: bool(asker))  # two readers: the first question may be answered last
    assert asker[0].text == "no"
    assert signal.args[0].text == "no"


def test_a_bug_is_raised_in_the_windows_thread(qtbot, jobs) -> None:
    with qtbot.captureExceptions() as caught:
        jobs.read(lambda: 1 / 0, lambda answer: None)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_answer_for_a_widget_that_is_gone_is_dropped(qtbot, jobs) -> None:
    gate = threading.Event()
    label = QLabel()
    jobs.read(lambda: gate.wait(5) and "text", label.setText)
    label.deleteLater()
    qtbot.waitSignal(label.destroyed).wait()
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy)


def test_writes_run_one_after_another(qtbot, jobs) -> None:
    order: list[str] = []
    gate = threading.Event()
    jobs.write(lambda: (gate.wait(5), order.append("first")))
    jobs.write(lambda: order.append("second"))
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert order == ["first", "second"]


def test_closing_finishes_the_writes_and_stays_silent(qtbot, qapp) -> None:
    jobs = Jobs()
    written: list[int] = []
    seen: list[object] = []
    jobs.write(lambda: written.append(1), seen.append)
    jobs.close()
    qapp.processEvents()
    assert written == [1]
    assert seen == []


def test_others_stand_still_until_it_is_laid_out_and_painted(qtbot) -> None:
    seen: dict[str, bool] = {}

    class Part(QLabel):
        def resizeEvent(self, event) -> None:
            seen["laid out"] = bool(turns.window.count)

        def paintEvent(self, event) -> None:
            seen["painted"] = bool(turns.window.count)

    whole = QWidget()
    qtbot.addWidget(whole)
    part = Part("one", whole)
    lines = QVBoxLayout(whole)
    lines.addWidget(part)
    lines.addStretch(1)
    whole.resize(300, 300)
    whole.show()
    qtbot.waitExposed(whole)
    qtbot.waitUntil(lambda: not turns.window.count)
    seen.clear()

    def take_in() -> None:
        go_first()
        part.setText("one\ntwo\nthree")

    QTimer.singleShot(0, take_in)
    qtbot.waitUntil(lambda: "painted" in seen)
    assert seen == {"laid out": True, "painted": True}
    qtbot.waitUntil(lambda: not turns.window.count)
