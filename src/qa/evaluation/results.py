"""What became of the questions of a dataset, and the figures and tables made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import product

import numpy as np

from qa.types import Mode, Value

MODES: tuple[Mode, ...] = ("lexical", "dense", "hybrid")
RECALL_AT = (1, 5, 10)


class PartResult(Value):
    """What became of one part that has (or has no) known answer.

    Attributes:
        right: Whether a quoted sentence, of the right article where it is known, holds an
            accepted answer.
        first: The same of the first quoted sentence alone.
    """

    answerable: bool
    answered: bool
    right: bool
    first: bool
    confidence: float


class QuestionResult(Value):
    """What became of one question.

    Attributes:
        pair: Language of the question and of the article that answers it, as `fr→en`.
        ranks: Rank of the first passage that holds an answer, by search mode; null if it
            is not among the first ten.
    """

    id: str
    question: str
    kind: str | None
    pair: str
    ranks: dict[Mode, int | None]
    parts: list[PartResult]
    seconds: float


class Evaluation(Value):
    """All results; the tables are computed from them."""

    dataset: str
    index: str
    generation: str
    articles: int
    passages: int
    results: list[QuestionResult]

    def retrieval(self) -> dict[str, dict[str, dict[str, float]]]:
        """Recall@k and MRR@10 by language pair and search mode, with the number of questions."""
        table: dict[str, dict[str, dict[str, float]]] = {}
        groups = _group(self.results, lambda result: result.pair)
        for (pair, results), mode in product(groups.items(), MODES):
            ranked = [result.ranks[mode] for result in results if result.ranks]
            if ranked:
                table.setdefault(pair, {})[mode] = _rank_figures(ranked)
        return table

    def answers(self, key: Callable[[QuestionResult], str]) -> dict[str, dict[str, float]]:
        """Figures on answers to answerable parts, grouped by a key of the question."""
        return {
            name: _answer_figures([part for result in results for part in result.parts])
            for name, results in _group(self.results, key).items()
            if any(part.answerable for result in results for part in result.parts)
        }

    def abstention(self) -> dict[str, float]:
        """How often an answer was refused, rightly and wrongly, and how often it was wrong."""
        parts = [part for result in self.results for part in result.parts]
        given = [part for part in parts if part.answered]
        return {
            "answered of answerable": _share(p.answered for p in parts if p.answerable),
            "refused of unanswerable": _share(not p.answered for p in parts if not p.answerable),
            "wrong of given": _share(not p.right for p in given),
            "parts": len(parts),
        }

    def latency(self) -> dict[str, float]:
        """Median and 95th percentile of the time from question to answer, in milliseconds."""
        seconds = [result.seconds for result in self.results]
        p50, p95 = np.percentile(seconds, [50, 95])
        return {"p50 ms": float(p50) * 1000, "p95 ms": float(p95) * 1000}

    def summary(self) -> dict[str, object]:
        """All tables, for JSON."""
        return {
            "dataset": self.dataset,
            "articles": self.articles,
            "passages": self.passages,
            "questions": len(self.results),
            "retrieval": self.retrieval(),
            "answers": self.answers(lambda result: result.pair),
            "answers by kind": self.answers(lambda result: result.kind or "unknown"),
            "abstention": self.abstention(),
            "latency": self.latency(),
        }

    def _headline(self) -> str:
        scope = f"{self.articles} articles, {self.passages} passages"
        return f"{len(self.results)} questions of `{self.dataset}`, {scope}"

    def markdown(self) -> str:
        """The tables as a readable report."""
        retrieval = {
            f"{pair}, {mode}": figures
            for pair, modes in self.retrieval().items()
            for mode, figures in modes.items()
        }
        blocks = [
            self._headline(),
            "### Passage that holds the answer\n\n" + _table(retrieval),
            "### Quoted sentence holds the answer\n\n"
            + _table(self.answers(lambda result: result.pair))
            + "\n\n"
            + _table(self.answers(lambda result: result.kind or "unknown")),
            "### Abstention\n\n" + _table({"all": self.abstention()}),
            "### Time from question to answer\n\n" + _table({"all": self.latency()}),
        ]
        return "\n\n".join(blocks) + "\n"


def _group(
    results: Iterable[QuestionResult], key: Callable[[QuestionResult], str]
) -> dict[str, list[QuestionResult]]:
    groups: dict[str, list[QuestionResult]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    return dict(sorted(groups.items()))


def _rank_figures(ranks: Sequence[int | None]) -> dict[str, float]:
    figures = {f"recall@{k}": _share(bool(r and r <= k) for r in ranks) for k in RECALL_AT}
    reciprocal = [1 / rank if rank else 0.0 for rank in ranks]
    return figures | {"MRR@10": float(np.mean(reciprocal)), "questions": len(ranks)}


def _answer_figures(parts: Sequence[PartResult]) -> dict[str, float]:
    known = [part for part in parts if part.answerable]
    return {
        "a quote holds it": _share(part.right for part in known),
        "the first quote holds it": _share(part.first for part in known),
        "answered": _share(part.answered for part in known),
        "parts": len(known),
    }


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return float(np.mean(found)) if found else 0.0


def _table(rows: dict[str, dict[str, float]]) -> str:
    """A markdown table; counts are whole numbers, shares have three digits."""
    if not rows:
        return "(nothing to show)"
    heads = list(next(iter(rows.values())))
    lines = [f"| | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for name, figures in rows.items():
        lines.append(f"| {name} | {' | '.join(_figure(figures[head]) for head in heads)} |")
    return "\n".join(lines)


def _figure(value: float) -> str:
    return (
        str(value) if isinstance(value, int) else f"{value:.3f}" if value <= 1 else f"{value:.0f}"
    )
