"""What was found in files before, so that one that has not changed need not be read again."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, Protocol

from qa.corpus.process import ReadLimits
from qa.corpus.versions import Read
from qa.errors import FailedFile

_CODE: Final = ("corpus", "lang", "types")
"""Packages of this one that decide what is found in a file."""


class Known(Protocol):
    """Remembers what was found in each file."""

    def find(self, path: Path, name: str) -> Iterator[Read] | None:
        """All that was found in a file, if it is still the same; None if it must be read."""

    def noted(self, name: str, results: Iterator[Read | FailedFile]) -> Iterator[Read | FailedFile]:
        """What is found in a file, remembered if all of it is read and nothing is wrong with it."""


def reading(max_bytes: int, limits: ReadLimits | None) -> str:
    """A name for how files are read: with another name, other things may be found in the same file.

    Args:
        max_bytes: Largest file that is read.
        limits: What reading a file may take.
    """
    return hashlib.sha256(repr((_readers(), max_bytes, limits)).encode()).hexdigest()


@cache
def _readers() -> str:
    """What reads files: our own code, Python, and the packages here with their versions."""
    digest = hashlib.sha256(sys.version.encode())
    root = Path(__file__).parents[1]
    for path in sorted(path for name in _CODE for path in (root / name).rglob("*")):
        if path.suffix in {".py", ".toml"}:
            digest.update(path.read_bytes())
    folders = [folder for folder in sys.path if os.path.isdir(folder)]  # noqa: PTH112
    packages = {name for folder in folders for name in os.listdir(folder)}  # noqa: PTH208
    for name in sorted(name for name in packages if name.endswith(".dist-info")):
        digest.update(name.encode(errors="surrogateescape"))
    return digest.hexdigest()
