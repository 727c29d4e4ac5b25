"""The command `qa` as people and programs run it: a process in a folder."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

SECONDS = 240


def environment(**variables: str) -> dict[str, str]:
    """The variables of this process without settings of `qa`, and with those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    if "PYTHONPATH" in kept:  # relative folders would be others in the process
        folders = kept["PYTHONPATH"].split(os.pathsep)
        kept["PYTHONPATH"] = os.pathsep.join(str(Path(folder).resolve()) for folder in folders)
    return kept | variables


def run_qa(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `qa`; its output is kept, so no stream of it is a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "qa", *arguments],
        cwd=cwd,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


def syncs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is made safe from a power failure from now on: files and folders, in order."""
    synced: list[str] = []
    sync = os.fsync

    def noted(handle: int) -> None:
        synced.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    return synced


def shown_on(terminal: int) -> str:
    """All that programs write to a terminal until the last of them ends; it is closed then."""
    shown = b""
    with contextlib.suppress(OSError):  # how Linux says that the other end is closed
        while read := os.read(terminal, 100_000):
            shown += read
    os.close(terminal)
    return shown.decode()
