"""The only threads of the window: questions beside each other, writes in one lane, answers in the window's thread.

A function given to :meth:`Jobs.read` or :meth:`Jobs.write` runs in another thread and must touch no widget. ``done``
and ``failed`` run in the window's thread; where they are methods of a widget (or a ``partial`` of one) that is gone by
then, nothing happens. A :class:`KnownError` goes to ``failed``, else out as ``problem``; any other exception is a bug
and is raised again in the window's thread, where the hook of the application shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import msgspec
import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from vademecum import turns
from vademecum.errors import KnownError

T = TypeVar("T")
Failed = Callable[[KnownError], None]

_BATCHES = 3  # of events: what comes of it is laid out in the one that follows, and painted in the one after that
_PAINTING = 30  # milliseconds in which an answer is laid out and painted as a rule


class _Ticket(msgspec.Struct, frozen=True):
    """A place in the line: ``number`` is compared with the newest of the same ``key``."""

    key: str | None
    number: int


class _Answer(msgspec.Struct, frozen=True):
    ticket: _Ticket
    value: object
    error: BaseException | None
    done: Callable[[Any], None] | None
    failed: Failed | None


class Jobs(QObject):
    """Runs functions in other threads.

    ``changed`` carries the Changes of a write to every part of the window: give ``changed.emit`` to
    ``Catalogue.subscribe``. ``progress`` (text, 0.0 to 1.0) may be emitted from any thread. ``idle`` is sent when the
    last answer has been handed over.
    """

    changed = Signal(object)
    problem = Signal(object)  # KnownError
    progress = Signal(str, float)
    idle = Signal()
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Two readers: a slow page must not hold up the search.
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="read")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._newest: dict[str, int] = {}
        self._count = 0
        self._running = 0
        self._closed = False
        self._answered.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def read(
        self,
        function: Callable[[], T],
        done: Callable[[T], None],
        *,
        newest: str | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Ask something. With ``newest`` only the answer to the last question of that name arrives."""
        self._start(self._readers, partial(_answering, function), done, newest, failed)

    def prepare(self, function: Callable[[], object]) -> None:
        """Do what nobody waits for; it stands still while something is asked."""
        self._start(self._readers, partial(_aside, function), None, None, None)

    def write(
        self,
        function: Callable[[], T],
        done: Callable[[T], None] | None = None,
        *,
        failed: Failed | None = None,
    ) -> None:
        """Change something, after all earlier writes."""
        self._start(self._writer, function, done, None, failed)

    def forget(self, newest: str) -> None:
        """Let no answer arrive any more to the questions of that name that were asked until now."""
        self._count += 1
        self._newest[newest] = self._count

    @property
    def busy(self) -> bool:
        """True while an answer is awaited."""
        return self._running > 0

    def close(self) -> None:
        """Finish the writes, drop what has not begun, and hand over no more answers."""
        self._closed = True
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)

    def _start(
        self,
        lane: ThreadPoolExecutor,
        function: Callable[[], T],
        done: Callable[[T], None] | None,
        key: str | None,
        failed: Failed | None,
    ) -> None:
        if self._closed:
            return
        self._count += 1
        ticket = _Ticket(key, self._count)
        if key is not None:
            self._newest[key] = ticket.number
        self._running += 1
        lane.submit(self._work, ticket, function, done, failed)

    def _work(
        self, ticket: _Ticket, function: Callable[[], T], done: Callable[[T], None] | None, failed: Failed | None
    ) -> None:
        """In the other thread. A question that is stale before its turn is not asked at all."""
        value: T | None = None
        error: BaseException | None = None
        if not self._stale(ticket):
            try:
                value = function()
            except BaseException as caught:  # noqa: BLE001 - carried over to the window's thread and raised there
                error = caught
        if not self._closed:
            self._answered.emit(_Answer(ticket, value, error, done, failed))

    def _hand_over(self, answer: _Answer) -> None:
        go_first()
        turns.answering.begin()  # until it is painted: what is only prepared stands still as long
        QTimer.singleShot(_PAINTING, turns.answering.end)
        self._running -= 1
        if self._closed:
            return
        try:
            if not self._stale(answer.ticket):
                self._tell(answer)
        finally:
            if not self._running:
                self.idle.emit()

    def _tell(self, answer: _Answer) -> None:
        error = answer.error
        if error is None:
            if answer.done is not None and _alive(answer.done):
                answer.done(answer.value)
        elif not isinstance(error, KnownError):
            raise error
        elif answer.failed is None:
            self.problem.emit(error)
        elif _alive(answer.failed):
            answer.failed(error)

    def _stale(self, ticket: _Ticket) -> bool:
        return ticket.key is not None and self._newest[ticket.key] != ticket.number


def go_first() -> None:
    """The window has something to do, until it has laid out and painted what comes of it: the others stand still.

    To be called in the window's thread.
    """
    turns.window.begin()
    _end_after(_BATCHES, turns.window)


def _end_after(batches: int, first: turns.First) -> None:
    if batches:
        QTimer.singleShot(0, partial(_end_after, batches - 1, first))
    else:
        first.end()


def _answering(function: Callable[[], T]) -> T:
    with turns.answering:
        return function()


def _aside(function: Callable[[], object]) -> None:
    with turns.aside():
        function()


def _alive(callback: Callable[..., None]) -> bool:
    """False for a method of a widget that is gone."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return shiboken6.isValid(owner) if isinstance(owner, QObject) else True
