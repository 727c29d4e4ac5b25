"""What ranks and confidence are worth, in numbers.

Knows nothing of questions: functions take arrays of one number per part (or per question, for
`interval`). scikit-learn and scipy take a second to import, so it is done where they are used.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from qa.types import Value

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NDCG_AT = 10
_BINS = 10
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
    """Parts of about the same confidence: least, greatest and mean, and the share that is right."""

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
    widths = np.diff([point.coverage for point in points], prepend=0.0)
    return float(np.average([point.risk for point in points], weights=widths))


def widest(points: Sequence[Point], risk: float) -> Point | None:
    """The point of most coverage whose risk is at most `risk`; None if there is none."""
    return next((point for point in reversed(points) if point.risk <= risk), None)


def risk_at(points: Sequence[Point], coverage: float) -> float | None:
    """Risk where at least this share of parts is answered; None if that is never reached."""
    reached = (point.risk for point in points if point.coverage >= coverage - 1e-9)
    return next(reached, None)


def auroc(scores: Floats, positive: Bools) -> float | None:
    """Probability that a positive scores above a negative, ties half; None without one of them."""
    if positive.all() or not positive.any():
        return None
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(positive, scores))


def calibration(confidence: Floats, right: Bools) -> list[Bin]:
    """Up to ten bins of equally many parts, least confident first; equals are not parted."""
    from scipy.stats import rankdata

    place = ((rankdata(confidence) - 0.5) * _BINS / max(1, len(confidence))).astype(int)
    return [
        Bin(
            low=float(confidence[members].min()),
            high=float(confidence[members].max()),
            confidence=float(confidence[members].mean()),
            right=float(right[members].mean()),
            parts=int(members.sum()),
        )
        for members in (place == number for number in np.unique(place))
    ]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error: how far confidence and share of right ones lie apart."""
    if not bins:
        return None
    gaps = [abs(found.confidence - found.right) for found in bins]
    return float(np.average(gaps, weights=[found.parts for found in bins]))


def interval(hits: Floats, of: Floats) -> tuple[float, float] | None:
    """95 % bootstrap interval of the share sum(hits) / sum(of), the same at every call.

    It is None where fewer than two questions have anything to count.

    Args:
        hits: What counts, per question, shape (questions,).
        of: Out of how many, per question; the parts of a question are drawn together.
    """
    counted = of > 0
    if counted.sum() <= 1:
        return None
    from scipy.stats import bootstrap

    found = bootstrap(
        (hits[counted], of[counted]),
        lambda some, total, axis: some.sum(axis) / total.sum(axis),
        paired=True,
        vectorized=True,
        n_resamples=_SAMPLES,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return float(found.low), float(found.high)


def ndcg(ranks: Collection[int], relevant: int) -> float:
    """nDCG@10 (0..1) where passages are relevant or not.

    Args:
        ranks: Of the relevant passages that were found, from 1.
        relevant: How many passages are relevant, found or not.
    """
    if not ranks:
        return 0.0
    from sklearn.metrics import ndcg_score

    last = max(NDCG_AT, *ranks)
    truth = np.zeros(last + relevant - len(ranks))
    truth[[rank - 1 for rank in ranks]] = 1
    truth[last:] = 1  # those that were not found come after all that could have been
    return float(ndcg_score([truth], [-np.arange(len(truth))], k=NDCG_AT))
