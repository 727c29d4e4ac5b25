"""Whether a quote supports a sentence that a language model wrote.

A sentence passes if it is plain text, all its names, numbers and dates stand in the quotes
that it cites, it denies if and only if they deny, and each of these quotes means nearly the
same. Other verbs between the same names pass: a model that turns "accepted" into "discussed" is
not caught.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.encoder import Encoder
from qa.lang.dates import months_in, weekdays_in
from qa.lang.names import missing_names
from qa.lang.negation import denies
from qa.lang.numbers import numbers_in

LEAST_SIMILARITY = 0.87
"""Least cosine of a sentence and a quote that supports it; `benchmarks/citations.py` measures."""

_ADDRESS = re.compile(r"\w://|\bwww\.|\S@\S|[^\W\d_]\.[^\W\d_]{2,}")
_MARKUP = re.compile(r"[<>\[\]{}`|\\]|&#?\w+;|\*\*|__|~~")


class Checker:
    """Compares sentences with quotes, by the encoder that `LEAST_SIMILARITY` was measured with."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def supporting(self, sentence: str, quotes: Sequence[str]) -> list[int]:
        """Which of the quotes support a sentence, as positions; none if it is to be left out."""
        if not quotes or not is_plain(sentence):
            return []
        cosines = self.similarities(sentence, quotes)
        similar = [n for n, cosine in enumerate(cosines) if cosine >= LEAST_SIMILARITY]
        return similar if facts_stand(sentence, [quotes[n] for n in similar]) else []

    def similarities(self, sentence: str, quotes: Sequence[str]) -> list[float]:
        """The cosine of a sentence with each quote: both as questions, since they say the same."""
        vectors = self._encoder.encode_questions([sentence, *quotes])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]


def is_plain(sentence: str) -> bool:
    """Whether a sentence is words, without markup, addresses and control characters."""
    return (
        any(c.isalpha() for c in sentence)
        and sentence.isprintable()
        and not _MARKUP.search(sentence)
        and not _ADDRESS.search(sentence)
    )


def facts_stand(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether all names, numbers and dates of a sentence stand in one of the quotes.

    A sentence that denies needs a quote that denies, and the reverse.
    """
    return (
        bool(quotes)
        and not missing_names(sentence, quotes)
        and _numbers_stand(sentence, quotes)
        and months_in(sentence) <= {month for quote in quotes for month in months_in(quote)}
        and weekdays_in(sentence) <= {day for quote in quotes for day in weekdays_in(quote)}
        and denies(sentence) == any(denies(quote) for quote in quotes)
    )


def _numbers_stand(sentence: str, quotes: Sequence[str]) -> bool:
    there = [readings for quote in quotes for readings in numbers_in(quote, ones=True)]
    return all(
        any(not readings.isdisjoint(known) for known in there) for readings in numbers_in(sentence)
    )
