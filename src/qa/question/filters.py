"""Which articles a question may be answered from: the caller's filters and its own words.

A filter that the caller gives always holds. Where the caller leaves dates or sources open,
those that the question names are used, as long as they leave something that answers; those of
an overview are used in any case.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import NamedTuple

from qa.index.store import Store
from qa.lang.dates import first_day, last_day
from qa.lang.detect import detect_language
from qa.question.periods import Period, period_asked_for, period_in
from qa.question.sources import is_sourced, sources_in
from qa.question.understand import Question
from qa.types import AppliedFilters, Filters


class Scope(NamedTuple):
    """Where one question is answered from.

    Attributes:
        where: The articles that are searched.
        named: What of that the question named itself; None if nothing.
    """

    where: Filters
    named: AppliedFilters | None = None

    def widened(self, given: Filters) -> Scope:
        """The scope without what the question named, which left nothing that answers."""
        return Scope(given, self.named and self.named.model_copy(update={"dropped": True}))


def scope_of(question: Question, given: Filters, store: Store, today: date | None) -> Scope:
    """The scope of a question; a follow-up keeps the time and the sources of the one before.

    Args:
        question: As it was understood.
        given: The caller's filters, which hold in any case.
        store: The articles.
        today: What "yesterday" counts from; None: the day of the newest article, or the
            real day if that is earlier. So an archive of 2022 takes "since Monday" for a
            Monday of 2022.
    """
    texts = [question.text, *([question.follows.question] if question.follows else [])]
    find = partial(_asked_for, question) if question.overview else _period
    period = None if given.since or given.until else find(texts, store, today)
    sources = [] if given.sources else _sources(texts, store)
    if not period and not sources:
        return Scope(given)
    named = AppliedFilters(
        since=period and period.since, until=period and period.until, sources=sources
    )
    where = _both(given, named)
    return Scope(
        where.model_copy(update={"undated": False}) if _of_a_time(question) else where, named
    )


def today_of(store: Store, today: date | None) -> date | None:
    """What "yesterday" counts from, as in `scope_of`; None if no article has a date."""
    covered = store.date_range()
    if today or covered is None:
        return today
    return min(date.fromisoformat(covered[1]), datetime.now(UTC).date())


def _both(given: Filters, named: AppliedFilters) -> Filters:
    """Both filters together. An undated article may be of the time that a question means."""
    return given.model_copy(
        update={
            "since": given.since or named.since,
            "until": given.until or named.until,
            "sources": given.sources or tuple(named.sources),
            "undated": bool(named.since or named.until),
        }
    )


def _of_a_time(question: Question) -> bool:
    """Whether all news of a time are asked for, whatever they are about."""
    return any(part.request and not part.request.topic for part in question.parts)


def _asked_for(
    question: Question, texts: list[str], store: Store, today: date | None
) -> Period | None:
    """The first period that a request names; what it is about may be reported later."""
    later = not _of_a_time(question)
    today = today_of(store, today) or datetime.now(UTC).date()
    found = (period_asked_for(text, detect_language(text), today, later=later) for text in texts)
    return next(filter(None, found), None)


def _period(texts: list[str], store: Store, today: date | None) -> Period | None:
    """The first period that is named, without ends that no article lies beyond."""
    covered, today = store.date_range(), today_of(store, today)
    if covered is None or today is None:
        return None
    first, last = map(date.fromisoformat, covered)
    for text in texts:
        if found := period_in(text, detect_language(text), today):
            since = found.since if found.since and first_day(found.since) > first else None
            until = found.until if found.until and last_day(found.until) < last else None
            return Period(since, until) if since or until else None
    return None


def _sources(texts: list[str], store: Store) -> list[str]:
    for text in texts:
        language = detect_language(text)
        known = store.source_names() if is_sourced(text, language) else {}
        if found := sources_in(text, language, known):
            return list(dict.fromkeys(known[spelt] for spelt in found))
    return []
