"""Documents of LibreOffice and other programs that write OpenDocument."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from qa.corpus.document import TITLE, About, Block, draft_document, table_blocks
from qa.corpus.draft import Draft
from qa.corpus.files import File
from qa.corpus.package import Package, attribute, first, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_GONE: Final = frozenset({
    "tracked-changes", "annotation", "annotation-end", "sequence-decls", "forms", "bibliography",
    "table-of-content", "note-citation", "ruby-text", "title", "desc", "hidden-text",
})  # fmt: skip
_APART: Final = frozenset({"text-box", "note-body"})
_MOST: Final = 100
"""Spaces or cells that are repeated by a number."""
_TITLE_STYLE: Final = "title"


def read(file: File) -> Iterator[Draft]:
    """Yield the one article of a document."""
    package = open_package(file)
    content = package.tree("content.xml")
    body = first(content, "body", "text")
    if content is None or body is None:
        raise file.error("document.damaged")
    blocks = [*_blocks(body, _titles(content))]
    yield draft_document(blocks, _about(package.tree("meta.xml")))


def open_package(file: File) -> Package:
    """An OpenDocument file that is not encrypted.

    Raises:
        ReadError: If it is, or cannot be opened.
    """
    package = Package(file)
    manifest = package.read("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise file.error("document.encrypted")
    return package


def text_of(node: _Element, apart: list[_Element]) -> str:
    """The text of a paragraph; notes and text boxes in it are set aside."""
    return "".join(_pieces(node, apart))


def _pieces(node: _Element, apart: list[_Element]) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        name = local(child)
        if name == "s":
            yield " " * _number(child, "c")
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name in _APART:
            apart.append(child)
        elif name and name not in _GONE:
            yield from _pieces(child, apart)
        yield child.tail or ""


def _blocks(node: _Element, titles: frozenset[str]) -> Iterator[Block]:
    for child in node:
        name = local(child)
        if name in ("p", "h"):
            apart: list[_Element] = []
            yield Block(text_of(child, apart), _level(child, titles))
            for one in apart:
                yield from _blocks(one, titles)
        elif name == "table":
            yield from _table(child, titles)
        elif name and name not in _GONE:
            yield from _blocks(child, titles)


def _level(node: _Element, titles: frozenset[str]) -> int | None:
    if (attribute(node, "style-name") or "").lower() in titles:
        return TITLE
    level = attribute(node, "outline-level") or "1"
    if local(node) == "h":
        return int(level) if level.isdecimal() and int(level) else 1
    return None


def _titles(content: _Element) -> frozenset[str]:
    """The styles of a title: the built-in one, and those that only vary it."""
    styles = first(content, "automatic-styles")
    derived = (
        (attribute(style, "name") or "").lower()
        for style in (styles if styles is not None else ())
        if (attribute(style, "parent-style-name") or "").lower() == _TITLE_STYLE
    )
    return frozenset({_TITLE_STYLE, *derived})


def _table(node: _Element, titles: frozenset[str]) -> Iterator[Block]:
    heads = first(node, "table-header-rows")
    marked = len([row for row in heads if local(row) == "table-row"]) if heads is not None else 0
    rows: list[list[list[str]]] = []
    for row in _rows(node):
        rows.append([*_cells(row, titles, rows[-1] if rows else [])])
    return table_blocks(rows, heads=marked if marked < len(rows) else 0)


def _rows(node: _Element) -> Iterator[_Element]:
    for child in node:
        if local(child) == "table-row":
            yield child
        elif local(child) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)


def _cells(
    row: _Element, titles: frozenset[str], above: Sequence[list[str]]
) -> Iterator[list[str]]:
    """The paragraphs of each cell; one that spans rows or columns stands in each of them."""
    last: list[str] = []
    at = covered = 0
    for cell in row:
        name, repeated = local(cell), _number(cell, "number-columns-repeated")
        if name == "table-cell":
            last = [block.text for block in _blocks(cell, titles) if block.text.strip()]
            covered = _number(cell, "number-columns-spanned") - 1
        elif name == "covered-table-cell" and covered < 1:
            last = above[at] if at < len(above) else []
        elif name == "covered-table-cell":
            covered -= repeated
        else:
            continue
        yield from [last] * repeated
        at += repeated


def _number(node: _Element, name: str) -> int:
    """How often something is repeated, within what makes sense."""
    written = attribute(node, name) or "1"
    return min(int(written), _MOST) if written.isdecimal() else 1


def _about(root: _Element | None) -> About:
    meta = first(root, "meta")
    said = {local(node): node.text for node in (meta if meta is not None else ())}
    return About(
        title=said.get("title"),
        author=said.get("initial-creator") or said.get("creator"),
        created=said.get("creation-date"),
        changed=said.get("date"),
        language=said.get("language"),
    )
