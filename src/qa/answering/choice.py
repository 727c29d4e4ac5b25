"""Which sentences tell the most: centrality, place and reading, without repetition.

A sentence is worth what the reader gives it as an answer, what it shares with the others
(centrality as in LexRank, Erkan and Radev 2004, here the cosine to the mean of all), and its
place: news says the most important first. Sentences are then taken one by one by maximal marginal
relevance (Carbonell and Goldstein 1998), so that none repeats another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from qa.reader import Candidate

if TYPE_CHECKING:
    from numpy.typing import NDArray

Encode = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Unit vectors of texts, one a row."""

_ANSWERS, _CENTRAL, _LEADS = 0.4, 0.3, 0.5
"""What a sentence is worth as an answer, for its centrality and for its place."""
_REPEATS = 0.5
"""What likeness to a sentence that was taken costs."""
_COMPARED: Final = 24
"""Sentences that are compared with one another: the best without their centrality."""
_SHORTEST: Final = 5
"""Words that a sentence must have to tell something; a dateline has fewer."""


class Placed(NamedTuple):
    """A sentence that may be shown, and how many of its article stand before it."""

    candidate: Candidate
    place: int

    @property
    def worth(self) -> float:
        """What it is worth by itself."""
        return _ANSWERS * self.candidate.alone + _LEADS / (1 + self.place)


def tells(text: str) -> bool:
    """Whether it is a sentence that tells something by itself: no head of a list, no caption."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    return len(words) >= _SHORTEST and not text.rstrip().endswith((":", "?"))


def chosen(placed: Sequence[Placed], count: int, encode: Encode) -> list[Candidate]:
    """Up to `count` sentences, the one that tells the most first."""
    compared = sorted(placed, key=lambda one: -one.worth)[:_COMPARED]
    if not compared:
        return []
    vectors = encode([one.candidate.text for one in compared])
    likeness = vectors @ vectors.T
    worth = np.array([one.worth for one in compared]) + _CENTRAL * likeness.mean(axis=1)
    taken = [int(worth.argmax())]
    while len(taken) < min(count, len(compared)):
        marginal = worth - _REPEATS * likeness[:, taken].max(axis=1)
        marginal[taken] = -np.inf
        taken.append(int(marginal.argmax()))
    return [compared[i].candidate for i in taken]
