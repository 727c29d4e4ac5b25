"""Rows of answers as CSV and as an Excel workbook.

Questions and articles come from outside: a cell that a spreadsheet would calculate stays text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Final

from qa.batch.rows import BatchRow
from qa.phrases import say

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from qa.types import Language

COLUMNS: Final = tuple(BatchRow.model_fields)
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel takes a CSV file in UTF-8 for another encoding."""

_DELIMITER: Final = {"en": ",", "fr": ";"}
"""What Excel expects between the cells of a CSV file, in each language."""

_FORMULA: Final = re.compile(r"\s*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would calculate."""

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
"""Characters that a workbook cannot hold."""

_LONGEST_CELL: Final = 32_767
_WIDTHS: Final = {
    "id": 8,
    "question": 40,
    "part": 30,
    "answer": 28,
    "quote": 70,
    "title": 40,
    "source": 18,
    "article_id": 30,
    "url": 30,
    "address": 30,
    "notice": 45,
}
_NARROW: Final = 13


def csv_lines(rows: Iterable[BatchRow], language: Language = "en") -> Iterator[str]:
    """The lines of a CSV file: a mark of its encoding, the names of the columns, the rows.

    In French, cells stand between semicolons and numbers have a comma, as Excel expects there.
    """
    yield BYTE_ORDER_MARK + _line(heading(language), language)
    for row in rows:
        yield _line([_harmless(cell) for cell in _cells(row, language)], language)


def heading(language: Language) -> list[str]:
    """The names of the columns."""
    return [say(language, f"batch.column_{name}") for name in COLUMNS]


def _line(cells: list[str], language: Language) -> str:
    held = StringIO()
    csv.writer(held, delimiter=_DELIMITER[language]).writerow(cells)
    return held.getvalue()


def _cells(row: BatchRow, language: Language) -> list[str]:
    """The cells of a row as text, with numbers and yes or no in words of the language."""
    values = {name: _CONTROLS.sub("", str(value or "")) for name, value in row}
    values["answered"] = say(language, "batch.yes" if row.answered else "batch.no")
    values["level"] = say(language, f"batch.level_{row.level}") if row.level else ""
    if row.confidence is not None:
        point = say(language, "batch.decimal_point")
        values["confidence"] = f"{row.confidence:.2f}".replace(".", point)
    return [values[name] for name in COLUMNS]


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet calculates: an apostrophe before it makes it text."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_xlsx(rows: Iterable[BatchRow], language: Language = "en") -> bytes:
    """An Excel workbook with one sheet, whose first row stays in view."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = say(language, "batch.sheet")
    _fill(sheet, rows, language)
    _lay_out(sheet)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _fill(sheet: Worksheet, rows: Iterable[BatchRow], language: Language) -> None:
    sheet.append(heading(language))
    for number, row in enumerate(rows, start=2):
        for column, (name, text) in enumerate(zip(COLUMNS, _cells(row, language), strict=True), 1):
            cell = sheet.cell(number, column)
            if name == "confidence" and row.confidence is not None:
                cell.value, cell.number_format = row.confidence, "0.00"
            elif text:
                cell.value = text[:_LONGEST_CELL]
                cell.data_type = "s"  # openpyxl takes text that begins with = for a formula
                cell.quotePrefix = bool(_FORMULA.match(text))


def _lay_out(sheet: Worksheet) -> None:
    """Widths, wrapped text, a heading that stays, and filters."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for column, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, _NARROW)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
