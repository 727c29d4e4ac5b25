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

from qa.dates import MONTH_NUMBERS
from qa.quantities import is_number
from qa.question.names import names_in
from qa.text import fold
from qa.types import Confidence, Kind, Language, Value

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


def shared_words(question: str, text: str) -> float:
    """Share of the question's content words that a text has (0..1)."""
    asked = _content(question)
    return len(asked & _content(text)) / max(1, len(asked))


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


_KIND_PATTERNS: dict[Kind, dict[Language, str]] = {
    "when": dict.fromkeys(
        ("fr", "en"),
        rf"\b(?:{'|'.join(MONTH_NUMBERS)}|(?:19|20)\d\d|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|"
        r"aujourd'hui|demain|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|"
        r"today|tomorrow)\b",
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
    """Whether a text has what an answer of this kind needs: a date, a number, a cause, a name."""
    if kind in {"who", "where"}:
        return re.search(r"(?<=[\w,;:'’] )[A-ZÀ-Þ]\w|['’][A-ZÀ-Þ]\w", text) is not None
    if kind == "how_many":
        return any(is_number(word) for word in re.findall(r"\d+|\w+", fold(text)))
    patterns = _KIND_PATTERNS.get(kind)
    return patterns is None or re.search(patterns[language], fold(text)) is not None
