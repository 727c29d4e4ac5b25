"""The news of saved questions as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from qa.batch.address import article_address
from qa.phrases import say

if TYPE_CHECKING:
    from lxml.etree import _Element

    from qa.types import Language
    from qa.workspace.saved.tables import Feed, NewItem, SavedQuestion

ENTRIES: Final = 100

_ATOM: Final = "http://www.w3.org/2005/Atom"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_INVALID: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold."""

_LINKED: Final = re.compile(r"https?://\S+")


def as_atom(feed: Feed, address: str, base: str) -> bytes:
    """A feed as XML.

    Args:
        feed: Its questions and news.
        address: The address that it is read from.
        base: Address of the web app, without a slash at the end.
    """
    from lxml import etree

    newest = feed.questions[0] if feed.questions else None
    language: Language = newest.language if newest else "en"
    root = etree.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: language}, nsmap={None: _ATOM})
    add = _adder(root)
    add("id", f"urn:qa:saved:{feed.token}")
    single = feed.single and newest is not None
    add("title", newest.question if single and newest else say(language, "saved.feed_title"))
    add("updated", _updated(feed))
    add("link", rel="self", href=address)
    add("link", rel="alternate", type="text/html", href=f"{base}/")
    _person(root, say(language, "page.title"))
    questions = {one.id: one for one in feed.questions}
    for item in feed.items[:ENTRIES]:
        _add_entry(root, item, questions[item.saved], base, named=not feed.single)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _adder(parent: _Element) -> Callable[..., None]:
    from lxml import etree

    def add(name: str, text: str = "", **attributes: str) -> None:
        child = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        child.text = _clean(text) or None

    return add


def _clean(text: str) -> str:
    return _INVALID.sub("", text)


def _person(parent: _Element, name: str) -> None:
    from lxml import etree

    author = etree.SubElement(parent, f"{{{_ATOM}}}author")
    _adder(author)("name", name)


def _updated(feed: Feed) -> str:
    """When it last changed; RFC 3339."""
    moments = [item.found for item in feed.items[:1]] + [one.created for one in feed.questions]
    return max(moments, default="1970-01-01T00:00:00+00:00")


def _add_entry(
    root: _Element, item: NewItem, saved: SavedQuestion, base: str, *, named: bool
) -> None:
    from lxml import etree

    entry = etree.SubElement(root, f"{{{_ATOM}}}entry")
    add = _adder(entry)
    add("id", f"urn:qa:saved:{saved.feed}:{item.id}")
    add("title", item.title)
    add("updated", item.found)
    add("link", rel="alternate", href=article_address(item.article_id, item.start, item.end, base))
    if item.url and _LINKED.fullmatch(item.url):
        add("link", rel="via", href=_clean(item.url))
    _person(entry, item.source or say(saved.language, "page.title"))
    if named:
        add("category", term=_clean(saved.question))
    add("content", _told(item, saved, named=named), type="text")


def _told(item: NewItem, saved: SavedQuestion, *, named: bool) -> str:
    """The question, how the answer changed, the quote, and where it stands."""
    from qa.phrases.wording import about

    language = saved.language
    lines = [saved.question] if named else []
    if item.before:
        lines.append(say(language, "saved.changed", before=item.before, now=item.answer))
    lines += [say(item.language, "answer.quote", quote=item.quote)]
    lines += [about(language, item.source, item.published)]
    return "\n\n".join(lines)
