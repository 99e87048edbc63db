"""The catalogue file: opening, its lock, transactions, whole copies. The only module that knows it is SQLite.

Any thread may read (``read``); writes go through one lane (``write``): a lock within the process and ``BEGIN
IMMEDIATE`` between processes. Where the folder can't be written, or nothing may be, a temporary copy is read instead: a
WAL file opened in place on a read-only disk would miss what was not checkpointed.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from vademecum.errors import CatalogueError
from vademecum.store import backup
from vademecum.store.migrations import HEAD, REVISIONS, upgrade
from vademecum.texts import _, date_words

BUSY_SECONDS = 5.0
LOOKED_AT = 24_000_000  # bytes: a larger file is not looked through at each start (12 ms for 9 MB)
_LEAST_ROOM = 65_536  # bytes: SQLite needs half of it to open a catalogue at all
_ATTEMPTS = 5  # to copy a file that others may be writing

log = logging.getLogger(__name__)


class Probe(NamedTuple):
    """What a look at a file says. ``own``: the identity of the catalogue, "" where unknown."""

    sound: bool
    change: int
    own: str


class Engine:
    """One open catalogue file."""

    def __init__(self, file: Path, *, read_only: bool = False) -> None:
        """Open an existing file and bring its tables up to date. Raises CatalogueError.

        ``read_only``: read a copy and write nothing, though it could be written.
        """
        if not file.exists():
            raise CatalogueError(
                "missing",
                _("There is no catalogue at %(file)s.") % {"file": file},
                _("Check the folder and try again."),
            )
        if file.stat().st_size == 0:  # SQLite would take it for a new catalogue
            raise damaged_error(file)
        self.file = file
        self.read_only = read_only or not _writable(file)
        self.own: set[int] = set()  # numbers of the operations that were committed here
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
            raise read_only_error(self.file)
        begun: list[int] = []
        with self._lane, world_errors(self.file), self._connect_to_write(begun) as connection, connection.begin():
            yield connection
            self.own.update(begun)  # before the commit: whoever sees these operations knows whose they are

    def _connect_to_write(self, begun: list[int]) -> sa.Connection:
        return self._engine.connect().execution_options(vademecum_write=True, vademecum_begun=begun)

    def copy_to(self, target: Path) -> None:
        """A whole and consistent copy of the catalogue in a new file; never a copy of the bare file."""
        with world_errors(self.file), self._engine.connect().execution_options(vademecum_bare=True) as connection:
            target.parent.mkdir(parents=True, exist_ok=True)
            connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
            with target.open("rb+") as file:
                os.fsync(file.fileno())
            shutil.copymode(self.file, target)  # who may not read the one, may not read the other

    def scrub(self) -> None:
        """Leave nothing of what was deleted in the free parts of the file or in its journal."""
        with self._lane, world_errors(self.file):
            with self._engine.connect().execution_options(vademecum_bare=True) as connection:
                connection.exec_driver_sql("VACUUM")
            with self._engine.connect().execution_options(vademecum_bare=True) as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def replace_by(self, source: Path) -> None:
        """Take over all of another file of the same revision, in place and at once: whoever has ours open, sees it.

        Raises CatalogueError: locked, damaged (so much that nothing can be put in its place while it is open).
        """
        deadline = time.monotonic() + BUSY_SECONDS

        def give_up(_status: int, _remaining: int, _total: int) -> None:
            if time.monotonic() > deadline:
                raise _locked(self.file)

        with self._lane, world_errors(self.file):
            with closing(_open_bare(source)) as whole, closing(sqlite3.connect(self.file, timeout=1.0)) as ours:
                whole.backup(ours, progress=give_up, sleep=0.05)
            self._engine.dispose()

    def _on_connect(self, raw: Any, _entry: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves: the driver's own transactions start too late
        cursor = raw.cursor()
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-2000"):
            cursor.execute(f"PRAGMA {pragma}")
        if not self.read_only:
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.close()

    def _bring_up_to_date(self) -> None:
        with self._engine.connect() as connection:
            try:
                revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            except sa.exc.OperationalError as error:
                if "no such table" in str(error):
                    raise damaged_error(self.file) from error
                raise
            if self.file.stat().st_size <= LOOKED_AT and damage(connection, thorough=False):
                raise damaged_error(self.file)
        if revision == HEAD:
            return
        if revision not in REVISIONS:
            raise CatalogueError(
                "newer",
                _("This catalogue was made by a newer version of Vademecum: %(file)s.") % {"file": self.file},
                _("Install the newest version of the program to open it."),
            )
        folder = self.file.parent / "backups"
        if not self.read_only:
            if backup.has_room(folder, self.file.stat().st_size):
                backup.make(folder, "migration", self.copy_to)
            else:
                log.warning("no room for a backup of %s before its tables change", self.file)
        with self._lane, self._connect_to_write([]) as connection:
            upgrade(connection)

    def _working_copy(self) -> Path:
        self._copy = tempfile.TemporaryDirectory(prefix="vademecum-")
        target = Path(self._copy.name) / self.file.name
        copy_as_it_is(self.file, target)
        return target


def create(file: Path) -> None:
    """Make an empty catalogue with the newest tables at ``file``, which must not exist."""
    with world_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(f"sqlite:///{file}")
        with engine.connect() as connection:
            upgrade(connection)
        engine.dispose()


def copy_as_it_is(file: Path, target: Path) -> None:
    """Copy a file that we have no rights on, or that is damaged, with what others are writing in it.

    ``target`` may get a ``-wal`` beside it. Raises CatalogueError.
    """
    with world_errors(file):
        for _attempt in range(_ATTEMPTS):
            before = _marks(file)
            for suffix in ("", "-wal"):
                part = file.with_name(file.name + suffix)
                copied = target.with_name(target.name + suffix)
                copied.unlink(missing_ok=True)
                if part.exists():
                    shutil.copyfile(part, copied)
                    copied.chmod(0o600)
            if _marks(file) == before:
                return
            # Somebody writes in it: then the journal is shared, and the file may be read in an orderly way.
            target.with_name(target.name + "-wal").unlink(missing_ok=True)
            target.unlink()
            try:
                with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as theirs:
                    theirs.execute("VACUUM INTO ?", (str(target),))
                return
            except sqlite3.DatabaseError:
                target.unlink(missing_ok=True)
    raise _locked(file)


def _marks(file: Path) -> list[tuple[int, int]]:
    """What tells that a file or its journal was written in."""
    parts = [file, file.with_name(file.name + "-wal")]
    return [(part.stat().st_size, part.stat().st_mtime_ns) for part in parts if part.exists()]


def probe(file: Path) -> Probe:
    """Look at a copy that nobody writes in."""
    try:
        with closing(_open_bare(file)) as raw:
            sound = raw.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
            (change,) = raw.execute("SELECT max(number) FROM change").fetchone()
            own = raw.execute("SELECT value FROM meta WHERE key = 'catalogue_id'").fetchone()
    except sqlite3.DatabaseError:
        return Probe(sound=False, change=0, own="")
    return Probe(sound=sound, change=change or 0, own=own[0] if own else "")


def _open_bare(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def newest_good(folder: Path) -> backup.Copy | None:
    """The newest backup in the folder that can be read."""
    return next((copy for copy in reversed(backup.copies(folder)) if probe(copy.path).sound), None)


def damage(connection: sa.Connection, *, thorough: bool = True) -> list[str]:
    """What the database itself finds wrong with the file, in its own words; empty when all is well.

    Not ``thorough``: a quick look that leaves out whether indexes agree with their tables.
    """
    question = "PRAGMA integrity_check" if thorough else "PRAGMA quick_check(1)"
    return [line for (line,) in connection.exec_driver_sql(question) if line != "ok"]


class Broken(NamedTuple):
    """A line that points at a line that doesn't exist. ``row``: its number in its table."""

    table: str
    row: int
    parent: str
    column: str


def broken_references(connection: sa.Connection) -> list[Broken]:
    """All lines that point at nothing."""
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    columns: dict[str, dict[int, str]] = {}
    for table in {row[0] for row in found}:
        keys = connection.exec_driver_sql(f'PRAGMA foreign_key_list("{table}")')
        columns[table] = {key[0]: key[3] for key in keys}
    return [Broken(row[0], row[1], row[2], columns[row[0]][row[3]]) for row in found]


def _on_begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("vademecum_bare"):  # VACUUM stands outside any transaction
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("vademecum_write") else "BEGIN")


def _writable(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def read_only_error(file: Path) -> CatalogueError:
    """Said to who wants to change what can only be read."""
    return CatalogueError(
        "read_only",
        _("This catalogue can only be read: %(file)s.") % {"file": file},
        _("Copy it to a folder of your own to change it."),
    )


def damaged_error(file: Path) -> CatalogueError:
    """Said of a damaged file; names the newest good backup beside it."""
    said = _("The catalogue file is damaged: %(file)s.") % {"file": file}
    backup = _way_back(file)
    if backup:
        backup += " " + _("`vademecum check --repair` saves what can still be read.")
    return CatalogueError("damaged", said, backup or _anew())


def hopeless_error(file: Path) -> CatalogueError:
    """Said of a damaged file of which nothing can be read."""
    said = _("Nothing can be read any more of the catalogue file: %(file)s.") % {"file": file}
    return CatalogueError("damaged", said, _way_back(file) or _anew())


def lost_error(file: Path) -> CatalogueError | None:
    """Said where backups are left of a catalogue that is gone; None where there are none."""
    backup = _way_back(file)
    if not backup:
        return None
    again = _("To begin anew, move the folder “backups” away too.")
    said = _("The catalogue file is gone, its backups are there: %(file)s.") % {"file": file}
    return CatalogueError("missing", said, f"{backup} {again}")


def _way_back(file: Path) -> str:
    good = newest_good(file.parent / "backups")
    if good is None:
        return ""
    told = {"number": good.number, "day": date_words(good.made.date().isoformat()), "time": f"{good.made:%H:%M}"}
    return (
        _(
            "The last good backup is number %(number)d, of %(day)s at %(time)s. "
            "`vademecum restore %(number)d` puts it back."
        )
        % told
    )


def _anew() -> str:
    return _("Put a backup in its place, or move the file away: the catalogue is then made anew.")


def _locked(file: Path) -> CatalogueError:
    return CatalogueError(
        "locked",
        _("Another program keeps the catalogue locked: %(file)s.") % {"file": file},
        _("Close the other program, or wait a moment and try again."),
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
    except json.JSONDecodeError as error:  # of a list in a column: nobody wrote that
        raise damaged_error(file) from error
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


def _has_room(folder: Path) -> bool:
    return shutil.disk_usage(folder).free >= _LEAST_ROOM


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
        return damaged_error(file)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _locked(file)
    if "decode to UTF-8" in str(error):
        return damaged_error(file)
    # Where not even the small file beside the log fits, SQLite says no more than that the disk gives errors.
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and not _has_room(file.parent)):
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
