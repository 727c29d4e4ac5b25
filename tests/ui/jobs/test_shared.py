"""Rebuilds of servers that share a database: one at a time, seen by all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from qa.errors import IndexFolderError, WorkspaceError
from qa.settings import Settings
from qa.workspace import turns
from qa.workspace.database import Database
from qa.workspace.feeds import Feeds
from qa.workspace.turns import Turn
from qa_ui.jobs import shared
from qa_ui.jobs.job import AlreadyRunningError
from qa_ui.jobs.rebuild import Rebuilder
from qa_ui.jobs.schedule import Schedule
from tests.ui.conftest import FakeBuild

SECONDS = 20


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers look and report often."""
    monkeypatch.setattr(shared, "INTERVAL", 0.02)
    monkeypatch.setattr("qa_ui.jobs.schedule._IDLE", 0.05)
    monkeypatch.setattr("qa_ui.jobs.schedule._BUSY", 0.05)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """What the servers share."""
    database = Database(settings.data)
    yield database
    database.close()


@pytest.fixture
def servers(
    build: FakeBuild, settings: Settings, database: Database
) -> tuple[Rebuilder, Rebuilder]:
    """The rebuilders of two servers."""
    one, two = (Rebuilder(build, settings, Turn(database, "rebuild")) for _ in range(2))
    return one, two


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_rebuild_is_seen_on_the_other_server(
    build: FakeBuild, servers: tuple[Rebuilder, Rebuilder]
) -> None:
    """Its progress and its report; meanwhile nothing that disturbs it begins there."""
    one, two = servers
    assert two.state.state == "idle"
    build.go.clear()
    one.start()
    wait_until(lambda: two.state.progress is not None)
    assert two.state == one.state
    with pytest.raises(AlreadyRunningError):
        two.start()
    with pytest.raises(AlreadyRunningError):
        two.while_idle(lambda: "back")
    assert (one.is_busy, two.is_busy) == (True, False)
    build.go.set()
    wait_until(lambda: two.state.state == "done")
    assert two.state.report == one.state.report
    assert two.state.report is not None
    assert two.while_idle(lambda: "back") == "back"
    assert (build.count, two.state.state) == (1, "done")


def test_a_failure_is_seen_on_the_other_server(
    build: FakeBuild, servers: tuple[Rebuilder, Rebuilder]
) -> None:
    """With its reason."""
    one, two = servers
    build.error = IndexFolderError("index", "index.damaged")
    one.start()
    wait_until(lambda: two.state.state == "failed")
    assert two.state.error == one.state.error
    assert "is damaged" in str(two.state.error)


def test_what_is_asked_for_during_a_rebuild_follows_it_once(
    build: FakeBuild,
    servers: tuple[Rebuilder, Rebuilder],
    settings: Settings,
    database: Database,
) -> None:
    """Whichever server it was asked on, and although both look for what is due."""
    one, two = servers
    build.go.clear()
    one.start()
    assert two.request().state == "running"
    assert two.request().state == "running"
    schedules = [Schedule(settings, server, Feeds(database)) for server in servers]
    for schedule in schedules:
        schedule.start()
    build.go.set()
    wait_until(lambda: build.count == 2)
    wait_until(lambda: one.state.state == "done" and not one.is_due)
    for schedule in schedules:
        schedule.stop()
    assert build.count == 2


def test_the_rebuild_of_a_dead_server_is_done_again(
    build: FakeBuild, servers: tuple[Rebuilder, Rebuilder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is due on the others once its minute is over."""
    dead, other = servers
    monkeypatch.setattr(turns, "HOLD", timedelta(seconds=-2))
    build.go.clear()
    dead.start()
    assert other.is_due
    build.go.set()
    dead.wait(SECONDS)
    assert not other.is_due


def test_a_rebuild_outlasts_an_outage_of_the_database(
    build: FakeBuild,
    servers: tuple[Rebuilder, Rebuilder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may even begin during one, as the index has a lock too; the others hear of it later."""
    one, two = servers
    away = True
    begin = Database.begin

    def beginning(database: Database) -> object:
        if away:
            raise WorkspaceError("db", "workspace.unreachable", why="gone")
        return begin(database)

    monkeypatch.setattr(Database, "begin", beginning)
    assert one.request().state == "running"
    wait_until(lambda: one.state.state == "done")
    assert (two.state.state, two.is_due, one.while_idle(lambda: 1)) == ("idle", False, 1)
    build.go.clear()
    one.request()
    away = False
    wait_until(lambda: two.state.state == "running")
    build.go.set()
    wait_until(lambda: two.state.state == "done")
    assert build.count == 2
