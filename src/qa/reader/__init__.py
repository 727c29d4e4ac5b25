"""Hits to sentences: which sentence of the retrieved passages answers a part of a question.

The built-in `SentenceReader` needs no model beyond the encoder. Every sentence of the hits
gets a few numbers that a person can check (`FEATURES`), and a logistic regression, whose
weights are in `models/confidence.json`, turns them into the probability that the sentence
holds the answer. That probability orders the sentences and is the confidence on which
the answer abstains.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from qa.encoder import Encoder
from qa.index.store import Sentence
from qa.question import QuestionPart
from qa.text import fold
from qa.types import Confidence, Hit, Kind, Language, Value

WEIGHTS = Path(__file__).parents[1] / "models" / "confidence.json"

FEATURES = (
    "similarity",
    "passage_similarity",
    "passage_rank",
    "lead",
    "title_overlap",
    "fits_kind",
    "length",
    "margin",
)
"""Names of what is known of a sentence, in the order of the weights."""

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


class ConfidenceModel(Value):
    """Logistic regression over `FEATURES`.

    Attributes:
        threshold: Confidence from which an answer is given unless the settings say otherwise.
        weights: One for each feature, by its name.
    """

    version: int
    threshold: Confidence
    intercept: float
    weights: dict[str, float] = Field(min_length=len(FEATURES), max_length=len(FEATURES))

    def probability(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities, shape (n,), of feature rows, shape (n, len(FEATURES))."""
        weights = np.array([self.weights[name] for name in FEATURES])
        logits: NDArray[np.float64] = features @ weights + self.intercept
        probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
        return probabilities


@cache
def confidence_model() -> ConfidenceModel:
    """The shipped confidence model."""
    return ConfidenceModel.model_validate(json.loads(WEIGHTS.read_text(encoding="utf-8")))


class Candidate(NamedTuple):
    """A sentence of a hit; offsets are those of the article's text."""

    hit: Hit
    rank: int
    start: int
    end: int
    text: str


class SentenceReader:
    """Chooses whole sentences by similarity, shared words and fit to the kind of question.

    Args:
        encoder: Embeds the question and the sentences.
        model: Unset: the shipped one.
    """

    def __init__(self, encoder: Encoder, model: ConfidenceModel | None = None) -> None:
        self._encoder = encoder
        self._model = model or confidence_model()

    def read(
        self, part: QuestionPart, hits: Sequence[Hit], sentences: SentenceFinder
    ) -> list[Reading]:
        """Sentences that may answer the part, most probable first."""
        found = candidates(hits, sentences)
        if not found:
            return []
        confidence = self._model.probability(self.features(part, found))
        order = np.argsort(-confidence, kind="stable")
        return [
            Reading(
                hit=found[i].hit,
                text=found[i].text,
                start=found[i].start,
                end=found[i].end,
                confidence=float(confidence[i]),
            )
            for i in order
        ]

    def features(self, part: QuestionPart, found: Sequence[Candidate]) -> NDArray[np.float64]:
        """What is known of each candidate, shape (len(found), len(FEATURES))."""
        question = self._encoder.encode_questions([part.text])[0]
        vectors = self._encoder.encode_passages([candidate.text for candidate in found])
        similarities = (vectors @ question).astype(np.float64)
        rows = [_features(part, candidate) for candidate in found]
        return np.column_stack([similarities, rows, _margins(similarities)])


def candidates(hits: Sequence[Hit], sentences: SentenceFinder) -> list[Candidate]:
    """The sentences of the hits, each once, in the order of the hits."""
    found: dict[tuple[str, int], Candidate] = {}
    for rank, hit in enumerate(hits):
        for sentence in sentences(hit.article_id):
            if sentence.start < hit.end and hit.start < sentence.end:
                found.setdefault((hit.article_id, sentence.start), Candidate(hit, rank, *sentence))
    return list(found.values())


def _features(part: QuestionPart, candidate: Candidate) -> list[float]:
    """All features but the first and the last, which need all candidates at once."""
    hit = candidate.hit
    asked, own = _content(part.text), _content(candidate.text)
    return [
        hit.similarity or 0.0,
        1 / (1 + candidate.rank),
        float(candidate.start == 0),
        len(asked & _content(hit.title)) / max(1, len(asked)),
        float(fits_kind(part.kind, hit.language, candidate.text)),
        math.log(1 + len(own)),
    ]


def _margins(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each score lies above (or below) the best of the others, shape (n,)."""
    if len(scores) == 1:
        return np.zeros(1)
    best, second = np.sort(scores)[::-1][:2]
    margins: NDArray[np.float64] = np.where(scores == best, best - second, scores - best)
    return margins


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    """Words that carry meaning, cut to a crude stem: long ones, names and numbers."""
    return frozenset(word[:6] for word in re.findall(r"\w+", fold(text)) if _is_content(word))


def _is_content(word: str) -> bool:
    return word.isdigit() or len(word) > 3  # noqa: PLR2004 - articles and pronouns are shorter


_MONTHS = (
    r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    r"january|february|march|april|may|june|july|august|september|october|november|december"
)
_KIND_PATTERNS: dict[Kind, dict[Language, str]] = {
    "when": dict.fromkeys(
        ("fr", "en"),
        rf"\b(?:{_MONTHS}|(?:19|20)\d\d|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|"
        r"aujourd'hui|demain|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|"
        r"today|tomorrow)\b",
    ),
    "how_many": dict.fromkeys(
        ("fr", "en"),
        r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|"
        r"vingt|trente|quarante|cinquante|soixante|cent|mille|million|milliard|dizaine|centaine|"
        r"millier|two|three|four|five|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|"
        r"fifty|hundred|thousand|dozen)s?\b",
    ),
    "why": {
        "fr": r"\b(?:parce qu|car|en raison d|a cause d|afin d|afin qu|pour|puisqu|du fait|faute d|"
        r"suite a|a la suite|face a|grace a|en effet|motif|motive|justifi|expliqu|craint|crainte|"
        r"permettre|eviter|visant|vise a|provoqu|du a|due a|dus a|en reponse)",
        "en": r"\b(?:because|due to|in order to|so that|so as to|since|as a result|owing to|after|"
        r"caused by|to (?:avoid|help|prevent|protect|allow|make|keep|reduce|restore)|blam|"
        r"cit(?:ed|ing)|fear|amid|reason|in response)",
    },
}


def fits_kind(kind: Kind, language: Language, text: str) -> bool:
    """Whether a sentence has what an answer of this kind needs: a date, a number, a cause."""
    if kind in {"who", "where"}:
        return re.search(r"(?<=[\w,;:'’] )[A-ZÀ-Þ]\w|['’][A-ZÀ-Þ]\w", text) is not None
    patterns = _KIND_PATTERNS.get(kind)
    return patterns is None or re.search(patterns[language], fold(text)) is not None
