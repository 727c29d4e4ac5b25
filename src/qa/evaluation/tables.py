"""Rows of figures as markdown that is readable as it stands, in a terminal too.

Knows nothing of questions. What comes from datasets is made inert: it is neither markup nor
control characters, and does not end a cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qa.answering.markdown import escape
from qa.evaluation.rows import Row

FEW = 20
MARK = "†"
NOTHING = "–"


def figures_table(rows: Mapping[str, Row], names: Sequence[str] = ()) -> str:
    """A table of figures, shares with three digits; those from fewer than twenty are marked.

    Args:
        rows: All with the same figures, by their titles.
        names: Those to show, in this order; none: all.
    """
    heads = names or list(next(iter(rows.values()), ()))
    cells = [
        [title, *(marked(row[name].value, row[name].of) for name in heads)]
        for title, row in rows.items()
    ]
    return text_table(["", *heads], cells)


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A markdown table whose columns stand under each other; without rows it says so."""
    if not rows:
        return "(nothing to show)"
    cells = [[plain(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(3, *(len(row[i]) for row in cells)) for i in range(len(heads))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def plain(text: str) -> str:
    """Text of others as inert text of one line that fits into a cell."""
    # An underscore inside of a word, as in how_many, is no markup: it stays as it is.
    return re.sub(r"(?<=\w)\\_(?=\w)", "_", escape(one_line(text))).replace("|", "\\|")


def one_line(text: str) -> str:
    """Text without line ends and control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def number(value: float | None) -> str:
    """A figure as it is shown: counts whole, shares with three digits, a dash for none."""
    if value is None:
        return NOTHING
    return str(value) if isinstance(value, int) else f"{value:.{3 if value <= 1 else 0}f}"


def counted(count: int, things: str) -> str:
    """How many of what: `2 parts`, `1 part`."""
    return f"{count} {things.removesuffix('s') if count == 1 else things}"


def marked(value: float | None, count: int | None) -> str:
    """A figure, with a mark where it is from fewer than twenty."""
    few = value is not None and count is not None and count < FEW
    return number(value) + (MARK if few else "")
