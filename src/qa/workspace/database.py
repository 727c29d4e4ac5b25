"""The database of everything that people keep: SQLite in the data folder, or PostgreSQL.

Opened through SQLAlchemy and brought up to date by `migrate`. Several threads, processes and, with
PostgreSQL, machines may use one at once. What differs between the two is in `engines`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from sqlalchemy import MetaData, Table, TypeDecorator, types
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from qa.errors import WorkspaceError, cause
from qa.workspace.engines import Postgres, Sqlite
from qa.workspace.migrate import migrate

if TYPE_CHECKING:
    from sqlalchemy import Connection, Dialect, Engine
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.types import TypeEngine

    from qa.settings import Settings

METADATA: Final = MetaData()
"""The tables of all modules that keep something; `migrations` makes them."""


class Text(TypeDecorator[str]):
    """Any text: what PostgreSQL cannot hold is replaced, and it sorts as SQLite does."""

    impl = types.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the column."""
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(types.Text(collation=collation))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """A text without NUL and lone surrogates."""
        del dialect
        if value is None:
            return None
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


class Database:
    """A database, opened and brought up to date when it is first used.

    Args:
        place: The data folder (setting `data`), or the address of a PostgreSQL database.
    """

    def __init__(self, place: Path | str) -> None:
        self._kind = Postgres(place) if isinstance(place, str) else Sqlite(place)
        self._lock = threading.Lock()
        self._opened: Engine | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The database of the settings."""
        address = settings.database
        return cls(address.get_secret_value() if address else settings.data)

    @property
    def name(self) -> str:
        """Its file, or its address without the password."""
        return self._kind.name

    @property
    def exists(self) -> bool:
        """Whether something may be in it; false for a file that is not there yet."""
        return self._kind.exists

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A connection in a transaction, which an exception rolls back.

        Raises:
            WorkspaceError: If it cannot be reached or used, or is of a newer version.
        """
        try:
            with self._engine().begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            code = self._kind.unreachable if _is_lost(error) else self._kind.unusable
            raise WorkspaceError(self.name, code, why=_reason(error)) from error

    def _engine(self) -> Engine:
        with self._lock:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def _open(self) -> Engine:
        engine = self._kind.engine()
        try:
            with self._kind.prepared():
                migrate(engine, self.name, self._kind.reserve)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def close(self) -> None:
        """Close its connections; the next use opens it again."""
        with self._lock:
            if self._opened is not None:
                self._opened.dispose()
                self._opened = None


def insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insertion that may say what happens `on_conflict`."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    return sqlite.insert(table)


def _is_lost(error: Exception) -> bool:
    """Whether there is no connection, or no longer."""
    if not isinstance(error, OperationalError):
        return False
    return error.statement is None or error.connection_invalidated


def _reason(error: SQLAlchemyError | OSError) -> str:
    """The reason in the database's or the system's own words, on one line."""
    original = getattr(error, "orig", None)
    return " ".join(cause(original if isinstance(original, Exception) else error).split())
