"""What is loaded, and when: a start is quick because most of the program isn't there yet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("pandas", "numpy", "pgeocode", "requests", "PIL")


def loaded(code: str, *arguments: str) -> set[str]:
    """The modules in memory after running the code in a new Python."""
    script = f"{code}\nimport sys\nprint('\\nloaded:', *sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2], timeout=120,
    )  # fmt: skip
    return set(done.stdout.rpartition("loaded:")[2].split())


def test_the_command_line_loads_nothing_before_it_is_asked() -> None:
    modules = loaded("import vademecum.cli")
    assert not modules & {*HEAVY, "PySide6", "sqlalchemy", "whoosh", "vademecum.catalogue"}


def test_a_question_at_the_command_line_loads_no_window(tmp_path: Path) -> None:
    code = "import sys; from vademecum.cli import run; assert run(['--data', sys.argv[1], 'serves', '8980']) == 0"
    modules = loaded(code, str(tmp_path))
    assert "vademecum.store.engine" in modules
    assert not modules & {*HEAVY, "PySide6"}


@pytest.mark.gui
def test_the_window_is_there_before_store_and_search_are_loaded() -> None:
    modules = loaded("import vademecum.gui.app")
    assert "vademecum.gui.main_window" in modules
    assert not modules & {*HEAVY, "sqlalchemy", "whoosh"}
