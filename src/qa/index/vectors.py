"""Passage vectors of one generation, in FAISS: exact inner product.

Position in the index is the passage's row in the store. Vectors have length one, so the
inner product is the cosine.
"""

from __future__ import annotations

import errno
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from qa.encoder import Vectors


class VectorIndex:
    """A `faiss.IndexFlatIP` with a typed face."""

    def __init__(self, index: faiss.IndexFlatIP) -> None:
        self._index = index

    @classmethod
    def create(cls, dimension: int) -> VectorIndex:
        """An empty index."""
        return cls(faiss.IndexFlatIP(dimension))

    @classmethod
    def open(cls, path: Path) -> VectorIndex:
        """Read what `save` wrote; a ValueError is raised if the file is no such index."""
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:  # what FAISS raises for every kind of bad file
            raise ValueError(f"not a FAISS index: {error}") from error
        if not isinstance(index, faiss.IndexFlatIP):
            raise ValueError(f"a {type(index).__name__} instead of a flat inner-product index")  # noqa: TRY004 - a file's content, not an argument
        return cls(index)

    def __len__(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    def add(self, vectors: Vectors) -> None:
        """Append vectors, shape (n, dimension)."""
        self._index.add(vectors)

    def rows(self, first: int, count: int) -> Vectors:
        """Vectors `first` … `first + count - 1`, shape (count, dimension)."""
        vectors: Vectors = self._index.reconstruct_n(first, count)
        return vectors

    def cosines(
        self, question: NDArray[np.float32], rows: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The cosine of a question with the vectors at some rows, in their order."""
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        found: NDArray[np.float32] = self._index.reconstruct_batch(rows) @ question
        return found

    def search(
        self, questions: Vectors, k: int, mask: NDArray[np.bool_] | None = None
    ) -> list[list[tuple[int, float]]]:
        """The `k` nearest rows of each question with their cosines, best first.

        Args:
            questions: Shape (n, dimension).
            k: How many to return; fewer come back when there are fewer.
            mask: Shape (len(self),); rows where it is false are passed over.
        """
        k = min(k, len(self))
        if k == 0:
            return [[] for _ in questions]
        parameters = None
        if mask is not None:
            # FAISS rewrites these two signatures in Python; its type stubs show the C++ ones.
            selector = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))  # type: ignore[call-arg,arg-type]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, rows = self._index.search(questions, k, params=parameters)
        return [
            [(int(row), float(score)) for row, score in zip(*pair, strict=True) if row >= 0]
            for pair in zip(rows, scores, strict=True)
        ]

    def save(self, path: Path) -> None:
        """Write the index to a file; an OSError is raised if that fails."""
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise OSError(errno.EIO, str(error)) from error
