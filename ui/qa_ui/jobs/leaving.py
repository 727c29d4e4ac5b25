"""The end of a server: it takes no more questions and answers those it has."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_ui.access.limits import ConcurrencyLimit
    from qa_ui.http.metrics import Metrics

QUIET: Final = 1.0
"""Seconds without a question after which all is answered, and shown by the pages that asked."""

_STEP: Final = 0.1


class Leaving:
    """Knows what the applications of one server are answering.

    Args:
        longest: Seconds that answers are waited for.
    """

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._limits: list[ConcurrencyLimit] = []
        self._metrics: list[Metrics] = []

    def add(self, limit: ConcurrencyLimit, metrics: Metrics) -> None:
        """Know of an application."""
        self._limits.append(limit)
        self._metrics.append(metrics)

    async def answered(self, hurried: Callable[[], bool]) -> None:
        """Take no more questions, and wait for the answers to those that are open.

        Args:
            hurried: Whether to wait no longer.
        """
        for limit in self._limits:
            limit.close()
        end = time.monotonic() + self._longest
        while time.monotonic() < end and not hurried():
            if all(metrics.idle(QUIET) for metrics in self._metrics):
                return
            await asyncio.sleep(_STEP)
