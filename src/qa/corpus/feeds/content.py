"""The HTML of an entry → plain text."""

from __future__ import annotations

from typing import Final

from qa.corpus.draft import clean_url
from qa.corpus.readers.html.blocks import Block, blocks
from qa.corpus.readers.html.parse import parse_text
from qa.corpus.text import normalise
from qa.corpus.versions import canonical

_FOOTER_CHARS: Final = 200


def text_of(source: str, url: str | None = None) -> str:
    """The text of a part of a page, one paragraph a block, as its reader sees it.

    Lines that only lead elsewhere are left out, and so is a last line with a link to the article
    itself, which says where it appeared.

    Args:
        source: HTML, or plain text.
        url: The address of the article.
    """
    from lxml import etree

    if "<" not in source and "&" not in source:
        return normalise(source)
    try:
        page = parse_text(f"<div>{source}</div>")
    except (etree.LxmlError, ValueError):
        return ""
    found = blocks(page)
    own = [block for block in found if not block.is_link] or found
    if len(own) > 1 and _leads_to(own[-1], url):
        own = own[:-1]
    return normalise("\n\n".join(block.text for block in own))


def _leads_to(block: Block, url: str | None) -> bool:
    if url is None or len(block.text) > _FOOTER_CHARS:
        return False
    links = (clean_url(str(href)) for href in block.node.xpath(".//a/@href"))
    return canonical(url) in {canonical(link) for link in links if link}
