"""Spreadsheets that go out: .xlsx through XlsxWriter, row by row, and .csv that a Belgian Excel opens well.

All cells are text: nothing is a formula, a link or a number, so zeros stay and nothing runs. A .csv file has a UTF-8
mark and semicolons, and cells that a spreadsheet could take for a formula are made harmless (:func:`cells.harmless`).
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError, FileSizeError

from vademecum.errors import KnownError
from vademecum.exchange import cells
from vademecum.texts import _

LONGEST_CELL = 32_767  # of Excel
MOST_ROWS = 1_048_576
_WORKBOOK = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """The top of a column. ``choices``: what may be picked from a list; ``hint``: said when it is pointed at."""

    text: str
    width: int = 18
    hint: str = ""
    choices: tuple[str, ...] = ()
    locked: bool = False  # for reading only: greyed


@dataclass(frozen=True)
class Table:
    """A sheet to write: headings, and rows that come one by one."""

    name: str
    headings: tuple[Heading, ...]
    rows: Iterable[Sequence[str]]


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A file to write beside the target; it takes the target's place only when all went well. Raises KnownError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        os.replace(beside, path)
    except (OSError, FileCreateError) as error:
        raise KnownError(
            _("%(file)s can't be written.") % {"file": path},
            _("Close the file if it is open in another program, or choose another folder."),
        ) from error
    except FileSizeError as error:
        raise KnownError(_("%(file)s would become too large.") % {"file": path}) from error
    finally:
        beside.unlink(missing_ok=True)


def csv_file(path: Path, table: Table) -> None:
    """One table as .csv."""
    with replaced(path) as target, target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([cells.harmless(heading.text) for heading in table.headings])
        for row in table.rows:
            writer.writerow([cells.harmless(cell) for cell in row])


def workbook(path: Path, tables: Iterable[Table], explanation: Table | None = None) -> None:
    """Tables as sheets of an .xlsx file, the explanation last."""
    with replaced(path) as target:
        book = xlsxwriter.Workbook(str(target), _WORKBOOK)
        try:
            style = Style(book)
            lists = Lists(book)
            for table in tables:
                _sheet(book, style, lists, table)
            if explanation is not None:
                _explain(book, style, explanation)
            lists.write()
        finally:
            book.close()


class Style:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        text = {"num_format": "@", "valign": "top"}
        self.head = book.add_format(
            {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "valign": "vcenter", "text_wrap": True}
        )
        self.text = book.add_format(text)
        self.wrapped = book.add_format(text | {"text_wrap": True})
        self.grey = book.add_format(text | {"font_color": "#6B7280"})
        self.wrapped_grey = book.add_format(text | {"font_color": "#4B5563", "text_wrap": True, "bg_color": "#F3F4F6"})
        self.box = book.add_format(text | {"text_wrap": True, "border": 1, "bg_color": "#FFFBE6", "locked": False})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.section = book.add_format({"bold": True, "font_size": 12, "bottom": 1, "font_color": "#1F4E79"})
        self.label = book.add_format({"bold": True, "valign": "top", "text_wrap": True})


class Lists:
    """The values of drop-downs, on a hidden sheet: a list within a cell may hold 255 characters only."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[str, ...], str] = {}

    def reference(self, choices: tuple[str, ...]) -> str:
        """What data validation takes for a list."""
        if choices not in self._known:
            column = len(self._known)
            letters = xlsxwriter.utility.xl_col_to_name(column, True)
            self._known[choices] = f"=_lijsten!{letters}$1:{letters}${len(choices)}"
        return self._known[choices]

    def write(self) -> None:
        """Write the sheet, last: sheets are written in order."""
        if not self._known:
            return
        sheet = self._book.add_worksheet("_lijsten")
        for row in range(max(map(len, self._known))):
            for column, choices in enumerate(self._known):
                if row < len(choices):
                    sheet.write_string(row, column, choices[row])
        sheet.very_hidden()


def _sheet(book: Any, style: Style, lists: Lists, table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 2)
    for column, heading in enumerate(table.headings):
        sheet.set_column(column, column, heading.width, style.grey if heading.locked else style.text)
        if heading.choices:
            sheet.data_validation(
                1, column, MOST_ROWS - 1, column,
                {"validate": "list", "source": lists.reference(heading.choices), "error_type": "warning",
                 "error_title": heading.text[:32], "error_message": _("This value is not in the list.")},
            )  # fmt: skip
    sheet.set_row(0, 32)
    for column, heading in enumerate(table.headings):
        sheet.write_string(0, column, heading.text, style.head)
        if heading.hint:
            sheet.write_comment(0, column, heading.hint, {"x_scale": 2})
    number = 0
    for number, row in enumerate(table.rows, start=1):
        if number >= MOST_ROWS:
            raise FileSizeError
        for column, cell in enumerate(row):
            if cell:
                grey = column < len(table.headings) and table.headings[column].locked
                sheet.write_string(number, column, cell[:LONGEST_CELL], style.grey if grey else style.text)
    sheet.autofilter(0, 0, number, len(table.headings) - 1)


def _explain(book: Any, style: Style, table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    for column, heading in enumerate(table.headings):
        sheet.set_column(column, column, heading.width, style.wrapped)
        sheet.write_string(0, column, heading.text, style.head)
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, style.label if column == 0 else style.wrapped)


def report(path: Path, sheets: Iterable[tuple[str, Iterable[Sequence[object]]]]) -> None:
    """Rows as a file held them, numbers and days too, in an .xlsx file."""
    with replaced(path) as target:
        book = xlsxwriter.Workbook(str(target), _WORKBOOK | {"default_date_format": "yyyy-mm-dd"})
        try:
            for name, rows in sheets:
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if isinstance(cell, str):
                            sheet.write_string(number, column, cell[:LONGEST_CELL])
                        elif cell is not None:
                            sheet.write(number, column, cell)
        finally:
            book.close()
