"""What a row of a table answers: one of its cells, or that it has the most or the least.

Each row is a sentence, and a reader of sentences cannot compare them: "who won the most votes?" is
answered by whichever it takes. The numbers in the rows' cells decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, NamedTuple

from qa.index.store import Sentence
from qa.lang.numbers import numbers_in
from qa.lang.rows import read_row
from qa.lang.text import fold
from qa.reader import Candidate
from qa.reader.candidates import SentenceFinder

_MOST: Final = re.compile(
    r"\b(?:most|highest|largest|biggest|greatest|longest|(?:le|la|les) plus)\b"
)
_LEAST: Final = re.compile(r"\b(?:least|fewest|lowest|smallest|shortest|(?:le|la|les) moins)\b")
_STEM: Final = 4
"""Letters by which the head of a column and a word of the question are the same."""


class _Row(NamedTuple):
    """A row with the cells that hold one number, by their heads."""

    sentence: Sentence
    name: str
    numbers: dict[str, Decimal]


def from_tables(
    question: str, candidates: Sequence[Candidate], sentences: SentenceFinder
) -> list[Candidate]:
    """The candidates; where the best is a row of a table, with what it or its table answers.

    A row that the question names answers by the one cell whose column it names too. For the most
    or the least of something, the row with that number answers in place of the others, with the
    same confidence; if the columns do not agree which that is and the question names none of
    them, all stays as it is.
    """
    asked = fold(question)
    if not candidates or not read_row(candidates[0].text):
        return list(candidates)
    if choose := max if _MOST.search(asked) else min if _LEAST.search(asked) else None:
        return _extreme(asked, choose, candidates, sentences)
    return [_with_cell(candidates[0], asked), *candidates[1:]]


def _with_cell(row: Candidate, asked: str) -> Candidate:
    """A row with the cell that is asked for as the short answer."""
    name, cells = read_row(row.text) or ("", {})
    named = [head for head in cells if _is_named(head, asked)]
    if len(named) != 1 or not _is_named(name, asked):
        return row
    start = row.start + row.text.index(f"{named[0]}: ", len(name)) + len(f"{named[0]}: ")
    end = start + len(cells[named[0]])
    return replace(row, answer_start=start, answer_end=end, marked=True)


def _extreme(
    asked: str,
    choose: Callable[[list[Decimal]], Decimal],
    candidates: Sequence[Candidate],
    sentences: SentenceFinder,
) -> list[Candidate]:
    """The candidates with the row of the extreme number in place of all rows of its table."""
    best = candidates[0]
    rows = list(_table_around(best, sentences(best.hit.article_id)))
    columns = [[row.numbers[head] for row in rows] for head in _columns(rows, asked)]
    extremes = {column.index(choose(column)) for column in columns}
    if len(extremes) != 1:
        return list(candidates)
    table = {(best.hit.article_id, row.sentence.start) for row in rows}
    others = [one for one in candidates if (one.hit.article_id, one.start) not in table]
    return [_candidate(rows[extremes.pop()], best), *others]


def _table_around(best: Candidate, sentences: Sequence[Sentence]) -> Iterator[_Row]:
    """The rows of the table that a candidate is a row of, but for the total."""
    own = read_row(best.text)
    for sentence in sentences if own else ():
        row = read_row(sentence.text)
        if own and row and row.cells.keys() == own.cells.keys() and fold(row.name) != "total":
            found = {head: numbers_in(cell) for head, cell in row.cells.items()}
            numbers = {head: min(all_[0]) for head, all_ in found.items() if len(all_) == 1}
            yield _Row(sentence, row.name, numbers)


def _columns(rows: Sequence[_Row], asked: str) -> Iterator[str]:
    """The columns of numbers that a question names; all of them if it names none."""
    heads = rows[0].numbers if rows else ()
    numeric = [head for head in heads if all(head in row.numbers for row in rows)]
    yield from [head for head in numeric if _is_named(head, asked)] or numeric


def _is_named(label: str, asked: str) -> bool:
    """Whether a folded question has a word of the head of a column or the name of a row."""
    words = re.findall(rf"\w{{{_STEM},}}", fold(label))
    return any(word[:_STEM] in asked for word in words)


def _candidate(row: _Row, best: Candidate) -> Candidate:
    """A row with its name as the short answer."""
    start = row.sentence.start
    return replace(
        best,
        text=row.sentence.text,
        start=start,
        end=row.sentence.end,
        answer_start=start,
        answer_end=start + len(row.name),
        marked=True,
    )
