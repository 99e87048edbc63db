"""Who goes first: of all threads Python runs one at a time, and the window must not wait for the others.

Each call of Qt lets the other threads in, and the window's thread then waits for a third of a millisecond until it may
go on. Painting a list is hundreds of such calls: beside a question that is being answered it took 40 ms instead of 5.
So the window says when it has something to do (:class:`First`), and what works beside it calls :func:`give_way` every
few milliseconds, and stands still there meanwhile. In the same way what is prepared in case it is asked (:func:`aside`)
stands still while a question is being answered (:func:`answering`).

It is a courtesy, no lock: nobody waits longer than :data:`LONGEST` at one place, whatever the others do.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

LONGEST = 0.05  # seconds
_OFTEN = 50  # items, of some microseconds each


class First:
    """Something that others stand still for, as often as it is begun and until it is ended as often."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._until = 0.0
        self.count = 0  # how often it was begun and is not ended
        self.since = 0.0  # when it was begun first, by time.perf_counter

    def begin(self) -> None:
        """Others stand still from here."""
        now = time.perf_counter()
        with self._guard:
            # What was begun so long ago and not ended never will be, as when a window was closed meanwhile.
            self.count = self.count + 1 if now < self._until else 1
            if self.count == 1:
                self.since = now
            self._until = now + LONGEST
            self._over.clear()

    def end(self) -> None:
        """The others may go on, unless it was begun more often than ended."""
        with self._guard:
            self.count = max(0, self.count - 1)
            if not self.count:
                self._over.set()

    def wait(self) -> None:
        """Stand still until it is over, or :data:`LONGEST` after it was last begun."""
        left = self._until - time.perf_counter()
        if left > 0:
            self._over.wait(left)

    def __enter__(self) -> None:
        self.begin()

    def __exit__(self, *_error: object) -> None:
        self.end()


window = First()  # the window's thread has something to do
answering = First()  # somebody waits for an answer
_own = threading.local()  # of each thread: whether it works aside


@contextmanager
def aside() -> Iterator[None]:
    """What is done here in this thread, nobody waits for."""
    _own.aside = True
    try:
        yield
    finally:
        _own.aside = False


def give_way(*, holding: bool = False) -> None:
    """Let those go first who should; costs nothing where nobody does. Not for the window's thread.

    ``holding``: this thread holds a lock that an answer may wait for; then only the window goes first, which waits for
    none.
    """
    if window.count:
        window.wait()
    if answering.count and not holding and getattr(_own, "aside", False):
        answering.wait()


def considerately(items: Iterable[T], *, holding: bool = False) -> Iterator[T]:
    """The same items, giving way now and then."""
    for number, item in enumerate(items):
        if not number % _OFTEN:
            give_way(holding=holding)
        yield item
