"""What large files cost: ``python -m tests.exchange.large [ROWS] [ENTERPRISES] [WHICH ...]`` prints what it measures.

Each measurement runs in a process of its own, on a catalogue fresh from the first start. Seconds stand beside seconds
of processor, since other programs count in the first; memory is the most that the process held until then.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.exchange import large_files
from vademecum import texts
from vademecum.catalogue import Catalogue
from vademecum.errors import StoppedError
from vademecum.paths import UserFolder

MOST = {"import": 500, "kbo": 200}  # MB
LONGEST = 180  # seconds from the file to what can be found
FORMATS = (".csv", ".xlsx", ".ods")


def memory() -> float:
    """Highest use of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Clock:
    """Says what each phase took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._start()

    def _start(self) -> None:
        self._at, self._worked = time.monotonic(), time.process_time()

    def lap(self, what: str) -> None:
        """The phase that ended now."""
        took, worked = time.monotonic() - self._at, time.process_time() - self._worked
        self.seconds[what] = took
        print(f"  {what:34} {took:7.1f} s  {worked:7.1f} s of processor  {memory():5.0f} MB", flush=True)
        self._start()


class Phases:
    """Tells the phases of an import apart by what its progress says; may stop it halfway in one."""

    def __init__(self, clock: Clock | None = None, stop_in: str = "") -> None:
        self._clock = clock
        self._now = ""
        self._stop_in = stop_in
        self.reports = 0

    def __call__(self, text: str, part: float) -> None:
        """The progress of an import."""
        self.reports += 1
        if text != self._now:
            if self._now and self._clock is not None:
                self._clock.lap(self._now)
            self._now = text
        if text == self._stop_in and part > 0.5:
            raise StoppedError("stopped")


def import_(work: Path, user: UserFolder, name: str) -> int:
    """A file from its choice to what can be found, and back."""
    clock = Clock()
    with closing(Catalogue.open(user, who="large")) as catalogue:
        before = catalogue.info()
        clock.lap("open")
        plan = catalogue.exchange.plan(work / name)
        clock.lap("plan")
        result = catalogue.exchange.apply(plan, Phases(clock))
        whole = sum(clock.seconds.values()) - clock.seconds["open"]
        assert result.counts.new == plan.counts.new == catalogue.info().counts["actor"] - before.counts["actor"]
        took = []
        for words in ("proefdienst 321", "kortrijk", "dienst", "8900 werkzoekenden", "057 000321"):
            began = time.monotonic()
            assert catalogue.search(words).total > 0
            took.append((time.monotonic() - began) * 1000)
        print(f"  the first five searches: {statistics.median(took):.0f} ms, at most {max(took):.0f} ms")
        most = memory()
        if name.endswith(FORMATS[0]):
            clock.lap("searching")
            subprocess.run(
                [sys.executable, "-m", "tests.exchange.large", "--step", "open", name, str(work)], check=True
            )
            clock.lap("another program opens it")
            catalogue.undo(result.changes.operation)
            clock.lap("undo, with its index")
            assert catalogue.info().counts == before.counts
        print(
            f"{name}: {whole:.0f} s in all (goal {LONGEST}), at most {most:.0f} MB (goal {MOST['import']})", flush=True
        )
    return int(whole > LONGEST or most > MOST["import"])


def open_(_work: Path, user: UserFolder, _name: str) -> int:
    """The catalogue with all that came in, in a program that starts."""
    began = time.monotonic()
    with closing(Catalogue.open(user, who="opener")) as catalogue:
        opened = time.monotonic()
        assert catalogue.search("proefdienst 77").total > 0
        seconds = f"{opened - began:.1f} s, first search {time.monotonic() - opened:.1f} s"
    print(f"  opened in {seconds}, at most {memory():.0f} MB", flush=True)
    return 0


def cancel(work: Path, user: UserFolder, name: str) -> int:
    """Stopped halfway in each phase: before the commit nothing is left, after it all is there."""
    with closing(Catalogue.open(user, who="large")) as catalogue:
        before = catalogue.info()

        def stopped(what: str, run: Callable[[Phases], object]) -> None:
            phases = Phases(stop_in=what)
            try:
                run(phases)
            except StoppedError:
                assert catalogue.info() == before
                print(f"  stopped in “{what}”: nothing is left of it", flush=True)
            else:
                raise AssertionError(f"could not be stopped in {what} ({phases.reports} reports)")

        stopped("Comparing row by row", lambda p: catalogue.exchange.plan(work / name, progress=p))
        plan = catalogue.exchange.plan(work / name)
        stopped("Writing", lambda p: catalogue.exchange.apply(plan, p))
        catalogue.exchange.apply(plan, Phases(stop_in="Preparing the search"))
        assert catalogue.info().counts["actor"] == before.counts["actor"] + plan.counts.new
        assert catalogue.search("proefdienst 77").total > 0
        print("  stopped after the commit: it goes on, and all is there", flush=True)
    return 0


def window(work: Path, user: UserFolder, name: str) -> int:
    """The same in the window: how long its thread stands still."""
    probe = [sys.executable, "-m", "tests.exchange.large_window", str(user.root), str(work / name)]
    return subprocess.run(probe).returncode


def kbo_(work: Path, _user: UserFolder, enterprises: str) -> int:
    """The full zip of the KBO."""
    from vademecum.exchange import kbo

    clock = Clock()
    path = work / "kbo.zip"
    large_files.zip_of_the_kbo(path, int(enterprises), ("0407079207",))
    before = memory()
    clock.lap(f"made {path.stat().st_size / 1e6:.0f} MB")
    found = kbo.read(path, ["0407079207", "0475123456"])
    clock.lap(f"read {found.rows:,} lines")
    path.unlink()
    assert list(found.entities) == ["0407079207"]
    print(f"kbo: at most {memory():.0f} MB, {before:.0f} before (goal {MOST['kbo']})", flush=True)
    return int(memory() > MOST["kbo"])


STEPS: dict[str, Callable[[Path, UserFolder, str], int]] = {
    "import": import_, "open": open_, "cancel": cancel, "window": window, "kbo": kbo_,
}  # fmt: skip


def main() -> int:
    """Make the files, then measure; 1 where a goal was missed."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    which = [word for word in sys.argv[1:] if not word.isdigit()] or [*FORMATS, "cancel", "window", "kbo"]
    rows, enterprises = [*numbers, *(100_000, 2_000_000)[len(numbers) :]]
    missed = 0
    with tempfile.TemporaryDirectory(prefix="vademecum-large-") as folder:
        work = Path(folder)
        Catalogue.open(UserFolder(work / "fresh")).close()
        for what in which:
            name = {"kbo": str(enterprises)}.get(what, f"rows{what if what in FORMATS else FORMATS[0]}")
            if what != "kbo" and not (work / name).exists():
                large_files.spreadsheet(work / name, rows)
            shutil.rmtree(work / "user", ignore_errors=True)
            shutil.copytree(work / "fresh", work / "user")
            print(f"{what} (load {os.getloadavg()[0]:.1f})", flush=True)
            step = "import" if what in FORMATS else what
            missed += apart(step, name, work)
    return int(missed > 0)


def apart(what: str, name: str, work: Path) -> int:
    """One step in a process of its own."""
    return subprocess.run([sys.executable, "-m", "tests.exchange.large", "--step", what, name, str(work)]).returncode


def step(what: str, name: str, folder: str) -> int:
    """In that process."""
    texts.set_language("en")
    work = Path(folder)
    return STEPS[what](work, UserFolder(work / "user"), name)


if __name__ == "__main__":
    sys.exit(step(*sys.argv[2:]) if sys.argv[1:2] == ["--step"] else main())
