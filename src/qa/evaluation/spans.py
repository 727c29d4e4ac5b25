"""How far a short answer agrees with the accepted ones: exact match and F1 of words.

As for SQuAD (Rajpurkar et al. 2016): case, punctuation and articles do not count. French and
English articles both go, since an English question may be answered in French words. Accents do
not count either, nor the spaces, commas or points between thousands: `2 500` is `2,500`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from qa.lang.text import fold, word_set

_ARTICLES = word_set("a an the le la les l un une des du")
_THOUSANDS = re.compile(r"\b\d{1,3}(?:[ ,.]\d{3})+\b")


def answer_words(text: str) -> list[str]:
    """The words that are compared; articles stay where there is nothing else."""
    flat = _THOUSANDS.sub(lambda number: re.sub(r"\D", "", number[0]), fold(text))
    found = re.findall(r"\w+", flat)
    return [word for word in found if word not in _ARTICLES] or found


def exact_match(answer: str, accepted: Iterable[str]) -> bool:
    """Whether an answer has the same words, in the same order, as one of the accepted."""
    words = answer_words(answer)
    return any(words == answer_words(other) for other in accepted)


def f1(answer: str, accepted: Iterable[str]) -> float:
    """The best harmonic mean of precision and recall of the answer's words (0..1)."""
    words = answer_words(answer)
    return max((_f1(words, answer_words(other)) for other in accepted), default=0.0)


def _f1(words: list[str], accepted: list[str]) -> float:
    shared = (Counter(words) & Counter(accepted)).total()
    return 2 * shared / (len(words) + len(accepted)) if shared else 0.0
