"""What is kept of feeds: the tables of the database, and the values that their rows become."""

from __future__ import annotations

from typing import Any, Final

from pydantic import Field
from sqlalchemy import Boolean, Column, ForeignKey, Integer, Row, Table

from qa.errors import FailedFile, Failure
from qa.lang.dates import timestamp
from qa.types.base import Value
from qa.workspace.database import METADATA, Text

FEEDS: Final = Table(
    "feeds",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("every", Integer, nullable=False),
    Column("paused", Boolean, nullable=False, default=False),
    Column("etag", Text),
    Column("modified", Text),
    Column("last_run", Text),
    Column("next_run", Text, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("outcome", Text),
    Column("holder", Text),
    Column("held_until", Text),
    Column("unbuilt", Boolean, nullable=False, default=False),
)
ENTRIES: Final = Table(
    "feed_entries",
    METADATA,
    Column("feed", ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("guid", Text, nullable=False),
    Column("print", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("tries", Integer, nullable=False),
)


class Outcome(Value):
    """What became of a run of a feed.

    Attributes:
        waiting: Entries that the next run takes.
        problems: Articles that could not be read, or not whole.
        failure: Why the feed itself could not be read.
    """

    new: int = 0
    updated: int = 0
    waiting: int = 0
    problems: list[FailedFile] = Field(default_factory=list)
    failure: Failure | None = None

    @property
    def changed(self) -> int:
        """Articles that the next build finds new or changed."""
        return self.new + self.updated

    def kept(self) -> str:
        """As it is stored: without the sentences, which follow from the codes."""
        return self.model_dump_json(
            exclude={"failure": {"reason"}, "problems": {"__all__": {"reason"}}}
        )


class Feed(Value):
    """A feed.

    Attributes:
        name: What commands call it.
        title: What it calls itself.
        every: Seconds between two runs.
        last_run: ISO 8601 in UTC, as `next_run` is.
        outcome: What became of the last run.
        running: Whether a process runs it now.
        due: Whether its time has come.
    """

    name: str
    url: str
    title: str
    every: int
    paused: bool
    last_run: str | None
    next_run: str
    outcome: Outcome | None
    running: bool
    due: bool


def feed_of(row: Row[Any]) -> Feed:
    """The feed of a row."""
    running = row.held_until is not None and row.held_until >= timestamp()
    return Feed(
        name=row.name,
        url=row.url,
        title=row.title,
        every=row.every,
        paused=row.paused,
        last_run=row.last_run,
        next_run=row.next_run,
        outcome=Outcome.model_validate_json(row.outcome) if row.outcome else None,
        running=running,
        due=not (row.paused or running) and row.next_run <= timestamp(),
    )
