"""Steps that keep what the lines of a page mean: the rows of tables, the lines of `<pre>`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from qa.corpus.grids import count_heads, row_sentences
from qa.corpus.lines import unwrapped
from qa.corpus.readers.html.blocks import blocks
from qa.corpus.text import normalise

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DATA = "//table[not(.//table or .//h1 or .//form or @role='presentation') and .//tr[2]]"
_LONGEST_CELL = 300
_LARGEST = 200
"""Columns or rows that a cell may span, and columns of a table."""


class _Cell(NamedTuple):
    text: str
    is_head: bool


def say_tables(page: HtmlElement) -> None:
    """Put a paragraph in the place of each row of a table; one that only makes a layout stays."""
    for table in page.xpath(_DATA):
        grid = [*_grid(table)]
        cells = [cell for row in grid for cell in row]
        if max(map(len, grid), default=0) < 2 or any(len(c.text) > _LONGEST_CELL for c in cells):  # noqa: PLR2004
            continue
        captions = [_text(caption) for caption in table.iter("caption")]
        _replace(table, [[said] for said in (*captions, *_said(grid)) if said])


def keep_lines(page: HtmlElement) -> None:
    """Make paragraphs of preformatted text, with their lines unless they were only wrapped."""
    for node in page.xpath("//pre[not(.//code)]"):
        text = unwrapped(normalise(node.text_content()))
        _replace(node, [paragraph.split("\n") for paragraph in text.split("\n\n")])


def _said(grid: list[list[_Cell]]) -> Iterator[str]:
    width = max(map(len, grid))
    rows = [[*(cell.text for cell in row), *[""] * (width - len(row))] for row in grid]
    marked = 0
    while marked < len(grid) and all(cell.is_head or not cell.text for cell in grid[marked]):
        marked += 1
    has_marks = any(cell.is_head for row in grid for cell in row)
    return row_sentences(rows, heads=marked if has_marks else count_heads(rows))


def _grid(table: HtmlElement) -> Iterator[list[_Cell]]:
    """The cells of each row, those that span several rows or columns in each of them."""
    below: dict[tuple[int, int], _Cell] = {}
    for y, row in enumerate(table.iter("tr")):
        cells: dict[int, _Cell] = {}
        x = 0
        for node in row.iterchildren("td", "th"):
            while (y, x) in below:
                x += 1
            cell = _Cell(_text(node), node.tag == "th" or _is_in(node, "thead"))
            wide, high = _span(node, "colspan"), _span(node, "rowspan")
            below |= {
                (y + down, x + right): cell for down, right in product(range(high), range(wide))
            }
            x += wide
        cells = {at: below.pop((y, at)) for at in range(_LARGEST) if (y, at) in below}
        if cells:
            yield [cells.get(at, _Cell("", is_head=False)) for at in range(max(cells) + 1)]


def _span(node: HtmlElement, name: str) -> int:
    written = node.get(name, "1").strip()
    return min(int(written), _LARGEST) if written.isdecimal() and int(written) else 1


def _is_in(node: HtmlElement, tag: str) -> bool:
    return next(node.iterancestors("table", tag)).tag == tag


def _text(node: HtmlElement) -> str:
    return " ".join(block.text for block in blocks(node))


def _replace(node: HtmlElement, paragraphs: list[list[str]]) -> None:
    """Put paragraphs, of lines, in the place of an element."""
    for first, *others in paragraphs:
        paragraph = node.makeelement("p")
        paragraph.text = first
        for line in others:
            line_break = node.makeelement("br")
            line_break.tail = line
            paragraph.append(line_break)
        node.addprevious(paragraph)
    node.drop_tree()
