"""A written document as its blocks: title, headings, paragraphs, rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from qa.corpus.draft import Draft
from qa.corpus.grids import count_heads, row_sentences
from qa.corpus.published import find_date
from qa.corpus.text import one_line

TITLE: Final = 0
"""The level of the block that is the document's title."""

_LONGEST_CELL: Final = 300
_LONGEST_TITLE: Final = 150


class Block(NamedTuple):
    """A paragraph.

    Attributes:
        level: `TITLE`, or that of a heading from 1; None for running text.
    """

    text: str
    level: int | None = None


class About(NamedTuple):
    """What a document says of itself, as it is written there."""

    title: str | None = None
    author: str | None = None
    created: str | None = None
    changed: str | None = None
    language: str | None = None


def draft_document(blocks: Iterable[Block], about: About) -> Draft:
    """The draft of a document.

    The title is what is set as such; else a heading that the text begins with; else the one in the
    document's properties, which is often that of a template; else a short first line.
    """
    found = [block for block in blocks if block.text.strip()]
    at = _title_at(found, about.title)
    title = about.title if at is None else found[at].text
    body = [block.text.strip() for number, block in enumerate(found) if number != at]
    if at is None and body and title and one_line(body[0]) == one_line(title):
        del body[0]
    created, changed = find_date(about.created), find_date(about.changed)
    return Draft(
        text="\n\n".join(body),
        title=title,
        source=about.author,
        published=created or changed,
        updated=changed,
        language=about.language,
    )


def _title_at(blocks: Sequence[Block], declared: str | None) -> int | None:
    """Which block is the title; None: the declared one, or none, is."""
    marked = next((at for at, block in enumerate(blocks) if block.level == TITLE), None)
    if marked is not None:
        return marked
    if len(blocks) > 1:
        begins = blocks[0]
        is_short = len(begins.text) <= _LONGEST_TITLE and not begins.text.rstrip().endswith(
            (".", ",", ";", ":")
        )
        if begins.level == 1 or (not (declared or "").strip() and is_short):
            return 0
    return None


def table_blocks(rows: Sequence[Sequence[Sequence[str]]], *, heads: int = 0) -> Iterator[Block]:
    """The rows of a table as sentences; one that only makes a layout as its cells' paragraphs.

    Args:
        rows: The paragraphs of each cell.
        heads: How many rows are marked as heads.
    """
    cells = [["\n".join(cell) for cell in row] for row in rows]
    width = max(map(len, cells), default=0)
    if width < 2 or len(cells) < 2 or max(map(len, chain(*cells))) > _LONGEST_CELL:  # noqa: PLR2004
        yield from (Block(text) for row in rows for cell in row for text in cell)
        return
    grid = [[*row, *[""] * (width - len(row))] for row in cells]
    yield from map(Block, row_sentences(grid, heads=heads or count_heads(grid)))
