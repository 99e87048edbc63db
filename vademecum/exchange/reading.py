"""Any spreadsheet as rows of text: .xlsx, .xlsm, .xls and .ods through calamine, .csv and .txt by ourselves.

Rows come one by one and keep their number in the file, so that people find them again. calamine holds the cells of one
sheet outside Python (about 1 MB for 15,000 cells); a .csv file is never held whole.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import python_calamine as calamine

from vademecum.errors import KnownError
from vademecum.exchange import cells
from vademecum.texts import _

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt")

_DELIMITERS = ";,\t|"
_SAMPLE = 40  # rows to judge the delimiter by
_LONGEST_CELL = 1_000_000

Row = tuple[int, list[str]]  # number in the file, from 1; the cells


class Sheet(Protocol):
    """One sheet, that can be read again and again."""

    @property
    def name(self) -> str:
        """Its name; "" for a text file."""

    @property
    def merged(self) -> tuple[tuple[int, int, int, int], ...]:
        """Merged cells: first row, first column, last row, last column, from 0."""

    def rows(self) -> Iterator[Row]:
        """The rows from the top, empty ones too."""

    def raw(self) -> Iterator[tuple[int, list[object]]]:
        """The rows with cells as the file holds them (numbers, days)."""


class File:
    """An opened file. ``sheets``: those that people see and that hold something."""

    def __init__(self, path: Path) -> None:
        """Raises KnownError where the file can't be read."""
        self.path = path
        if not path.is_file():
            raise KnownError(_("There is no file %(file)s.") % {"file": path})
        ending = path.suffix.casefold()
        if ending in WORKBOOKS:
            self.sheets: tuple[Sheet, ...] = tuple(_workbook(path))
        elif ending in TEXTS:
            self.sheets = (_Text(path),)
        else:
            raise KnownError(
                _("%(file)s is no spreadsheet that can be read.") % {"file": path.name},
                _("Save it as .xlsx, .ods or .csv and try again."),
            )

    def sheet(self, name: str) -> Sheet:
        """The sheet of this name. Raises KnownError."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KnownError(_("There is no sheet “%(sheet)s” in %(file)s.") % {"sheet": name, "file": self.path.name})


def _workbook(path: Path) -> Iterator[Sheet]:
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        for about in book.sheets_metadata:
            if about.typ == calamine.SheetTypeEnum.WorkSheet and about.visible == calamine.SheetVisibleEnum.Visible:
                yield _Worksheet(book, about.name)
    except calamine.PasswordError as error:
        raise KnownError(
            _("%(file)s is locked with a password.") % {"file": path.name},
            _("Save it without a password and try again."),
        ) from error
    except (calamine.CalamineError, OSError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> KnownError:
    return KnownError(
        _("%(file)s is damaged or is no spreadsheet.") % {"file": path.name},
        _("Open it in Excel or LibreOffice, save it as .xlsx and try again."),
    )


class _Worksheet:
    """A sheet of a workbook; its cells are let go of after each reading."""

    def __init__(self, book: calamine.CalamineWorkbook, name: str) -> None:
        self._book = book
        self.name = name

    @property
    def merged(self) -> tuple[tuple[int, int, int, int], ...]:
        ranges = self._sheet().merged_cell_ranges or []
        return tuple((top, left, bottom, right) for (top, left), (bottom, right) in ranges)

    def _sheet(self) -> calamine.CalamineSheet:
        try:
            return self._book.get_sheet_by_name(self.name)
        except calamine.CalamineError as error:
            raise _unreadable(Path(self._book.path or self.name)) from error

    def raw(self) -> Iterator[tuple[int, list[object]]]:
        sheet = self._sheet()
        before: list[object] = [""] * (sheet.start[1] if sheet.start else 0)  # calamine leaves out empty columns
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield number, [*before, *row]

    def rows(self) -> Iterator[Row]:
        for number, row in self.raw():
            yield number, [cells.text(cell) for cell in row]


class _Text:
    """A .csv file with its encoding and delimiter found out."""

    name = ""
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.encoding = _encoding(path)
            self.delimiter = self._delimiter()
        except OSError as error:
            raise _unreadable(path) from error

    def _lines(self) -> io.TextIOWrapper:
        return self.path.open("r", encoding=self.encoding, errors="replace", newline="")

    def _delimiter(self) -> str:
        with self._lines() as lines:
            first = lines.readline()
            if first.casefold().startswith("sep=") and len(first.strip()) == 5:
                return first.strip()[-1]
            sample = first + "".join(line for line, _n in zip(lines, range(_SAMPLE), strict=False))
        return max(_DELIMITERS, key=lambda delimiter: _fits(sample, delimiter))

    def raw(self) -> Iterator[tuple[int, list[object]]]:
        for number, row in self.rows():
            yield number, list(row)

    def rows(self) -> Iterator[Row]:
        csv.field_size_limit(_LONGEST_CELL)
        with self._lines() as lines:
            reader = csv.reader(lines, delimiter=self.delimiter)
            number = 0
            while True:
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    raise KnownError(
                        _("Row %(row)d of %(file)s can't be read.") % {"row": number + 1, "file": self.path.name},
                        _("Probably a quotation mark is not closed there."),
                    ) from error
                number += 1
                if number == 1 and len(row) <= 2 and row and row[0].casefold().startswith("sep="):
                    row = []
                yield number, [cells.clean(cells.meant(cell.strip(" "))) for cell in row]


def _encoding(path: Path) -> str:
    """UTF-8 and UTF-16 with or without mark; whatever isn't these is Windows-1252, as Excel writes."""
    with path.open("rb") as file:
        start = file.read(4096)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if len(start) > 3 and start.count(0) > len(start) // 4:
            return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        chunk = start
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(1 << 20)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _fits(sample: str, delimiter: str) -> float:
    """How well a delimiter explains a sample: many rows of one same width above 1."""
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row)
    except csv.Error:
        return 0.0
    total = sum(widths.values())
    if not total:
        return 0.0
    width, times = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    return times / total * (1 + width / 1000) if width > 1 else 0.0
