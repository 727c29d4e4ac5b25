"""Where the passages of a generation are: in its folder, or on a Milvus server."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from qa.errors import IndexDamagedError, IndexStoreError, SettingsError
from qa.index.folder import FolderWriter, open_folder
from qa.index.manifest import Manifest
from qa.index.milvus.reading import Collection, MilvusVectors, MilvusWords
from qa.index.milvus.server import Server, connected
from qa.index.milvus.writing import MilvusWriter
from qa.index.passages import PassageVectors, PassageWords, PassageWriter, Rows, Written

_COPIED_AT_ONCE: Final = 20_000
"""Vectors that are held in memory while those of another generation are copied."""


def open_passages(
    path: Path, manifest: Manifest, opened: contextlib.ExitStack, *, verify: bool
) -> tuple[PassageVectors, PassageWords]:
    """The passages of a generation.

    Args:
        path: Its folder.
        manifest: What it is made of.
        opened: Closes what is opened here.
        verify: Whether those on a server are counted.

    Raises:
        IndexDamagedError: If the collection is missing, or has another number of passages.
        IndexStoreError: If the server cannot be reached.
        ValueError: If a file is not what it should be.
    """
    if manifest.store is None:
        return open_folder(path, manifest.exact)
    name, address = str(manifest.collection), manifest.store
    server = opened.enter_context(contextlib.closing(Server(address)))
    if not server.has(name):
        raise IndexDamagedError(path, "index.store_missing", name=name, address=address)
    if verify and (found := server.count(name)) != manifest.passages:
        counts = {"found": found, "expected": manifest.passages}
        raise IndexDamagedError(path, "index.store_count", name=name, address=address, **counts)
    collection = Collection(server, name, manifest.passages, manifest.dimension)
    return MilvusVectors(collection), MilvusWords(collection)


@contextlib.contextmanager
def passage_writer(
    folder: Path,
    place: tuple[str, str] | None,
    dimension: int,
    exact: int,
    before: Path | None = None,
) -> Iterator[PassageWriter]:
    """What writes the passages of a new generation.

    Args:
        folder: Of the generation.
        place: Address of a server and name of the new collection; None: in the folder.
        dimension: Numbers in a vector.
        exact: Passages up to which a search in files compares all vectors.
        before: Folder of a generation all of whose passages are kept, in their rows; none where
            they go to a server, or come from there.
    """
    if place is None:
        with FolderWriter(folder, dimension, exact, before) as files:
            yield files
        return
    address, name = place
    with connected(address) as server, MilvusWriter(server, name, dimension, folder) as collection:
        yield collection


def keep(
    writer: PassageWriter, before: PassageVectors, rows: Rows, passages: Iterator[Written]
) -> None:
    """Write some passages of another generation, before any others.

    Args:
        writer: Of the new generation.
        before: The vectors of the other one.
        rows: Those of the passages in it.
        passages: What they are now, in the same order.
    """
    for first in range(0, len(rows), _COPIED_AT_ONCE):
        writer.add_vectors(before.at(rows[first : first + _COPIED_AT_ONCE]))
        writer.add(itertools.islice(passages, _COPIED_AT_ONCE))


def put_in_use(manifest: Manifest) -> None:
    """Let the alias lead to the collection of a generation, if it has one."""
    if manifest.store:
        with connected(manifest.store) as server:
            server.put_in_use(str(manifest.collection))


def drop(manifest: Manifest) -> None:
    """Delete the collection of a generation; one that cannot be is left to the next build."""
    if manifest.store:
        unreachable = contextlib.suppress(IndexStoreError, SettingsError)
        with unreachable, connected(manifest.store) as server:
            server.drop(str(manifest.collection))
