"""A feed that this process runs, and no other meanwhile.

Who runs a feed holds its row for some minutes, and renews that as it goes on. What a process that
died was holding is free again when its time is over.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, or_, select, update

from qa.corpus.feeds.parse import Entry
from qa.errors import FeedError
from qa.lang.dates import timestamp
from qa.types.base import Value
from qa.workspace.database import Database
from qa.workspace.feeds.tables import ENTRIES, FEEDS

_HOLD: Final = timedelta(minutes=3)


class Known(Value):
    """An entry that was seen before.

    Attributes:
        path: The file that was written, relative to the articles of feeds; empty for none.
        tries: How often its page could not be fetched for a reason that may pass; 0: not wanted.
        own: Whether it was seen in the same feed.
    """

    print: str
    path: str
    tries: int
    own: bool


class Held:
    """A feed that this process runs.

    Attributes:
        row: As it was when the run began.
    """

    def __init__(self, database: Database, row: Row[Any], holder: str) -> None:
        self.row = row
        self._database, self._holder = database, holder

    def change(self, **values: Any) -> None:  # noqa: ANN401 - the columns of the table
        """Change columns of the feed."""
        with self._database.begin() as connection:
            connection.execute(update(FEEDS).where(FEEDS.c.id == self.row.id).values(**values))

    def renew(self) -> bool:
        """Go on holding it; false if it was removed, or is somebody else's by now."""
        with self._database.begin() as connection:
            mine = (FEEDS.c.id == self.row.id) & (FEEDS.c.holder == self._holder)
            return _hold(connection, self._holder, mine)

    def known(self, entry: Entry) -> Known | None:
        """An entry as it was seen before: by its address in any feed, by its id in this one."""
        own = (ENTRIES.c.feed == self.row.id) & (ENTRIES.c.guid == entry.guid)
        wanted = select(ENTRIES).where(or_(ENTRIES.c.key == entry.key, own))
        with self._database.begin() as connection:
            rows = connection.execute(wanted).all()
        if not rows:
            return None
        first = min(rows, key=lambda row: (row.feed != self.row.id, row.key != entry.key))
        return Known(
            print=first.print,
            path=first.path,
            tries=first.tries,
            own=first.feed == self.row.id,
        )

    def note(self, entry: Entry, path: str, tries: int) -> None:
        """Remember that an entry was seen."""
        same = (ENTRIES.c.feed == self.row.id) & (
            (ENTRIES.c.key == entry.key) | (ENTRIES.c.guid == entry.guid)
        )
        with self._database.begin() as connection:
            connection.execute(delete(ENTRIES).where(same))
            connection.execute(
                insert(ENTRIES).values(
                    feed=self.row.id,
                    key=entry.key,
                    guid=entry.guid,
                    print=entry.print,
                    path=path,
                    tries=tries,
                )
            )


@contextmanager
def held(database: Database, name: str) -> Iterator[Held]:
    """Hold the feed of a name for a run of it.

    Raises:
        FeedError: If another process runs it, or there is none of this name.
    """
    holder = f"process {os.getpid()} on {platform.node()}, {uuid4().hex[:8]}"
    free = or_(FEEDS.c.held_until.is_(None), FEEDS.c.held_until < timestamp())
    with database.begin() as connection:
        got = _hold(connection, holder, (FEEDS.c.name == name) & free)
        row = connection.execute(select(FEEDS).where(FEEDS.c.name == name)).first()
    if row is None:
        raise FeedError(name, "feed.unknown")
    if not got:
        raise FeedError(name, "feed.busy", owner=str(row.holder).partition(",")[0])
    feed = Held(database, row, holder)
    try:
        yield feed
    finally:
        if feed.renew():
            feed.change(holder=None, held_until=None)


def _hold(connection: Connection, holder: str, condition: ColumnElement[bool]) -> bool:
    until = timestamp(datetime.now(UTC) + _HOLD)
    wanted = update(FEEDS).where(condition).values(holder=holder, held_until=until)
    return connection.execute(wanted).rowcount == 1
