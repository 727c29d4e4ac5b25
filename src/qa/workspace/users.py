"""The users in the database, so that all servers on it let the same people in."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError
from sqlalchemy import Column, Row, Table, delete, select

from qa.accounts import Accounts, User, Users
from qa.errors import UsersError, WorkspaceError
from qa.lang.dates import timestamp
from qa.workspace.database import METADATA, Database, Text, insert_into

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qa.settings import Settings

_USERS: Final = Table(
    "users",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
)
_SECRETS: Final = Table(
    "secrets",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("secret", Text, nullable=False),
)
_ENDED: Final = Table(
    "ended_sessions",
    METADATA,
    Column("session", Text, primary_key=True),
    Column("until", Text, nullable=False),
)
_SESSIONS: Final = "sessions"


class UserTable(Accounts):
    """The users in a database.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.place = database.name

    def all(self) -> list[User]:
        """All users, by name."""
        with self._begin() as connection:
            rows = connection.execute(select(_USERS).order_by(_USERS.c.name)).all()
        return [self._user(row) for row in rows]

    def find(self, name: str) -> User | None:
        """The user of a name, None if there is none."""
        with self._begin() as connection:
            row = connection.execute(select(_USERS).where(_USERS.c.name == name)).first()
        return self._user(row) if row else None

    def remove(self, name: str) -> None:
        """Remove a user; they are logged out at once, on all servers."""
        gone = delete(_USERS).where(_USERS.c.name == name).returning(_USERS.c.name)
        with self._begin() as connection:
            if connection.execute(gone).first() is None:
                raise UsersError(self.place, "users.missing", name=name)

    def secret(self) -> bytes:
        """What log-ins are signed with: made by the first server that asks."""
        made = {"name": _SESSIONS, "secret": secrets.token_hex(32)}
        kept = select(_SECRETS.c.secret).where(_SECRETS.c.name == _SESSIONS)
        with self._begin() as connection:
            insertion = insert_into(connection, _SECRETS).values(made)
            connection.execute(insertion.on_conflict_do_nothing())
            return bytes.fromhex(connection.execute(kept).scalar_one())

    def end(self, session: str, seconds: float) -> None:
        """Remember for some time that a session was ended, by its id."""
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        with self._begin() as connection:
            connection.execute(delete(_ENDED).where(_ENDED.c.until < timestamp()))
            ended = insert_into(connection, _ENDED).values(session=session, until=timestamp(until))
            connection.execute(ended.on_conflict_do_nothing())

    def has_ended(self, session: str) -> bool:
        """Whether a session was ended, on whichever server."""
        ended = select(_ENDED.c.session).where(_ENDED.c.session == session)
        with self._begin() as connection:
            return connection.scalar(ended) is not None

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.close()

    def _keep(self, user: User) -> None:
        with self._begin() as connection:
            insertion = insert_into(connection, _USERS).values(user.model_dump())
            added = insertion.on_conflict_do_nothing().returning(_USERS.c.name)
            if connection.execute(added).first() is None:
                raise UsersError(self.place, "users.exists", name=user.name)

    def _user(self, row: Row[Any]) -> User:
        try:
            return User.model_validate(dict(row._mapping))  # noqa: SLF001 - public
        except ValidationError:
            raise UsersError(self.place, "users.damaged", name=row.name) from None

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            with self._database.begin() as connection:
                yield connection
        except WorkspaceError as error:
            raise UsersError(error.path, error.code, **error.values) from error


def users_of(settings: Settings) -> Accounts:
    """The users of a server: in its database where it shares one, else in a file."""
    if settings.users_in_database:
        return UserTable(Database.of(settings))
    return Users(settings.users)
