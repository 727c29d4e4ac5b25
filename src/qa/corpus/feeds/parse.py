"""A feed's bytes → its title and entries, newest version of each first met.

feedparser reads them; it is given bytes only, so that it never opens an address or a file itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urljoin

from qa.corpus.draft import clean_url
from qa.corpus.feeds.content import text_of
from qa.corpus.published import find_date
from qa.corpus.text import one_line
from qa.corpus.versions import canonical
from qa.errors import FeedError

if TYPE_CHECKING:
    from qa.corpus.fetch import Reply

_TYPES: Final = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
# What feedparser raises on feeds that are damaged beyond what it expects.
_BUILTINS: Final = (AssertionError, AttributeError, LookupError, RecursionError, TypeError)
_MOST_ENTRIES: Final = 1000


class Entry(NamedTuple):
    """One article as a feed announces it.

    Attributes:
        key: What identifies it anywhere: its address in the form that all spellings share, or
            its id where it has no address.
        guid: Its id in the feed.
        published: A partial ISO date, as `updated` is.
        text: What the feed itself says, as plain text.
        is_whole: Whether the feed marks that as the content, not as a summary.
        print: Changes when what the feed says of it does.
    """

    key: str
    guid: str
    url: str | None
    title: str
    published: str | None
    updated: str | None
    text: str
    is_whole: bool
    print: str


class ParsedFeed(NamedTuple):
    """A feed."""

    title: str
    entries: list[Entry]


def parse_feed(reply: Reply) -> ParsedFeed:
    """Read a feed.

    Raises:
        FeedError: If it is something else, naming what it is.
    """
    import feedparser

    headers = {"content-location": reply.url, **_typed(reply)}
    try:
        found = feedparser.parse(BytesIO(reply.body), response_headers=headers)
    except (*_BUILTINS, ValueError) as error:
        raise FeedError(reply.url, "feed.damaged") from error
    if not found.get("version"):
        raise _no_feed(reply)
    entries = [one for one in map(_entry, found.entries[:_MOST_ENTRIES]) if one]
    if found.bozo and not any(one.url or one.text for one in entries):
        raise FeedError(reply.url, "feed.damaged")
    return ParsedFeed(one_line(text_of(found.feed.get("title", ""))), _newest(entries))


def linked_feed(reply: Reply) -> str | None:
    """The address of the feed that a web page names in its head."""
    from lxml import etree

    from qa.corpus.readers.html.parse import parse_text

    try:
        page = parse_text(reply.body.decode(errors="replace"))
    except (etree.LxmlError, ValueError):
        return None
    for link in page.xpath("//link[@rel and @href and @type]"):
        kind = link.get("type").partition(";")[0].strip().lower()
        if "alternate" in link.get("rel").lower().split() and kind in _TYPES:
            return urljoin(reply.url, str(link.get("href")).strip())
    return None


def media_type(reply: Reply) -> str:
    """What the server says that it sent, without parameters."""
    return reply.headers.get("content-type", "").partition(";")[0].strip().lower()


def is_page(reply: Reply) -> bool:
    """Whether the server says that it sent a web page."""
    return media_type(reply) in _HTML


def _typed(reply: Reply) -> dict[str, str]:
    """The declared type, which holds the encoding; a feed is often served as a web page."""
    declared = reply.headers.get("content-type", "")
    return {} if is_page(reply) or not declared else {"content-type": declared}


def _no_feed(reply: Reply) -> FeedError:
    kind = media_type(reply)
    if not kind:
        return FeedError(reply.url, "feed.untyped")
    return FeedError(reply.url, "feed.other", kind=kind)


def _entry(found: dict[str, Any]) -> Entry | None:
    """An entry; None for one that has neither address nor id nor title."""
    url = clean_url(_plain(found, "link"))
    title = one_line(text_of(_plain(found, "title")))
    guid = one_line(_plain(found, "id"))
    key = canonical(url) if url else guid or title
    if not key:
        return None
    contents = [str(one.get("value", "")) for one in dict.get(found, "content", [])]
    texts = [text_of(one, url) for one in (*contents, _plain(found, "summary"))]
    text = max(texts, key=len, default="")
    return Entry(
        key=key,
        guid=guid or key,
        url=url,
        title=title,
        published=_day(found, "published", "created"),
        updated=_day(found, "updated"),
        text=text,
        is_whole=bool(contents) and text in texts[:-1],
        print=_digest(title, _plain(found, "updated"), text),
    )


def _plain(found: dict[str, Any], name: str) -> str:
    """A field of its own: feedparser gives another one for some that are missing."""
    value = dict.get(found, name)
    return value if isinstance(value, str) else ""


def _day(found: dict[str, Any], *names: str) -> str | None:
    """The day of a field, as it was where the feed was written, if it is a date."""
    for name in names:
        text = _plain(found, name)
        parsed = dict.get(found, f"{name}_parsed")
        day = _written(text) or find_date(text, day_first=False)
        if not day and parsed:
            day = date(*parsed[:3]).isoformat()
        if day:
            return day
    return None


def _written(text: str) -> str | None:
    """The day of a moment in one of the two forms that feeds use."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            return read(text.strip()).date().isoformat()
        except (ValueError, OverflowError):
            continue
    return None


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:16]


def _newest(entries: Sequence[Entry]) -> list[Entry]:
    """Each article once, in the order of the feed: of two versions the later one."""
    found: dict[str, Entry] = {}
    for entry in entries:
        known = found.get(entry.key)
        if known is None or _age(entry) > _age(known):
            found[entry.key] = entry
    return list(found.values())


def _age(entry: Entry) -> str:
    return max(filter(None, (entry.published, entry.updated)), default="")
