"""One rebuild at a time, in a thread of its own, with its progress.

Knows when a build runs and how it ended, not what it does.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from qa.errors import QAError
from qa_ui.schemas import RebuildState

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa.settings import Settings
    from qa.types import BuildProgress, BuildReport

_LOG = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class Build(Protocol):
    """The face of `qa.index.build.build_index`."""

    def __call__(
        self,
        *,
        settings: Settings,
        progress: Callable[[BuildProgress], None],
    ) -> BuildReport:
        """Bring the index up to date with the corpus, both named in the settings."""
        ...


class AlreadyRunningError(Exception):
    """A rebuild was asked for while one runs."""


class Rebuilder:
    """Starts builds and says where they are.

    Args:
        build: Does the work; called in a new thread.
        settings: Handed to it.
    """

    def __init__(self, build: Build, settings: Settings) -> None:
        self._build = build
        self._settings = settings
        self._state = RebuildState(state="idle")
        self._stage_began = (0.0, 0)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> RebuildState:
        """Where the rebuild is, or how the last one ended."""
        with self._lock:
            began, done = self._stage_began
            left = seconds_left(self._state.progress, done, time.monotonic() - began)
            return self._state.model_copy(update={"seconds_left": left})

    def start(self) -> RebuildState:
        """Start a rebuild.

        Raises:
            AlreadyRunningError: If one is running.
        """
        with self._lock:
            if self._state.state == "running":
                raise AlreadyRunningError
            started = datetime.now(UTC).isoformat(timespec="seconds")
            self._state = RebuildState(state="running", started=started)
            self._thread = threading.Thread(target=self._run, name="qa-rebuild", daemon=True)
            self._thread.start()
            return self._state

    def while_idle(self, act: Callable[[], _Result]) -> _Result:
        """Do something that must not happen during a rebuild; none starts meanwhile.

        Raises:
            AlreadyRunningError: If a rebuild is running.
        """
        with self._lock:
            if self._state.state == "running":
                raise AlreadyRunningError
            return act()

    def wait(self, timeout: float) -> None:
        """Wait until a running rebuild has ended, at most `timeout` seconds."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            report = self._build(settings=self._settings, progress=self._progressed)
        except QAError as error:
            self._change(state="failed", error=str(error), progress=None)
        except Exception:  # noqa: BLE001 - the state must not stay "running"
            _LOG.exception("the rebuild failed")
            said = "an unexpected error, noted in the server's log; the index in use is unharmed"
            self._change(state="failed", error=said, progress=None)
        else:
            self._change(state="done", report=report, progress=None)

    def _progressed(self, progress: BuildProgress) -> None:
        before = self._state.progress
        if before is None or before.stage != progress.stage:
            self._stage_began = (time.monotonic(), progress.done)
        self._change(progress=progress)

    def _change(self, **changes: object) -> None:
        with self._lock:
            self._state = self._state.model_copy(update=changes)


def seconds_left(progress: BuildProgress | None, first: int, elapsed: float) -> float | None:
    """How long the stage of a build still takes, if it goes on as it has; None while unknown.

    Args:
        progress: Where the build is.
        first: How many articles were done when the stage was first seen.
        elapsed: Seconds since then.
    """
    if progress is None or not first < progress.done < progress.total:
        return None
    return round(elapsed * (progress.total - progress.done) / (progress.done - first), 1)
