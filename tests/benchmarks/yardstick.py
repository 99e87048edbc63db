"""The same texts in SQLite's own full-text search (FTS5), to see what ours costs.

It knows no Dutch, no compounds, no places and no typing errors, and gives no reason: a bare lower bound.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from vademecum import records as r

_FIELDS = (
    "names", "former", "aliases", "kinds", "offers", "themes", "audiences", "measures", "networks", "places", "text"
)  # fmt: skip


class Fts5:
    """An index in memory of the texts of all records."""

    def __init__(self, documents: Iterable[r.Document]) -> None:
        self._connection = sqlite3.connect(":memory:")
        columns = ", ".join(_FIELDS)
        self._connection.execute(
            f"CREATE VIRTUAL TABLE document USING fts5(id UNINDEXED, {columns}, tokenize='unicode61', prefix='2 3 4')"
        )
        marks = ", ".join("?" * (len(_FIELDS) + 1))
        self._connection.executemany(
            f"INSERT INTO document VALUES ({marks})",
            ((x.id, *("\n".join(getattr(x, field)) for field in _FIELDS)) for x in documents),
        )
        self._connection.execute("INSERT INTO document(document) VALUES ('optimize')")

    def search(self, text: str) -> list[tuple[str, float]]:
        """The ids and ranks of all records that hold all the words; the last one may be a beginning."""
        words = " ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        if not words:
            return []
        return self._connection.execute(
            "SELECT id, rank FROM document WHERE document MATCH ? ORDER BY rank", (words + " *",)
        ).fetchall()
