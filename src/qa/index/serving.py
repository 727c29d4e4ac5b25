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
        self._opening = threading.Lock()
        self._current: _Shared | None = None
        self._refused: str | None = None
        self._retry = 0.0

    @contextlib.contextmanager
    def use(self, *, wait: bool = True) -> Iterator[Generation]:
        """The generation in use, held open until the block ends.

        Args:
            wait: Whether to wait for a new one that another thread is opening, which takes seconds
                if it is large; else that before it is used meanwhile.

        Raises:
            IndexFolderError: One of its subclasses, if none is open and none can be opened.
        """
        shared = self._entered(wait=wait)
        try:
            yield shared.generation
        finally:
            with self._lock:
                shared.users -= 1
                shared.close_if_unused()

    def close(self) -> None:
        """Release the index; the next use opens it again."""
        with self._opening, self._lock:
            if self._current:
                self._current.retire()
            self._current = None

    def _entered(self, *, wait: bool) -> _Shared:
        """The generation in use, with one user more."""
        while True:
            if self._opening.acquire(blocking=wait or self._current is None):
                try:
                    self._follow()
                finally:
                    self._opening.release()
            with self._lock:
                if self._current:
                    self._current.users += 1
                    return self._current

    def _follow(self) -> None:
        """Switch to the published generation; one that cannot be used leaves all as it is."""
        before, name = self._current, None
        try:
            name = current_name(self._index) if before else None
            if before and (name == before.generation.name or self._is_refused(name)):
                return
            opened = self._open()
        except IndexFolderError as error:
            if before is None:
                raise
            if not self._is_refused(name):
                _log.warning("staying with %s: %s", before.generation.name, error)
                self._refused, self._retry = name, time.monotonic() + _RETRY
            return
        with self._lock:
            self._current = opened
            if before:
                before.retire()

    def _is_refused(self, name: str | None) -> bool:
        """Whether it could not be opened a short while ago; no name: which one is in use."""
        return name == self._refused and time.monotonic() < self._retry

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
