"""The report of an import: the file as it was, with a column that says what happened to each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from vademecum import records as r
from vademecum.errors import KnownError
from vademecum.exchange import cells, writing
from vademecum.exchange.outcome import Drafts
from vademecum.exchange.reading import File, Sheet
from vademecum.texts import _

_Rows = Iterator[Sequence[object]]


def check_name(target: Path) -> None:
    """Raises KnownError where a report can't have this name."""
    if target.suffix.casefold() not in (".xlsx", ".csv"):
        raise KnownError(
            _("Files of this kind can't be written: %(file)s.") % {"file": target.name},
            _("Choose a name that ends in .xlsx or .csv."),
        )


def write(plan: r.Plan, target: Path, outcome: Drafts, result: r.ImportResult | None) -> None:
    """Write the report, an .xlsx or a .csv file by its ending. ``result`` None: nothing is done. Raises KnownError."""
    check_name(target)
    telling = _Telling(outcome, result)
    if plan.kind == "table":
        headers = {match.name: max(match.header, default=0) for match in plan.sheets}
        sheets: list[tuple[str, _Rows]] = [
            (sheet.name or "csv", telling.beside(sheet, headers.get(sheet.name, 0)))
            for sheet in File(Path(plan.file)).sheets
        ]
    else:
        sheets = [(_("Import"), telling.alone())]
    if target.suffix.casefold() == ".csv":
        rows = (
            [cell if isinstance(cell, str) else cells.text(cell) for cell in row]
            for _name, many in sheets
            for row in many
        )
        headings = tuple(writing.Heading(text) for text in next(rows, []))
        writing.csv_file(target, writing.Table("", headings, rows))
    else:
        writing.report(target, sheets)


class _Telling:
    """Says what happened, row after row."""

    def __init__(self, outcome: Drafts, result: r.ImportResult | None) -> None:
        self._outcome = outcome
        self._done = result is not None
        self._left = {(one.sheet, one.row): one.reason for one in result.left_out} if result is not None else {}

    def beside(self, sheet: Sheet, header: int) -> _Rows:
        """The rows of a sheet, each with what happened to it in a column behind the last."""
        width = max((len(row) for _number, row in sheet.raw()), default=0)
        start, end = self._outcome.spans.get(sheet.name, (0, 0))
        planned = (self._outcome.rows[position] for position in range(start, end))
        next_one = next(planned, None)
        for number, row in sheet.raw():
            said = ""
            if next_one is not None and next_one.row == number:
                said = self._words(next_one)
                next_one = next(planned, None)
            elif number == header or (number == 1 and not header):
                said = self._heading()
            yield [*row, *[""] * (width - len(row)), said]

    def alone(self) -> _Rows:
        """A line for each record of a file that isn't a table."""
        yield [_("Record"), "id", self._heading()]
        for position in range(len(self._outcome.rows)):
            row = self._outcome.rows[position]
            yield [row.name, row.id or "", self._words(row)]

    def _heading(self) -> str:
        return _("What happened") if self._done else _("What would happen")

    def _words(self, row: r.PlanRow) -> str:
        if (row.sheet, row.row) in self._left:
            return _("Left out: %(reason)s") % {"reason": self._left[row.sheet, row.row]}
        problems = [f"{one.field}: {one.text}" if one.field else one.text for one in row.problems]
        words = {
            "new": _("New"),
            "changed": _("Changed"),
            "same": _("Nothing changed"),
            "problem": _("Not taken in"),
            "skipped": _("Left out") if row.problems else _("Left out as asked"),
        }[row.action]
        changed = (
            [f"{one.label}: {one.before} → {one.after}" for one in row.differences] if row.action == "changed" else []
        )
        detail = "; ".join([*problems, *changed])
        return f"{words}. {detail}" if detail else words
