"""Looking after the records, as a room of the catalogue: history, duplicates, checks, worklist, bulk edits, erasing.

Safe from any thread; every method may wait for the disk. Each change is one named operation that can be taken back,
but for the erasure of a person.
"""

from __future__ import annotations

from vademecum import records as r
from vademecum.catalogue import knowing, past
from vademecum.catalogue.core import Core
from vademecum.catalogue.telling import Telling
from vademecum.store import undoing
from vademecum.store.operation import Operation
from vademecum.validate import Known, normalise, validate


class Upkeep:
    """Looks after the records of one open catalogue."""

    def __init__(self, core: Core) -> None:
        """Reached as ``catalogue.upkeep``."""
        self._core = core

    # validation ---------------------------------------------------------------------------------------------------

    def problems(self, record: r.Record) -> tuple[r.Problem, ...]:
        """All problems of a draft, with those that only the catalogue knows; ``field`` is a path."""
        with self._core.now() as (connection, snapshot):
            return validate(normalise(record), knowing.known(connection, snapshot, self._core.gazetteer))

    def differences(self, before: r.Record | None, after: r.Record | None) -> tuple[r.FieldChange, ...]:
        """What differs between two states of a record, field by field, in words."""
        with self._core.now() as (connection, snapshot):
            return Telling(connection, snapshot, self._core.gazetteer).differences(before, after)

    # saving -------------------------------------------------------------------------------------------------------

    def save(self, record: r.Record, name: str = "save") -> r.Changes:
        """Save one record as one operation; see :meth:`Catalogue.save`."""

        def work(op: Operation) -> None:
            op.put(knowing.sound(record, self._facts(op)), based_on=record.version)

        return self._core.write(name, work)

    def delete(self, record_type: r.RecordType, record_id: str) -> r.Changes:
        """Delete a record; it goes to the bin. Raises KnownError where others still point at it."""

        def work(op: Operation) -> None:
            knowing.unneeded(op.connection, record_type, record_id)
            op.remove(record_type, record_id)

        return self._core.write("delete", work)

    def _facts(self, op: Operation) -> Known:
        """What validation asks of the state that an operation begins with."""
        return knowing.known(op.connection, self._core.current(op.connection), self._core.gazetteer)

    # history ------------------------------------------------------------------------------------------------------

    def history(self, record_type: r.RecordType, record_id: str) -> tuple[r.HistoryLine, ...]:
        """The changes of a record, newest first, field by field."""
        with self._core.now() as (connection, snapshot):
            return past.history(Telling(connection, snapshot, self._core.gazetteer), connection, record_type, record_id)

    def operations(self, limit: int = 50, before: int | None = None) -> tuple[r.OperationLine, ...]:
        """What was done, newest first, and whether it can be taken back; ``before`` (a number) turns the page."""
        with self._core.now() as (connection, snapshot):
            telling = Telling(connection, snapshot, self._core.gazetteer)
            return past.lines(telling, connection, undoing.latest(connection, limit, before))

    def operation(self, number: int, limit: int = 200) -> tuple[r.HistoryLine, ...]:
        """The changes of one operation, field by field; at most ``limit`` records."""
        with self._core.now() as (connection, snapshot):
            return past.changes(Telling(connection, snapshot, self._core.gazetteer), connection, number, limit)

    def next_undo(self) -> r.OperationLine | None:
        """What Ctrl+Z takes back: the last thing this person did, also before a restart; None where there is nothing.

        It may be refused (``undoable`` False): the line says why.
        """
        return self._next(0)

    def next_redo(self) -> r.OperationLine | None:
        """What Ctrl+Y does again: the undo to take back."""
        return self._next(1)

    def _next(self, which: int) -> r.OperationLine | None:
        with self._core.now() as (connection, snapshot):
            number = undoing.stacks(connection, self._core.who)[which]
            if number is None:
                return None
            return past.lines(Telling(connection, snapshot, self._core.gazetteer), connection, [number])[0]

    def undo(self, number: int) -> r.Changes:
        """Take back an operation; of an undo that is a redo.

        Raises ConflictError where a record moved on since, KnownError for what can't be taken back, NotFoundError.
        """
        with self._core.store.write() as connection:
            changes = undoing.undo(connection, number, self._core.who)
        return self._core.announce(changes)

    def restore_version(self, record_type: r.RecordType, record_id: str, change: int) -> r.Changes:
        """Put a record back as it was after a change, deleted or not. Raises KnownError where it no longer fits."""
        return self._core.write("restore", lambda op: past.restore(op, record_type, record_id, change))

    def bin(self) -> tuple[r.BinLine, ...]:
        """The deleted records, newest first."""
        with self._core.store.read() as connection:
            return past.bin_lines(connection)

    def take_back(self, record_id: str) -> r.Changes:
        """Bring a deleted record back whole. Raises KnownError where it went in a merge: that is undone instead."""
        return self._core.write("return", lambda op: past.take_back(op, record_id))
