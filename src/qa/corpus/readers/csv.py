"""Tables: a header line with at least a column of texts, then one article a row.

Cells are separated by commas, semicolons or tabs; the header shows which, or Excel's line above it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from qa.corpus.draft import Draft
from qa.corpus.fields import TEXT_NAMES, columns, draft_row
from qa.corpus.files import File
from qa.errors import ReadError

_DELIMITERS = ",;\t"
_EXCEL = re.compile(r'\s*"?sep=([,;\t])"?[ \t,;]*(?=\r?\n)', re.IGNORECASE)

Row = tuple[int, list[str] | ReadError]


def read(file: File) -> Iterator[Draft | ReadError]:
    """Yield an article or a broken row for each row that is not blank."""
    # The module's own limit is 128 KB a cell, less than a long article.
    csv.field_size_limit(max(csv.field_size_limit(), file.max_bytes))
    text = file.text()
    said = _EXCEL.match(text)
    if said:
        text = "\n" * said[0].count("\n") + text[said.end() :]
    rows = _rows(text, _delimiter(text, file, said[1] if said else _DELIMITERS), file)
    names = _header(rows)
    for line, cells in rows:
        yield cells if isinstance(cells, ReadError) else _draft(names, cells, file, line)


def is_table(text: str) -> bool:
    """Whether a text is a table with tabs, as Excel saves one under the ending `.txt`."""
    names = text.lstrip().partition("\n")[0].split("\t")
    return {"text"} < columns(names)


def _delimiter(text: str, file: File, choice: str) -> str:
    """The separator under which the header has a column of texts, and most columns besides."""
    found = {}
    for delimiter in choice:
        names = _header(_rows(text, delimiter, file))
        if "text" in columns(names):
            found[delimiter] = len(names)
    if not found:
        raise file.error("table.header", names=TEXT_NAMES)
    return max(found, key=lambda delimiter: found[delimiter])


def _header(rows: Iterator[Row]) -> list[str]:
    """Names of the columns, from the first row; none if there is no row or it is broken."""
    _, header = next(rows, (0, []))
    return [] if isinstance(header, ReadError) else [name.strip().lower() for name in header]


def _rows(text: str, delimiter: str, file: File) -> Iterator[Row]:
    """Each row that is not blank, with the line it starts on."""
    body = text.lstrip("\r\n")
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
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
