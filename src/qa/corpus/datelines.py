"""Lines at the head of a plain text that say when it was published, and nothing else.

A date among other words is left alone: it may be what the text is about.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final, NamedTuple

from qa.corpus.published import find_date
from qa.lang.dates import WEEKDAYS

_LINES: Final = 5
"""Lines of the head, blank ones not counted."""
_LONGEST: Final = 150
"""Characters of a line of the head; a longer one is a paragraph."""

_WORD: Final = r"[^\W\d_]{3,9}"
_DAY: Final = (
    rf"\d{{1,2}}(?:er|st|nd|rd|th)? (?:of )?{_WORD}\.?,? \d{{4}}"
    rf"|{_WORD}\.? \d{{1,2}}(?:st|nd|rd|th)?, ?\d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{4}"
)
_TIME: Final = (
    r"(?:T|,? (?:(?:à|at|[-–|]) )?)\d{1,2} ?(?:[h:.] ?(?:\d\d(?::\d\d)?)?)?(?: ?[ap]\.?m\.?)?"
    r"(?:Z| ?\(?[A-Z]{2,5}\)?)?"
)
_CHANGED: Final = (
    r"(?:mise? à jour|modifiée?|actualisée?)(?: le)?|(?:last )?(?:updated|modified)(?: on)?"
)
_FIRST: Final = (
    r"(?:date(?: de (?:publication|parution))?|(?:publiée?|parue?|mise? en ligne)(?: le| en)?"
    r"|(?:first )?(?:published|posted)(?: on| in)?)"
)
_NAME: Final = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*"
_BEFORE: Final = (
    rf"(?:(?:(?i:par|by) {_NAME}(?: (?:de|du|la|le|et|and|of|van|von|{_NAME})){{0,6}}"
    rf"|{_NAME}(?: {_NAME}){{0,2}})(?:,| ?[|–—-]) )?"
)
"""The author, or the town that is reported from."""

_LINE: Final = re.compile(
    rf"(?P<before>{_BEFORE})(?:(?i:(?P<changed>{_CHANGED})|{_FIRST}) ?:? )?"
    rf"(?:(?i:le|on) )?(?:(?i:{'|'.join(day for days in WEEKDAYS.values() for day in days)}),? )?"
    rf"(?:(?P<day>{_DAY})(?:{_TIME})?|(?P<month>{_WORD}\.? \d{{4}}))"
)


class Dated(NamedTuple):
    """A text without its lines of dates, and the dates in them."""

    text: str
    published: str | None = None
    updated: str | None = None


class _Line(NamedTuple):
    """A line that only says a date."""

    at: int
    date: str
    is_change: bool


def take_dates(text: str, *, day_first: bool) -> Dated:
    """Take the lines of dates out of the head of a text.

    Args:
        text: The whole text, its title first.
        day_first: What `03/05/2025` means.

    Returns:
        The text as it is where its head has no such line, where a date is its title, or where
        there are several: those are headings of days.
    """
    lines = [" ".join(line.split()) for line in text.split("\n")]
    filled = [at for at, line in enumerate(lines) if line]
    dated = [one for at in filled if (one := _read(lines, at, filled[0], day_first=day_first))]
    head = set(islice(filled, _LINES)).intersection(range(_first_paragraph(lines)))
    days = [one for one in dated if not one.is_change]
    others = [at for at in filled if at not in {one.at for one in dated}]
    if not dated or len(days) > 1 or not head.issuperset(one.at for one in dated):
        return Dated(text)
    if len(others) < 2 or (dated[0].at == filled[0] and not _is_title(lines[others[0]])):  # noqa: PLR2004 - title, text
        return Dated(text)
    taken = {one.at for one in dated}
    rest = [line for at, line in enumerate(text.split("\n")) if at not in taken]
    changed = next((one.date for one in dated if one.is_change), None)
    return Dated("\n".join(rest).strip("\n"), days[0].date if days else None, changed)


def _read(lines: list[str], at: int, first: int, *, day_first: bool) -> _Line | None:
    """A line as one of dates, if it is one; a first line may be a title, so it is taken less."""
    match = _LINE.fullmatch(lines[at]) if len(lines[at]) <= _LONGEST else None
    if not match or (at == first and (match["before"] or not match["day"])):
        return None
    date = find_date(match["day"] or match["month"], day_first=day_first)
    return _Line(at, date, bool(match["changed"])) if date else None


def _first_paragraph(lines: list[str]) -> int:
    """Where the head ends."""
    ends = (at for at, line in enumerate(lines) if len(line) > _LONGEST or line.endswith("."))
    return next(ends, len(lines))


def _is_title(line: str) -> bool:
    return len(line) <= _LONGEST and not line.endswith((".", ",", ";", ":"))
