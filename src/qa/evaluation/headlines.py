"""The few shares that sum an evaluation up, with how far they can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from qa.evaluation.curves import interval
from qa.evaluation.results import QuestionResult
from qa.types import Value

Results = Sequence[QuestionResult]
Count = tuple[int, int]
"""How many of a question's things count, and how many there are."""

_FIRST = 10


class Headline(Value):
    """A share that sums up, with its 95 % bootstrap interval over questions.

    Attributes:
        value: The share (0..1), None where there is nothing to count.
        low: Lower bound, None where fewer than two questions count.
        high: Upper bound, likewise.
        count: How many things it is a share of.
        unit: What these are.
    """

    value: float | None
    low: float | None
    high: float | None
    count: int
    unit: str


def headlines(results: Results) -> dict[str, Headline]:
    """The shares that matter most."""
    return {
        "passage found among the first 10": _headline(results, "questions", _found_passage),
        "answerable parts answered rightly": _headline(results, "parts", _answered_rightly),
        "answerable parts answered": _headline(results, "parts", _answered),
        "unanswerable parts refused": _headline(results, "parts", _refused),
        "answers given that are wrong": _headline(results, "answers", _wrong),
        "citations that hold the answer": _headline(results, "citations", _holding),
        "short answers that match exactly": _headline(results, "short answers", _exact),
        "answerable questions with all parts right": _headline(results, "questions", _all_right),
    }


def _found_passage(result: QuestionResult) -> Count:
    rank = result.ranks.get("hybrid")
    return int(rank is not None and rank <= _FIRST), int(bool(result.ranks))


def _answered_rightly(result: QuestionResult) -> Count:
    known = [part for part in result.parts if part.answerable]
    return sum(part.outcome == "right" for part in known), len(known)


def _answered(result: QuestionResult) -> Count:
    known = [part for part in result.parts if part.answerable]
    return sum(part.answered for part in known), len(known)


def _refused(result: QuestionResult) -> Count:
    unknown = [part for part in result.parts if not part.answerable]
    return sum(not part.answered for part in unknown), len(unknown)


def _wrong(result: QuestionResult) -> Count:
    given = [part for part in result.parts if part.answered]
    return sum(not part.right for part in given), len(given)


def _holding(result: QuestionResult) -> Count:
    return (result.holding, result.citations) if result.answerable else (0, 0)


def _exact(result: QuestionResult) -> Count:
    short = [part for part in result.parts if part.exact is not None]
    return sum(bool(part.exact and part.answered) for part in short), len(short)


def _all_right(result: QuestionResult) -> Count:
    return int(result.answerable and result.all_right), int(result.answerable)


def _headline(results: Results, unit: str, count: Callable[[QuestionResult], Count]) -> Headline:
    counts = np.array([count(result) for result in results], dtype=np.float64).reshape(-1, 2)
    hits, of = counts[:, 0], counts[:, 1]
    total = int(of.sum())
    low, high = interval(hits, of) or (None, None)
    value = float(hits.sum() / total) if total else None
    return Headline(value=value, low=low, high=high, count=total, unit=unit)
