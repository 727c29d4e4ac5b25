"""Files opened and deleted without following a link.

What was checked may have been replaced since: a path is gone through step by step, each relative to
the folder before it, so that nobody can put a link into it meanwhile.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

LINKS = frozenset({errno.ELOOP, errno.ENOTDIR})
"""Errors that say that there is a link on the way."""

_ARE_THERE = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
"""Whether files can be opened relative to an open folder; on Windows they cannot."""

# O_PATH needs no right to list the folder.
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)


def open_plainly(path: Path) -> int:
    """A handle to read a file; an OSError is raised if a link is on the way, or at its end."""
    if not _ARE_THERE:
        return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    with _folder_of(path) as folder:
        # Opening a named pipe would wait for ever.
        return os.open(path.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)


def delete(path: Path) -> None:
    """Delete a file, or a link; an OSError is raised if a link is on the way there."""
    if not _ARE_THERE:
        path.unlink()
        return
    with _folder_of(path) as folder:
        os.unlink(path.name, dir_fd=folder)


@contextlib.contextmanager
def _folder_of(path: Path) -> Iterator[int]:
    """A handle of the folder of a file."""
    top, *folders = path.absolute().parent.parts
    handle = os.open(top, _FOLDER)
    try:
        for folder in folders:
            inner = os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=handle)
            os.close(handle)
            handle = inner
        yield handle
    finally:
        os.close(handle)
