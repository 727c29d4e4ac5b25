"""Questions to hits: lexical, dense and hybrid search over one generation.

All modes share one signature and give one type, best first. Knows nothing of answers.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.encoder import Encoder
from qa.index.generations import Generation
from qa.index.passages import Chosen, Ranked
from qa.index.store import Store
from qa.lang.identifiers import identifier
from qa.lang.numbers import is_number
from qa.lang.text import fold
from qa.types import Filters, Hit, Language, Mode

_CANDIDATES = 100
"""Candidates that dense and lexical search each contribute to the fusion."""

_BM25_WEIGHT = 0.003
"""What a point of BM25 adds to the cosine, measured on the news development sets."""

_ARTICLE_SHARE = 0.3
"""Share of the best passage of an article in the score of each of its passages.

The article is found more often than the passage in it that holds the answer: so the other
passages of an article that is right move up with the one that shows it.
"""

_ARTICLES = 10
"""Best articles all of whose passages are candidates."""

_BM25_WEIGHT_OF_CODES = 0.1
"""The same for a query that is an identifier, whose vector means nothing."""

_SHINGLE = 4
_COPY = 0.8
"""Two passages are copies when the smaller shares this much of its word shingles."""


class Retriever:
    """Search over one generation, for one call: it keeps the vectors of what it was asked.

    Args:
        encoder: The encoder that the generation was built with.
    """

    def __init__(self, generation: Generation, encoder: Encoder) -> None:
        self._generation = generation
        self._encoder = encoder
        self._encoded: dict[str, NDArray[np.float32]] = {}

    def search(
        self, question: str, language: Language, k: int, mode: Mode, where: Filters
    ) -> list[Hit]:
        """The `k` best passages, copies collapsed, best first."""
        return self.search_many([question], [language], k, mode, where)[0]

    def search_many(
        self,
        questions: Sequence[str],
        languages: Sequence[Language],
        k: int,
        mode: Mode,
        where: Filters,
    ) -> list[list[Hit]]:
        """`search` for several questions, which are encoded together."""
        if not questions:
            return []
        size = len(self._generation.vectors)
        count = min(max(_CANDIDATES, 4 * k), max(1, size))
        store = self._generation.store
        chosen = None if where.everything else Chosen(where, store.mask)
        dense: list[Ranked] = [[] for _ in questions]
        if mode != "lexical":
            vectors = self._vectors(questions)
            dense = self._generation.vectors.search(vectors, count, chosen)
        hits = []
        for i, (question, language) in enumerate(zip(questions, languages, strict=True)):
            lexical: Ranked = []
            if mode != "dense":
                lexical = self._generation.lexical.search(question, language, count, chosen)
            found = _Candidates(self._generation.store, dense[i], lexical, identifier(question))
            self._complete(found, dict.fromkeys(row for row, _ in [*dense[i], *lexical]), question)
            if mode == "hybrid":
                self._complete(found, found.siblings(), question)
            hits.append(list(_collapse(found.hits(mode, k), k)))
        return hits

    def _vectors(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (questions, dimension); what is asked again is not encoded again."""
        new = [one for one in dict.fromkeys(questions) if one not in self._encoded]
        if new:
            self._encoded |= zip(new, self._encoder.encode_questions(new), strict=True)
        return np.stack([self._encoded[one] for one in questions])

    def _complete(self, found: _Candidates, rows: Iterable[int], question: str) -> None:
        """Add the passages at some rows, with their cosines if the question was encoded."""
        new = list(rows)
        found.add(new)
        vector = self._encoded.get(question)
        if vector is not None:
            far = np.array([row for row in new if row not in found.similarity], dtype=np.int64)
            cosines = self._generation.vectors.cosines(vector, far)
            found.similarity |= zip(far.tolist(), cosines.tolist(), strict=True)


class _Candidates:
    """Passages found by either search, by row, with what each search says of them.

    Args:
        code: What finds the query in a text, if it is an identifier alone.
    """

    def __init__(
        self, store: Store, dense: Ranked, lexical: Ranked, code: re.Pattern[str] | None
    ) -> None:
        self._store, self._code = store, code
        self._article: dict[int, int] = {}
        self._written: set[int] = set()
        self.similarity, self._bm25 = dict(dense), dict(lexical)
        self._dense_rank, self._lexical_rank = self._ranks(dense), self._ranks(lexical)

    def add(self, rows: Sequence[int]) -> None:
        """Add passages, whose similarity is added by the caller."""
        articles = self._store.places[np.array(rows, dtype=np.int64)]
        self._article |= zip(rows, articles.tolist(), strict=True)
        if self._code:
            self._written.update(rows_with(self._store, rows, self._code))

    def siblings(self) -> list[int]:
        """Rows of all other passages of the articles that the best candidates are of."""
        best = itertools.islice(self._article_scores(), _ARTICLES)
        rows = itertools.chain.from_iterable(map(self._store.listing.rows, best))
        return [row for row in rows if row not in self._article]

    def hits(self, mode: Mode, step: int) -> Iterator[Hit]:
        """All candidates, best first; ties by their place in the corpus.

        They are read `step` at a time: few of them are wanted.
        """
        scores = self._scores(mode)
        rows = sorted(scores, key=lambda row: (-scores[row], self._article[row], row))
        for first in range(0, len(rows), step):
            for found in self._store.passages(rows[first : first + step]):
                yield found.hit(
                    scores[found.row],
                    similarity=self.similarity.get(found.row),
                    dense_rank=self._dense_rank.get(found.row),
                    lexical_rank=self._lexical_rank.get(found.row),
                )

    def _ranks(self, found: Ranked) -> dict[int, int]:
        """The rank of each row; equals by place, however the index came about."""
        places = self._store.places
        ranked = sorted(found, key=lambda one: (-one[1], places[one[0]], one[0]))
        return {row: rank for rank, (row, _) in enumerate(ranked, start=1)}

    def _article_scores(self) -> dict[int, float]:
        """The hybrid score of each article's best passage, by its place, best first."""
        best: dict[int, float] = {}
        for row, article in self._article.items():
            score = self._hybrid(row)
            best[article] = max(score, best.get(article, score))
        return dict(sorted(best.items(), key=lambda item: -item[1]))

    def _scores(self, mode: Mode) -> dict[int, float]:
        """By row: cosine, BM25, or the two together, evened out with the best of the article."""
        if mode == "lexical":
            return {row: self._bm25.get(row, 0.0) for row in self._article}
        if mode == "dense":
            return self.similarity
        best = self._article_scores()
        return {
            row: (1 - _ARTICLE_SHARE) * self._hybrid(row) + _ARTICLE_SHARE * best[article]
            for row, article in self._article.items()
        }

    def _hybrid(self, row: int) -> float:
        """Cosine and BM25 together; for an identifier also whether it is written there."""
        bm25 = self._bm25.get(row, 0.0)
        if not self._code:
            return together(self.similarity[row], bm25)
        return self.similarity[row] + _BM25_WEIGHT_OF_CODES * bm25 + (row in self._written)


def rows_with(store: Store, rows: Sequence[int], code: re.Pattern[str]) -> list[int]:
    """Those rows in whose passage, or in whose title, an identifier is written."""
    return [
        stored.row
        for stored in store.passages(rows)
        if code.search(fold(f"{stored.article.title}\n{stored.passage.text}"))
    ]


Scores = TypeVar("Scores", float, NDArray[np.float64])


def together(similarity: Scores, bm25: Scores) -> Scores:
    """A linear combination of cosine and BM25, of one passage or of several.

    BM25 is not scaled per question: a question whose words occur nowhere together gets
    little from it, so that passages in its own language are not lifted above the right
    ones in the other. Reciprocal rank fusion and the scalings of Bruch, Gai and Ingber
    (2023, "An Analysis of Fusion Functions for Hybrid Retrieval") did worse on the
    development set.
    """
    return similarity + _BM25_WEIGHT * bm25


def _collapse(hits: Iterable[Hit], k: int) -> Iterator[Hit]:
    """The first `k` hits that are no copies of a better one; copies are named in `also_in`."""
    kept: list[tuple[Hit, _Shape]] = []
    for hit in hits:
        if len(kept) == k:
            break
        shape = _Shape(hit.text)
        for i, (other, known) in enumerate(kept):
            if other.article_id != hit.article_id and known.is_copy(shape):
                kept[i] = _with_copy(other, hit), known
                break
        else:
            kept.append((hit, shape))
    return (hit for hit, _ in kept)


def _with_copy(hit: Hit, copy: Hit) -> Hit:
    also_in = dict.fromkeys([*hit.also_in, copy.article_id])
    return hit.model_copy(update={"also_in": list(also_in)})


class _Shape:
    """What makes a passage a copy of another: its words in order, and its numbers."""

    def __init__(self, text: str) -> None:
        words = re.findall(r"\w+", fold(text))
        count = max(1, len(words) - _SHINGLE + 1)
        self.shingles = {tuple(words[i : i + _SHINGLE]) for i in range(count)}
        self.numbers = {word for word in words if is_number(word)}

    def is_copy(self, other: _Shape) -> bool:
        """Whether both say the same; a report with another toll is no copy."""
        smaller = min(len(self.shingles), len(other.shingles))
        shared = len(self.shingles & other.shingles)
        return self.numbers == other.numbers and shared >= _COPY * smaller
