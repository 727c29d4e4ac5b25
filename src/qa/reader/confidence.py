"""From what is known of a sentence to the probability that it holds the answer.

Logistic regressions over a few numbers that a person can check; their weights are in
`models/confidence.json` and are fitted by `training/confidence.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qa.lang.names import names_in
from qa.lang.text import fold, without_stops
from qa.settings import Settings
from qa.types import Confidence, Value

WEIGHTS = Path(__file__).parents[1] / "models" / "confidence.json"


class Regression(Value):
    """Logistic regression over named features.

    Attributes:
        threshold: Least probability that counts as a yes.
    """

    threshold: Confidence
    intercept: float
    weights: dict[str, float]

    def probability(
        self, names: Sequence[str], features: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Probabilities, shape (n,), of feature rows, shape (n, len(names))."""
        weights = np.array([self.weights[name] for name in names])
        logits: NDArray[np.float64] = features @ weights + self.intercept
        probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
        return probabilities


class ConfidenceModel(Value):
    """What the shipped reader is sure of, and from where on.

    Attributes:
        sentence: That a sentence holds the answer; from its threshold an answer is given, unless
            the settings say otherwise.
        short: That the short answer in it is right; below its threshold it is not shown.
        high: Confidence from which answers are right in 95 of 100 cases, as measured.
    """

    version: int
    sentence: Regression
    short: Regression
    high: Confidence

    @property
    def threshold(self) -> float:
        """Confidence from which an answer is given."""
        return self.sentence.threshold

    def level(self, confidence: float) -> Literal["high", "low"]:
        """What a confidence is worth, by the share of right answers that was measured."""
        return "high" if confidence >= self.high else "low"


@cache
def confidence_model() -> ConfidenceModel:
    """The shipped confidence model."""
    return ConfidenceModel.model_validate(json.loads(WEIGHTS.read_text(encoding="utf-8")))


def threshold_in_use(settings: Settings) -> float:
    """Least confidence of an answer: as it is set, else the calibrated one."""
    chosen = settings.answer_threshold
    return confidence_model().threshold if chosen is None else chosen


def words_of_names(question: str) -> frozenset[str]:
    """The words of the question's names and numbers, as `covered` compares them."""
    return frozenset(word for name in names_in(question) for word in content_words(name))


def covered(asked: frozenset[str], found: frozenset[str]) -> float:
    """Share of what is asked that was found; 1 if nothing is asked."""
    return len(asked & found) / len(asked) if asked else 1.0


def content_words(text: str) -> frozenset[str]:
    """Words that carry meaning, cut to a crude stem: long ones, names and numbers."""
    return frozenset(
        word[:6] for word in re.findall(r"\w+", fold(without_stops(text))) if _is_content(word)
    )


def _is_content(word: str) -> bool:
    return word.isdigit() or len(word) > 3  # noqa: PLR2004 - articles and pronouns are shorter
