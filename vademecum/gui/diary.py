"""Counts words that nothing in the catalogue holds, so that somebody can make synonyms of them.

Only a question that was meant counts: Enter was pressed, or the text has rested for a while. Words that name a place,
that are found alone, or that are found after one forgiven letter are none of these.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from vademecum.gui.jobs import Jobs
from vademecum.gui.remembering import Remembering
from vademecum.records import SearchResult

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

REST = 2000  # milliseconds without a key


class Diary(QObject):
    """Is told of every answer, and of every key."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, remembering: Remembering, parent: QObject) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self._remembering = remembering
        self._answer: SearchResult | None = None
        self._counted = ""  # a question that stays in the box counts once
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.meant)

    def typing(self) -> None:
        """A key: the last answer was not the end of it."""
        self._rest.stop()
        self._answer = None

    def answered(self, result: SearchResult) -> None:
        """An answer to what stands in the box."""
        self._answer = result
        self._rest.start()

    def meant(self) -> None:
        """The question stands: count its words when they found nothing."""
        self._rest.stop()
        result, self._answer = self._answer, None
        if result is None or result.problems or not self._remembering.diary or result.text == self._counted:
            return
        if not result.left_out and (result.total or result.records or not result.words):
            return
        self._counted = result.text
        tried = (*result.left_out, *(() if result.total else result.words.split()))
        self._jobs.read(partial(self._catalogue.without_result, tried), self._count, newest="diary")

    def _count(self, words: tuple[str, ...]) -> None:
        self._remembering.change(lambda memory: memory.with_nothing(" ".join(words)))
