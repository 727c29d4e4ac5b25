"""Feeds (RSS, Atom) that bring in articles by themselves.

`store` keeps the feeds in the `tables`, one that runs is `held`; `visit` fetches politely,
`qa.corpus.feeds` reads what was fetched, `articles` writes entries as files, `run` puts them
together. What brings the files into the index is the next build.
"""

from __future__ import annotations

from qa.workspace.feeds.run import add_feed, run_feed
from qa.workspace.feeds.store import Feeds
from qa.workspace.feeds.tables import Feed, Outcome
from qa.workspace.feeds.visit import StoppedError, Visitor, visitor_of

__all__ = [
    "Feed",
    "Feeds",
    "Outcome",
    "StoppedError",
    "Visitor",
    "add_feed",
    "run_feed",
    "visitor_of",
]
