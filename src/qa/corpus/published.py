"""Publication dates as people, tables and addresses write them → partial ISO dates.

A date is never made more precise than it was written, and an ambiguous one (`01/06/2022`) is
refused rather than guessed, unless the day is known to come first, as in French.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from qa.lang.dates import check_partial_date

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_ISO = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:,? \d\d.*|[Tt]\d\d.*|Z|[+-]\d\d:\d\d)?)?)?"
    r"|(\d{4})(\d\d)(\d\d)(?:[Tt]?\d{4}.*)?",
    re.ASCII,
)
_IN_URL = re.compile(r"/((?:19|20)\d\d)(?:/(\d\d)(?:/(\d\d))?|(\d\d)(\d\d))/", re.ASCII)
_YEAR = re.compile(r".*\D\d{4}(?!\d)", re.ASCII)
_AMBIGUOUS = re.compile(r"(?<!\d)(?:0?\d|1[0-2])[-/ ](?:0?\d|1[0-2])[-/ ]\d{4}", re.ASCII)
# A day among other words, as in "Published on 3 February 2025".
_NAMED = re.compile(
    r"(?<![\w-])(?:\d{1,2}(?:er|st|nd|rd|th)? (?:of )?[^\W\d_]{3,}\.?,? \d{4}"
    r"|[^\W\d_]{3,}\.? \d{1,2}(?:st|nd|rd|th)?, ?\d{4}|\d{4}-\d\d-\d\d)(?![\w-])"
)
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?", re.ASCII)
_EPOCHS = range(600_000_000, 2_000_000_000)
"""Seconds since 1970 that are taken for a date, 1989 to 2033; ten digits may be a date too."""
_DIGITS = 10
"""Digits of the longest number that is seconds; more are milliseconds."""
_LONGEST = 60


def parse_date(value: object, *, day_first: bool = False) -> str:
    """The partial ISO date that a text, a number (`2022`, `20220106`) or a date stands for.

    With `day_first`, `01/06/2022` is the first of June, as in French.

    Raises:
        ValueError: If it stands for none, or for an impossible or ambiguous one.
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = " ".join(str(value).split())
    if found := _since_1970(text):
        return found
    if match := _ISO.fullmatch(text):
        return _iso(match)
    if (day_first or not _AMBIGUOUS.search(text)) and (found := _in_words(text)):
        return found
    among = _NAMED.findall(text) if len(text) <= _LONGEST else []
    if len(among) == 1 and among[0] != text:
        return parse_date(among[0])
    raise ValueError(f"{value!r} is not a date")


def find_date(*values: object, day_first: bool = False) -> str | None:
    """The first of several values that is a date; None if none is."""
    for value in values:
        try:
            return parse_date(value, day_first=day_first)
        except ValueError:
            continue
    return None


def date_in_url(url: str) -> str | None:
    """The date in an address such as `…/2022/01/06/…` or `…/20220106/…`, if there is one."""
    for match in _IN_URL.finditer(url):
        try:
            return _iso(match)
        except ValueError:
            continue
    return None


def _since_1970(text: str) -> str | None:
    """The day in UTC of a number of seconds or milliseconds."""
    found = _EPOCH.fullmatch(text)
    if not found:
        return None
    seconds = int(found[1]) // (1 if len(found[1]) <= _DIGITS else 1000)
    return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds in _EPOCHS else None


def _iso(match: re.Match[str]) -> str:
    return check_partial_date("-".join(part.zfill(2) for part in match.groups() if part))


@lru_cache(maxsize=1024)
def _in_words(text: str) -> str | None:
    """A date that ends in its year, or in the time of day; None if there is none."""
    if len(text) <= _LONGEST and _YEAR.match(text):
        for length, parts in ((10, ("day", "month", "year")), (7, ("month", "year"))):
            found = _parser(parts).get_date_data(text)
            if found.date_obj and found.period in parts:
                day: date = found.date_obj.date()
                return day.isoformat()[:length]
    return None


@cache
def _parser(parts: tuple[str, ...]) -> DateDataParser:
    """Reads dates that have all these parts; what is left out it would take from today."""
    from dateparser.date import DateDataParser

    settings = {
        "REQUIRE_PARTS": list(parts),
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": "DMY",
        "PREFER_LOCALE_DATE_ORDER": False,
    }
    return DateDataParser(languages=["fr", "en"], settings=settings)
