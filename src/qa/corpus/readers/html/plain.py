"""Pages without furniture, as in books and mails: every block counts."""

from __future__ import annotations

from qa.corpus.document import Block
from qa.corpus.readers.html.blocks import blocks
from qa.corpus.readers.html.parse import parse_text
from qa.corpus.readers.html.tables import keep_lines, say_tables

_LEVELS = {f"h{level}": level for level in range(1, 7)}


def plain_blocks(text: str) -> list[Block]:
    """The blocks of a page; nothing of one that is none."""
    from lxml.etree import LxmlError

    try:
        page = parse_text(text)
        say_tables(page)
        keep_lines(page)
        return [Block(block.text, _LEVELS.get(str(block.node.tag))) for block in blocks(page)]
    except (LxmlError, ValueError):
        return []
