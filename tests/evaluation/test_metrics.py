"""Numbers of curves, worked out by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.metrics import (
    Point,
    area,
    auroc,
    calibration,
    calibration_error,
    interval,
    risk_at,
    risk_coverage,
    widest,
)

CONFIDENCE = np.array([0.2, 0.9, 0.6, 0.6, 0.4])
IS_RIGHT = np.array([False, True, True, False, True])


def curve(parts: int = 5) -> list[Point]:
    """The curve of five parts, two of one confidence."""
    return risk_coverage(CONFIDENCE, IS_RIGHT, parts)


def points(*triples: tuple[float, float, float]) -> list[Point]:
    """Points from thresholds, coverages and risks."""
    return [Point(threshold=t, coverage=c, risk=r) for t, c, r in triples]


def test_risk_and_coverage() -> None:
    """Lowering the threshold answers more; parts of one confidence are answered together."""
    assert [(p.threshold, p.coverage) for p in curve()] == [
        (0.9, 0.2),
        (0.6, 0.6),
        (0.4, 0.8),
        (0.2, 1.0),
    ]
    assert [p.risk for p in curve()] == pytest.approx([0, 1 / 3, 1 / 4, 2 / 5])


def test_what_is_never_answered_limits_the_coverage() -> None:
    """Parts without anything to quote count as parts, but no threshold answers them."""
    assert [p.coverage for p in curve(10)] == [0.1, 0.3, 0.4, 0.5]


def test_the_area_is_the_mean_risk() -> None:
    """Each risk counts as long as its stretch of coverage; the whole is what is reached."""
    mean = 0.2 * 0 + 0.4 / 3 + 0.2 / 4 + 0.2 * 2 / 5
    assert area(curve()) == pytest.approx(mean)
    assert area(curve(10)) == pytest.approx(mean)


def test_the_widest_coverage_at_a_risk() -> None:
    """The risk may be above the limit on the way; the largest coverage below it counts."""
    found = points((0.9, 0.1, 0.5), (0.8, 0.2, 0.1), (0.7, 0.3, 0.2))
    assert widest(found, 0.1) == found[1]
    assert widest(found, 0.3) == found[2]
    assert widest(found, 0.05) is None


def test_the_risk_at_a_coverage() -> None:
    """It is that of the first point which reaches the coverage, and none where none does."""
    assert risk_at(curve(), 0.4) == pytest.approx(1 / 3)
    assert risk_at(curve(), 1) == pytest.approx(2 / 5)
    assert risk_at(curve(10), 0.6) is None


def test_the_area_under_the_roc_curve() -> None:
    """The share of pairs of a right and a wrong one in right order; equals count half."""
    # Right: 0.9, 0.6, 0.4; wrong: 0.2, 0.6. In order: 2 + 1.5 + 1 of 6 pairs.
    assert auroc(CONFIDENCE, IS_RIGHT) == pytest.approx(4.5 / 6)
    assert auroc(np.array([0.1, 0.2]), np.array([True, True])) is None
    assert auroc(np.array([0.3, 0.3]), np.array([True, False])) == pytest.approx(0.5)


def test_calibration_of_few_parts() -> None:
    """Fewer than ten parts have a bin each, equals one together; the error is the mean distance."""
    bins = calibration(CONFIDENCE, IS_RIGHT)
    assert [(b.confidence, b.right, b.parts) for b in bins] == [
        (0.2, 0, 1),
        (0.4, 1, 1),
        (0.6, 0.5, 2),
        (0.9, 1, 1),
    ]
    assert calibration_error(bins) == pytest.approx((0.2 + 0.6 + 2 * 0.1 + 0.1) / 5)


def test_bins_have_equal_mass() -> None:
    """Twenty-five different confidences fall into ten bins of two or three, in their order."""
    confidence = np.linspace(0.02, 0.5, 25)[::-1]
    bins = calibration(confidence, confidence > 0.3)
    assert [b.parts for b in bins] == [2, 3, 2, 3, 2, 3, 2, 3, 2, 3]
    assert [bins[0].low, bins[-1].high] == pytest.approx([0.02, 0.5])
    assert all(one.high < other.low for one, other in pairwise(bins))


def test_nothing_has_no_figures() -> None:
    """Without parts there are no points and no bins, and what is made of them is unknown."""
    none, never = np.array([]), np.array([], dtype=bool)
    assert risk_coverage(none, never, 3) == []
    assert area([]) is None
    assert widest([], 1) is None
    assert risk_at([], 0.5) is None
    assert auroc(none, never) is None
    assert calibration(none, never) == []
    assert calibration_error([]) is None
    assert interval(none, none) is None


def test_an_interval_is_the_same_each_time() -> None:
    """The bootstrap is seeded; the interval lies around the share and narrows with more."""
    hits = np.array([1.0, 0, 1, 1, 0, 1, 0, 1, 1, 1])
    found, again = interval(hits, np.ones(10)), interval(hits, np.ones(10))
    assert found is not None
    assert found == again
    assert 0.3 <= found[0] < 0.7 < found[1] <= 1
    more = interval(np.tile(hits, 20), np.ones(200))
    assert more is not None
    assert found[0] < more[0] < 0.7 < more[1] < found[1]


def test_an_interval_needs_two_questions() -> None:
    """One question, or one that has anything to count, gives no interval."""
    assert interval(np.array([1.0]), np.array([2.0])) is None
    assert interval(np.array([1.0, 0]), np.array([2.0, 0])) is None
    assert interval(np.array([1.0, 2]), np.array([2.0, 2])) == (0.5, 1)


@given(
    st.lists(
        st.tuples(st.floats(0, 1, allow_subnormal=False), st.booleans()), min_size=1, max_size=60
    )
)
def test_curves_of_anything(parts: list[tuple[float, bool]]) -> None:
    """Coverage rises to one, the last risk is that of all, bins hold every part once."""
    confidence = np.array([value for value, _ in parts])
    right = np.array([value for _, value in parts])
    found = risk_coverage(confidence, right, len(parts))
    coverages = [point.coverage for point in found]
    assert coverages == sorted(set(coverages))
    assert coverages[-1] == 1
    assert found[-1].risk == pytest.approx(1 - right.mean())
    bins = calibration(confidence, right)
    assert sum(b.parts for b in bins) == len(parts)
    error, rank = calibration_error(bins), auroc(confidence, right)
    assert error is not None
    assert 0 <= error <= 1
    assert rank is None or 0 <= rank <= 1
