"""Spreadsheets of Excel and OpenDocument: rows under a header, as in CSV files, on any sheet."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qa.corpus.draft import Draft
from qa.corpus.fields import TEXT_NAMES, columns, draft_row
from qa.corpus.files import File
from qa.corpus.package import UNREADABLE, Package, attribute, first, local
from qa.corpus.readers.office.odt import open_package, text_of
from qa.errors import ReadError

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADER_ROWS: Final = 20
"""Among how many rows the header is looked for: titles and notes may stand above it."""
_MOST_CELLS: Final = 5_000_000
_WIDEST: Final = 1000
_BUILTINS: Final = (AttributeError, AssertionError, TypeError, SyntaxError, *UNREADABLE)
"""What openpyxl raises on damaged files; XML that is none is a `SyntaxError`."""

Cells = tuple[int, Sequence[Any]]
"""The number of a row, and its values."""


class Sheet(NamedTuple):
    """A sheet with its rows, which are read only once."""

    name: str
    rows: Iterator[Cells]


def read_xlsx(file: File) -> Iterator[Draft | ReadError]:
    """Yield an article or a broken row for each row of an Excel file."""
    Package(file).check_size()
    from openpyxl import load_workbook

    with warnings.catch_warnings():  # about what would be lost if the file were saved
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(BytesIO(file.data), read_only=True, data_only=True)
            sheets = [Sheet(sheet.title, _excel_rows(sheet)) for sheet in book.worksheets]
            yield from _articles(sheets, file)
        except _BUILTINS as error:
            raise file.error("document.damaged") from error


def read_ods(file: File) -> Iterator[Draft | ReadError]:
    """Yield an article or a broken row for each row of an OpenDocument spreadsheet."""
    body = first(open_package(file).tree("content.xml"), "body", "spreadsheet")
    if body is None:
        raise file.error("document.damaged")
    tables = [node for node in body if local(node) == "table"]
    sheets = [Sheet(attribute(table, "name") or "", _ods_rows(table)) for table in tables]
    yield from _articles(sheets, file)


def _articles(sheets: Sequence[Sheet], file: File) -> Iterator[Draft | ReadError]:
    """The rows of all sheets that have a header; the names of others than the first are in ids."""
    found = 0
    for sheet in sheets:
        rows = _bounded(sheet.rows, file)
        names = _header(rows)
        if not names:
            continue
        found += 1
        for line, cells in rows:
            draft = _draft(names, cells, file, line)
            if isinstance(draft, Draft) and found > 1:
                draft = replace(draft, row=f"{sheet.name}!{draft.row or line}")
            if draft:
                yield draft
    if not found:
        raise file.error("table.header", names=TEXT_NAMES)


def _bounded(rows: Iterator[Cells], file: File) -> Iterator[Cells]:
    """The rows, as long as there are not too many cells."""
    left = _MOST_CELLS
    for line, cells in rows:
        left -= len(cells)
        if left < 0:
            raise file.error("table.cells_many", count=_MOST_CELLS)
        yield line, cells[:_WIDEST]


def _header(rows: Iterator[Cells]) -> list[str]:
    """The names of the columns; none if no row has one of texts among them."""
    for _, cells in islice(rows, _HEADER_ROWS):
        names = ["" if cell is None else str(cell).strip() for cell in cells]
        if "text" in columns(filter(None, names)):
            return names
    return []


def _draft(
    names: list[str], cells: Sequence[Any], file: File, line: int
) -> Draft | ReadError | None:
    fields = {name: _value(cell) for name, cell in zip(names, cells, strict=False) if name}
    if not any(value is not None and value != "" for value in fields.values()):
        return None
    try:
        return draft_row(fields, file=file, line=line)
    except ReadError as error:
        return error


def _value(cell: object) -> object:
    """A cell as a field: days without their time, whole numbers without a fraction."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell if isinstance(cell, str | int | float | date | bool | None) else str(cell)


def _excel_rows(sheet: Any) -> Iterator[Cells]:  # noqa: ANN401 - openpyxl has no types
    """The rows that hold something; what a sheet says of its size may be wrong."""
    sheet.reset_dimensions()
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if any(cell is not None for cell in cells):
            yield line, [None if isinstance(cell, time) else cell for cell in cells]


def _ods_rows(table: _Element) -> Iterator[Cells]:
    """The rows that hold something; one that is repeated says nothing new."""
    line = 1
    for row in table.iter():
        if local(row) == "table-row":
            cells = [*islice(_ods_cells(row), _WIDEST)]
            if any(cell is not None for cell in cells):
                yield line, cells
            line += _count(row, "number-rows-repeated")


def _ods_cells(row: _Element) -> Iterator[object]:
    for cell in row:
        if local(cell) in ("table-cell", "covered-table-cell"):
            value = _ods_value(cell)
            for _ in range(min(_count(cell, "number-columns-repeated"), _WIDEST)):
                yield value


def _ods_value(cell: _Element) -> object:
    kind = attribute(cell, "value-type")
    if kind == "date":
        return (attribute(cell, "date-value") or "").partition("T")[0] or None
    if kind in ("float", "currency", "percentage") and (number := attribute(cell, "value")):
        return number.removesuffix(".0")
    paragraphs = [text_of(node, []) for node in cell if local(node) == "p"]
    return "\n".join(paragraphs).strip() or None


def _count(node: _Element, name: str) -> int:
    written = attribute(node, name) or "1"
    return int(written) if written.isdecimal() and len(written) < 9 else 1  # noqa: PLR2004
