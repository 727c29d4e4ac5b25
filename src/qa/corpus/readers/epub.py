"""E-books: one article a chapter.

A chapter is what a reader would cite, and what a list of articles can show; a whole book as one
article would leave every quote somewhere in it. The book's title is the source of its chapters.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from qa.corpus.document import Block
from qa.corpus.draft import Draft
from qa.corpus.files import File, decode
from qa.corpus.package import Package, attribute, first, local
from qa.corpus.published import find_date
from qa.corpus.readers.html.plain import plain_blocks
from qa.errors import ReadError

if TYPE_CHECKING:
    from lxml.etree import _Element

_PAGES: Final = frozenset({"application/xhtml+xml", "text/html"})
_SHORTEST: Final = 200
"""Characters of a chapter: covers, dedications and imprints have fewer."""


class _Book(NamedTuple):
    """What the chapters of a book share."""

    title: str | None
    published: str | None
    language: str | None


def read(file: File) -> Iterator[Draft | ReadError]:
    """Yield the chapters of a book, in their order."""
    package = Package(file)
    place = _place(package)
    root = package.tree(place) if place else None
    if root is None:
        raise file.error("document.damaged")
    if b".xhtml" in (locked := package.read("META-INF/encryption.xml") or b"") or b".htm" in locked:
        raise file.error("document.encrypted")
    chapters = [*_chapters(package, root, posixpath.dirname(place or ""))]
    if not chapters:
        raise file.error("file.no_text")
    long = [chapter for chapter in chapters if _length(chapter[1]) >= _SHORTEST]
    about = _about(root)
    for name, blocks in long or chapters:
        yield _draft(name, blocks, about)


def _place(package: Package) -> str | None:
    """The file that lists what the book is made of."""
    container = package.tree("META-INF/container.xml")
    found = attribute(first(container, "rootfiles", "rootfile"), "full-path")
    return found or next((name for name in sorted(package.names) if name.endswith(".opf")), None)


def _chapters(package: Package, root: _Element, folder: str) -> Iterator[tuple[str, list[Block]]]:
    """The pages of a book that have text, in the order in which they are read."""
    listed, order = first(root, "manifest"), first(root, "spine")
    items = {attribute(item, "id"): item for item in (listed if listed is not None else ())}
    spine = [attribute(one, "idref") for one in (order if order is not None else ())]
    for item in [items[one] for one in dict.fromkeys(spine) if one in items]:
        is_contents = "nav" in (attribute(item, "properties") or "").split()
        if attribute(item, "media-type") not in _PAGES or is_contents:
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(attribute(item, "href") or "")))
        data = package.read(name)
        blocks = plain_blocks(_text(data)) if data else []
        if _length(blocks):
            yield name, blocks


def _text(data: bytes) -> str:
    try:
        return decode(data)
    except UnicodeDecodeError:
        return data.decode(errors="replace")


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _draft(name: str, blocks: list[Block], book: _Book) -> Draft:
    """The article of a chapter; headings that follow each other are its title together."""
    count = next((at for at, block in enumerate(blocks) if block.level is None), len(blocks))
    heads = [block.text for block in blocks[:count]] if count < len(blocks) else []
    title = " – ".join(heads[:2])
    return Draft(
        text="\n\n".join(block.text for block in blocks[len(heads[:2]) :]),
        title=title or book.title,
        source=book.title,
        published=book.published,
        language=book.language,
        part=name,
    )


def _about(root: _Element) -> _Book:
    meta = first(root, "metadata")
    said: dict[str, str] = {}
    for node in meta if meta is not None else ():
        is_other = attribute(node, "event") in ("modification", "creation")
        if node.text and node.text.strip() and not is_other:
            said.setdefault(local(node), node.text.strip())
    return _Book(said.get("title"), find_date(said.get("date")), said.get("language"))
