"""Lists of feeds as feed readers export them (OPML)."""

from __future__ import annotations

from pathlib import Path

from qa.corpus.text import one_line
from qa.errors import FeedError, cause


def read_opml(path: Path) -> list[tuple[str, str]]:
    """The titles and addresses of the feeds in a list, each address once.

    Raises:
        FeedError: If it cannot be read, or has none.
    """
    from lxml import etree

    # Nothing outside the file is read, and no entity is expanded.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except OSError as error:
        raise FeedError(path, "feed.opml", why=cause(error)) from error
    except etree.XMLSyntaxError as error:
        raise FeedError(path, "feed.opml", why=str(error)) from error
    found: dict[str, str] = {}
    for outline in root.iter("outline") if root is not None else ():
        url = one_line(outline.get("xmlUrl", ""))
        if url:
            found.setdefault(url, one_line(outline.get("title") or outline.get("text") or ""))
    if not found:
        raise FeedError(path, "feed.opml_empty")
    return [(title, url) for url, title in found.items()]
