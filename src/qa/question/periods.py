"""From the dates in a question to the publication dates of the articles that may answer.

A date in a question is nearly always that of an event, and an event is reported on the day
or later: "en janvier 2022" keeps the articles from January 2022 on. How much later is
open. On the news development set, articles that answer a question about a month appeared
up to two years after it, and an end 31 days after the period lost 5 % of them; so a period
ends the search only where the question asks what happened in it, or what was written in it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from qa.lang.dates import first_day, last_day
from qa.lang.temporal import TemporalExpression, temporal_expressions
from qa.lang.text import fold_letters

if TYPE_CHECKING:
    from qa.types import Language

MARGIN = timedelta(days=31)
"""How long after a day its news are looked for."""

_REPORTED = timedelta(days=7)
"""How long after an event the articles appear that tell it."""

_ASKS_FOR_NEWS = {
    "fr": re.compile(r"que s'est[- ]il passe|\barticles?\b|\bla presse\b"),
    "en": re.compile(r"what happened (?!to\b)|\barticles?\b|\bpublished\b"),
}
_NEWS_FROM = re.compile(r"\b(?:news|headlines|articles|stories) from\b")
_STILL_TO_COME = {
    "fr": re.compile(
        r"\b(?:sera|seront|aura|auront|va|vont|doit|doivent|devrait|devraient)\b|"
        r"\w(?:ra|ront)-(?:t-)?(?:il|elle|on)s?\b"
    ),
    "en": re.compile(
        r"\b(?:will|due|expected|going to)\b|\b(?:is|are) (?:\w+ ){0,3}to (?!the\b)[a-z]"
    ),
}
"""What is announced is written about before its time."""


class Period(NamedTuple):
    """Publication dates: partial dates, both included; None where it is open."""

    since: str | None = None
    until: str | None = None


def period_asked_for(
    question: str, language: Language, today: date, *, later: bool
) -> Period | None:
    """The time whose news a question asks for; None where it names none.

    Args:
        question: As the user wrote it.
        language: That of the question.
        today: What "yesterday" and "en mars" count from.
        later: Whether what was written of it for a while afterwards belongs to it.
    """
    letters = fold_letters(question)
    times = [
        # "News from Monday" are those of that day.
        time._replace(relation="in") if _NEWS_FROM.search(letters) else time
        for time in temporal_expressions(question, language, today)
    ]
    until = [time.last for time in times if time.relation != "since"]
    ends = [(last_day(last) + _REPORTED).isoformat() if later else last for last in until]
    return Period(_since(times), max(ends, key=last_day, default=None)) if times else None


def period_in(question: str, language: Language, today: date) -> Period | None:
    """When the articles appeared that can answer a question, as far as it says so.

    Args:
        question: As the user wrote it.
        language: That of the question.
        today: What "yesterday" and "en mars" count from. Nothing later than it was published.

    Returns:
        None where the question names no time, or only one that is still to come.
    """
    letters = fold_letters(question)
    news = bool(_ASKS_FOR_NEWS[language].search(letters))
    over = _STILL_TO_COME[language].search(letters) is None
    past = [
        time
        for time in temporal_expressions(question, language, today)
        if first_day(time.first) <= today
        and (time.relation != "in" or over)
        and (news or not time.vague)
    ]
    since, until = _since(past), _until(past, news=news)
    crossed = since and until and first_day(since) > last_day(until)
    if crossed or (until and last_day(until) >= today):
        until = None
    return Period(since, until) if since or until else None


def _since(past: list[TemporalExpression]) -> str | None:
    begins = [time.first for time in past if time.relation != "until"]
    return min(begins, key=first_day, default=None)


def _until(past: list[TemporalExpression], *, news: bool) -> str | None:
    """The end that is named, or for a question after the news, a while after its period."""
    named = [time.last for time in past if time.relation == "until"]
    if named or not news or any(time.relation == "since" for time in past):
        return max(named, key=last_day, default=None)
    return max((_margin(time.last) for time in past), key=last_day, default=None)


def _margin(last: str) -> str:
    """The date a month after a day, or the month after a month or a year."""
    after = MARGIN if len(last) == len("2022-01-06") else timedelta(days=1)
    return (last_day(last) + after).isoformat()[: max(len(last), len("2022-01"))]
