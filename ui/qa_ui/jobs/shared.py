"""Work that only one of several servers does at a time, with a state that all of them see."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar

from qa.errors import QAError, WorkspaceError
from qa_ui.jobs.job import AlreadyRunningError, Job, Stateful

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa.workspace.turns import Turn

_LOG = logging.getLogger(__name__)

INTERVAL: Final = 1.0
"""Seconds between two reports of how far the work is."""


class Stored(Stateful, Protocol):
    """A state that can be written down: a pydantic model."""

    def model_dump_json(self, *, round_trip: bool) -> str:
        """As JSON."""
        ...

    @classmethod
    def model_validate_json(cls, json_data: str) -> Self:
        """From JSON."""
        ...


S = TypeVar("S", bound=Stored)
_Result = TypeVar("_Result")


class SharedJob(Job[S]):
    """Runs one piece of work at a time, on whichever server it was started.

    While the database is away a server knows only of its own work; whatever is worked on needs a
    lock of its own, as an index folder has one. What ends meanwhile is reported afterwards.

    Args:
        name: As for `Job`, and so are `idle` and `failed`.
        turn: Says whose turn it is.
    """

    def __init__(
        self, name: str, idle: S, failed: Callable[[S, QAError | None], S], turn: Turn
    ) -> None:
        super().__init__(name, idle, failed)
        self._turn = turn

    @property
    def state(self) -> S:
        """The progress of the work, or the result of the last, whoever does it."""
        own = self.own
        kept = _tried(self._turn.state, None)
        return type(own).model_validate_json(kept) if kept else own

    @property
    def is_due(self) -> bool:
        """Whether work was asked for while other work was running, or its server died."""
        return _tried(self._turn.is_due, default=False)

    def want(self) -> bool:
        """Ask another server, which works, to work once more; false if there is none."""
        return _tried(self._turn.want, default=False)

    def start(self, began: S, work: Callable[[], None]) -> S:
        """Start work; arguments and errors as for `Job`."""
        if not _tried(lambda: self._turn.take(state=_text(began)), default=True):
            raise AlreadyRunningError
        return super().start(began, work)

    def start_due(self, began: S, work: Callable[[], None]) -> None:
        """Start work if it is still due; arguments and errors as for `Job.start`."""
        if _tried(lambda: self._turn.take(due=True, state=_text(began)), default=False):
            super().start(began, work)

    def while_idle(self, act: Callable[[], _Result]) -> _Result:
        """Do something that must not happen meanwhile on any server; errors as for `Job`."""
        if not _tried(self._turn.take, default=True):
            raise AlreadyRunningError
        try:
            return super().while_idle(act)
        finally:
            _tried(self._turn.release, None)

    def _run(self, work: Callable[[], None]) -> None:
        ended = threading.Event()
        reporting = threading.Thread(target=self._report, args=(ended,), daemon=True)
        reporting.start()
        super()._run(work)
        ended.set()
        reporting.join()

    def _report(self, ended: threading.Event) -> None:
        """Let the others see how far it is, and at last how it ended."""
        while not ended.wait(INTERVAL):
            _tried(lambda: self._turn.renew(state=_text(self.own)), default=False)
        while self.own.state != "running" and not _tried(self._end, default=False):
            time.sleep(INTERVAL)

    def _end(self) -> bool:
        self._turn.release(state=_text(self.own))
        return True


def _tried(act: Callable[[], _Result], default: _Result) -> _Result:
    """What the database says, or what counts while it is away."""
    try:
        return act()
    except WorkspaceError as error:
        _LOG.info("%s", error)  # whoever needs the database says so louder
        return default


def _text(state: Stored) -> str:
    return state.model_dump_json(round_trip=True)
