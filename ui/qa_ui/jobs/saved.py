"""Saved questions are asked again in the background, soon after a generation was published.

It does not matter who published it: the page, the API, or `qa build` in another process. Of
several servers only one asks at a time.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from qa.errors import QAError
from qa.workspace.saved import ask_due
from qa_ui.jobs.patience import wait_for_readers

if TYPE_CHECKING:
    from qa.workspace.saved import Asked, SavedQuestions
    from qa.workspace.turns import Turn
    from qa_ui.http.metrics import Metrics
    from qa_ui.protocols import Library

INTERVAL: Final = 10.0
"""Seconds after which the generation in use is looked at again."""

_LOG = logging.getLogger(__name__)


class SavedRunner:
    """Asks the saved questions that are due.

    Args:
        questions: The saved questions.
        library: Answers them.
        metrics: Knows whether readers are waiting.
        turn: Says which server asks.
        interval: Seconds between two looks at the generation in use.
    """

    def __init__(
        self,
        questions: SavedQuestions,
        library: Library,
        metrics: Metrics,
        turn: Turn,
        interval: float = INTERVAL,
    ) -> None:
        self._questions = questions
        self._library = library
        self._metrics = metrics
        self._turn = turn
        self._interval = interval
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch the index."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._work, name="qa-saved", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, after the question that is being asked."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def ask_due(self) -> list[Asked]:
        """Ask what is due now, unless another server is at it."""
        if not self._questions.exist or not self._turn.take():
            return []
        try:
            return ask_due(self._questions, self._library, between=self._goes_on)
        finally:
            self._turn.release()

    def _goes_on(self, _done: int, _total: int) -> bool:
        return wait_for_readers(self._metrics, self._stopped.is_set) and self._turn.renew()

    def _work(self) -> None:
        while not self._stopped.wait(self._interval):
            try:
                self.ask_due()
            except QAError as error:  # no index yet, or a full disk: the next time it may work
                _LOG.info("saved questions were not asked: %s", error)
            except Exception:  # noqa: BLE001 - the next time it may work
                _LOG.exception("asking saved questions failed")
