"""Words with their places → lines in the order in which they are read.

White space that runs down several rows parts columns; a heading across them has none and ends
them. Columns of short cells are a table, whose rows become sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby, pairwise
from statistics import median
from typing import NamedTuple

from qa.corpus.readers.pdf.extraction import Rule, Word
from qa.corpus.readers.pdf.grid import is_table, table_end, table_rows, text_of

_SAME_ROW = 0.4
# Lines beside each other in columns need not be on one height; lines below each other are farther.
_SAME_BAND = 0.9
# How wide a gutter is, as a share of the letters' size, and how many rows it parts at least.
_GUTTERS = ((0.9, 3), (1.8, 2))
_MOST_ROWS = 500
_NARROWEST = 5.0
_IN_LINE, _MOSTLY = 3.0, 0.7
_NEW_BLOCK = 2.2

Row = list[Word]
"""Words on one height of a page, from left to right."""


class Line(NamedTuple):
    """A line of one column, or a row of a table, which is whole by itself.

    Attributes:
        start: Where the column begins, to see what is indented.
        end: Where the column ends, to see what stops short of it.
    """

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    start: float
    end: float
    leading: float
    whole: bool = False


class _Columns(NamedTuple):
    """Rows that a gutter parts."""

    first: int
    last: int
    gutter: float


def rows_of(words: Sequence[Word], tolerance: float = _SAME_ROW) -> list[Row]:
    """The words by their height on the page, from top to bottom.

    Args:
        words: In any order.
        tolerance: How far apart words of one row may be, as a share of their size.
    """
    rows: list[Row] = []
    for word in sorted(words, key=lambda word: -word.y):
        if rows and abs(rows[-1][0].y - word.y) < tolerance * min(rows[-1][0].size, word.size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.left) for row in rows]


def leading(rows: Sequence[Row]) -> float:
    """The usual distance between two rows."""
    steps = [one[0].y - other[0].y for one, other in pairwise(rows)]
    downwards = [step for step in steps if step > 0]
    return median(downwards) if downwards else 1.0


def lines_of(words: Sequence[Word], rules: Sequence[Rule]) -> list[Line]:
    """The lines of a page or of a part of it, column by column."""
    rows = rows_of(words, _SAME_BAND)
    found = _columns(rows, rules) if len(rows) <= _MOST_ROWS else None
    if found is None:
        return list(_lines(rows_of(words))) if rows else []
    last = found.last
    inside = rows[found.first : last]
    if is_table(inside, rules):
        last = found.first + table_end(inside, rules)
        inside = rows[found.first : last]
        frame = _frame(inside)
        read = [_line(text, row, frame, whole=True) for text, row in table_rows(inside, rules)]
    else:
        left = [word for word in chain(*inside) if word.left < found.gutter]
        right = [word for word in chain(*inside) if word.left >= found.gutter]
        read = [*lines_of(left, rules), *lines_of(right, rules)]
    above, below = chain(*rows[: found.first]), chain(*rows[last:])
    return [*lines_of(list(above), rules), *read, *lines_of(list(below), rules)]


def _columns(rows: Sequence[Row], rules: Sequence[Rule]) -> _Columns | None:
    """The gutter that parts the most rows, and from where to where it does."""
    size = median(word.size for row in rows for word in row) if rows else 0
    for width, fewest in _GUTTERS:
        best, most = None, fewest - 1
        half = width * size / 2
        for gutter in _gutters(rows, half, fewest):
            for start, last in _clear(rows, gutter, half):
                both = (n for n in range(start, last) if rows[n][-1].right > gutter)
                first = next(both, last)
                inside = rows[first:last]
                parted = sum(row[0].left < gutter < row[-1].right for row in inside)
                if parted > most and _are_columns(inside, gutter, rules):
                    best, most = _Columns(first, last, gutter), parted
        if best:
            return best
    return None


def _gutters(rows: Sequence[Row], half: float, fewest: int) -> list[float]:
    """Where white space may run down the rows: in the middle of what is common to gaps."""
    edges: dict[int, int] = {}
    for row in rows:
        for one, other in pairwise(row):
            if other.left - one.right >= 2 * half:
                for at, step in ((one.right + half, 1), (other.left - half + 1, -1)):
                    edges[round(at)] = edges.get(round(at), 0) + step
    covered, found = 0, []
    for (at, step), (then, _) in pairwise(sorted(edges.items())):
        covered += step
        if covered >= fewest:
            found.append((at + then - 1) / 2)
    return found


def _clear(rows: Sequence[Row], gutter: float, half: float) -> Iterator[tuple[int, int]]:
    """Runs of rows without a word in the gutter."""
    usual = leading(rows)

    def state(index: int) -> tuple[bool, int]:
        return frees[index], blocks[index]

    frees = [
        not any(word.left < gutter + half - 1 and word.right > gutter - half + 1 for word in row)
        for row in rows
    ]
    blocks = [0]
    for one, other in pairwise(rows):
        # What follows the columns in one column is below them, with some space between.
        one_sided = other[0].left > gutter or other[-1].right < gutter
        far = one[0].y - other[0].y > _NEW_BLOCK * usual
        blocks.append(blocks[-1] + (one_sided and far))
    for (free, _), run in groupby(range(len(rows)), key=state):
        indices = list(run)
        if free:
            yield indices[0], indices[-1] + 1


def _are_columns(rows: Sequence[Row], gutter: float, rules: Sequence[Rule]) -> bool:
    """Whether what a gutter parts is a table, or two columns of text and not a list."""
    words = list(chain(*rows))
    least = _NARROWEST * median(word.size for word in words)
    if _width([word for word in words if word.left < gutter]) < least:
        return False
    starts = [
        min(word.left for word in row if word.left > gutter)
        for row in rows
        if row[-1].left > gutter
    ]
    # Spaces may happen to be below each other; what follows them is then not in line.
    near = [start - min(starts) for start in starts if start - min(starts) < least]
    aligned = sum(step < _IN_LINE for step in near) > _MOSTLY * len(near)
    wide = _width([word for word in words if word.left > gutter]) > least
    return (wide and aligned) or is_table(rows, rules)


def _width(words: Sequence[Word]) -> float:
    return max(word.right for word in words) - min(word.left for word in words)


def _lines(rows: Sequence[Row]) -> Iterator[Line]:
    frame = _frame(rows)
    return (_line(text_of(row), row, frame) for row in rows)


def _frame(rows: Sequence[Row]) -> dict[str, float]:
    """What the lines of a column have in common."""
    start, end = min(row[0].left for row in rows), max(row[-1].right for row in rows)
    return {"start": start, "end": end, "leading": leading(rows)}


def _line(text: str, row: Row, frame: dict[str, float], *, whole: bool = False) -> Line:
    return Line(
        text=text,
        left=row[0].left,
        right=row[-1].right,
        y=row[0].y,
        size=max(row, key=lambda word: len(word.text)).size,
        bold=all(word.bold for word in row),
        whole=whole,
        **frame,
    )
