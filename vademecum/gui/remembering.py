"""What is remembered of a user's searches, for all parts of the window: read and written in jobs, never waited for.

:mod:`vademecum.memory` says what is kept and where; here stands when.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vademecum import memory
from vademecum.errors import KnownError
from vademecum.gui.jobs import Jobs
from vademecum.gui.navigation import Question
from vademecum.memory import Memory, Search
from vademecum.records import Ref
from vademecum.texts import _, ngettext

Change = Callable[[Memory], Memory]


class Remembering(QObject):
    """Lives as long as the window. ``diary``: words that found nothing are counted."""

    changed = Signal()

    def __init__(self, path: Path, jobs: Jobs, *, diary: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._jobs = jobs
        self._memory: Memory | None = None
        self._waiting: list[Change] = []  # changes from before the file was read
        self.diary = diary
        jobs.read(partial(memory.load, path), self._take)

    @property
    def memory(self) -> Memory:
        """What is remembered; empty until the file has been read."""
        return self._memory or Memory()

    def change(self, change: Change) -> None:
        """Change it at once, and write it in a job."""
        if self._memory is None:
            self._waiting.append(change)
            return
        changed = change(self._memory)
        if changed == self._memory:
            return
        self._memory = changed
        self._jobs.write(partial(_save, self._path, changed))
        self.changed.emit()

    def _take(self, loaded: tuple[Memory, str | None]) -> None:
        self._memory, note = loaded
        if note is not None:
            self._jobs.problem.emit(KnownError(note))
        for change in self._waiting:
            self.change(change)
        self._waiting.clear()
        self.changed.emit()


def _save(path: Path, changed: Memory) -> None:
    """In another thread. Raises KnownError where the file can't be written."""
    try:
        memory.save(path, changed)
    except OSError as error:
        raise KnownError(
            _("Your saved searches could not be written."), _("Is there room, and may you write in the folder?")
        ) from error


def search_of(question: Question, name: str = "") -> Search:
    """A question as it is remembered."""
    place = question.place
    return Search(
        text=question.text.strip(),
        place_id=place.id if place is not None else None,
        place_name=place.text if place is not None else None,
        filters=question.filters,
        name=name,
    )


def question_of(search: Search) -> Question:
    """A remembered question, to be asked again."""
    place = Ref(type="place", id=search.place_id, text=search.place_name or "") if search.place_id else None
    return Question(search.text, place, search.filters)


def words_for(search: Search) -> str:
    """What a question asks, in one line: words, place, how many filters."""
    filters = search.filters
    count = len(filters.kinds) + len(filters.audiences) + len(filters.themes) + len(filters.reaches)
    kept = ngettext("%(count)d filter", "%(count)d filters", count) % {"count": count} if count else ""
    return " · ".join(part for part in (search.text, search.place_name or "", kept) if part)
