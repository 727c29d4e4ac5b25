"""The days of publication that a page declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DATES = (
    "//meta[@property='article:published_time' or @property='og:article:published_time']/@content",
    "//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content",
    (
        "//meta[@name='date' or @name='dc.date' or @name='DC.date' or @name='dcterms.date' or "
        "@name='DC.date.issued' or @name='dcterms.issued' or @name='citation_date' or "
        "@name='pubdate' or @name='publishdate' or @name='publication_date']/@content"
    ),
    "(//article//time/@datetime)[1] | (//time[@pubdate]/@datetime)[1]",
)
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')


def declared_dates(page: HtmlElement) -> Iterator[str]:
    """What the page declares: htmldate would make a full date of a month."""
    yield from (str(found) for path in _DATES for found in page.xpath(path))
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        yield from _JSON_DATE.findall(script)
