"""The text of a page as the blocks that its reader sees, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from qa.corpus.text import one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
_UNSEEN = frozenset({
    "audio", "button", "canvas", "datalist", "embed", "iframe", "input", "map", "math",
    "object", "script", "select", "style", "svg", "template", "textarea", "title", "video",
})  # fmt: skip
_BREAK = "\x00"
"""Stands for a `<br>`: no page holds this character."""
_LEAD_CHARS = 30
_LEAD_END = re.compile(r"[:|>›»–—•→]\s*$")


_Piece = tuple[str, bool]
"""Some text and whether it is a link."""


class Block(NamedTuple):
    """A paragraph, heading, item of a list, caption or cell.

    Attributes:
        node: The element that the text stands in.
        is_link: Whether it only leads elsewhere, maybe after a few words such as "Read also:".
    """

    text: str
    node: HtmlElement
    is_link: bool


def blocks(page: HtmlElement) -> list[Block]:
    """The blocks of a tree; two breaks in a row end a block as the end of a paragraph does."""
    from lxml import etree

    found, current, links = list[Block](), _Current(page), 0
    walker = etree.iterwalk(page, events=("start", "end"))
    for event, node in walker:
        starts = event == "start"
        if node.tag not in _INLINE:
            found += current.close()
            around = node.getparent()
            current = _Current(node if starts or around is None else around)
        if node.tag == "a" and "#" not in node.get("href", "#"):
            links += 1 if starts else -1
        if starts and node.tag in _UNSEEN:
            walker.skip_subtree()
        else:
            current.add(_text(node, starts=starts), linked=links > 0)
    return [*found, *current.close()]


def _text(node: HtmlElement, *, starts: bool) -> str:
    """What follows the start or the end of an element."""
    if starts:
        return _BREAK if node.tag == "br" else node.text or ""
    return node.tail or ""


class _Current:
    """The block that is being read, in pieces that are links or not."""

    def __init__(self, node: HtmlElement) -> None:
        self.node = node
        self.lines = [list[_Piece]()]

    def add(self, text: str, *, linked: bool) -> None:
        first, *others = text.split(_BREAK)
        self.lines[-1].append((first, linked))
        self.lines += ([(other, linked)] for other in others)

    def close(self) -> Iterator[Block]:
        """The paragraphs, without lines that are links to elsewhere unless all are."""
        texts = [one_line("".join(text for text, _ in line)) for line in self.lines]
        for is_text, group in groupby(
            zip(texts, self.lines, strict=True), lambda line: line[0] != ""
        ):
            if is_text:
                lines = [(text, _is_link(text, pieces)) for text, pieces in group]
                own = [text for text, is_link in lines if not is_link]
                yield Block("\n".join(own or (text for text, _ in lines)), self.node, not own)


def _is_link(text: str, pieces: Sequence[_Piece]) -> bool:
    worded = [piece for piece in pieces if any(map(str.isalnum, piece[0]))]
    if not worded or not worded[-1][1]:
        return False
    lead = "".join(words for words, linked in worded if not linked).strip()
    is_said = text.endswith((".", "…"))
    if _LEAD_END.search(lead):
        return len(lead) < 2 * _LEAD_CHARS
    return len(lead) < _LEAD_CHARS and not (lead and is_said)
