"""What an answer of a kind must hold: a number that counts what is asked, a date, a name, a cause.

The span model knows words that look like an answer; these rules know what cannot be one. A
span without the number that "how many" asks for is not chosen where its sentence has one, and
how well a sentence fits goes into the confidence.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qa.lang.dates import MONTH_NUMBERS
from qa.lang.quantities import UNITS, Quantity, asked_themes, counted_noun, is_number, quantities
from qa.lang.text import fold
from qa.question import QuestionPart
from qa.question.lexicon import flat
from qa.types import Kind, Language


class Fit(NamedTuple):
    """How a sentence fits what is asked.

    Attributes:
        degree: 1 if it has what an answer must have, 0.5 if something like it, 0 if nothing.
        places: Offsets (start, end) in the sentence; an answer must overlap one of them. Empty
            where any words may be the answer.
    """

    degree: float
    places: list[tuple[int, int]]


_DATE = re.compile(
    rf"\b(?:{'|'.join(MONTH_NUMBERS)}|(?:19|20)\d\d|lundi|mardi|mercredi|jeudi|vendredi|samedi|"
    r"dimanche|hier|aujourd'hui|demain|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"yesterday|today|tomorrow|\d\d? ?h(?:eures?|\d\d)?|\d\d?(?:[:.]\d\d)? ?[ap]\.?m)\b"
)
_CAUSE: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:parce qu|car|en raison d|a cause d|afin d|afin qu|pour|puisqu|du fait|faute d|"
        r"suite a|a la suite|face a|grace a|en effet|motif|motive|justifi|expliqu|craint|crainte|"
        r"permettre|eviter|visant|vise a|provoqu|du a|due a|dus a|en reponse)"
    ),
    "en": re.compile(
        r"\b(?:because|due to|in order to|so that|so as to|since|as a result|owing to|after|"
        r"caused by|to (?:avoid|help|prevent|protect|allow|make|keep|reduce|restore)|blam|"
        r"cit(?:ed|ing)|fear|amid|reason|in response)"
    ),
}
_NAME = re.compile(r"(?<!^)[A-ZÀ-Þ][\w’'-]+|^[A-ZÀ-Þ][\w’'-]+(?= [A-ZÀ-Þ])")
"""A word with a capital; at the head of a sentence, where any has one, only before another."""

_NAMED = re.compile(
    r"\bs'appel\w+|\bnom (?:d|porte)|\bnomm|\bprenom|\bname|\bcalled\b|"
    r"\b(?:who (?:is|was)|qui (?:est|etait)) (?:the|l[ae'])\b"
)


def fits_kind(kind: Kind, language: Language, text: str) -> bool:
    """Whether a text has what an answer of this kind needs: a date, a number, a cause, a name."""
    if kind in {"who", "where"}:
        return re.search(r"(?<=[\w,;:'’] )[A-ZÀ-Þ]\w|['’][A-ZÀ-Þ]\w", text) is not None
    if kind == "how_many":
        return any(is_number(word) for word in re.findall(r"\d+|\w+", fold(text)))
    if kind == "when":
        return _DATE.search(fold(text)) is not None
    return kind != "why" or _CAUSE[language].search(fold(text)) is not None


def fit_of(part: QuestionPart, text: str, language: Language) -> Fit:
    """How a sentence, which is in `language`, fits a part of a question."""
    if part.kind == "how_many":
        return _numbers(part.text, text, language)
    if part.kind == "when":
        return _dates(part.text, text)
    if part.kind in {"who", "where"}:
        return _names(part.text, text)
    return Fit(float(fits_kind(part.kind, language, text)), [])


def _numbers(question: str, text: str, language: Language) -> Fit:
    """Numbers but those that the question says; sums of money only where money is asked for."""
    said = set(re.findall(r"\d+", question))
    found = [q for q in quantities(text, language) if text[q.start : q.end] not in said]
    asked = _asked(question)
    fitting = [q for q in found if q.theme in asked]
    if fitting or asked & UNITS:
        return Fit(float(bool(fitting)), _places(fitting))
    others = [q for q in found if q.theme != "money"]
    return Fit(0.5 * bool(others), _places(others))


@lru_cache(maxsize=256)
def _asked(question: str) -> frozenset[str]:
    """What the question counts; the same for each of the many sentences that are read for it."""
    return frozenset(asked_themes(question) | counted_noun(question))


def _places(found: list[Quantity]) -> list[tuple[int, int]]:
    return [(quantity.start, quantity.end) for quantity in found]


def _dates(question: str, text: str) -> Fit:
    """Dates but for the words of them that the question says itself."""
    asked = _words(question)
    places = [hit.span() for hit in _DATE.finditer(flat(text)) if hit[0] not in asked]
    return Fit(float(bool(places)), places)


def _names(question: str, text: str) -> Fit:
    """Names that the question does not say; an answer must hold one only where a name is asked."""
    asked = _words(question)
    new = [hit.span() for hit in _NAME.finditer(text) if not _words(hit[0]) <= asked]
    return Fit(float(bool(new)), new if _NAMED.search(flat(question)) else [])


def _words(text: str) -> set[str]:
    """Its words of two letters and more: `l'` is none."""
    return set(re.findall(r"\w{2,}", flat(text)))
