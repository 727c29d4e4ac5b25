"""What every store of a generation's passages can do: the files of its folder, or Milvus.

Passages are numbered by `row`, as in `store`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from qa.encoder import Vectors
from qa.index.analysis import Forms
from qa.index.manifest import Manifest
from qa.types import Article, Filters, Language, Passage

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Ranked = list[tuple[int, float]]
"""Rows with their scores, best first."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """The passages that a search may find.

    Attributes:
        where: Filters that their articles pass; None: `mask` alone says which they are.
        find: Which passages pass filters, by row.
    """

    where: Filters | None
    find: Callable[[Filters], Mask]

    @classmethod
    def of(cls, mask: Mask) -> Self:
        """The rows where a mask is true."""
        return cls(None, lambda _: mask)

    @cached_property
    def mask(self) -> Mask:
        """Which they are, by row."""
        return self.find(self.where or Filters())


class Written(NamedTuple):
    """A passage as it is written, with what is searched and filtered of its article."""

    row: int
    title: str
    text: str
    language: Language
    source: str | None
    published: str | None

    @classmethod
    def of(cls, article: Article, first: int, passages: Sequence[Passage]) -> list[Self]:
        """Passages of an article whose rows begin at `first`."""
        about = article.language, article.source, article.published
        return [
            cls(row, article.title, passage.text, *about)
            for row, passage in enumerate(passages, start=first)
        ]


class PassageVectors(Protocol):
    """Vectors of length one; for use from several threads."""

    def __len__(self) -> int:
        """Number of passages."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def rows(self, first: int, count: int) -> Vectors:
        """Vectors `first` … `first + count - 1`, shape (count, dimension)."""

    def at(self, rows: Rows) -> Vectors:
        """The vectors at some rows, in their order, shape (len(rows), dimension)."""

    def cosines(self, question: NDArray[np.float32], rows: Rows) -> NDArray[np.float32]:
        """The cosine of a question with the vectors at some rows, in their order."""

    def search(self, questions: Vectors, k: int, chosen: Chosen | None = None) -> list[Ranked]:
        """The `k` nearest rows of each question with their cosines, best first.

        Args:
            questions: Shape (n, dimension).
            k: How many to return; fewer come back when there are fewer.
            chosen: Others are passed over.
        """


class PassageWords(Protocol):
    """Words, with French and English analysis; for use from several threads."""

    @property
    def forms(self) -> Callable[[str], Forms]:
        """The fields and tokens that a word is indexed under; none for a stop word."""

    def search(
        self, question: str, language: Language, k: int, chosen: Chosen | None = None
    ) -> Ranked:
        """The `k` best rows by BM25, best first.

        Args:
            question: Any text; it has no query syntax.
            language: Language of the question.
            k: How many to return; fewer come back when fewer share a word.
            chosen: Others are passed over.
        """

    def scores(self, question: str, language: Language, rows: Rows) -> NDArray[np.float64]:
        """The BM25 of some rows, in their order; 0 for those that share no word with the question.

        It takes little where the rows are few, or near one another.
        """

    def with_phrase(self, words: Sequence[str]) -> Mask:
        """Which rows have these folded words one after the other, in their title or text."""

    def with_word(self, word: str) -> Mask:
        """Which rows have a word, in any of its forms; stop words count only as they are."""


class PassageWriter(Protocol):
    """Writes the passages of a new generation: a context manager."""

    def __len__(self) -> int:
        """Number of vectors so far."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Throw away what was written, if the block failed."""

    def add(self, passages: Iterable[Written]) -> None:
        """Append passages without their vectors."""

    def add_vectors(self, vectors: Vectors) -> None:
        """Append vectors, shape (n, dimension), which come in the order of the passages."""

    def finish(self, manifest: Manifest) -> Manifest:
        """Write all that is left; gives the manifest with where the passages are."""
