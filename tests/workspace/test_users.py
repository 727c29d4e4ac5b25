"""Users in a database, shared by all servers on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from qa.accounts import Users, verify
from qa.cli.commands import app
from qa.errors import UsersError
from qa.settings import load_settings
from qa.workspace.database import Database
from qa.workspace.users import UserTable, users_of
from tests.postgres import WRITTEN, Server
from tests.workspace.conftest import Opening
from tests.workspace.test_stores import at_once

PASSWORD = "correct été horse"  # noqa: S105 - of nobody


def test_users_are_shared(opening: Opening) -> None:
    """Who is added on one server is let in by the other, and who is removed is not."""
    one, two = UserTable(opening()), UserTable(opening())
    one.add("zoé", PASSWORD, "editor")
    two.add("Anna", PASSWORD)
    assert [(user.name, user.role) for user in one.all()] == [
        ("Anna", "reader"),
        ("zoé", "editor"),
    ]
    assert verify(two.find("zoé"), PASSWORD)
    assert one.find("zoé\0") is None
    two.remove("zoé")
    assert one.find("zoé") is None
    with pytest.raises(UsersError, match=r"no user 'zoé'"):
        one.remove("zoé")


def test_a_name_is_taken_once(opening: Opening) -> None:
    """However many servers add it at once."""
    tables = [UserTable(opening()) for _ in range(2)]
    problems = at_once(lambda number: tables[number % 2].add("anna", PASSWORD), 4)
    assert [problem.code for problem in problems] == ["users.exists"] * 3


def test_log_ins_are_signed_alike(opening: Opening) -> None:
    """All servers on a database use one secret, whichever asks first."""
    found: set[bytes] = set()
    assert at_once(lambda _: found.add(UserTable(opening()).secret()), 4) == []
    (secret,) = found
    assert len(secret) == 32


def test_a_session_that_ended_has_ended_everywhere(opening: Opening) -> None:
    """For as long as it would have been valid; then it is forgotten."""
    one, two = UserTable(opening()), UserTable(opening())
    one.end("a", -2)
    one.end("b", 60)
    two.end("b", 60)
    assert [two.has_ended(session) for session in "abc"] == [False, True, False]


def test_a_damaged_entry_is_named(opening: Opening) -> None:
    """The error says how to mend it, and that works."""
    database = opening()
    table = UserTable(database)
    table.add("anna", PASSWORD)
    with database.begin() as connection:
        connection.execute(text("UPDATE users SET password = 'plain'"))
    with pytest.raises(UsersError, match=r"qa user remove anna --keep") as damaged:
        table.find("anna")
    assert "plain" not in str(damaged.value)
    table.remove("anna")
    assert table.all() == []


def test_a_database_that_is_away_is_an_error_about_users(postgres: Server) -> None:
    """It has the remedy of the database."""
    table = UserTable(Database(postgres.address("postgres", "wrong")))
    with pytest.raises(UsersError, match="check that the PostgreSQL server runs"):
        table.all()


def test_the_setting_of_the_database_decides(
    postgres: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With it `qa user` changes the table; a file of users that is named counts all the same."""
    monkeypatch.setenv("QA_DATABASE", postgres.new())
    run = CliRunner().invoke
    added = run(app, ["user", "add", "anna", "--editor"], input=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    assert added.stdout.startswith("postgresql://qa:***@127.0.0.1")
    assert WRITTEN not in added.output
    listed = run(app, ["user", "list", "--json"])
    assert json.loads(listed.stdout) == [{"name": "anna", "role": "editor"}]
    assert run(app, ["user", "list", "--users", "u.json"]).stdout.startswith("u.json: no users")
    assert run(app, ["user", "remove", "anna"]).exit_code == 0
    assert run(app, ["user", "list"]).stdout.endswith("`qa user add NAME` adds one\n")
    monkeypatch.setenv("QA_USERS", "mine.json")
    assert isinstance(users_of(load_settings()), Users)
    assert not list(folder.glob("*.json"))
