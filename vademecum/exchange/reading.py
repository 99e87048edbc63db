"""Any spreadsheet as rows of text: .xlsx, .xlsm, .xls and .ods through calamine, .csv and .txt by ourselves.

Rows come one by one and keep their number in the file, so that people find them again. calamine holds the cells of one
sheet outside Python (about 1 MB for 15,000 cells); a .csv file is never held whole.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
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
_START = 4096  # bytes to judge a file by
_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # of .xlsx and .ods, and of .xls
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_NOT_IN_TEXT = frozenset(range(1, 32)) - frozenset(b"\t\n\r\f\x1a")

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
        if path.suffix.casefold() not in (*WORKBOOKS, *TEXTS):
            raise KnownError(
                _("%(file)s is no spreadsheet that can be read.") % {"file": path.name},
                _("Save it as .xlsx, .ods or .csv and try again."),
            )
        self.sheets: tuple[Sheet, ...] = tuple(_workbook(path)) if _holds_workbook(path) else (_Text(path),)

    def sheet(self, name: str) -> Sheet:
        """The sheet of this name. Raises KnownError."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KnownError(_("There is no sheet “%(sheet)s” in %(file)s.") % {"sheet": name, "file": self.path.name})


def _holds_workbook(path: Path) -> bool:
    """True for a workbook, False for text, by what is in the file: endings lie. Raises KnownError for neither."""
    try:
        with path.open("rb") as file:
            start = file.read(_START)
    except OSError as error:
        raise _unreadable(path) from error
    if start.startswith(_MAGIC):
        return True
    strange = 0 if _wide(start) else sum(byte in _NOT_IN_TEXT for byte in start)
    may_be_text = path.suffix.casefold() in (*TEXTS, ".xls")  # programs write text under the name of the old Excel
    if not may_be_text or strange > len(start) // 50 or _MARKUP.match(start):
        raise _unreadable(path)
    return False


def _workbook(path: Path) -> Iterator[Sheet]:
    book = _opened(path)
    for about in book.sheets_metadata:
        if about.typ == calamine.SheetTypeEnum.WorkSheet and about.visible == calamine.SheetVisibleEnum.Visible:
            yield _Worksheet(book, about.name, path)


def _opened(path: Path) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError as error:
        raise KnownError(
            _("%(file)s is locked with a password.") % {"file": path.name},
            _("Save it without a password and try again."),
        ) from error
    except (calamine.CalamineError, OSError) as error:
        try:  # calamine goes by the ending of a path; without one it looks at the content
            return calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        except (calamine.CalamineError, OSError):
            raise _unreadable(path) from error


def _unreadable(path: Path) -> KnownError:
    return KnownError(
        _("%(file)s is damaged or is no spreadsheet.") % {"file": path.name},
        _("Open it in Excel or LibreOffice, save it as .xlsx and try again."),
    )


class _Worksheet:
    """A sheet of a workbook; its cells are let go of after each reading."""

    def __init__(self, book: calamine.CalamineWorkbook, name: str, path: Path) -> None:
        self._book = book
        self._path = path
        self.name = name

    @property
    def merged(self) -> tuple[tuple[int, int, int, int], ...]:
        ranges = self._sheet().merged_cell_ranges or []
        return tuple((top, left, bottom, right) for (top, left), (bottom, right) in ranges)

    def _sheet(self) -> calamine.CalamineSheet:
        try:
            return self._book.get_sheet_by_name(self.name)
        except calamine.CalamineError as error:
            raise _unreadable(self._path) from error

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
            latest: list[str] = []  # the lines of the newest row
            reader = csv.reader(_noting(lines, latest), delimiter=self.delimiter)
            number = 0
            while True:
                before = latest.copy()
                latest.clear()
                try:
                    row = next(reader)
                except StopIteration:
                    if self._is_open("".join(before)):
                        raise self._not_closed(number) from None
                    return
                except csv.Error as error:
                    raise self._not_closed(number + 1) from error
                number += 1
                if number == 1 and len(row) <= 2 and row and row[0].casefold().startswith("sep="):
                    row = []
                yield number, [cells.clean(cells.meant(cell.strip(" "))) for cell in row]

    def _is_open(self, row: str) -> bool:
        """True where a quotation mark is not closed: the reader then takes all that follows for one cell."""
        try:
            list(csv.reader(io.StringIO(row, newline=""), delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False

    def _not_closed(self, row: int) -> KnownError:
        return KnownError(
            _("Row %(row)d of %(file)s can't be read.") % {"row": row, "file": self.path.name},
            _("Probably a quotation mark is not closed there."),
        )


def _noting(lines: Iterable[str], latest: list[str]) -> Iterator[str]:
    for line in lines:
        latest.append(line)
        yield line


def _encoding(path: Path) -> str:
    """UTF-8 and UTF-16 with or without mark; whatever isn't these is Windows-1252, as Excel writes."""
    with path.open("rb") as file:
        start = file.read(_START)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        wide = _wide(start)
        if wide is not None:
            return wide
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


def _wide(start: bytes) -> str | None:
    """The encoding where a file begins as UTF-16, with or without mark."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(start) > 3 and start.count(0) > len(start) // 4:
        return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
    return None


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
