"""Whether questions can be answered, known at once even while the index is slow.

A thread of its own asks the library. Who wants to know waits a moment for it, and then gets what
was found last: an index that is being opened or checked keeps no monitor waiting.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qa.errors import IndexFolderError, IndexNotFoundError
from qa_ui.http.schemas import Health

if TYPE_CHECKING:
    from qa.types import IndexStatus
    from qa_ui.protocols import Library

PATIENCE: Final = 1.0
"""Seconds that somebody waits for the library."""

STUCK: Final = 60.0
"""Seconds without an answer of the library after which something is wrong with it."""

_LOG = logging.getLogger(__name__)


class HealthCheck:
    """Knows whether the library can answer.

    Args:
        library: Is asked for its status.
        patience: Seconds that somebody waits for it.
        stuck: Seconds after which its silence is a failure.

    Attributes:
        status: What the index in use holds, as far as is known; None while there is none.
    """

    def __init__(
        self, library: Library, *, patience: float = PATIENCE, stuck: float = STUCK
    ) -> None:
        self._library, self._patience, self._stuck = library, patience, stuck
        self.status: IndexStatus | None = None
        self._found = Health(ready=False)
        self._asked: Future[None] | None = None
        self._began = 0.0

    async def now(self) -> Health:
        """Whether the library can answer, as it says now or said last."""
        asked = self._asked or self._ask()
        await asyncio.wait([asyncio.wrap_future(asked)], timeout=self._patience)
        silent = time.monotonic() - self._began
        if not asked.done() and silent > self._stuck:
            detail = f"the index has not answered for {silent:.0f} seconds"
            return Health(status="failing", ready=False, error="stuck", detail=detail)
        return self._found

    def _ask(self) -> Future[None]:
        """Begin to ask; only the event loop does so, so that one thread asks at a time."""
        asked: Future[None] = Future()
        self._asked, self._began = asked, time.monotonic()
        threading.Thread(target=self._learn, args=[asked], name="qa-health", daemon=True).start()
        return asked

    def _learn(self, asked: Future[None]) -> None:
        found, status = self._answer()
        self._found, self.status, self._asked = found, status, None
        asked.set_result(None)

    def _answer(self) -> tuple[Health, IndexStatus | None]:
        try:
            return Health(ready=True), self._library.status()
        except IndexNotFoundError:
            return Health(ready=False), None
        except IndexFolderError as error:
            return _failing(f"{Path(error.path).name}: {error.reason}"), None
        except Exception:  # noqa: BLE001 - whatever it is, the monitor must learn of it
            if self._found.status == "ok":
                _LOG.exception("the index cannot be used")
            return _failing("an unexpected error; the server's log has it"), None


def _failing(detail: str) -> Health:
    return Health(status="failing", ready=False, error="index", detail=detail)
