"""What runs in the background lets the questions of readers go first."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_ui.http.metrics import Metrics

LONGEST_WAIT: Final = 10.0
"""Seconds after which the background goes on, so that it does not stand still for ever."""

_STEP: Final = 0.05


def wait_for_readers(metrics: Metrics, stopped: Callable[[], bool] = lambda: False) -> bool:
    """Wait until no reader's question is being answered; whether to go on.

    Args:
        metrics: Counts the questions of readers.
        stopped: Whether the work was stopped.
    """
    end = time.monotonic() + LONGEST_WAIT
    while metrics.open_questions and time.monotonic() < end and not stopped():
        time.sleep(_STEP)
    return not stopped()
