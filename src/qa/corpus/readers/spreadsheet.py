"""Spreadsheets of Excel and OpenDocument: rows under a header, as in CSV files, on any sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from qa.corpus.draft import Draft
from qa.corpus.fields import TEXT_NAMES, columns, draft_row
from qa.corpus.files import File
from qa.corpus.package import attribute, first, local
from qa.corpus.readers.office.odt import open_package, text_of
from qa.corpus.workbook import WIDEST, Cells, Sheet, bounded, excel_sheets
from qa.errors import ReadError

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADER_ROWS: Final = 20
"""Among how many rows the header is looked for: titles and notes may stand above it."""


def read_xlsx(file: File) -> Iterator[Draft | ReadError]:
    """Yield an article or a broken row for each row of an Excel file."""
    yield from _articles(excel_sheets(file), file)


def read_ods(file: File) -> Iterator[Draft | ReadError]:
    """Yield an article or a broken row for each row of an OpenDocument spreadsheet."""
    body = first(open_package(file).tree("content.xml"), "body", "spreadsheet")
    if body is None:
        raise file.error("document.damaged")
    tables = [node for node in body if local(node) == "table"]
    sheets = [
        Sheet(attribute(table, "name") or "", bounded(_ods_rows(table), file)) for table in tables
    ]
    yield from _articles(sheets, file)


def _articles(sheets: Iterable[Sheet], file: File) -> Iterator[Draft | ReadError]:
    """The rows of all sheets that have a header; the names of others than the first are in ids."""
    found = 0
    for sheet in sheets:
        rows = sheet.rows
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
    if isinstance(cell, time):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell if isinstance(cell, str | int | float | date | bool | None) else str(cell)


def _ods_rows(table: _Element) -> Iterator[Cells]:
    """The rows that hold something; one that is repeated says nothing new."""
    line = 1
    for row in table.iter():
        if local(row) == "table-row":
            cells = [*islice(_ods_cells(row), WIDEST)]
            if any(cell is not None for cell in cells):
                yield line, cells
            line += _count(row, "number-rows-repeated")


def _ods_cells(row: _Element) -> Iterator[object]:
    for cell in row:
        if local(cell) in ("table-cell", "covered-table-cell"):
            value = _ods_value(cell)
            for _ in range(min(_count(cell, "number-columns-repeated"), WIDEST)):
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
