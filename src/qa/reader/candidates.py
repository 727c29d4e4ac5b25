"""What every reader takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from qa.index.store import Sentence
from qa.question import QuestionPart
from qa.types import Hit

SentenceFinder = Callable[[str], Sequence[Sentence]]
"""Gives the sentences of an article by its id."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer a part; offsets are those of the article's text.

    Attributes:
        confidence: Probability that it holds the answer.
        alone: The same if there were no better candidate: this sets reports that differ apart
            from sentences that answer something else.
        answer_start: First character of what answers best in it, None where nothing does.
        answer_end: The character after it.
        marked: Whether that is sure enough to be shown as the short answer.
    """

    hit: Hit
    text: str
    start: int
    end: int
    confidence: float
    alone: float = 0.0
    answer_start: int | None = None
    answer_end: int | None = None
    marked: bool = True

    @property
    def answer(self) -> str | None:
        """The short answer as the sentence writes it; None where it is not to be shown."""
        return self.span if self.marked else None

    @property
    def span(self) -> str | None:
        """What answers best in the sentence, as it writes it."""
        if self.answer_start is None or self.answer_end is None:
            return None
        return self.text[self.answer_start - self.start : self.answer_end - self.start]


class Reader(Protocol):
    """Anything that finds the answer to a part of a question in retrieved passages."""

    def read(
        self,
        part: QuestionPart,
        hits: Sequence[Hit],
        sentences: SentenceFinder,
        today: date | None = None,
    ) -> list[Candidate]:
        """Sentences that may answer the part, most probable first.

        Args:
            part: What is asked.
            hits: The passages to read, best first.
            sentences: Gives the sentences of their articles.
            today: What "last year" counts from; None: the newest of the hits.
        """


class HitSentence(NamedTuple):
    """A sentence of a hit of a rank, from 0; offsets are those of the article's text."""

    hit: Hit
    rank: int
    start: int
    end: int
    text: str


def sentences_of(hits: Sequence[Hit], sentences: SentenceFinder) -> list[HitSentence]:
    """The sentences of the hits, each once, in the order of the hits."""
    found: dict[tuple[str, int], HitSentence] = {}
    by_article = {article: sentences(article) for article in {hit.article_id for hit in hits}}
    for rank, hit in enumerate(hits):
        for sentence in by_article[hit.article_id]:
            if sentence.start < hit.end and hit.start < sentence.end:
                found.setdefault(
                    (hit.article_id, sentence.start), HitSentence(hit, rank, *sentence)
                )
    return list(found.values())
