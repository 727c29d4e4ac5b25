"""Times that a question counts from today: "hier", "last week", "il y a trois jours"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from qa.types import Language

Sense = Literal["in", "since", "until"]
"""Whether a question is about a time, the time from it on, or up to it."""


class RelativeSpan(NamedTuple):
    """Days that are counted from today.

    Attributes:
        first: Partial date that it begins with.
        last: Partial date that it ends with.
        sense: What the words themselves say of it; None where the words before decide.
        now: Whether it may as well mean "nowadays" ("today").
    """

    first: str
    last: str
    sense: Sense | None = None
    now: bool = False


_DAYS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}
WEEKDAY: Final[dict[Language, str]] = {lang: "|".join(names) for lang, names in _DAYS.items()}
"""The days of the week as a pattern for flat text."""

_COUNTS = {
    word: number
    for number, words in enumerate(
        ("un une one a an", "deux two couple", "trois three few quelques", "quatre four",
         "cinq five", "six", "sept seven", "huit eight", "neuf nine", "dix ten", "onze eleven",
         "douze twelve"), 1)
    for word in words.split()
}  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})"
_UNITS = {
    **dict.fromkeys(("heure", "hour"), 1),
    **dict.fromkeys(("jour", "day"), 1),
    **dict.fromkeys(("semaine", "week"), 7),
    **dict.fromkeys(("mois", "month"), 31),
    **dict.fromkeys(("an", "annee", "year"), 366),
}
_FEW_DAYS = 7
_FR_UNIT = r"(?P<unit>heure|jour|semaine|mois|annee|an)s?\b"
_EN_UNIT = r"(?P<unit>hour|day|week|month|year)s?\b"
_FR_WEEKDAY = (
    r"(?<!\bde )(?<!\bdu )(?<!\ble )(?<!\bau )(?<!\bles )(?<!\bun )(?<!chaque )"
    rf"\b(?P<weekday>{WEEKDAY['fr']})\b(?! (?:saint|noir|gras|rouge|prochain|\d))"
)
_EN_WEEKDAY = (
    r"\b(?:on|last|this|since|after|from|before|until|till)(?: last)? "
    rf"(?P<weekday>{WEEKDAY['en']})\b"
)
_FORMS: dict[Language, tuple[str, ...]] = {
    "fr": (
        r"(?P<before_yesterday>\bavant-hier)",
        r"(?P<yesterday>\bhier\b)",
        r"(?P<today>\bce matin\b|\bce soir\b|\bcette nuit\b)",
        r"(?P<now>\baujourd'hui\b)",
        r"(?P<this_week>\bcette semaine|\bce week-end)",
        r"(?P<last_week>\b(?:semaine|week-end) (?:derniere?|passee?|precedente?)\b)",
        r"(?P<this_month>\bce mois\b)",
        r"(?P<last_month>\bmois (?:dernier|passe)\b)",
        r"(?P<this_year>\bcette annee\b)",
        r"(?P<last_year>\b(?:an|annee) (?:derniere?|passee?)\b)",
        rf"\b(?:ces|des|les) (?:{_COUNT} )?derni\w+ {_FR_UNIT}",
        rf"(?P<ago>\bil y a) {_COUNT} {_FR_UNIT}",
        _FR_WEEKDAY,
    ),
    "en": (
        r"(?P<before_yesterday>\bthe day before yesterday\b)",
        r"(?P<yesterday>\byesterday\b|\blast night\b)",
        r"(?P<today>\bthis (?:morning|afternoon|evening)\b|\btonight\b)",
        r"(?P<now>\btoday\b)",
        r"(?P<this_week>\bthis week(?:end)?\b)",
        r"(?P<last_week>\b(?:last|past|previous) week(?:end)?\b)",
        r"(?P<this_month>\bthis month\b)",
        r"(?P<last_month>\b(?:last|past|previous) month\b)",
        r"(?P<this_year>\bthis year\b)",
        r"(?P<last_year>\b(?:last|past|previous) year\b)",
        rf"\b(?:last|past|recent) (?:{_COUNT} (?:of )?)?{_EN_UNIT}",
        rf"\b{_COUNT} {_EN_UNIT} (?P<ago>ago)\b",
        _EN_WEEKDAY,
    ),
}
RELATIVE_FORMS: Final = {lang: [re.compile(form) for form in _FORMS[lang]] for lang in _FORMS}
"""Patterns for flat text, the longest form of each first; for `relative_span`."""


def relative_span(found: re.Match[str], language: Language, today: date) -> RelativeSpan | None:
    """The days that a match of one of `RELATIVE_FORMS` means; None if they are no dates."""
    groups = {name: text for name, text in found.groupdict().items() if text}
    if weekday := groups.get("weekday"):
        back = (today.weekday() - _DAYS[language].index(weekday)) % 7
        return _days(today, back or 7 * ("last" in found[0]))
    if unit := groups.get("unit"):
        return _counted(today, groups.get("count"), _UNITS[unit], ago="ago" in groups)
    (name,) = groups
    return _named(today, name)


def _counted(today: date, count: str | None, unit: int, *, ago: bool) -> RelativeSpan | None:
    """`il y a trois jours`, `the last two weeks`; "the last days" are taken for a week."""
    several = _FEW_DAYS if unit == 1 else 1
    number = int(count) if count and count.isdigit() else _COUNTS.get(count or "", several)
    if ago:  # "three weeks ago" is seldom meant to the day
        return _days(today, number * unit + unit // 4, unit // 2, "in")
    return _days(today, number * unit, number * unit, "since")


def _named(today: date, name: str) -> RelativeSpan | None:
    if name in {"today", "now"}:
        return RelativeSpan(today.isoformat(), today.isoformat(), now=name == "now")
    if name in {"yesterday", "before_yesterday"}:
        return _days(today, 1 + (name == "before_yesterday"))
    if name in {"this_week", "last_week"}:
        return _days(today, today.weekday() + 7 * (name == "last_week"), 6)
    if name in {"this_month", "last_month"}:
        month = (today.replace(day=1) - timedelta(days=name == "last_month")).isoformat()[:7]
        return RelativeSpan(month, month)
    year = str(today.year - (name == "last_year"))
    return RelativeSpan(year, year)


def _days(
    today: date, back: int, length: int = 0, sense: Sense | None = None
) -> RelativeSpan | None:
    """`length` further days from `back` days ago on, but none after today."""
    try:
        first = today - timedelta(days=back)
    except OverflowError:
        return None
    last = first + timedelta(days=min(length, back))
    return RelativeSpan(first.isoformat(), last.isoformat(), sense)
