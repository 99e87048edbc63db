"""Proposes parts of compounds that are not in ``resources/search/compounds.txt`` yet; somebody reads them and adds.

A word of the catalogue is proposed as a part where it makes another word of the catalogue, together with a word of the
catalogue or of the list: *ploeg*, for *groenploeg* and *voedselploeg*. Most of what is proposed is none (*tien* in
*vijftien*), which is why the list is not grown by itself.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from vademecum.search.language import is_part, split, words_of

FILES = ("actors", "agreements", "measures", "networks", "practices", "synonyms", "terms")
LEFT_OUT = {"id", "source_id", "area_id", "actor_id", "note", "value", "street", "type", "kind", "fact"}
LINKS = ("", "s", "e", "en", "n", "er")
SHORTEST, COMPOUND, SHOWN = 4, 7, 6


def texts(value: Any) -> Iterator[str]:
    """All texts within a value read from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in LEFT_OUT:
                yield from texts(part)


def proposals(words: set[str]) -> dict[str, set[str]]:
    """Per part that is not in the list the compounds that it would take apart."""
    found: dict[str, set[str]] = defaultdict(set)
    for word in words:
        if len(word) < COMPOUND or split(word) or is_part(word):
            continue
        for at in range(SHORTEST, len(word) - SHORTEST + 1):
            tail = word[at:]
            for link in LINKS:
                head = word[:at].removesuffix(link)
                if (head + link != word[:at]) or not all(part in words or is_part(part) for part in (head, tail)):
                    continue
                for part in (head, tail):
                    if not is_part(part):
                        found[part].add(word)
    return found


def main() -> None:
    """Print the proposals, those that take most words apart first."""
    folder = ROOT / "data" / "catalogue"
    every = (text for name in FILES for text in texts(json.loads((folder / f"{name}.json").read_text("utf-8"))))
    found = proposals({word.text for text in every for word in words_of(text) if word.text.isalpha()})
    for part, compounds in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"{part}: {', '.join(sorted(compounds)[:SHOWN])}")


if __name__ == "__main__":
    main()
