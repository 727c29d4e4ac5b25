"""What a question says that a sentence and its article do not: a name, a number, a year, a denial.

An article without them tells of something else. What comparing them brings is in
`training/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from qa.index.store import Sentence
from qa.lang.dates import first_day, last_day
from qa.lang.detect import detect_language
from qa.lang.name_match import others
from qa.lang.names import KnownNames
from qa.lang.negation import answers_denial, denied_verb
from qa.lang.numbers import Readings, numbers_in
from qa.lang.temporal import temporal_expressions
from qa.question import QuestionPart
from qa.types import Hit, Language

_LARGE = re.compile(r"\d[\d.,\u202f\u00a0 ]*\d\d(?![\d-])")
"""A number of three digits or more, which is no day, hour or age."""
_DEPUTY = re.compile(
    r"\b(?:deputy|vice|adjointe?s?|sous-(?:préf|secr|chef|direct|lieut|gouvern)\w*)\b",
    re.IGNORECASE,
)
"""Whoever stands in for another. Of 967 right answers none is lost by asking for the first three in
the article; 3 of 86 near misses more are refused."""
_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?!\d)")
_ASKS_WHY: Final = frozenset({"why", "how"})
"""Kinds whose answer does not repeat what is asked, so that it need not deny it either."""
_SOON: Final = timedelta(days=45)
"""How long after its end a year is still reported on."""

Years = tuple[int, int]
"""First and last year of a time, both included."""


class Article(NamedTuple):
    """What of an article is compared with a question."""

    names: KnownNames
    numbers: list[Readings]
    years: frozenset[int]
    published: str | None
    language: Language

    @classmethod
    def of(cls, hit: Hit, sentences: Sequence[Sentence]) -> Article:
        """The article of a hit: title, text, source and date."""
        text = f"{hit.title} \n" + " \n".join(sentence.text for sentence in sentences)
        day = hit.published or ""
        return cls(
            names=KnownNames(f"{text} \n{hit.source or ''}"),
            numbers=numbers_in(f"{text} \n{day.replace('-', ' ')}", ones=True),
            years=frozenset(map(int, _YEAR.findall(text))),
            published=hit.published,
            language=hit.language,
        )


class Agreement:
    """Compares one part of a question with articles and sentences.

    Args:
        part: The part.
        today: What "last year" counts from.
        is_word: Whether something is an ordinary word, so that it has a translation.
    """

    def __init__(self, part: QuestionPart, today: date, is_word: Callable[[str], bool]) -> None:
        self._asked, self._language = part.query, detect_language(part.query)
        self._is_word = is_word
        self._numbers = [n for found in _LARGE.findall(part.query) for n in numbers_in(found)]
        self._years = _years_asked(part.text, self._language, today)
        if not self._years and part.context:
            self._years = _years_asked(part.context.question, self._language, today)
        asks_why = part.kind in _ASKS_WHY
        self._denied = None if asks_why else denied_verb(part.text, self._language)

    def names_another(self, article: Article) -> bool:
        """Whether a name or a large number of the question stands nowhere in an article."""
        translated = article.language != self._language
        return bool(
            others(self._asked, article.names, translated=translated, is_word=self._is_word)
            or any(not any(one & other for other in article.numbers) for one in self._numbers)
            or (_DEPUTY.search(self._asked) and not _DEPUTY.search(article.names.plain))
        )

    def fits_years(self, article: Article, sentence: str) -> float:
        """How far a sentence is of the years asked for: 1, or 0 where it is of others."""
        if not self._years:
            return 1.0
        told = _years_told(sentence, article)
        return min(_year_fits(asked, told, article) for asked in self._years)

    def denies(self, article: Article, sentence: str) -> bool:
        """Whether a sentence denies what the question denies; true if that is nothing."""
        translated = article.language != self._language
        return self._denied is None or answers_denial(self._denied, sentence, translated=translated)


def _years_asked(question: str, language: Language, today: date) -> list[Years]:
    """The times that a question names, in years; a year in a name ("Euro 2016") is one."""
    asked = []
    for time in temporal_expressions(question, language, today):
        if not time.vague:
            first, last = int(time.first[:4]), int(time.last[:4])
            asked.append((
                0 if time.relation == "until" else first,
                date.max.year if time.relation == "since" else last,
            ))  # fmt: skip
    named = {int(year) for year in _YEAR.findall(question)}
    return asked + [(year, year) for year in named if not any(_within(year, one) for one in asked)]


def _years_told(sentence: str, article: Article) -> frozenset[int]:
    """The years that a sentence names, in digits or as "last year"."""
    told = frozenset(map(int, _YEAR.findall(sentence)))
    if article.published:
        day = last_day(article.published)
        for time in temporal_expressions(sentence, article.language, day):
            told |= frozenset() if time.vague else _covered(time.first, time.last)
    return told


def _year_fits(asked: Years, told: frozenset[int], article: Article) -> float:
    """How far the years of a sentence and its article are those asked for."""
    day = article.published
    if _any_within(told, asked):
        return 1.0
    if day and _any_within(_covered(day, day), asked):
        return 0.7 if told else 1.0
    if day and not told and timedelta(0) < first_day(day) - _end(asked) <= _SOON:
        return 0.8
    if _any_within(article.years, asked):
        return 0.3 if told else 0.5
    return 0.0 if told or day else 0.5


def _end(asked: Years) -> date:
    return date(min(asked[1], date.max.year), 12, 31)


def _covered(first: str, last: str) -> frozenset[int]:
    return frozenset(range(first_day(first).year, last_day(last).year + 1))


def _within(year: int, asked: Years) -> bool:
    return asked[0] <= year <= asked[1]


def _any_within(years: frozenset[int], asked: Years) -> bool:
    return any(_within(year, asked) for year in years)
