"""Files and web pages copied into the corpus folder."""

from __future__ import annotations

import contextlib
import hashlib
import re
import stat
import tempfile
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

from qa.corpus import (
    ReadLimits,
    formats,
    is_article,
    read_file,
    size_limit,
    unknown_format,
)
from qa.corpus.fetch import IPAddress, Page, fetch, is_public
from qa.corpus.files import changing, plain_bytes, write_whole
from qa.corpus.hidden import Hidden
from qa.corpus.readers import SHOWN
from qa.corpus.readers.html import FETCHED_FROM
from qa.corpus.readers.markdown import named as named_markdown
from qa.corpus.walk import walk
from qa.errors import FailedFile, ReadError, cause
from qa.lang.text import slug
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
_HEAD_BYTES = 2000
_PAGE_HEAD = 1_000_000
"""Bytes of a page in which its own address is looked for."""

_IN_HEAD = re.compile(r"date$|\d{4}")
"""What may stand before the address in the head of an export."""

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


Change = Literal["added", "updated", "unchanged"]


class Saved(NamedTuple):
    """A file of the corpus and what became of it.

    Attributes:
        change: `updated` if it took the place of another content, `unchanged` if it was there.
    """

    path: Path
    change: Change


def add_to_corpus(
    places: Sequence[str],
    corpus: Path,
    *,
    max_bytes: int,
    limits: ReadLimits | None = None,
    allow: Callable[[IPAddress], bool] = is_public,
    known: Sequence[Path] = (),
) -> list[Saved | FailedFile]:
    """Copy files, folders and web pages into a corpus folder.

    A page that was fetched before takes the place of its older form: it is the same article.
    No other file is overwritten. A file of a folder that cannot be added does not keep the
    others out.

    Args:
        places: Paths and http(s) addresses.
        corpus: The folder; made if missing.
        max_bytes: Largest file or page that is taken.
        limits: What reading a page may take; it is then read in another process.
        allow: Which network addresses may be connected to.
        known: Other folders of the collection, whose files need not be copied.

    Returns:
        The files in the corpus that now hold them, and the files of folders that could not be
        added, with the reason.

    Raises:
        ReadError: Naming the place that cannot be added; what came before it is added.
    """
    added: list[Saved | FailedFile] = []
    for place in places:
        if re.match(r"https?://", place, re.IGNORECASE):
            added.append(add_page(place, corpus, max_bytes=max_bytes, limits=limits, allow=allow))
        elif Path(place).is_dir():
            added += _add_folder(Path(place), [corpus, *known], max_bytes)
        else:
            added.append(_add_file(Path(place), Path(place).name, [corpus, *known], max_bytes))
    return added


def add_page(
    url: str,
    corpus: Path,
    *,
    max_bytes: int,
    limits: ReadLimits | None = None,
    allow: Callable[[IPAddress], bool] = is_public,
) -> Saved:
    """Fetch a web page into a corpus folder; arguments and errors as for `add_to_corpus`."""
    return _save_page(fetch(url, max_bytes=max_bytes, allow=allow), corpus, max_bytes, limits)


def save(content: bytes, name: str, corpus: Path, *, replace: bool = False) -> Saved:
    """Write a file into the corpus; it appears there whole or not at all, and is read again.

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
        raise unknown_format(name)
    if not is_article(safe.as_posix()):
        raise ReadError(name, "file.not_article")
    if not path.parent.resolve().is_relative_to(corpus.resolve()):
        raise ReadError(path, "file.outside")
    try:
        with changing(corpus):
            change = _written(content, path, replace=replace)
    except OSError as error:
        raise ReadError(path, "file.unwritable", why=cause(error)) from error
    Hidden(corpus).forget(safe.as_posix())
    return Saved(path, change)


def _written(content: bytes, path: Path, *, replace: bool) -> Change:
    is_there = path.exists()
    if path.is_file() and path.read_bytes() == content:
        return "unchanged"
    if is_there and not (replace and path.is_file()):
        raise ReadError(path, "file.exists")
    write_whole(content, path)
    return "updated" if is_there else "added"


def _save_page(page: Page, corpus: Path, max_bytes: int, limits: ReadLimits | None) -> Saved:
    """Write a page, in the place of its older form.

    Pages change at every visit without their article changing, so the articles are compared; and
    a page that has lost its article, to a wall or an error, does not take the article's place.
    """
    content, name = _page_bytes(page), f"{_FETCHED}/{_page_name(page)}"
    stored = _articles(corpus / name, name, max_bytes, limits)
    if stored:
        found = _articles_in(content, name, max_bytes, limits)
        if found == stored:
            return Saved(corpus / name, "unchanged")
        if not found:
            raise ReadError(page.url, "page.lost")
    return save(content, name, corpus, replace=True)


def page_article(page: Page, *, max_bytes: int, limits: ReadLimits | None = None) -> Article:
    """The article of a page that was fetched; a ReadError is raised if it has none."""
    found = _articles_in(_page_bytes(page), _page_name(page), max_bytes, limits)
    if not found:
        raise ReadError(page.url, "html.no_article")
    return found[0]


def _articles_in(
    content: bytes, name: str, max_bytes: int, limits: ReadLimits | None
) -> list[Article]:
    """What can be read of the content of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page")
        path.write_bytes(content)
        return _articles(path, name, max_bytes, limits)


def _articles(path: Path, name: str, max_bytes: int, limits: ReadLimits | None) -> list[Article]:
    """What can be read of a file; nothing of one that is not there."""
    found = read_file(path, name=name, max_bytes=max_bytes, limits=limits)
    return [article for article in found if isinstance(article, Article)]


def _add_folder(
    folder: Path, roots: Sequence[Path], max_bytes: int
) -> Iterator[Saved | FailedFile]:
    """The files of a folder that are read; those that cannot be added are reported."""
    found = [
        (name, path)
        for name, path in walk(folder)
        if isinstance(path, FailedFile) or (name.lower().endswith(formats()) and is_article(name))
    ]
    if not found:
        raise ReadError(folder, "folder.no_articles", formats=", ".join(SHOWN.split()))
    for name, path in found:
        place = str(folder / name)
        if isinstance(path, FailedFile):
            yield path.model_copy(update={"path": place})
            continue
        try:
            yield _add_file(path, f"{folder.resolve().name}/{name}", roots, max_bytes)
        except ReadError as error:
            yield FailedFile.of(error, place)


def _add_file(path: Path, name: str, roots: Sequence[Path], max_bytes: int) -> Saved:
    """Copy a file into the first of the folders of the collection, unless one of them holds it."""
    if path.is_file() and any(path.resolve().is_relative_to(root.resolve()) for root in roots):
        return Saved(path, "unchanged")
    return save(_read(path, size_limit(name, max_bytes)), name, roots[0])


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # opening a named pipe would wait for ever
            raise ReadError(path, "file.not_regular")
        if found.st_size > max_bytes:
            raise ReadError(path, "file.too_large", size=max_bytes / 1e6)
        return path.read_bytes()
    except (FileNotFoundError, ValueError) as error:  # ValueError: a name with a zero byte
        raise ReadError(path, "file.missing") from error
    except OSError as error:
        raise ReadError(path, "file.unreadable", why=cause(error)) from error


def _page_bytes(page: Page) -> bytes:
    """The page with its address at its head, since that identifies the article."""
    kind, body = _ENDINGS.get(page.kind), plain_bytes(page.body).removeprefix(BOM_UTF8)
    if kind == ".txt":
        return _text_bytes(body, page.url)
    if kind == ".md":
        return named_markdown(body, page.url, _host(page.url))
    if kind != ".html":
        return page.body
    values = _own_address(page, _canonical(body)), _host(page.url)
    address, host = (
        value.replace("&", "&amp;").replace('"', "%22").replace("<", "%3C") for value in values
    )
    return f'<link rel="canonical" href="{address}" {FETCHED_FROM}="{host}">\n'.encode() + body


def _text_bytes(body: bytes, url: str) -> bytes:
    """A text behind a head with its address; the head of an export stays if it is of this site."""
    first = body[:_HEAD_BYTES].partition(b"\n")[0]
    *before, address = first.decode(errors="replace").split() or [""]
    is_head = re.match("https?://", address) and all(_IN_HEAD.match(word) for word in before)
    if is_head and _same_site(address, url):
        return body
    return f" {url}\n\n".encode() + (body[len(first) :] if is_head else body)


def _own_address(page: Page, declared: Sequence[str]) -> str:
    """The address that a page gives itself, if it is on the same site; else where it was found.

    A page that names another site would be cited as if that had published it, and all pages
    that name their front page would be one article.
    """
    for link in declared:
        with contextlib.suppress(ValueError):
            address = urljoin(page.url, link)
            if _same_site(address, page.url) and urlsplit(address).path.strip("/"):
                return address
    return page.url


def _canonical(body: bytes) -> list[str]:
    """The addresses that a page gives itself, as it writes them."""
    from lxml import etree, html

    try:
        links = html.document_fromstring(body[:_PAGE_HEAD]).xpath("//link[@rel and @href]")
    except (etree.LxmlError, ValueError):
        return []
    return [
        link.get("href").strip() for link in links if "canonical" in link.get("rel").lower().split()
    ]


def _same_site(one: str, other: str) -> bool:
    """Whether two http(s) addresses are of one host; parts of a host can be other people's."""
    return bool(_host(one)) and _host(one) == _host(other)


def _host(address: str) -> str:
    """`news.example` of `https://www.news.example/a`; empty for what is no public address."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return ""
    return parts.hostname.removeprefix("www.")


def _page_name(page: Page) -> str:
    """A readable name that is different for every address."""
    ending = _ENDINGS.get(page.kind)
    if ending is None:
        if not page.kind:
            raise ReadError(page.url, "page.untyped")
        raise ReadError(page.url, "page.not_article", kind=page.kind)
    parts = urlsplit(page.url)
    words = re.sub(r"\.\w+$", "", f"{parts.hostname}-{parts.path.strip('/')}")
    readable = slug(words)[:_NAME_CHARS]
    return f"{readable}-{hashlib.sha256(page.url.encode()).hexdigest()[:32]}{ending}"


def _safe_name(part: str) -> str:
    """A part of a path without anything that means something to a file system, or is not seen.

    A name is one name whichever way its accents are written, as macOS and Windows differ in that.
    """
    text = unicodedata.normalize("NFC", part.encode("utf-8", "replace").decode())
    shown = "".join(c if c.isprintable() or c.isspace() else "_" for c in text)
    kept = re.sub(r'[\x00-\x1f\x7f\u2028\u2029<>:"/\\|?*]', "_", shown).strip(". ")
    kept = kept.encode()[-_NAME_BYTES:].decode(errors="ignore").strip(". ")
    return kept if kept and not _RESERVED.match(kept) else f"_{kept}"
