"""The feeds of a data folder, in its database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from qa.errors import FeedError
from qa.lang.dates import timestamp
from qa.lang.text import slug
from qa.workspace.database import Database
from qa.workspace.feeds.held import Held, held
from qa.workspace.feeds.tables import FEEDS, Feed, feed_of

_NAME_CHARS: Final = 40


class Feeds:
    """All feeds of a data folder.

    Args:
        database: Of the data folder.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def exists(self) -> bool:
        """Whether anything was ever kept; the database is not made only to look."""
        return self._database.exists

    def all(self) -> list[Feed]:
        """All feeds by name."""
        if not self.exists:
            return []
        with self._database.begin() as connection:
            rows = connection.execute(select(FEEDS).order_by(FEEDS.c.name)).all()
        return list(map(feed_of, rows))

    def get(self, name: str) -> Feed:
        """The feed of a name; a FeedError is raised if there is none."""
        found = next((feed for feed in self.all() if name in {feed.name, feed.title}), None)
        if found is None:
            raise FeedError(name, "feed.unknown")
        return found

    def due(self) -> list[str]:
        """Names of the feeds whose time has come, the longest waiting first."""
        ready = [feed for feed in self.all() if feed.due]
        return [one.name for one in sorted(ready, key=lambda one: one.next_run)]

    def check_free(self, url: str, name: str | None) -> None:
        """Raise a FeedError if there is a feed of this address or name."""
        wanted = _named(name) if name is not None else None
        for feed in self.all():
            if feed.url == url:
                raise FeedError(url, "feed.known", name=feed.name)
            if feed.name == wanted:
                raise FeedError(feed.name, "feed.name_taken", url=feed.url)

    def add(self, url: str, title: str, *, name: str | None, every: int) -> Feed:
        """Keep a feed, due at once.

        Args:
            url: Its address.
            title: What it calls itself.
            name: What it is to be called; its name is made of that, else of its title.
            every: Seconds between two runs.

        Raises:
            FeedError: If there is a feed of this address or name, or the name has no letters.
        """
        self.check_free(url, name)
        title = name or title or url
        chosen = _named(name) if name is not None else self._free_name(title)
        row = {"name": chosen, "url": url, "title": title, "every": every}
        with self._database.begin() as connection:
            connection.execute(insert(FEEDS).values(**row, next_run=timestamp()))
        return self.get(chosen)

    def remove(self, name: str) -> None:
        """Forget a feed and what was seen of it; its articles stay."""
        found = self.get(name)
        with self._database.begin() as connection:
            connection.execute(delete(FEEDS).where(FEEDS.c.name == found.name))

    def pause(self, name: str) -> Feed:
        """Pause a feed: it is run only where it is asked for by name."""
        return self._change(name, paused=True)

    def resume(self, name: str) -> Feed:
        """Let a feed go on, due at once."""
        return self._change(name, paused=False, next_run=timestamp())

    def held(self, name: str) -> AbstractContextManager[Held]:
        """Hold a feed for a run of it; a FeedError is raised if another process runs it."""
        return held(self._database, name)

    def unbuilt(self) -> bool:
        """Whether a feed brought articles that no build has found yet."""
        if not self.exists:
            return False
        with self._database.begin() as connection:
            return connection.scalar(select(FEEDS.c.id).where(FEEDS.c.unbuilt)) is not None

    def built(self, started: str) -> None:
        """A build is done that began then; it found the articles of all runs before."""
        found = FEEDS.c.unbuilt & (FEEDS.c.last_run <= started)
        with self._database.begin() as connection:
            connection.execute(update(FEEDS).where(found).values(unbuilt=False))

    def _change(self, name: str, **values: Any) -> Feed:  # noqa: ANN401 - columns of the table
        found = self.get(name)
        with self._database.begin() as connection:
            connection.execute(update(FEEDS).where(FEEDS.c.name == found.name).values(**values))
        return self.get(found.name)

    def _free_name(self, title: str) -> str:
        base = slug(title)[:_NAME_CHARS].strip("-") or "feed"
        taken = {feed.name for feed in self.all()}
        numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
        return next(name for name in (base, *numbered) if name not in taken)


def _named(text: str) -> str:
    """The name that is made of a text."""
    name = slug(text)[:_NAME_CHARS].strip("-")
    if not name:
        raise FeedError(text, "feed.name")
    return name
