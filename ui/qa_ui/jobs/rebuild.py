"""One rebuild at a time, in a thread of its own, with its progress.

Servers that share a database have one rebuild at a time together. Knows when a build runs and how
it ended, not what it does.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from qa.errors import Failure, QAError
from qa.lang.dates import timestamp
from qa_ui.http.schemas import RebuildState
from qa_ui.i18n import for_readers
from qa_ui.jobs.job import AlreadyRunningError, Job
from qa_ui.jobs.shared import SharedJob

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa.settings import Settings
    from qa.types import BuildProgress, BuildReport
    from qa.workspace.turns import Turn

_Result = TypeVar("_Result")

_OVER: Final = {"progress": None, "seconds_left": None}
"""Of the state of a rebuild that has ended."""


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
        turn: Says which server builds, where several share a database.
    """

    def __init__(self, build: Build, settings: Settings, turn: Turn | None = None) -> None:
        self._build = build
        self._settings = settings
        self._job = _job(turn)
        self._stage_began = (0.0, 0)
        self._again = False

    @property
    def state(self) -> RebuildState:
        """The progress of the rebuild, or the result of the last one, on whichever server."""
        return self._job.state

    @property
    def is_busy(self) -> bool:
        """Whether this server is at a rebuild."""
        return self._job.own.state == "running"

    @property
    def is_due(self) -> bool:
        """Whether a rebuild was asked for during that of another server, or its server died."""
        return self._job.is_due

    def start(self) -> RebuildState:
        """Start a rebuild.

        Raises:
            AlreadyRunningError: If one is running.
        """
        return self._job.start(_began(), self._run)

    def start_due(self) -> None:
        """Start a rebuild if one is due, which it is no more if another server was quicker."""
        self._job.start_due(_began(), self._run)

    def request(self) -> RebuildState:
        """Start a rebuild; where one is running, another follows it, which sees all files."""
        try:
            return self.start()
        except AlreadyRunningError:
            self._job.change(self._followed)
            return self.state if self._again or self._job.want() else self.request()

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
            return now.model_copy(update={"state": state, "report": report, **_OVER})

        self._job.change(end)
        return ended[0]

    def _followed(self, now: RebuildState) -> RebuildState:
        self._again = now.state == "running"
        return now

    def _progressed(self, progress: BuildProgress) -> None:
        before, now = self._job.own.progress, time.monotonic()
        if before is None or before.stage != progress.stage:
            self._stage_began = (now, progress.done)
        began, done = self._stage_began
        self._change(progress=progress, seconds_left=seconds_left(progress, done, now - began))

    def _change(self, **changes: object) -> None:
        self._job.change(lambda now: now.model_copy(update=changes))


def _failed(now: RebuildState, error: QAError | None) -> RebuildState:
    failure = for_readers(error) if error else Failure(code="unexpected")
    return now.model_copy(update={"state": "failed", "failure": failure, **_OVER})


def _began() -> RebuildState:
    return RebuildState(state="running", started=timestamp())


def _job(turn: Turn | None) -> Job[RebuildState]:
    name, idle = "qa-rebuild", RebuildState(state="idle")
    return SharedJob(name, idle, _failed, turn) if turn else Job(name, idle, _failed)


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
