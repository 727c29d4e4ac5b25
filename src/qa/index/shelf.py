"""The articles of one generation as a table lists them: searched by name, in the order of a column.

Titles and ids are folded at the beginning: a second for 200,000 articles, after which a page of the
table takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from qa.index.listing import Listing, Places
from qa.lang.text import fold
from qa.types import ArticleColumn

_NAMES: Final = "SELECT seq, title, id FROM articles"
"""All of it stands in the index `articles_named`."""


class Shelf:
    """All articles of a generation, by place.

    Args:
        rows: Runs a statement over the database of the generation.
        listing: The rest of what is known of them.
    """

    def __init__(self, rows: Callable[[str], list[Any]], listing: Listing) -> None:
        self._names = [(fold(title), fold(id_)) for _, title, id_ in sorted(rows(_NAMES))]
        self._listing = listing
        self._orders: dict[tuple[ArticleColumn, bool], Places] = {}

    def named(self, words: Collection[str]) -> NDArray[np.bool_]:
        """Which articles have each of some folded words, or parts of them, in title, source or id.

        Args:
            words: None of them holds a space; with none, all articles have them.
        """
        found = np.ones(len(self._listing), dtype=np.bool_)
        for word in words:
            sources = self._listing.sources
            in_source = sources.among([one for one in sources.values if one and word in fold(one)])
            texts = (word in title or word in id_ for title, id_ in self._names)
            found &= in_source | np.fromiter(texts, dtype=np.bool_, count=len(found))
        return found

    def ordered(self, column: ArticleColumn, *, descending: bool) -> Places:
        """All places by a column, then by title; those without a value come last."""
        wanted = column, descending
        if wanted not in self._orders:
            ranks = self._ranks(column)[self._by_title]
            last = np.iinfo(np.int64).max
            keys = np.where(ranks > 0, -ranks if descending else ranks, last)
            self._orders[wanted] = self._by_title[np.argsort(keys, kind="stable")]
        return self._orders[wanted]

    def _ranks(self, column: ArticleColumn) -> NDArray[np.int64]:
        """What is compared in a column, by place; 0: no value."""
        if column == "title":
            return self._title_ranks
        if column == "passages":
            return self._listing.counts + 1
        values = {
            "date": self._listing.dates,
            "source": self._listing.sources,
            "language": self._listing.languages,
        }
        return values[column].ranks(fold)

    @cached_property
    def _title_ranks(self) -> NDArray[np.int64]:
        """The ranks of titles, by place; those that fold to the same share one."""
        ranks = np.zeros(len(self._listing), dtype=np.int64)
        titles = [self._names[place][0] for place in self._by_title.tolist()]
        ranks[self._by_title] = np.cumsum([one != two for one, two in pairwise(["", *titles])])
        return ranks

    @cached_property
    def _by_title(self) -> Places:
        """All places by title; those of one title are as in the corpus, the newest first."""
        places = self._listing.newest_first(np.arange(len(self._listing)))
        titles = self._names
        ordered = sorted(places.tolist(), key=lambda place: titles[place][0])
        return np.array(ordered, dtype=np.int64)
