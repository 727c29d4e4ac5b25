"""A question of a list asked: one row for each part of it, with the quote that answers it."""

from __future__ import annotations

from typing import Literal, Protocol, Unpack

from pydantic import Field

from qa.batch.address import article_address
from qa.batch.columns import BatchQuestion
from qa.errors import QuestionError
from qa.phrases import say
from qa.phrases.dates import in_words
from qa.phrases.wording import filters_in_words
from qa.reader import confidence_model
from qa.types import (
    Answer,
    AnswerPart,
    Citation,
    Confidence,
    FilterArguments,
    Language,
    Report,
    Value,
)


class Asker(Protocol):
    """What answers questions: an `Assistant`."""

    def ask(self, question: str, /, **filters: Unpack[FilterArguments]) -> Answer:
        """Answer a question from the articles that pass the filters."""
        ...


class BatchRow(Value):
    """The answer to one part of a question, as a row of a table.

    Of several quotes that answer a fact the first one is given. An overview has all of its quotes,
    one a line, and the fields about articles have a line for each article.

    Attributes:
        id: What the list calls the question.
        part: The part of the question; empty where it has only one.
        answer: The shortest answer, null where the whole quote is the answer.
        level: What the confidence is worth, by the share of right answers that was measured.
        address: Where the web app shows the quote in its article.
        notice: How the question was read, what differs, or why there is no answer.
        others: What the list says of the question in columns of its own, by their names.
    """

    id: str
    question: str
    part: str = ""
    answered: bool = False
    answer: str | None = None
    quote: str | None = None
    confidence: Confidence | None = None
    level: Literal["high", "low"] | None = None
    title: str | None = None
    source: str | None = None
    published: str | None = None
    article_id: str | None = None
    url: str | None = None
    address: str | None = None
    page: str | None = None
    notice: str | None = None
    others: dict[str, str] = Field(default_factory=dict)


def answer_rows(
    asker: Asker, asked: BatchQuestion, *, language: Language = "en", base: str = ""
) -> list[BatchRow]:
    """Ask one question of a list; what is wrong with it becomes the notice of its row.

    Args:
        asker: Answers it.
        asked: The question.
        language: That of notices.
        base: Address of the web app, see `article_address`.

    Raises:
        IndexFolderError: If there is no index that can be used.
    """
    if asked.problem is not None:
        return [_without_answer(asked, asked.problem.say(language))]
    try:
        answer = asker.ask(asked.question, **asked.arguments)
    except QuestionError as error:
        return [_without_answer(asked, error.say(language))]
    if not answer.parts:  # thanks, or a greeting
        return [_without_answer(asked, answer.reason or "")]
    several = len(answer.parts) > 1
    return [_row(asked, answer, part, language, base, named=several) for part in answer.parts]


def _without_answer(asked: BatchQuestion, notice: str) -> BatchRow:
    return BatchRow(id=asked.id, question=asked.question, notice=notice, others=asked.others)


def _row(
    asked: BatchQuestion,
    answer: Answer,
    part: AnswerPart,
    language: Language,
    base: str,
    *,
    named: bool,
) -> BatchRow:
    row = BatchRow(
        id=asked.id,
        question=asked.question,
        part=part.question if named else "",
        answered=part.answered,
        answer=part.answer,
        confidence=part.confidence,
        notice=_notice(answer, part, language) or None,
        others=asked.others,
    )
    if not part.answered:
        return row
    level = "high" if part.confidence >= confidence_model().high else "low"
    cited = [answer.citations[number - 1] for number in part.citations]
    about = _quoted(cited if part.sections else cited[:1], base)
    return row.model_copy(update={"level": level, **about})


def _quoted(cited: list[Citation], base: str) -> dict[str, str | None]:
    """What is quoted, a line for each quote, and where it stands, a line for each article."""
    articles = {one.article_id: one for one in reversed(cited)}
    first = [one for one in cited if articles[one.article_id] is one]
    several = len(cited) > 1
    about: dict[str, list[object]] = {
        "quote": [" ".join(one.quote.split()) if several else one.quote for one in cited],
        "title": [one.title for one in first],
        "source": [one.source for one in first],
        "published": [one.published for one in first],
        "article_id": [one.article_id for one in first],
        "url": [one.url for one in first],
        "address": [article_address(one.article_id, one.start, one.end, base) for one in first],
        "page": [one.page for one in first],
    }
    return {field: _lines(values) for field, values in about.items()}


def _lines(values: list[object]) -> str | None:
    lines = ["" if value is None else str(value) for value in values]
    return "\n".join(lines) if any(lines) else None


def _notice(answer: Answer, part: AnswerPart, language: Language) -> str:
    """What a reader has to know beside the quote, as sentences."""
    notices = []
    if answer.filters is not None:
        notices.append(filters_in_words(answer.filters, language))
    if not part.answered:
        notices.append(say(language, "answer.not_found"))
    if len(answer.reports) > 1 and part.answered:
        told = [_reported(report, language) for report in answer.reports]
        notices.append(f"{say(language, 'answer.differ')} {' · '.join(told)}")
    if answer.note:
        notices.append(answer.note)
    return " ".join(one if one.endswith((".", "!", "?")) else f"{one}." for one in notices)


def _reported(report: Report, language: Language) -> str:
    """One of several answers, with the date of its article."""
    return (
        f"{report.answer} ({in_words(report.published, language)})"
        if report.published
        else report.answer
    )
