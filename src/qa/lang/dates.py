"""Partial ISO dates: `2022`, `2022-01`, `2022-01-06`.

News often says only the month. A partial date stands for the interval of days it
covers; two dates are compared by their intervals and never made more precise than
they are.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING, Final

from qa.lang.text import fold

if TYPE_CHECKING:
    from qa.types import Language

_FRENCH = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTHS: Final[dict[Language, tuple[str, ...]]] = {"fr": _FRENCH, "en": _ENGLISH}
"""Names of the months, January first."""

MONTH_NUMBERS: Final[dict[str, int]] = {
    fold(name): number for names in MONTHS.values() for number, name in enumerate(names, start=1)
}
"""The months from 1, by their names in both languages, folded."""

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
