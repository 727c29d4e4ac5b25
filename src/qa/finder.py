"""What can be asked of an index without a reader: passages, articles, topics, its status."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Self, Unpack

import numpy as np

from qa.encoder import Encoder, open_encoder
from qa.errors import ArticleNotFoundError, QuestionError
from qa.index.generations import Generation, status_of
from qa.index.query import SearchQuery, parse_query
from qa.index.serving import Serving
from qa.lang.detect import detect_language
from qa.lang.text import fold
from qa.question.given import (
    check_list,
    check_search,
    check_text,
    filters_of,
    known_filters,
)
from qa.retrieval import Retriever
from qa.search import Search
from qa.settings import Settings, load_settings
from qa.topics import Groups, groups_of
from qa.types import (
    Article,
    ArticleColumn,
    ArticleList,
    ArticleSummary,
    FilterArguments,
    Filters,
    Hit,
    IndexStatus,
    Mode,
    SearchResult,
    Sort,
    Topic,
)


class Finder:
    """Finds passages and articles in one index folder; safe to use from several threads.

    It opens the index when it is first needed and follows new generations: each call uses the
    generation that is in use when the call begins and keeps it until the call ends.

    Args:
        index: Folder of the index; unset: the setting `index`.
        settings: Limits; unset: from the environment and `qa.toml`.
        encoder: The encoder that the index was built with; unset: the one that the settings name.
    """

    def __init__(
        self,
        index: Path | str | None = None,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        self._settings = settings or load_settings()
        self._index = Path(index or self._settings.index)
        self._chosen = encoder
        self._grouping = threading.Lock()
        self._grouped: tuple[Path, Groups] | None = None
        self._serving = Serving(
            self._index, lambda generation: generation.check_encoder(self._encoder)
        )

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
        """The `k` best passages, best first; filters as for `ask`.

        A phrase in quotes, an excluded `-word`, and alternatives joined by OR hold in each passage.

        Args:
            query: Words, in French or English; see `qa.index.query`.
            k: How many are returned at most.
            mode: By words, by meaning, or both.
            sort: By date, the newest first, only passages that match are returned; see `find`.
            offset: How many are left out at the beginning.
            filters: As for `ask`.

        Raises:
            QuestionError: If the query is empty, too long or only excludes, `k` is not positive,
                `offset` is negative, or the mode or the order is unknown.
            FilterError: As for `ask`.
            ArticleNotFoundError: If one of `articles` is unknown.
        """
        where = filters_of(filters)
        parsed = self._parsed(query, k, mode, sort, offset)
        with self._serving.use() as generation:
            where = known_filters(where, generation.store)
            search = Search(generation, self._encoder, parsed, mode, where)
            if parsed.strict or sort == "date":
                return search.hits(k, offset, sort)
            retriever = Retriever(generation, self._encoder)
            best = retriever.search(query, detect_language(query), k + offset, mode, where)
            return [search.marked(hit) for hit in best[offset:]]

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
        """The articles that match a query, with their passages and counts over all of them.

        Plain words match articles that have all of them, and passages that are close in meaning.
        Arguments and errors are those of `search`; `k` and `offset` count articles.
        """
        parsed = self._parsed(query, k, mode, sort, offset)
        if not parsed.sought:
            raise QuestionError("question.no_words")
        with self._serving.use() as generation:
            where = known_filters(filters_of(filters), generation.store)
            return Search(generation, self._encoder, parsed, mode, where).result(k, offset, sort)

    def article(self, article_id: str) -> Article:
        """The whole article.

        Raises:
            ArticleNotFoundError: If no article has this id.
        """
        with self._serving.use() as generation:
            article = generation.store.article(article_id)
        if article is None:
            raise ArticleNotFoundError(article_id)
        return article

    def articles(
        self, *, containing: str | None = None, **filters: Unpack[FilterArguments]
    ) -> list[ArticleSummary]:
        """The articles that pass the filters, newest first.

        Args:
            containing: A query as for `search`, whose words all of them have.
            filters: As for `ask`.

        Raises:
            QuestionError: As for `search`.
            FilterError: As for `ask`.
            ArticleNotFoundError: If one of `articles` is unknown.
        """
        parsed = self._parsed(containing, 1, "lexical") if containing else None
        with self._serving.use() as generation:
            where = known_filters(filters_of(filters), generation.store)
            store = generation.store
            if parsed is None:
                return store.summaries(where)
            found = Search(generation, self._encoder, parsed, "lexical", where).articles()
            return store.summaries_at(store.listing.newest_first(np.flatnonzero(found)))

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
        """A part of the list of articles that pass the filters, in the order of a column.

        Args:
            query: Words, all of which stand in the title, source or id of an article, in parts
                too, or in its text, as for `articles`; empty: all articles.
            k: How many are returned at most.
            offset: How many are left out at the beginning.
            sort: The column; of equals those come first whose title does.
            descending: Whether the last comes first; articles without a value are last anyway.
            texts: Whether texts are looked at.
            filters: As for `ask`.

        Raises:
            QuestionError: If `k` is not positive, `offset` is negative, or there is no such column.
            FilterError: As for `ask`.
            ArticleNotFoundError: If one of `articles` is unknown.
        """
        check_list(k, sort, offset)
        with self._serving.use() as generation:
            store = generation.store
            where = known_filters(filters_of(filters), store)
            found = store.shelf.named(fold(query).split())
            if texts and query.strip():
                with contextlib.suppress(QuestionError):  # what cannot be asked is in no text
                    parsed = self._parsed(query, k, "lexical")
                    found |= Search(generation, self._encoder, parsed, "lexical", where).articles()
            found &= store.passing(where)
            places = store.shelf.ordered(sort, descending=descending)
            shown = places[found[places]][offset : offset + k]
            return ArticleList(
                found=int(np.count_nonzero(found)), articles=store.summaries_at(shown)
            )

    def known(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        """Those of some articles that there are, newest first."""
        where = Filters(articles=tuple(article_ids))
        with self._serving.use() as generation:
            return generation.store.summaries(where) if article_ids else []

    def in_files(self, paths: Sequence[str]) -> list[ArticleSummary]:
        """The articles of some files or folders of the corpus, or of archives, in its order."""
        with self._serving.use() as generation:
            return generation.store.in_files(paths)

    def months(self) -> list[str]:
        """The months that have articles, or the years where those alone are known, newest first."""
        with self._serving.use() as generation:
            return sorted(filter(None, generation.store.listing.months.values), reverse=True)

    def topics(self) -> list[Topic]:
        """What the articles are about, the topics with most articles first.

        They are found once a generation, which takes about a second for a thousand articles.
        """
        with self._serving.use() as generation:
            return list(self._groups(generation).topics)

    def related(self, article_ids: Sequence[str], k: int = 3) -> list[str]:
        """Ids of other articles about the same, nearest first; none where none is near enough."""
        with self._serving.use() as generation:
            return self._groups(generation).related(article_ids, k)

    def status(self) -> IndexStatus:
        """What the generation in use holds."""
        with self._serving.use(wait=False) as generation:
            return status_of(self._index, generation)

    def close(self) -> None:
        """Release the index; further calls open it again."""
        self._serving.close()

    def __enter__(self) -> Self:
        """Use as a context manager to release the index at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release the index."""
        self.close()

    @cached_property
    def _encoder(self) -> Encoder:
        settings = self._settings
        return self._chosen or open_encoder(settings.encoder, device=settings.device)

    def _groups(self, generation: Generation) -> Groups:
        """The topics of a generation; those of the last one that was asked for are kept."""
        with self._grouping:
            if self._grouped is None or self._grouped[0] != generation.path:
                self._grouped = generation.path, groups_of(generation)
            return self._grouped[1]

    def _parsed(
        self, query: str, k: int, mode: Mode, sort: Sort = "relevance", offset: int = 0
    ) -> SearchQuery:
        self._check(query)
        check_search(k, mode, sort, offset)
        return parse_query(query)

    def _check(self, question: str) -> None:
        check_text(question, self._settings.max_question_chars)
