"""Writes the vectors of a new generation, and codes of them, holding few in memory at a time."""

from __future__ import annotations

import contextlib
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import faiss
import numpy as np

from qa.encoder import Vectors
from qa.index.vectors import VectorIndex, read_index, write_index

_QUESTION_BITS: Final = 4
"""Bits of each number of a question that is compared with codes; eight are twice as slow."""

_LEARNED_AGAIN: Final = 1.5
"""Growth since codes were learned after which they are made anew; see `benchmarks/README.md`."""

_AT_ONCE: Final = 20_000
"""Vectors that are held in memory together when they are read from a file."""

_BUFFER: Final = 1 << 22
"""Bytes that are copied at once."""


class VectorWriter(contextlib.AbstractContextManager["VectorWriter"]):
    """Writes a file for `VectorIndex.open`, whole when the block ends.

    It is what FAISS writes of an `IndexFlatIP`: a header with the number of vectors, and the
    vectors, which are appended as they come.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self.dimension, self._count = dimension, 0
        self._file = path.open("wb")
        self._file.write(_header(dimension, 0))

    def __len__(self) -> int:
        """Number of vectors."""
        return self._count

    def add(self, vectors: Vectors) -> None:
        """Append vectors, shape (n, dimension)."""
        self._file.write(np.ascontiguousarray(vectors, dtype="<f4").data)
        self._count += len(vectors)

    def copy(self, path: Path, count: int) -> None:
        """Append all `count` vectors of another file of this kind."""
        with path.open("rb") as file:
            file.seek(len(_header(self.dimension, count)))
            shutil.copyfileobj(file, self._file, _BUFFER)
        self._count += count

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """Write how many there are, unless the block failed."""
        with self._file:
            if failure is None:
                self._file.seek(0)
                self._file.write(_header(self.dimension, self._count))


def write_codes(
    vectors: Path, path: Path, before: Path | None = None, trained: int | None = None
) -> int:
    """Write codes of the vectors in a file.

    Args:
        vectors: The file.
        path: Of the codes.
        before: Codes of the first of these vectors, to which those of the others are added as long
            as they are not so many that what was learned from the first need not hold for them.
        trained: How many the codes before were learned from.

    Returns:
        How many these codes were learned from.

    Raises:
        OSError: If that fails.
    """
    index = VectorIndex.open(vectors)
    if before and trained and len(index) <= _LEARNED_AGAIN * trained:
        codes = read_index(before, faiss.IndexRaBitQ)
    else:
        codes, trained = _learned(vectors, index), len(index)
    for some in _some(vectors, index, codes.ntotal):
        codes.add(some)
    write_index(codes, path)
    return trained


def _learned(path: Path, index: VectorIndex) -> faiss.IndexRaBitQ:
    """No codes yet, for vectors like those in a file."""
    codes = faiss.IndexRaBitQ(index.dimension, faiss.METRIC_INNER_PRODUCT)
    codes.qb = _QUESTION_BITS
    total = np.zeros(index.dimension, dtype=np.float64)
    for some in _some(path, index):
        total += some.sum(axis=0, dtype=np.float64)
    # All that is learned is the mean: that of a single vector is itself.
    codes.train((total / max(1, len(index))).astype(np.float32)[np.newaxis])
    return codes


def _some(path: Path, index: VectorIndex, start: int = 0) -> Iterator[Vectors]:
    """The vectors of a file from one on, some at a time: read, since what is mapped stays there."""
    with path.open("rb") as file:
        file.seek(len(_header(index.dimension, len(index))) + 4 * start * index.dimension)
        for first in range(start, len(index), _AT_ONCE):
            count = min(_AT_ONCE, len(index) - first)
            numbers = np.fromfile(file, dtype="<f4", count=count * index.dimension)
            yield numbers.reshape(count, index.dimension)


def _header(dimension: int, count: int) -> bytes:
    """What stands before the vectors: FAISS's own header, and how many numbers follow."""
    empty = faiss.IndexFlatIP(dimension)
    empty.ntotal = count
    header: bytes = faiss.serialize_index(empty).tobytes()
    return header[:-8] + struct.pack("<Q", count * dimension)
