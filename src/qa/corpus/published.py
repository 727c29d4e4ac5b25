"""Publication dates as people, tables and addresses write them → partial ISO dates.

A date is never made more precise than it was written, and an ambiguous one
(`01/06/2022`) is refused rather than guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from qa.lang.dates import check_partial_date

_MONTHS = (
    ("janvier", "janv", "january", "jan"),
    ("fevrier", "fevr", "fev", "february", "feb"),
    ("mars", "march", "mar"),
    ("avril", "avr", "april", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "juil", "july", "jul"),
    ("aout", "august", "aug"),
    ("septembre", "sept", "september", "sep"),
    ("octobre", "oct", "october"),
    ("novembre", "nov", "november"),
    ("decembre", "dec", "december"),
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = rf"(?P<month>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_START = r"(?:[a-z]+\.?,? )?(?:le )?"
_TIME = r"(?:,? (?:a |at |- )?\d{1,2}[:h].*)?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<year>\d{4})(?:-(?P<month>\d{1,2}))?",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[t ]\d{2}.*|z|[+-]\d{2}:\d{2})?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:t\d{4}.*)?",
        r"(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})" + _TIME,
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})" + _TIME,
        r"(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{1,2})/(?P<year>\d{4})" + _TIME,
        r"(?P<month>\d{1,2})/(?P<day>1[3-9]|2\d|3[01])/(?P<year>\d{4})" + _TIME,
        _START + rf"{_DAY} {_MONTH},? {_YEAR}" + _TIME,
        _START + rf"{_MONTH} {_DAY},? {_YEAR}" + _TIME,
        rf"{_MONTH} {_YEAR}",
    )
)
_IN_URL = re.compile(
    r"/(?P<year>(?:19|20)\d\d)(?:/(?P<month>\d\d)(?:/(?P<day>\d\d))?|(?P<m>\d\d)(?P<d>\d\d))/",
    re.ASCII,
)


def parse_date(value: object) -> str:
    """The partial ISO date that a text, a number (`2022`, `20220106`) or a date stands for.

    Raises:
        ValueError: If it stands for none, or for an impossible or ambiguous one.
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    folded = _fold(str(value))
    for form in _FORMS:
        if match := form.fullmatch(folded):
            return _iso(match["year"], match.groupdict().get("month"), match.groupdict().get("day"))
    raise ValueError(f"{value!r} is not a date")


def find_date(*values: object) -> str | None:
    """The first of several claims that is a date; None if none is."""
    for value in values:
        try:
            return parse_date(value)
        except ValueError:
            continue
    return None


def date_in_url(url: str) -> str | None:
    """The date in an address such as `…/2022/01/06/…` or `…/20220106/…`, if there is one."""
    for match in _IN_URL.finditer(url):
        try:
            return _iso(match["year"], match["month"] or match["m"], match["day"] or match["d"])
        except ValueError:
            continue
    return None


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.lower().split())


def _iso(year: str, month: str | None, day: str | None) -> str:
    number = _NUMBERS.get(month, month) if month else None
    parts = [year, *(f"{int(part):02d}" for part in (number, day) if part)]
    return check_partial_date("-".join(parts))
