"""A Dask cluster for tests: a scheduler and workers as real processes."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.commands import environment

_SECONDS: Final = 120
"""Longest wait for a process to be there: they import a lot."""
_LOCAL: Final = ("--host", "127.0.0.1", "--no-dashboard")


@dataclass(frozen=True)
class Process:
    """A running process and the file of what it says."""

    running: subprocess.Popen[bytes]
    log: Path

    def says(self, pattern: str) -> str:
        """Wait for a line, and give what the pattern's group holds."""
        end = time.monotonic() + _SECONDS
        while not (found := re.search(pattern, self.log.read_text(errors="replace"))):
            assert self.running.poll() is None, self.log.read_text(errors="replace")
            assert time.monotonic() < end, self.log.read_text(errors="replace")
            time.sleep(0.1)
        return found[1]

    def pause(self) -> None:
        """Let it take work and do none."""
        self.running.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        """End it as a machine that loses its power does."""
        self.running.kill()
        self.running.wait()


class Cluster:
    """A scheduler on a free port, and workers of one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[Process] = []
        self.scheduler = self._start("scheduler", "--port", "0")
        self.address = self.scheduler.says(r"Scheduler at: +(tcp://[\d.:]+)")

    def worker(self, **variables: str) -> Process:
        """Start one, and wait until the scheduler knows it."""
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self._folder))
        worker = self._start("worker", self.address, *options, **variables)
        worker.says(r"(Registered to)")
        return worker

    def close(self) -> None:
        """Kill whatever still runs."""
        for process in self._processes:
            process.kill()

    def _start(self, kind: str, *arguments: str, **variables: str) -> Process:
        log = self._folder / f"{len(self._processes)}.log"
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments, *_LOCAL]
        with log.open("wb") as output:
            running = subprocess.Popen(
                command, cwd=self._folder, env=environment(**variables),
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self._processes.append(Process(running, log))
        return self._processes[-1]
