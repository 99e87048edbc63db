"""That nothing is lost: backups, going back to one, repairs, and edits that meet.

A restore is an operation like any other: the records become as they were, the history goes on, and it can be taken
back. Only a file too damaged for that is replaced whole. Whatever may go wrong is done after a copy.

The functions that take a folder work without an open catalogue, for one that can't be opened.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum import settings
from vademecum.catalogue import checking, opening, threeway
from vademecum.catalogue.core import Core
from vademecum.errors import CatalogueError, KnownError, NotFoundError
from vademecum.paths import UserFolder
from vademecum.places.gazetteer import Gazetteer
from vademecum.store import backup, engine, mapping, operation, reading, reference, repair, soundness
from vademecum.store.operation import Operation
from vademecum.texts import _, ngettext

log = logging.getLogger(__name__)

TESTED = "restore_tested"  # the day on which restoring was tried, in the file's own memory


# with an open catalogue ----------------------------------------------------------------------------------------------


class Safety:
    """Backups and repairs of an open catalogue. Safe from any thread; every method may wait for the disk."""

    def __init__(self, core: Core) -> None:
        """The same inside as the other rooms."""
        self._core = core
        self._notes: list[str] = []
        self._beside: threading.Thread | None = None

    def begin(self) -> None:
        """Beside all else, at a start: a backup when something changed since the last; the first is put to the test.

        What goes wrong is in :meth:`state`.
        """
        if not self._core.store.read_only:
            self._beside = threading.Thread(target=self._begin, name="backup")
            self._beside.start()

    def wait(self) -> None:
        """Until what :meth:`begin` began is done."""
        if self._beside is not None:
            self._beside.join()

    def _begin(self) -> None:
        try:
            with self._core.store.read() as connection:
                tested = reference.meta(connection, TESTED)
                change = operation.last_change(connection)
            known = backup.copies(self._core.folder.backups)
            newest = engine.probe(known[-1].path) if known else None
            wanted = settings.load(self._core.folder.settings)[0].backups
            stale = newest is None or not newest.sound or newest.change != change
            made = keep(self._core, "start") if stale and (wanted or not tested) else None
            if stale and wanted and made is None:
                self._notes.append(_no_room())
            if not tested and made is not None:
                self._test(Path(made.file))
        except KnownError as error:
            log.warning("no backup was made: %s", error)
            self._notes.append(str(error))

    def _test(self, file: Path) -> None:
        """Open the copy as a catalogue and count what is in it; only a copy that holds all counts as a test passed."""
        with self._core.store.read() as ours, opened_copy(file) as other, other.read() as theirs:
            if operation.last_change(ours) != operation.last_change(theirs):
                return  # somebody is quick; the next start tries again
            good = reading.counts(ours) == reading.counts(theirs) and not soundness.findings(theirs)
        if not good:
            self._notes.append(_("A backup was made, but not all came back when restoring it was tried."))
            return
        with self._core.store.write() as connection:
            reference.set_meta(connection, TESTED, date.today().isoformat())

    def state(self) -> r.SafetyState:
        """How many backups there are, the newest, whether restoring was tried, and what people must know."""
        with self._core.store.read() as connection:
            tested = reference.meta(connection, TESTED)
        known = backup.copies(self._core.folder.backups)
        newest = _looked_at(known[-1]) if known else None
        return r.SafetyState(backups=len(known), newest=newest, tested=tested, notes=tuple(self._notes))

    def backup(self) -> r.Backup:
        """Make a backup now. Raises CatalogueError where the disk has no room for it."""
        return must_keep(self._core, "asked")

    def backups(self) -> tuple[r.Backup, ...]:
        """All backups, newest first."""
        return backups(self._core.folder)

    def difference(self, copy: r.Backup) -> r.Difference:
        """What happened since a backup. Raises CatalogueError for one that can't be read or is of a newer program."""
        with opened_copy(Path(copy.file)) as other, other.read() as theirs, self._core.store.read() as ours:
            return r.Difference(backup=copy, lines=_lines(_everything(theirs), _everything(ours)))

    def restore(self, copy: r.Backup) -> r.Changes:
        """Go back to a backup, after a backup of what is there now. Raises CatalogueError.

        One operation, which can be taken back. A damaged file is put aside as it is and replaced whole; the answer then
        names no records.
        """
        store = self._core.store
        with opened_copy(Path(copy.file)) as other:
            if self._damaged():
                self._keep_damaged()
                whole = other.file.with_name("whole.db")
                other.copy_to(whole)
                store.replace_by(whole)
                return self._core.renew()
            must_keep(self._core, "restore", spare=copy)
            with other.read() as theirs:
                wanted, areas = _everything(theirs), reference.areas(theirs)
        return self._core.write("rewind", lambda op: _restore(op, wanted, areas))

    def repair(self) -> r.Repair:
        """Put right what :meth:`Catalogue.check` finds, after a backup. Raises CatalogueError."""
        try:
            found = self._check()
            damaged = bool(found) and self._damaged()
        except CatalogueError as error:
            if error.reason != "damaged":
                raise
            found, damaged = (r.Problem(level="error", text=error.text),), True
        if not found:
            return r.Repair()
        if damaged:
            kept = self._keep_damaged()
            done = self._replace_by_what_is_readable(kept)
        else:
            kept = Path(must_keep(self._core, "repair").file)
            done = self._mend()
        self._core.rebuild(lambda _part: None)
        done.append(_("The search index was made anew."))
        return r.Repair(found=found, done=tuple(done), left=self._check(), kept=str(kept))

    def _check(self) -> tuple[r.Problem, ...]:
        with self._core.now() as (connection, snapshot):
            return checking.check(connection, snapshot, self._core.gazetteer, self._core.index)

    def _damaged(self) -> bool:
        try:
            with self._core.store.read() as connection:
                return bool(engine.damage(connection))
        except CatalogueError as error:
            if error.reason != "damaged":
                raise
            return True

    def _keep_damaged(self) -> Path:
        if self._core.store.read_only:
            raise engine.read_only_error(self._core.folder.catalogue)
        folder = self._core.folder
        target = opening.name_aside(folder)
        _need_room(folder)
        engine.copy_as_it_is(folder.catalogue, target)
        return target

    def _replace_by_what_is_readable(self, damaged: Path) -> list[str]:
        with tempfile.TemporaryDirectory(prefix="vademecum-") as scratch:
            fresh = Path(scratch) / "fresh.db"
            salvaged = _salvage(damaged, fresh, self._core.folder, self._core.gazetteer, self._core.who)
            whole = Path(scratch) / "whole.db"
            with closing(engine.Engine(fresh)) as other:
                other.copy_to(whole)
            self._core.store.replace_by(whole)
        self._core.renew()
        return repair.told(salvaged)

    def _mend(self) -> list[str]:
        done: list[str] = []

        def work(op: Operation) -> None:
            connection = op.connection
            if checking.places_differ(connection, self._core.gazetteer):
                opening.put_places(connection, self._core.gazetteer)
                done.append(_("The places were taken in anew."))
            done.extend(repair.bring_back(connection, op))
            mended = repair.mend_references(connection)
            if mended:
                text = ngettext("%(n)d loose line was taken away.", "%(n)d loose lines were taken away.", mended)
                done.append(text % {"n": mended})
            done.extend(repair.reconcile(connection, op))

        self._core.write("repair", work)
        return done

    def merge(self, base: r.Record | None, mine: r.Record, theirs: r.Record) -> r.Merge:
        """Bring two edits of one record together: see :class:`ConflictError`, which carries both."""
        return threeway.merge(base, mine, theirs)

    def settle(self, merge: r.Merge, theirs: Collection[str]) -> r.Record:
        """The record to save: theirs for the clashes of these paths, mine for the others."""
        return threeway.settle(merge, theirs)


def keep(core: Core, why: r.BackupReason) -> r.Backup | None:
    """A backup before something that may go wrong; None, and a warning, where the disk has no room for it."""
    folder = core.folder.backups
    with engine.world_errors(core.folder.catalogue):
        if not backup.has_room(folder, _size(core.folder)):
            log.warning("no backup before %s: the disk is nearly full", why)
            return None
        made = backup.make(folder, why, core.store.copy_to)
        _sweep(core.folder)
    return _looked_at(made)


def must_keep(core: Core, why: r.BackupReason, spare: r.Backup | None = None) -> r.Backup:
    """A backup without which there is no going on; ``spare`` is not swept away. Raises CatalogueError."""
    if core.store.read_only:
        raise engine.read_only_error(core.folder.catalogue)
    _need_room(core.folder)
    folder = core.folder.backups
    with engine.world_errors(core.folder.catalogue):
        made = backup.make(folder, why, core.store.copy_to)
        _sweep(core.folder, spare)
    return _looked_at(made)


# without an open catalogue -------------------------------------------------------------------------------------------


def backups(folder: UserFolder) -> tuple[r.Backup, ...]:
    """All backups in a folder, newest first. Looks into each: 10 ms for every 8 MB."""
    return tuple(_looked_at(copy) for copy in reversed(backup.copies(folder.backups)))


def last_good(folder: UserFolder) -> r.Backup | None:
    """The newest backup that can be read."""
    found = engine.newest_good(folder.backups)
    return _looked_at(found) if found is not None else None


def find(folder: UserFolder, number_or_file: str) -> r.Backup:
    """The backup of this number, or any other file that holds a catalogue. Raises NotFoundError."""
    if number_or_file.isdigit():
        for copy in reversed(backup.copies(folder.backups)):
            if copy.number == int(number_or_file):
                return _looked_at(copy)
        raise NotFoundError(_("There is no backup number %(number)s.") % {"number": number_or_file})
    path = Path(number_or_file).expanduser().resolve()
    if not path.is_file():
        raise NotFoundError(_("There is no file %(file)s.") % {"file": path})
    made = datetime.fromtimestamp(path.stat().st_mtime).replace(microsecond=0)
    return _looked_at(backup.Copy(0, made, "asked", path))


def put_back(folder: UserFolder, copy: r.Backup) -> Path:
    """Put a backup in the place of a catalogue that can't be opened; gives where that one is kept.

    Raises CatalogueError. For a catalogue that nobody has open.
    """
    _need_room(folder)
    with opened_copy(Path(copy.file)) as other:  # it can be opened, and has the tables of this program
        return _put_in_place(folder, other)


def rescue(folder: UserFolder) -> r.Repair:
    """Save what can be read of a catalogue that can't be opened. Raises CatalogueError where that is nothing.

    For a catalogue that nobody has open.
    """
    _need_room(folder)
    who = settings.load(folder.settings)[0].who or opening.login()
    with tempfile.TemporaryDirectory(prefix="vademecum-") as scratch:
        copy, fresh = Path(scratch) / "damaged.db", Path(scratch) / "fresh.db"
        engine.copy_as_it_is(folder.catalogue, copy)
        repair.lengthen(copy)
        try:
            salvaged = _salvage(copy, fresh, folder, opening.gazetteer(folder), who)
        except CatalogueError as error:
            raise engine.hopeless_error(folder.catalogue) from error
        if salvaged.records == len(salvaged.older):  # all of it from the backup: going back to that is better
            raise engine.hopeless_error(folder.catalogue)
        with closing(engine.Engine(fresh)) as other:
            kept = _put_in_place(folder, other)
    return r.Repair(done=tuple(repair.told(salvaged)), kept=str(kept))


@contextmanager
def opened_copy(file: Path) -> Iterator[engine.Engine]:
    """A copy of a backup, opened and with today's tables; the backup itself is left as it is. Raises CatalogueError."""
    with tempfile.TemporaryDirectory(prefix="vademecum-") as scratch:
        own = Path(scratch) / "copy.db"
        engine.copy_as_it_is(file, own)
        try:
            store = engine.Engine(own)
        except CatalogueError as error:
            if error.reason == "damaged":
                raise CatalogueError(
                    "damaged", _("This backup is damaged: %(file)s.") % {"file": file}, _("Choose an earlier one.")
                ) from error
            raise
        with closing(store):
            yield store


def _put_in_place(folder: UserFolder, other: engine.Engine) -> Path:
    """The catalogue is put aside, and the other takes its place whole."""
    beside = folder.root / "catalogue-restored.new"
    kept = opening.name_aside(folder)
    with engine.world_errors(folder.catalogue):
        beside.unlink(missing_ok=True)
        other.copy_to(beside)
        if folder.catalogue.exists():
            engine.copy_as_it_is(folder.catalogue, kept)
            shutil.copymode(folder.catalogue, beside)
        for suffix in ("-wal", "-shm"):
            folder.catalogue.with_name(folder.catalogue.name + suffix).unlink(missing_ok=True)
        beside.replace(folder.catalogue)
    shutil.rmtree(folder.index, ignore_errors=True)  # its change numbers are of the other file
    return kept


def _salvage(damaged: Path, fresh: Path, folder: UserFolder, gazetteer: Gazetteer, who: str) -> repair.Salvaged:
    older: dict[str, r.Record] = {}
    good = last_good(folder)
    if good is not None:
        with opened_copy(Path(good.file)) as other, other.read() as connection:
            older = _everything(connection)
    return repair.salvage(damaged, fresh, who, lambda connection: opening.put_places(connection, gazetteer), older)


def _everything(connection: sa.Connection) -> dict[str, r.Record]:
    result: dict[str, r.Record] = {}
    for kind in r.RECORD_CLASSES:
        result.update(mapping.load(connection, kind))
    return result


def _lines(then: dict[str, r.Record], now: dict[str, r.Record]) -> tuple[r.DifferenceLine, ...]:
    """What happened from then to now, by kind and name."""
    lines = []
    for key in then.keys() | now.keys():
        before, after = then.get(key), now.get(key)
        record = after or before
        if record is None:
            continue
        fields: tuple[str, ...] = ()
        if before is not None and after is not None:
            fields = tuple(
                field
                for field in after.__struct_fields__
                if field != "version" and getattr(after, field) != getattr(before, field)
            )
            if not fields:
                continue
        lines.append(
            r.DifferenceLine(
                what="added" if before is None else "deleted" if after is None else "changed",
                type=r.record_type(record),
                id=key,
                name=record.name,
                fields=fields,
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.what, line.type, line.name.casefold())))


def _restore(op: Operation, wanted: dict[str, r.Record], areas: dict[str, tuple[str, str]]) -> None:
    """Make the records those of the backup. First what goes: codes that are used once come free."""
    reference.add_areas(op.connection, areas)
    now = _everything(op.connection)
    for key in now.keys() - wanted.keys():
        op.remove(r.record_type(now[key]), key)
    for key, record in wanted.items():
        current = now.get(key)
        if current is None or msgspec.structs.replace(record, version=current.version) != current:
            op.put(record)


def _looked_at(copy: backup.Copy) -> r.Backup:
    seen = engine.probe(copy.path)
    return r.Backup(
        number=copy.number,
        made=copy.made.isoformat(),
        why=copy.why,
        why_text=why_text(copy.why),
        file=str(copy.path),
        size=copy.path.stat().st_size,
        change=seen.change,
        sound=seen.sound,
    )


def why_text(why: r.BackupReason) -> str:
    """Why a backup was made, in words."""
    return {
        "start": _("at a start"),
        "migration": _("before a new version of the program"),
        "edition": _("before a new edition"),
        "import": _("before an import"),
        "restore": _("before going back"),
        "repair": _("before a repair"),
        "asked": _("asked for"),
    }[why]


def _sweep(folder: UserFolder, spare: r.Backup | None = None) -> None:
    chosen = settings.load(folder.settings)[0]
    rule = backup.Keep(chosen.backups_last, chosen.backups_weekly, chosen.backups_monthly)
    backup.sweep(folder.backups, rule, spare=Path(spare.file) if spare is not None else None)


def _size(folder: UserFolder) -> int:
    parts = [folder.catalogue, folder.catalogue.with_name(folder.catalogue.name + "-wal")]
    return sum(part.stat().st_size for part in parts if part.exists())


def _need_room(folder: UserFolder) -> None:
    with engine.world_errors(folder.catalogue):
        if not backup.has_room(folder.root, _size(folder)):
            raise CatalogueError(
                "no_space",
                _("The disk has no room for a backup: %(folder)s.") % {"folder": folder.root},
                _("Nothing was changed. Make room and try again."),
            )


def _no_room() -> str:
    return _("No backup was made: the disk is nearly full.")
