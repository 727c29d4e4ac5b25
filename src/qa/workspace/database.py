"""The database of a data folder: one SQLite file, opened through SQLAlchemy.

A module that keeps something declares its table on `METADATA`; tables that are missing are made
when the database is opened. Several threads and processes may use it at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from filelock import FileLock
from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from qa.errors import WorkspaceError, cause

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

METADATA: Final = MetaData()
"""The tables of all modules that keep something."""

FILE_NAME: Final = "qa.sqlite"
_PATIENCE: Final = 5.0
"""Seconds to wait for another writer."""


class Database:
    """The database of a data folder, made when it is first used.

    Args:
        folder: The data folder (setting `data`).
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A connection in a transaction, which an exception rolls back.

        Raises:
            WorkspaceError: If the file cannot be used, or is no database of ours.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise WorkspaceError(self.path, "workspace.unusable", why=_reason(error)) from error

    @cached_property
    def _engine(self) -> Engine:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{self.path}", connect_args={"timeout": _PATIENCE})
        event.listen(engine, "connect", _prepare)
        # Two connections that change the journal's mode at once would not wait for each other.
        with FileLock(self.path.with_name(f".{self.path.name}.lock")):
            self.path.touch(mode=0o600)  # what people asked is for the owner to read
            METADATA.create_all(engine)
        return engine

    def close(self) -> None:
        """Close its connections; the next use opens it again."""
        if (engine := self.__dict__.pop("_engine", None)) is not None:
            engine.dispose()


def _prepare(connection: Any, record: object) -> None:  # noqa: ANN401 - the driver's own
    del record
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten


def _reason(error: SQLAlchemyError | OSError) -> str:
    """The reason in the database's or the system's own words."""
    original = getattr(error, "orig", None)
    return cause(original if isinstance(original, Exception) else error)
