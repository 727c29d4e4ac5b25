"""The blocks of a page that are its article.

trafilatura finds where the article is. It passes over boxes, captions and further articles,
so every block of that part of the page counts that is not furniture by its own looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qa.corpus.readers.html.blocks import Block, blocks
from qa.corpus.readers.html.dates import is_date_line, is_time
from qa.corpus.readers.html.notices import mostly_notice
from qa.corpus.text import one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_TEXTUAL = _HEADINGS | {"h1", "p", "li", "dt", "dd", "blockquote", "figcaption", "td", "th", "pre"}
_CARDS = frozenset(("article", "aside", "div", "li", "section"))
_LONG = 40
_ARTICLE_CHARS = 140
_SENTENCE_WORDS = 4
_FEWEST_WORDS = 3
_ITEMS = frozenset(("li", "dt", "dd", "td", "th"))


class Found(NamedTuple):
    """An article as its page shows it.

    Attributes:
        headings: Those of the first level; where there is one, it is not in the text.
    """

    text: str
    headings: list[str]


def find_article(page: HtmlElement) -> Found:
    """The article of a page, whose furniture is gone."""
    sure = _sure(page)
    found = _kept(_root(page, sure), sure)
    headings = [block.text for block in found if block.node.tag == "h1"]
    body = [block for block in found if block.node.tag != "h1" or len(headings) > 1]
    headings = headings or [one_line(node.text_content()) for node in page.xpath("//h1[not(.//a)]")]
    says_something = any(len(block.text.split()) >= _FEWEST_WORDS for block in body)
    return Found("\n\n".join(_timed(body)) if says_something else "", headings)


def _sure(page: HtmlElement) -> frozenset[str]:
    """What trafilatura takes for the article: the letters of each of its paragraphs and lines."""
    from trafilatura import bare_extraction

    found = bare_extraction(page, include_comments=False)
    if found is None or isinstance(found, dict):
        return frozenset()
    texts = ("".join(node.itertext()) for node in found.body.iter())
    return frozenset(map(_letters, (*texts, *found.body.itertext())))


def _root(page: HtmlElement, sure: frozenset[str]) -> HtmlElement:
    """The lowest element that holds all that is surely of the article, and every `<article>`."""
    nodes = [block.node for block in blocks(page) if len(block.text) > _LONG and _is(block, sure)]
    paths = (reversed([*_around(node)]) for node in (*nodes, *_articles(page)))
    root = page
    for level in zip(*paths, strict=False):
        if any(node is not level[0] for node in level):
            break
        root = level[0]
    return next(root.iterancestors("article"), root)


def _articles(page: HtmlElement) -> list[HtmlElement]:
    """The `<article>`s with a text of their own: others are teasers."""
    return [
        node
        for node in page.xpath("//article[not(ancestor::article)]")
        if not node.xpath(".//a[@href]//h2|.//a[@href]//h3|.//h2//a[@href]|.//h3//a[@href]")
        and sum(len(block.text) for block in blocks(node) if not block.is_link) > _ARTICLE_CHARS
    ]


def _kept(root: HtmlElement, sure: frozenset[str]) -> list[Block]:
    """The blocks of the article, each once; a heading over nothing is none of them."""
    found = blocks(root)
    teasers = _teasers(found, sure, root)
    kept = dict[str | int, Block]()
    next_stays = False
    for at, block in reversed([*enumerate(found)]):
        stays = _belongs(block, sure) and teasers.isdisjoint(_around(block.node))
        stays = stays and (next_stays or block.node.tag not in _HEADINGS)
        if stays:
            kept.pop(block.text, None)
            kept[block.text if len(block.text) > _LONG else at] = block
        next_stays = stays
    return [*reversed(kept.values())]


def _teasers(found: Sequence[Block], sure: frozenset[str], root: HtmlElement) -> set[HtmlElement]:
    """The elements whose heading leads to another article."""
    own = {node for block in found if _is(block, sure) for node in _around(block.node)}
    own.update(_around(root))
    cards = (
        next((node for node in _around(block.node) if node.tag in _CARDS), root)
        for block in found
        if block.is_link and block.node.tag in _HEADINGS
    )
    return {*cards} - own


def _belongs(block: Block, sure: frozenset[str]) -> bool:
    if block.is_link or mostly_notice(block.text) or is_date_line(block.text):
        return False
    return (
        block.node.tag in _TEXTUAL
        or _is(block, sure)
        or _is_sentence(block.text)
        or is_time(block.text)
    )


def _timed(found: Sequence[Block]) -> Iterator[str]:
    """The texts, each entry of a live report with its time; a first time alone is the page's."""
    times = [_is_time(block) for block in found]
    at = times.index(False) if sum(times) == 1 and times[0] else 0
    while at < len(found):
        if times[at] and not all(times[at + 1 : at + 2]) and sum(times) > 1:
            yield f"{found[at].text} – {found[at + 1].text}"
            at += 1
        else:
            yield found[at].text
        at += 1


def _is_time(block: Block) -> bool:
    """Whether a block is the time of what follows; a whole item of a list or cell is a fact."""
    whole = block.node.tag in _ITEMS and len(one_line(block.node.text_content())) == len(block.text)
    return not whole and is_time(block.text)


def _around(node: HtmlElement) -> Iterator[HtmlElement]:
    """An element and those that hold it."""
    yield node
    yield from node.iterancestors()


def _is(block: Block, sure: frozenset[str]) -> bool:
    return _letters(block.text) in sure


def _is_sentence(text: str) -> bool:
    ends = text.rstrip(' )”»"').endswith((".", "!", "?", "…"))
    return ends and len(text.split()) >= _SENTENCE_WORDS


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
