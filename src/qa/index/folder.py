"""The passages of a generation in files of its own folder: FAISS and tantivy."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Sequence
from pathlib import Path

from qa.encoder import Vectors
from qa.index.lexical import LexicalIndex, LexicalWriter
from qa.index.manifest import CODES, LEXICAL, VECTORS, Manifest
from qa.index.vectors import VectorIndex
from qa.types import Article, Passage


def open_folder(folder: Path, exact: int | None) -> tuple[VectorIndex, LexicalIndex]:
    """What `FolderWriter` wrote; `exact` as in its manifest."""
    codes = None if exact is None else folder / CODES
    return VectorIndex.open(folder / VECTORS, codes, exact or 0), LexicalIndex(folder / LEXICAL)


class FolderWriter(contextlib.AbstractContextManager["FolderWriter"]):
    """Writes passages into the folder of a new generation; see `PassageWriter`.

    Args:
        exact: Passages up to which a search compares all vectors.
    """

    def __init__(self, folder: Path, dimension: int, exact: int) -> None:
        self._folder, self._exact = folder, exact
        self._rows = itertools.count()
        self._vectors = VectorIndex.create(dimension)
        (folder / LEXICAL).mkdir()
        self._lexical = LexicalWriter(folder / LEXICAL)

    def __len__(self) -> int:
        """Number of vectors so far."""
        return len(self._vectors)

    def __exit__(self, *_: object) -> None:
        """Nothing: the folder goes if it is not published."""

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Append the words of the passages of an article."""
        for passage in passages:
            self._lexical.add(next(self._rows), article.title, passage.text, article.language)

    def add_vectors(self, vectors: Vectors) -> None:
        """Append vectors."""
        self._vectors.add(vectors)

    def finish(self, manifest: Manifest) -> Manifest:
        """Write the files."""
        self._lexical.commit()
        self._vectors.save(self._folder / VECTORS)
        if len(self) <= self._exact:
            return manifest
        self._vectors.save_codes(self._folder / CODES)
        return manifest.model_copy(update={"exact": self._exact})
