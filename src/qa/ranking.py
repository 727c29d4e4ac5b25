"""The passages that a full-text search matches in their order, as far as that is looked at.

A question's frequent words match most passages of a large index, of which few are shown. So only
those are scored that may be among these: what is in neither of two lists, of the nearest and of
those with the words, is worth no more than the last ones of both (Fagin's threshold algorithm).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.index.generations import Generation
from qa.index.passages import Chosen, Mask, Ranked, Rows
from qa.lang.detect import detect_language
from qa.retrieval import together
from qa.types import Mode, Sort

_NEAREST: Final = 1000
"""Passages that are nearest, among which the best are looked for at first."""

_WORDED: Final = 5
"""How many times as many are those whose words count most."""

_MORE: Final = 8
"""How many times as many come into question if the best may be others."""

Floats = NDArray[np.float64]


class Scored(NamedTuple):
    """Passages in an order, by row, with their scores."""

    rows: Rows
    scores: Floats

    def at(self, places: slice | Mask | Rows) -> Scored:
        """Some of them."""
        return Scored(self.rows[places], self.scores[places])


class Ranking:
    """The order of the passages that match one query.

    Args:
        generation: What they are of.
        text: What is looked for, without operators.
        mode: Whether they are scored by words, by meaning, or by both.
        vector: Gives the vector of the text, of length one.
        matched: Which they are, by row.
        by_meaning: Which match by their meaning alone, and so follow the others.
    """

    def __init__(
        self,
        generation: Generation,
        text: str,
        mode: Mode,
        vector: Callable[[], NDArray[np.float32]],
        *,
        matched: Mask,
        by_meaning: Mask,
    ) -> None:
        self._lexical, self._vectors = generation.lexical, generation.vectors
        self._listing, self._places = generation.store.listing, generation.store.places
        self._text, self._language = text, detect_language(text)
        self._mode, self._vector = mode, vector
        self._matched, self._by_meaning = matched, by_meaning

    def passages(self, sort: Sort, k: int, offset: int) -> Scored:
        """The passages from `offset` on, at most `k`."""
        found = self._first(sort, offset + k, np.arange(len(self._places)))
        return found.at(slice(offset, offset + k))

    def articles(self, sort: Sort, k: int, offset: int) -> list[Scored]:
        """The passages of each article from `offset` on, at most `k`; the best of each decides."""
        places = self._places[self._first(sort, offset + k, self._places).rows]
        _, first = np.unique(places, return_index=True)
        shown = places[np.sort(first)][offset : offset + k].tolist()
        if not shown:
            return []
        rows = np.concatenate([np.array(self._listing.rows(place)) for place in shown])
        found = self._ordered(rows[self._matched[rows]])
        own = self._places[found.rows]
        return [found.at(own == place) for place in shown]

    def _first(self, sort: Sort, wanted: int, groups: NDArray[np.int64]) -> Scored:
        """Passages in order, of which the first `wanted` groups are right.

        By date the newest come first, and undated ones last; by relevance, what is only close in
        meaning follows what has the words.

        Args:
            sort: The order.
            wanted: How many groups are looked at.
            groups: The number of the group of each passage, by row.
        """
        if sort == "date":
            return self._newest(wanted)
        worded = self._matched & ~self._by_meaning
        count, nearest = int(np.count_nonzero(worded)), max(_NEAREST, 2 * wanted)
        while True:
            whole = count <= _WORDED * nearest
            best = self._best(worded, nearest, wanted, groups, whole=whole)
            if best is not None or whole:
                return self._ordered(np.flatnonzero(self._matched) if best is None else best)
            nearest *= _MORE

    def _best(
        self, worded: Mask, nearest: int, wanted: int, groups: NDArray[np.int64], *, whole: bool
    ) -> Rows | None:
        """Some passages with the words, among which are those of the first `wanted` groups.

        Args:
            worded: The passages with the words, by row.
            nearest: How many of them are compared.
            wanted: The number of groups.
            groups: The number of the group of each passage, by row.
            whole: Whether all of them are compared.

        Returns:
            None if the best may be others, or there are not so many groups.
        """
        words, wordless = self._with_words(_WORDED * nearest)
        near, far = self._near(worded, 0 if whole else nearest)
        rows = np.flatnonzero(worded) if whole else np.union1d(words.rows, near.rows)
        rows = rows[worded[rows]]
        low, high = np.zeros(len(rows)), np.full(len(rows), wordless)
        of_words = np.isin(words.rows, rows)
        at = np.searchsorted(rows, words.rows[of_words])
        low[at] = high[at] = words.scores[of_words]
        cosines = self._cosines(rows)
        low, high = self._together(cosines, low), self._together(cosines, high)
        order = np.argsort(-low, kind="stable")
        _, first = np.unique(groups[rows[order]], return_index=True)
        if len(first) < wanted:
            return None
        last = low[order[np.sort(first)[wanted - 1]]]
        others = -np.inf if whole else self._together(np.array([far]), np.array([wordless]))[0]
        return rows[high >= last] if last > others else None

    def _newest(self, wanted: int) -> Scored:
        """All passages of the newest articles, by day; of `wanted` articles, or a few more."""
        rows = np.flatnonzero(self._matched)
        days = self._listing.first_days[self._places[rows]]
        articles = np.unique(self._places[rows])
        newest = np.sort(self._listing.first_days[articles])[-wanted:]
        found = self._ordered(rows[np.isin(days, newest)])
        by_day = np.argsort(-self._listing.first_days[self._places[found.rows]], kind="stable")
        return found.at(by_day)

    def _ordered(self, rows: Rows) -> Scored:
        """Some of the passages that match, by relevance."""
        bm25 = np.zeros(len(rows))
        if self._mode != "dense" and len(rows):
            bm25 = self._lexical.scores(self._text, self._language, rows)
        scores = self._together(self._cosines(rows), bm25)
        order = np.lexsort((rows, self._places[rows], -scores, self._by_meaning[rows]))
        return Scored(rows[order], scores[order])

    def _with_words(self, count: int) -> tuple[Scored, float]:
        """Passages whose words count most, whether they match or not, and what others have."""
        if self._mode == "dense":
            return _scored([]), 0.0
        found = self._lexical.search(self._text, self._language, count)
        return _scored(found), found[-1][1] if len(found) == count else 0.0

    def _near(self, worded: Mask, count: int) -> tuple[Scored, float]:
        """The nearest of some passages, and what others are nearer than."""
        if self._mode == "lexical" or not count:
            return _scored([]), 0.0
        (found,) = self._vectors.search(self._vector()[np.newaxis], count, Chosen.of(worded))
        return _scored(found), found[-1][1]

    def _cosines(self, rows: Rows) -> Floats:
        if self._mode == "lexical":
            return np.zeros(len(rows))
        return self._vectors.cosines(self._vector(), rows).astype(np.float64)

    def _together(self, cosines: Floats, bm25: Floats) -> Floats:
        return bm25 if self._mode == "lexical" else together(cosines, bm25)


def _scored(found: Ranked) -> Scored:
    rows, scores = zip(*found, strict=True) if found else ((), ())
    return Scored(np.array(rows, dtype=np.int64), np.array(scores, dtype=np.float64))
