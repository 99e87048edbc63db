"""Times, and the table in which they are printed."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Literal


@dataclass(frozen=True)
class Line:
    """One measure at one size. ``goal`` is a limit for ``judged``; None where nothing was agreed."""

    measure: str
    size: str
    samples: int
    p50: float
    p95: float
    max: float
    unit: str = "ms"
    goal: float | None = None
    judged: Literal["p50", "p95", "max"] = "p95"

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else getattr(self, self.judged) <= self.goal

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "met": self.met}


def line(
    measure: str,
    size: str,
    values: Iterable[float],
    *,
    unit: str = "ms",
    goal: float | None = None,
    judged: Literal["p50", "p95", "max"] = "p95",
) -> Line:
    """A line from single values."""
    ordered = sorted(values)

    def part(share: float) -> float:
        return ordered[max(0, ceil(share * len(ordered)) - 1)]

    return Line(measure, size, len(ordered), part(0.5), part(0.95), ordered[-1], unit, goal, judged)


class Stopwatch:
    """How long a call takes, in milliseconds: by the clock on the wall, or only while the processor was at it.

    The second is for a machine that is busy with other things too; it leaves out waiting for the disk.
    """

    clock = staticmethod(time.perf_counter)

    @classmethod
    def processor_only(cls) -> None:
        """From now on."""
        cls.clock = staticmethod(time.thread_time)


def milliseconds(work: Callable[[], object]) -> float:
    """How long a call takes, see Stopwatch."""
    start = Stopwatch.clock()
    work()
    return (Stopwatch.clock() - start) * 1000


def each(work: Callable[[str], object], questions: Sequence[str], rounds: int) -> list[float]:
    """How long each question takes, all of them in turn, some rounds long."""
    gc.collect()  # what was made before does not count
    return [milliseconds(lambda text=text: work(text)) for _round in range(rounds) for text in questions]  # type: ignore[misc]


def table(lines: Sequence[Line]) -> str:
    """The lines as text, in columns."""
    head = ("measure", "size", "n", "p50", "p95", "max", "unit", "goal", "met")
    rows = [head, *(_cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    texts = []
    for row in rows:
        left = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
        right = [cell.rjust(width) for cell, width in zip(row[2:6], widths[2:6], strict=True)]
        rest = [cell.ljust(width) for cell, width in zip(row[6:], widths[6:], strict=True)]
        texts.append("  ".join([*left, *right, *rest]).rstrip())
    texts.insert(1, "-" * max(map(len, texts)))
    return "\n".join(texts)


def _cells(line: Line) -> tuple[str, ...]:
    goal = f"{line.judged} <= {line.goal:g}" if line.goal is not None else ""
    met = "" if line.met is None else "yes" if line.met else "NO"
    values = (f"{value:.1f}" if value < 1000 else f"{value:.0f}" for value in (line.p50, line.p95, line.max))
    return (line.measure, line.size, str(line.samples), *values, line.unit, goal, met)
