"""The day of publication that a page declares, and its day of change, which is not that.

What is looked for is marked as a date of the page: any day in the text could be found otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qa.corpus.readers.html.blocks import blocks
from qa.corpus.readers.html.linked_data import Described

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_METAS = (
    "//meta[@property='article:published_time' or @property='og:article:published_time']/@content",
    "//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content",
)
_OTHER_METAS = (
    "//meta[@name='date' or @name='dc.date' or @name='DC.date' or @name='dcterms.date' or "
    "@name='DC.date.issued' or @name='dcterms.issued' or @name='citation_date' or "
    "@name='pubdate' or @name='publishdate' or @name='publication_date']/@content"
)
_TIMES = "(//article//time/@datetime)[1] | (//time[@pubdate]/@datetime)[1]"
_CHANGES = (
    "//meta[contains(@property, 'modified') or contains(@property, 'updated') or "
    "contains(@name, 'modified') or contains(@name, 'updated') or @http-equiv='last-modified']"
    "|//*[@itemprop='dateModified']|//time[contains(@class, 'updat') or contains(@class, 'modif')]"
)
_LINE_CHARS = 160
_PUBLISHED = r"(?:published|posted|publiée?|parue?|mise? en ligne)"
_CHANGED = r"(?:updated|modified|edited|mise? à jour|actualisée?|modifiée?)"
_DAY = (
    r"\d{1,2}(?:er|st|nd|rd|th)?\.?\s+[^\W\d]+\.?,?\s+\d{4}|[^\W\d]+\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+"
    r"\d{4}|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{4}"
)
_PUBLISHED_ON = re.compile(rf"\b{_PUBLISHED}\b\W*(?:[^\W\d]+\W+){{0,3}}?({_DAY})", re.IGNORECASE)
_LINE = re.compile(
    rf"(?:(?:by|par)\b.{{0,60}}?)?\W*(?:(?:first|last)\s)?(?:{_PUBLISHED}|{_CHANGED})\b.*?(?:{_DAY}).*",
    re.IGNORECASE,
)


def declared_dates(page: HtmlElement, described: Sequence[Described]) -> Iterator[str]:
    """What the page declares as its day of publication, the surest first."""
    yield from (article.published for article in described if article.published)
    yield from (str(found) for path in _METAS for found in page.xpath(path))
    for block in blocks(page):
        if is_date_line(block.text):
            yield from _PUBLISHED_ON.findall(block.text)
    yield from (str(found) for path in (_OTHER_METAS, _TIMES) for found in page.xpath(path))


def drop_changes(page: HtmlElement) -> None:
    """Remove the dates on which the page was changed, lest they pass for the publication."""
    lines = [
        block.node
        for block in blocks(page)
        if is_date_line(block.text) and not _PUBLISHED_ON.search(block.text)
    ]
    for node in (*page.xpath(_CHANGES), *lines):
        if len(node.text_content()) < _LINE_CHARS and node.getparent() is not None:
            node.drop_tree()


def is_date_line(text: str) -> bool:
    """Whether a block only says when the page was published or changed."""
    return len(text) < _LINE_CHARS and bool(_LINE.fullmatch(text))
