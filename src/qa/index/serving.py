"""The generation that questions are answered from while new ones are published.

Each use takes the generation that is current when it begins and keeps it until it ends.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from qa.errors import IndexFolderError
from qa.index.generations import Generation, current_name, open_current

_log = logging.getLogger(__name__)

_RETRY = 60.0
"""Seconds before a generation that could not be opened is tried again."""


class Serving:
    """One index folder, opened at the first use and followed from generation to generation.

    Safe to use from several threads.

    Args:
        check: Refuses a generation that cannot be used by raising an `IndexFolderError`.
    """

    def __init__(self, index: Path, check: Callable[[Generation], None]) -> None:
        self._index, self._check = index, check
        self._lock = threading.Lock()
        self._current: _Shared | None = None
        self._refused: str | None = None
        self._retry = 0.0

    @contextlib.contextmanager
    def use(self) -> Iterator[Generation]:
        """The generation in use, held open until the block ends.

        Raises:
            IndexFolderError: One of its subclasses, if none is open and none can be opened.
        """
        with self._lock:
            shared = self._follow()
            shared.users += 1
        try:
            yield shared.generation
        finally:
            with self._lock:
                shared.users -= 1
                shared.close_if_unused()

    def close(self) -> None:
        """Release the index; the next use opens it again."""
        with self._lock:
            if self._current:
                self._current.retire()
            self._current = None

    def _follow(self) -> _Shared:
        """Switch to the published generation; one that cannot be used leaves all as it is."""
        if self._current is None:
            self._current = self._open()
            return self._current
        name = None
        try:
            name = current_name(self._index)
            if name == self._current.generation.name:
                return self._current
            if name == self._refused and time.monotonic() < self._retry:
                return self._current
            opened = self._open()
        except IndexFolderError as error:
            self._refused, self._retry = name, time.monotonic() + _RETRY
            _log.warning("staying with %s: %s", self._current.generation.name, error)
            return self._current
        self._current.retire()
        self._current = opened
        return opened

    def _open(self) -> _Shared:
        generation = open_current(self._index)
        try:
            self._check(generation)
        except IndexFolderError:
            generation.close()
            raise
        return _Shared(generation)


class _Shared:
    """A generation with the number of its users; closed when the last one of a retired one ends."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.users = 0
        self._retired = False

    def retire(self) -> None:
        """No new use will begin."""
        self._retired = True
        self.close_if_unused()

    def close_if_unused(self) -> None:
        """Close a retired generation that nobody uses."""
        if self._retired and not self.users:
            self.generation.close()
