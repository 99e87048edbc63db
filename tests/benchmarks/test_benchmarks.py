"""The benchmarks run and print; how fast anything is, is not tested."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_the_benchmark_measures_a_small_catalogue(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.benchmarks", "--sizes", "50", "--without-window", "--json"]
    done = subprocess.run([*command, "--folder", str(tmp_path)], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = {line["measure"]: line for line in json.loads(done.stdout)["lines"]}
    assert lines["serves, 104 postcodes"]["samples"] % 104 == 0
    assert {"search, letter by letter", "saved record found", "yardstick: FTS5, all questions"} <= lines.keys()
    assert not list(tmp_path.glob("run-*"))
