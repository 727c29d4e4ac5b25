"""Files that are read in another process: one that takes all time or memory costs only itself.

One process reads many files. It is replaced when it exceeds a limit or dies, and ends after a while
without work. It is a new Python that is given JSON, so that nothing depends on how the program
that uses the library was started, and what a file makes it send is only data.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import BaseModel

from qa.corpus.feeds.parse import ParsedFeed
from qa.corpus.files import Stamp
from qa.corpus.versions import Read
from qa.errors import FailedFile, FeedError, ReadError, cause
from qa.settings import Settings
from qa.types import Article

if TYPE_CHECKING:
    from qa.corpus.fetch import Reply

_LOG = logging.getLogger(__name__)
_MODULE = "qa.corpus.child"
_IDLE_SECONDS = 30
_LOOK_SECONDS = 0.2
_PATIENCE: Final = 10
"""How many times as long as a file may calculate it may take by the clock.

Only what sleeps or waits takes so long: a share that no longer answers, or a machine that is far
too busy. Where the system does not measure what a process calculates (Windows), this is all.
"""

_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Libraries that calculate reserve memory for each thread, which would count."""


_OUT_OF_TIME: Final = None if sys.platform == "win32" else -signal.SIGPROF
"""How a process ends whose time is up."""

OUT_OF_MEMORY: Final = 3
"""How it ends if it cannot even send what it has found."""


class ReadLimits(NamedTuple):
    """What reading a file may take.

    Attributes:
        seconds: Of the processor, until the first article and from each to the next.
        megabytes: Memory of the process that reads.
    """

    seconds: float
    megabytes: float

    @classmethod
    def of(cls, settings: Settings) -> ReadLimits:
        """Those of the settings."""
        return cls(settings.max_read_seconds, settings.max_read_mb)


class Message(BaseModel):
    """What the other process sends: an article, a feed, a failure, or that it is done.

    Attributes:
        log: What the other process logs, with where an error happened.
    """

    article: Article | None = None
    place: str = ""
    updated: str | None = None
    stamp: Stamp | None = None
    feed: ParsedFeed | None = None
    failed: FailedFile | None = None
    log: str | None = None

    @classmethod
    def of(cls, found: Read | ParsedFeed | FailedFile) -> Message:
        """What was found in a file or a feed."""
        if isinstance(found, Read):
            return cls(**found._asdict())
        return cls(failed=found) if isinstance(found, FailedFile) else cls(feed=found)


_DONE: Final = Message()


def read_apart(
    path: Path, name: str, max_bytes: int, limits: ReadLimits
) -> Iterator[Read | FailedFile]:
    """What is in a file, read by another process; where that fails, so has the file."""
    request = {"path": os.fspath(path.absolute()), "name": name, "max_bytes": max_bytes}
    for answer in _answers(name, request, limits):
        if answer.failed:
            yield answer.failed
        elif answer.article:
            yield Read(answer.article, answer.place, answer.updated, answer.stamp)


def parse_apart(reply: Reply, limits: ReadLimits) -> ParsedFeed:
    """A feed that was fetched, read by another process; errors as of `parse_feed`."""
    values = {"url": reply.url, "status": reply.status, "headers": dict(reply.headers)}
    request = {**values, "body": base64.b64encode(reply.body).decode()}
    for answer in [*_answers(reply.url, request, limits)]:  # one not heard to the end is replaced
        if answer.feed:
            return answer.feed
        if failed := answer.failed:
            raise FeedError(failed.path, failed.code, **failed.values)
    raise FeedError(reply.url, "feed.damaged")


def _answers(name: str, request: dict[str, Any], limits: ReadLimits) -> Iterator[Message]:
    """What another process sends of what it is asked for."""
    try:
        process = _processes.take(limits)
    except OSError as error:
        raise ReadError(name, "file.unreadable", why=cause(error)) from error
    try:
        yield from process.answers(name, request)
    finally:
        _processes.give_back(process)


class _Process:
    """A process that reads one file after the other.

    Attributes:
        is_free: Whether it waits for a file.
        free_since: Since when.
    """

    def __init__(self, limits: ReadLimits) -> None:
        self.limits, self.is_free, self.free_since = limits, True, time.monotonic()
        self._waiting_since: float | None = None
        self._is_late = False
        paths = os.pathsep.join(filter(None, sys.path))
        # -P: the folder that one works in may hold strangers' files that are named like modules.
        self._process = subprocess.Popen(  # noqa: S603 - no shell, no argument from outside
            [sys.executable, "-P", "-m", _MODULE, *map(str, limits)],
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": paths},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin  # noqa: S101 - both are pipes
        assert self._process.stdout  # noqa: S101
        self._requests, self._answers = self._process.stdin, self._process.stdout
        self._answers.readline()  # an empty message: it has started
        threading.Thread(target=self._watch, name="qa-read-limits", daemon=True).start()

    def answers(self, name: str, request: dict[str, Any]) -> Iterator[Message]:
        """What it sends of what is asked for, as it comes."""
        self.is_free = False
        with contextlib.suppress(BrokenPipeError):  # it has died: there is no answer either
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()
        while answer := self._answer():
            if answer.log:
                _LOG.error(answer.log)
            elif answer == _DONE:
                self.is_free, self.free_since = True, time.monotonic()
                return
            else:
                yield answer
        yield Message(failed=self._failure(name))

    def _answer(self) -> Message | None:
        """The next message; None if there is none in time, or none any more."""
        self._waiting_since = time.monotonic()
        line = self._answers.readline()
        self._waiting_since = None
        return Message.model_validate_json(line) if line.endswith(b"\n") else None

    def _failure(self, name: str) -> FailedFile:
        ended = self._process.wait()
        if self._is_late:
            error = ReadError(name, "file.stalled", seconds=_PATIENCE * self.limits.seconds)
        elif ended == _OUT_OF_TIME:
            error = ReadError(name, "file.too_slow", seconds=self.limits.seconds)
        elif ended == OUT_OF_MEMORY:
            error = ReadError(name, "file.memory")
        else:
            error = ReadError(name, "file.reader_died", size=self.limits.megabytes)
        _LOG.warning("the process that read %s was replaced", name)
        return FailedFile.of(error)

    def _watch(self) -> None:
        """Kill it when it has taken too long, and end it when it was not needed for long."""
        while self._process.poll() is None:
            time.sleep(_LOOK_SECONDS)
            since = self._waiting_since
            if since is not None and time.monotonic() - since > _PATIENCE * self.limits.seconds:
                self._is_late = True
                self._process.kill()
            elif time.monotonic() - self.free_since > _IDLE_SECONDS and _processes.retire(self):
                self.close()

    def close(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(BrokenPipeError):
            self._requests.close()
        self._answers.close()


class _Processes:
    """The process that waits for the next file, if there is one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free: list[_Process] = []

    def take(self, limits: ReadLimits) -> _Process:
        """One with these limits; a new one is started if there is none."""
        with self._lock:
            fitting = next((one for one in self._free if one.limits == limits), None)
            if fitting:
                self._free.remove(fitting)
        return fitting or _Process(limits)

    def give_back(self, process: _Process) -> None:
        """Keep one for the next file, if it can read another."""
        with self._lock:
            # One is enough; of several with other limits the latest will be needed.
            old = [process]
            if process.is_free:
                old, self._free = self._free, [process]
        for one in old:
            one.close()

    def retire(self, process: _Process) -> bool:
        """Whether one waits for a file, which it will not be given any more."""
        with self._lock:
            is_free = process in self._free
            if is_free:
                self._free.remove(process)
        return is_free

    def close(self) -> None:
        """End those that wait."""
        while self._free:
            self._free.pop().close()

    def forget(self) -> None:
        """Leave the processes to the program that this one is a fork of."""
        self.__init__()  # type: ignore[misc]


_processes = _Processes()
atexit.register(_processes.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_processes.forget)
