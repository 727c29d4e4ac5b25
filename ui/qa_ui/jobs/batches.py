"""Lists of questions that are answered in the background, one question at a time.

The lists take turns, question by question, and readers' questions go first. A list that a restart
interrupts goes on by itself, and so does one of a server that died.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from qa.batch import BatchQuestion, BatchRow, answer_rows
from qa.errors import Failure, QAError, WorkspaceError
from qa.types import Language
from qa.workspace.batches import Batch, BatchStore, Held
from qa_ui.access.limits import BusyError
from qa_ui.jobs.patience import wait_for_readers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_ui.http.metrics import Metrics
    from qa_ui.protocols import Library

OPEN_OF_OWNER: Final = 3
"""Lists of one owner that may wait or run at once."""

OPEN: Final = 20
INTERVAL: Final = 10.0
"""Seconds after which lists that nobody answers are looked for again."""

_FAREWELL: Final = 5.0
"""Seconds that a stop waits for the question that is being asked."""

_LOG = logging.getLogger(__name__)


class BatchesBusyError(BusyError):
    """Too many lists are being answered already."""


class Batches:
    """The lists of all owners, and the thread that answers them while there are any.

    Args:
        library: Answers.
        metrics: Knows whether readers are waiting.
        store: Keeps the lists.
    """

    def __init__(self, library: Library, metrics: Metrics, store: BatchStore) -> None:
        self._library, self._metrics, self._store = library, metrics, store
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._pausing = threading.Event()
        self._since: dict[str, float] = {}

    def start(
        self,
        owner: str,
        name: str,
        questions: Sequence[BatchQuestion],
        *,
        language: Language = "en",
        base: str = "",
    ) -> Batch:
        """Begin to answer a list.

        Raises:
            BatchesBusyError: If the owner has too many lists that are not done, or all have.
            WorkspaceError: If it cannot be kept.
        """
        with self._lock:
            if self._store.open(owner) >= OPEN_OF_OWNER or self._store.open() >= OPEN:
                raise BatchesBusyError("list.busy")
            batch = self._store.add(owner, name, questions, language, base)
            self._since[batch.id] = time.monotonic()
            self._begin()
        return batch

    def find(self, identity: str, owner: str) -> Batch | None:
        """A list of an owner; None if they have none with this id."""
        return self._store.find(identity, owner)

    def lists(self, owner: str) -> list[Batch]:
        """The lists of an owner, the one that was started last first."""
        return self._store.lists(owner)

    def rows(self, batch: Batch, most: int | None = None) -> list[BatchRow]:
        """What was answered of a list, of its first `most` questions or of all."""
        return self._store.rows(batch, most)

    def stop(self, identity: str, owner: str) -> None:
        """End a list; what was answered of it stays."""
        self._store.stop(identity, owner)

    def forget(self, identity: str, owner: str) -> None:
        """End a list and drop what was answered of it."""
        self._store.forget(identity, owner)

    def go_on(self) -> None:
        """Answer the lists that have not ended and that no other server answers."""
        with self._lock:
            if self._store.open():
                self._begin()

    def pause(self) -> None:
        """End after the question that is being asked; the lists go on at the next start."""
        self._pausing.set()
        self.wait(_FAREWELL)
        self._store.release()

    def wait(self, timeout: float) -> None:
        """Wait until nothing is left to do, at most `timeout` seconds."""
        if thread := self._thread:
            thread.join(timeout)

    def _begin(self) -> None:
        self._pausing.clear()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="qa-batches", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        """Answer one question of each list in turn, until nothing is left."""
        while held := self._next():
            try:
                wait_for_readers(self._metrics, self._pausing.is_set)
                if not self._pausing.is_set() and self._store.is_running(held.batch):
                    self._step(held)
            except WorkspaceError as error:  # the list goes on once the database can be used
                _LOG.warning("%s", error)
                self._pausing.set()

    def _next(self) -> Held | None:
        """The list whose turn it is; None ends the thread."""
        with self._lock:
            try:
                held = None if self._pausing.is_set() else self._store.take()
            except WorkspaceError as error:
                _LOG.warning("%s", error)
                held = None
            if held is None:
                self._thread = None
                self._since.clear()
            return held

    def _step(self, held: Held) -> None:
        batch, began = held.batch, time.monotonic()
        try:
            rows = answer_rows(self._library, held.asked, language=batch.language, base=batch.base)
        except QAError as error:
            self._store.fail(batch, error.failure)
        except Exception:  # noqa: BLE001 - the list must not stay "running"
            _LOG.exception("answering a list failed")
            self._store.fail(batch, Failure(code="unexpected"))
        else:
            now = time.monotonic()
            self._store.record(held, rows, now - self._since.get(batch.id, began))
            self._since[batch.id] = now


class Resuming:
    """Lets lists go on that nobody answers: after a restart, or after another server's end.

    Args:
        batches: The lists.
        interval: Seconds between two looks.
    """

    def __init__(self, batches: Batches, interval: float = INTERVAL) -> None:
        self._batches, self._interval = batches, interval
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._work, name="qa-resuming", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, after the question that is being asked."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        try:
            self._batches.pause()
        except WorkspaceError as error:  # the lists go on once they are no longer held
            _LOG.warning("%s", error)

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                self._batches.go_on()
            except WorkspaceError as error:
                _LOG.info("lists of questions do not go on: %s", error)
            self._stopped.wait(self._interval)
