"""Rows of answers as CSV and as an Excel workbook.

Questions and articles come from outside: a cell that a spreadsheet would calculate stays text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from qa.batch.rows import BatchRow
from qa.phrases import say

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from qa.types import Language

COLUMNS: Final = tuple(name for name in BatchRow.model_fields if name != "others")
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel takes a CSV file in UTF-8 for another encoding."""

_DELIMITER: Final = {"en": ",", "fr": ";"}
"""What Excel expects between the cells of a CSV file, in each language."""

_FORMULA: Final = re.compile(r"\s*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would calculate."""

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
"""Characters that a workbook cannot hold."""

_ADDRESS: Final = re.compile(r"https?://\S{1,2000}")
_LINKED_ROWS: Final = 30_000
"""Excel opens no sheet with more than 65,530 links, or with a link of more than 2,079 letters."""

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

    What the list says in columns of its own follows. In French, cells stand between semicolons and
    numbers have a comma, as Excel expects there.
    """
    coming = iter(rows)
    first = list(islice(coming, 1))
    yield BYTE_ORDER_MARK + _line([*map(_harmless, heading(first, language))], language)
    for row in chain(first, coming):
        yield _line([_harmless(cell) for cell in _cells(row, language)], language)


def heading(rows: Sequence[BatchRow], language: Language) -> list[str]:
    """The names of the columns of some rows of one list."""
    others = [_CONTROLS.sub("", name) for name in rows[0].others] if rows else []
    return [*(say(language, f"batch.column_{name}") for name in COLUMNS), *others]


def _line(cells: list[str], language: Language) -> str:
    held = StringIO()
    csv.writer(held, delimiter=_DELIMITER[language]).writerow(cells)
    return held.getvalue()


def _cells(row: BatchRow, language: Language) -> list[str]:
    """The cells of a row as text, with numbers and yes or no in words of the language."""
    values = {name: _CONTROLS.sub("", str(value or "")) for name, value in row}
    others = [_CONTROLS.sub("", value) for value in row.others.values()]
    values["answered"] = say(language, "batch.yes" if row.answered else "batch.no")
    values["level"] = say(language, f"batch.level_{row.level}") if row.level else ""
    if row.confidence is not None:
        point = say(language, "batch.decimal_point")
        values["confidence"] = f"{row.confidence:.2f}".replace(".", point)
    return [*(values[name] for name in COLUMNS), *others]


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet calculates: an apostrophe before it makes it text."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_xlsx(rows: Iterable[BatchRow], language: Language = "en") -> bytes:
    """An Excel workbook with one sheet, whose first row stays in view."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = say(language, "batch.sheet")
    _fill(sheet, list(rows), language)
    _link(sheet)
    _lay_out(sheet)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[BatchRow], language: Language) -> None:
    lines = [heading(rows, language), *(_cells(row, language) for row in rows)]
    for number, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            if text:
                cell = sheet.cell(number, column, text[:_LONGEST_CELL])
                cell.data_type = "s"  # openpyxl takes text that begins with = for a formula
                cell.quotePrefix = bool(_FORMULA.match(text))
    place = COLUMNS.index("confidence") + 1
    for number, row in enumerate(rows, start=2):
        if row.confidence is not None:
            cell = sheet.cell(number, place)
            cell.value, cell.number_format = round(row.confidence, 3), "0.00"


def _link(sheet: Worksheet) -> None:
    """Addresses are opened by a click, as far as Excel can hold them."""
    if sheet.max_row > _LINKED_ROWS:
        return
    for name in ("url", "address"):
        for (cell,) in sheet.iter_rows(
            min_row=2, min_col=COLUMNS.index(name) + 1, max_col=COLUMNS.index(name) + 1
        ):
            if _ADDRESS.fullmatch(str(cell.value or "")):
                cell.hyperlink = str(cell.value)
                cell.style = "Hyperlink"


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
