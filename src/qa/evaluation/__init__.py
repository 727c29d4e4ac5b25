"""Figures about an assistant on a file of questions whose answers are known.

A dataset is JSON lines. `question` is required; `id`, `lang`, `kind`, `article`, `answers`,
`evidence`, `history` and `parts` are optional, others are kept and not used. `article` names
the article that answers, by id, path, path or name without ending, or `path#row`; where several
articles have that name it is the one that holds the evidence. It is null for a question that
the articles do not answer. `answers` lists accepted verbatim spans; a question of
several parts lists them per part in `parts`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from qa.assistant import Assistant
from qa.evaluation.dataset import ArticleNames, GoldPart, GoldQuestion, holds, load_dataset
from qa.evaluation.results import MODES, RECALL_AT, Evaluation, PartResult, QuestionResult
from qa.question import understand
from qa.text import detect_language
from qa.types import Answer, Hit, Language, Mode

__all__ = [
    "Evaluation",
    "GoldPart",
    "GoldQuestion",
    "PartResult",
    "QuestionResult",
    "evaluate",
    "holds",
    "load_dataset",
]


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
    articles = ArticleNames(assistant, dataset)
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
