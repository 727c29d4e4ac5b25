"""The cells of tables: text between separators, and Excel workbooks."""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from qa.batch.columns import fields_of, is_blank
from qa.corpus.files import File

Cells = list[str]

_DELIMITERS: Final = "\t;,"
_EXCEL: Final = re.compile(r'\s*"?sep=([,;\t|])"?[ \t,;]*\r?\n', re.IGNORECASE)
"""The line by which Excel is told the separator."""

_NEVER: Final = "\x1f"
"""A separator that no list has."""

_WRAPPED: Final = re.compile(r'^\s*"(.*)"\s*$')

_INFLATED: Final = 50
"""How many times larger a workbook may be than its file."""


def text_cells(text: str) -> list[Cells]:
    """The rows of a text whose cells stand between separators; without one, lines are cells."""
    named = _EXCEL.match(text)
    body = text[named.end() :] if named else text
    delimiter = named[1] if named else _delimiter(body)
    return _split(body, delimiter or _NEVER)


def separated_header(text: str) -> bool:
    """Whether the first line names columns of a table between separators."""
    if _EXCEL.match(text):
        return True
    first = text.lstrip("\ufeff\r\n").partition("\n")[0].strip()
    return any(
        first.count(delimiter) and "question" in fields_of(first.split(delimiter))
        for delimiter in _DELIMITERS
    )


def _delimiter(text: str) -> str | None:
    """The separator under which the first row names a question, or all rows are as long."""
    tried = {one: _split(text, one) for one in _DELIMITERS}
    named = {
        one: len(rows[0])
        for one, rows in tried.items()
        if rows and "question" in fields_of(rows[0])
    }
    if named:
        found = max(named, key=lambda one: named[one])
        return found if named[found] > 1 else None
    even = (one for one, rows in tried.items() if _is_even(rows))
    return next(even, None)


def _is_even(rows: list[Cells]) -> bool:
    """Whether all rows have the same number of cells, more than one, and no cell is prose.

    A comma or semicolon inside a sentence is followed by a space.
    """
    lengths = {len(cells) for cells in rows}
    prose = any(cell.startswith(" ") for cells in rows for cell in cells[1:])
    return len(rows) > 1 and len(lengths) == 1 and lengths != {1} and not prose


def _split(text: str, delimiter: str) -> list[Cells]:
    """The rows that are not blank; where quotes do not match, they are letters like others."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    body = text.lstrip("\ufeff")
    try:
        rows = list(csv.reader(StringIO(body, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        plain = csv.reader(body.splitlines(), delimiter=delimiter, quoting=csv.QUOTE_NONE)
        rows = [[_WRAPPED.sub(r"\1", cell) for cell in cells] for cells in plain]
    return [cells for cells in rows if not is_blank(cells)]


def workbook_cells(file: File) -> list[Cells]:
    """The rows of the first sheet of an Excel workbook that has any.

    Raises:
        ReadError: If it is not a workbook, or is damaged.
    """
    import openpyxl
    from lxml.etree import LxmlError

    try:
        with ZipFile(BytesIO(file.data)) as archive:
            inflated = sum(one.file_size for one in archive.infolist())
        if inflated > _INFLATED * max(file.max_bytes, 1_000_000):
            raise file.too_large()
        with warnings.catch_warnings():  # about styles and extensions that are not read
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(BytesIO(file.data), read_only=True, data_only=True)
            sheets = (_sheet(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
            return next(filter(None, sheets), [])
    except (BadZipFile, KeyError, ValueError, TypeError, SyntaxError, LxmlError, OSError) as error:
        raise file.error("list.workbook") from error


def _sheet(rows: Iterable[tuple[object, ...]]) -> list[Cells]:
    return [[_cell(value) for value in row] for row in rows if not is_blank(row)]


def _cell(value: object) -> str:
    """A cell as text: whole numbers and days as they are written."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)
