"""Where things are: what ships with the program, and what belongs to the user.

The user's folder is, in this order: ``--data DIR``; a folder ``vademecum-data`` beside the program when a file
``vademecum-portable`` stands there (a stick that leaves nothing on the computer); the system's folder for user data.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import platformdirs

PORTABLE_MARKER = "vademecum-portable"
PORTABLE_FOLDER = "vademecum-data"

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """A folder that ships with the program: in the package when installed, beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def data_folder() -> Path:
    """The shipped data: ``places/`` and ``catalogue/``."""
    return _shipped("data")


def resources_folder() -> Path:
    """The shipped resources: icons, styles, texts, guide."""
    return _shipped("resources")


def program_folder() -> Path:
    """The folder of the program as the user sees it: of the frozen executable, else the environment's."""
    return Path(sys.executable).resolve().parent if getattr(sys, "frozen", False) else Path(sys.prefix)


class UserFolder(msgspec.Struct, frozen=True):
    """The places of the user's own files. ``portable``: on the stick with the program."""

    root: Path
    portable: bool = False

    @property
    def catalogue(self) -> Path:
        return self.root / "catalogue.db"

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def places(self) -> Path:
        """Place data that the user refreshed."""
        return self.root / "places"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def opened(self) -> Path:
        """How often pages were opened here, for the order of the worklist."""
        return self.root / "opened.json"

    @property
    def memory(self) -> Path:
        """Saved and recent searches."""
        return self.root / "searches.json"

    @property
    def drafts(self) -> Path:
        """Edits that were not saved yet."""
        return self.root / "drafts"

    @property
    def columns(self) -> Path:
        """Which column of which spreadsheet was which field."""
        return self.root / "columns.json"


def user_folder(chosen: Path | None = None) -> UserFolder:
    """The user's folder; nothing is created."""
    if chosen is not None:
        return UserFolder(chosen.expanduser().resolve())
    program = program_folder()
    if (program / PORTABLE_MARKER).exists():
        return UserFolder(program / PORTABLE_FOLDER, portable=True)
    return UserFolder(Path(platformdirs.user_data_dir("Vademecum", appauthor=False)))


def damaged(path: Path) -> Path:
    """Where a file that can't be read is kept when it is replaced; nothing that lies there already is overwritten."""
    beside = path.with_name(path.name + ".damaged")
    number = 1
    while beside.exists():
        number += 1
        beside = path.with_name(f"{path.name}.damaged-{number}")
    return beside


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one piece: a reader sees the old or the new. Raises OSError where that can't be done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_bytes(content)
    os.replace(beside, path)
