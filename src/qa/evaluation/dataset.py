"""A dataset: questions with their known answers, the articles that they name, and judgements."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from qa.assistant import Assistant
from qa.errors import DatasetError, cause, wrong_field
from qa.judgements import Judgement
from qa.lang.text import fold
from qa.types import Answer, ArticleSummary, Exchange, Language

Words = Annotated[str, Field(pattern=r"\S")]


class GoldPart(BaseModel):
    """What is known of the answer to one part of a question.

    Attributes:
        answers: Accepted verbatim answers.
        evidence: Sentences that answer, where no answers are listed.
        wrong: Sentences that a reader found wrong as an answer, where no right one is known.
        kind: What it asks for (`who`, `why` …).
    """

    answers: list[Words]
    evidence: list[Words] = []
    wrong: list[Words] = []
    kind: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the articles answer it."""
        return bool(self.answers or self.evidence)

    def held_by(self, text: str) -> bool:
        """Whether a text has an answer in it, or is (or has) a sentence of the evidence."""
        if self.answers:
            return holds(text, self.answers)
        return any(holds(text, [quote]) or holds(quote, [text]) for quote in self.evidence)

    def found_wrong(self, text: str) -> bool:
        """Whether a text is, or has, a sentence that was found wrong."""
        return any(holds(text, [quote]) or holds(quote, [text]) for quote in self.wrong)


class GoldQuestion(GoldPart, extra="allow"):
    """A line of a dataset; of a question without parts, it says itself what is known."""

    question: str = Field(min_length=1)
    id: str = ""
    lang: Language | None = None
    article: str | None = None
    answers: list[Words] = []
    history: list[str] = []
    parts: list[GoldPart] = []

    @property
    def gold(self) -> list[GoldPart]:
        """What is known of each part; nothing where it is not said that there is no answer."""
        says_none = self.article is None and bool({"article", "answers"} & self.model_fields_set)
        known = self.answerable or self.wrong or says_none
        return self.parts or ([self] if known else [])

    @property
    def exchanges(self) -> list[Exchange]:
        """The history as pairs of question and answer."""
        return list(zip(self.history[::2], self.history[1::2], strict=False))


def load_dataset(path: Path) -> list[tuple[int, GoldQuestion]]:
    """The questions of a dataset with the numbers of their lines.

    Raises:
        DatasetError: Naming the line that is not a question, or saying that there is none.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise DatasetError(path, 0, "dataset.missing") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(path, 0, "dataset.unreadable", why=cause(error)) from error
    questions = [
        (number, _line(path, number, line)) for number, line in enumerate(lines, 1) if line.strip()
    ]
    if not questions:
        raise DatasetError(path, 0, "dataset.empty")
    return questions


def holds(text: str, answers: Iterable[str]) -> bool:
    """Whether a text has one of the answers in it, as whole words and numbers.

    Case, accents and spacing do not matter.
    """
    flat = _flat(text)
    return any(re.search(rf"(?<!\w){re.escape(_flat(answer))}(?!\w)", flat) for answer in answers)


class ArticleNames:
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
            code = "dataset.several_articles" if found else "dataset.no_article"
            raise DatasetError(self._dataset, line, code, found=len(found), name=name)
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
    except (json.JSONDecodeError, RecursionError) as error:
        raise DatasetError(path, number, "dataset.json", why=str(error)) from error
    except ValidationError as error:
        field, why = wrong_field(error)
        raise DatasetError(path, number, "dataset.field", field=field, why=why) from error


def _flat(text: str) -> str:
    return " ".join(fold(text).split())


def as_question(judgement: Judgement) -> dict[str, Any]:
    """A judgement as a line of a dataset for `qa eval`.

    Of a good answer, the quotes are the evidence and the short answers the accepted ones; a
    good refusal is a question that the articles do not answer. The quotes of a bad answer are
    wrong; of a bad refusal nothing is known, since the right answer is not.
    """
    return {
        "id": judgement.id,
        "question": judgement.question,
        "history": [text for exchange in judgement.history for text in exchange],
        "lang": judgement.answer.language,
        **(_known if judgement.verdict == "good" else _known_wrong)(judgement.answer),
        "verdict": judgement.verdict,
        "note": judgement.note,
        "time": judgement.time,
        "generation": judgement.generation,
    }


def _known(answer: Answer) -> dict[str, Any]:
    """What a good answer shows about its question, as fields of a dataset."""
    if not answer.answered:
        return {"article": None, "answers": []}
    articles = {citation.article_id for citation in answer.citations}
    known: dict[str, Any] = {"evidence": [citation.quote for citation in answer.citations]}
    if len(articles) == 1:
        known["article"] = articles.pop()
    if len(answer.parts) == 1:
        (part,) = answer.parts
        answers = [part.answer, *(report.answer for report in answer.reports)]
        return known | {"kind": part.kind, "answers": _distinct(answers)}
    return known | {"parts": _known_parts(answer)}


def _known_wrong(answer: Answer) -> dict[str, Any]:
    """What a bad answer shows about its question, as fields of a dataset."""
    quotes = _distinct(citation.quote for citation in answer.citations)
    return {"wrong": quotes} if answer.answered and quotes else {}


def _known_parts(answer: Answer) -> list[dict[str, Any]]:
    """What is accepted for each part: its short answer, else its quotes; none if refused."""
    quotes = {citation.number: citation.quote for citation in answer.citations}
    return [
        {
            "kind": part.kind,
            "answers": _distinct([part.answer] if part.answer else map(quotes.get, part.citations))
            if part.answered
            else [],
        }
        for part in answer.parts
    ]


def _distinct(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def as_dataset(judgements: Iterable[Judgement]) -> str:
    """Judgements as JSON lines, which `qa eval` reads; empty if there are none."""
    return "".join(f"{json.dumps(as_question(one), ensure_ascii=False)}\n" for one in judgements)
