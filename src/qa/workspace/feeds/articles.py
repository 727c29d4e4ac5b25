"""Entries of feeds become files of the corpus: JSON, which its reader takes without loss."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from qa.corpus import ReadLimits
from qa.corpus.add import Saved, page_article, save
from qa.corpus.feeds.parse import Entry
from qa.corpus.hidden import Hidden
from qa.errors import ReadError
from qa.lang.text import slug
from qa.types import Article
from qa.workspace.feeds.visit import Visitor

FOLDER: Final = "feeds"
"""Where the articles of feeds are, below the articles that the app keeps."""

_WHOLE_CHARS: Final = 600
"""A content of this length that is not cut off is the article; its page is not fetched."""
_CUT: Final = ("…", "...", "…]", "...]")
_NAME_CHARS: Final = 60


def fetch_article(
    entry: Entry, visitor: Visitor, *, max_bytes: int, limits: ReadLimits | None = None
) -> Article | None:
    """The article on an entry's page; None where the feed itself holds it.

    Raises:
        ReadError: If the page cannot be fetched, or has no article.
        StoppedError: If the visits are to end.
    """
    if entry.url is None or _is_whole(entry):
        return None
    return page_article(visitor.page(entry.url), max_bytes=max_bytes, limits=limits)


def save_article(
    entry: Entry, page: Article | None, *, source: str, path: str, root: Path
) -> Saved | None:
    """Write the article of an entry, in the place of its older form.

    Args:
        entry: What the feed says of it.
        page: What its page says, if that was read.
        source: The feed's title, for articles whose page names no publisher.
        path: Where, below the folder.
        root: The folder of the articles that the app keeps.

    Returns:
        What became of the file; None if there is no text to write. An article that was taken out
        of the collection stays as it is.

    Raises:
        ReadError: If it cannot be written.
    """
    text = max(page.text if page else "", entry.text, key=len)
    if not any(map(str.isalnum, text)):
        return None
    if path in {hidden.path for hidden in Hidden(root).all()}:
        return Saved(root / path, "unchanged")
    url = (page.url if page else None) or entry.url
    fields = {
        "title": entry.title or (page.title if page else None),
        "url": url,
        "source": _source(page, url) or source,
        "published": entry.published or (page.published if page else None) or entry.updated,
        "updated": entry.updated,
        "text": text,
    }
    known = {name: value for name, value in fields.items() if value}
    body = json.dumps(known, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    return save(body, path, root, replace=True)


def path_of(entry: Entry, feed: str) -> str:
    """Where the article of an entry is kept, by the feed's name and its own address."""
    last = urlsplit(entry.url).path.rstrip("/").rpartition("/")[2] if entry.url else ""
    words = slug(last.rpartition(".")[0] or last) or slug(entry.title)
    mark = hashlib.sha256(entry.key.encode(errors="replace")).hexdigest()[:8]
    return f"{FOLDER}/{feed}/{words[:_NAME_CHARS].strip('-') or 'article'}-{mark}.json"


def passes(error: ReadError) -> bool:
    """Whether what kept a page from being fetched may be over at the next run."""
    if error.code == "page.status":
        return int(error.values["status"]) >= 500  # noqa: PLR2004 - the server's own failures
    return error.code in {
        "page.failed",
        "page.cut_off",
        "page.timeout",
        "feed.private",
        "page.wait",
    }


def _is_whole(entry: Entry) -> bool:
    is_long = entry.is_whole and len(entry.text) >= _WHOLE_CHARS
    return is_long and not entry.text.endswith(_CUT)


def _source(page: Article | None, url: str | None) -> str | None:
    """The publisher that a page names itself; its host is no name."""
    host = urlsplit(url or "").netloc.removeprefix("www.")
    named = page.source if page else None
    return named if named and named not in {host, host.partition(":")[0]} else None
