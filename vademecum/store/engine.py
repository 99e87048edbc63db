"""The catalogue file: opening, its lock, transactions. The only module that knows it is SQLite.

Any thread may read (``read``); writes go through one lane (``write``): a lock within the process and ``BEGIN
IMMEDIATE`` between processes. Where the folder can't be written, a temporary copy is read instead: a WAL file opened in
place on a read-only disk would miss what was not checkpointed.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from vademecum.errors import CatalogueError
from vademecum.store.migrations import HEAD, REVISIONS, upgrade
from vademecum.texts import _

BUSY_SECONDS = 5.0


class Engine:
    """One open catalogue file."""

    def __init__(self, file: Path) -> None:
        """Open an existing file and bring its tables up to date. Raises CatalogueError."""
        if not file.exists():
            raise CatalogueError(
                "missing",
                _("There is no catalogue at %(file)s.") % {"file": file},
                _("Check the folder and try again."),
            )
        if file.stat().st_size == 0:  # SQLite would take it for a new catalogue
            raise _damaged(file)
        self.file = file
        self.read_only = not _writable(file)
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._lane = threading.RLock()
        opened = self._working_copy() if self.read_only else file
        self._engine = sa.create_engine(
            f"sqlite:///{opened}", connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
        )
        sa.event.listen(self._engine, "connect", self._on_connect)
        sa.event.listen(self._engine, "begin", _on_begin)
        try:
            with world_errors(file):
                self._bring_up_to_date()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the file back; the WAL is folded in by the last connection."""
        self._engine.dispose()
        if self._copy is not None:
            self._copy.cleanup()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection for reading: sees one state of the catalogue until it is left."""
        with world_errors(self.file), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """The one lane for writes: commits at the end, rolls back on any error."""
        if self.read_only:
            raise CatalogueError(
                "read_only",
                _("This catalogue can only be read: %(file)s.") % {"file": self.file},
                _("Copy it to a folder of your own to change it."),
            )
        with self._lane, world_errors(self.file), self._connect_to_write() as connection, connection.begin():
            yield connection

    def _connect_to_write(self) -> sa.Connection:
        return self._engine.connect().execution_options(vademecum_write=True)

    def copy_to(self, target: Path) -> None:
        """A whole and consistent copy of the catalogue in a new file; never a copy of the bare file."""
        with world_errors(target), self._engine.connect().execution_options(vademecum_bare=True) as connection:
            target.parent.mkdir(parents=True, exist_ok=True)
            connection.exec_driver_sql("VACUUM INTO ?", (str(target),))

    def _on_connect(self, raw: Any, _entry: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves: the driver's own transactions start too late
        cursor = raw.cursor()
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-8000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA query_only=ON" if self.read_only else "PRAGMA journal_mode=WAL")
        cursor.close()

    def _bring_up_to_date(self) -> None:
        with self._engine.connect() as connection:
            try:
                revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            except sa.exc.OperationalError as error:
                if "no such table" in str(error):
                    raise _damaged(self.file) from error
                raise
        if revision == HEAD:
            return
        if revision not in REVISIONS:
            raise CatalogueError(
                "newer",
                _("This catalogue was made by a newer version of Vademecum: %(file)s.") % {"file": self.file},
                _("Install the newest version of the program to open it."),
            )
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        self.copy_to(self.file.parent / "backups" / f"catalogue-{revision}-{stamp}.db")
        with self._lane, self._connect_to_write() as connection:
            upgrade(connection)

    def _working_copy(self) -> Path:
        self._copy = tempfile.TemporaryDirectory(prefix="vademecum-")
        target = Path(self._copy.name) / self.file.name
        with world_errors(self.file):
            for suffix in ("", "-wal"):
                part = self.file.with_name(self.file.name + suffix)
                if part.exists():
                    copied = Path(shutil.copyfile(part, target.with_name(target.name + suffix)))
                    copied.chmod(0o600)
        return target


def create(file: Path) -> None:
    """Make an empty catalogue with the newest tables at ``file``, which must not exist."""
    with world_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(f"sqlite:///{file}")
        with engine.connect() as connection:
            upgrade(connection)
        engine.dispose()


def damage(connection: sa.Connection) -> list[str]:
    """What the database itself finds wrong with the file, in its own words; empty when all is well."""
    return [line for (line,) in connection.exec_driver_sql("PRAGMA integrity_check") if line != "ok"]


def broken_references(connection: sa.Connection) -> list[tuple[str, str]]:
    """(table, table pointed at) for each line that points at a line that doesn't exist."""
    return [(row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]


def _on_begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("vademecum_bare"):  # VACUUM stands outside any transaction
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("vademecum_write") else "BEGIN")


def _writable(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def _damaged(file: Path) -> CatalogueError:
    return CatalogueError(
        "damaged",
        _("The catalogue file is damaged: %(file)s.") % {"file": file},
        _("Put a backup in its place, or move the file away: the catalogue is then made anew."),
    )


@contextmanager
def world_errors(file: Path) -> Iterator[None]:
    """Turn what SQLite and the system say about the file into a CatalogueError; bugs pass as they are."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        known = _known(getattr(error, "orig", error), file)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _no_space(file) from error
        if error.errno in (errno.EEXIST, errno.ENOTDIR):
            raise CatalogueError(
                "missing",
                _("There is a file where the folder should be: %(folder)s.") % {"folder": file.parent},
                _("Choose another folder with --data."),
            ) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise CatalogueError(
                "read_only",
                _("There is no permission to write in %(folder)s.") % {"folder": file.parent},
                _("Choose another folder with --data, or ask your administrator for permission."),
            ) from error
        raise


def _no_space(file: Path) -> CatalogueError:
    return CatalogueError(
        "no_space",
        _("The disk is full: %(folder)s.") % {"folder": file.parent},
        _("Nothing was saved. Make room and try again."),
    )


def _known(error: object, file: Path) -> CatalogueError | None:
    # SQLite's primary result code is the low byte of the extended one.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _damaged(file)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CatalogueError(
            "locked",
            _("Another program keeps the catalogue locked: %(file)s.") % {"file": file},
            _("Close the other program, or wait a moment and try again."),
        )
    if code == sqlite3.SQLITE_FULL:
        return _no_space(file)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return CatalogueError(
            "read_only",
            _("The catalogue can't be opened for writing: %(file)s.") % {"file": file},
            _("Choose another folder with --data, or ask your administrator for permission."),
        )
    if code == sqlite3.SQLITE_IOERR:
        return CatalogueError(
            "damaged",
            _("The disk gives errors while reading the catalogue: %(file)s.") % {"file": file},
            _("Copy the folder to another disk and open it there."),
        )
    return None
