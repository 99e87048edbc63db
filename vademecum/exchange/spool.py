"""Values kept in a temporary file instead of in memory: the rows and drafts of a large import."""

from __future__ import annotations

import tempfile
import threading
from array import array
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Spool(Generic[T]):
    """An append-only list of values of one type, as JSON on disk; eight bytes of memory each. Safe from any thread."""

    def __init__(self, cls: type[T]) -> None:
        """The file is gone when the spool is let go of."""
        self._decoder = msgspec.json.Decoder(cls)
        self._encoder = msgspec.json.Encoder()
        self._file = tempfile.TemporaryFile(prefix="vademecum-import-")  # noqa: SIM115 lives as long as the spool
        self._starts = array("Q", [0])
        self._guard = threading.Lock()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def append(self, value: T) -> int:
        """Add a value; gives its position."""
        content = self._encoder.encode(value)
        with self._guard:
            self._file.seek(self._starts[-1])
            self._file.write(content)
            self._starts.append(self._starts[-1] + len(content))
            return len(self._starts) - 2

    def __getitem__(self, position: int) -> T:
        with self._guard:
            start, end = self._starts[position], self._starts[position + 1]
            self._file.seek(start)
            content = self._file.read(end - start)
        return self._decoder.decode(content)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
