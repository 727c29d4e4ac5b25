"""Figures of what readers judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from qa.evaluation import WrongShare, feedback
from qa.judgements import Judgement, Verdict
from qa.types import Answer


def judged(
    name: str, verdict: Verdict, *, confidence: float = 0.95, time: str = "2026-11-22", **more: str
) -> Judgement:
    """A judgement of an answer of a confidence; 0 for a refusal."""
    language = more.get("language", "fr")
    answer = Answer.model_validate(
        {
            "question": "Qui ?", "language": language, "answered": confidence > 0, "text": "x",
            "confidence": confidence, "reason": None, "parts": [], "citations": [], "hits": [],
            "timings": {},
        }
    )  # fmt: skip
    return Judgement(
        id=name, time=f"{time}T12:00:00+00:00", question="Qui ?", history=[], answer=answer,
        language=answer.language, generation=more.get("generation", "g1"), verdict=verdict,
    )  # fmt: skip


def counts(shares: Mapping[Any, WrongShare]) -> dict[Any, tuple[int, int]]:
    """How many were judged and how many are wrong."""
    return {name: (one.judged, one.wrong) for name, one in shares.items()}


def test_a_bad_judgement_is_a_wrong_answer() -> None:
    """Of five with one bad a fifth is wrong; the exact interval says how little that tells."""
    found = feedback([judged(str(n), "good") for n in range(4)] + [judged("b", "bad")]).all
    assert (found.judged, found.wrong, found.share) == (5, 1, 0.2)
    assert (found.low, found.high) == pytest.approx((0.00505, 0.71642), abs=1e-5)


def test_groups_are_counted_apart() -> None:
    """By the confidence that the page shows, by language, by month and by generation."""
    found = feedback(
        [
            judged("a", "good"),
            judged("b", "bad", confidence=0.5),
            judged("c", "bad", confidence=0, time="2026-10-01"),
            judged("d", "good", language="en", generation="g2"),
        ]
    )
    assert counts(found.by_confidence) == {"high": (2, 0), "low": (1, 1), "refused": (1, 1)}
    assert counts(found.by_language) == {"fr": (3, 2), "en": (1, 0)}
    assert counts(found.by_month) == {"2026-11": (3, 1), "2026-10": (1, 1)}
    assert counts(found.by_generation) == {"g1": (3, 2), "g2": (1, 0)}
    assert [one.id for one in found.bad] == ["b", "c"]


def test_one_month_and_one_generation_need_no_table() -> None:
    """They would repeat the first line."""
    found = feedback([judged("a", "good")])
    assert (found.by_month, found.by_generation, found.bad) == ({}, {}, [])
    assert feedback([]).all == WrongShare(judged=0, wrong=0, low=0, high=1)
