"""What a process that dies, or a power failure, leaves of a folder; disks that refuse a call."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CALLS = ("fsync", "rename", "replace", "mkdir", "chmod", "unlink", "rmdir")
"""What makes something last, gives it a name, or takes it away."""


@contextmanager
def before_each(act: Callable[[str, Any], object]) -> Iterator[None]:
    """Do something before each such call: it gets the name of the call and what it is for."""
    acting = False

    def watched(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def watching(place: Any, *rest: Any, **options: Any) -> object:
            nonlocal acting
            if not acting:
                acting = True
                try:
                    act(name, place)
                finally:
                    acting = False
            return call(place, *rest, **options)

        return watching

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, watched(name, getattr(os, name)))
        yield


class Disk:
    """What is safe from a power failure: files and lists of folders as they were last synced.

    Args:
        settled: A folder that was written long ago, with all that is in it.
    """

    def __init__(self, settled: Path) -> None:
        self._root = settled.stat().st_ino
        self._files: dict[int, bytes] = {}
        self._folders: dict[int, dict[str, os.stat_result]] = {}
        for place in (settled, *settled.rglob("*")):
            handle = os.open(place, os.O_RDONLY)
            self.sync(handle)
            os.close(handle)

    def sync(self, handle: int) -> None:
        """Note what an open file or folder holds."""
        now = os.fstat(handle)
        if stat.S_ISDIR(now.st_mode):
            names = os.listdir(handle)
            self._folders[now.st_ino] = {name: os.stat(name, dir_fd=handle) for name in names}
        else:
            self._files[now.st_ino] = os.pread(handle, now.st_size, 0)

    def synced_alone(self, into: Path) -> None:
        """Write what is left if nothing reached the disk but what was synced."""
        self._leave(self._root, into)

    def with_all_names(self, folder: Path, into: Path) -> None:
        """Write what is left if the lists of folders reached the disk by themselves."""
        shutil.copytree(folder, into)
        for place in folder.rglob("*"):
            if place.is_file():
                content = self._files.get(place.stat().st_ino, b"")
                (into / place.relative_to(folder)).write_bytes(content)

    def _leave(self, folder: int, into: Path) -> None:
        into.mkdir()
        for name, found in self._folders.get(folder, {}).items():
            if stat.S_ISDIR(found.st_mode):
                self._leave(found.st_ino, into / name)
            else:
                (into / name).write_bytes(self._files.get(found.st_ino, b""))
