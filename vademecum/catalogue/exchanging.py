"""Files that go out and come in, seen from the catalogue: export, and import with a plan before anything is written.

A plan is made, looked at, corrected and made again; nothing is written. To apply it makes a safe copy and then writes
all in one operation and one transaction: it is done whole or not at all, and one undo takes it back. Rows whose record
moved on since the plan are left out and listed.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from vademecum import records as r
from vademecum.catalogue import replies, second_opinion
from vademecum.catalogue.comparing import Comparing
from vademecum.catalogue.core import Core
from vademecum.catalogue.outlook import Outlook
from vademecum.catalogue.safety import must_keep
from vademecum.errors import UNREADABLE, KnownError, NotFoundError, StoppedError
from vademecum.exchange import columns, drafting, forms, guessing, packing, parts, reading, reporting, sheets
from vademecum.exchange import outcome as outcomes
from vademecum.store import bulk, reference
from vademecum.texts import _

Progress = Callable[[str, float], None]  # may raise to stop: nothing is then written

_KEPT_PLANS = 3
_BLOCK = 300

log = logging.getLogger(__name__)


@dataclass
class _Planned:
    """A plan with all that it needs to be done."""

    plan: r.Plan
    outcome: outcomes.Drafts
    result: r.ImportResult | None = None


class Exchange:
    """Export and import. Safe from any thread; every method may take long."""

    def __init__(self, core: Core, compared: Comparing) -> None:
        """Reached as ``catalogue.exchange``. ``compared``: the actors as they are now, to find look-alikes among."""
        self._core = core
        self._compared = compared
        self._plans: dict[str, _Planned] = {}
        self._guard = threading.Lock()

    def close(self) -> None:
        """Let go of all plans."""
        with self._guard:
            for planned in self._plans.values():
                planned.outcome.close()
            self._plans.clear()

    # out ----------------------------------------------------------------------------------------------------------

    def export(
        self,
        path: Path,
        ids: Sequence[str] | None = None,
        *,
        internal: bool = False,
        progress: Progress | None = None,
    ) -> r.ExportResult:
        """Write records to a file: .xlsx, .csv or .json by its ending. ``ids``: these actors only, in this order.

        Without ``ids`` all is written; a .csv file holds actors only. ``internal``: internal contacts and notes too.
        Raises KnownError.
        """
        ending = path.suffix.casefold()
        if ending not in (".xlsx", ".csv", ".json"):
            raise KnownError(
                _("Files of this kind can't be written: %(file)s.") % {"file": path.name},
                _("Choose a name that ends in .xlsx, .csv or .json."),
            )
        report = progress or (lambda _text, _part: None)
        with self._outlook() as outlook:
            records = _Records(outlook, ids, internal=internal, report=report)
            if ending == ".json":
                counts = packing.write(path, *records.edition(self._core), records.whole(), internal=internal)
            elif ending == ".csv":
                counts = sheets.csv_file(path, records, outlook.known, internal=internal)
            else:
                counts = sheets.workbook(path, records, outlook.known, internal=internal)
        report(_("Ready"), 1.0)
        return r.ExportResult(file=str(path), counts=counts, internal=internal)

    # in -----------------------------------------------------------------------------------------------------------

    def plan(
        self,
        path: Path,
        *,
        tables: Mapping[str, str] | None = None,
        columns_chosen: Mapping[tuple[str, int], str | None] | None = None,
        choices: Iterable[r.RowChoice] = (),
        empty_clears: bool = False,
        for_new: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> r.Plan:
        """What an import of a file would do; nothing is written. Raises KnownError.

        ``tables``: per sheet the table that it is ("" to leave it out), where the guess was wrong; ``columns_chosen``:
        per (sheet, position) the field that a column is (None: not read); ``choices``: decisions on single rows;
        ``empty_clears``: an emptied cell empties the field, else it is left as it was; ``for_new``: what new actors get
        where the file says nothing (field -> as a cell holds it).
        """
        report = progress or (lambda _text, _part: None)
        decided = {(choice.sheet, choice.row): choice for choice in choices}
        if path.suffix.casefold() == ".json":
            planned = self._plan_records(path, decided, report)
        else:
            planned = self._plan_tables(
                path, tables or {}, columns_chosen or {}, decided, empty_clears, for_new or {}, report
            )
        with self._guard:
            self._plans[planned.plan.key] = planned
            while len(self._plans) > _KEPT_PLANS:
                self._plans.pop(next(iter(self._plans))).outcome.close()
        report(_("Ready"), 1.0)
        return planned.plan

    def _plan_tables(
        self,
        path: Path,
        tables: Mapping[str, str],
        chosen: Mapping[tuple[str, int], str | None],
        choices: dict[tuple[str, int], r.RowChoice],
        empty_clears: bool,
        for_new: Mapping[str, str],
        report: Progress,
    ) -> _Planned:
        report(_("Reading the file"), 0.0)
        file = reading.File(path)
        memory = load_memory(self._core.folder.columns)
        matches = []
        for sheet in file.sheets:
            match = guessing.sheet(sheet, memory, tables.get(sheet.name) or None, alone=len(file.sheets) == 1)
            if tables.get(sheet.name) == "":
                match = msgspec.structs.replace(match, table="")
            keys = {position: key for (name, position), key in chosen.items() if name == sheet.name}
            matches.append(guessing.corrected(match, keys))
        total = max(1, sum(1 for match in matches if match.table for _row in file.sheet(match.name).rows()))
        with self._outlook() as outlook:
            drafter = drafting.Drafter(
                outlook.known,
                outlook,
                empty_clears=empty_clears,
                for_new=for_new,
                choices=choices,
                report=lambda rows: report(_("Comparing row by row"), min(1.0, rows / total)),
            )
            _closing(drafter.out, lambda: drafter.tables(file, matches))
            change = outlook.change
        problems = []
        for match in matches:
            if match.persons:
                which = _("Sheet “%(name)s”") % {"name": match.name} if match.name else _("This file")
                text = _("%(sheet)s seems a list of persons, not of organisations: it is not read.")
                problems.append(r.Problem(level="error", text=text % {"sheet": which}))
        if not problems and not any(match.table for match in matches):
            problems.append(r.Problem(level="error", text=_("No table was found in this file.")))
        plan = r.Plan(
            key=uuid.uuid4().hex,
            file=str(path),
            kind="table",
            counts=drafter.out.counts(),
            sheets=tuple(matches),
            problems=tuple(problems),
            empty_clears=empty_clears,
            change=change,
        )
        return _Planned(plan, drafter.out)

    def _plan_records(self, path: Path, choices: dict[tuple[str, int], r.RowChoice], report: Progress) -> _Planned:
        report(_("Reading the file"), 0.0)
        package, many = packing.read(path)
        with self._outlook() as outlook:
            drafter = drafting.Drafter(
                outlook.known,
                outlook,
                choices=choices,
                report=lambda rows: report(_("Comparing row by row"), rows / max(1, len(many))),
            )
            _closing(drafter.out, lambda: drafter.records(many, internal=package.internal))
            change = outlook.change
        plan = r.Plan(
            key=uuid.uuid4().hex, file=str(path), kind="records", counts=drafter.out.counts(), change=change
        )  # fmt: skip
        return _Planned(plan, drafter.out)

    def rows(
        self, plan: r.Plan, start: int = 0, count: int = 50, action: r.RowAction | None = None
    ) -> tuple[r.PlanRow, ...]:
        """Some rows of a plan, all or those of one action."""
        outcome = self._planned(plan).outcome
        if action is None:
            return tuple(outcome.rows[at] for at in range(start, min(start + count, len(outcome.rows))))
        return tuple(outcome.rows[at] for at in outcome.by_action.get(action, [])[start : start + count])

    def column_choices(self, table: str) -> tuple[r.ColumnChoice, ...]:
        """The fields that a column may be taken for. ``table``: of a SheetMatch."""
        return guessing.choices(columns.table(table))

    def new_choices(self) -> tuple[r.ColumnChoice, ...]:
        """The kinds that new actors may get where a file says nothing, for ``for_new`` of a plan."""
        with self._outlook() as outlook:
            return tuple(r.ColumnChoice(key=text, label=text) for text in outlook.known.term_texts("kind"))

    def table_choices(self) -> tuple[r.ColumnChoice, ...]:
        """The tables that a sheet may be taken for."""
        return tuple(r.ColumnChoice(key=table.key, label=table.name) for table in columns.tables())

    def apply(self, plan: r.Plan, progress: Progress | None = None) -> r.ImportResult:
        """Do what a plan says, in one operation. Raises KnownError; what ``progress`` raises rolls all back."""
        planned = self._planned(plan)
        report = progress or (lambda _text, _part: None)
        report(_("Making a safe copy"), 0.0)
        copy = must_keep(self._core, "import")
        moved: set[outcomes.Key] = set()
        with self._core.store.write() as connection:
            op = bulk.BulkOperation(connection, "import", self._core.who)
            total = max(1, len(planned.outcome.keys))
            for done, block in enumerate(_blocks(planned.outcome)):
                report(_("Writing"), min(1.0, done * _BLOCK / total))
                kind = r.record_type(block[0][0])
                moved.update((kind, key) for key in op.put_block(block))
            changes = op.changes()
            if not changes.records:
                op.cancel()
            report(_("Writing"), 1.0)
        report = _only_told(report)
        self._core.announce(changes, lambda part: report(_("Preparing the search"), part))
        left = _moved_rows(planned.outcome, moved)
        result = r.ImportResult(
            changes=changes,
            counts=_done(plan.counts, left),
            left_out=_left_out(left),
            copy=copy.file,
        )
        planned.result = result
        self._remember(planned.plan)
        report(_("Ready"), 1.0)
        return result

    def check_report(self, target: Path) -> None:
        """Raises KnownError where a report can't have this name: before an import is done, not after."""
        reporting.check_name(target)

    def write_report(self, plan: r.Plan, target: Path) -> None:
        """The file as it was, with a column that says what happened (or would happen) to each row."""
        planned = self._planned(plan)
        reporting.write(plan, target, planned.outcome, planned.result)

    def forget(self, plan: r.Plan) -> None:
        """Let go of a plan."""
        with self._guard:
            planned = self._plans.pop(plan.key, None)
        if planned is not None:
            planned.outcome.close()

    # forms and the KBO --------------------------------------------------------------------------------------------

    def kind_of(self, path: Path) -> r.FileKind:
        """What a file is, to know what to do with one that is dropped on the window. Raises KnownError."""
        ending = path.suffix.casefold()
        if ending in (".json", ".zip"):
            return "records" if ending == ".json" else "kbo"
        return "form" if forms.is_form(path) else "table"

    def write_forms(self, path: Path, ids: Sequence[str]) -> None:
        """Write the forms of some actors in one .xlsx file, a sheet each, to mail. Raises KnownError."""
        replies.write_forms(self._core, path, ids)

    def read_replies(self, path: Path) -> tuple[r.Reply, ...]:
        """What the forms in a file answer, field by field; nothing is written. Raises KnownError."""
        return replies.read_replies(self._core, path)

    def accept_reply(self, reply: r.Reply, keys: Collection[str], *, checked: bool = True) -> r.Changes:
        """Take over the lines of these keys, with the form as source, in one operation. Raises KnownError.

        ``checked``: where the actor says that all the rest is right, that counts as checked by mail on that day.
        """
        return replies.accept(self._core, reply, keys, checked=checked)

    def compare_kbo(self, path: Path, progress: Progress | None = None) -> r.KboReport:
        """Hold our records against the monthly open data of the KBO; nothing is written. Raises KnownError."""
        return second_opinion.compare(self._core, path, progress)

    def accept_kbo(self, report: r.KboReport, keys: Collection[str]) -> r.Changes:
        """Take over the findings of these keys, with the KBO as source, in one operation. Raises KnownError."""
        return second_opinion.accept(self._core, report, keys)

    def _planned(self, plan: r.Plan) -> _Planned:
        with self._guard:
            planned = self._plans.get(plan.key)
        if planned is None:
            raise NotFoundError(_("This plan is no longer there."), _("Open the file again."))
        return planned

    def _remember(self, plan: r.Plan) -> None:
        """Next time the columns of such a file are as they were now."""
        memory = load_memory(self._core.folder.columns)
        for match in plan.sheets:
            if match.table:
                memory[match.signature] = {column.position: column.key for column in match.columns}
        save_memory(self._core.folder.columns, memory)

    @contextmanager
    def _outlook(self) -> Iterator[Outlook]:
        with self._core.now() as (connection, snapshot):
            yield Outlook(self._core, connection, snapshot, self._compared)


class _Records:
    """The records of an export, block by block. See exchange.sheets.Source."""

    def __init__(self, outlook: Outlook, ids: Sequence[str] | None, *, internal: bool, report: Progress) -> None:
        self._outlook = outlook
        self._ids = list(dict.fromkeys(ids)) if ids is not None else None
        self._internal = internal
        self._report = report

    @property
    def kinds(self) -> tuple[r.RecordType, ...]:
        """The types that are written."""
        return packing.ORDER if self._ids is None else ("actor",)

    def of(self, kind: r.RecordType) -> Iterator[r.Record]:
        """The records of a type, in order of name or as chosen."""
        ids = self._outlook.ids(kind) if self._ids is None or kind != "actor" else self._ids
        for start in range(0, len(ids), _BLOCK):
            self._report(_("Writing"), start / max(1, len(ids)))
            found = self._outlook.load(kind, ids[start : start + _BLOCK])
            for key in ids[start : start + _BLOCK]:
                if key in found:
                    yield found[key] if self._internal else parts.without_internal(found[key])

    def whole(self) -> dict[r.RecordType, Iterable[r.Record]]:
        """Records per type; with a choice of actors also the sources that they name."""
        if self._ids is None:
            return {kind: self.of(kind) for kind in self.kinds}
        actors = list(self.of("actor"))
        cited = {one.source_id for actor in actors if isinstance(actor, r.Actor) for one in actor.evidence}
        return {"source": self._outlook.load("source", sorted(cited)).values(), "actor": actors}

    def edition(self, core: Core) -> tuple[str, str]:
        """Name and edition of the catalogue."""
        with core.store.read() as connection:
            return reference.meta(connection, "name"), reference.meta(connection, "edition")


def _closing(outcome: outcomes.Drafts, work: Callable[[], None]) -> None:
    try:
        work()
    except BaseException:
        outcome.close()
        raise


def _blocks(outcome: outcomes.Drafts) -> Iterator[list[tuple[r.Record, int]]]:
    """The drafts, by type in the order of their rows, with the version each is based on."""
    by_type: dict[r.RecordType, list[int]] = {}
    for (kind, _key), position in outcome.keys.items():
        by_type.setdefault(kind, []).append(position)
    for positions in by_type.values():
        for start in range(0, len(positions), _BLOCK):
            drafts = [outcome.at(position) for position in positions[start : start + _BLOCK]]
            yield [(record, draft.based_on) for record, draft in drafts]


def _only_told(report: Progress) -> Progress:
    """Progress after the commit: the import is done and can't be stopped any more."""

    def told(text: str, part: float) -> None:
        with suppress(StoppedError):
            report(text, part)

    return told


def _moved_rows(outcome: outcomes.Drafts, moved: set[outcomes.Key]) -> list[r.PlanRow]:
    """The planned rows whose record moved on."""
    if not moved:
        return []
    planned = [at for action in ("new", "changed") for at in outcome.by_action.get(action, [])]
    return [row for at in planned if (row := outcome.rows[at]).id is not None and (row.type, row.id) in moved]


def _left_out(rows: Sequence[r.PlanRow]) -> tuple[r.LeftOut, ...]:
    reason = _("It was changed meanwhile by somebody else.")
    return tuple(
        r.LeftOut(sheet=row.sheet, row=row.row, id=row.id or "", name=row.name, reason=reason) for row in rows
    )  # fmt: skip


def _done(planned: r.RowCounts, left: Sequence[r.PlanRow]) -> r.RowCounts:
    return msgspec.structs.replace(
        planned,
        new=planned.new - sum(row.action == "new" for row in left),
        changed=planned.changed - sum(row.action == "changed" for row in left),
        skipped=planned.skipped + len(left),
    )


# --- what is remembered of columns ------------------------------------------------------------------------------------


def load_memory(path: Path) -> dict[str, dict[int, str | None]]:
    """The columns that were chosen before, by signature; nothing where the file can't be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, dict[int, str | None]])
    except FileNotFoundError:
        return {}
    except (OSError, *UNREADABLE) as error:
        log.info("chosen columns are forgotten: %s", error)
        return {}


def save_memory(path: Path, memory: Mapping[str, Mapping[int, str | None]]) -> None:
    """Remember chosen columns; an import doesn't fail for it."""
    try:
        beside = path.with_suffix(".new")
        beside.write_bytes(msgspec.json.encode(memory))
        beside.replace(path)
    except OSError as error:
        log.info("chosen columns are not remembered: %s", error)
