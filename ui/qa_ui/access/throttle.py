"""Rate limits, of failures and of what may be done in a day. Know neither users nor requests."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

FIRST_WAIT: Final = 30.0
"""Seconds to wait after the failures that are allowed; every further one doubles it."""

LONGEST_WAIT: Final = 900.0
DAY: Final = 86_400.0
KEPT: Final = 10_000
"""How many keys are remembered; the one that was counted longest ago is dropped first."""


_Value = TypeVar("_Value")


class _Counted(OrderedDict[Hashable, _Value]):
    """What was counted last: strangers, who can make up any key, fill no memory with them."""

    def __setitem__(self, key: Hashable, value: _Value) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > KEPT:
            self.popitem(last=False)


class Allowance:
    """Counts what each key does in a day.

    Args:
        most: How often it may.
        clock: Seconds, as `time.monotonic` counts them.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._day, self._done = 0.0, _Counted[int]()

    def take(self, key: Hashable) -> bool:
        """Whether a key may once more today; it is counted."""
        if self._clock() >= self._day + DAY:
            self._day, self._done = self._clock(), _Counted()
        self._done[key] = self._done.get(key, 0) + 1
        return self._done[key] <= self._most


class Throttle:
    """Counts failures by key.

    Args:
        allowed: How many failures have no effect.
        clock: Seconds, as `time.monotonic` counts them.
    """

    def __init__(self, allowed: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowed = allowed
        self._clock = clock
        self._failures = _Counted[tuple[int, float]]()

    def wait(self, key: Hashable) -> float:
        """Seconds until a key may try again; 0 if it may now."""
        _, free = self._failures.get(key, (0, 0.0))
        return max(0.0, free - self._clock())

    def failed(self, key: Hashable) -> None:
        """Count a failure; one that comes long after the last starts anew."""
        now = self._clock()
        count, free = self._failures.get(key, (0, now))
        count = 1 if now > free + LONGEST_WAIT else count + 1
        over = count - self._allowed
        pause = min(FIRST_WAIT * 2 ** min(over, 10), LONGEST_WAIT) if over >= 0 else 0.0
        self._failures[key] = (count, now + pause)

    def succeeded(self, key: Hashable) -> None:
        """Forget a key's failures."""
        self._failures.pop(key, None)
