"""What the page and the API need of the library: the public methods of `qa.Assistant`.

`LazyAssistant` has the same methods and opens the index when it is first needed, so that a
server that is started before the first build answers after it without a restart.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Protocol, Unpack

from qa.errors import QAError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qa.types import (
        Answer,
        Article,
        ArticleSummary,
        Exchange,
        FilterArguments,
        Hit,
        IndexStatus,
        Mode,
    )

_WARM_UP = "Bonjour, que disent les articles ?"


class Library(Protocol):
    """Answers, passages and articles of one index."""

    def ask(
        self,
        question: str,
        history: Sequence[Exchange] = (),
        **filters: Unpack[FilterArguments],
    ) -> Answer:
        """Answer a question from the articles that pass the filters."""
        ...

    def stream(
        self,
        question: str,
        history: Sequence[Exchange] = (),
        *,
        stopped: Callable[[], bool] = lambda: False,
        **filters: Unpack[FilterArguments],
    ) -> Iterator[Answer]:
        """As `ask`, and every answer on the way to it; ends once `stopped` is true."""
        ...

    def search(
        self,
        query: str,
        k: int = 10,
        mode: Mode = "hybrid",
        **filters: Unpack[FilterArguments],
    ) -> list[Hit]:
        """Find passages, best first."""
        ...

    def article(self, article_id: str) -> Article:
        """The article with an id."""
        ...

    def articles(self, **filters: Unpack[FilterArguments]) -> list[ArticleSummary]:
        """All articles that pass the filters."""
        ...

    def status(self) -> IndexStatus:
        """What the index in use holds."""
        ...

    def close(self) -> None:
        """Close the index."""
        ...


class LazyAssistant:
    """A `Library` that opens at the first call, and tries again while there is no index.

    Args:
        opening: Opens the library; its errors are raised at the call that needed it.
    """

    def __init__(self, opening: Callable[[], Library]) -> None:
        self._opening = opening
        self._opened: Library | None = None
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Load what the first question needs; without an index there is nothing to load."""
        try:
            next(self._library().stream(_WARM_UP))  # no language model yet
        except QAError:
            return

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any method of the library
        """A method of the library, which is opened for it unless it is open."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._library(), name)

    def close(self) -> None:
        """Close the index, if it was opened."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def _library(self) -> Library:
        with self._lock:
            if self._opened is None:
                self._opened = self._opening()
            return self._opened
