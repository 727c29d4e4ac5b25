"""Work that only one of several servers does at a time, and what the others see of it.

Who works holds a row for a minute, and renews that as it goes on. What a server that died was
doing is free again when its minute is over.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Boolean, Column, Table, and_, or_, select, update

from qa.lang.dates import timestamp
from qa.workspace.database import METADATA, Text, insert_into

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from qa.workspace.database import Database

HOLD: Final = timedelta(minutes=1)

_TURNS: Final = Table(
    "turns",
    METADATA,
    Column("work", Text, primary_key=True),
    Column("holder", Text),
    Column("held_until", Text),
    Column("wanted", Boolean, nullable=False),
    Column("state", Text),
)
_ROW: Final = _TURNS.c


class Turn:
    """One kind of work, of which one server at a time has its turn.

    Every method raises `WorkspaceError` if the database cannot be used.

    Args:
        database: What the servers share.
        work: Names it.
    """

    def __init__(self, database: Database, work: str) -> None:
        self._database, self._work = database, work
        self._holder = secrets.token_hex(8)

    def take(self, *, due: bool = False, **values: str) -> bool:
        """Begin the work, and what was asked for so far; false if a server is at it.

        Args:
            due: Only if it is due, which it is no more if another server was quicker.
            values: The `state` that the others see; unset: that of before.
        """
        where = and_(_free(), _unfinished()) if due else _free()
        return self._change(where, **self._held(), wanted=False, **values)

    def renew(self, **values: str) -> bool:
        """Go on; false if another server has begun since, as after an outage."""
        return self._change(self._mine(), **self._held(), **values)

    def release(self, **values: str) -> None:
        """The work has ended."""
        self._change(self._mine(), holder=None, held_until=None, **values)

    def want(self) -> bool:
        """Ask for the work to be done once more; false if no server is at it."""
        return self._change(_ROW.held_until >= timestamp(), wanted=True)

    def is_due(self) -> bool:
        """Whether no server is at it and it was asked for, or its server died."""
        due = select(_ROW.work).where(_ROW.work == self._work, _free(), _unfinished())
        with self._database.begin() as connection:
            return connection.scalar(due) is not None

    def state(self) -> str | None:
        """How far the work is, or how it ended; None if it was never done."""
        with self._database.begin() as connection:
            return connection.scalar(select(_ROW.state).where(_ROW.work == self._work))

    def _mine(self) -> ColumnElement[bool]:
        return or_(_ROW.holder == self._holder, _free())

    def _held(self) -> dict[str, str]:
        return {"holder": self._holder, "held_until": timestamp(datetime.now(UTC) + HOLD)}

    def _change(self, where: ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401 - columns
        mine = update(_TURNS).where(_ROW.work == self._work, where).values(**values)
        row = {"work": self._work, "wanted": False}
        with self._database.begin() as connection:
            known = insert_into(connection, _TURNS).values(row).on_conflict_do_nothing()
            connection.execute(known)
            return connection.execute(mine.returning(_ROW.work)).first() is not None


def _free() -> ColumnElement[bool]:
    return or_(_ROW.holder.is_(None), _ROW.held_until < timestamp())


def _unfinished() -> ColumnElement[bool]:
    return or_(_ROW.wanted, _ROW.holder.is_not(None))
