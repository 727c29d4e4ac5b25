"""Web pages: trafilatura finds the article among menus and advertisements.

Nothing is fetched. The page's `lang` is not used: templates often leave it wrong, and
the text itself says it better.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.corpus.draft import Draft, language_of, without_title
from qa.corpus.files import File
from qa.corpus.published import find_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document

_CHARSET = re.compile(
    rb"""<(?:\?xml|meta)\b[^>]*?(?:encoding|charset)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE
)
_CHARSET_WINDOW = 4096
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
_TAG = re.compile(r"<[a-zA-Z]")
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
# Only dates that a page marks as such: any day named in the text could be found otherwise.
_DATE_SEARCH = {"original_date": True, "extensive_search": False}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# trafilatura catches most itself; on thousands of damaged pages none of these came, but its code
# can raise them on others.
_BUILTINS = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    # They log what they try; without a handler Python would print that to the terminal.
    logging.getLogger(_name).addHandler(logging.NullHandler())


def read(file: File) -> Iterator[Draft]:
    """Yield the one article of a web page."""
    text = file.text(declared=_charset(file.data))
    page = _parse(text, file)
    found = _extract(page, file)
    body = "\n\n".join(filter(None, (found.text or "").split("\n"))) if found else ""
    if found is None or not body:
        raise file.error("html.no_article")
    yield Draft(
        text=without_title(body, found.title),
        title=found.title,
        url=found.url,
        source=found.sitename,
        published=find_date(
            *_declared_dates(page), found.date, day_first=language_of(None, body) == "fr"
        ),
    )


def _charset(data: bytes) -> str | None:
    match = _CHARSET.search(data[:_CHARSET_WINDOW])
    return match[1].decode("ascii", "ignore") if match else None


def _parse(text: str, file: File) -> HtmlElement:
    from lxml import etree, html

    if not _TAG.search(text):
        raise file.error("html.not_html")
    # Bytes, because lxml refuses a str that declares its own encoding.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(_FORBIDDEN.sub("", text).encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise file.error("html.not_html") from error


def _extract(page: HtmlElement, file: File) -> Document | None:
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            page, with_metadata=True, include_comments=False, date_extraction_params=_DATE_SEARCH
        )
    except _BUILTINS as error:
        raise file.error("html.damaged") from error
    return None if isinstance(found, dict) else found


def _declared_dates(page: HtmlElement) -> Iterator[str]:
    """What the page declares: htmldate would make a full date of a month."""
    yield from (str(found) for path in _DATES for found in page.xpath(path))
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        yield from _JSON_DATE.findall(script)
