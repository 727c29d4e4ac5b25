"""Excel workbooks, opened within limits: their sheets and the rows of these."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final, NamedTuple

from qa.corpus.files import File
from qa.corpus.package import UNREADABLE, Package

_MOST_CELLS: Final = 5_000_000
WIDEST: Final = 1000
_BUILTINS: Final = (AttributeError, AssertionError, TypeError, SyntaxError, *UNREADABLE)
"""What openpyxl raises on damaged files; a `SyntaxError` is broken XML."""

Cells = tuple[int, Sequence[Any]]
"""The number of a row, and its values."""


class Sheet(NamedTuple):
    """A sheet with its rows, which are read only once."""

    name: str
    rows: Iterator[Cells]


def excel_sheets(file: File) -> Iterator[Sheet]:
    """The sheets of a workbook; one is read before the next is asked for.

    Raises:
        ReadError: If it is not a workbook, or is damaged, encrypted or too large.
    """
    Package(file).check_size()
    from openpyxl import load_workbook

    with warnings.catch_warnings():  # about what would be lost if the file were saved
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(BytesIO(file.data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                yield Sheet(sheet.title, bounded(_rows(sheet, file), file))
        except _BUILTINS as error:
            raise file.error("document.damaged") from error


def bounded(rows: Iterator[Cells], file: File) -> Iterator[Cells]:
    """The rows of a sheet, as long as there are not too many cells."""
    left = _MOST_CELLS
    for line, cells in rows:
        left -= len(cells)
        if left < 0:
            raise file.error("table.cells_many", count=_MOST_CELLS)
        yield line, cells[:WIDEST]


def _rows(sheet: Any, file: File) -> Iterator[Cells]:  # noqa: ANN401 - openpyxl has no types
    """The rows that hold something; what a sheet says of its size may be wrong."""
    try:
        sheet.reset_dimensions()
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if any(cell is not None for cell in cells):
                yield line, cells
    except _BUILTINS as error:
        raise file.error("document.damaged") from error
