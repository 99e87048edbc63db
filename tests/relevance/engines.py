"""Ours and three yardsticks, each answering what was typed with the ids of actors, best first.

The yardsticks get the texts that our own index gets, joined: names, offers, themes, towns, areas served ... They know
no places but these texts.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from whoosh.analysis import StandardAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import AndGroup, QueryParser
from whoosh.scoring import BM25F

from tests.relevance.judged import actors, shipped
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.catalogue.documents import document
from vademecum.paths import UserFolder, data_folder
from vademecum.places.gazetteer import Gazetteer

Engine = Callable[[str], list[str]]
OURS, WHOOSH, FTS5, SUBSTRING = "ours", "Whoosh", "FTS5", "substring"
_FIELDS = (
    "names", "former", "aliases", "kinds", "offers", "themes", "audiences", "measures", "networks", "places", "text"
)  # fmt: skip


@contextmanager
def real_catalogue() -> Iterator[Catalogue]:
    """The shipped catalogue in a folder of its own."""
    with TemporaryDirectory(prefix="vademecum-relevance-") as folder:
        catalogue = Catalogue.open(UserFolder(Path(folder)))
        try:
            yield catalogue
        finally:
            catalogue.close()


def engines(catalogue: Catalogue) -> dict[str, Engine]:
    """All engines by name, ours first."""
    found = list(_documents())
    names = {x.id: x.names[0] for x in found}
    contents = {x.id: _content(x) for x in found}
    return {
        OURS: ours(catalogue),
        WHOOSH: _whoosh(contents),
        FTS5: _fts5(contents),
        SUBSTRING: _substring(contents, names),
    }


def ours(catalogue: Catalogue) -> Engine:
    """The actors as they are shown: group by group, then those of unknown area. The nearest are no answer."""

    def answer(text: str) -> list[str]:
        result = catalogue.search(text)
        hits = [hit for group in result.groups for hit in group.hits]
        return [hit.id for hit in (*hits, *result.unknown_area)]

    return answer


def _documents() -> Iterator[r.Document]:
    """What our own index gets of each actor."""
    gazetteer = Gazetteer.load(data_folder() / "places")
    terms: dict[r.Taxonomy, dict[str, r.Term]] = {"kind": {}, "audience": {}, "theme": {}}
    for term in shipped(r.Term, "terms"):
        terms[term.taxonomy][term.code] = term
    carried: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for measure in shipped(r.Measure, "measures"):
        for carrier in measure.carriers:
            carried[carrier.actor_id]["measure"] += [name.text for name in measure.names]
    for network in shipped(r.Network, "networks"):
        for member in network.members:
            carried[member.actor_id]["network"] += [name.text for name in network.names]
    for actor in actors().values():
        yield document(actor, gazetteer, terms, carried[actor.id])


def _content(texts: r.Document) -> str:
    return "\n".join(text for field in _FIELDS for text in getattr(texts, field))


def _whoosh(contents: Mapping[str, str]) -> Engine:
    index = RamStorage().create_index(Schema(id=ID(stored=True), content=TEXT(analyzer=StandardAnalyzer())))
    writer = index.writer()
    for key, content in contents.items():
        writer.add_document(id=key, content=content)
    writer.commit()
    searcher = index.searcher(weighting=BM25F())
    parser = QueryParser("content", index.schema, group=AndGroup)

    def answer(text: str) -> list[str]:
        return [hit["id"] for hit in searcher.search(parser.parse(text), limit=None)]

    return answer


def _fts5(contents: Mapping[str, str]) -> Engine:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("CREATE VIRTUAL TABLE actor USING fts5(id UNINDEXED, content, tokenize='unicode61')")
    connection.executemany("INSERT INTO actor VALUES (?, ?)", contents.items())

    def answer(text: str) -> list[str]:
        words = " ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        return _first(connection.execute("SELECT id FROM actor WHERE actor MATCH ? ORDER BY bm25(actor)", (words,)))

    return answer


def _first(rows: Iterable[tuple[str]]) -> list[str]:
    return [key for (key,) in rows]


def _substring(contents: Mapping[str, str], names: Mapping[str, str]) -> Engine:
    folded = {key: contents[key].casefold() for key in sorted(contents, key=lambda key: names[key].casefold())}

    def answer(text: str) -> list[str]:
        words = text.casefold().split()
        return [key for key, content in folded.items() if all(word in content for word in words)]

    return answer
