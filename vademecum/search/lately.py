"""The postings that were read last: one key asks for the same ones several times, and so does the next key."""

from __future__ import annotations

from collections.abc import Callable

from vademecum.search.finding import Postings

MOST = 100_000  # postings that are kept of each part of the index: some 9 MB
AN_ENTRY = 4  # postings that one more term takes as much memory as

Key = tuple[str, str, Callable[[int], int]]  # field, term, what the masks were turned into


class Lately:
    """Read by any thread; what is kept in it is not to be changed."""

    def __init__(self) -> None:
        self._known: dict[Key, Postings] = {}
        self._size = 0

    def get(self, key: Key) -> Postings | None:
        """None where they are not known any more."""
        return self._known.get(key)

    def keep(self, key: Key, postings: Postings) -> None:
        """By one thread at a time. Those that came first make way."""
        if key not in self._known:
            self._known[key] = postings
            self._size += AN_ENTRY + len(postings)
        while self._size > MOST:
            self._size -= AN_ENTRY + len(self._known.pop(next(iter(self._known))))
