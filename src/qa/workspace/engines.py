"""The two kinds of database: how each is connected to, locked, and what its errors are called."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from filelock import FileLock
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.schema import CreateSchema

from qa.errors import WorkspaceError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

FILE_NAME: Final = "qa.sqlite"

_PATIENCE: Final = 5
"""Seconds to wait for another writer, or for a connection."""

_KEY: Final = 0x7161_2E77
"""Of the advisory lock under which tables are changed."""


class Sqlite:
    """A file in the data folder."""

    unreachable = unusable = "workspace.unusable"

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.name = str(self.path)

    @property
    def exists(self) -> bool:
        """Whether there is a file."""
        return self.path.exists()

    def engine(self) -> Engine:
        """Connections to the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{self.path}", connect_args={"timeout": _PATIENCE})
        event.listen(engine, "connect", _set_up)
        return engine

    @contextmanager
    def prepared(self) -> Iterator[None]:
        """While the file is made or changed: no other process does."""
        # Two connections that change the journal's mode at once would not wait for each other.
        with FileLock(self.path.with_name(f".{self.path.name}.lock")):
            self.path.touch(mode=0o600)  # what people asked is for the owner to read
            yield

    def reserve(self, connection: Connection) -> None:
        """Begin to change tables: all of it happens, or nothing."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class Postgres:
    """A PostgreSQL database; `schema` in its address names the schema that is used."""

    unreachable = "workspace.unreachable"
    unusable = "workspace.refused"
    exists = True

    def __init__(self, address: str) -> None:
        url = make_url(address).set(drivername="postgresql+psycopg")
        self.schema = str(url.query.get("schema", ""))
        self.url = url.difference_update_query(["schema"])
        hidden = {"password": "hidden"} if "password" in url.query else {}
        self.name = url.update_query_dict(hidden).set(drivername="postgresql").render_as_string()

    def engine(self) -> Engine:
        """Connections to the server, each tried before it is used again."""
        options = str(self.url.query.get("options", ""))
        if self.schema:
            options = f'{options} -csearch_path="{self.schema}"'.strip()
        given = {"connect_timeout": _PATIENCE, "application_name": "qa", **self.url.query}
        given |= {"options": options} if options else {}
        try:
            return create_engine(self.url.set(query={}), connect_args=given, pool_pre_ping=True)
        except ImportError:  # psycopg, or the libpq that it needs
            raise WorkspaceError(self.name, "workspace.driver") from None

    def prepared(self) -> AbstractContextManager[None]:
        """Nothing: the server itself locks."""
        return nullcontext()

    def reserve(self, connection: Connection) -> None:
        """Begin to change tables, when no other server does."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _KEY})
        if self.schema:
            connection.execute(CreateSchema(self.schema, if_not_exists=True))


def of_collection(address: str, name: str) -> str:
    """The address of what a collection keeps: a schema of its own in the same database."""
    return (
        make_url(address)
        .update_query_dict({"schema": f"qa_{name}"})
        .render_as_string(hide_password=False)
    )


def _set_up(connection: Any, record: object) -> None:  # noqa: ANN401 - the driver's own
    del record
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
