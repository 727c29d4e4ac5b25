"""Tables: a header line with at least a column of texts, then one article a row.

Cells are separated by commas, semicolons or tabs; the header shows which, or Excel's line above it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from qa.corpus.draft import Draft
from qa.corpus.fields import TEXT_NAMES, columns, draft_row
from qa.corpus.files import File
from qa.corpus.separated import DELIMITERS, delimiter_of, excel_separator, separated_rows
from qa.errors import ReadError

Row = tuple[int, list[str] | ReadError]


def read(file: File) -> Iterator[Draft | ReadError]:
    """Yield an article or a broken row for each row that is not blank."""
    said, text = excel_separator(file.text())
    delimiter = delimiter_of(text, _is_head, said or DELIMITERS)
    if not delimiter:
        raise file.error("table.header", names=TEXT_NAMES)
    rows = _rows(text, delimiter, file)
    names = _header(rows)
    for line, cells in rows:
        yield cells if isinstance(cells, ReadError) else _draft(names, cells, file, line)


def is_table(text: str) -> bool:
    """Whether a text is a table with tabs, as Excel saves one under the ending `.txt`."""
    names = text.lstrip().partition("\n")[0].split("\t")
    return {"text"} < columns(names)


def _is_head(names: Sequence[str]) -> bool:
    return "text" in columns(names)


def _header(rows: Iterator[Row]) -> list[str]:
    """Names of the columns, from the first row; none if there is no row or it is broken."""
    _, header = next(rows, (0, []))
    return [] if isinstance(header, ReadError) else [name.strip().lower() for name in header]


def _rows(text: str, delimiter: str, file: File) -> Iterator[Row]:
    """Each row that is not blank, with the line it starts on."""
    body = text.lstrip("\r\n")
    rows = separated_rows(body, delimiter)
    start = 1 + text[: len(text) - len(body)].count("\n")
    while True:
        line = start + rows.line_num
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, file.error("table.csv", why=str(error), at=line)
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _draft(names: list[str], cells: list[str], file: File, line: int) -> Draft | ReadError:
    if len(cells) > len(names):
        return file.error("table.cells", cells=len(cells), columns=len(names), at=line)
    try:
        return draft_row(dict(zip(names, cells, strict=False)), file=file, line=line)
    except ReadError as error:
        return error
