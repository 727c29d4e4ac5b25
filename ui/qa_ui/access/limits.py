"""How many questions of the API are answered at once, and how many may wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import anyio
import anyio.to_thread

from qa.errors import QAError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class BusyError(QAError):
    """Too many questions are waiting already."""


class ConcurrencyLimit:
    """Runs work in threads of its own, so that waiting questions do not block anything else.

    Args:
        at_once: How many run at the same time.
        waiting: How many may wait.
        refused: Called for each that is refused.
    """

    def __init__(
        self, at_once: int, waiting: int, refused: Callable[[], None] = lambda: None
    ) -> None:
        self._threads = anyio.CapacityLimiter(at_once)
        self._places = at_once + waiting
        self._at_once = at_once
        self._taken = 0
        self._refused = refused
        self._code = "busy"

    @property
    def waiting(self) -> int:
        """How many wait for a thread."""
        return max(0, self._taken - self._at_once)

    def close(self) -> None:
        """Take nothing more; what has been taken is done."""
        self._places, self._code = 0, "stopping"

    async def run(self, work: Callable[[], T]) -> T:
        """The result of the work, which waits until a thread is free.

        Raises:
            BusyError: If too many are waiting already, or nothing more is taken.
        """
        if self._taken >= self._places:
            self._refused()
            raise BusyError(self._code)
        self._taken += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._threads)
        finally:
            self._taken -= 1
