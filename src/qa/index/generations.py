"""Generations of an index folder: which is in use, opening one, what it holds.

index/CURRENT            name of the generation in use
index/g000007/           articles.sqlite  vectors.faiss  [codes.faiss]  lexical/  manifest.json
                         on Milvus: articles.sqlite  manifest.json; the rest in a collection
index/.building-…/       a generation being written; of no meaning to readers
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from qa.encoder import Encoder, SentenceTransformerEncoder
from qa.errors import (
    IndexDamagedError,
    IndexFolderError,
    IndexForeignError,
    IndexNotFoundError,
    cause,
)
from qa.index.manifest import MANIFEST, STORE, read_manifest, refused
from qa.index.store import Store
from qa.index.stores import open_passages
from qa.lang.dates import timestamp
from qa.types import IndexStatus

CURRENT = "CURRENT"
NAME = re.compile(r"g\d{6,}")


class Generation:
    """One opened generation. Its files are only read; it may be used from several threads.

    Args:
        verify: Whether every file is compared with its checksum, not with its size alone, and the
            passages on Milvus are counted.

    Raises:
        IndexDamagedError: If a file or a collection is missing or does not match the manifest.
        IndexStoreError: If the passages are on a Milvus server that cannot be reached.
        IndexFormatError: If it was written by another version of this package.
        IndexFolderError: If a file may not be read.
    """

    def __init__(self, path: Path, *, verify: bool = False) -> None:
        self.path = path
        self.manifest = read_manifest(path)
        self.manifest.check(path, contents=verify)
        with ExitStack() as opened:
            try:
                self.vectors, self.lexical = open_passages(
                    path, self.manifest, opened, verify=verify
                )
                self.store = opened.enter_context(closing(Store(path / STORE)))
            except (ValueError, sqlite3.Error) as error:
                self.manifest.check(path, contents=True)  # names the file, if it is one's fault
                raise IndexDamagedError(path, "index.unreadable", why=cause(error)) from error
            except OSError as error:
                self.manifest.check(path, contents=False)  # it may have been pruned meanwhile
                raise refused(path, error) from error
            self._opened = opened.pop_all()

    @property
    def name(self) -> str:
        """Name of the generation, for example `g000007`."""
        return self.path.name

    def check_encoder(self, encoder: Encoder) -> None:
        """Refuse, by an IndexForeignError, an encoder whose vectors do not fit the ones stored.

        A model that is named is refused by another name alone: it need not be loaded for that.
        """
        manifest = self.manifest
        if isinstance(encoder, SentenceTransformerEncoder) and encoder.named:
            self._check_name(encoder.id)
        if encoder.fingerprint != manifest.fingerprint:
            raise IndexForeignError(
                self.path,
                "index.foreign",
                built=manifest.encoder,
                built_print=manifest.fingerprint[:12],
                used=encoder.id,
                used_print=encoder.fingerprint[:12],
            )

    def _check_name(self, name: str) -> None:
        built = self.manifest.encoder
        if name != built:
            raise IndexForeignError(self.path, "index.foreign_name", built=built, used=name)

    def close(self) -> None:
        """Release the database and the connection; further use of the store fails."""
        self._opened.close()


def current_name(index: Path) -> str:
    """Name of the generation in use.

    Raises:
        IndexFolderError: If it is no folder, or may not be read.
        IndexNotFoundError: If there is none.
        IndexDamagedError: If `CURRENT` does not hold the name of a generation.
    """
    try:
        name = (index / CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise IndexNotFoundError(index) from error
    except NotADirectoryError as error:
        raise IndexFolderError(index, "index.not_folder") from error
    except OSError as error:
        raise IndexFolderError(index, "index.no_access", why=cause(error)) from error
    except UnicodeDecodeError as error:
        raise IndexDamagedError(index / CURRENT, "index.current") from error
    if not NAME.fullmatch(name):
        raise IndexDamagedError(index / CURRENT, "index.current")
    return name


def open_current(index: Path, *, verify: bool = False) -> Generation:
    """Open the generation in use; errors as for `current_name` and `Generation`."""
    while True:
        name = current_name(index)
        try:
            return Generation(index / name, verify=verify)
        except IndexDamagedError:
            # A newer one may have been published and this one pruned between the two steps.
            if current_name(index) == name:
                raise


def generation_names(index: Path) -> list[str]:
    """All complete generations, oldest first."""
    if not index.is_dir():
        return []
    names = [path.parent.name for path in index.glob(f"*/{MANIFEST}") if path.is_file()]
    return sorted(filter(NAME.fullmatch, names), key=number_of)


def number_of(name: str) -> int:
    """Number of a generation: a later one has a higher number."""
    return int(name[1:])


def read_status(index: Path, *, verify: bool = False) -> IndexStatus:
    """What the index folder holds; with `verify`, every file is compared with its checksum.

    Raises:
        IndexFolderError: As `open_current` does.
    """
    with closing(open_current(index, verify=verify)) as generation:
        return status_of(index, generation)


def status_of(index: Path, generation: Generation) -> IndexStatus:
    """The status of an opened generation in its folder."""
    manifest, store = generation.manifest, generation.store
    return IndexStatus(
        index=str(index),
        generation=generation.name,
        built=timestamp(manifest.built),
        encoder=manifest.encoder,
        dimension=manifest.dimension,
        store=manifest.store,
        articles=manifest.articles,
        passages=manifest.passages,
        languages=store.counts("language"),
        sources=store.counts("source"),
        published=store.published_range(),
        generations=generation_names(index),
    )
