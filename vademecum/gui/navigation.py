"""Where the user has been: what was asked, what was open, and how far the list was scrolled. No Qt in here."""

from __future__ import annotations

import msgspec

from vademecum.records import Filters, Ref

MOST = 200


class Question(msgspec.Struct, frozen=True):
    """What is asked: the text in the box, the place in the chip, the filters.

    ``literal``: the words as they are, without synonyms and without forgiving a letter.
    """

    text: str = ""
    place: Ref | None = None
    filters: Filters = msgspec.field(default_factory=Filters)
    literal: bool = False

    @property
    def empty(self) -> bool:
        """True where nothing is asked, and the first screen is shown."""
        return not self.text.strip() and self.place is None and self.filters.empty


class Comparison(msgspec.Struct, frozen=True):
    """A page with these actors side by side."""

    actor_ids: tuple[str, ...]


class Stop(msgspec.Struct, frozen=True):
    """One step of back and forward. ``scroll`` and ``page_scroll`` are pixels; ``shown`` counts the lines fetched."""

    question: Question = msgspec.field(default_factory=Question)
    page: Ref | Comparison | None = None
    selected: str | None = None
    scroll: int = 0
    page_scroll: int = 0
    shown: int = 0


class Trail:
    """The stops behind, the present one and those ahead."""

    def __init__(self) -> None:
        self._stops = [Stop()]
        self._at = 0

    @property
    def now(self) -> Stop:
        """Where we are."""
        return self._stops[self._at]

    @property
    def can_go_back(self) -> bool:
        """True where a stop lies behind."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """True where a stop lies ahead."""
        return self._at < len(self._stops) - 1

    def visit(self, stop: Stop) -> None:
        """Go on to a new stop; what lay ahead is forgotten."""
        if (stop.question, stop.page) == (self.now.question, self.now.page):
            self.amend(stop)
            return
        self._stops[self._at + 1 :] = [stop]
        del self._stops[: len(self._stops) - MOST]
        self._at = len(self._stops) - 1

    def amend(self, stop: Stop) -> None:
        """The present stop as it is now: typed on, scrolled."""
        self._stops[self._at] = stop

    def go(self, step: int) -> Stop:
        """One stop back (-1) or forward (1); stays where there is none."""
        self._at = min(len(self._stops) - 1, max(0, self._at + step))
        return self.now
