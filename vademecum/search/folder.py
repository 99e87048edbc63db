"""The folder of the index, as Whoosh reads it: segments piece by piece, when a piece is asked for.

Read, not mapped: a mapped file that is cut off by others would end the program. Each segment has its file open for
itself and is read by one thread at a time.
"""

from __future__ import annotations

import pickle
import weakref
from io import BytesIO, FileIO
from pathlib import Path
from typing import Any

from whoosh.codec.base import Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile

_WINDOW = 1024  # bytes read at least: what Whoosh asks for next stands beside what it asks for now
_AHEAD = 1 << 16  # bytes read at most before they are asked for, where one piece after the other is


class _File:
    """An open file, closed when nothing reads it any more."""

    def __init__(self, path: Path) -> None:
        self.raw = FileIO(path)
        weakref.finalize(self, self.raw.close)


class _Stretch(StructFile):  # type: ignore[misc]
    """A stretch of a file, read when it is asked for."""

    def __init__(self, file: _File, start: int, length: int, name: str) -> None:
        """``file`` is shared by the stretches of one segment, which are read by one thread at a time."""
        self.file = self
        self.is_real = False
        self.is_closed = False
        self.onclose = None
        self._name = name
        self._file, self._start, self._length = file, start, length
        self._at = 0
        self._window = b""
        self._window_at = 0
        self._ahead = _WINDOW

    def subset(self, position: int, length: int, name: str | None = None) -> _Stretch:
        """A stretch of this stretch."""
        return _Stretch(self._file, self._start + position, length, name or self._name)

    def get(self, position: int, length: int) -> bytes:
        """Bytes from a position; fewer at the end."""
        offset = position - self._window_at
        if offset >= 0 and offset + length <= len(self._window):
            return self._window[offset : offset + length]
        # Each read lets other threads in for so short a time that none of them comes round: thousands in a row, to read
        # all words, made the window's thread wait for 180 ms.
        onwards = 0 <= offset <= len(self._window) + self._ahead
        self._ahead = min(2 * self._ahead, _AHEAD) if onwards else _WINDOW
        wanted = min(max(length, self._ahead), max(0, self._length - position))
        self._file.raw.seek(self._start + position)
        found = self._file.raw.read(wanted) or b""
        self._window, self._window_at = found, position
        return found if len(found) <= length else found[:length]

    def read(self, length: int = -1) -> bytes:
        """The next bytes."""
        found = self.get(self._at, length if length >= 0 else self._length - self._at)
        self._at += len(found)
        return found

    def read_pickle(self) -> Any:
        """The next object, which is small as a rule."""
        for length in (_WINDOW, self._length - self._at):
            file = BytesIO(self.get(self._at, length))
            try:
                found = pickle.load(file)  # noqa: S301 - Whoosh keeps its own data so
            except (EOFError, pickle.UnpicklingError):
                if length != _WINDOW:
                    raise
            else:
                self._at += file.tell()
                return found
        raise EOFError

    def seek(self, position: int, whence: int = 0) -> None:
        """Go on elsewhere."""
        self._at = position + (0, self._at, self._length)[whence]

    def tell(self) -> int:
        """Where the next bytes come from."""
        return self._at

    def close(self) -> None:
        """See _File."""


class Storage(FileStorage):  # type: ignore[misc]
    """A folder of which the files are not mapped in memory, see the module."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), supports_mmap=False)

    def open_file(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Segments piece by piece, lists of segments whole, working files of a writer as Whoosh opens them."""
        path = Path(self.folder) / name
        if name.endswith(".toc"):
            return BufferFile(path.read_bytes(), name=name)
        if not name.endswith(Segment.COMPOUND_EXT):
            return super().open_file(name, *args, **kwargs)
        return _Stretch(_File(path), 0, path.stat().st_size, name)
