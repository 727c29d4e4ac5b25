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
from qa.lang.moments import Moment, moments
from qa.lang.text import fold_letters

if TYPE_CHECKING:
    from qa.types import Language

MARGIN = timedelta(days=31)
"""How long after a period the articles are taken that tell what happened in it."""

_ASKS_FOR_NEWS = {
    "fr": re.compile(
        r"que s'est[- ]il passe|qu'est[- ]ce qui s'est passe|que se passait[- ]il|quoi de neuf|"
        r"qu'est[- ]il arrive (?!aux? |a l|a [a-z])|\bactualites?\b|quelles nouvelles|"
        r"(?:les|principales) nouvelles|\barticles?\b|\bla presse\b|les journaux|\bpubli(?:e|a)"
    ),
    "en": re.compile(
        r"what(?: has| had)? happened (?!to\b)|what(?: was|'s| is)? (?:going on|happening|new)\b|"
        r"\b(?:the|main|any|what) news\b|\bheadlines?\b|\barticles?\b|\bthe press\b|newspapers|"
        r"\bpublished\b"
    ),
}
_STILL_TO_COME = {
    "fr": re.compile(
        r"\b(?:sera|seront|aura|auront|va|vont|doit|doivent|devra|devront|devrait|devraient|"
        r"pourra|pourront|fera|feront|prevue?s?|attendue?s?|prochaine?s?|programmee?s?)\b|"
        r"\w(?:ra|ront)-(?:t-)?(?:il|elle|on)s?\b"
    ),
    "en": re.compile(
        r"\b(?:will|shall|won't|due|planned|scheduled|expected|going to|upcoming|next)\b|"
        r"\b(?:is|are) (?:\w+ ){0,3}to (?!the\b|a\b)[a-z]"
    ),
}


class Period(NamedTuple):
    """Publication dates: partial dates, both included; None where it is open."""

    since: str | None = None
    until: str | None = None


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
    told = _STILL_TO_COME[language].search(letters) is None
    past = [
        moment
        for moment in moments(question, language, today)
        if first_day(moment.first) <= today
        and (moment.sense != "in" or told)
        and (news or not moment.now)
    ]
    period = Period(_since(past), _until(past, news=news))
    if period.since and period.until and first_day(period.since) > last_day(period.until):
        period = Period(period.since)  # "before 2016 … in 2018": told in 2018 at the earliest
    if period.until and last_day(period.until) >= today:
        period = Period(period.since)
    return period if any(period) else None


def _since(past: list[Moment]) -> str | None:
    begins = [moment.first for moment in past if moment.sense != "until"]
    return min(begins, key=first_day, default=None)


def _until(past: list[Moment], *, news: bool) -> str | None:
    """The end that is named, or for a question after the news, a while after its period."""
    named = [moment.last for moment in past if moment.sense == "until"]
    if named or not news or any(moment.sense == "since" for moment in past):
        return max(named, key=last_day, default=None)
    ends = [_after(moment.last) for moment in past]
    return max(ends, key=last_day, default=None)


def _after(last: str) -> str:
    """The margin after a partial date; as a month, unless the date has a day."""
    try:
        end = (last_day(last) + timedelta(days=1) if len(last) < len("2022-01-06") else
               last_day(last) + MARGIN)  # fmt: skip
    except OverflowError:
        return last
    return f"{end:%Y-%m-%d}" if len(last) == len("2022-01-06") else f"{end:%Y-%m}"
