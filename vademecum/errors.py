"""Two families of errors.

::

    KnownError            the world's fault: a text for people and what to do about it; shown plainly, never a traceback
    ├── CatalogueError    the catalogue file: damaged, newer than the program, locked, not writable
    ├── BusyError         another program has it for the moment
    ├── ConflictError     the record changed since it was read
    ├── NotFoundError     nothing by that id or name
    └── StoppedError      the user stopped it; nothing was written

Anything else that is raised is a bug and keeps its traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from vademecum.records import Record

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError)
"""What decoding raises where the bytes are not what the program writes: damaged, or of another version. In a text that
is no UTF-8 msgspec finds no mistake of its own."""


class KnownError(Exception):
    """Something outside the program went wrong. ``advice`` says what to do; both are in the user's language."""

    def __init__(self, text: str, advice: str = "") -> None:
        """Keep the two texts apart: the window shows the advice on a line of its own."""
        super().__init__(f"{text} {advice}".strip())
        self.text = text
        self.advice = advice


class CatalogueError(KnownError):
    """The catalogue file can't be used as it is. ``reason``: damaged, newer, locked, read_only, no_space, missing."""

    def __init__(self, reason: str, text: str, advice: str = "") -> None:
        """Remember the reason: the window offers a way on that fits it."""
        super().__init__(text, advice)
        self.reason = reason


class BusyError(KnownError):
    """Another program has it for the moment: trying again soon may do."""


class ConflictError(KnownError):
    """The record was changed by somebody else since it was read, or an undo would overwrite later work.

    ``mine`` is what was to be saved, ``theirs`` what stands now (None: deleted); both None for an undo. Who saves holds
    the record as it was read: the history doesn't hold it where a person was erased from it meanwhile.
    """

    def __init__(
        self,
        text: str,
        advice: str = "",
        *,
        mine: Record | None = None,
        theirs: Record | None = None,
    ) -> None:
        """Keep the records: the window shows per field mine or theirs."""
        super().__init__(text, advice)
        self.mine = mine
        self.theirs = theirs


class NotFoundError(KnownError):
    """Nothing by that id or name."""


class StoppedError(KnownError):
    """The user stopped it: raise it from a progress callback, and nothing is written."""
