"""The window, measured in processes of its own: how soon it is usable, how soon a key is answered, what it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.measuring import Line, line
from vademecum.paths import UserFolder

START_GOAL = 1.0  # seconds
MEMORY_GOAL = 160.0  # MB
PAINTED_GOAL = 50.0  # milliseconds
BLOCKED_GOAL = 16.0
_STARTS = 5
_PATIENCE = 180  # seconds for one process


def measure(folder: UserFolder, size: str) -> Iterator[Line]:
    """The window on an existing catalogue; without a display Qt paints in memory ("offscreen")."""
    _probe(folder, "start")  # leaves compiled modules
    starts = [_probe(folder, "start") for _number in range(_STARTS)]
    yield line("window usable, second start", size, [x["usable"] for x in starts], unit="s", goal=START_GOAL)
    yield line("window, memory at start", size, [x["memory"] for x in starts], unit="MB", goal=MEMORY_GOAL)
    typing = _probe(folder, "type")
    yield line("key pressed to results painted", size, typing["painted"], goal=PAINTED_GOAL)
    yield line("window's thread blocked", size, typing["blocked"], goal=BLOCKED_GOAL, judged="max")
    yield line("  of which by the program", size, typing["worked"], goal=BLOCKED_GOAL, judged="max")
    yield line("window, memory after typing", size, [typing["memory"]], unit="MB")
    yield line("pandas, numpy loaded", size, [len(typing["heavy"])], unit="", goal=0, judged="max")


def platform() -> str:
    """Where Qt paints."""
    return os.environ.get("QT_QPA_PLATFORM") or ("offscreen" if not os.environ.get("DISPLAY") else "display")


def _probe(folder: UserFolder, task: str) -> Any:
    environment = {**os.environ, "QT_QPA_PLATFORM": platform()}
    # On a user's machine the installer or the first start leaves the modules compiled.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if platform() == "display":
        del environment["QT_QPA_PLATFORM"]
    command = [sys.executable, "-m", "tests.benchmarks.window_probe", task, str(folder.root), str(time.time())]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=_PATIENCE)
    return json.loads(done.stdout)
