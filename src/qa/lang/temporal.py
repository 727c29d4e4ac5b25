"""Temporal expressions of a question: "le 6 janvier 2022", "last week", "since Monday".

Finds where they stand and which days they cover; what follows from them for the articles is
decided in `qa.question.periods`. A year or a month alone counts only after a word that makes
it a time ("en 2022", "in May"): "Euro 2016", "the 2019 budget" and "Mars" are names. Nothing
counts between quotation marks, and neither do days that have become names ("le 11 septembre").
The patterns of both languages are in `temporal.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from qa.lang.dates import MONTH_NUMBERS, MONTHS, WEEKDAY_NUMBERS, WEEKDAYS, check_partial_date
from qa.lang.numbers import NUMBER_WORDS, numbers_in
from qa.lang.text import fold, fold_letters

if TYPE_CHECKING:
    from qa.types import Language

Relation = Literal["in", "since", "until"]
"""Whether a question is about a time, the time from it on, or up to it."""

_Interval = tuple[str, str]
_Groups = Mapping[str, str]

_YEAR: Final = r"(?:19|20)[0-9]{2}(?![\d%]|[.,]\d)"
_ISO_DATE: Final = rf"(?P<year>{_YEAR})-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?!\d)"
_QUOTED = re.compile(r'«[^«»]*»|“[^“”]*”|"[^"]*"')
_SEVERAL: Final = {"day": 7}
"""What "the last days" means; weeks, months and years without a number are one."""


class TemporalExpression(NamedTuple):
    """A date or period in a question.

    Attributes:
        first: Partial date that it begins with.
        last: Partial date that it ends with.
        relation: Whether the question is about that time, the time from it on, or up to it.
        vague: Whether it may as well mean "nowadays" ("today").
    """

    first: str
    last: str
    relation: Relation = "in"
    vague: bool = False


def temporal_expressions(
    question: str, language: Language, today: date
) -> list[TemporalExpression]:
    """The temporal expressions of a question, each place in it read once.

    Args:
        question: As the user wrote it.
        language: That of the question.
        today: What relative dates and dates without a year count from.
    """
    return list(_Reader(question, language, today).expressions())


def without_times(text: str, language: Language) -> str:
    """A text with blanks where its temporal expressions stood."""
    reader = _Reader(text, language, date(2000, 1, 1))
    before = reader.left
    for _ in reader.expressions():
        pass
    kept = zip(text, before, reader.left, strict=True)
    return "".join(" " if now != was else char for char, was, now in kept)


class _Form(NamedTuple):
    """One way to write a time that counts from today, as `temporal.toml` describes it."""

    pattern: re.Pattern[str]
    unit: str | None = None
    back: int | None = None
    relation: Relation | None = None
    vague: bool = False


class _Grammar:
    """What `temporal.toml` says of a language, compiled."""

    def __init__(self, language: Language, table: dict[str, Any]) -> None:
        self.units: dict[str, str] = table["units"]
        self.parts: dict[str, list[int]] = table["parts"]
        self._known = {
            "months": _any_of(map(fold, MONTHS[language])),
            "weekdays": _any_of(map(fold, WEEKDAYS[language])),
            "numbers": _any_of(NUMBER_WORDS),
            "units": _any_of(self.units),
            "parts": _any_of(self.parts),
            "year": _YEAR,
        }
        for name, pattern in table["patterns"].items():
            self._known[name] = self._compiled(pattern).pattern
        dates, relative = table["forms"]["dates"], table["forms"]["relative"]
        self.dates = [self._compiled(form) for form in (_ISO_DATE, *dates)]
        self.relative = [
            _Form(**{**form, "pattern": self._compiled(form["pattern"])}) for form in relative
        ]
        self.range, self.names = self._compiled("{range}"), self._compiled("{names}")
        self.before = {
            name: self._compiled(rf"(?<!\w)(?:{{{name}}}) ?{{between}}$")
            for name in ("within", "on", "since", "until", "planned")
        }

    def _compiled(self, pattern: str) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{([a-z_]+)\}", lambda name: self._known[name[1]], pattern))


@cache
def _grammar(language: Language) -> _Grammar:
    import tomllib

    text = Path(__file__).with_name("temporal.toml").read_text(encoding="utf-8")
    return _Grammar(language, tomllib.loads(text)[language])


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


class _Reader:
    """Reads one question from its longest forms to its shortest, each from its end."""

    def __init__(self, question: str, language: Language, today: date) -> None:
        self._question, self._language, self._today = question, language, today
        self._grammar = _grammar(language)
        self._letters = fold_letters(_QUOTED.sub(lambda found: " " * len(found[0]), question))

    @property
    def left(self) -> str:
        """What has not been read, folded, with blanks for the rest."""
        return self._letters

    def expressions(self) -> Iterator[TemporalExpression]:
        """What is found; what one form has read is not read again by the next."""
        for date_form in self._grammar.dates:
            for found in reversed(list(date_form.finditer(self._letters))):
                if self._letters[found.start() : found.end()] == found[0]:
                    yield from self._dated(found)
        for form in self._grammar.relative:
            for found in form.pattern.finditer(self._letters):
                yield from self._relative(form, found)

    def _dated(self, found: re.Match[str]) -> Iterator[TemporalExpression]:
        groups = _given(found)
        interval = self._interval(groups)
        before = self._grammar.range.search(self._letters[: found.start()])
        if before and interval and (begin := self._begin(_given(before), groups, interval)):
            self._blank(before.start(), found.end())
            yield TemporalExpression(begin, interval[1])
            return
        relation = self._relation(found.start())
        if interval and relation and self._is_time(found, groups):
            yield TemporalExpression(*interval, relation)
        self._blank(found.start(), found.end())

    def _relative(self, form: _Form, found: re.Match[str]) -> Iterator[TemporalExpression]:
        relation = form.relation or self._relation(found.start())
        if relation:
            first, last = self._counted(form, _given(found))
            yield TemporalExpression(first, last, relation, form.vague)
        self._blank(found.start(), found.end())

    def _blank(self, start: int, end: int) -> None:
        self._letters = self._letters[:start] + " " * (end - start) + self._letters[end:]

    def _begin(self, given: _Groups, second: _Groups, interval: _Interval) -> str | None:
        """`entre mars et mai 2021`: what the first date lacks it has from the second."""
        day = given.get("day") or given.get("late_day")
        if not given or (day and "month" not in second):
            return None
        begin = self._interval(
            {
                "year": given.get("year") or interval[1][:4],
                "month": given.get("month") or (second["month"] if day else ""),
                "day": day or "",
            }
        )
        return begin[0] if begin and begin[0] <= interval[1] else None

    def _is_time(self, found: re.Match[str], groups: dict[str, str]) -> bool:
        """Whether it is a time here, and not a name or a number."""
        if groups.keys() >= {"part", "year"}:
            return True
        if "month" in groups and "year" in groups:  # with a capital a French name: "Mars 2020"
            capital = self._question[found.start("month")].isupper()
            return self._language == "en" or not capital or self._question.isupper()
        if "day" in groups:
            named = self._grammar.names.search(found[0])
            return not named and self._stands_after("on", found.start())
        return self._stands_after("within", found.start())

    def _relation(self, start: int) -> Relation | None:
        """How the words before a time relate to it; None for what was only planned for it."""
        if self._stands_after("planned", start):
            return None
        if self._stands_after("until", start):
            return "until"
        return "since" if self._stands_after("since", start) else "in"

    def _stands_after(self, name: str, start: int) -> bool:
        return self._grammar.before[name].search(self._letters[:start]) is not None

    def _interval(self, groups: _Groups) -> _Interval | None:
        """First and last partial date of what was written; None if there is no such day."""
        if decade := groups.get("decade"):
            return decade, f"{decade[:3]}9"
        month, day = _month(groups.get("month", "")), int(groups.get("day") or 0)
        year = groups.get("year") or str(self._recent_year(month, day))
        if "part" in groups and not month:
            first, last = self._grammar.parts[groups["part"]]
            return f"{year}-{first:02}", f"{year}-{last:02}"
        partial = "-".join([year, *(f"{number:02}" for number in (month, day) if number)])
        try:
            return check_partial_date(partial), partial
        except ValueError:
            return None

    def _recent_year(self, month: int, day: int) -> int:
        """The year of the last such day or month that is not still to come."""
        today = self._today
        come = (month or 1, day or 1) > (today.month, today.day if day else 31)
        return today.year - come

    def _counted(self, form: _Form, groups: _Groups) -> _Interval:
        """The days that are counted from today; a weekday of today's name is that of last week."""
        if weekday := groups.get("weekday"):
            back = (self._today.isoweekday() - WEEKDAY_NUMBERS[weekday]) % 7 or 7
            return self._back("day", back)
        unit = form.unit or self._grammar.units[groups["unit"]]
        back = _SEVERAL.get(unit, 1) if form.back is None else form.back
        for readings in numbers_in(groups.get("count", ""), ones=True):
            back = int(min(readings))
        return self._back(unit, back)

    def _back(self, unit: str, count: int) -> _Interval:
        """The day, week, month or year that lies `count` of them before today."""
        today = self._today
        if unit == "year":
            year = f"{max(1, today.year - count):04}"
            return year, year
        if unit == "month":
            months = max(12, today.year * 12 + today.month - 1 - count)
            month = f"{months // 12:04}-{months % 12 + 1:02}"
            return month, month
        days = 7 * count + today.weekday() if unit == "week" else count
        first = date.fromordinal(max(1, today.toordinal() - days))
        return first.isoformat(), (first + timedelta(6 if unit == "week" else 0)).isoformat()


def _given(found: re.Match[str]) -> dict[str, str]:
    return {name: text for name, text in found.groupdict().items() if text}


def _month(name: str) -> int:
    """The month that a name, its beginning or a number stands for; 0 for none."""
    if not name or name.isdigit():
        return int(name or 0)
    return next(n for known, n in MONTH_NUMBERS.items() if known.startswith(name.rstrip(".")))
