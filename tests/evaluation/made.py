"""Results of questions that are written by hand, so that figures can be worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa.evaluation import Evaluation, QuestionResult
from qa.evaluation.judge import PartResult
from qa.evaluation.rows import Row
from qa.types import Kind, Mode

MODES: tuple[Mode, ...] = ("lexical", "dense", "hybrid")


def dataset(folder: Path, *rows: dict[str, Any]) -> Path:
    """A file of questions."""
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def part(
    *,
    answerable: bool = True,
    answered: bool = True,
    right: bool = False,
    first: bool = False,
    confidence: float = 0.5,
    quoted: bool = True,
    kind: Kind | None = None,
    f1: float | None = None,
) -> PartResult:
    """What became of a part; a short answer matches exactly where its F1 is 1."""
    return PartResult(
        answerable=answerable,
        answered=answered,
        quoted=quoted,
        right=right,
        first=first,
        confidence=confidence,
        kind=kind,
        exact=None if f1 is None else f1 == 1,
        f1=f1,
    )


RIGHT = part(right=True, first=True, f1=1)
SECOND = part(right=True, f1=0.5)
WRONG = part(kind="why")
MISSED = part(answered=False, f1=1)
REFUSED = part(answerable=False, answered=False)
INVENTED = part(answerable=False)


def result(
    parts: Sequence[PartResult],
    ranks: Sequence[int | None] = (),
    *,
    name: str = "",
    question: str = "?",
    pair: str = "fr→fr",
    kind: str | None = "who",
    seconds: float = 0.1,
    quotes: tuple[int, int] = (0, 0),
) -> QuestionResult:
    """What became of a question; ranks for lexical, dense and hybrid search."""
    return QuestionResult(
        id=name,
        question=question,
        kind=kind,
        pair=pair,
        ranks=dict(zip(MODES, ranks, strict=bool(ranks))),
        ndcg=dict.fromkeys(MODES, 0.25) if ranks else {},
        parts=list(parts),
        holding=quotes[0],
        citations=quotes[1],
        seconds=seconds,
    )


def evaluation(*results: QuestionResult, threshold: float = 0.25) -> Evaluation:
    """All results of a dataset."""
    return Evaluation(
        dataset="q.jsonl",
        index="index",
        generation="g000001",
        articles=2,
        passages=4,
        threshold=threshold,
        results=list(results),
    )


def values(row: Row) -> dict[str, float | None]:
    """The figures of a row by their names, as JSON has them."""
    return {name: figure.value for name, figure in row.items()}


FOUND = evaluation(
    result([RIGHT], (1, None, 1), name="q1", seconds=2, quotes=(1, 1)),
    result([SECOND, MISSED], (2, 6, 14), name="q2", kind="multi", seconds=0.2, quotes=(1, 2)),
    result([WRONG], (None, 10, 5), name="q3", pair="en→fr", kind=None, seconds=0.3, quotes=(0, 1)),
    result([REFUSED], name="q4", pair="fr→none", kind="unanswerable", seconds=0.4),
    result([INVENTED], name="q5", pair="en→none", kind="unanswerable", seconds=1, quotes=(0, 1)),
)
"""Five questions of six parts: three answered, of these one wrong; one invented."""
