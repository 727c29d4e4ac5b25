"""Text whose cells stand between separators, and which separator that is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS: Final = "\t;,"
_EXCEL: Final = re.compile(r'\s*"?sep=([,;\t|])"?[ \t,;]*(?=\r?\n)', re.IGNORECASE)
"""The line that tells Excel the separator."""


def excel_separator(text: str) -> tuple[str | None, str]:
    """The separator that Excel's own line names, if there is one, and the text without that line.

    The line is left blank, so that the others keep their numbers.
    """
    named = _EXCEL.match(text)
    if not named:
        return None, text
    return named[1], "\n" * named[0].count("\n") + text[named.end() :]


def separated_rows(text: str, delimiter: str) -> Reader:
    """The rows of a text; `csv.Error` is raised where quotes do not match."""
    # The module's own limit is 128 KB a cell, less than a long article.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def delimiter_of(
    text: str, is_head: Callable[[Sequence[str]], bool], choice: str = DELIMITERS
) -> str | None:
    """The separator under which the first row is a head, and has most columns; None: there is none.

    Args:
        text: Without Excel's own line.
        is_head: Whether a row names the columns that are needed.
        choice: The separators that are tried.
    """
    heads = {one: _first_row(text, one) for one in choice}
    found = {one: len(names) for one, names in heads.items() if is_head(names)}
    return max(found, key=lambda one: found[one], default=None)


def _first_row(text: str, delimiter: str) -> list[str]:
    """The first row that is not blank; empty if there is none, or its quotes do not match."""
    rows = separated_rows(text.lstrip("\ufeff\r\n"), delimiter)
    try:
        return next((cells for cells in rows if any(map(str.strip, cells))), [])
    except csv.Error:
        return []
