"""The installed program, and folders for it to work in.

``VADEMECUM_PROGRAM`` names the program to try (an installed wheel, a built one-folder program). Without it, the wheel
is built and installed in an environment of its own, which borrows the libraries of this one: no network is needed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    """What a run of the program gave."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    def complains(self, *words: str) -> None:
        """The program refused: code 2, one clear line on stderr that holds the words, nothing else."""
        assert self.code == 2, self
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        for word in words:
            assert word in self.err


@dataclass(frozen=True)
class Program:
    """The program as it is installed. It sees a home of its own, no screen and no network."""

    path: Path
    home: Path

    @property
    def folder(self) -> Path:
        """The folder of the program as the user sees it."""
        return self.path.parent.parent if self.path.parent.name in ("bin", "Scripts") else self.path.parent

    def command(self, *arguments: str, data: Path | None = None) -> list[str]:
        return [str(self.path), *(("--data", str(data)) if data is not None else ()), *arguments]

    def environment(self) -> dict[str, str]:
        kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR") if key in os.environ}
        nowhere = "http://127.0.0.1:9"
        return kept | {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "LOCALAPPDATA": str(self.home),
            "LANG": "C.UTF-8",
            "COLUMNS": "160",
            "http_proxy": nowhere,
            "https_proxy": nowhere,
        }

    def run(self, *arguments: str, data: Path | None = None, before: tuple[str, ...] = ()) -> Answer:
        """Run a command; ``before`` is a command that starts the program."""
        done = subprocess.run(
            [*before, *self.command(*arguments, data=data)],
            capture_output=True, text=True, encoding="utf-8", env=self.environment(), timeout=180, cwd=self.home,
        )  # fmt: skip
        return Answer(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str, data: Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments, data=data),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=self.environment(),
        )  # fmt: skip


def install(folder: Path) -> Path:
    """Build the wheel from a copy of the sources and install it; the program."""
    source = folder / "source"
    source.mkdir()
    for name in ("vademecum", "data", "resources"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run(build, check=True, capture_output=True, timeout=300)
    (wheel,) = folder.glob("*.whl")
    place = folder / "program"
    venv.create(place, with_pip=False)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--quiet", str(wheel)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    (library,) = place.rglob("site-packages")
    (library / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts / ("vademecum.exe" if os.name == "nt" else "vademecum")
