"""Feeds of our own, and the runs of them against a website on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from qa.corpus.fetch import IPAddress
from qa.workspace.database import Database
from qa.workspace.feeds import Feed, Feeds, Outcome, Visitor, add_feed, run_feed
from tests.website import Respond, Site, page

LIMIT = 200_000
BODY = (
    "Le conseil de Brévannes a voté jeudi la fermeture de la piscine municipale, "
    "ouverte en 1974. La maire, Odile Carvin, invoque 310 000 euros de réparations."
)


def anywhere(_: IPAddress) -> bool:
    """Allows every address."""
    return True


def item(path: str, title: str, site: Site, **fields: str) -> str:
    """An item of an RSS feed; `_` in the name of a field is `:`, its value is XML."""
    given = {"title": escape(title), "link": site.url(path), **fields}
    inner = "".join(
        f"<{name.replace('_', ':')}>{value}</{name.replace('_', ':')}>"
        for name, value in given.items()
        if value
    )
    return f"<item>{inner}</item>"


def rss(*items: str, title: str = "Le Courrier de Brévannes") -> bytes:
    """An RSS 2.0 feed."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{title}</title><link>https://courrier.example/</link>"
        f"<description>d</description>{''.join(items)}</channel></rss>"
    ).encode()


def feed_page(body: bytes, **headers: Any) -> Respond:
    """A feed as a server sends it."""
    return page(body, "application/rss+xml; charset=utf-8", **headers)


def article_page(title: str, body: str = BODY, head: str = "") -> Respond:
    """The web page of an article."""
    paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
    return page(
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
        f"{paragraphs}</article></body></html>".encode()
    )


class Place:
    """A data folder with its feeds, and visits to a website without pauses."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder)
        self.feeds = Feeds(self.database)
        self.articles = folder / "articles"

    def visitor(self, **options: Any) -> Visitor:
        """Fetches at once, from this machine too."""
        return Visitor(**{"max_bytes": LIMIT, "allow": anywhere, "pause": 0.0, **options})

    def add(self, url: str, name: str | None = "courrier", **options: Any) -> Feed:
        """Keep a feed."""
        return add_feed(self.feeds, url, self.visitor(**options), name=name, every=1800)

    def run(self, name: str = "courrier", **options: Any) -> Outcome:
        """Run a feed."""
        return run_feed(
            self.feeds, name, self.visitor(**options), articles=self.articles, max_bytes=LIMIT
        )

    def kept(self) -> list[dict[str, str]]:
        """The articles that were written, in the order of their titles."""
        files = self.articles.rglob("*.json")
        read = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        return sorted(read, key=lambda one: str(one.get("title")))
