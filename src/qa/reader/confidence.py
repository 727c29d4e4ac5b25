"""From what is known of a sentence to the probability that it holds the answer.

A logistic regression over a few numbers that a person can check; its weights are in
`models/confidence.json` and are fitted by `training/confidence.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.question.names import names_in
from qa.text import fold
from qa.types import Confidence, Value

WEIGHTS = Path(__file__).parents[1] / "models" / "confidence.json"


class ConfidenceModel(Value):
    """Logistic regression over named features.

    Attributes:
        threshold: Confidence from which an answer is given unless the settings say otherwise.
        weights: One for each feature, by its name.
    """

    version: int
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


@cache
def confidence_model() -> ConfidenceModel:
    """The shipped confidence model."""
    return ConfidenceModel.model_validate(json.loads(WEIGHTS.read_text(encoding="utf-8")))


def shared_words(said: str, text: str) -> float:
    """Share of the content words of what is said that a text has too (0..1)."""
    words = _content(said)
    return len(words & _content(text)) / max(1, len(words))


def words_of_names(question: str) -> frozenset[str]:
    """The words of the question's names and numbers, as `covered` compares them."""
    return frozenset(word for name in names_in(question) for word in _content(name))


def covered(asked: frozenset[str], text: str) -> float:
    """Share of `words_of_names` that a text has; 1 if there are none."""
    return len(asked & _content(text)) / len(asked) if asked else 1.0


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    """Words that carry meaning, cut to a crude stem: long ones, names and numbers."""
    return frozenset(word[:6] for word in re.findall(r"\w+", fold(text)) if _is_content(word))


def _is_content(word: str) -> bool:
    return word.isdigit() or len(word) > 3  # noqa: PLR2004 - articles and pronouns are shorter
