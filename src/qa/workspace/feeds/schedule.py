"""How often feeds are run: `30m`, `2h`, `1d`, and less often while they fail."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from qa.errors import FeedError
from qa.lang.dates import timestamp

_UNITS: Final = {"m": 60, "h": 3600, "d": 86_400, "j": 86_400}
_FORM: Final = re.compile(r"\s*(\d{1,4})\s*([mhdj])[a-z]*\s*")
_BETWEEN: Final = range(300, 30 * 86_400 + 1)
_LONGEST_WAIT: Final = 86_400


def seconds_of(text: str) -> int:
    """The seconds of an interval such as `30m`; a FeedError is raised if it is none."""
    found = _FORM.fullmatch(text.lower())
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if seconds not in _BETWEEN:
        raise FeedError(text, "feed.every")
    return seconds


def interval_text(seconds: int) -> str:
    """An interval as `seconds_of` reads it."""
    count, unit = interval(seconds)
    return f"{count}{unit[0]}"


def interval(seconds: int) -> tuple[int, str]:
    """An interval as a number of days, hours or minutes."""
    for unit in ("day", "hour"):
        if seconds % _UNITS[unit[0]] == 0:
            return seconds // _UNITS[unit[0]], unit
    return round(seconds / _UNITS["m"]), "minute"


def next_run(every: int, *, failures: int = 0, at_least: float = 0) -> str:
    """When a feed is run next: twice as late after each failure, within a day or its own pace.

    Args:
        every: Seconds between two runs.
        failures: How often it failed in a row.
        at_least: Seconds that its host asked to wait.
    """
    longest = max(every, _LONGEST_WAIT)
    seconds = min(every * 2 ** min(failures, 10), longest)
    return timestamp(datetime.now(UTC) + timedelta(seconds=max(seconds, at_least)))
