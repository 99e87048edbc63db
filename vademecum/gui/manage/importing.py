"""Import: a file is looked at, corrected and previewed; nothing is written before the user says so."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vademecum import records as r
from vademecum.errors import KnownError
from vademecum.gui import theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.columns import Choices, ColumnsPane
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.page import (
    MORE,
    ManagePage,
    action,
    before_after,
    caption,
    choice_box,
    pane_of,
    row_of,
    split,
    whole,
)
from vademecum.texts import _, ngettext

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

SHEET = 1  # column
ACTIONS: tuple[r.RowAction | None, ...] = (None, "new", "changed", "problem", "same", "skipped")


class ImportPage(ManagePage):
    """First a place to drop a file, then its preview, then what happened.

    ``other_file``: a file for another page: (kind, path).
    """

    other_file = Signal(str, object)

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self._path: Path | None = None
        self._plan: r.Plan | None = None
        self._done = False
        self._writing = False
        self._choices: dict[tuple[str, int], r.RowChoice] = {}
        self.head(
            _("Import of a file"), _("From .xlsx, .ods, .csv or .json. Nothing is written before you press “Bring in”.")
        )
        self.rows: LineModel[r.PlanRow] = LineModel(
            (
                Column(_("Row"), lambda line: whole(line.row), number=True),
                Column(_("Sheet"), lambda line: line.sheet),
                Column(_("What happens"), lambda line: action_words(line.action), role=_action_role),
                Column(_("Name"), lambda line: line.name, wide=True),
                Column(_("Remarks"), _remarks, wide=True, role=_remark_role, tip=_all_remarks),
            ),
            self,
        )
        self.differences: LineModel[r.CellDifference] = LineModel(before_after(), self)
        self.setAcceptDrops(not read_only)
        self._make()
        self.rows.wanted.connect(self._more)

    def _make(self) -> None:
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self._make_start())
        self.stack.addWidget(self._make_preview())
        self.content.addWidget(self.stack, 1)

    def _make_start(self) -> QWidget:
        card = QFrame(self)
        theme.set_role(card, "card")
        title = caption(_("Drop a file here"), card)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        note = QLabel(_("Any spreadsheet will do: you see first what would happen."), card)
        theme.set_role(note, "quiet")
        note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose_button = action(_("Choose a file …"), "file-text", self.choose_file, primary=True)
        self.choose_button.setEnabled(not self.read_only)
        layout = QVBoxLayout(card)
        layout.addStretch(1)
        layout.addWidget(title)
        layout.addWidget(note)
        layout.addLayout(row_of(None, self.choose_button, None))
        layout.addStretch(2)
        return card

    def _make_preview(self) -> QWidget:
        self._file = caption("", self)
        self.counts = QLabel(self)
        self.counts.setWordWrap(True)
        self.filter = choice_box(_("Rows to show"), self)
        self.filter.activated.connect(self._load_rows)
        self.clears = QCheckBox(_("An empty cell empties the field"), self)
        self.clears.clicked.connect(self.replan)
        self.columns = ColumnsPane(self)
        self.columns.changed.connect(self.replan)
        self.table = LineTable(self.rows, _("Rows of the file"), self)
        self.table.chosen.connect(self._chosen)
        self.difference_table = LineTable(self.differences, _("Differences of this row"), self, wrap=True)
        self._problems = QLabel(self)
        self._problems.setWordWrap(True)
        self._problems.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._problems, "attention")
        self.decision = choice_box(_("What to do with this row"), self)
        self.decision.activated.connect(self._decide)
        self.bring_in = action(_("Bring in"), "check", self.apply, primary=True)
        self.report = action(_("Save report …"), "file-text", self.save_report)
        self.again = action(_("Another file"), "x", self.start_again)
        above, below, side = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        above.addLayout(row_of(self._file, self.again))
        above.addWidget(self.counts)
        rows = QVBoxLayout()
        rows.addLayout(row_of(self.filter, self.clears, None))
        rows.addWidget(self.table, 1)
        side.addWidget(caption(_("Columns"), self))
        side.addWidget(self.columns, 1)
        below.addWidget(caption(_("This row"), self))
        below.addWidget(self._problems)
        below.addLayout(row_of(self.decision, None))
        below.addWidget(self.difference_table, 1)
        left = split(Qt.Orientation.Vertical, (rows, 300), (below, 220))
        both = split(Qt.Orientation.Horizontal, (left, 640), (side, 300))
        above.addWidget(both, 1)
        above.addLayout(row_of(self.bring_in, self.report, None))
        return pane_of(above, self)

    # A file ---------------------------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for a file."""
        kinds = _("Tables and records (%(endings)s)") % {"endings": "*.xlsx *.ods *.csv *.json"}
        path, _kind = QFileDialog.getOpenFileName(self, _("Import"), "", kinds)
        if path:
            self.open_file(Path(path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the first file."""
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if urls:
            event.acceptProposedAction()
            self.open_file(Path(urls[0].toLocalFile()))

    def open_file(self, path: Path) -> None:
        """Look what it is: a form or the KBO goes to another page."""
        if not self.read_only and not self._writing:
            self.ask(partial(self.catalogue.exchange.kind_of, path), partial(self._take_kind, path), "kind")

    def _take_kind(self, path: Path, kind: r.FileKind) -> None:
        if kind in ("form", "kbo"):
            self.other_file.emit(kind, path)
            return
        self._forget()
        self._path = path
        self._choices = {}
        self.columns.clear()
        self.clears.setChecked(False)
        self.replan()

    def replan(self) -> None:
        """Look at the file again, with the corrections so far."""
        if self._path is None or self._done or self._writing:
            return
        plan = partial(
            self.catalogue.exchange.plan,
            self._path,
            tables=self.columns.tables(),
            columns_chosen=self.columns.chosen(),
            choices=tuple(self._choices.values()),
            empty_clears=self.clears.isChecked(),
            for_new=self.columns.for_new(),
            progress=self.begin(),
        )
        self.bring_in.setEnabled(False)
        self.ask(partial(_planned, self.catalogue, plan), self._take_plan, "plan")

    def _take_plan(self, planned: tuple[r.Plan, Choices]) -> None:
        self.rest()
        self.said.clear()
        before, (self._plan, choices) = self._plan, planned
        if before is not None:
            self.jobs.read(partial(self.catalogue.exchange.forget, before), _nothing)
        plan = self._plan
        self.stack.setCurrentIndex(1)
        self._file.setText(Path(plan.file).name)
        self.columns.show_plan(plan, choices)
        self.clears.setVisible(plan.kind == "table")
        self.table.setColumnHidden(SHEET, len(plan.sheets) < 2)
        self._count(plan.counts)
        todo = plan.counts.new + plan.counts.changed
        self.bring_in.setEnabled(bool(todo))
        self.bring_in.setText(
            " " + ngettext("Bring in %(count)s row", "Bring in %(count)s rows", todo) % {"count": whole(todo)}
        )
        if plan.problems:
            self.say(" ".join(problem.text for problem in plan.problems), "bad")
        self._load_rows()

    def _count(self, counts: r.RowCounts) -> None:
        told: list[tuple[r.RowAction | None, int]] = [
            (None, counts.new + counts.changed + counts.same + counts.problem + counts.skipped),
            ("new", counts.new),
            ("changed", counts.changed),
            ("problem", counts.problem),
            ("same", counts.same),
            ("skipped", counts.skipped),
        ]
        self.counts.setText(" · ".join(f"{action_words(done)} {whole(count)}" for done, count in told[1:]))
        chosen = max(0, self.filter.currentIndex())
        self.filter.clear()
        for done, count in told:
            self.filter.addItem(f"{action_words(done)} ({whole(count)})", done)
        self.filter.setCurrentIndex(chosen)

    # The rows -------------------------------------------------------------------------------------------------------

    def _load_rows(self, _at: int = 0) -> None:
        if self._plan is not None:
            count = max(MORE, min(self.rows.rowCount(), 10 * MORE))
            self.ask(self._rows(0, count), partial(self._take_rows, count), "rows")

    def _rows(self, start: int, count: int) -> partial[tuple[r.PlanRow, ...]]:
        action = ACTIONS[max(0, self.filter.currentIndex())]
        return partial(self.catalogue.exchange.rows, self._plan, start, count, action)  # type: ignore[arg-type]

    def _take_rows(self, count: int, rows: tuple[r.PlanRow, ...]) -> None:
        row = max(0, self.table.row)
        self.rows.show(rows, more=len(rows) == count)
        self.table.choose(row)

    def _more(self, start: int) -> None:
        self.ask(self._rows(start, MORE), self._add_rows, "rows")

    def _add_rows(self, rows: tuple[r.PlanRow, ...]) -> None:
        self.rows.add(rows, more=len(rows) == MORE)

    def _chosen(self) -> None:
        row = self.rows.line(self.table.row)
        self.differences.show(row.differences if row is not None else ())
        self._problems.setText("\n".join(_told(problem) for problem in row.problems) if row is not None else "")
        self._problems.setVisible(row is not None and bool(row.problems))
        self.decision.clear()
        if row is None:
            return
        self.decision.addItem(_("As proposed"), None)
        if row.id is None or row.candidates:
            self.decision.addItem(_("It is a new record"), ("new", None))
        for candidate in row.candidates:
            reasons = ", ".join(candidate.reasons)
            self.decision.addItem(
                _("It is “%(name)s” (%(why)s)") % {"name": candidate.name, "why": reasons}, ("update", candidate.id)
            )
        self.decision.addItem(_("Leave this row out"), ("skip", None))
        made = self._choices.get((row.sheet, row.row))
        if made is not None:
            self.decision.setCurrentIndex(max(0, self.decision.findData((made.action, made.id))))
        self.decision.setEnabled(not self._done)

    def _decide(self, _at: int) -> None:
        row = self.rows.line(self.table.row)
        if row is None or self._done:
            return
        key, made = (row.sheet, row.row), self.decision.currentData()
        if made is None:
            self._choices.pop(key, None)
        else:
            self._choices[key] = r.RowChoice(sheet=row.sheet, row=row.row, action=made[0], id=made[1])
        self.replan()

    # Doing it -------------------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Bring all of it in, in one operation."""
        if self._plan is not None and not self.read_only and self.bring_in.isEnabled():
            self._write(on=True)
            apply = partial(self.catalogue.exchange.apply, self._plan, self.begin())
            self.jobs.write(apply, self._applied, failed=self._not_applied)

    def _applied(self, result: r.ImportResult) -> None:
        self.rest()
        self._write(on=False)
        self._done = True
        self.bring_in.setEnabled(False)
        counts = result.counts
        said = _("Brought in: %(new)s new, %(changed)s changed.") % {
            "new": whole(counts.new),
            "changed": whole(counts.changed),
        }
        if result.left_out:
            count = len(result.left_out)
            said += " " + ngettext(
                "%(count)s row was left out: %(why)s", "%(count)s rows were left out: %(why)s", count
            ) % {"count": whole(count), "why": f"{result.left_out[0].name}: {result.left_out[0].reason}"}
        self.say(said, "good")
        self.offer_undo(result.changes.operation if result.changes.records else None)
        self.columns.setEnabled(False)
        self.clears.setEnabled(False)
        self.decision.setEnabled(False)

    def _not_applied(self, error: KnownError) -> None:
        self.failed(error)
        self._write(on=False)

    def _write(self, *, on: bool) -> None:
        """While the rows are written the plan stays as it is."""
        self._writing = on
        for widget in (self.bring_in, self.again, self.report, self.columns, self.clears, self.decision):
            widget.setEnabled(not on)

    def save_report(self) -> None:
        """The file as it was, with what happened to each row."""
        if self._plan is None:
            return
        there = Path(self._plan.file)
        proposed = there.with_name(there.stem + " - " + _("report") + ".xlsx")
        path, _kind = QFileDialog.getSaveFileName(self, _("Save report"), str(proposed), "*.xlsx *.csv")
        if path:
            self.write_report(Path(path))

    def write_report(self, path: Path) -> None:
        """Write the report to a file."""
        if self._plan is not None:
            write = partial(self.catalogue.exchange.write_report, self._plan, path)
            self.ask(write, partial(self._reported, path), "report")

    def _reported(self, path: Path, _nothing: None) -> None:
        self.say(_("The report is in %(file)s.") % {"file": path}, "good")

    def start_again(self) -> None:
        """Back to the place to drop a file."""
        self._forget()
        self.offer_undo(None)
        self.said.clear()
        self.stack.setCurrentIndex(0)
        self.choose_button.setFocus()

    def leave(self) -> None:
        """Let go of the plan."""
        self._forget()

    def _forget(self) -> None:
        self.stop()
        if self._plan is not None and not self._writing:
            self.jobs.read(partial(self.catalogue.exchange.forget, self._plan), _nothing)
        self._plan, self._path, self._done = None, None, False
        self.rows.show(())
        for widget in (self.columns, self.clears):
            widget.setEnabled(True)

    def concerned(self, changes: r.Changes) -> bool:  # noqa: ARG002 - the preview stays as it is
        """The preview stays: rows that moved on are left out and told."""
        return False


def _planned(catalogue: Catalogue, plan: partial[r.Plan]) -> tuple[r.Plan, Choices]:
    """In another thread: the plan, and what its columns may be taken for."""
    made = plan()
    exchange = catalogue.exchange
    tables = {match.table for match in made.sheets if match.table}
    of_columns = {table: exchange.column_choices(table) for table in tables}
    return made, (exchange.table_choices(), of_columns, exchange.new_choices() if "actor" in tables else ())


def _nothing(_answer: None) -> None:
    """Nothing to do with the answer."""


def action_words(action: r.RowAction | None) -> str:
    """What happens to a row."""
    return {
        None: _("All rows"),
        "new": _("New"),
        "changed": _("Changed"),
        "same": _("The same"),
        "problem": _("Problem"),
        "skipped": _("Left out"),
    }[action]


def _action_role(row: r.PlanRow) -> str:
    return {"new": "good", "changed": "accent", "problem": "bad"}.get(row.action, "quiet")


def _told(problem: r.Problem) -> str:
    return f"{problem.field}: {problem.text}" if problem.field else problem.text


def _remarks(row: r.PlanRow) -> str:
    if row.problems:
        return _told(row.problems[0])
    if row.candidates:
        return _("Looks like “%(name)s”") % {"name": row.candidates[0].name}
    return ", ".join(difference.label for difference in row.differences) if row.action == "changed" else ""


def _all_remarks(row: r.PlanRow) -> str:
    return "\n".join(_told(problem) for problem in row.problems) or _remarks(row)


def _remark_role(row: r.PlanRow) -> str:
    if any(problem.level == "error" for problem in row.problems):
        return "bad"
    return "attention" if row.problems or row.candidates else "quiet"
