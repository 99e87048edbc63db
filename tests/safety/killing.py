"""Programs that are killed, and the judgement of what they leave behind."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import msgspec

from tests.safety import children
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.paths import UserFolder
from vademecum.store import mapping

ROOT = Path(__file__).parents[2]


class Child:
    """A program in another process, its reports read while it runs."""

    def __init__(self, what: str, folder: UserFolder, seed: int) -> None:
        self._start("tests.safety.children", what, str(folder.root), str(seed))

    @classmethod
    def command(cls, folder: UserFolder, *words: str) -> Child:
        """The command line, as users run it."""
        child = cls.__new__(cls)
        child._start("vademecum", "--data", str(folder.root), *words)
        return child

    def _start(self, module: str, *words: str) -> None:
        self.lines: list[str] = []
        self._ready = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.lines.append(line.strip())
                self._ready.set()
        self._ready.set()

    def ready(self) -> None:
        """Until it has begun."""
        self._ready.wait(120)

    def wrote(self, count: int) -> None:
        """Until it has begun and reported so many writes."""
        self.ready()
        while len(self.lines) <= count and self.process.poll() is None:
            time.sleep(0.002)

    def takes(self) -> float:
        """Seconds from its beginning to its end, left alone."""
        self.ready()
        began = time.monotonic()
        complaints = self.end()
        assert self.process.returncode == 0, complaints
        return time.monotonic() - began

    def kill(self) -> None:
        """At once: no handler, no goodbye."""
        self.process.send_signal(signal.SIGKILL)
        self.end()

    def end(self) -> str:
        """Until it is over; what it complained of."""
        self._reader.join()
        assert self.process.stderr is not None
        with self.process.stderr:
            complaints = self.process.stderr.read()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process.wait()
        return complaints

    def reports(self) -> list[children.Report]:
        """What was reported done."""
        return [msgspec.json.decode(x, type=children.Report) for x in self.lines if x.startswith('{"operation"')]


def sound(folder: UserFolder) -> dict[str, r.Record]:
    """The file opens and is sound, the index agrees; all its records."""
    with closing(Catalogue.open(folder, who="judge")) as catalogue:
        found = catalogue.check()
        assert found == (), found
        return everything(catalogue)


def everything(catalogue: Catalogue) -> dict[str, r.Record]:
    with catalogue._core.store.read() as connection:
        return {key: value for kind in r.RECORD_CLASSES for key, value in mapping.load(connection, kind).items()}


def nothing_lost(reports: list[children.Report], held: dict[str, r.Record], folder: UserFolder) -> int:
    """What was reported saved is there; of what was not, at most one operation, and that whole."""
    wanted: dict[str, str] = {}
    for report in reports:
        wanted.update(report.records)
    last = max((report.last for report in reports), default=0)
    with closing(sqlite3.connect(folder.catalogue)) as raw:
        later = {row[0] for row in raw.execute("SELECT record_id FROM change WHERE number > ?", (last,))}
        for report in reports:
            (count,) = raw.execute("SELECT count(*) FROM change WHERE operation_id = ?", (report.operation,)).fetchone()
            assert count >= 1, f"operation {report.operation} was reported and is gone"
    for key, name in wanted.items():
        if key not in later:
            assert (held[key].name if key in held else "") == name, f"{key} is not as it was reported"
    return len(reports)


def plain(record: r.Record) -> r.Record:
    return msgspec.structs.replace(record, version=0)
