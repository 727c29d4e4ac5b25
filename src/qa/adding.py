"""Files and web pages copied into the corpus folder."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from qa.corpus import formats
from qa.corpus.walk import walk
from qa.errors import ReadError
from qa.fetch import IPAddress, Page, fetch, is_public
from qa.text import fold

_FETCHED = "fetched"
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
}
_NAME_CHARS = 80
_NAME_BYTES = 200
_CANONICAL = re.compile(rb"""<link\b[^>]*\brel\s*=\s*["']?[^"'>]*\bcanonical\b""", re.IGNORECASE)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def add_to_corpus(
    places: Sequence[str],
    corpus: Path,
    *,
    max_bytes: int,
    allow: Callable[[IPAddress], bool] = is_public,
) -> list[Path]:
    """Copy files, folders and web pages into a corpus folder.

    Args:
        places: Paths and http(s) addresses.
        corpus: The folder; made if missing.
        max_bytes: Largest file or page that is taken.
        allow: Which network addresses may be connected to.

    Returns:
        The files in the corpus that now hold them.

    Raises:
        ReadError: Naming the place that cannot be added; what came before it is added.
    """
    added = []
    for place in places:
        if re.match(r"https?://", place, re.IGNORECASE):
            page = fetch(place, max_bytes=max_bytes, allow=allow)
            added.append(save(_page_bytes(page), f"{_FETCHED}/{_page_name(page)}", corpus))
        else:
            for path, name in _files(Path(place)):
                is_there = path.resolve().is_relative_to(corpus.resolve())
                added.append(path if is_there else save(_read(path, max_bytes), name, corpus))
    return added


def save(content: bytes, name: str, corpus: Path, *, replace: bool = False) -> Path:
    """Write a file into the corpus; it appears there whole or not at all.

    Args:
        content: Its bytes.
        name: Path relative to the corpus; made safe, so that it cannot leave the folder.
        corpus: The folder.
        replace: Whether a file of this name with other content is replaced.

    Raises:
        ReadError: If the format is not known, another file has this name, or it cannot be
            written.
    """
    safe = PurePosixPath(*(_safe_name(part) for part in PurePosixPath(name).parts))
    path = corpus / safe
    if not safe.name.lower().endswith(formats()):
        raise ReadError(name, f"has no ending that is read; these are: {', '.join(formats())}")
    try:
        if path.is_file() and path.read_bytes() == content:
            return path
        if path.exists() and not (replace and path.is_file()):
            raise ReadError(
                path, "exists already with other content; remove it or rename the new file"
            )
        _write(content, path)
    except OSError as error:
        raise ReadError(
            path, f"cannot be written ({error.strerror}); check the corpus folder and its rights"
        ) from error
    return path


def _write(content: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(prefix=".adding-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    finally:
        Path(partial).unlink(missing_ok=True)


def _files(place: Path) -> Iterator[tuple[Path, str]]:
    """Files of a place with their names in the corpus; of a folder those that are read."""
    if place.is_dir():
        found = [
            (path, f"{place.resolve().name}/{name}")
            for name, path in walk(place)
            if isinstance(path, Path) and name.lower().endswith(formats())
        ]
        if not found:
            raise ReadError(place, f"holds no file that is read; these are: {', '.join(formats())}")
        yield from found
    elif place.is_file():
        yield place, place.name
    else:
        raise ReadError(place, "does not exist; give a file, a folder or an http(s) address")


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        if path.stat().st_size > max_bytes:
            raise ReadError(path, f"is larger than {max_bytes / 1e6:g} MB; raise `max_file_mb`")
        return path.read_bytes()
    except OSError as error:
        raise ReadError(path, f"cannot be read ({error.strerror})") from error


def _page_bytes(page: Page) -> bytes:
    """The page; one that does not name its address gets it, since it identifies the article."""
    if _ENDINGS.get(page.kind) != ".html" or _CANONICAL.search(page.body):
        return page.body
    address = page.url.replace("&", "&amp;").replace('"', "%22").replace("<", "%3C")
    return f'<link rel="canonical" href="{address}">\n'.encode() + page.body


def _page_name(page: Page) -> str:
    """A readable name that is different for every address."""
    ending = _ENDINGS.get(page.kind)
    if ending is None:
        raise ReadError(page.url, f"is {page.kind or 'of no declared type'}, not an article")
    parts = urlsplit(page.url)
    words = re.sub(r"\.\w+$", "", f"{parts.hostname}-{parts.path.strip('/')}")
    slug = re.sub(r"[^a-z0-9]+", "-", fold(words)).strip("-")[:_NAME_CHARS]
    return f"{slug}-{hashlib.sha256(page.url.encode()).hexdigest()[:8]}{ending}"


def _safe_name(part: str) -> str:
    """A part of a path without anything that means something to a file system."""
    text = part.encode("utf-8", "replace").decode()  # names need not be text
    kept = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", text).strip(". ")
    kept = kept.encode()[-_NAME_BYTES:].decode(errors="ignore").strip(". ")
    return kept if kept and not _RESERVED.match(kept) else f"_{kept}"
