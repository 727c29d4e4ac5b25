"""What every reader takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from qa.index.store import Sentence
from qa.question import QuestionPart
from qa.types import Confidence, Hit, Value

SentenceFinder = Callable[[str], Sequence[Sentence]]
"""Gives the sentences of an article by its id."""


class Reading(Value):
    """A sentence that may answer a part.

    `start` and `end` are offsets in the article's text, and so are `answer_start` and
    `answer_end` where a shortest answer is known.
    """

    hit: Hit
    text: str
    start: int
    end: int
    answer_start: int | None = None
    answer_end: int | None = None
    confidence: Confidence


class Reader(Protocol):
    """Anything that finds the answer to a part of a question in retrieved passages."""

    def read(
        self, part: QuestionPart, hits: Sequence[Hit], sentences: SentenceFinder
    ) -> list[Reading]:
        """Sentences that may answer the part, most probable first."""


class Candidate(NamedTuple):
    """A sentence of a hit; offsets are those of the article's text.

    Attributes:
        rank: Of the hit, from 0.
    """

    hit: Hit
    rank: int
    start: int
    end: int
    text: str


def candidates(hits: Sequence[Hit], sentences: SentenceFinder) -> list[Candidate]:
    """The sentences of the hits, each once, in the order of the hits."""
    found: dict[tuple[str, int], Candidate] = {}
    by_article = {article: sentences(article) for article in {hit.article_id for hit in hits}}
    for rank, hit in enumerate(hits):
        for sentence in by_article[hit.article_id]:
            if sentence.start < hit.end and hit.start < sentence.end:
                found.setdefault((hit.article_id, sentence.start), Candidate(hit, rank, *sentence))
    return list(found.values())
