"""Changing an index folder: building aside, publishing, going back.

A generation never changes once it has its final name. Publishing is one atomic rename of
`CURRENT`; a crash at any instant leaves either the old or the new generation in use. An alias on
Milvus is switched just before; the next build sets it right if that was in vain.
"""

from __future__ import annotations

import contextlib
import os
import platform
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from qa.corpus.files import sync
from qa.errors import IndexFolderError, IndexLockedError, RollbackError, cause
from qa.index.generations import (
    CURRENT,
    NAME,
    Generation,
    current_name,
    generation_names,
    number_of,
)
from qa.index.manifest import LEXICAL, MANIFEST, Manifest, files_of, read_manifest
from qa.index.milvus.server import connected
from qa.index.stores import drop, put_in_use

_STORE_ID: Final = ".store-id"


@contextlib.contextmanager
def writable(index: Path) -> Iterator[None]:
    """A full disk, or one that may not be written, as an error of the index folder."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise IndexFolderError(index, "index.unwritable", why=cause(error)) from error


@contextlib.contextmanager
def building(index: Path) -> Iterator[Path]:
    """A folder to write a generation into; it disappears unless it is published."""
    _clean(index)
    folder = Path(tempfile.mkdtemp(prefix=".building-", dir=index))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_collection(index: Path, address: str) -> tuple[str, str]:
    """Address and name of the collection for the next generation of a locked index.

    What builds left there which died is deleted, and the alias set right.

    Raises:
        SettingsError: If another index has the name of the address.
        IndexStoreError: If the server cannot be reached.
    """
    used = None
    with contextlib.suppress(IndexFolderError):
        used = read_manifest(index / current_name(index)).collection
    with connected(address) as server:
        prefix = f"{server.name}_{_store_id(index)}_"
        server.tidy(prefix, {prefix + name for name in generation_names(index)}, used)
    return address, prefix + _next_name(index)


def publish(
    index: Path,
    folder: Path,
    manifest: Manifest,
    before: Path | None = None,
    *,
    keep_used: bool = True,
) -> str:
    """Give a finished folder its name and put it in use; older generations are pruned.

    Args:
        index: The index folder.
        folder: What `building` gave, holding all files but the manifest.
        manifest: Its description; the files are filled in here.
        before: A generation some of whose files the folder has too, as links.
        keep_used: Whether the generation in use stays to go back to; else, since it is damaged,
            the one before it.

    Returns:
        The name of the new generation.
    """
    manifest.write(folder, before)
    folder.chmod(0o755)
    folders = [path for path in (folder / LEXICAL, folder) if path.exists()]
    for path in [*files_of(folder), folder / MANIFEST, *folders]:
        sync(path)
    read_manifest(folder).check(folder, contents=False)
    name = _next_name(index)
    replaced = _before(index, keep_used=keep_used)
    put_in_use(manifest)
    folder.rename(index / name)
    sync(index)  # the name must be there for good before it is the one in use
    _write(index / CURRENT, name)
    _prune(index, {name, replaced})
    return name


def rollback(index: Path) -> str:
    """Put the generation before the one in use back in use; returns its name.

    Where the one in use is unknown or gone, that is the newest.

    Raises:
        IndexNotFoundError: If there is no index.
        IndexLockedError: If another process is building.
        RollbackError: If there is no earlier generation.
        IndexDamagedError: If the earlier generation is damaged; nothing changes then.
    """
    if not generation_names(index):
        current_name(index)  # says what is missing, and makes no folder as the lock would
    with locked(index), writable(index):
        names = generation_names(index)
        with contextlib.suppress(IndexFolderError):
            used = current_name(index)
            if used in names:
                names = names[: names.index(used)]
        if not names:
            raise RollbackError(index)
        with contextlib.closing(Generation(index / names[-1], verify=True)) as generation:
            put_in_use(generation.manifest)
        _write(index / CURRENT, names[-1])
    return names[-1]


@contextlib.contextmanager
def locked(index: Path) -> Iterator[None]:
    """Hold the folder to change it; an IndexLockedError is raised if another process does."""
    _make(index)
    owner = index / ".lock-owner"
    lock = FileLock(index / ".lock", timeout=0)
    with writable(index):
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexLockedError(index, _read_owner(owner)) from error
    try:
        with writable(index):
            owner.write_text(f"process {os.getpid()} on {platform.node()}\n", encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):  # the next one writes over it
            owner.unlink(missing_ok=True)
        lock.release()


def _make(index: Path) -> None:
    """Make the folder; its name is there for good before anything is published in it."""
    missing = [folder for folder in (index, *index.parents) if not folder.exists()]
    try:
        index.mkdir(parents=True, exist_ok=True)
        for folder in missing:
            sync(folder.parent)
    except FileExistsError as error:
        raise IndexFolderError(index, "index.not_folder") from error
    except OSError as error:
        raise IndexFolderError(index, "index.unwritable", why=cause(error)) from error


def _read_owner(owner: Path) -> str:
    """Who holds the lock; empty if it has not written itself down yet."""
    with contextlib.suppress(OSError):
        return owner.read_text(encoding="utf-8").strip()
    return ""


def _store_id(index: Path) -> str:
    """What tells the collections of this index from those of others."""
    file = index / _STORE_ID
    if not file.exists():
        _write(file, secrets.token_hex(4))
    return file.read_text(encoding="ascii").strip()


def _next_name(index: Path) -> str:
    numbers = [number_of(path.name) for path in index.iterdir() if NAME.fullmatch(path.name)]
    return f"g{max(numbers, default=0) + 1:06d}"


def _write(file: Path, name: str) -> None:
    """Write a name into a file of an index folder, whole or not at all."""
    aside = file.with_name(f".{CURRENT}-{os.getpid()}")
    aside.write_text(name + "\n", encoding="ascii")
    sync(aside)
    aside.replace(file)
    sync(file.parent)


def _before(index: Path, *, keep_used: bool) -> str | None:
    """The generation in use before a publication; one that nobody used is not worth keeping."""
    complete = generation_names(index)
    with contextlib.suppress(IndexFolderError):
        if (used := current_name(index)) in complete:
            if keep_used:
                return used
            complete.remove(used)
    return complete[-1] if complete else None


def _clean(index: Path) -> None:
    """Remove what processes that died have left: only one builds at a time."""
    for left in index.glob(".building-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in index.glob(f".{CURRENT}-*"):
        left.unlink(missing_ok=True)
    complete = generation_names(index)
    with contextlib.suppress(IndexFolderError):
        if (used := current_name(index)) in complete:
            _prune(index, {*complete[: complete.index(used)][-1:]}, before=number_of(used))


def _prune(index: Path, kept: set[str | None], before: int | None = None) -> None:
    """Remove all generations but those that are kept, or only those before a number."""
    for path in index.iterdir():
        if not NAME.fullmatch(path.name) or path.name in kept:
            continue
        if before is None or number_of(path.name) < before:
            manifest = _manifest(path)
            # Without a manifest it is none any more, should something end this half-way.
            with contextlib.suppress(OSError):
                (path / MANIFEST).unlink(missing_ok=True)
                if manifest:
                    drop(manifest)
            # A reader on a system that keeps open files may hold it; the next build tries again.
            shutil.rmtree(path, ignore_errors=True)


def _manifest(path: Path) -> Manifest | None:
    """The manifest of a generation, if it can be read."""
    with contextlib.suppress(IndexFolderError):
        return read_manifest(path)
    return None
