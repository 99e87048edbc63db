"""Making the catalogue file at first start, and moving a damaged one out of the way."""

from __future__ import annotations

import getpass
import logging
import os
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from itertools import chain, count
from pathlib import Path

import sqlalchemy as sa

from vademecum.catalogue import starter
from vademecum.errors import KnownError
from vademecum.paths import UserFolder, data_folder
from vademecum.places.gazetteer import Gazetteer
from vademecum.store import backup, engine, reference
from vademecum.texts import _

log = logging.getLogger(__name__)

Progress = Callable[[str, float], None]  # what is being done, 0.0 to 1.0


def set_aside(folder: UserFolder) -> Path:
    """Move a damaged catalogue out of the way, so that the next start makes a new one; gives its new place."""
    target = name_aside(folder)
    with engine.world_errors(folder.catalogue):
        for suffix in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                folder.catalogue.with_name(folder.catalogue.name + suffix).rename(
                    target.with_name(target.name + suffix)
                )
        folder.catalogue.rename(target)
    return target


def gazetteer(folder: UserFolder) -> Gazetteer:
    """The shipped places with the user's refreshed ones; without these where they can't be read."""
    shipped = data_folder() / "places"
    try:
        return Gazetteer.load(shipped, folder.places)
    except KnownError as error:
        log.warning("refreshed places left out: %s", error)
        return Gazetteer.load(shipped)


def login() -> str:
    """The login name, or "?"."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no login name: a service, or Windows without the variable
        return "?"


def name_aside(folder: UserFolder) -> Path:
    """A free name to keep a damaged catalogue under."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    endings = chain([""], (f"-{number}" for number in count(2)))
    names = (f"catalogue-damaged-{stamp}{ending}.db" for ending in endings)
    return next(path for path in map(folder.root.joinpath, names) if not path.exists())


def refuse_if_lost(folder: UserFolder) -> None:
    """Raises CatalogueError where backups are left of a catalogue that is gone: nobody wants a new one for it.

    Who put a damaged catalogue aside after the last backup asked for a new one.
    """
    copies = backup.copies(folder.backups)
    aside = [path.stat().st_ctime for path in folder.root.glob("catalogue-damaged-*.db")]
    if copies and max(aside, default=0.0) < max(copy.path.stat().st_ctime for copy in copies):
        lost = engine.lost_error(folder.catalogue)
        if lost is not None:
            raise lost


def make(folder: UserFolder, gazetteer: Gazetteer, who: str, report: Progress) -> None:
    """Make the catalogue beside its place and move it there whole: a start that is cut off leaves nothing half."""
    fresh = folder.catalogue.with_name(f"catalogue-{uuid.uuid4().hex[:8]}.new")
    with engine.world_errors(folder.catalogue):
        folder.root.mkdir(parents=True, exist_ok=True)
        for leftover in folder.root.glob("catalogue-*.new*"):
            if datetime.now().timestamp() - leftover.stat().st_mtime > 3600:
                leftover.unlink()
    report(_("Making the catalogue"), 0.02)
    try:
        engine.create(fresh)
        store = engine.Engine(fresh)
        try:
            with store.write() as connection:
                reference.set_meta(connection, "catalogue_id", uuid.uuid4().hex)
                report(_("Taking in places"), 0.1)
                put_places(connection, gazetteer)
                report(_("Taking in actors"), 0.2)
                starter.take_in(connection, data_folder() / "catalogue", who)
        finally:
            store.close()
        with engine.world_errors(folder.catalogue), suppress(FileExistsError):
            _move_if_absent(fresh, folder.catalogue)
    finally:
        for suffix in ("", "-wal", "-shm"):
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)


def _move_if_absent(source: Path, target: Path) -> None:
    """Raises FileExistsError when another program was first."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a stick without hard links
        if target.exists():
            raise FileExistsError(target) from None
        source.rename(target)


def put_places(connection: sa.Connection, gazetteer: Gazetteer) -> None:
    """Replace the areas by those of the gazetteer."""
    reference.put_areas(connection, gazetteer.areas(), gazetteer.closure())
    reference.set_meta(connection, "places_digest", gazetteer.digest)
