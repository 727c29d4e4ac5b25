"""The reader that is shipped: answer spans from the span model, confidence from a regression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.passages import dated_title
from qa.question import QuestionPart
from qa.reader.answer_type import fits_type
from qa.reader.candidates import Candidate, HitSentence, SentenceFinder, sentences_of
from qa.reader.confidence import (
    confidence_model,
    content_words,
    covered,
    numbers_in,
    words_of_names,
)
from qa.reader.outputs import SHORT_KINDS
from qa.reader.spans import PassageScores, SpanModel
from qa.types import Hit

FEATURES = (
    "over_no_answer",
    "lead_over_next",
    "evidence",
    "evidence_lead",
    "relevance",
    "passage_similarity",
    "passage_rank",
    "names_covered",
    "numbers_covered",
    "fits_type",
)
"""Names of what is known of a sentence, in the order of the columns of `features`."""

LEADS = [FEATURES.index(name) for name in ("lead_over_next", "evidence_lead")]
"""Columns that compare a sentence with the others."""

SHORT_FEATURES = ("confidence", "margin")
"""Names of what is known of a short answer: how sure its sentence is, and its lead in it."""


class Scored(NamedTuple):
    """A sentence with its best span.

    Attributes:
        start: First character of the span, as an offset in the article's text.
        end: The character after the span.
        score: Sum of the scores of its start and end.
        null: Score of there being no answer in the passage.
        margin: Lead of the span over the next one in the sentence.
        evidence: Score of the sentence answering, over that of none in the passage.
        relevance: Score of the passage answering.
    """

    sentence: HitSentence
    start: int
    end: int
    score: float
    null: float
    margin: float
    evidence: float
    relevance: float

    @property
    def answer(self) -> str:
        """The span."""
        sentence = self.sentence
        return sentence.text[self.start - sentence.start : self.end - sentence.start]


class BuiltInReader:
    """Scores spans over all hits together and quotes the sentences around them."""

    def __init__(self, spans: SpanModel | None = None) -> None:
        self._spans = spans or SpanModel()
        self._model = confidence_model()

    def read(
        self, part: QuestionPart, hits: Sequence[Hit], sentences: SentenceFinder
    ) -> list[Candidate]:
        """Sentences that may answer the part, most probable first."""
        scored = self.score(part, hits, sentences)
        if not scored:
            return []
        table = features(part, scored, sentences)
        confidence = self._model.sentence.probability(FEATURES, table)
        table[:, LEADS] = np.maximum(table[:, LEADS], 0)
        alone = self._model.sentence.probability(FEATURES, table)
        short = self._short(part, scored, alone)
        return [
            _candidate(scored[i], float(confidence[i]), float(alone[i]), marked=bool(short[i]))
            for i in np.argsort(-confidence, kind="stable")
        ]

    def _short(
        self, part: QuestionPart, scored: Sequence[Scored], confidence: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Which sentences have a short answer that may be shown, shape (len(scored),)."""
        if part.kind not in SHORT_KINDS:
            return np.zeros(len(scored), dtype=np.bool_)
        short = self._model.short
        table = short_features(confidence, [found.margin for found in scored])
        shown: NDArray[np.bool_] = short.probability(SHORT_FEATURES, table) >= short.threshold
        return shown

    def score(
        self, part: QuestionPart, hits: Sequence[Hit], sentences: SentenceFinder
    ) -> list[Scored]:
        """The sentences of the hits with their best spans, in the order of the hits."""
        if not hits:
            return []
        titled = [(dated_title(hit.title, hit.published), hit.text) for hit in hits]
        passages = self._spans.score(part.text, titled, part.context.text if part.context else "")
        return [
            scored
            for sentence in sentences_of(hits, sentences)
            if (scored := _scored(sentence, passages[sentence.rank]))
        ]


def features(
    part: QuestionPart, scored: Sequence[Scored], sentences: SentenceFinder
) -> NDArray[np.float64]:
    """What is known of each sentence, shape (len(scored), len(FEATURES))."""
    scores = np.array([found.score for found in scored])
    evidence = np.array([found.evidence for found in scored])
    hits = [found.sentence.hit for found in scored]
    shares = _shares_found(part.query, hits, sentences)
    columns: list[NDArray[np.float64] | list[float]] = [
        scores - np.array([found.null for found in scored]),
        _lead(scores),
        evidence,
        _lead(evidence),
        [found.relevance for found in scored],
        [hit.similarity or 0.0 for hit in hits],
        [1 / (1 + found.sentence.rank) for found in scored],
        [shares[hit.article_id][0] for hit in hits],
        [shares[hit.article_id][1] for hit in hits],
        [fits_type(part, found.sentence.text, found.sentence.hit.language) for found in scored],
    ]
    table: NDArray[np.float64] = np.column_stack(columns)
    return table


def short_features(
    confidence: NDArray[np.float64] | float, margins: Sequence[float]
) -> NDArray[np.float64]:
    """What is known of each short answer, shape (len(margins), len(SHORT_FEATURES))."""
    sure = np.clip(confidence, 1e-6, 1 - 1e-6)
    table: NDArray[np.float64] = np.column_stack(
        [np.broadcast_to(np.log(sure / (1 - sure)), len(margins)), margins]
    )
    return table


def _shares_found(
    question: str, hits: Sequence[Hit], sentences: SentenceFinder
) -> dict[str, tuple[float, float]]:
    """Shares of the names and numbers asked for that each article has, date and title too."""
    names, numbers = words_of_names(question), numbers_in(question)
    found = {}
    for article_id, hit in {hit.article_id: hit for hit in hits}.items():
        text = " ".join(sentence.text for sentence in sentences(article_id))
        whole = f"{hit.title} {hit.published or ''} {text}"
        shares = covered(names, content_words(whole)), covered(numbers, numbers_in(whole))
        found[article_id] = shares
    return found


def _lead(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each score lies above (or below) the best of the others, shape (n,)."""
    if len(scores) == 1:
        return np.zeros(1)
    second, best = np.sort(scores)[-2:]
    leads: NDArray[np.float64] = np.where(scores == best, best - second, scores - best)
    return leads


def _scored(sentence: HitSentence, passage: PassageScores) -> Scored | None:
    """A sentence with its best span; None where the window held none of its tokens."""
    offset = sentence.hit.start
    place = (sentence.start - offset, sentence.end - offset)
    found = passage.best_span(*place)
    if found is None:
        return None
    start, end = found.span
    return Scored(
        sentence=sentence,
        start=start + offset,
        end=end + offset,
        score=found.score,
        null=passage.null,
        margin=found.margin,
        evidence=passage.evidence_of(*place),
        relevance=passage.relevance,
    )


def _candidate(found: Scored, confidence: float, alone: float, *, marked: bool) -> Candidate:
    sentence = found.sentence
    return Candidate(
        hit=sentence.hit,
        text=sentence.text,
        start=sentence.start,
        end=sentence.end,
        answer_start=found.start,
        answer_end=found.end,
        marked=marked,
        confidence=confidence,
        alone=alone,
    )
