"""What confidence is worth, in numbers: risk and coverage, ranking, calibration, intervals.

Knows nothing of questions: all functions take arrays of one number per part (or per question,
for `interval`). numpy is enough for these; scikit-learn comes with sentence-transformers only by
chance, and is not asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa.types import Value

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

BINS = 10
_SAMPLES = 1000
_SEED = 20240229


class Point(Value):
    """What happens at one threshold.

    Attributes:
        threshold: Parts of this confidence or more are answered.
        coverage: Share of all parts that are answered then (0..1).
        risk: Share of these answers that are wrong (0..1).
    """

    threshold: float
    coverage: float
    risk: float


class Bin(Value):
    """Parts of about the same confidence.

    Attributes:
        low: The least confidence in it.
        high: The greatest.
        confidence: The mean.
        right: Share of its parts that are right.
        parts: How many they are.
    """

    low: float
    high: float
    confidence: float
    right: float
    parts: int


def risk_coverage(confidence: Floats, right: Bools, parts: int) -> list[Point]:
    """Risk and coverage at every threshold that makes a difference, highest threshold first.

    Args:
        confidence: Of the parts that can be answered at all, shape (n,).
        right: Whether the answer would be right, shape (n,).
        parts: All parts, at least n; the others are answered at no threshold.
    """
    order = np.argsort(-confidence, kind="stable")
    ordered, wrong = confidence[order], np.cumsum(~right[order])
    # Parts of one confidence are answered together: only the last of each is a point.
    last = np.flatnonzero(np.diff(ordered, append=-np.inf))
    return [
        Point(
            threshold=float(ordered[i]),
            coverage=float((i + 1) / parts),
            risk=float(wrong[i] / (i + 1)),
        )
        for i in last
    ]


def area(points: Sequence[Point]) -> float | None:
    """Area under the curve over the coverage that is reached: the mean risk; None without any."""
    if not points:
        return None
    widths = np.diff([0.0, *(point.coverage for point in points)])
    return float(np.dot(widths, [point.risk for point in points]) / points[-1].coverage)


def widest(points: Sequence[Point], risk: float) -> Point | None:
    """The point of most coverage whose risk is at most `risk`; None if there is none."""
    return next((point for point in reversed(points) if point.risk <= risk), None)


def risk_at(points: Sequence[Point], coverage: float) -> float | None:
    """Risk where at least this share of parts is answered; None if that is never reached."""
    reached = (point.risk for point in points if point.coverage >= coverage - 1e-9)
    return next(reached, None)


def auroc(scores: Floats, positive: Bools) -> float | None:
    """Probability that a positive scores above a negative, ties half; None if one class lacks."""
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        return None
    above = float(_ranks(scores)[positive].sum()) - positives * (positives - 1) / 2
    return above / (positives * negatives)


def calibration(confidence: Floats, right: Bools) -> list[Bin]:
    """Up to ten bins of equally many parts, least confident first; equals are not parted."""
    if not len(confidence):
        return []
    place = ((_ranks(confidence) + 0.5) * BINS / len(confidence)).astype(int)
    members = [np.flatnonzero(place == number) for number in range(BINS)]
    return [
        Bin(
            low=float(confidence[found].min()),
            high=float(confidence[found].max()),
            confidence=float(confidence[found].mean()),
            right=float(right[found].mean()),
            parts=len(found),
        )
        for found in members
        if len(found)
    ]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error: how far confidence and share of right ones lie apart."""
    parts = sum(found.parts for found in bins)
    if not parts:
        return None
    return sum(found.parts * abs(found.confidence - found.right) for found in bins) / parts


def interval(hits: Floats, of: Floats) -> tuple[float, float] | None:
    """95 % bootstrap interval of the share sum(hits) / sum(of), the same at every call.

    Args:
        hits: What counts, per question, shape (questions,).
        of: Out of how many, per question; the parts of a question are drawn together.

    Returns:
        The bounds, or None where fewer than two questions have anything to count.
    """
    counted = of > 0
    hits, of = hits[counted], of[counted]
    if len(of) <= 1:
        return None
    random = np.random.default_rng(_SEED)
    draws = (random.integers(len(of), size=len(of)) for _ in range(_SAMPLES))
    low, high = np.percentile([hits[draw].sum() / of[draw].sum() for draw in draws], [2.5, 97.5])
    return float(low), float(high)


def _ranks(scores: Floats) -> Floats:
    """Places in rising order, from 0; equals share the mean of theirs. Shape (n,)."""
    _, which, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks: Floats = (ends - (counts + 1) / 2)[which]
    return ranks
