"""What an answer says of articles and filters, in the language of the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.phrases.catalogue import say
from qa.phrases.dates import day_in_words, period_in_words

if TYPE_CHECKING:
    from qa.types import AppliedFilters, Language


def about(
    language: Language, source: str | None, published: str | None, page: int | None = None
) -> str:
    """Date and source of an article, and the page: `3 March 2024, Valley Post, p. 3`."""
    day = day_in_words(published, language)
    at = say(language, "answer.page", page=page) if page else None
    return ", ".join(filter(None, (day, source, at)))


def filters_in_words(filters: AppliedFilters, language: Language) -> str:
    """What was read from the question as a filter: `Articles published since January 2022`."""
    from qa.phrases.locales import listed

    which = []
    if filters.sources:
        which.append(say(language, "answer.by", sources=listed(language, filters.sources)))
    if filters.since or filters.until:
        which.append(period_in_words(filters.since, filters.until, language))
    key = "answer.dropped" if filters.dropped else "answer.filtered"
    return say(language, key, which=" ".join(which))
