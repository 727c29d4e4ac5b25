"""Databases of both kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.workspace.database import Database
from tests.postgres import Server

Opening = Callable[[], Database]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server that runs."""
    server = Server()
    server.start()
    yield server
    server.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opening]:
    """Opens one and the same database, new for the test, as a web server does."""
    postgresql = request.param == "postgresql"
    place = request.getfixturevalue("postgres").new() if postgresql else tmp_path / "data"
    opened: list[Database] = []

    def opens() -> Database:
        opened.append(Database(place))
        return opened[-1]

    yield opens
    for one in opened:
        one.close()
