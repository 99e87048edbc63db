"""What the commands share: exit codes, the options before the command, opening the catalogue, one JSON document."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from vademecum.paths import UserFolder

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

FOUND, NOTHING, BAD = 0, 1, 2
STOPPED = 130  # Ctrl+C, as shells have it
_WIDTH = 60

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@dataclass
class Session:
    """What the options before the command say."""

    folder: UserFolder
    language: str | None
    read_only: bool


def session(context: typer.Context) -> Session:
    """The options before the command."""
    found: Session = context.obj
    return found


def open_catalogue(context: typer.Context) -> closing[Catalogue]:
    """The catalogue of the folder chosen; closed when the block is left. Raises CatalogueError."""
    from vademecum.catalogue import Catalogue

    chosen = session(context)
    return closing(Catalogue.open(chosen.folder, read_only=chosen.read_only))


def print_json(value: object) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def progress() -> Callable[[str, float], None]:
    """Says how far it is, on one line of stderr that makes way for the answer; nothing where nobody looks."""
    if not sys.stderr.isatty():
        return lambda _text, _part: None

    def say(text: str, part: float) -> None:
        line = f"{text} {part:4.0%}" if part < 1.0 else ""
        typer.echo(f"\r{line:{_WIDTH}}\r", nl=False, err=True)

    return say
