"""A dataset: questions with their known answers, and the articles that they name."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from qa.assistant import Assistant
from qa.errors import DatasetError, cause
from qa.lang.text import fold
from qa.types import ArticleSummary, Exchange, Language

Words = Annotated[str, Field(pattern=r"\S")]


class GoldPart(BaseModel):
    """The accepted answers of one part of a question, and what it asks for (`who`, `why` …)."""

    answers: list[Words]
    kind: str | None = None


class GoldQuestion(BaseModel, extra="allow"):
    """A line of a dataset."""

    question: str = Field(min_length=1)
    id: str = ""
    lang: Language | None = None
    kind: str | None = None
    article: str | None = None
    answers: list[Words] = []
    evidence: list[Words] = []
    history: list[str] = []
    parts: list[GoldPart] = []

    @property
    def answerable(self) -> bool:
        """Whether the articles answer it."""
        return bool(self.answers or self.parts)

    @property
    def judged(self) -> bool:
        """Whether anything is known of its answer: what it is, where it is, or that none is."""
        says_none = self.article is None and bool({"article", "answers"} & self.model_fields_set)
        return self.answerable or bool(self.evidence) or says_none

    @property
    def gold(self) -> list[list[str]]:
        """Accepted answers per part; one empty list if there is no answer."""
        return [part.answers for part in self.parts] or [self.answers]

    @property
    def exchanges(self) -> list[Exchange]:
        """The history as pairs of question and answer."""
        return list(zip(self.history[::2], self.history[1::2], strict=False))


def load_dataset(path: Path) -> list[GoldQuestion]:
    """Read a dataset.

    Raises:
        DatasetError: Naming the line that is not a question, or saying that there is none.
    """
    return [question for _, question in numbered(path)]


def numbered(path: Path) -> list[tuple[int, GoldQuestion]]:
    """The questions with the numbers of their lines; errors as for `load_dataset`."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
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
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise DatasetError(path, number, "dataset.field", field=field, why=first["msg"]) from error


def _flat(text: str) -> str:
    return " ".join(fold(text).split())
