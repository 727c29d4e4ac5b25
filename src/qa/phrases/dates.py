"""Dates in words, never more precise than they are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from qa.lang.dates import first_day
from qa.phrases.catalogue import say

if TYPE_CHECKING:
    from qa.types import Language

_PATTERNS: Final = {len("2022"): "y", len("2022-01"): "MMMM y", len("2022-01-06"): "d MMMM y"}
"""How a partial date is written, by its length."""


def in_words(text: str, language: Language) -> str:
    """A partial ISO date as it is written: `2022`, `janvier 2022`, `1er janvier 2022`."""
    from qa.phrases.locales import formatted

    words = formatted(language, first_day(text), _PATTERNS[len(text)])
    # The CLDR has no ordinals for days.
    return f"1er {words[2:]}" if language == "fr" and words.startswith("1 ") else words


def day_in_words(published: str | None, language: Language) -> str:
    """When something appeared: its date in words, or `undated`."""
    return in_words(published, language) if published else say(language, "answer.undated")


def since_in_words(day: str, language: Language) -> str:
    """`since 6 January 2022`, « depuis le 6 janvier 2022 »."""
    return say(language, "period.since", day=_the(day, language))


def until_in_words(day: str, language: Language) -> str:
    """`until 2022`, « jusqu’au 6 janvier 2022 », « jusqu’en 2022 »."""
    key = "period.until_day" if _has_day(day) else "period.until"
    return say(language, key, day=in_words(day, language))


def period_in_words(since: str | None, until: str | None, language: Language) -> str:
    """`between January 2022 and 2023`; what is open is left out, one of both is given."""
    if since and since == until:
        return say(
            language, "period.on" if _has_day(since) else "period.in", day=in_words(since, language)
        )
    if since and until:
        if _has_day(until):
            since = first_day(since).isoformat()
        first, last = _the(since, language), _the(until, language)
        return say(language, "period.between", first=first, last=last)
    return since_in_words(since, language) if since else until_in_words(str(until), language)


def moment_in_words(moment: datetime, language: Language) -> str:
    """A moment in UTC, to the minute: `22 novembre 2026 à 12:34 UTC`."""
    day = in_words(moment.date().isoformat(), language)
    return say(language, "period.moment", day=day, time=f"{moment:%H:%M}")


def _the(day: str, language: Language) -> str:
    """A date inside a sentence: French puts an article before a day."""
    words = in_words(day, language)
    return say(language, "period.day", day=words) if _has_day(day) else words


def _has_day(day: str) -> bool:
    return len(day) > len("2022-01")
