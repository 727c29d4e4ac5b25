"""One run of a feed: fetched, read, its new articles written; and a new feed's first fetch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from qa.corpus import ReadLimits
from qa.corpus.feeds.parse import Entry, ParsedFeed, is_page, linked_feed, parse_feed
from qa.corpus.fetch import Reply
from qa.corpus.process import parse_apart
from qa.errors import FailedFile, Failure, FeedError, PlaceError, ReadError
from qa.lang.dates import timestamp
from qa.types import Article
from qa.workspace.feeds.articles import fetch_article, passes, path_of, save_article
from qa.workspace.feeds.held import Held, Known
from qa.workspace.feeds.schedule import next_run
from qa.workspace.feeds.store import Feeds
from qa.workspace.feeds.tables import Feed, Outcome
from qa.workspace.feeds.visit import GONE, UNCHANGED, Visitor, WaitError

_MOST: Final = 100
"""Articles that one run takes; the next goes on from there."""
_TRIES: Final = 3
"""How often a page that cannot be fetched for now is tried."""
_PROBLEMS: Final = 20
"""Problems that an outcome lists."""


def add_feed(
    feeds: Feeds,
    url: str,
    visitor: Visitor,
    *,
    name: str | None,
    every: int,
    limits: ReadLimits | None = None,
) -> Feed:
    """Keep a feed, after a look at it; for a web page, the feed that it names.

    Args:
        feeds: Where it is kept.
        url: Its address; without a scheme, https.
        visitor: Fetches it.
        name: What it is to be called; unset: by its title.
        every: Seconds between two runs.
        limits: What reading it may take; it is then read in another process.

    Raises:
        FeedError: If there is no feed at the address, or one of this address or name is kept.
        ReadError: If it cannot be fetched.
    """
    url = url.strip() if re.match(r"\w+://", url.strip()) else f"https://{url.strip()}"
    feeds.check_free(url, name)
    reply = visitor.feed(url)
    try:
        found = _parsed(reply, limits)
    except FeedError:
        linked = linked_feed(reply) if is_page(reply) else None
        if linked is None:
            raise
        feeds.check_free(linked, name)
        url, reply = linked, visitor.feed(linked)
        found = _parsed(reply, limits)
    return feeds.add(reply.moved or url, found.title, name=name, every=every)


def run_feed(
    feeds: Feeds,
    name: str,
    visitor: Visitor,
    *,
    articles: Path,
    max_bytes: int,
    limits: ReadLimits | None = None,
) -> Outcome:
    """Bring in what is new in a feed.

    Args:
        feeds: Where it is kept.
        name: Its name.
        visitor: Fetches it and its articles.
        articles: The folder of the articles that the app keeps.
        max_bytes: Largest page that is read.
        limits: What reading it or a page may take; they are then read in another process.

    Returns:
        What became of it; a feed that could not be read is a failure in there.

    Raises:
        FeedError: If another process runs it, or there is none of this name.
        StoppedError: If the visits were to end; what came before stays.
    """
    with feeds.held(feeds.get(name).name) as held:
        read = partial(fetch_article, visitor=visitor, max_bytes=max_bytes, limits=limits)
        return _Run(held, visitor, articles, read, partial(_parsed, limits=limits)).run()


def _parsed(reply: Reply, limits: ReadLimits | None) -> ParsedFeed:
    return parse_apart(reply, limits) if limits else parse_feed(reply)


class _Run:
    """One run, and what has become of it so far."""

    def __init__(
        self,
        held: Held,
        visitor: Visitor,
        articles: Path,
        read: Callable[[Entry], Article | None],
        parse: Callable[[Reply], ParsedFeed],
    ) -> None:
        self._held, self._visitor = held, visitor
        self._articles, self._read, self._parse = articles, read, parse
        self._done = Outcome()
        self._retry = False
        self._wait = 0.0

    def run(self) -> Outcome:
        row = self._held.row
        try:
            reply = self._visitor.feed(row.url, row.etag, row.modified)
            if reply.status != UNCHANGED:
                self._take(reply)
        except PlaceError as error:
            self._fail(error)
        else:
            self._succeed(reply)
        return self._done

    def _take(self, reply: Reply) -> None:
        found = self._parse(reply)
        wanted = list(self._wanted(found))
        for at, (entry, known) in enumerate(wanted):
            self._done = self._done.model_copy(update={"waiting": len(wanted) - at})
            if at == _MOST or not self._held.renew():
                return
            self._bring(entry, known, found)
        self._done = self._done.model_copy(update={"waiting": 0})

    def _wanted(self, found: ParsedFeed) -> Iterator[tuple[Entry, Known | None]]:
        """The entries that are new or changed, or whose pages may be there by now."""
        for entry in found.entries:
            known = self._held.known(entry)
            if known is None or (known.own and (known.print != entry.print or known.tries)):
                yield entry, known

    def _bring(self, entry: Entry, known: Known | None, found: ParsedFeed) -> None:
        page, problem = None, None
        try:
            page = self._read(entry)
        except ReadError as error:
            problem = error
            if isinstance(error, WaitError):
                self._wait = max(self._wait, error.seconds)
        path = (known.path if known else "") or path_of(entry, self._held.row.name)
        source = found.title or self._held.row.title
        try:
            saved = save_article(entry, page, source=source, path=path, root=self._articles)
        except ReadError as error:  # a full disk, say: the next run tries again
            self._retry = True
            self._note(problem=error)
            return
        tries = _tries(entry, known, problem)
        self._retry = self._retry or tries > 0
        self._held.note(entry, path if saved else "", tries)
        self._note(change=saved.change if saved else None, problem=problem)

    def _note(self, *, change: str | None = None, problem: ReadError | None = None) -> None:
        done, brought = self._done, change in {"added", "updated"}
        problems = [*done.problems, FailedFile.of(problem, kept=brought)] if problem else []
        self._done = done.model_copy(
            update={
                "new": done.new + (change == "added"),
                "updated": done.updated + (change == "updated"),
                "problems": (problems or done.problems)[:_PROBLEMS],
            }
        )
        if brought:
            self._held.change(unbuilt=True)

    def _succeed(self, reply: Reply) -> None:
        row, done = self._held.row, self._done
        # What is to be tried again would be hidden if the feed were "unchanged" the next time.
        whole = not self._retry and not done.waiting
        tags = {
            "etag": reply.headers.get("etag", row.etag),
            "modified": reply.headers.get("last-modified", row.modified),
        }
        self._end(
            url=reply.moved or row.url,
            failures=0,
            next_run=next_run(row.every, at_least=self._wait),
            **(tags if whole else dict.fromkeys(tags)),
        )

    def _fail(self, error: PlaceError) -> None:
        row = self._held.row
        failures, wait = row.failures + 1, error.seconds if isinstance(error, WaitError) else 0
        gone = error.values.get("status") == GONE
        # What is wrong with the feed's own address needs no address before it.
        own = Failure(code=error.code, values=error.values)
        failure = own if error.path == row.url else error.failure
        self._done = self._done.model_copy(update={"failure": failure})
        again = next_run(row.every, failures=failures, at_least=wait)
        self._end(failures=failures, next_run=again, **({"paused": True} if gone else {}))

    def _end(self, **values: str | int | bool | None) -> None:
        brought = {"unbuilt": True} if self._done.changed else {}
        self._held.change(outcome=self._done.kept(), last_run=timestamp(), **brought, **values)


def _tries(entry: Entry, known: Known | None, problem: ReadError | None) -> int:
    """How often an entry's page was tried in vain; 0 if it is not to be tried again."""
    if problem is None or not passes(problem):
        return 0
    before = known.tries if known and known.print == entry.print else 0
    return (before + 1) % _TRIES
