"""Lists of questions that are answered in the background, one question at a time.

The lists take turns, question by question, and readers' questions go first. What was answered is
kept in memory for a day.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from qa.batch import BatchQuestion, BatchRow, answer_rows
from qa.errors import Failure, QAError
from qa.lang.dates import timestamp
from qa.types import Language
from qa_ui.access.limits import BusyError
from qa_ui.jobs.patience import wait_for_readers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_ui.http.metrics import Metrics
    from qa_ui.protocols import Library

OPEN_OF_OWNER: Final = 3
"""Lists of one owner that may wait or run at once."""

OPEN: Final = 20
KEPT: Final = 50
KEPT_SECONDS: Final = 24 * 3600.0

_LOG = logging.getLogger(__name__)


class BatchesBusyError(BusyError):
    """Too many lists are being answered already."""


@dataclass(frozen=True)
class Batch:
    """A list of questions and what was answered of it.

    Attributes:
        id: Cannot be guessed.
        owner: Who started it.
        name: What the list is called.
        language: That of notices.
        base: Address of the web app, for addresses in the rows.
        state: `running` from the moment that it was started.
        done: How many questions were answered.
        failure: Why it failed.
        began: Seconds, as `time.monotonic` counts them.
        started: When (ISO 8601, UTC).
    """

    id: str
    owner: str
    name: str
    language: Language
    base: str
    questions: tuple[BatchQuestion, ...]
    state: Literal["running", "done", "stopped", "failed"] = "running"
    done: int = 0
    rows: tuple[BatchRow, ...] = ()
    failure: Failure | None = None
    began: float = 0.0
    started: str = ""

    @property
    def total(self) -> int:
        """How many questions the list has."""
        return len(self.questions)

    @property
    def current(self) -> str:
        """The question that is asked now; empty once it has ended."""
        running = self.state == "running" and self.done < self.total
        return self.questions[self.done].question if running else ""

    @property
    def seconds_left(self) -> float | None:
        """How long it still takes, as far as that can be told."""
        if self.state != "running" or not self.done:
            return None
        return (time.monotonic() - self.began) / self.done * (self.total - self.done)


class Batches:
    """The lists of all owners, and the thread that answers them.

    Args:
        library: Answers.
        metrics: Knows whether readers are waiting.
    """

    def __init__(self, library: Library, metrics: Metrics) -> None:
        self._library = library
        self._metrics = metrics
        self._lock = threading.Lock()
        self._batches: dict[str, Batch] = {}
        self._turns: deque[str] = deque()
        self._thread: threading.Thread | None = None

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
        """
        batch = Batch(
            id=secrets.token_urlsafe(12),
            owner=owner,
            name=name,
            language=language,
            base=base,
            questions=tuple(questions),
            began=time.monotonic(),
            started=timestamp(),
        )
        with self._lock:
            self._check(owner)
            self._forget_old()
            self._batches[batch.id] = batch
            self._turns.append(batch.id)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="qa-batches", daemon=True)
                self._thread.start()
        return batch

    def find(self, identity: str, owner: str) -> Batch | None:
        """A list of an owner; None if they have none with this id."""
        batch = self._batches.get(identity)
        return batch if batch and batch.owner == owner else None

    def lists(self, owner: str) -> list[Batch]:
        """The lists of an owner, the one that was started last first."""
        return [one for one in reversed([*self._batches.values()]) if one.owner == owner]

    def stop(self, identity: str, owner: str) -> None:
        """End a list; what was answered of it stays."""
        with self._lock:
            batch = self.find(identity, owner)
            if batch and batch.state == "running":
                self._batches[identity] = replace(batch, state="stopped")

    def forget(self, identity: str, owner: str) -> None:
        """End a list and drop what was answered of it."""
        with self._lock:
            if self.find(identity, owner):
                del self._batches[identity]

    def wait(self, timeout: float) -> None:
        """Wait until nothing is left to do, at most `timeout` seconds."""
        if thread := self._thread:
            thread.join(timeout)

    def _check(self, owner: str) -> None:
        running = [one for one in self._batches.values() if one.state == "running"]
        mine = sum(one.owner == owner for one in running)
        if mine >= OPEN_OF_OWNER or len(running) >= OPEN:
            raise BatchesBusyError("list.busy")

    def _forget_old(self) -> None:
        ended = [one for one in self._batches.values() if one.state != "running"]
        late = time.monotonic() - KEPT_SECONDS
        for place, one in enumerate(ended):
            if one.began < late or place < len(ended) - KEPT:
                del self._batches[one.id]

    def _work(self) -> None:
        """Answer one question of each list in turn, until nothing is left."""
        while batch := self._next():
            wait_for_readers(self._metrics, lambda: not self._is_running(batch.id))
            if self._is_running(batch.id):
                self._step(batch)

    def _next(self) -> Batch | None:
        """The list whose turn it is; None ends the thread."""
        with self._lock:
            while self._turns:
                batch = self._batches.get(self._turns.popleft())
                if batch and batch.state == "running":
                    self._turns.append(batch.id)
                    return batch
            self._thread = None
            return None

    def _is_running(self, identity: str) -> bool:
        batch = self._batches.get(identity)
        return batch is not None and batch.state == "running"

    def _step(self, batch: Batch) -> None:
        asked = batch.questions[batch.done]
        try:
            rows = answer_rows(self._library, asked, language=batch.language, base=batch.base)
        except QAError as error:
            self._change(replace(batch, state="failed", failure=error.failure))
        except Exception:  # noqa: BLE001 - the list must not stay "running"
            _LOG.exception("answering a list failed")
            self._change(replace(batch, state="failed", failure=Failure(code="unexpected")))
        else:
            done = batch.done + 1
            state: Literal["running", "done"] = "done" if done == batch.total else "running"
            self._change(replace(batch, done=done, rows=(*batch.rows, *rows), state=state))

    def _change(self, batch: Batch) -> None:
        """Keep the next state of a list, unless it was stopped meanwhile."""
        with self._lock:
            if self._is_running(batch.id):
                self._batches[batch.id] = batch
