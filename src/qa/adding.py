"""Files and web pages copied into the corpus folder."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from qa.corpus import formats, read_file
from qa.corpus.walk import walk
from qa.errors import ReadError
from qa.fetch import IPAddress, Page, fetch, is_public
from qa.text import fold
from qa.types import Article

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


class Saved(NamedTuple):
    """A file of the corpus and what became of it.

    Attributes:
        path: Where it is.
        change: `updated` if it took the place of another content, `unchanged` if it was there.
    """

    path: Path
    change: Literal["added", "updated", "unchanged"]


def add_to_corpus(
    places: Sequence[str],
    corpus: Path,
    *,
    max_bytes: int,
    allow: Callable[[IPAddress], bool] = is_public,
) -> list[Saved]:
    """Copy files, folders and web pages into a corpus folder.

    A page that was fetched before takes the place of its older form: it is the same article.
    No other file is overwritten.

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
            added.append(_save_page(page, corpus, max_bytes))
        else:
            for path, name in _files(Path(place)):
                if path.resolve().is_relative_to(corpus.resolve()):
                    added.append(Saved(path, "unchanged"))
                else:
                    added.append(save(_read(path, max_bytes), name, corpus))
    return added


def save(content: bytes, name: str, corpus: Path, *, replace: bool = False) -> Saved:
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
        is_there = path.exists()
        if path.is_file() and path.read_bytes() == content:
            return Saved(path, "unchanged")
        if is_there and not (replace and path.is_file()):
            raise ReadError(
                path, "exists already with other content; remove it or rename the new file"
            )
        _write(content, path)
    except OSError as error:
        raise ReadError(
            path, f"cannot be written ({error.strerror}); check the corpus folder and its rights"
        ) from error
    return Saved(path, "updated" if is_there else "added")


def _save_page(page: Page, corpus: Path, max_bytes: int) -> Saved:
    """Write a page, in the place of its older form.

    Pages change at every visit without their article changing, so the articles are compared; and
    a page that has lost its article, to a wall or an error, does not take the article's place.
    """
    content, name = _page_bytes(page), f"{_FETCHED}/{_page_name(page)}"
    stored = _articles(corpus / name, name, max_bytes)
    if stored:
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder, "page")
            fresh.write_bytes(content)
            found = _articles(fresh, name, max_bytes)
        if found == stored:
            return Saved(corpus / name, "unchanged")
        if not found:
            raise ReadError(
                page.url, "no longer holds an article; the one that was fetched before is kept"
            )
    return save(content, name, corpus, replace=True)


def _articles(path: Path, name: str, max_bytes: int) -> list[Article]:
    """What can be read of a file; nothing of one that is not there."""
    found = read_file(path, name=name, max_bytes=max_bytes)
    return [article for article in found if isinstance(article, Article)]


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
