"""Figures about an assistant on a file of questions whose answers are known.

A dataset is JSON lines. `question` is required; `id`, `lang`, `kind`, `article`, `answers`,
`evidence`, `history` and `parts` are optional, others are kept and not used. `article` names
the article that answers, by id, path, path or name without ending, or `path#row`; where several
articles have that name it is the one that holds the evidence. It is null, or `answers` is empty,
for a question that the articles do not answer. `answers` lists accepted verbatim spans; a
question of several parts lists them per part in `parts`, with the `kind` of each if one likes.
Where only `evidence` is given, a quote is right that is, or has, one of its sentences. Where only
`wrong` is given, sentences that a reader found wrong as an answer, quoting one of them again is
wrong, refusing is right, and of any other answer nothing is known. A question of which nothing is
known is asked, and only its time counts.

The JSON of an evaluation (`Evaluation.document`) has `version`, `dataset`, `index`,
`generation`, `articles`, `passages`, `threshold`, `questions`, and:

- `not judged`: questions of which nothing is known
- `headlines`: shares with `low` and `high` (95 % bootstrap over questions), `count` and `unit`
- `retrieval`: by language pair (`en→fr`: English question, French article) and search mode,
  recall@k, MRR@10 and nDCG@10 of the passages that hold the answer
- `answers`, `answers by kind`, `answers to why`: of answerable parts, the shares for which a
  quote holds the answer and which are answered; `exact match` and `F1` of short answers;
  share of citations that hold the answer; each with what it is counted from
- `whole questions`: share of questions whose parts are all right
- `abstention`, `abstention by scope`: what was refused and what was wrong; scopes are `all`,
  `French`, `English` (the language of the question) and `kind …`
- `confidence`: AURC, coverage at 10 % risk with its threshold, AUROC of right against wrong
  and of answerable against unanswerable, expected calibration error
- `risk coverage`, `calibration`: the curves' points and the bins
- `latency`: milliseconds from question to answer, the `first` with the loading of models
- `results`: question by question, as `QuestionResult`

What cannot be computed is null. Figures on confidence are of all thresholds, so the assistant
that is measured should never abstain by itself: `never_abstaining` gives its settings.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from qa.assistant import Assistant
from qa.errors import DatasetError, QuestionError
from qa.evaluation.compare import compare
from qa.evaluation.dataset import ArticleNames, GoldQuestion, as_dataset, load_dataset
from qa.evaluation.evaluation import Evaluation
from qa.evaluation.feedback import Feedback, WrongShare, feedback
from qa.evaluation.figures import MODES
from qa.evaluation.judge import Expected, QuestionResult, judge, shown
from qa.evaluation.metrics import ndcg
from qa.evaluation.outcomes import Outcomes, outcomes
from qa.evaluation.plots import plots
from qa.evaluation.report import prepare_report, write_report
from qa.lang.detect import detect_language
from qa.reader import threshold_in_use
from qa.settings import Settings
from qa.types import Hit, Language, Mode

__all__ = [
    "Evaluation",
    "Feedback",
    "Outcomes",
    "QuestionResult",
    "WrongShare",
    "as_dataset",
    "compare",
    "evaluate",
    "feedback",
    "load_dataset",
    "never_abstaining",
    "outcomes",
    "plots",
    "prepare_report",
    "threshold_in_use",
    "write_report",
]


_DEPTH = 20
"""Passages that each search is asked for."""


def never_abstaining(settings: Settings) -> Settings:
    """The settings for an assistant that is measured: its best for every part, by quotes alone."""
    return settings.model_copy(update={"answer_threshold": 0.0, "llm": None})


def evaluate(
    assistant: Assistant,
    dataset: Path,
    *,
    threshold: float = 0.0,
    most: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Ask every question of a dataset once and compare with what is known.

    Args:
        assistant: What is measured. One that abstains by itself can be measured too; of what
            it refuses it is then not known whether it would have been right.
        dataset: A JSON-lines file.
        threshold: Parts of less confidence count as refused.
        most: Of a dataset of more questions none is asked; unset: there may be any number.
        progress: Called with the number of questions done and their total.

    Raises:
        DatasetError: If a line is wrong or names an article that the index does not have, or if
            there are too many questions.
    """
    questions = load_dataset(dataset)
    if most is not None and len(questions) > most:
        raise DatasetError(dataset, 0, "list.too_many", count=len(questions), most=most)
    articles = ArticleNames(assistant, dataset)
    about = [articles.find(line, question) for line, question in questions]
    results = []
    for (line, question), article in zip(questions, about, strict=True):
        try:
            results.append(_evaluate_one(assistant, question, article, threshold))
        except QuestionError as error:
            raise DatasetError(dataset, line, error.code, **error.values) from error
        if progress:
            progress(len(results), len(questions))
    status = assistant.status()
    return Evaluation(
        dataset=dataset.name,
        index=status.index,
        generation=status.generation,
        articles=status.articles,
        passages=status.passages,
        threshold=threshold,
        results=results,
    )


def _evaluate_one(
    assistant: Assistant,
    question: GoldQuestion,
    article: tuple[str, Language] | None,
    threshold: float,
) -> QuestionResult:
    started = time.perf_counter()
    answer = assistant.ask(question.question, question.exchanges)
    seconds = time.perf_counter() - started
    expected = Expected(article[0] if article else None, question.gold)
    query = answer.understood or question.question
    found = _relevant_hits(assistant, query, expected) if expected.answerable else {}
    relevant = _relevant(found, expected)
    quotes = shown(answer, threshold)
    return QuestionResult(
        id=question.id,
        question=question.question,
        kind=question.kind,
        pair=_pair(question, expected, article),
        ranks={mode: min(hits, default=None) for mode, hits in found.items()},
        ndcg={mode: ndcg(hits, relevant) for mode, hits in found.items()},
        parts=judge(answer, expected, threshold),
        citations=len(quotes),
        holding=sum(expected.held_by(quote) for quote in quotes),
        seconds=seconds,
    )


def _pair(question: GoldQuestion, expected: Expected, article: tuple[str, Language] | None) -> str:
    language = question.lang or detect_language(question.question)
    return f"{language}→{article[1] if article else 'any' if expected.answerable else 'none'}"


def _relevant_hits(
    assistant: Assistant, query: str, expected: Expected
) -> dict[Mode, dict[int, Hit]]:
    """The passages that hold the answer by their ranks from 1, by search mode."""
    return {
        mode: {
            rank: hit
            for rank, hit in enumerate(assistant.search(query, _DEPTH, mode), 1)
            if expected.held_by(hit)
        }
        for mode in MODES
    }


def _relevant(found: dict[Mode, dict[int, Hit]], expected: Expected) -> int:
    """How many passages hold the answer, as far as is known: those that any search found.

    Copies of the article's passages count once.
    """
    hits = [hit for ranked in found.values() for hit in ranked.values()]
    own = {hit.passage_id for hit in hits if expected.article_id in {None, hit.article_id}}
    return max([len(own), *map(len, found.values())])
