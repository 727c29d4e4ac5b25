"""Partial ISO dates (`2022`, `2022-01`, `2022-01-06`), and the months and days of the week.

News often says only the month. A partial date stands for the interval of days it
covers; two dates are compared by their intervals and never made more precise than
they are.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from qa.lang.text import fold

if TYPE_CHECKING:
    from qa.types import Language

MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
"""Names of the months, January first."""

WEEKDAYS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
"""Names of the days of the week, Monday first."""


def _numbered(names: Mapping[Language, tuple[str, ...]]) -> dict[str, int]:
    return {fold(name): n for several in names.values() for n, name in enumerate(several, start=1)}


MONTH_NUMBERS: Final = _numbered(MONTHS)
"""The months from 1, by their names in both languages, folded."""

WEEKDAY_NUMBERS: Final = _numbered(WEEKDAYS)
"""The days of the week from 1, by their names in both languages, folded."""

_WORD = re.compile(r"[^\W\d_]+")
_ISO_MONTH = re.compile(r"\b\d{4}-(\d{2})-\d{2}\b")
_VERBS = frozenset({"may", "march"})
"""Months only where they are capitalised inside a sentence or beside a number."""

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def check_partial_date(text: str) -> str:
    """Return `text` if it is a possible partial ISO date.

    Raises:
        ValueError: If it is not.
    """
    first_day(text)
    return text


def first_day(text: str) -> date:
    """The first day that a partial date covers.

    Raises:
        ValueError: If `text` is not a partial ISO date.
    """
    year, month, day = _split(text)
    return date(year, month or 1, day or 1)


def last_day(text: str) -> date:
    """The last day that a partial date covers.

    Raises:
        ValueError: If `text` is not a partial ISO date.
    """
    year, month, day = _split(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def months_in(text: str) -> set[int]:
    """The months that are named, from 1, in words of either language or in ISO dates."""
    named = {
        MONTH_NUMBERS[fold(word[0])]
        for word in _WORD.finditer(text)
        if fold(word[0]) in MONTH_NUMBERS and _is_month(text, word)
    }
    return named | {int(month) for month in _ISO_MONTH.findall(text)}


def weekdays_in(text: str) -> set[int]:
    """The days of the week that are named, Monday being 1."""
    return {WEEKDAY_NUMBERS[word] for word in _WORD.findall(fold(text)) if word in WEEKDAY_NUMBERS}


def _is_month(text: str, word: re.Match[str]) -> bool:
    if fold(word[0]) not in _VERBS:
        return True
    around = text[max(0, word.start() - 4) : word.end() + 4]
    in_sentence = bool(text[: word.start()].strip())
    return word[0][0].isupper() and (in_sentence or any(c.isdigit() for c in around))


def _split(text: str) -> tuple[int, int | None, int | None]:
    match = _PARTIAL.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = match.groups()
    if month and not 1 <= int(month) <= 12:  # noqa: PLR2004 - months of a year
        raise ValueError(f"{text!r} has no month {month}; months run from 01 to 12")
    if day and not int(day):
        raise ValueError(f"{text!r} has no day 00; days run from 01")
    return int(year), int(month) if month else None, int(day) if day else None


def timestamp(moment: datetime | None = None) -> str:
    """A moment in UTC, to the second (ISO 8601); unset: now. Such texts sort like the moments."""
    return (moment or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
