"""Whether the best span of a sentence may be shown as the short answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from qa.lang.numbers import numbers_in
from qa.lang.text import fold
from qa.question import QuestionPart

SHORT_FEATURES = ("confidence", "margin")
"""Names of what is known of a short answer: how sure its sentence is, and its lead in it."""

_COUNTED = re.compile(r"\b(?:how many|combien d(?:e |'))\s*(\w{3,})")
_STEM: Final = 5
"""Letters by which the forms of a noun are known."""


def short_features(
    confidence: NDArray[np.float64] | float, margins: Sequence[float]
) -> NDArray[np.float64]:
    """What is known of each short answer, shape (len(margins), len(SHORT_FEATURES))."""
    sure = np.clip(confidence, 1e-6, 1 - 1e-6)
    table: NDArray[np.float64] = np.column_stack(
        [np.broadcast_to(np.log(sure / (1 - sure)), len(margins)), margins]
    )
    return table


def is_refuted(part: QuestionPart, span: str, title: str) -> bool:
    """Whether a span only says what the question says, or the title counts otherwise."""
    said = set(re.findall(r"\w+", fold(span)))
    return said <= set(re.findall(r"\w+", fold(part.query))) or _counts_otherwise(part, span, title)


def _counts_otherwise(part: QuestionPart, span: str, title: str) -> bool:
    """Whether a title has another number of what is counted: "…to cut 320 jobs"."""
    counted = _COUNTED.search(fold(part.text))
    if not counted:
        return False
    noun = re.escape(counted[1][:_STEM])
    before = re.findall(rf"(\d[\d.,\s]*|\w+) {noun}", fold(title))
    told = [number for words in before for number in numbers_in(words)]
    given = numbers_in(span, ones=True)
    return bool(told) and not any(one & other for one in told for other in given)
