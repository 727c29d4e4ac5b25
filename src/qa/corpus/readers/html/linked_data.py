"""The articles that a page describes in JSON-LD, which publishers write for search engines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from qa.corpus.readers.html.blocks import blocks
from qa.corpus.readers.html.notices import mostly_notice
from qa.corpus.readers.html.parse import parse_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE = re.compile(r"(?:Article|Posting|Report)$")
_FULLER = 1.5
_START_CHARS = 40
_TAG = re.compile(r"</?(?:p|br|div|h\d|li|b|em|strong|a)\b", re.IGNORECASE)
_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')


class Described(NamedTuple):
    """An article as its publisher describes it; what it leaves out is empty.

    Attributes:
        body: The text, maybe with tags in it.
    """

    headline: str = ""
    published: str = ""
    body: str = ""


def described(page: HtmlElement) -> list[Described]:
    """The articles in a page's JSON-LD; of a script that is damaged, the dates alone."""
    found = list[Described]()
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        try:
            found += _articles(json.loads(script, strict=False))
        except (ValueError, RecursionError):
            found += (Described(published=day) for day in _DATE.findall(script))
    return found


def _articles(data: object) -> Iterator[Described]:
    if isinstance(data, list):
        for item in data:
            yield from _articles(item)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if kinds is None or any(
            _ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            fields = (data.get(name) for name in ("headline", "datePublished", "articleBody"))
            yield Described(*(field if isinstance(field, str) else "" for field in fields))
        yield from _articles(data.get("@graph"))


def fuller_text(text: str, articles: Sequence[Described], title: str | None) -> str:
    """The text of a page, or the publisher's own where the page shows but its beginning."""
    for article in articles:
        if len(article.body) > _FULLER * len(text) and _is_same(article, text, title):
            paragraphs = _paragraphs(article.body)
            return "\n\n".join(line for line in paragraphs if not mostly_notice(line))
    return text


def _is_same(article: Described, text: str, title: str | None) -> bool:
    """Whether an article is the one shown, not one that the page recommends."""
    headline, shown = _bare(article.headline), _bare(title or "")
    start = _bare(text)[:_START_CHARS]
    if headline and shown:
        return headline in shown or shown in headline
    return not start or start in _bare(article.body)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _paragraphs(body: str) -> list[str]:
    body = unescape(body)
    if _TAG.search(body):
        return [block.text for block in blocks(parse_text(body))]
    return [line for line in body.splitlines() if line.strip()]
