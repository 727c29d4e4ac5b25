"""Searches in a collection: vectors by HNSW, words by Milvus's BM25, filters by its conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.encoder import Vectors
from qa.errors import IndexStoreError
from qa.index.analysis import EXACT_WEIGHT, Analysis, Forms
from qa.index.milvus.server import Server
from qa.index.milvus.terms import (
    condition,
    has_phrase,
    terms_asked,
    with_all,
    with_any,
)
from qa.index.passages import Chosen, Mask, Ranked, Rows
from qa.lang.text import words_in
from qa.types import Language

if TYPE_CHECKING:
    from pymilvus import MilvusClient

Found = TypeVar("Found")

MOST: Final = 16_384
"""Rows that Milvus gives at once; of more than so many, those that are ranked last count as 0."""

_FETCHED: Final = 1000
"""Vectors that are fetched at once, and compared here."""

_EF: Final = 512
"""Vectors among which HNSW looks for the nearest, at least."""


class Collection:
    """One collection of a server, which does not change."""

    def __init__(self, server: Server, name: str, size: int, dimension: int) -> None:
        self._server, self._name = server, name
        self._loaded: MilvusClient | None = None
        self.size, self.dimension = size, dimension

    def best(
        self, field: str, questions: Sequence[object], k: int, where: str, **params: int
    ) -> list[Ranked]:
        """The `k` best rows of each question by a field, best first; equals by their row."""
        found = self._asked(
            lambda client: client.search(
                self._name, data=list(questions), anns_field=field, limit=min(k, self.size, MOST),
                filter=where, search_params={"params": params}, timeout=self._server.seconds,
            )
        )  # fmt: skip
        # Milvus Lite gives BM25 with a minus; neither kind of score is below zero else.
        signed = abs if field == "sparse" else float
        ranked = [[(hit["row"], signed(hit["distance"])) for hit in hits] for hits in found]
        return [sorted(hits, key=lambda hit: (-hit[1], hit[0])) for hits in ranked]

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors at some rows, in their order."""
        found = np.zeros((len(rows), self.dimension), dtype=np.float32)
        for first in range(0, len(rows), _FETCHED):
            some = rows[first : first + _FETCHED].tolist()
            by_row = self._asked(partial(self._vectors, some))
            found[first : first + len(some)] = [by_row[row] for row in some]
        return found

    def matching(self, where: str, *fields: str) -> list[dict[str, Any]]:
        """All rows for which a condition holds, with some of their fields."""

        def pages(client: MilvusClient) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = []
            iterator = client.query_iterator(
                self._name, batch_size=MOST, filter=where, output_fields=["row", *fields],
                timeout=self._server.seconds,
            )  # fmt: skip
            while page := iterator.next():
                found += page
            iterator.close()
            return found

        return self._asked(pages)

    def _vectors(self, rows: list[int], client: MilvusClient) -> dict[int, list[float]]:
        found = client.query(
            self._name, ids=rows, output_fields=["row", "dense"], timeout=self._server.seconds
        )
        return {one["row"]: one["dense"] for one in found}

    def _asked(self, ask: Callable[[MilvusClient], Found]) -> Found:
        """What a server answers; one that was restarted meanwhile is asked again."""
        try:
            return self._once(ask)
        except IndexStoreError:
            return self._once(ask)

    def _once(self, ask: Callable[[MilvusClient], Found]) -> Found:
        with self._server.asked() as client:
            if client is not self._loaded:
                client.load_collection(self._name, timeout=self._server.seconds)
                self._loaded = client
            return ask(client)


class MilvusVectors:
    """The vectors of a collection; see `PassageVectors`. HNSW may miss a few of the nearest."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def __len__(self) -> int:
        """Number of passages."""
        return self._collection.size

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._collection.dimension

    def rows(self, first: int, count: int) -> Vectors:
        """Vectors `first` … `first + count - 1`."""
        return self.at(np.arange(first, first + count))

    def at(self, rows: Rows) -> Vectors:
        """The vectors at some rows, in their order."""
        return self._collection.vectors(rows)

    def cosines(self, question: NDArray[np.float32], rows: Rows) -> NDArray[np.float32]:
        """The cosine of a question with the vectors at some rows; of very many see `MOST`."""
        if len(rows) <= _FETCHED:
            found: NDArray[np.float32] = np.einsum("ij,j->i", self.at(rows), question)
            return found
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[rows] = True
        cosines = np.zeros(len(self), dtype=np.float32)
        for row, cosine in self.search(question[np.newaxis], MOST, Chosen.of(mask))[0]:
            cosines[row] = cosine
        return cosines[rows]

    def search(self, questions: Vectors, k: int, chosen: Chosen | None = None) -> list[Ranked]:
        """The `k` nearest rows of each question with their cosines, best first."""
        if not len(self) or not k:
            return [[] for _ in questions]
        asked, where = [one.tolist() for one in questions], condition(chosen)
        return self._collection.best("dense", asked, k, where, ef=max(_EF, 2 * k))


class MilvusWords:
    """The words of a collection; see `PassageWords`."""

    def __init__(self, collection: Collection) -> None:
        self._collection, self._analysis = collection, Analysis()

    @property
    def forms(self) -> Callable[[str], Forms]:
        """The fields and tokens that a word is indexed under."""
        return self._analysis.forms

    def search(
        self, question: str, language: Language, k: int, chosen: Chosen | None = None
    ) -> Ranked:
        """The `k` best rows by BM25, best first."""
        asked = terms_asked(self._analysis, question, language)
        if not asked or not self._collection.size:
            return []
        (found,) = self._collection.best("sparse", [asked], k, condition(chosen))
        return [(row, score * EXACT_WEIGHT) for row, score in found if score > 0]

    def scores(self, question: str, language: Language, rows: Rows) -> NDArray[np.float64]:
        """The BM25 of some rows; of very many see `MOST`."""
        found = dict(self.search(question, language, MOST))
        return np.array([found.get(row, 0.0) for row in rows.tolist()], dtype=np.float64)

    def with_phrase(self, words: Sequence[str]) -> Mask:
        """Which rows have these folded words one after the other, in their title or text."""
        found = self._collection.matching(with_all(words), "words")
        return self._mask(one for one in found if has_phrase(one["words"], words))

    def with_word(self, word: str) -> Mask:
        """Which rows have a word, in any of its forms."""
        forms = self.forms(word)
        if not forms:
            return self.with_phrase(words_in(word))
        return self._mask(self._collection.matching(with_any(forms)))

    def _mask(self, found: Iterable[dict[str, Any]]) -> Mask:
        mask = np.zeros(self._collection.size, dtype=np.bool_)
        mask[[one["row"] for one in found]] = True
        return mask
