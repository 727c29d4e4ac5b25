"""Which row of a table has the most, or the least, of what is asked.

Each row is a sentence, and a reader of sentences cannot compare them: "who won the most votes?" is
answered by whichever it takes. The numbers in the rows' cells decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, NamedTuple

from qa.corpus.tables import row_of
from qa.index.store import Sentence
from qa.lang.numbers import numbers_in
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


def superlative(
    question: str, candidates: Sequence[Candidate], sentences: SentenceFinder
) -> list[Candidate]:
    """The candidates, with the row that a superlative asks for in place of its table's others.

    Where the best one is a row of a table, the row with the extreme number of its table answers
    instead, with the same confidence. If the columns do not agree which that is and the question
    names none of them, all stays as it is.
    """
    asked = fold(question)
    choose = max if _MOST.search(asked) else min if _LEAST.search(asked) else None
    if not choose or not candidates:
        return list(candidates)
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
    own = row_of(best.text)
    for sentence in sentences if own else ():
        row = row_of(sentence.text)
        if own and row and row[1].keys() == own[1].keys() and fold(row[0]) != "total":
            found = {head: numbers_in(cell) for head, cell in row[1].items()}
            numbers = {head: min(all_[0]) for head, all_ in found.items() if len(all_) == 1}
            yield _Row(sentence, row[0], numbers)


def _columns(rows: Sequence[_Row], asked: str) -> Iterator[str]:
    """The columns of numbers that a question names; all of them if it names none."""
    heads = rows[0].numbers if rows else ()
    numeric = [head for head in heads if all(head in row.numbers for row in rows)]
    named = [head for head in numeric if any(word[:_STEM] in asked for word in _words(head))]
    yield from named or numeric


def _words(head: str) -> list[str]:
    return re.findall(rf"\w{{{_STEM},}}", fold(head))


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
