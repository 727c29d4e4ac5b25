"""One piece of work at a time in a thread of its own, with a state that holds its progress.

Knows when the work runs and how it ended, not what it does.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from qa.errors import QAError
from qa_ui.http.logs import context_of, current_request

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG = logging.getLogger(__name__)


class AlreadyRunningError(Exception):
    """Work was started while other work was running."""


class Stateful(Protocol):
    """A state of some work."""

    @property
    def state(self) -> str:
        """`running` while the work goes on."""
        ...


S = TypeVar("S", bound=Stateful)
_Result = TypeVar("_Result")


class Job(Generic[S]):
    """Runs one piece of work at a time.

    Args:
        name: Of the thread, and in the log.
        idle: The state before the first work.
        failed: The state after one that failed; it gets the error, None if that was unexpected.
    """

    def __init__(self, name: str, idle: S, failed: Callable[[S, QAError | None], S]) -> None:
        self._name = name
        self._state = idle
        self._failed = failed
        self._lock = threading.Lock()
        self._starting = threading.Lock()  # not held while work runs, nor for a look at the state
        self._thread: threading.Thread | None = None

    @property
    def own(self) -> S:
        """The progress of the work of this process, or the result of its last."""
        with self._lock:
            return self._state

    @property
    def state(self) -> S:
        """The progress of the work, or the result of the last, whoever does it."""
        return self.own

    @property
    def is_due(self) -> bool:
        """Whether work is to be started that was asked for while other work was running."""
        return False

    def want(self) -> bool:
        """Ask another process, which works, to work once more; false if there is none."""
        return False

    def start(self, began: S, work: Callable[[], None]) -> S:
        """Start work in a new thread; its last step must end the state `running`.

        Raises:
            AlreadyRunningError: If some is running.
        """
        with self._starting, self._lock:
            self._check()
            self._state = began
            self._thread = threading.Thread(
                target=context_of(current_request()).run,  # its log lines name what began it
                args=(self._run, work),
                name=self._name,
                daemon=True,
            )
            self._thread.start()
            return began

    def start_due(self, began: S, work: Callable[[], None]) -> None:
        """Start work if it is due, which it is no more if another process was quicker."""

    def change(self, step: Callable[[S], S]) -> None:
        """Replace the state."""
        with self._lock:
            self._state = step(self._state)

    def while_idle(self, act: Callable[[], _Result]) -> _Result:
        """Do something that must not happen meanwhile; no work starts until it is done.

        Raises:
            AlreadyRunningError: If some is running.
        """
        with self._starting:
            with self._lock:
                self._check()
            return act()

    def wait(self, timeout: float) -> None:
        """Wait until running work has ended, at most `timeout` seconds."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _check(self) -> None:
        if self._state.state == "running":
            raise AlreadyRunningError

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except QAError as error:
            known = error
            _LOG.error("%s failed: %s", self._name, error)
            self.change(lambda now: self._failed(now, known))
        except Exception:  # noqa: BLE001 - the state must not stay "running"
            _LOG.exception("%s failed", self._name)
            self.change(lambda now: self._failed(now, None))
