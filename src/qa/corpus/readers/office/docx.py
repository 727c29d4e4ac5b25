"""Word documents: what a reader of the document sees, changes to it taken as accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from qa.corpus.document import TITLE, About, Block, draft_document, table_blocks
from qa.corpus.draft import Draft
from qa.corpus.files import File
from qa.corpus.package import Package, attribute, first, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_GONE: Final = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr"})
"""What was deleted, moved away, or is shown only by programs that know less."""
_MARKS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}
_HEADING: Final = re.compile(r"(?:heading|titre) ?(\d)")
_TITLES: Final = frozenset({"title", "titre"})
_TEMPLATE: Final = About(author="python-docx", created="2013-12-23T23:15:00Z")
"""What the template of a common library says of every document that it makes."""
_WIDEST: Final = 100


def read(file: File) -> Iterator[Draft]:
    """Yield the one article of a document."""
    package = Package(file)
    document = package.tree("word/document.xml")
    body = first(document, "body")
    if body is None:
        raise file.error("document.damaged")
    reading = _Reading(_styles(package.tree("word/styles.xml")))
    blocks = [*reading.blocks(body)]
    for notes in ("footnotes", "endnotes"):
        blocks += reading.notes(package.tree(f"word/{notes}.xml"))
    yield draft_document(blocks, _about(package.tree("docProps/core.xml")))


class _Reading:
    """The blocks of a document whose styles are known."""

    def __init__(self, styles: dict[str, str]) -> None:
        self._styles = styles

    def blocks(self, node: _Element) -> Iterator[Block]:
        """The blocks of an element, in order."""
        for child in node:
            name = local(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name not in _GONE:
                yield from self.blocks(child)

    def notes(self, root: _Element | None) -> Iterator[Block]:
        """Footnotes, but for the lines that separate them from the text."""
        for note in root if root is not None else ():
            if attribute(note, "type") in (None, "normal"):
                yield from self.blocks(note)

    def _paragraph(self, node: _Element) -> Iterator[Block]:
        boxes: list[_Element] = []
        text = "".join(_pieces(node, boxes))
        yield Block(text, self._level(node))
        for box in boxes:
            yield from self.blocks(box)

    def _level(self, node: _Element) -> int | None:
        style = attribute(first(node, "pPr", "pStyle"), "val") or ""
        name = self._styles.get(style, style).lower()
        if name in _TITLES:
            return TITLE
        heading = _HEADING.match(name)
        return int(heading[1]) if heading else None

    def _table(self, node: _Element) -> Iterator[Block]:
        rows: list[list[list[str]]] = []
        heads = 0
        for row in (child for child in node.iter() if _is_row_of(child, node)):
            rows.append([*self._cells(row, rows[-1] if rows else [])])
            if heads == len(rows) - 1 and first(row, "trPr", "tblHeader") is not None:
                heads += 1
        return table_blocks(rows, heads=heads if heads < len(rows) else 0)

    def _cells(self, row: _Element, above: list[list[str]]) -> Iterator[list[str]]:
        """The paragraphs of each cell; one that spans rows or columns stands in each of them."""
        at = 0
        for cell in (child for child in row.iter() if _is_cell_of(child, row)):
            span = attribute(first(cell, "tcPr", "gridSpan"), "val") or "1"
            merged = first(cell, "tcPr", "vMerge")
            texts = [block.text for block in self.blocks(cell) if block.text.strip()]
            if merged is not None and attribute(merged, "val") != "restart" and at < len(above):
                texts = above[at]
            for _ in range(min(int(span), _WIDEST) if span.isdecimal() else 1):
                yield texts
                at += 1


def _pieces(node: _Element, boxes: list[_Element]) -> Iterator[str]:
    """The text of a paragraph; text boxes that are anchored in it are set aside."""
    for child in node:
        name = local(child)
        if name == "t":
            yield child.text or ""
        elif name in _MARKS:
            yield _MARKS[name]
        elif name == "txbxContent":
            boxes.append(child)
        elif name not in _GONE:
            yield from _pieces(child, boxes)


def _is_row_of(node: _Element, table: _Element) -> bool:
    """Whether an element is a row of a table itself, which content controls may wrap."""
    return local(node) == "tr" and _closest(node, "tbl") is table


def _is_cell_of(node: _Element, row: _Element) -> bool:
    return local(node) == "tc" and _closest(node, "tr") is row


def _closest(node: _Element, name: str) -> _Element | None:
    return next((around for around in node.iterancestors() if local(around) == name), None)


def _styles(root: _Element | None) -> dict[str, str]:
    """Names of the styles, by their ids, which depend on the language of the program."""
    found = (node for node in (root if root is not None else ()) if local(node) == "style")
    return {
        attribute(node, "styleId") or "": attribute(first(node, "name"), "val") or ""
        for node in found
    }


def _about(root: _Element | None) -> About:
    said = {local(node): node.text for node in (root if root is not None else ())}
    created, author = said.get("created"), said.get("creator")
    return About(
        title=said.get("title"),
        author=None if author == _TEMPLATE.author else author,
        created=None if created == _TEMPLATE.created else created,
        changed=None if said.get("modified") == _TEMPLATE.created else said.get("modified"),
        language=said.get("language"),
    )
