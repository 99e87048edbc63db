"""The folder of backups: how copies are called, which are kept, whether there is room. Knows nothing of their inside.

A copy is called ``catalogue-0012-20261122-045012-import.db``: a number that only goes up, when, and why. The number
says which copy is the newest: a clock may have been set back. A copy gets that name when it is whole and on the disk.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, get_args

from vademecum.records import BackupReason

ROOM = 3  # a copy is made where the disk has room for this many
_NAME = re.compile(r"catalogue-(\d{4,})-(\d{8})-(\d{6})-([a-z]+)\.db")
_REASONS = get_args(BackupReason)


class Copy(NamedTuple):
    """One copy in the folder."""

    number: int
    made: datetime  # local time, as the clock said
    why: BackupReason
    path: Path


class Keep(NamedTuple):
    """How many copies stay: the last ones, then one of each week, then one of each month."""

    last: int = 10
    weeks: int = 8
    months: int = 12


def copies(folder: Path) -> list[Copy]:
    """The copies in the folder, oldest first."""
    found = []
    for path in folder.glob("catalogue-*.db"):
        match = _NAME.fullmatch(path.name)
        if match is None or match[4] not in _REASONS:
            continue
        try:
            made = datetime.strptime(match[2] + match[3], "%Y%m%d%H%M%S")
        except ValueError:  # named by hand
            continue
        found.append(Copy(int(match[1]), made, match[4], path))  # type: ignore[arg-type]
    return sorted(found)


def make(folder: Path, why: BackupReason, copy_to: Callable[[Path], None]) -> Copy:
    """Have a copy made, and give it its name when it is whole. Two programs may do so at once. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"catalogue-{uuid.uuid4().hex[:8]}.new"
    try:
        copy_to(beside)
        while True:
            number = max((copy.number for copy in copies(folder)), default=0) + 1
            made = datetime.now().replace(microsecond=0)
            target = folder / f"catalogue-{number:04}-{made:%Y%m%d-%H%M%S}-{why}.db"
            if not target.exists():
                break
        beside.rename(target)
    finally:
        beside.unlink(missing_ok=True)
        beside.with_name(beside.name + "-journal").unlink(missing_ok=True)
    _remember(folder)
    return Copy(number, made, why, target)


def sweep(folder: Path, keep: Keep, *, spare: Path | None = None) -> None:
    """Take away the copies that need not be kept, and what programs that were cut off left half."""
    for copy in superfluous(copies(folder), keep):
        if copy.path != spare:
            copy.path.unlink(missing_ok=True)
    for left in folder.glob("catalogue-*.new*"):
        if datetime.now().timestamp() - left.stat().st_mtime > 3600:
            left.unlink(missing_ok=True)


def superfluous(found: Iterable[Copy], keep: Keep) -> list[Copy]:
    """The copies that need not be kept; never the newest."""
    newest_first = sorted(found, reverse=True)
    kept = set(newest_first[: max(1, keep.last)])
    kept.update(_newest_of_each(newest_first, keep.weeks, lambda day: day.isocalendar()[:2]))
    kept.update(_newest_of_each(newest_first, keep.months, lambda day: (day.year, day.month)))
    return [copy for copy in newest_first if copy not in kept]


def _newest_of_each(newest_first: Iterable[Copy], count: int, period: Callable[[date], object]) -> list[Copy]:
    of_each: dict[object, Copy] = {}
    for copy in newest_first:
        of_each.setdefault(period(copy.made.date()), copy)
    return list(of_each.values())[:count]


def has_room(folder: Path, size: int) -> bool:
    """Whether the disk of the folder has ample room for a copy of this size."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free >= ROOM * size


def _remember(folder: Path) -> None:
    """Have the disk remember the name too: a power cut after this does not lose it."""
    if os.name == "nt":  # folders can't be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
