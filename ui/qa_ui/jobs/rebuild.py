"""One rebuild at a time, in a thread of its own, with its progress.

Knows when a build runs and how it ended, not what it does.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol, TypeVar

from qa.errors import Failure, QAError
from qa.lang.dates import timestamp
from qa_ui.http.schemas import RebuildState
from qa_ui.jobs.job import AlreadyRunningError, Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa.settings import Settings
    from qa.types import BuildProgress, BuildReport

_Result = TypeVar("_Result")


class Build(Protocol):
    """A function like `qa.build.build_index`."""

    def __call__(
        self,
        *,
        settings: Settings,
        progress: Callable[[BuildProgress], None],
    ) -> BuildReport:
        """Bring the index up to date with the corpus, both named in the settings."""
        ...


class Rebuilder:
    """Starts builds and knows their progress.

    Args:
        build: Does the work; called in a new thread.
        settings: Handed to it.
    """

    def __init__(self, build: Build, settings: Settings) -> None:
        self._build = build
        self._settings = settings
        self._job = Job("qa-rebuild", RebuildState(state="idle"), _failed)
        self._stage_began = (0.0, 0)
        self._again = False

    @property
    def state(self) -> RebuildState:
        """The progress of the rebuild, or the result of the last one."""
        state, (began, done) = self._job.state, self._stage_began
        left = seconds_left(state.progress, done, time.monotonic() - began)
        return state.model_copy(update={"seconds_left": left})

    def start(self) -> RebuildState:
        """Start a rebuild.

        Raises:
            AlreadyRunningError: If one is running.
        """
        started = timestamp()
        return self._job.start(RebuildState(state="running", started=started), self._run)

    def request(self) -> RebuildState:
        """Start a rebuild; where one is running, another follows it, which sees all files."""
        try:
            return self.start()
        except AlreadyRunningError:
            self._job.change(self._followed)
            return self.state if self._again else self.request()

    def while_idle(self, act: Callable[[], _Result]) -> _Result:
        """Do something that must not happen during a rebuild; none starts meanwhile.

        Raises:
            AlreadyRunningError: If a rebuild is running.
        """
        return self._job.while_idle(act)

    def wait(self, timeout: float) -> None:
        """Wait until a running rebuild has ended, at most `timeout` seconds."""
        self._job.wait(timeout)

    def _run(self) -> None:
        """Build, and once more as long as a rebuild was requested meanwhile."""
        is_done = False
        while not is_done:
            self._again = False
            is_done = self._built()

    def _built(self) -> bool:
        """Build; whether no other rebuild was requested meanwhile."""
        try:
            report = self._build(settings=self._settings, progress=self._progressed)
        except QAError:
            if self._again:
                return False
            raise
        ended: list[bool] = []

        def end(now: RebuildState) -> RebuildState:
            ended.append(not self._again)
            state = "running" if self._again else "done"
            return now.model_copy(update={"state": state, "report": report, "progress": None})

        self._job.change(end)
        return ended[0]

    def _followed(self, now: RebuildState) -> RebuildState:
        self._again = now.state == "running"
        return now

    def _progressed(self, progress: BuildProgress) -> None:
        before = self._job.state.progress
        if before is None or before.stage != progress.stage:
            self._stage_began = (time.monotonic(), progress.done)
        self._change(progress=progress)

    def _change(self, **changes: object) -> None:
        self._job.change(lambda now: now.model_copy(update=changes))


def _failed(now: RebuildState, error: QAError | None) -> RebuildState:
    failure = error.failure if error else Failure(code="unexpected")
    return now.model_copy(update={"state": "failed", "failure": failure, "progress": None})


def seconds_left(progress: BuildProgress | None, first: int, elapsed: float) -> float | None:
    """Seconds that the stage of a build still takes at its present speed; None while unknown.

    Args:
        progress: Where the build is.
        first: How many articles were done when the stage was first seen.
        elapsed: Seconds since then.
    """
    if progress is None or not first < progress.done < progress.total:
        return None
    return round(elapsed * (progress.total - progress.done) / (progress.done - first), 1)
