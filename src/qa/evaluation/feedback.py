"""What readers' judgements say by themselves: how many answers were judged wrong, and which.

Nothing is asked again. A share comes with its exact 95 % interval (Clopper and Pearson 1934),
because judgements are few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

from qa.judgements import Judgement
from qa.reader import confidence_model
from qa.types import Language, Value

_Key = TypeVar("_Key", bound=str)

Level = Literal["high", "low", "refused"]


class WrongShare(Value):
    """How many of some judged answers were judged bad.

    Attributes:
        low: What the share of all such answers is at least, in 95 of 100 cases (0..1).
        high: What it is at most.
    """

    judged: int
    wrong: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Share of the judged answers (0..1); 0 where there are none."""
        return self.wrong / self.judged if self.judged else 0.0


class Feedback(Value):
    """The figures of all judgements; months and generations are empty where there is only one.

    Attributes:
        by_confidence: By what the answers said of themselves; `refused` ones gave none.
        by_month: As `2026-11`, newest first.
        by_generation: By the generation of the index that answered.
        bad: The bad ones, newest first.
    """

    all: WrongShare
    by_confidence: dict[Level, WrongShare]
    by_language: dict[Language, WrongShare]
    by_month: dict[str, WrongShare]
    by_generation: dict[str, WrongShare]
    bad: list[Judgement]


def feedback(judgements: Iterable[Judgement]) -> Feedback:
    """The figures of judgements; a bad one counts as wrong, whatever was answered."""
    found = sorted(judgements, key=lambda one: one.time, reverse=True)
    return Feedback(
        all=_share(found),
        by_confidence=_by(found, level_of),
        by_language=_by(found, lambda one: one.language),
        by_month=_if_several(_by(found, lambda one: one.time[:7])),
        by_generation=_if_several(_by(found, lambda one: one.generation)),
        bad=[one for one in found if one.verdict == "bad"],
    )


def level_of(judgement: Judgement) -> Level:
    """What the answer said of itself, as the page shows it: that of its least sure part."""
    answer = judgement.answer
    if not answer.answered:
        return "refused"
    return "high" if answer.confidence >= confidence_model().high else "low"


def _by(
    judgements: Iterable[Judgement], key: Callable[[Judgement], _Key]
) -> dict[_Key, WrongShare]:
    groups: dict[_Key, list[Judgement]] = defaultdict(list)
    for one in judgements:
        groups[key(one)].append(one)
    return {name: _share(group) for name, group in groups.items()}


def _if_several(groups: dict[str, WrongShare]) -> dict[str, WrongShare]:
    return groups if len(groups) > 1 else {}


def _share(judgements: list[Judgement]) -> WrongShare:
    judged, wrong = len(judgements), sum(one.verdict == "bad" for one in judgements)
    if not judged:
        return WrongShare(judged=0, wrong=0, low=0, high=1)
    from scipy.stats import binomtest

    interval = binomtest(wrong, judged).proportion_ci(0.95, method="exact")
    return WrongShare(judged=judged, wrong=wrong, low=interval.low, high=interval.high)
