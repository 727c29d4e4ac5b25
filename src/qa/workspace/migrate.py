"""Brings the tables of a database up to date, by the revisions in `migrations/versions`."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from sqlalchemy import column, inspect, select, table

from qa.errors import WorkspaceError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

NEWEST: Final = "0005"
"""The revision whose tables this version uses; known here so that Alembic is imported seldom."""

_ALEMBIC: Final = threading.Lock()
"""Held while Alembic works: what it works on is global to the process, and a server may have a
database for each of its collections."""

_VERSION: Final = table("alembic_version", column("version_num"))


def migrate(engine: Engine, name: str, reserve: Callable[[Connection], None]) -> None:
    """Make or change the tables, in one transaction, unless they are up to date.

    Args:
        engine: Connects to the database.
        name: What errors call it.
        reserve: Keeps others from doing the same, until the transaction ends.

    Raises:
        WorkspaceError: If a newer version of this program changed them.
    """
    with engine.connect() as connection:
        if _revision(connection) == NEWEST:
            return
    with engine.begin() as connection:
        reserve(connection)
        _upgrade(connection, name)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalar(select(_VERSION.c.version_num))


def _upgrade(connection: Connection, name: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "qa.workspace:migrations")
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    found = _revision(connection)
    if found is not None and found not in known:
        raise WorkspaceError(name, "workspace.newer", revision=found)
    with _ALEMBIC:
        command.upgrade(config, NEWEST)
