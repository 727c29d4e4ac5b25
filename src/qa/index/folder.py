"""Writes the passages of a new generation into files of its folder: FAISS and tantivy."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from qa.encoder import Vectors
from qa.index.generations import Generation
from qa.index.lexical import LexicalWriter
from qa.index.manifest import CODES, LEXICAL, VECTORS, Manifest
from qa.index.vector_writer import VectorWriter, write_codes
from qa.types import Article, Language, Passage

_COPIED_AT_ONCE: Final = 20_000
"""Vectors that are held in memory while those of another generation are copied."""


class FolderWriter(contextlib.AbstractContextManager["FolderWriter"]):
    """Writes vectors and words, whole when the block ends.

    Args:
        folder: Of the new generation.
        dimension: Numbers in a vector.
        before: A generation all of whose passages are kept, in their rows.
    """

    def __init__(self, folder: Path, dimension: int, before: Generation | None) -> None:
        self._folder = folder
        (folder / LEXICAL).mkdir()
        with contextlib.ExitStack() as opened:
            self._vectors = opened.enter_context(VectorWriter(folder / VECTORS, dimension))
            words = before.path / LEXICAL if before else None
            self._lexical = opened.enter_context(LexicalWriter(folder / LEXICAL, words))
            if before:
                self._vectors.copy(before.path / VECTORS, len(before.vectors))
            self._opened = opened.pop_all()

    def __len__(self) -> int:
        """Number of vectors so far."""
        return len(self._vectors)

    def keep(
        self,
        before: Generation,
        rows: NDArray[np.int64],
        passages: Iterable[tuple[int, str, str, Language]],
    ) -> None:
        """Write some passages of another generation, before any others.

        Args:
            before: The generation.
            rows: Theirs in it.
            passages: Their new rows, titles, texts and languages, in the same order.
        """
        for first in range(0, len(rows), _COPIED_AT_ONCE):
            self._vectors.add(before.vectors.at(rows[first : first + _COPIED_AT_ONCE]))
        for passage in passages:
            self._lexical.add(*passage)

    def add(self, article: Article, first: int, passages: Sequence[Passage]) -> None:
        """Append the words of the passages of an article, whose rows begin at `first`."""
        for row, passage in enumerate(passages, start=first):
            self._lexical.add(row, article.title, passage.text, article.language)

    def add_vectors(self, vectors: Vectors) -> None:
        """Append vectors, shape (n, dimension), which come in the order of the rows."""
        self._vectors.add(vectors)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what is left, unless the block failed."""
        self._opened.__exit__(kind, failure, trace)

    def finish(self, manifest: Manifest, exact: int) -> Manifest:
        """Write codes of the vectors if there are more than `exact`, after the block has ended."""
        if len(self) <= exact:
            return manifest
        write_codes(self._folder / VECTORS, self._folder / CODES)
        return manifest.model_copy(update={"exact": exact})
