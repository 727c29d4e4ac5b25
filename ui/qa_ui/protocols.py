"""What the page and the API need of the library: the public methods of `qa.Assistant`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qa.types import (
        Answer,
        Article,
        ArticleColumn,
        ArticleList,
        ArticleSummary,
        Exchange,
        FilterArguments,
        Hit,
        IndexStatus,
        Mode,
        SearchResult,
        Sort,
        Timeline,
        Topic,
    )


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

    def ask_many(
        self, questions: Sequence[str], histories: Sequence[Sequence[Exchange]] | None = None
    ) -> list[Answer]:
        """Answer a batch by quotes alone."""
        ...

    def search(
        self,
        query: str,
        k: int = 10,
        mode: Mode = "hybrid",
        *,
        sort: Sort = "relevance",
        offset: int = 0,
        **filters: Unpack[FilterArguments],
    ) -> list[Hit]:
        """Find passages, best or newest first."""
        ...

    def find(
        self,
        query: str,
        k: int = 10,
        mode: Mode = "hybrid",
        *,
        sort: Sort = "relevance",
        offset: int = 0,
        **filters: Unpack[FilterArguments],
    ) -> SearchResult:
        """Find articles with their passages, and count all that match."""
        ...

    def timeline(self, topic: str, **filters: Unpack[FilterArguments]) -> Timeline:
        """What articles say of an event or a name, oldest first."""
        ...

    def article(self, article_id: str) -> Article:
        """The article with an id."""
        ...

    def articles(
        self, *, containing: str | None = None, **filters: Unpack[FilterArguments]
    ) -> list[ArticleSummary]:
        """All articles that pass the filters, and have the words of a query."""
        ...

    def listed(
        self,
        query: str = "",
        k: int = 100,
        offset: int = 0,
        *,
        sort: ArticleColumn = "date",
        descending: bool = True,
        texts: bool = True,
        **filters: Unpack[FilterArguments],
    ) -> ArticleList:
        """A part of the list of these articles, in the order of a column."""
        ...

    def known(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        """Those of some articles that there are."""
        ...

    def in_files(self, paths: Sequence[str]) -> list[ArticleSummary]:
        """The articles of some files."""
        ...

    def months(self) -> list[str]:
        """The months that have articles, newest first."""
        ...

    def topics(self) -> list[Topic]:
        """What the articles are about."""
        ...

    def related(self, article_ids: Sequence[str], k: int = 3) -> list[str]:
        """Other articles about the same."""
        ...

    def status(self) -> IndexStatus:
        """What the index in use holds."""
        ...

    def close(self) -> None:
        """Close the index."""
        ...


class Background(Protocol):
    """What goes on in the background from the start of the application to its end."""

    def start(self) -> None:
        """Begin, in a thread of its own."""
        ...

    def stop(self) -> None:
        """End soon; nothing is left half done."""
        ...
