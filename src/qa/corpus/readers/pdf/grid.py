"""Tables: columns of short cells, whose rows are read with the heads of their columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import mean, median

from qa.corpus.readers.pdf.extraction import Rule, Word
from qa.corpus.tables import row_sentence

_CELL_GAP = 0.8
_SHORT_CELL = 20.0
_RULED_CELL = 45.0
_NUMBERS = 0.3
_NUMERIC_CELL = 30.0
_RUNNING_ON = 0.3
_FEWEST_RULES = 3
_TEXT = 4

_Row = list[Word]
_Cell = list[Word]


def is_table(rows: Sequence[_Row], rules: Sequence[Rule]) -> bool:
    """Whether rows that a gutter parts are a table and not columns of text."""
    cells = [cell for row in rows if len(found := _cells(row)) > 1 for cell in found]
    if not cells:
        return False
    texts = [text_of(cell) for cell in cells]
    if len(_rules(rows, rules)) >= _FEWEST_RULES:
        return mean(map(len, texts)) < _RULED_CELL
    # Text in columns runs on from line to line.
    if mean(text[0].islower() for text in texts) > _RUNNING_ON:
        return False
    numbers = mean(map(_is_number, texts))
    return mean(map(len, texts)) < (_NUMERIC_CELL if numbers > _NUMBERS else _SHORT_CELL)


def table_end(rows: Sequence[_Row], rules: Sequence[Rule]) -> int:
    """How many rows there are before a line of text that ends a table without rules."""
    if len(_rules(rows, rules)) >= _FEWEST_RULES:
        return len(rows)
    left = min(row[0].left for row in rows)
    lines = (
        number
        for number, row in enumerate(rows)
        if number and len(row) >= _TEXT and row[0].left == left and len(_cells(row)) == 1
    )
    return next(lines, len(rows))


def table_rows(rows: Sequence[_Row], rules: Sequence[Rule]) -> Iterator[tuple[str, _Row]]:
    """The sentence of each row, with the words that it is made of."""
    columns = _column_starts(rows)
    grouped = [
        (group, [_joined(group, left, right) for left, right in pairwise([*columns, float("inf")])])
        for group in _grouped(rows, _rules(rows, rules), columns)
    ]
    heads = grouped[0][1]
    ruled = len(_rules(rows, rules)) >= _FEWEST_RULES
    if not _is_head(grouped[0][0], heads, [cells for _, cells in grouped[1:]], ruled=ruled):
        heads = []
    for group, cells in grouped[1 if heads else 0 :]:
        yield row_sentence(heads, cells), group


def _cells(row: _Row) -> list[_Cell]:
    cells: list[_Cell] = []
    for word in row:
        if cells and word.left - cells[-1][-1].right < _CELL_GAP * word.size:
            cells[-1].append(word)
        else:
            cells.append([word])
    return cells


def _column_starts(rows: Sequence[_Row]) -> list[float]:
    """Where each column begins: after white space that runs down all rows."""
    taken = sorted((cell[0].left, cell[-1].right) for row in rows for cell in _cells(row))
    starts, end = [taken[0][0]], taken[0][1]
    for left, right in taken:
        if left > end:
            starts.append(left)
        end = max(end, right)
    return starts


def _joined(group: _Row, left: float, right: float) -> str:
    return text_of([word for word in group if left <= word.left < right])


def _grouped(rows: Sequence[_Row], rules: Sequence[float], columns: list[float]) -> list[_Row]:
    """Rows of the table: what stands between two rules, or a row and what its cells run on in."""
    found: list[_Row] = []
    ruled = len(rules) >= _FEWEST_RULES
    for above, row in pairwise([None, *rows]):
        assert row  # noqa: S101 - only the first of all is none
        parted = above is None or any(row[0].y < y < above[0].y for y in rules)
        runs_on = not parted if ruled else len(columns) > 1 and row[0].left >= columns[1]
        if found and runs_on:
            found[-1] = [*found[-1], *row]
        else:
            found.append(list(row))
    return found


def _is_head(group: _Row, heads: list[str], below: list[list[str]], *, ruled: bool) -> bool:
    """Whether the first row names the columns: ruled off, in bold, or words over numbers."""
    if not below or sum(map(bool, heads)) < len(heads) - 1 or any(map(_is_number, heads[1:])):
        return False
    over_numbers = any(
        head and mean(_is_number(cells[column]) for cells in below) > 1 / 2
        for column, head in enumerate(heads)
    )
    return ruled or over_numbers or all(word.bold for word in group)


def _rules(rows: Sequence[_Row], rules: Sequence[Rule]) -> list[float]:
    """Heights of the lines between and around the rows."""
    words = [word for row in rows for word in row]
    left, right = min(word.left for word in words), max(word.right for word in words)
    top, bottom = rows[0][0].y + 2 * rows[0][0].size, rows[-1][0].y - 2 * rows[-1][0].size
    middle = (left + right) / 2
    near = {
        round(rule.y)
        for rule in rules
        if bottom < rule.y < top and rule.left < middle and rule.right > left
    }
    heights = sorted(near)
    step = median(word.size for word in words) / 2
    return [
        float(y) for index, y in enumerate(heights) if not index or y - heights[index - 1] > step
    ]


def text_of(words: Sequence[Word]) -> str:
    """Words with spaces between them."""
    return " ".join(word.text for word in words)


def _is_number(text: str) -> bool:
    """Whether digits are most of a cell: 4,812; 31.2 %; 12 May 2024 are."""
    return 2 * sum(char.isdigit() for char in text) > sum(char.isalnum() for char in text)
