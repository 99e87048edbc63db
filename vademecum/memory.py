"""What the program remembers of a user's searches: saved ones, recent ones, and words that found nothing.

All of it lies in one file in the user's own folder and goes nowhere else; each part can be erased. The diary of words
that found nothing counts single words: without the rest of the question, without place, day or person, so that nobody
can be read from it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from vademecum.errors import UNREADABLE
from vademecum.paths import damaged, write_whole
from vademecum.records import Filters, Frozen
from vademecum.texts import _

RECENT = 12
DIARY = 500  # different words; the least counted make room
_SHORTEST = 3  # letters; shorter words say too little to make a synonym of


class Search(Frozen, frozen=True, kw_only=True):
    """A question that can be asked again. ``name`` is what the user calls it, "" for a recent one."""

    text: str
    place_id: str | None = None
    place_name: str | None = None
    filters: Filters = Filters()
    name: str = ""


class Memory(Frozen, frozen=True, kw_only=True):
    """``recent``: the newest first; ``saved``: as the user saved them; ``nothing``: word -> times it found nothing."""

    saved: tuple[Search, ...] = ()
    recent: tuple[Search, ...] = ()
    nothing: dict[str, Annotated[int, msgspec.Meta(ge=1)]] = msgspec.field(default_factory=dict)

    def with_recent(self, search: Search) -> Memory:
        """Remember a question as the newest."""
        others = [other for other in self.recent if other != search]
        return msgspec.structs.replace(self, recent=(search, *others)[:RECENT])

    def with_saved(self, search: Search) -> Memory:
        """Keep a question under its name; an older one of that name makes place."""
        others = [other for other in self.saved if other.name != search.name]
        return msgspec.structs.replace(self, saved=(*others, search))

    def without_saved(self, name: str) -> Memory:
        """Forget a saved question."""
        return msgspec.structs.replace(self, saved=tuple(other for other in self.saved if other.name != name))

    def renamed(self, name: str, new: str) -> Memory:
        """Call a saved question otherwise, at its place in the list; an older one of the new name makes place."""
        kept = [other for other in self.saved if other.name == name or other.name != new]
        changed = (msgspec.structs.replace(other, name=new) if other.name == name else other for other in kept)
        return msgspec.structs.replace(self, saved=tuple(changed))

    def with_nothing(self, words: str) -> Memory:
        """Count the words of a question that found nothing; short words and those with digits or signs are left out."""
        counts = dict(self.nothing)
        for bare in _words(words):
            if len(bare) >= _SHORTEST and bare.replace("-", "").isalpha():
                counts[bare] = counts.get(bare, 0) + 1
        kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:DIARY]
        return msgspec.structs.replace(self, nothing=dict(kept))

    def without_nothing(self, word: str) -> Memory:
        """Strike a word from the diary, once it has become a synonym or is of no use."""
        return msgspec.structs.replace(self, nothing={key: n for key, n in self.nothing.items() if key != word})

    def without_person(self, name: str) -> Memory:
        """Forget a person who was erased: the words of the name in the diary, and the questions that hold all of it."""
        words = set(_words(name))

        def others(searches: tuple[Search, ...]) -> tuple[Search, ...]:
            return tuple(search for search in searches if not words <= {*_words(search.text), *_words(search.name)})

        return msgspec.structs.replace(
            self,
            saved=others(self.saved),
            recent=others(self.recent),
            nothing={word: n for word, n in self.nothing.items() if word not in words},
        )


def _words(text: str) -> Iterator[str]:
    """The words of a question, as the diary counts them."""
    return (word.strip(".,;:!?\"'()“”") for word in text.casefold().split())


def load(path: Path) -> tuple[Memory, str | None]:
    """The memory, and a note for the user where the file can't be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Memory), None
    except FileNotFoundError:
        return Memory(), None
    except OSError:
        return Memory(), _("Your saved searches could not be read.")
    except UNREADABLE:
        kept = _("With the next change the damaged file is kept as %(file)s.") % {"file": damaged(path).name}
        return Memory(), _("Your saved searches could not be read.") + " " + kept


def save(path: Path, memory: Memory) -> None:
    """Write the file in one piece; one that can't be read is kept beside it. Raises OSError where that can't be."""
    try:
        msgspec.json.decode(path.read_bytes(), type=Memory)
    except UNREADABLE:
        os.replace(path, damaged(path))
    except OSError:
        pass  # there is none, or writing says what is wrong
    write_whole(path, msgspec.json.format(msgspec.json.encode(memory)) + b"\n")
