"""Dates and periods that are written in a question: "le 6 janvier 2022", "last week".

Finds where they stand and which days they cover; what follows from them for the articles
is decided in `dates`. A year or a month alone counts only after a word that makes it a time
("en 2022", "in May"): "Euro 2016", "the 2019 budget" and "Mars" are names. Nothing counts
between quotation marks, and neither do dates that have become names ("le 11 septembre").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from qa.lang.dates import MONTHS, check_partial_date
from qa.lang.relative import RELATIVE_FORMS, WEEKDAY, Sense, relative_span
from qa.lang.text import fold, fold_letters

if TYPE_CHECKING:
    from qa.types import Language


class Moment(NamedTuple):
    """A date or period in a question.

    Attributes:
        first: Partial date that it begins with.
        last: Partial date that it ends with.
        sense: Whether the question is about that time, the time from it on, or up to it.
        now: Whether it may as well mean "nowadays" ("today").
    """

    first: str
    last: str
    sense: Sense = "in"
    now: bool = False


def moments(question: str, language: Language, today: date) -> list[Moment]:
    """The moments of a question, each place in it read once.

    Args:
        question: As the user wrote it.
        language: That of the question.
        today: What relative dates and dates without a year count from.
    """
    return list(_Reader(question, language, today).moments())


_YEAR = r"(?:19|20)\d\d(?![\d%]|[.,]\d)"
_SHORT_MONTHS: dict[Language, str] = {
    "fr": r"janv|fev|avr|juil|sept(?=\.)|oct|nov|dec",
    "en": "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec",
}
_MONTHS = {lang: [fold(name) for name in MONTHS[lang]] for lang in MONTHS}
_MONTH = {
    lang: "|".join([*sorted(_MONTHS[lang], key=len, reverse=True), _SHORT_MONTHS[lang]])
    for lang in MONTHS
}
_PARTS: dict[Language, str] = {
    "fr": r"(?P<part>debut|mi|milieu|fin)[ -](?:de |d'|du )?(?:l'annee |mois de |mois d')?",
    "en": r"(?P<part>early|mid|middle|late|beginning|start|end)[ -](?:of |in )?(?:the year )?",
}
_SEASONS: dict[Language, str] = {
    "fr": r"(?P<season>printemps|ete|automne|hiver) (?:de |d')?",
    "en": r"(?P<season>spring|summer|autumn|fall|winter) (?:of )?",
}
_SEASON_MONTHS = {
    **dict.fromkeys(("printemps", "spring"), (3, 6)),
    **dict.fromkeys(("ete", "summer"), (6, 9)),
    **dict.fromkeys(("automne", "autumn", "fall"), (9, 12)),
    **dict.fromkeys(("hiver", "winter"), (1, 12)),  # its year may be that of either end
}
_PART_MONTHS = {
    **dict.fromkeys(("debut", "early", "beginning", "start"), (1, 4)),
    **dict.fromkeys(("mi", "milieu", "mid", "middle"), (4, 9)),
    **dict.fromkeys(("fin", "late", "end"), (9, 12)),
}
_NUMERIC = (
    rf"(?P<year>{_YEAR})-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?!\d)",
    rf"(?<!\d)(?P<day>\d\d?)(?P<slash>[/.])(?P<month>\d\d?)[/.](?P<year>{_YEAR})",
)


_DECADE: dict[Language, str] = {
    "fr": r"annees (?P<decade>(?:19|20)\d0)(?!\d)",
    "en": r"(?<!\d)(?P<decade>(?:19|20)\d0)['’]?s\b",
}


def _forms(language: Language) -> tuple[str, ...]:
    """How a date is written, the longest form first."""
    month, part = rf"(?P<month>{_MONTH[language]})\b\.?", _PARTS[language]
    season, year = _SEASONS[language], rf"(?P<year>{_YEAR})"
    if language == "fr":
        day = rf"(?:(?:{WEEKDAY['fr']}) )?(?<!\d)(?P<day>\d\d?)(?: ?er)?"
        dated = [rf"{day} {month}(?: (?:de )?{year})?"]
    else:
        day = r"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th)?(?!\d)"
        weekday = rf"(?:(?:{WEEKDAY['en']}),? )?"
        dated = [
            rf"{weekday}(?:the )?{day} (?:of )?{month}(?:,? {year})?",
            rf"{weekday}{month} {day}(?:,? {year})?",
        ]
    return (
        *_NUMERIC, *dated, rf"(?:{part})?{month}(?:,? (?:of |de )?{year})?",
        rf"{part}{year}", rf"{season}{year}", _DECADE[language], rf"(?<![\w.,-]){year}(?!-\d)",
    )  # fmt: skip


_RANGE = {
    "fr": r"\b(?:entre|du|de|d')(?: le)? ?(?P<from>{from_})(?: et| a| au|-)(?: le| en)? ?",
    "en": r"\b(?:between|from)(?: the)? (?P<from>{from_})(?: and| to| until| till|-)(?: the)? ?",
}
_FROM = {
    lang: rf"(?:(?P<day_0>\d\d?)(?:er|st|nd|rd|th)?)?(?: ?(?P<month_0>{_MONTH[lang]}))?"
    rf"(?: (?P<day_1>\d\d?)(?:st|nd|rd|th)?(?!\d))?(?:,? ?(?P<year_0>{_YEAR}))?"
    for lang in MONTHS
}
_ABSOLUTE = {
    lang: [
        *(
            re.compile(rf"{_RANGE[lang].format(from_=_FROM[lang])}{form}")
            for form in _forms(lang)[len(_NUMERIC) :]
        ),
        *(re.compile(rf"{form}") for form in _forms(lang)),
    ]
    for lang in MONTHS
}

_SMALL: dict[Language, str] = {
    "fr": r"(?:(?:le|la|les|l'|au|du|de|d'|en|mois|annee|an|courant|nuit|soir|cours) ?)*",
    "en": r"(?:(?:the|on|in|of|year|month|about|around|very) ?)*",
}
_SINCE: dict[Language, str] = {
    "fr": r"(?:depuis|des|apres|(?<!')a (?:partir|compter))",
    "en": r"(?:since|after|from|as of|starting|following)",
}
_UNTIL: dict[Language, str] = {
    "fr": r"(?:avant|jusqu')",
    "en": r"(?:before|until|till|up to|prior to)",
}
_PLANNED: dict[Language, str] = {"fr": r"(?:pour|d'ici|vers)", "en": r"(?:for|by|towards?)"}
_WITHIN: dict[Language, str] = {
    "fr": r"(?:\ben|pendant|durant|courant|cours de|dans|l'annee|l'an|mois de|mois d')",
    "en": r"\b(?:in|during|throughout|within|over|year|months of|weeks of|days of|half of|"
    r"quarter of|rest of)",
}
_ON: dict[Language, str] = {"fr": r"(?<!que )\ble", "en": r"\bon(?: the)?"}
_NAMES = re.compile(r"11 sept|sept\w* 11|14 juil|(?:4th? (?:of )?|fourth of )july|july 4|25 dec")

_Meaning = Callable[["re.Match[str]"], "Moment | None"]
_QUOTED = re.compile(r'«[^»]*»|“[^”]*”|"[^"]*"')


class _Reader:
    """Reads one question from its longest forms to its shortest."""

    def __init__(self, question: str, language: Language, today: date) -> None:
        self._question, self._language, self._today = question, language, today
        self._letters = fold_letters(_QUOTED.sub(lambda found: " " * len(found[0]), question))

    def moments(self) -> Iterator[Moment]:
        """What is found; what one form has read is not read again by the next."""
        for form in _ABSOLUTE[self._language]:
            yield from self._read(form, self._absolute)
        for form in RELATIVE_FORMS[self._language]:
            yield from self._read(form, self._relative)

    def _read(self, form: re.Pattern[str], meaning: _Meaning) -> Iterator[Moment]:
        for found in form.finditer(self._letters):
            moment = meaning(found)
            if moment:
                yield moment
            if moment or found.groupdict().get("from") is None:
                blank = " " * (found.end() - found.start())
                self._letters = (
                    self._letters[: found.start()] + blank + self._letters[found.end() :]
                )

    def _absolute(self, found: re.Match[str]) -> Moment | None:
        groups = found.groupdict()
        if "from" in groups:
            return self._range(groups)
        if not self._is_time(found, groups):
            return None
        span = self._span(groups)
        sense = self._sense(found.start())
        return Moment(*span, sense) if span and sense else None

    def _range(self, groups: dict[str, str | None]) -> Moment | None:
        """`entre mars et mai 2021`: what the first date lacks it has from the second."""
        day = groups["day_0"] or groups["day_1"]
        if not (day or groups["month_0"] or groups["year_0"]) or (day and not groups.get("month")):
            return None
        end = self._span(groups)
        start = self._span({
            "day": day,
            "month": groups["month_0"] or (groups.get("month") if day else None),
            "year": groups["year_0"] or (end[1][:4] if end else None),
        })  # fmt: skip
        return Moment(start[0], end[1]) if start and end and start[0] <= end[1] else None

    def _is_time(self, found: re.Match[str], groups: dict[str, str | None]) -> bool:
        """Whether it is a time here, and not a name or a number."""
        language = self._language
        if groups.get("part") or groups.get("season"):
            return bool(groups["year"]) or self._after(found.start(), _WITHIN, _SINCE, _UNTIL)
        if groups.get("year") and groups.get("month"):
            if language == "en" or self._question.isupper():
                return True
            return not self._question[found.start("month")].isupper()  # a French name: "Mars 2020"
        if groups.get("day"):
            named = _NAMES.search(found[0])
            return not named and self._after(found.start(), _ON, _SINCE, _UNTIL)
        if groups.get("month") and self._is_short(found):
            return False
        return self._after(found.start(), _WITHIN, _SINCE, _UNTIL)

    def _is_short(self, found: re.Match[str]) -> bool:
        """Whether a month alone is short without a full stop: "Jan" and "Mar" are names."""
        return found["month"] not in _MONTHS[self._language] and not found[0].endswith(".")

    def _after(self, start: int, *openings: dict[Language, str]) -> bool:
        """Whether one of these words opens what stands at `start`."""
        words = "|".join(opening[self._language] for opening in openings)
        return bool(self._opening(words, start))

    def _opening(self, words: str, start: int) -> re.Match[str] | None:
        before = self._letters[:start].rstrip("-")
        return re.search(rf"(?<!\w)(?:{words}) ?{_SMALL[self._language]}$", before)

    def _sense(self, start: int) -> Sense | None:
        """How the words before a date relate to it; None for what was only planned for it."""
        language = self._language
        if self._opening(_PLANNED[language], start):
            return None
        if self._opening(_UNTIL[language], start):
            return "until"
        return "since" if self._opening(_SINCE[language], start) else "in"

    def _span(self, groups: dict[str, str | None]) -> tuple[str, str] | None:
        """First and last partial date of what was written; None if there is no such day."""
        day, month = groups.get("day"), groups.get("month")
        number = self._month(month) if month else None
        if decade := groups.get("decade"):
            return decade, f"{decade[:3]}9"
        if groups.get("season") or (groups.get("part") and not month):
            table = _SEASON_MONTHS if groups.get("season") else _PART_MONTHS
            first, last = table[str(groups.get("season") or groups["part"])]
            return f"{groups['year']}-{first:02}", f"{groups['year']}-{last:02}"
        year = groups.get("year") or self._recent_year(number, day)
        if day and month and groups.get("slash"):
            return self._slashed(str(year), int(day), int(month))
        partial = "-".join(filter(None, (
            str(year), f"{number:02}" if number else None, f"{int(day):02}" if day else None,
        )))  # fmt: skip
        return _checked(partial)

    def _slashed(self, year: str, one: int, two: int) -> tuple[str, str] | None:
        """`06/01/2022`: the day is first in French; in English the earlier reading counts."""
        readings = [f"{year}-{two:02}-{one:02}"]
        if self._language == "en":
            readings.append(f"{year}-{one:02}-{two:02}")
        possible = sorted(filter(None, map(_checked, readings)))
        return (possible[0][0], possible[-1][1]) if possible else None

    def _month(self, name: str) -> int:
        if name.isdigit():
            return int(name)
        names = enumerate(_MONTHS[self._language], start=1)
        return next(number for number, whole in names if whole.startswith(name))

    def _recent_year(self, month: int | None, day: str | None) -> int:
        """The year of the last such day or month that is not still to come."""
        today = self._today
        come = (month or 1, int(day or 1)) > (today.month, today.day if day else 31)
        return today.year - come

    def _relative(self, found: re.Match[str]) -> Moment | None:
        span = relative_span(found, self._language, self._today)
        return span and Moment(
            span.first, span.last, span.sense or self._relative_sense(found), span.now
        )

    def _relative_sense(self, found: re.Match[str]) -> Sense:
        """`since Monday`: the word may stand in what was found, or before it."""
        word = found[0].split()[0]
        if re.fullmatch(_SINCE[self._language], word):
            return "since"
        if re.fullmatch(_UNTIL[self._language], word):
            return "until"
        return self._sense(found.start()) or "in"


def _checked(partial: str) -> tuple[str, str] | None:
    try:
        check_partial_date(partial)
    except ValueError:
        return None
    return partial, partial
