"""The reader that is shipped: answer spans from the span model, confidence from a regression."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.question import QuestionPart
from qa.reader.confidence import (
    ConfidenceModel,
    confidence_model,
    covered,
    shared_words,
    words_of_names,
)
from qa.reader.fitting import fit_of
from qa.reader.reading import Candidate, Reading, SentenceFinder, candidates
from qa.reader.spans import PassageScores, SpanModel
from qa.types import SHORT_KINDS, Hit

FEATURES = (
    "over_no_answer",
    "lead_over_next",
    "evidence_lead",
    "passage_similarity",
    "passage_rank",
    "title_overlap",
    "names_covered",
    "fits_kind",
    "repeats_question",
    "length",
)
"""Names of what is known of a sentence, in the order of the columns of `features`."""


class Scored(NamedTuple):
    """A sentence with its best span.

    Attributes:
        start: First character of the span, as an offset in the article's text.
        end: The character after the span.
        score: Sum of the scores of its start and end.
        null: Score of there being no answer in the passage.
        evidence: Score of the sentence answering, over that of none in the passage.
        fit: How far the sentence has what an answer of the kind must have (0..1).
    """

    sentence: Candidate
    start: int
    end: int
    score: float
    null: float
    evidence: float
    fit: float

    @property
    def answer(self) -> str:
        """The span."""
        sentence = self.sentence
        return sentence.text[self.start - sentence.start : self.end - sentence.start]


class BuiltInReader:
    """Scores spans over all hits together and quotes the sentences around them.

    Args:
        spans: Unset: the shipped span model.
        model: Unset: the shipped confidence model.
        device: Where the shipped span model runs: `auto`, `cpu`, `cuda` ….
    """

    def __init__(
        self,
        spans: SpanModel | None = None,
        model: ConfidenceModel | None = None,
        *,
        device: str = "auto",
    ) -> None:
        self._spans = spans or SpanModel(device=device)
        self._model = model or confidence_model()

    def read(
        self, part: QuestionPart, hits: Sequence[Hit], sentences: SentenceFinder
    ) -> list[Reading]:
        """Sentences that may answer the part, most probable first."""
        scored = self.score(part, hits, sentences)
        if not scored:
            return []
        confidence = self._model.probability(FEATURES, features(part, scored))
        order = np.argsort(-confidence, kind="stable")
        marked = part.kind in SHORT_KINDS
        return [_reading(scored[i], float(confidence[i]), marked=marked) for i in order]

    def score(
        self, part: QuestionPart, hits: Sequence[Hit], sentences: SentenceFinder
    ) -> list[Scored]:
        """The sentences of the hits with their best spans, in the order of the hits."""
        if not hits:
            return []
        passages = self._spans.score(part.text, [(hit.title, hit.text) for hit in hits])
        return [
            scored
            for candidate in candidates(hits, sentences)
            if (scored := _scored(part, candidate, passages[candidate.rank]))
        ]


def features(part: QuestionPart, scored: Sequence[Scored]) -> NDArray[np.float64]:
    """What is known of each sentence, shape (len(scored), len(FEATURES))."""
    scores = np.array([found.score for found in scored])
    nulls = np.array([found.null for found in scored])
    sentences = [found.sentence for found in scored]
    names = words_of_names(part.text)
    columns: list[NDArray[np.float64] | list[float]] = [
        scores - nulls,
        _lead(scores),
        _lead(np.array([found.evidence for found in scored])),
        [sentence.hit.similarity or 0.0 for sentence in sentences],
        [1 / (1 + sentence.rank) for sentence in sentences],
        [shared_words(part.text, sentence.hit.title) for sentence in sentences],
        [covered(names, _shown(sentence.hit)) for sentence in sentences],
        [found.fit for found in scored],
        [shared_words(found.answer, part.text) for found in scored],
        [math.log1p(len(sentence.text)) for sentence in sentences],
    ]
    table: NDArray[np.float64] = np.column_stack(columns)
    return table


def _shown(hit: Hit) -> str:
    """All that a hit says: title, date and text."""
    return f"{hit.title} {hit.published or ''} {hit.text}"


def _lead(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each score lies above (or below) the best of the others, shape (n,)."""
    if len(scores) == 1:
        return np.zeros(1)
    second, best = np.sort(scores)[-2:]
    leads: NDArray[np.float64] = np.where(scores == best, best - second, scores - best)
    return leads


def _scored(part: QuestionPart, candidate: Candidate, passage: PassageScores) -> Scored | None:
    """A sentence with its best span; None where the window held none of its tokens."""
    offset = candidate.hit.start
    place = (candidate.start - offset, candidate.end - offset)
    fit = fit_of(part, candidate.text, candidate.hit.language)
    found = passage.best_span(*place, [(a + place[0], b + place[0]) for a, b in fit.places])
    if found is None:
        return None
    score, (start, end) = found
    return Scored(
        sentence=candidate,
        start=start + offset,
        end=end + offset,
        score=score,
        null=passage.null,
        evidence=passage.evidence_of(*place),
        fit=fit.degree,
    )


def _reading(found: Scored, confidence: float, *, marked: bool) -> Reading:
    sentence = found.sentence
    return Reading(
        hit=sentence.hit,
        text=sentence.text,
        start=sentence.start,
        end=sentence.end,
        answer_start=found.start if marked else None,
        answer_end=found.end if marked else None,
        confidence=confidence,
    )
