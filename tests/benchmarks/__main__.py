"""`python -m tests.benchmarks [--sizes real 2000 20000] [--json]`: measures, and prints one table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from tests.benchmarks import questions, synthetic, window
from tests.benchmarks.measuring import Line, Stopwatch, each, line, milliseconds, table
from tests.benchmarks.yardstick import Fts5
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.catalogue.documents import documents
from vademecum.paths import UserFolder

SERVES_GOAL = 10.0
SEARCH_GOALS = ((1_000, 16.0), (2_000, 40.0), (20_000, 80.0))  # up to so many actors: milliseconds
SAVED_GOAL = 200.0
FIRST_START_GOAL = 6.0
_STARTS = 3
_ROUNDS = 3
_SAVES = 10

_FIRST_START = """
import sys, time
start = time.perf_counter()
from pathlib import Path
from vademecum.catalogue import Catalogue
from vademecum.paths import user_folder
Catalogue.open(user_folder(Path(sys.argv[1])))
print(time.perf_counter() - start)
"""


def main() -> None:
    """Measure all that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=["real", "2000", "20000"], help="real, or a number of actors")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "vademecum-benchmarks")
    parser.add_argument("--without-window", action="store_true", help="leave out what needs Qt")
    parser.add_argument("--processor-time", action="store_true", help="without the window, on a machine that is busy")
    parser.add_argument("--json", action="store_true", help="one document instead of a table")
    chosen = parser.parse_args()
    if chosen.processor_time:
        Stopwatch.processor_only()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    lines: list[Line] = []
    for size in chosen.sizes:
        for measured in _measure(size, chosen.folder, with_window=not (chosen.without_window or chosen.processor_time)):
            lines.append(measured)
            print(f"{measured.size}: {measured.measure}", file=sys.stderr)
    if chosen.json:
        print(json.dumps({"machine": _machine(), "lines": [x.as_json() for x in lines]}, indent=1))
    else:
        print(_machine())
        print(table(lines))


def _machine() -> str:
    system = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{system}, {os.cpu_count()} processors{load}; Qt paints: {window.platform()}"


def _measure(size: str, folder: Path, *, with_window: bool) -> Iterator[Line]:
    with tempfile.TemporaryDirectory(prefix="run-", dir=folder) as scratch:
        work = UserFolder(Path(scratch) / "work")
        if size == "real":
            starts = [_first_start(Path(scratch) / f"first-{number}") for number in range(_STARTS)]
            yield line("first start", size, starts, unit="s", goal=FIRST_START_GOAL, judged="max")
            shutil.move(Path(scratch) / "first-0", work.root)
        else:
            # A copy: what is measured also writes.
            shutil.copytree(synthetic.cached(folder, int(size)).root, work.root)
        if with_window:
            yield from window.measure(work, size)
        yield line("open the catalogue", size, [milliseconds(lambda: Catalogue.open(work).close()) for _n in range(5)])
        catalogue = Catalogue.open(work, who="benchmark")
        try:
            yield from _asking(catalogue, size)
            yield from _maintaining(catalogue, size)
        finally:
            catalogue.close()


def _first_start(folder: Path) -> float:
    """Seconds until the catalogue is made and open, imports included, in a process of its own."""
    command = [sys.executable, "-c", _FIRST_START, str(folder)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _asking(catalogue: Catalogue, size: str) -> Iterator[Line]:
    goal = next((limit for actors, limit in SEARCH_GOALS if catalogue.info().counts["actor"] <= actors), None)
    everything = questions.ALL
    yield line("search, first of all", size, each(catalogue.search, ["werkervaring ieper"], 1))
    yield line("serves, 104 postcodes", size, each(catalogue.serves, _postcodes(catalogue), _ROUNDS), goal=SERVES_GOAL)
    times = {sort: each(catalogue.search, texts, _ROUNDS) for sort, texts in questions.QUESTIONS.items()}
    yield line("search, all questions", size, [x for values in times.values() for x in values], goal=goal)
    for sort, values in times.items():
        yield line(f"  of which {sort}", size, values, goal=goal if sort in ("letters", "frequent") else None)
    yield line("search, letter by letter", size, each(catalogue.search, questions.typed(), 1), goal=goal)
    first_pages = []
    for result in map(catalogue.search, everything):
        hits = [hit for group in result.groups for hit in group.hits][:50]
        first_pages.append(milliseconds(lambda hits=hits, result=result: catalogue.rows(hits, result)))  # type: ignore[misc]
    yield line("rows of the first page", size, first_pages)
    yield line("suggest, letter by letter", size, each(catalogue.suggest, questions.typed(), 1))
    fts5 = Fts5(_documents(catalogue))
    yield line("yardstick: FTS5, all questions", size, each(fts5.search, everything, _ROUNDS))
    yield line("yardstick: FTS5, letter by letter", size, each(fts5.search, questions.typed(), 1))


def _postcodes(catalogue: Catalogue) -> list[str]:
    """The postcodes of West-Flanders."""
    towns = catalogue.place_page("nis:30000").members
    return sorted({f"pc:{postcode}" for town in towns for postcode in town.postcodes})


def _documents(catalogue: Catalogue) -> list[r.Document]:
    core = catalogue._core
    with core.now() as (connection, snapshot):
        return list(documents(connection, core.gazetteer, snapshot.terms))


def _maintaining(catalogue: Catalogue, size: str) -> Iterator[Line]:
    hits = catalogue.serves("nis:33011").groups[-1].hits[:_SAVES]
    times = []
    for number, hit in enumerate(hits):
        actor = catalogue.load("actor", hit.id)
        assert isinstance(actor, r.Actor)
        word = f"nieuwnaam{chr(97 + number)}"
        changed = replace(actor, names=(replace(actor.names[0], text=f"{actor.name} {word}"), *actor.names[1:]))
        times.append(milliseconds(lambda changed=changed: catalogue.save(changed)))  # type: ignore[misc]
        times[-1] += milliseconds(lambda word=word: catalogue.search(word))  # type: ignore[misc]
        if catalogue.search(word).groups[0].hits[0].id != hit.id:
            raise AssertionError(f"{word} is saved and not found")
    yield line("saved record found", size, times, goal=SAVED_GOAL, judged="max")
    yield line("index made anew", size, [milliseconds(catalogue.rebuild_index) / 1000], unit="s")


if __name__ == "__main__":
    main()
