"""What each part of the product is worth: the answers with it, and with its plain form instead.

    python benchmarks/ablation.py QUESTIONS.jsonl --index INDEX [--only NAME …] [--save FILE]

Each variant answers all questions of the dataset; for each figure the difference from the product
as shipped is printed with its 95 % interval (paired bootstrap over questions). A part whose
interval holds zero on questions that it was not written for does not pay. The confidence is not
fitted anew for a variant.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from unittest.mock import patch

import numpy as np

from qa import Assistant
from qa.answering.aggregate import Aggregate
from qa.evaluation import QuestionResult, evaluate, never_abstaining
from qa.lang.text import fold
from qa.question import QuestionPart
from qa.question.filters import Scope
from qa.reader import Candidate, SpanModel, confidence_model
from qa.reader.spans import PassageScores, QuestionScores
from qa.retrieval import Retriever
from qa.settings import load_settings
from qa.types import Mode

RESAMPLES = 2000
INTERVAL = (2.5, 97.5)

_BY_WORD = {
    "why": ("why", "pourquoi"),
    "who": ("who", "whom", "whose", "qui"),
    "when": ("when", "quand"),
    "where": ("where", "ou"),
    "how_many": ("many", "much", "combien"),
    "how": ("how", "comment"),
}


def by_question_word(question: str) -> str:
    """What a question asks for, by its first question word alone."""
    words = fold(question).replace("?", " ").split()
    found = (kind for kind, asked in _BY_WORD.items() if not set(asked).isdisjoint(words))
    return next(found, "what")


@contextmanager
def kinds_by_word() -> Iterator[None]:
    """The kind of a question by its question word instead of by the reader's network."""
    original = SpanModel.score_question

    def scores(model: SpanModel, question: str, context: str = "") -> QuestionScores:
        found = original(model, question, context)

        class ByWord(QuestionScores):
            kind = by_question_word(question)  # type: ignore[assignment]

        return ByWord(*found)

    with patch.object(SpanModel, "score_question", scores):
        yield


@contextmanager
def joined() -> Iterator[None]:
    """What a question depends on in front of it as one text, instead of as its context."""
    original = SpanModel.score

    def score(
        model: SpanModel, question: str, passages: Sequence[tuple[str, str]], context: str = ""
    ) -> list[PassageScores]:
        return original(model, f"{context} {question}".strip(), passages)

    with patch.object(SpanModel, "score", score):
        yield


def best_alone(
    _: QuestionPart, candidates: Sequence[Candidate], threshold: float
) -> Aggregate | None:
    """The surest sentence, whatever other articles say."""
    if not candidates or candidates[0].confidence < threshold:
        return None
    return Aggregate(candidates[0].answer, list(candidates[:1]), [])


@contextmanager
def one_mode(mode: Mode) -> Iterator[None]:
    """Search by meaning or by words alone."""
    original = Retriever.search_many

    def search(self: Retriever, questions, languages, k, _, where):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return original(self, questions, languages, k, mode, where)

    with patch.object(Retriever, "search_many", search):
        yield


VARIANTS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "as shipped": nullcontext,
    "kinds by question word": kinds_by_word,
    "no follow-ups": lambda: patch("qa.question.understand._context", lambda *_: None),
    "follow-ups always, never alone": lambda: patch(
        "qa.question.understand._follows", lambda *_: float("inf")
    ),
    "context in front of the question": joined,
    "parts not cut": lambda: patch("qa.question.understand.split", lambda text, _: [text]),
    "no dates and sources as filters": lambda: patch(
        "qa.pipeline.scope_of", lambda _question, given, *_: Scope(given)
    ),
    "no aggregation": lambda: patch("qa.answering.compose.aggregate", best_alone),
    "dense search alone": lambda: one_mode("dense"),
    "lexical search alone": lambda: one_mode("lexical"),
}


def figures(results: Sequence[QuestionResult]) -> dict[str, float]:
    """Shares over the parts of questions."""
    parts = [part for result in results for part in result.parts]
    known = [part for part in parts if part.answerable]
    given = [part for part in parts if part.answered]
    unknown = [part for part in parts if not part.answerable]
    reasons = [part for part in known if part.kind == "why"]
    return {
        "right of answerable": _share([part.answered and part.right for part in known]),
        "wrong of given": _share([not part.right for part in given]),
        "refused of unanswerable": _share([not part.answered for part in unknown]),
        "why right": _share([part.answered and part.right for part in reasons]),
        "all parts right": _share([one.all_right for one in results if one.answerable]),
    }


def _share(values: list[bool]) -> float:
    return float(np.mean(values)) if values else float("nan")


def difference(
    shipped: Sequence[QuestionResult], variant: Sequence[QuestionResult]
) -> dict[str, dict[str, float]]:
    """For each figure that of the variant, how far it is from the shipped one, and the interval."""
    random = np.random.default_rng(0)
    draws: dict[str, list[float]] = {name: [] for name in figures(shipped)}
    for _ in range(RESAMPLES):
        chosen = random.integers(len(shipped), size=len(shipped))
        before = figures([shipped[i] for i in chosen])
        after = figures([variant[i] for i in chosen])
        for name, found in draws.items():
            found.append(after[name] - before[name])
    before, after = figures(shipped), figures(variant)
    return {
        name: {
            "value": round(after[name], 3),
            "difference": round(after[name] - before[name], 3),
            **dict(zip(("low", "high"), np.nanpercentile(found, INTERVAL).round(3), strict=True)),
        }
        for name, found in draws.items()
    }


def main() -> None:
    """Measure the variants and print a row for each figure of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=list(VARIANTS), choices=list(VARIANTS))
    parser.add_argument("--save", type=Path)
    options = parser.parse_args()
    threshold = confidence_model().threshold
    settings = never_abstaining(load_settings())
    results = {}
    for name in dict.fromkeys(["as shipped", *options.only]):
        with VARIANTS[name](), Assistant.open(options.index, settings=settings) as assistant:
            results[name] = evaluate(assistant, options.questions, threshold=threshold).results
        rows = difference(results["as shipped"], results[name])
        for figure, row in rows.items():
            print(json.dumps({"variant": name, "figure": figure, **row}))
        sys.stdout.flush()
        if options.save:
            with options.save.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"questions": options.questions.name, name: rows}) + "\n")


if __name__ == "__main__":
    main()
