"""The cells of tables: text between separators, and Excel workbooks."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from qa.batch.columns import fields_of, is_blank
from qa.corpus.files import File
from qa.corpus.separated import DELIMITERS, delimiter_of, excel_separator, separated_rows
from qa.corpus.workbook import excel_sheets

Cells = list[str]

_NEVER: Final = "\x1f"
"""A separator that no list has."""

_WRAPPED: Final = re.compile(r'^\s*"(.*)"\s*$')


def text_cells(text: str) -> list[Cells]:
    """The rows of a text whose cells stand between separators; without one, lines are cells."""
    named, body = excel_separator(text)
    return _split(body, named or _delimiter(body) or _NEVER)


def separated_header(text: str) -> bool:
    """Whether the first line names columns of a table between separators."""
    named, _ = excel_separator(text)
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    return bool(named) or len(first.split(delimiter_of(first, _is_head) or _NEVER)) > 1


def _is_head(names: Sequence[str]) -> bool:
    return "question" in fields_of(names)


def _delimiter(text: str) -> str | None:
    """The separator under which the first row names a question, or all rows are as long."""
    if named := delimiter_of(text, _is_head):
        return named
    even = (one for one in DELIMITERS if _is_even(_split(text, one)))
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
    body = text.lstrip("\ufeff")
    try:
        rows = list(separated_rows(body, delimiter))
    except csv.Error:
        plain = csv.reader(body.splitlines(), delimiter=delimiter, quoting=csv.QUOTE_NONE)
        rows = [[_WRAPPED.sub(r"\1", cell) for cell in cells] for cells in plain]
    return [cells for cells in rows if not is_blank(cells)]


def workbook_cells(file: File) -> list[Cells]:
    """The rows of the first sheet of an Excel workbook that has any.

    Raises:
        ReadError: If it is not a workbook, or is damaged.
    """
    sheets = (
        [[_cell(value) for value in cells] for _, cells in sheet.rows if not is_blank(cells)]
        for sheet in excel_sheets(file)
    )
    return next(filter(None, sheets), [])


def _cell(value: object) -> str:
    """A cell as text: whole numbers and days as they are written."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)
