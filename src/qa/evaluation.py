"""Figures about an assistant on a file of questions whose answers are known.

A dataset is JSON lines. `question` is required; `id`, `lang`, `kind`, `article`, `answers`,
`evidence`, `history` and `parts` are optional, others are kept and not used. `article` names
the article that answers, by id, path, path or name without ending, or `path#row`; where several
articles have that name it is the one that holds the evidence. It is null for a question that
the articles do not answer. `answers` lists accepted verbatim spans; a question of
several parts lists them per part in `parts`.
"""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path, PurePosixPath

import numpy as np
from pydantic import BaseModel, Field, ValidationError

from qa.assistant import Assistant
from qa.errors import DatasetError
from qa.question import understand
from qa.text import detect_language, fold
from qa.types import Answer, ArticleSummary, Exchange, Hit, Language, Mode, Value

MODES: tuple[Mode, ...] = ("lexical", "dense", "hybrid")
RECALL_AT = (1, 5, 10)


class GoldPart(BaseModel):
    """The accepted answers of one part of a question."""

    answers: list[str]


class GoldQuestion(BaseModel, extra="allow"):
    """A line of a dataset."""

    question: str = Field(min_length=1)
    id: str = ""
    lang: Language | None = None
    kind: str | None = None
    article: str | None = None
    answers: list[str] = []
    evidence: list[str] = []
    history: list[str] = []
    parts: list[GoldPart] = []

    @property
    def answerable(self) -> bool:
        """Whether the articles answer it."""
        return bool(self.answers or self.parts)

    @property
    def gold(self) -> list[list[str]]:
        """Accepted answers per part; one empty list if there is no answer."""
        return [part.answers for part in self.parts] or [self.answers]

    @property
    def exchanges(self) -> list[Exchange]:
        """The history as pairs of question and answer."""
        return list(zip(self.history[::2], self.history[1::2], strict=False))


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


def load_dataset(path: Path) -> list[GoldQuestion]:
    """Read a dataset.

    Raises:
        DatasetError: Naming the line that is not a question, or saying that there is none.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(path, 0, f"cannot be read: {error}") from error
    questions = [_line(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise DatasetError(path, 0, "holds no questions; each line is a JSON object")
    return questions


def evaluate(
    assistant: Assistant,
    dataset: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Ask every question of a dataset and compare with what is known.

    Args:
        assistant: What is measured.
        dataset: A JSON-lines file.
        progress: Called with the number of questions done and their total.

    Raises:
        DatasetError: If a line is wrong or names an article that the index does not have.
    """
    questions = load_dataset(dataset)
    articles = _ArticleNames(assistant, dataset)
    results = []
    for number, question in enumerate(questions, 1):
        results.append(_evaluate_one(assistant, question, articles.find(number, question)))
        if progress:
            progress(number, len(questions))
    status = assistant.status()
    return Evaluation(
        dataset=dataset.name,
        index=status.index,
        generation=status.generation,
        articles=status.articles,
        passages=status.passages,
        results=results,
    )


def holds(text: str, answers: Iterable[str]) -> bool:
    """Whether a text has one of the answers in it, as whole words and numbers.

    Case, accents and spacing do not matter.
    """
    flat = _flat(text)
    return any(re.search(rf"(?<!\w){re.escape(_flat(answer))}(?!\w)", flat) for answer in answers)


class _ArticleNames:
    """Finds the article that a line of a dataset names."""

    def __init__(self, assistant: Assistant, dataset: Path) -> None:
        self._assistant, self._dataset = assistant, dataset
        self._by_name: dict[str, list[ArticleSummary]] = defaultdict(list)
        for article in assistant.articles():
            for name in set(_names(article)):
                self._by_name[name].append(article)

    def find(self, line: int, question: GoldQuestion) -> tuple[str, Language] | None:
        """Id and language of the article that answers, or None if none is named."""
        name = question.article
        if name is None:
            return None
        # A row with an address is not known by its own id, but its table is.
        found = self._by_name.get(name) or self._by_name.get(name.rpartition("#")[0], [])
        if len(found) > 1:
            found = [article for article in found if self._is_evidence(article, question)]
        if len(found) != 1:
            problem = f"has {len(found)} articles" if found else "has no article"
            raise DatasetError(
                self._dataset,
                line,
                f"the index {problem} {name!r}; build it from the articles that the questions are "
                "about, and name them by their paths",
            )
        return found[0].id, found[0].language

    def _is_evidence(self, article: ArticleSummary, question: GoldQuestion) -> bool:
        text = self._assistant.article(article.id).text
        return all(holds(text, [quote]) for quote in question.evidence or question.answers)


def _names(article: ArticleSummary) -> Iterator[str]:
    path = PurePosixPath(article.path)
    yield from (article.id, article.path, str(path.with_suffix("")), path.stem)
    if article.id.startswith(f"{article.path}#"):
        yield article.id.removeprefix(f"{article.path}#")


def _line(path: Path, number: int, line: str) -> GoldQuestion:
    try:
        return GoldQuestion.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise DatasetError(path, number, f"is not JSON: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise DatasetError(path, number, f"field {field!r}: {first['msg']}") from error


def _evaluate_one(
    assistant: Assistant, question: GoldQuestion, article: tuple[str, Language] | None
) -> QuestionResult:
    started = time.perf_counter()
    answer = assistant.ask(question.question, question.exchanges)
    seconds = time.perf_counter() - started
    language = question.lang or detect_language(question.question)
    return QuestionResult(
        id=question.id,
        question=question.question,
        kind=question.kind,
        pair=f"{language}→{article[1] if article else 'none'}",
        ranks=_ranks(assistant, question, article[0] if article else None),
        parts=_parts(question, answer, article[0] if article else None),
        seconds=seconds,
    )


def _ranks(
    assistant: Assistant, question: GoldQuestion, article_id: str | None
) -> dict[Mode, int | None]:
    if not question.answerable:
        return {}
    query = understand(question.question, question.exchanges)
    accepted = [answer for answers in question.gold for answer in answers]
    ranks: dict[Mode, int | None] = {}
    for mode in MODES:
        hits = assistant.search(query.understood or query.text, max(RECALL_AT), mode)
        ranks[mode] = next(
            (rank for rank, hit in enumerate(hits, 1) if _is_gold(hit, article_id, accepted)), None
        )
    return ranks


def _is_gold(hit: Hit, article_id: str | None, accepted: Sequence[str]) -> bool:
    is_article = article_id is None or article_id in {hit.article_id, *hit.also_in}
    return is_article and holds(hit.text, accepted)


def _parts(question: GoldQuestion, answer: Answer, article_id: str | None) -> list[PartResult]:
    """One result for each part that is known; parts are matched by their order.

    Where the question was split otherwise than in the dataset, a known part is compared
    with all that was quoted.
    """
    if len(question.gold) == len(answer.parts):
        pairs = [([part], gold) for part, gold in zip(answer.parts, question.gold, strict=True)]
    else:
        pairs = [(answer.parts, gold) for gold in question.gold]
    results = []
    for parts, accepted in pairs:
        numbers = [number for part in parts for number in part.citations]
        right = [_supports(answer, number, article_id, accepted) for number in numbers]
        results.append(
            PartResult(
                answerable=bool(accepted),
                answered=any(part.answered for part in parts),
                right=any(right),
                first=bool(right and right[0]),
                confidence=max(part.confidence for part in parts),
            )
        )
    return results


def _supports(answer: Answer, number: int, article_id: str | None, accepted: Sequence[str]) -> bool:
    citation = answer.citations[number - 1]
    is_article = article_id is None or article_id in {citation.article_id, *citation.also_in}
    return is_article and holds(citation.quote, accepted)


def _flat(text: str) -> str:
    return " ".join(fold(text).split())


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
