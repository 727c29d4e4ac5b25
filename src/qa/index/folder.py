"""The passages of a generation in files of its own folder: FAISS and tantivy."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from qa.encoder import Vectors
from qa.index.lexical import LexicalIndex, LexicalWriter
from qa.index.manifest import CODES, LEXICAL, VECTORS, Manifest, read_manifest
from qa.index.passages import Written
from qa.index.vector_writer import VectorWriter, write_codes
from qa.index.vectors import VectorIndex


def open_folder(folder: Path, exact: int | None) -> tuple[VectorIndex, LexicalIndex]:
    """What `FolderWriter` wrote; `exact` as in its manifest."""
    codes = None if exact is None else folder / CODES
    return VectorIndex.open(folder / VECTORS, codes, exact or 0), LexicalIndex(folder / LEXICAL)


class FolderWriter(contextlib.AbstractContextManager["FolderWriter"]):
    """Writes passages into the folder of a new generation; see `PassageWriter`.

    Args:
        folder: Of the new generation.
        dimension: Numbers in a vector.
        exact: Passages up to which a search compares all vectors.
        before: Folder of a generation all of whose passages are kept, in their rows.
    """

    def __init__(self, folder: Path, dimension: int, exact: int, before: Path | None) -> None:
        self._folder, self._exact, self._before = folder, exact, before
        (folder / LEXICAL).mkdir()
        with contextlib.ExitStack() as opened:
            self._vectors = opened.enter_context(VectorWriter(folder / VECTORS, dimension))
            words = before and before / LEXICAL
            self._lexical = opened.enter_context(LexicalWriter(folder / LEXICAL, words))
            if before:
                self._vectors.copy(before / VECTORS, len(VectorIndex.open(before / VECTORS)))
            self._opened = opened.pop_all()

    def __len__(self) -> int:
        """Number of vectors so far."""
        return len(self._vectors)

    def add(self, passages: Iterable[Written]) -> None:
        """Append the words of passages."""
        for one in passages:
            self._lexical.add(one.row, one.title, one.text, one.language)

    def add_vectors(self, vectors: Vectors) -> None:
        """Append vectors."""
        self._vectors.add(vectors)

    def finish(self, manifest: Manifest) -> Manifest:
        """Write what is left, and codes of the vectors if there are more than `exact`."""
        self._opened.close()
        if len(self) <= self._exact:
            return manifest
        learned = read_manifest(self._before).learned if self._before else None
        codes = self._before and self._before / CODES
        learned = write_codes(self._folder / VECTORS, self._folder / CODES, codes, learned)
        return manifest.model_copy(update={"exact": self._exact, "learned": learned})

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files, if the block failed before the end: the folder goes then."""
        self._opened.__exit__(kind, failure, trace)
