"""Tables as the sentences of their rows: which cells are heads, and tables drawn in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.corpus.tables import row_sentence
from qa.corpus.text import one_line

Row = Sequence[str]

_RULE = re.compile(
    r"[ \t]*+(?=[^|+\n]*+[|+])[|+]?(?:[ \t]*+:?[-=]{2,}+:?[ \t]*+(?:[|+]|$))++[ \t]*+"
)
_BLOCK = re.compile(r"(?:^.*[|+].*(?:\n|\Z))+", re.MULTILINE)
_DIGIT = re.compile(r"\d")


def row_sentences(rows: Sequence[Row], *, heads: int) -> Iterator[str]:
    """A sentence for each row under the heads; a row that is one cell is a heading.

    Args:
        rows: Their cells, as many in each row.
        heads: How many of the rows, from the top, name the columns.
    """
    columns = [*zip(*rows[:heads], strict=False)]
    names = [" ".join(dict.fromkeys(filter(None, map(_name, column)))) for column in columns]
    for row in rows[heads:]:
        filled = [one_line(cell) for cell in row if cell.strip()]
        if len(set(filled)) == 1 and len(row) > 1 and any(map(str.isalpha, filled[0])):
            yield filled[0]
        elif len(row) == 2 and not any(names):  # noqa: PLR2004 - what something is, and its value
            yield row_sentence([_name(row[0])], row[1:])
        elif filled:
            yield row_sentence(names, row)


def count_heads(rows: Sequence[Row]) -> int:
    """How many rows name the columns of a table that does not mark them: one or none."""
    first, *others = rows
    below = [any(_DIGIT.search(cell) for cell in column) for column in zip(*others, strict=False)]
    return int(
        len(rows) > 1 and any(below) and not any(map(_DIGIT.search, first)) and all(first[1:])
    )


def without_rules(text: str) -> str:
    """A normalised text whose drawn tables, with a line `|---|---|` in them, are sentences."""
    return _BLOCK.sub(lambda block: _drawn(block[0]), text) if "--" in text else text


def _drawn(block: str) -> str:
    lines = block.rstrip("\n").split("\n")
    rules = [at for at, line in enumerate(lines) if _RULE.fullmatch(line)]
    if not rules:
        return block
    end = block[len(block.rstrip("\n")) :]
    first = rules[0] or (rules[1] if len(rules) > 1 else 0)
    cells = [_cells(line) for at, line in enumerate(lines) if at not in rules]
    width = max(map(len, cells), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in cells]
    return "\n".join(row_sentences(rows, heads=first - rules.index(first) if first else 0)) + end


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|+").split("|")]


def _name(head: str) -> str:
    return one_line(head).rstrip(" :")
