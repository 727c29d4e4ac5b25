"""Full-text search: which passages match a query, in an order, counted by what they are.

Plain words match in an article that has all of them, or where a passage is close in meaning, which
comes after; what is in quotes, excluded or joined by OR holds in each passage that is found, or in
its title. Beside such operators plain words have to be there too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.answering.text import NEAR
from qa.encoder import Encoder
from qa.index.generations import Generation
from qa.index.marks import Marker
from qa.index.passages import Chosen, Mask, Rows
from qa.index.query import SearchQuery, Term
from qa.lang.identifiers import identifier
from qa.ranking import Ranking, Scored
from qa.retrieval import rows_with
from qa.types import (
    EntityKind,
    FacetCount,
    Facets,
    Filters,
    FoundArticle,
    Hit,
    Mode,
    SearchResult,
    Sort,
)

SHOWN_PASSAGES: Final = 3
"""Passages that are shown of an article at most."""

_LOOKED_AT: Final = 10
"""Passages of an article from which these are taken; some match by their article's title."""

_NEAREST: Final = 200
"""Passages that may match by their meaning alone."""

_WRITTEN: Final = 1000
"""Passages in which an identifier is looked for."""

_NAMES: Final = 100
"""People, and places, that are counted at most."""

Counts = Counter[str | None]


class _Matched(NamedTuple):
    """The passages that match a query.

    Attributes:
        passages: Which they are, by row.
        by_meaning: Which of them match by their meaning alone.
        complete: Whether they have all words of the query, or its meaning.
    """

    passages: Mask
    by_meaning: Mask
    complete: bool


class Search:
    """One query over one generation.

    Args:
        where: Filters; they hold for all that is found, and for every facet but their own.
    """

    def __init__(
        self,
        generation: Generation,
        encoder: Encoder,
        query: SearchQuery,
        mode: Mode,
        where: Filters,
    ) -> None:
        self._generation, self._store, self._encoder = generation, generation.store, encoder
        self._lexical, self._vectors = generation.lexical, generation.vectors
        self._query, self._mode, self._where = query, mode, where
        self._terms: dict[Term, Mask] = {}
        self._masks: dict[Filters, Mask] = {}
        self._freely: dict[Filters, Mask] = {}
        self._marker = Marker(generation.lexical, query)

    def result(self, k: int, offset: int, sort: Sort) -> SearchResult:
        """The articles from `offset` on, at most `k`, and the counts over all."""
        found, by_meaning = self._found_rows, self._matched.by_meaning
        articles = np.count_nonzero(self._freed())
        worded = np.count_nonzero(self._articles(found & ~by_meaning))
        return SearchResult(
            query=self._query.given,
            understood=str(self._query) if self._query.strict else None,
            complete=self._matched.complete,
            sort=sort,
            articles=int(articles),
            passages=int(np.count_nonzero(found)),
            by_meaning=int(articles - worded),
            found=[self._found(one) for one in self._ranking.articles(sort, k, offset)],
            facets=self._facets(),
        )

    def hits(self, k: int, offset: int, sort: Sort) -> list[Hit]:
        """The passages from `offset` on, at most `k`."""
        return list(self._hits(self._ranking.passages(sort, k, offset)))

    def articles(self) -> Mask:
        """Which articles have all words, by place."""
        if not self._matched.complete:
            return np.zeros(len(self._store.listing), dtype=np.bool_)
        return self._articles(self._found_rows)

    def marked(self, hit: Hit) -> Hit:
        """A passage with marks where the words of the query stand."""
        spans = self._marker.spans(hit.text)
        marks = [(hit.start + first, hit.start + end) for first, end in spans]
        return hit.model_copy(update={"marks": marks})

    def _found(self, passages: Scored) -> FoundArticle:
        """An article; of its best passages those come first that have the words themselves."""
        worded: list[Hit] = []
        others: list[Hit] = []
        for hit in self._hits(passages.at(slice(_LOOKED_AT))):
            (worded if hit.marks else others).append(hit)
            if len(worded) == SHOWN_PASSAGES:
                break
        hits = worded + others
        return FoundArticle(
            **hits[0].ref,
            id=hits[0].article_id,
            passages=len(passages.rows),
            by_meaning=bool(self._matched.by_meaning[passages.rows].all()),
            title_marks=self._marker.spans(hits[0].title),
            hits=hits[:SHOWN_PASSAGES],
        )

    def _hits(self, passages: Scored) -> Iterator[Hit]:
        stored = self._store.passages(passages.rows.tolist())
        for one, score in zip(stored, passages.scores.tolist(), strict=True):
            yield self.marked(one.hit(score))

    @cached_property
    def _matched(self) -> _Matched:
        """Which passages match, whatever the filters.

        If none of those that pass the filters has all words, those with some of them match.
        """
        chosen = self._passing(Filters(articles=self._where.articles))
        allowed = chosen & self._operators_hold()
        none = np.zeros(len(self._vectors), dtype=np.bool_)
        words = self._query.words
        if not words:
            return _Matched(allowed, none, complete=True)
        code = identifier(self._query.text)
        worded = allowed & self._with_all(words)
        found = worded | allowed & self._near(allowed)
        if code:
            found = self._written(allowed & (self._with_any(words) | found), code)
            worded = found
        if (found & self._passing(self._where)).any():
            return _Matched(found, found & ~worded, complete=True)
        return _Matched(allowed & self._with_any(words), none, complete=False)

    def _operators_hold(self) -> Mask:
        held = np.ones(len(self._vectors), dtype=np.bool_)
        for terms in self._query.required:
            held &= self._with_any(terms)
        for term in self._query.excluded:
            held &= ~self._lexical.with_phrase(term.words)
        return held

    def _with_any(self, terms: Sequence[Term]) -> Mask:
        """Passages that have one of some terms."""
        held = np.zeros(len(self._vectors), dtype=np.bool_)
        for term in terms:
            held |= self._with_term(term)
        return held

    def _with_term(self, term: Term) -> Mask:
        if term not in self._terms:
            self._terms[term] = self._having(term)
        return self._terms[term]

    def _having(self, term: Term) -> Mask:
        if term.phrase:
            return self._lexical.with_phrase(term.words)
        held = np.ones(len(self._vectors), dtype=np.bool_)
        for word in term.written:
            held &= self._lexical.with_word(word)
        return held

    def _with_all(self, terms: Sequence[Term]) -> Mask:
        """Passages with any of some terms, in articles that have all of them."""
        if self._mode == "dense":
            return np.zeros(len(self._vectors), dtype=np.bool_)
        telling = [term for term in terms if any(map(self._lexical.forms, term.written))] or terms
        articles = np.ones(len(self._store.listing), dtype=np.bool_)
        for term in telling:
            articles &= self._articles(self._with_term(term))
        return self._with_any(telling) & articles[self._store.places]

    def _near(self, allowed: Mask) -> Mask:
        """Passages that are close to the query in meaning; none beside operators."""
        if self._mode == "lexical" or (self._query.strict and self._mode == "hybrid"):
            return np.zeros(len(self._vectors), dtype=np.bool_)
        chosen = Chosen.of(allowed)
        (nearest,) = self._vectors.search(self._vector[np.newaxis], _NEAREST, chosen)
        return self._mask(np.array([row for row, cosine in nearest if cosine >= NEAR], dtype=int))

    def _written(self, candidates: Mask, code: re.Pattern[str]) -> Mask:
        """Passages in which, or in whose title, an identifier is written."""
        rows = np.flatnonzero(candidates)[:_WRITTEN].tolist()
        return self._mask(np.array(rows_with(self._store, rows, code), dtype=int))

    def _mask(self, rows: Rows) -> Mask:
        mask = np.zeros(len(self._vectors), dtype=np.bool_)
        mask[rows] = True
        return mask

    def _passing(self, where: Filters) -> Mask:
        if where.everything:
            return np.ones(len(self._vectors), dtype=np.bool_)
        if where not in self._masks:
            self._masks[where] = self._store.mask(where)
        return self._masks[where]

    @cached_property
    def _vector(self) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._encoder.encode_questions([self._query.text])[0]
        return vector

    @cached_property
    def _found_rows(self) -> Mask:
        """The passages that are found, by row."""
        return self._matched.passages & self._passing(self._where)

    @property
    def _ranking(self) -> Ranking:
        """The order of what is found."""
        return Ranking(
            self._generation,
            self._query.text,
            self._mode,
            lambda: self._vector,
            matched=self._found_rows,
            by_meaning=self._matched.by_meaning,
        )

    def _articles(self, passages: Mask) -> Mask:
        """Which articles some passages are of, by place."""
        articles = np.zeros(len(self._store.listing), dtype=np.bool_)
        articles[self._store.places[passages]] = True
        return articles

    def _freed(self, **freed: object) -> Mask:
        """The articles that match and pass the filters but for some, by place."""
        where = self._where.model_copy(update=freed)
        if where not in self._freely:
            self._freely[where] = self._articles(self._matched.passages & self._passing(where))
        return self._freely[where]

    def _facets(self) -> Facets:
        listing = self._store.listing
        months = listing.months.counted(self._freed(since=None, until=None))
        return Facets(
            sources=_by_count(listing.sources.counted(self._freed(sources=()))),
            months=_by_count(months, newest_first=True),
            languages=_by_count(listing.languages.counted(self._freed(languages=()))),
            people=self._named("people", self._where.people),
            places=self._named("places", self._where.places),
        )

    def _named(self, kind: EntityKind, chosen: Sequence[str]) -> list[FacetCount]:
        """The people or places that most of the articles name, and those that are filters."""
        counts = _by_count(self._store.entities.count(kind, self._freed(**{kind: ()})))
        rest = [one for one in counts[_NAMES:] if one.value is None or one.value in chosen]
        return counts[:_NAMES] + rest


def _by_count(counts: Counts, *, newest_first: bool = False) -> list[FacetCount]:
    """Counts as they are shown: the most frequent or the latest first, no value last."""
    values = sorted(filter(None, counts), reverse=newest_first)
    if not newest_first:
        values.sort(key=lambda value: -counts[value])
    shown = [*values, None] if counts[None] else values
    return [FacetCount(value=value, count=counts[value]) for value in shown]
