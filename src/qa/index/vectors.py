"""Passage vectors of one generation, in FAISS: which are nearest to a question.

Position in the index is the passage's row in the store. Vectors have length one, so the
inner product is the cosine. A large generation also has a code of one bit a number for each
vector (RaBitQ): a search goes through the codes, and compares the vectors that they put first.
`benchmarks/vectors.py` measures why. Files are mapped, not read, when they are opened.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TypeVar

import faiss
import numpy as np
from numpy.typing import NDArray

from qa.encoder import Vectors
from qa.index.passages import Chosen

_COMPARED = 20
_LEAST_COMPARED = 4000
"""Vectors that are compared after a search of the codes: so many for each that is asked for, and
so many at least. 0.99 of the ten nearest of a million are among them, see `benchmarks/README.md`.
"""

Index = TypeVar("Index", bound=faiss.Index)


class VectorIndex:
    """All vectors, and codes of them if there are many.

    Args:
        index: The vectors.
        codes: Codes of the same vectors; None: every search is exact.
        exact: Vectors up to which a search is exact although there are codes: it may be all that
            pass a filter.
    """

    def __init__(
        self, index: faiss.IndexFlatIP, codes: faiss.IndexRaBitQ | None = None, exact: int = 0
    ) -> None:
        self._index, self._codes, self._exact = index, codes, exact

    @classmethod
    def open(cls, path: Path, codes: Path | None = None, exact: int = 0) -> VectorIndex:
        """Map what `vector_writer` wrote, for searching; see the class for `exact`.

        Raises:
            ValueError: If a file is no such index, or the codes are not those of the vectors.
        """
        index = read_index(path, faiss.IndexFlatIP, mapped=True)
        if codes is None:
            return cls(index)
        coded = read_index(codes, faiss.IndexRaBitQ, mapped=True)
        if (coded.ntotal, coded.d) != (index.ntotal, index.d):
            raise ValueError(f"{coded.ntotal} codes of {index.ntotal} vectors")
        return cls(index, coded, exact)

    def __len__(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    def rows(self, first: int, count: int) -> Vectors:
        """Vectors `first` … `first + count - 1`, shape (count, dimension)."""
        vectors: Vectors = self._index.reconstruct_n(first, count)
        return vectors

    def at(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors at some rows, in their order, shape (len(rows), dimension)."""
        if not len(rows):
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors: Vectors = self._index.reconstruct_batch(rows)
        return vectors

    def cosines(
        self, question: NDArray[np.float32], rows: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The cosine of a question with the vectors at some rows, in their order."""
        # By one thread: the matrix product wakes others, and waits for them on a busy machine.
        found: NDArray[np.float32] = np.einsum("ij,j->i", self.at(rows), question)
        return found

    def search(
        self, questions: Vectors, k: int, chosen: Chosen | None = None
    ) -> list[list[tuple[int, float]]]:
        """The `k` nearest rows of each question, best first; see `PassageVectors`."""
        mask = None if chosen is None else chosen.mask
        passing = len(self) if mask is None else int(np.count_nonzero(mask))
        k = min(k, passing)
        if k == 0:
            return [[] for _ in questions]
        if self._codes is None or passing <= self._exact:
            scores, rows = self._index.search(questions, k, params=_only(mask))
            return [
                list(zip(near.tolist(), cosines.tolist(), strict=True))
                for near, cosines in zip(rows, scores, strict=True)
            ]
        compared = min(passing, max(_LEAST_COMPARED, _COMPARED * k))
        _, rows = self._codes.search(questions, compared, params=_only(mask))
        return [self._best(*pair, k) for pair in zip(questions, rows, strict=True)]

    def _best(
        self, question: NDArray[np.float32], rows: NDArray[np.int64], k: int
    ) -> list[tuple[int, float]]:
        """The `k` nearest of some rows."""
        rows = np.sort(rows)  # which is the order on the disk, and that of equals
        cosines = self.cosines(question, rows)
        best = np.argsort(-cosines, kind="stable")[:k]
        return list(zip(rows[best].tolist(), cosines[best].tolist(), strict=True))


def read_index(path: Path, kind: type[Index], *, mapped: bool = False) -> Index:
    """Read a FAISS index from a file, or map it; a ValueError is raised if it is no such index."""
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0)
    except RuntimeError as error:  # what FAISS raises for every kind of bad file
        raise ValueError(f"not a FAISS index: {error}") from error
    if not isinstance(index, kind):
        raise ValueError(f"a {type(index).__name__} instead of {kind.__name__}")  # noqa: TRY004 - a file's content, not an argument
    return index


def _only(mask: NDArray[np.bool_] | None) -> faiss.SearchParameters:
    """That a search passes over the rows where a mask is false.

    Without a selector one question is shared out among threads, which wait for one another: on a
    busy machine that takes five times as long.
    """
    # FAISS rewrites these signatures in Python; its type stubs show the C++ ones.
    selector: faiss.IDSelector = faiss.IDSelectorAll()
    if mask is not None:
        selector = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))  # type: ignore[call-arg,arg-type]
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]


def write_index(index: faiss.Index, path: Path) -> None:
    """Write a FAISS index to a file; an OSError is raised if that fails."""
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(errno.EIO, str(error)) from error
