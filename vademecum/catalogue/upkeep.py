"""Looking after the records, as a room of the catalogue: history, duplicates, checks, worklist, bulk edits, erasing.

Safe from any thread; every method may wait for the disk. Each change is one named operation that can be taken back,
but for the erasure of a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
import sqlalchemy as sa

from vademecum import fields
from vademecum import records as r
from vademecum.catalogue import judging, knowing, merging, past, persons, together, wording, worklist
from vademecum.catalogue.comparing import Comparing
from vademecum.catalogue.core import Core
from vademecum.catalogue.review import Review
from vademecum.catalogue.snapshot import Snapshot
from vademecum.catalogue.telling import Telling
from vademecum.proving import still_proven
from vademecum.store import mapping, undoing
from vademecum.store.operation import Operation
from vademecum.texts import _
from vademecum.validate import Known, errors, normalise, validate

_NOT_CHECKED = ("valid_from", "valid_to", "code", "note", "evidence")  # goes with the status, or is our own


class Upkeep:
    """Looks after the records of one open catalogue."""

    def __init__(self, core: Core, compared: Comparing) -> None:
        """Reached as ``catalogue.upkeep``."""
        self._core = core
        self._compared = compared

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

    def save(self, record: r.Record) -> r.Changes:
        """Save one record as one operation; see :meth:`Catalogue.save`."""

        def work(op: Operation) -> None:
            clean = self._sound(op, record)
            knowing.code_stays(op.connection, clean)
            op.put(clean, based_on=record.version)

        return self._core.write("save", work)

    def _sound(self, op: Operation, record: r.Record) -> r.Record:
        """The record as it is kept; what was said of a fact that it changes goes. Raises KnownError."""
        clean = knowing.sound(record, self._facts(op))
        before = mapping.load(op.connection, r.record_type(clean), [clean.id]).get(clean.id)
        return still_proven(before, clean)

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

    # duplicates ---------------------------------------------------------------------------------------------------

    def similar(self, record: r.Record, limit: int = 8) -> tuple[r.Match, ...]:
        """The actors that a draft may be the same as, the likeliest first, with reasons; none for other records."""
        if not isinstance(record, r.Actor):
            return ()
        return self._compared().similar(normalise(record), limit)

    def likely_duplicates(self) -> tuple[r.Pair, ...]:
        """Pairs of actors that are likely one, the likeliest first."""
        return self._compared().pairs()

    def different(self, one: str, two: str) -> r.Changes:
        """Remember that two actors are not the same: they are no longer proposed. Raises NotFoundError."""

        def work(op: Operation) -> None:
            first, _second = self._actor(op.connection, one), self._actor(op.connection, two)
            op.put(msgspec.structs.replace(first, different_from=tuple(sorted({*first.different_from, two}))))

        return self._core.write("different", work)

    def plan_merge(self, keep: str, drop: str, choices: Mapping[str, r.FieldChoice] | None = None) -> r.MergePlan:
        """What a merge would make of each field, and which other records change. Raises NotFoundError, KnownError.

        ``choices``: field -> whose value ("both" where that can be); what is left out is chosen by itself.
        """
        with self._core.now() as (connection, snapshot):
            first, second = self._actor(connection, keep), self._actor(connection, drop)
            telling = Telling(connection, snapshot, self._core.gazetteer)
            plan = merging.plan(connection, telling, first, second, choices or {})
            facts = knowing.known(connection, snapshot, self._core.gazetteer)
            problems = tuple(p for p in validate(plan.result, facts) if p.level == "error")
            return msgspec.structs.replace(plan, problems=problems)

    def merge(self, keep: str, drop: str, choices: Mapping[str, r.FieldChoice] | None = None) -> r.Changes:
        """Make one actor of two, in one operation: ``drop`` goes, what pointed at it points at ``keep``.

        Raises NotFoundError, and KnownError where the result can't be saved or a choice can't be.
        """

        def work(op: Operation) -> None:
            facts = self._facts(op)
            first, second = self._actor(op.connection, keep), self._actor(op.connection, drop)
            knowing.sound(merging.merged(first, second, choices or {}), facts)
            merging.merge(op, first, second, choices or {})

        return self._core.write("merge", work)

    def _actor(self, connection: sa.Connection, actor_id: str) -> r.Actor:
        record = self._core.load(connection, "actor", actor_id)
        if not isinstance(record, r.Actor):
            raise TypeError(record)
        return record

    # checks -------------------------------------------------------------------------------------------------------

    def mark_checked(
        self,
        record_type: r.RecordType,
        record_id: str,
        way: str,
        facts: Sequence[str] = ("",),
        *,
        by: str | None = None,
        day: str | None = None,
    ) -> r.Changes:
        """Write that somebody checked a record: all of it, or some fields (by key) or parts (by id).

        ``way``: phone, mail, site, kbo, visit or document. ``by``: this user by default. ``day``: today by default.
        Raises NotFoundError, and KnownError for a day that is still to come.
        """

        def work(op: Operation) -> None:
            known = self._facts(op)
            record = self._core.load(op.connection, record_type, record_id)
            done = worklist.checked(record, way, facts, by or self._core.who, day or _today().isoformat())
            op.put(knowing.sound(done, known), based_on=record.version)

        return self._core.write("check", work)

    def outcome(
        self,
        actor_id: str,
        outcome: r.Outcome,
        *,
        way: str = "phone",
        record: r.Actor | None = None,
        ended: str | None = None,
    ) -> r.Changes:
        """What came of a call: still right, changed (with the changed ``record``), no answer, or stopped.

        "right", "changed" and "stopped" write that it was checked; "no_answer" plans the next try. ``ended``: since
        when it stopped, where they said so. Raises ConflictError where somebody else changed the record meanwhile.
        """

        def work(op: Operation) -> None:
            actor = record if record is not None else self._actor(op.connection, actor_id)
            version = actor.version
            if outcome == "no_answer":
                op.put(worklist.no_answer(actor, _today()), based_on=version)
                return
            if outcome == "stopped":
                actor = worklist.stopped(actor, ended)
            done = worklist.checked(actor, way, ("",), self._core.who, _today().isoformat())
            op.put(self._sound(op, done), based_on=version)

        return self._core.write(outcome if outcome in ("no_answer", "stopped") else "check", work)

    def worklist(self, n: int = 10) -> tuple[r.WorkItem, ...]:
        """The actors to call next, ranked by use x age x gaps, each with what to say."""
        with self._core.now() as (connection, snapshot):
            actors = [x for x in mapping.load(connection, "actor").values() if isinstance(x, r.Actor)]
            telling = Telling(connection, snapshot, self._core.gazetteer)
            opened = worklist.load_opened(self._core.folder.opened)
            return worklist.worklist(actors, telling, snapshot.terms["kind"], opened, _today(), n)

    def opened(self, actor_id: str) -> None:
        """Count that the page of an actor was opened here, for the order of the worklist; nothing else is kept."""
        if not self._core.store.read_only:
            worklist.count_opened(self._core.folder.opened, actor_id)

    def completeness(self, actor_id: str) -> r.Completeness:
        """How complete an actor is, and what is missing. Raises NotFoundError."""
        with self._core.store.read() as connection:
            return judging.completeness(self._actor(connection, actor_id))

    def freshness(self, record_type: r.RecordType, record_id: str) -> tuple[r.FieldFreshness, ...]:
        """How sure the whole record is, then each field that can be checked. Raises NotFoundError."""
        with self._core.now() as (connection, snapshot):
            record = self._core.load(connection, record_type, record_id)
            kind = record.kind if isinstance(record, r.Actor) else ""
            every = wording.check_every(snapshot.terms["kind"], kind)
            checks, evidence = getattr(record, "checks", ()), getattr(record, "evidence", ())
            labels = {"": _("the whole record")}
            labels |= {f.key: f.label for f in fields.of(type(record)) if not f.own and f.key not in _NOT_CHECKED}
            return tuple(
                r.FieldFreshness(
                    field=key, label=label, freshness=wording.freshness(checks, evidence, _today(), every, key)
                )
                for key, label in labels.items()
            )

    def review(self) -> tuple[r.Finding, ...]:
        """What should be looked at, with the changes that can be proposed without guessing."""
        with self._core.now() as (connection, snapshot):
            return self._review(connection, snapshot).findings()

    def _review(self, connection: sa.Connection, snapshot: Snapshot) -> Review:
        actors = {key: x for key, x in mapping.load(connection, "actor").items() if isinstance(x, r.Actor)}
        kinds: tuple[r.RecordType, ...] = ("network", "agreement", "measure", "practice")
        others = {key: x for kind in kinds for key, x in mapping.load(connection, kind).items()}
        telling = Telling(connection, snapshot, self._core.gazetteer)
        return Review(actors, others, self._core.gazetteer, telling)

    def accept(self, proposal: r.Proposal) -> r.Changes:
        """Do what a finding proposes. Raises ConflictError where the record changed since."""

        def work(op: Operation) -> None:
            op.put(knowing.sound(proposal.record, self._facts(op)), based_on=proposal.record.version)

        return self._core.write("review", work)

    def accept_all(self, findings: Sequence[r.Finding]) -> r.Accepted:
        """Do what each of these proposes, as the records are now, in one operation."""
        left = {finding.key: finding.ref for finding in findings}

        def work(op: Operation) -> None:
            facts = self._facts(op)
            looked = self._review(op.connection, self._core.current(op.connection))
            for record in looked.accept(left, lambda record: not errors(validate(normalise(record), facts))):
                op.put(normalise(record), based_on=record.version)

        changes = self._core.write("review", work)
        return r.Accepted(changes=changes, count=len(findings) - len(left), left=tuple(dict.fromkeys(left.values())))

    # many at once -------------------------------------------------------------------------------------------------

    def plan_edit(self, ids: Sequence[str], edits: Sequence[r.Edit], record_type: r.RecordType = "actor") -> r.BulkPlan:
        """What the same edits would do to each of these records; nothing is written. Raises KnownError."""
        with self._core.now() as (connection, snapshot):
            records = mapping.load(connection, record_type, list(dict.fromkeys(ids)))
            telling = Telling(connection, snapshot, self._core.gazetteer)
            facts = knowing.known(connection, snapshot, self._core.gazetteer)
            return together.plan(list(records.values()), edits, facts, telling, snapshot.change)

    def edit(self, ids: Sequence[str], edits: Sequence[r.Edit], record_type: r.RecordType = "actor") -> r.Changes:
        """Do the edits in one operation; records where they would make an error are left as they are.

        Raises KnownError for an edit that such records can't have.
        """

        def work(op: Operation) -> None:
            facts = self._facts(op)
            records = mapping.load(op.connection, record_type, list(dict.fromkeys(ids)))
            for record in records.values():
                new = together.edited(record, edits)
                if new != normalise(record) and not errors(validate(new, facts)):
                    op.put(new, based_on=record.version)

        return self._core.write("bulk", work)

    # persons ------------------------------------------------------------------------------------------------------

    def plan_erase(self, name: str = "", contact_id: str | None = None) -> r.ErasePlan:
        """What erasing a person takes away: by name as it is written, or the person of a contact."""
        with self._core.now() as (connection, snapshot):
            telling = Telling(connection, snapshot, self._core.gazetteer)
            return persons.plan(connection, telling, persons.person(connection, name, contact_id))

    def erase_person(self, name: str = "", contact_id: str | None = None) -> r.Changes:
        """Erase a person from the records, their history, the index and this user's drafts. This can't be taken back.

        It is itself in the history, without the name. Copies made before (backups, exports) still hold the person.
        Raises KnownError where nothing is given to go by, NotFoundError where the person is nowhere.
        """
        with self._core.store.write() as connection:
            op = Operation(connection, "erase", self._core.who)
            persons.erase(op, persons.person(connection, name, contact_id), self._core.folder.drafts)
            changes = op.changes()
        self._core.store.scrub()
        self._core.announce(changes)
        self._core.rebuild(lambda _part: None)
        return changes


def _today() -> date:
    return date.today()
