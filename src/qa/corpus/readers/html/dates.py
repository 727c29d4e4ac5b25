"""The day of publication that a page declares, and its days of change, which are not that.

What is looked for is marked as a date of the page: any day in the text could be found otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from qa.corpus.readers.html.blocks import blocks

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARKED = (
    "//meta[@property='article:published_time' or @property='og:article:published_time']/@content",
    "//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content",
)
_METAS = (
    "//meta[@name='date' or @name='dc.date' or @name='DC.date' or @name='dcterms.date' or "
    "@name='DC.date.issued' or @name='dcterms.issued' or @name='citation_date' or "
    "@name='pubdate' or @name='publishdate' or @name='publication_date']/@content"
)
_CHANGES = (
    "//meta[contains(@property, 'modified') or contains(@property, 'updated') or "
    "contains(@name, 'modified') or contains(@name, 'updated')]/@content"
    "|//*[@itemprop='dateModified']/@content"
)
_LINE_CHARS = 160
_MORE_WORDS = 3
_PUBLISHED = r"(?:published|posted|publiée?|parue?|mise? en ligne)"
_CHANGED = r"(?:(?:last )?updated?|modified|edited|mise? à jour|actualisée?|modifiée?)"
_DAY = (
    r"(?:\d{1,2}(?:er|st|nd|rd|th)?\.?\s+[^\W\d]+\.?,?\s+\d{4}|(?<![^\W\d])[^\W\d]++\.?\s+\d{1,2}(?:st|nd|rd|th)?"
    r",?\s+\d{4}|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{4})"
)
_CLOCK = r"(?:\d{1,2}\s?(?:[:.]\s?\d\d|h\b(?:\s?\d\d)?|h\d\d))"
_GAP = r"\b\W*(?:[^\W\d]+\W+){0,3}?"
_IS_PUBLISHED, _IS_CHANGED, _PUBLISHED_ON, _CHANGED_ON, _LINE, _MOMENT = (
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_PUBLISHED}\b",
        rf"\b{_CHANGED}\b",
        rf"\b{_PUBLISHED}{_GAP}({_DAY})",
        rf"\b{_CHANGED}{_GAP}({_DAY})",
        rf"(?:(?:by|par|article)\b.{{0,60}}?)?\W*(?:first\s)?(?:{_PUBLISHED}|{_CHANGED})\b",
        rf"{_DAY}|{_CLOCK}",
    )
)
_TIME_WORDS = 3
_TIME_CHARS = 60
_WORD = re.compile(r"[^\W\d]{3,}")


class Dates(NamedTuple):
    """What a page declares, in its own spelling; of the publication the surest first."""

    published: list[str]
    changed: list[str]


def dates_of(page: HtmlElement) -> Dates:
    """The dates that are marked in a page outside of its JSON-LD."""
    lines = [block.text for block in blocks(page) if is_date_line(block.text)]
    marked, plain, changed = _times(page)
    return Dates(
        [
            *_found(page, *_MARKED),
            *_on(_PUBLISHED_ON, lines),
            *marked,
            *_found(page, _METAS),
            *plain,
        ],
        [*_found(page, _CHANGES), *_on(_CHANGED_ON, lines), *changed],
    )


def _times(page: HtmlElement) -> tuple[list[str], list[str], list[str]]:
    """The `<time>`s of the publication, the first other one of an article, those of changes."""
    marked, plain, changed = list[str](), list[str](), list[str]()
    for node in page.xpath("//time[@datetime]"):
        before, parent = node.getprevious(), node.getparent()
        lead = (before.tail if before is not None else parent.text) or ""
        label = f"{lead[-_LINE_CHARS:]} {node.text} {node.get('class')} {node.get('itemprop')}"
        if _IS_CHANGED.search(label) or "odified" in label:
            changed.append(node.get("datetime"))
        elif _IS_PUBLISHED.search(label):
            marked.append(node.get("datetime"))
        elif "pubdate" in node.attrib or next(node.iterancestors("article"), None) is not None:
            plain.append(node.get("datetime"))
    return marked, plain[:1], changed


def is_date_line(text: str) -> bool:
    """Whether a block only says when, and by whom, the page was published or changed."""
    if len(text) > _LINE_CHARS or not _LINE.match(text) or not _MOMENT.search(text):
        return False
    more = _IS_CHANGED.sub("", _IS_PUBLISHED.sub("", _MOMENT.sub("", text)))
    return not text.endswith(".") or len(_WORD.findall(more)) <= _MORE_WORDS


def is_time(text: str) -> bool:
    """Whether a block is but a time or a day, as above the entries of a live report."""
    if len(text) > _TIME_CHARS:
        return False
    rest, moments = _MOMENT.subn("", text)
    return moments > 0 and len(rest.split()) <= _TIME_WORDS and not text.endswith((".", "!", "?"))


def _found(page: HtmlElement, *paths: str) -> Iterator[str]:
    return (str(value) for path in paths for value in page.xpath(path))


def _on(pattern: re.Pattern[str], lines: Iterable[str]) -> Iterator[str]:
    return (day for line in lines for day in pattern.findall(line))
