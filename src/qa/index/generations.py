"""Generations of an index folder: which is in use, opening, publishing, rolling back.

    index/CURRENT            name of the generation in use
    index/g000007/           articles.sqlite  vectors.faiss  lexical/  manifest.json
    index/.building-…/       a generation being written; of no meaning to readers

A generation never changes once it has its final name. Publishing is one atomic rename of
`CURRENT`; a crash at any instant leaves either the old or the new generation in use.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import Field, ValidationError

from qa.encoder import Encoder
from qa.errors import (
    IndexDamagedError,
    IndexFolderError,
    IndexForeignError,
    IndexFormatError,
    IndexLockedError,
    IndexNotFoundError,
    RollbackError,
    cause,
)
from qa.index.lexical import LexicalIndex
from qa.index.store import Store
from qa.index.vectors import VectorIndex
from qa.types import IndexStatus, Value

FORMAT = 1
"""Version of the folder layout; older programs refuse newer ones."""

STORE, VECTORS, LEXICAL, MANIFEST = "articles.sqlite", "vectors.faiss", "lexical", "manifest.json"
_CURRENT = "CURRENT"
_NAME = re.compile(r"g\d{6,}")


class Manifest(Value):
    """What a generation is made of; written last, so its presence means completeness.

    Attributes:
        recipe: How passages were cut; vectors are reused only under the same recipe.
        checksums: SHA-256 of every file of the generation, by relative path.
        seal: SHA-256 of all the rest of the manifest.
    """

    format: int
    built: datetime
    encoder: str
    dimension: int
    fingerprint: str
    recipe: str
    articles: int = Field(ge=0)
    passages: int = Field(ge=0)
    checksums: dict[str, str]
    seal: str = ""


class Generation:
    """One opened generation. Its files are only read; it may be used from several threads.

    Args:
        path: The generation's folder.

    Raises:
        IndexDamagedError: If a file is missing or does not match the manifest.
        IndexFormatError: If it was written by a newer version of this package.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = read_manifest(path)
        _verify(path, self.manifest)
        try:
            self.store = Store(path / STORE)
            self.vectors = VectorIndex.open(path / VECTORS)
            self.lexical = LexicalIndex(path / LEXICAL)
        except (ValueError, sqlite3.Error) as error:
            raise IndexDamagedError(path, "index.unreadable", why=cause(error)) from error

    @property
    def name(self) -> str:
        """Name of the generation, for example `g000007`."""
        return self.path.name

    def check_encoder(self, encoder: Encoder) -> None:
        """Refuse an encoder whose vectors do not fit the ones stored.

        Raises:
            IndexForeignError: If they do not.
        """
        manifest = self.manifest
        if encoder.fingerprint != manifest.fingerprint:
            raise IndexForeignError(
                self.path,
                "index.foreign",
                built=manifest.encoder,
                built_print=manifest.fingerprint[:12],
                used=encoder.id,
                used_print=encoder.fingerprint[:12],
            )

    def close(self) -> None:
        """Release the database; further use of the store fails."""
        self.store.close()


def current_name(index: Path) -> str:
    """Name of the generation in use.

    Raises:
        IndexNotFoundError: If there is none.
        IndexDamagedError: If `CURRENT` does not hold the name of a generation.
    """
    try:
        name = (index / _CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise IndexNotFoundError(index) from error
    except UnicodeDecodeError as error:
        raise IndexDamagedError(index / _CURRENT, "index.current") from error
    if not _NAME.fullmatch(name):
        raise IndexDamagedError(index / _CURRENT, "index.current")
    return name


def open_current(index: Path) -> Generation:
    """Open the generation in use.

    Raises:
        IndexFolderError: Any of its subclasses that speak of opening.
    """
    while True:
        name = current_name(index)
        try:
            return Generation(index / name)
        except IndexDamagedError:
            # A newer one may have been published and this one pruned between the two steps.
            if current_name(index) == name:
                raise


def generation_names(index: Path) -> list[str]:
    """All complete generations, oldest first."""
    if not index.is_dir():
        return []
    return sorted(
        (path.name for path in index.iterdir() if _is_complete(path)),
        key=lambda name: int(name[1:]),
    )


@contextlib.contextmanager
def building(index: Path) -> Iterator[Path]:
    """A folder to write a generation into; it disappears unless it is published."""
    index.mkdir(parents=True, exist_ok=True)
    # Left by processes that died: only one builds at a time.
    for left in index.glob(".building-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in index.glob(f".{_CURRENT}-*"):
        left.unlink(missing_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".building-", dir=index))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(index: Path, folder: Path, manifest: Manifest) -> str:
    """Give a finished folder its name and put it in use; older generations are pruned.

    Args:
        index: The index folder.
        folder: What `building` gave, holding all files but the manifest.
        manifest: Its description; the checksums are filled in here.

    Returns:
        The name of the new generation.
    """
    manifest = manifest.model_copy(update={"checksums": _checksums(folder)})
    manifest = manifest.model_copy(update={"seal": _seal(manifest)})
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    for path in [*_files(folder), folder / MANIFEST, folder / LEXICAL, folder]:
        _sync(path)
    _verify(folder, read_manifest(folder))
    folder.chmod(0o755)
    name = _next_name(index)
    before = _before(index)
    folder.rename(index / name)
    _put_in_use(index, name)
    _prune(index, {name, before})
    return name


def rollback(index: Path) -> str:
    """Put the generation before the one in use back in use.

    Where it cannot be told which one is in use, or that one is gone, it is the newest.

    Returns:
        Its name.

    Raises:
        IndexNotFoundError: If there is no index.
        IndexLockedError: If another process is building.
        RollbackError: If there is no earlier generation.
        IndexDamagedError: If the earlier generation is damaged; nothing changes then.
    """
    if not generation_names(index):
        current_name(index)  # says what is missing, and makes no folder as the lock would
    with locked(index):
        names = generation_names(index)
        with contextlib.suppress(IndexFolderError):
            used = current_name(index)
            if used in names:
                names = names[: names.index(used)]
        if not names:
            raise RollbackError(index)
        Generation(index / names[-1]).close()
        _put_in_use(index, names[-1])
    return names[-1]


@contextlib.contextmanager
def locked(index: Path) -> Iterator[None]:
    """Hold the folder for one that changes it; who holds it is written beside the lock.

    Raises:
        IndexLockedError: If another holds it.
    """
    index.mkdir(parents=True, exist_ok=True)
    owner = index / ".lock-owner"
    lock = FileLock(index / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLockedError(index, _read_owner(owner)) from error
    try:
        owner.write_text(f"process {os.getpid()} on {platform.node()}\n", encoding="utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _read_owner(owner: Path) -> str:
    """Who holds the lock; it may not have written itself down yet."""
    with contextlib.suppress(OSError):
        return owner.read_text(encoding="utf-8").strip()
    return ""


def read_status(index: Path) -> IndexStatus:
    """What the index folder holds.

    Raises:
        IndexFolderError: As `open_current` does.
    """
    generation = open_current(index)
    try:
        return status_of(index, generation)
    finally:
        generation.close()


def status_of(index: Path, generation: Generation) -> IndexStatus:
    """The status of an opened generation in its folder."""
    manifest, store = generation.manifest, generation.store
    return IndexStatus(
        index=str(index),
        generation=generation.name,
        built=manifest.built.astimezone(UTC).isoformat(timespec="seconds"),
        encoder=manifest.encoder,
        dimension=manifest.dimension,
        articles=manifest.articles,
        passages=manifest.passages,
        languages=store.counts("language"),
        sources=store.counts("source"),
        published=store.date_range(),
        generations=generation_names(index),
    )


def read_manifest(path: Path) -> Manifest:
    """Read a generation's manifest.

    Raises:
        IndexDamagedError: If it is missing or not a manifest.
        IndexFormatError: If it is of a newer format.
    """
    try:
        text = (path / MANIFEST).read_text(encoding="utf-8")
        found = re.search(r'"format"\s*:\s*(\d+)', text)
        if found and int(found.group(1)) > FORMAT:
            raise IndexFormatError(path, "index.format", found=found.group(1), known=FORMAT)
        return Manifest.model_validate_json(text)
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise IndexDamagedError(path, "index.manifest") from error


def _verify(path: Path, manifest: Manifest) -> None:
    """Compare every file with its checksum."""
    if manifest.seal != _seal(manifest):
        raise IndexDamagedError(path / MANIFEST, "index.changed")
    for name, expected in manifest.checksums.items():
        file = path / name
        try:
            is_same = _checksum(file) == expected
        except FileNotFoundError as error:
            raise IndexDamagedError(file, "index.file_missing") from error
        except OSError as error:
            raise IndexDamagedError(file, "index.unreadable", why=cause(error)) from error
        if not is_same:
            raise IndexDamagedError(file, "index.mismatch")


def _seal(manifest: Manifest) -> str:
    """SHA-256 over a manifest but for its seal."""
    return hashlib.sha256(manifest.model_dump_json(exclude={"seal"}).encode()).hexdigest()


def _files(folder: Path) -> list[Path]:
    """Files of a generation that checksums cover: all but the manifest and tantivy's locks."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST and path.suffix != ".lock"
    )


def _checksums(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): _checksum(path) for path in _files(folder)}


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_complete(path: Path) -> bool:
    return bool(_NAME.fullmatch(path.name)) and (path / MANIFEST).is_file()


def _next_name(index: Path) -> str:
    numbers = [int(path.name[1:]) for path in index.iterdir() if _NAME.fullmatch(path.name)]
    return f"g{max(numbers, default=0) + 1:06d}"


def _put_in_use(index: Path, name: str) -> None:
    aside = index / f".{_CURRENT}-{os.getpid()}"
    aside.write_text(name + "\n", encoding="ascii")
    _sync(aside)
    aside.replace(index / _CURRENT)
    _sync(index)


def _before(index: Path) -> str | None:
    """The generation in use before a publication; one that nobody used is not worth keeping."""
    complete = generation_names(index)
    with contextlib.suppress(IndexFolderError):
        if (used := current_name(index)) in complete:
            return used
    return complete[-1] if complete else None


def _prune(index: Path, kept: set[str | None]) -> None:
    """Remove all generations but those that are kept."""
    for path in index.iterdir():
        if _NAME.fullmatch(path.name) and path.name not in kept:
            # A reader on a system that keeps open files may hold it; the next build tries again.
            shutil.rmtree(path, ignore_errors=True)


def _sync(path: Path) -> None:
    """Make a file, or a folder's list of files, safe from a power failure."""
    if os.name == "nt" and path.is_dir():  # Windows cannot open folders for syncing
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
