"""The tables of a database are made, taken over and brought up to date by themselves."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import column, create_engine, table, text

import qa.workspace.migrations
from qa.errors import WorkspaceError
from qa.workspace import batches, conversations, feeds, judgements, proposals, saved, turns, users
from qa.workspace.conversations import Conversations, KeptTurn
from qa.workspace.database import METADATA, Database
from qa.workspace.feeds import Feeds
from qa.workspace.migrate import NEWEST
from tests.workspace.conftest import Opening

OLD = """
CREATE TABLE conversations (id VARCHAR NOT NULL, owner VARCHAR NOT NULL, title VARCHAR NOT NULL,
    renamed BOOLEAN NOT NULL, created VARCHAR NOT NULL, updated VARCHAR NOT NULL,
    questions INTEGER NOT NULL, size INTEGER NOT NULL, turns TEXT NOT NULL, PRIMARY KEY (id));
CREATE INDEX conversations_of_owner ON conversations (owner, updated);
INSERT INTO conversations VALUES ('a', 'ann', 'Who?', 0, '2026-01-01T00:00:00.000+00:00',
    '2026-01-01T00:00:00.000+00:00', 1, 21, '[{"question": "Who?"}]');
"""
"""A database of a version that counted no revisions, which never had a feed."""

OLD_LIST = {
    "number": 1,
    "id": "b",
    "owner": "ann",
    "name": "mine",
    "language": "en",
    "base": "",
    "questions": json.dumps([{"id": one, "question": f"{one}?"} for one in "abc"]),
    "state": "running",
    "done": 2,
    "seconds": 1.0,
    "started": "2026",
    "turn": 1,
}
"""A list whose third question is the next one."""


def test_the_revisions_make_the_tables_that_the_code_uses(opening: Opening) -> None:
    """No column, index or constraint is missing, or too many."""
    assert all((batches, conversations, feeds, judgements, proposals, saved, turns, users))
    with opening().begin() as connection:
        # Types are left out: Alembic does not see which collation our own type has.
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, METADATA) == []


def test_the_newest_revision_is_known() -> None:
    """The constant that saves an import names the last revision there is."""
    folder = Path(qa.workspace.migrations.__file__).parent
    assert ScriptDirectory(str(folder)).get_current_head() == NEWEST


def test_an_older_database_is_taken_over(tmp_path: Path) -> None:
    """What it holds stays, and the tables that it lacks are made."""
    _old(tmp_path)
    database = Database(tmp_path)
    kept = Conversations(database)
    (before,) = kept.all("ann")
    assert (before.title, before.questions) == ("Who?", 1)
    assert kept.keep("ann", "b", [KeptTurn(question="Why?")])
    assert [one.title for one in kept.all("ann")] == ["Why?", "Who?"]
    assert Feeds(database).all() == []
    database.close()


def test_lists_of_an_older_version_are_counted(tmp_path: Path) -> None:
    """How many questions they have, and how many were answered, was not kept apart before."""
    _old(tmp_path)
    engine = create_engine(f"sqlite:///{tmp_path / 'qa.sqlite'}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "qa.workspace:migrations")
        command.upgrade(config, "0003")
        connection.execute(table("batches", *map(column, OLD_LIST)).insert().values(OLD_LIST))
        for place, rows in enumerate(([{"id": "1", "question": "a?", "answered": True}] * 2, [])):
            kept = {"place": place, "rows": json.dumps(rows)}
            connection.execute(text("INSERT INTO batch_rows VALUES (1, :place, :rows)"), kept)
    engine.dispose()
    database = Database(tmp_path)
    store = batches.BatchStore(database)
    (found,) = store.lists("ann")
    assert (found.total, found.done, found.answered, found.current) == (3, 2, 1, "c?")
    assert len(store.rows(found)) == 2
    held = store.take()
    assert held is not None
    assert held.asked.question == "c?"
    database.close()


def test_a_database_of_a_newer_version_is_named_and_left_alone(opening: Opening) -> None:
    """The error says what to do, and nothing is changed."""
    database = opening()
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    for _ in range(2):
        with pytest.raises(WorkspaceError, match=r"newer version .*9999.* `database`"):
            Conversations(opening()).all("ann")


def test_servers_that_begin_together_make_the_tables_once(opening: Opening) -> None:
    """None of them fails, and what each keeps is there."""
    start, problems = threading.Barrier(6), list[Exception]()

    def begin(number: int) -> None:
        kept = Conversations(opening())
        start.wait()
        try:
            kept.keep("ann", str(number), [KeptTurn(question="Who?")])
        except WorkspaceError as error:
            problems.append(error)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(Conversations(opening()).all("ann")) == 6


def test_a_revision_that_fails_changes_nothing(tmp_path: Path) -> None:
    """The tables made before the failure are gone again."""
    _old(tmp_path, "CREATE INDEX proposals ON conversations (id)")  # where a table shall be
    with pytest.raises(WorkspaceError, match=r"qa\.sqlite"):
        Conversations(Database(tmp_path)).all("ann")
    with closing(sqlite3.connect(tmp_path / "qa.sqlite")) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    assert "saved_questions" not in names
    assert "conversations" in names


def _old(folder: Path, more: str = "") -> None:
    with closing(sqlite3.connect(folder / "qa.sqlite")) as database:
        database.executescript(OLD + more)
