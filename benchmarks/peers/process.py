"""A process of its own for each figure: what it prints, how long that takes, and its memory."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

_EVERY = 0.05
"""Seconds between two looks at the memory, and between two tries of a server."""
_LONGEST = 900
"""Seconds after which a step is given up."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Ran(NamedTuple):
    """What a process did.

    Attributes:
        output: What it printed.
        seconds: From its start to its end.
        megabytes: The most that it and its children had in memory at once.
    """

    output: str
    seconds: float
    megabytes: int

    @property
    def result(self) -> Any:
        """Its last line, as JSON."""
        return json.loads(self.output.splitlines()[-1])


def run(command: Sequence[str], given: Any, environment: Mapping[str, str]) -> Ran:
    """Run a command that is given JSON; exit with what it says where it fails."""
    started = time.perf_counter()
    with _started(command, environment, subprocess.PIPE) as process:
        with Memory(process.pid) as memory:
            output, errors = process.communicate(json.dumps(given), timeout=_LONGEST)
        seconds = time.perf_counter() - started
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{errors[-2000:]}")
    return Ran(output, seconds, memory.megabytes)


def first_reply(
    command: Sequence[str],
    given: Any,
    request: urllib.request.Request,
    environment: Mapping[str, str],
) -> float:
    """Seconds from the start of a server to its first whole reply; it is ended then."""
    started = time.perf_counter()
    with _started(command, environment, subprocess.DEVNULL) as process:
        if process.stdin:
            process.stdin.write(json.dumps(given))
            process.stdin.close()
        _reply(process, request)
        return time.perf_counter() - started


@contextlib.contextmanager
def _started(
    command: Sequence[str], environment: Mapping[str, str], output: int
) -> Iterator[subprocess.Popen[str]]:
    """A process that is given its input, and that ends with the block, whatever it does."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        text=True,
        env={**os.environ, **environment},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _reply(process: subprocess.Popen[str], request: urllib.request.Request) -> None:
    ends = time.monotonic() + _LONGEST
    while process.poll() is None and time.monotonic() < ends:
        try:
            with urllib.request.urlopen(request, timeout=_LONGEST) as reply:  # noqa: S310 - ours
                reply.read()
                return
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(_EVERY)
    sys.exit(f"{' '.join(process.args)} did not answer at {request.full_url}")  # type: ignore[arg-type]


class Memory:
    """Looks again and again at the memory of a process and its children while it is entered."""

    def __init__(self, pid: int) -> None:
        self.megabytes = 0
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(_EVERY):
            pages = sum(_resident(pid) for pid in _tree(self._pid))
            self.megabytes = max(self.megabytes, pages * _PAGE // 2**20)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return 0
