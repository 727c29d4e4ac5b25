"""What is kept of a user goes with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.accounts import Users
from qa.cli.commands import app
from qa.workspace.conversations import USER, Conversations, new_id
from qa.workspace.database import Database
from qa.workspace.saved import SavedQuestions
from tests.workspace.test_conversations import ASKED

FLOOD = "How many people died in the flood?"
COLLECTION = Path("collections/city")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a collection in it, where two users kept something in both."""
    monkeypatch.setenv("QA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("QA_USERS", str(tmp_path / "users.json"))
    users = Users(tmp_path / "users.json")
    for name in ("anna", "ben"):
        users.add(name, "long enough")
        for folder in (tmp_path / "data", tmp_path / "data" / COLLECTION):
            database = Database(folder)
            Conversations(database).keep(f"{USER}{name}", new_id(), [ASKED])
            SavedQuestions(database).add(name, FLOOD)
            SavedQuestions(database).feed_of(name)
            database.close()
    return tmp_path / "data"


def kept(data: Path, name: str) -> list[int]:
    """How many conversations and saved questions a user has, here and in the collection."""
    counts = []
    for folder in (data, data / COLLECTION):
        database = Database(folder)
        counts += [len(Conversations(database).all(f"{USER}{name}"))]
        counts += [len(SavedQuestions(database).all(name))]
        database.close()
    return counts


def test_what_is_kept_of_a_user_goes_with_them(data: Path) -> None:
    """`qa user remove` deletes it in every collection, says how much, and leaves the others'."""
    done = CliRunner().invoke(app, ["user", "remove", "anna"])
    assert "conversations deleted: 2, saved questions deleted: 2" in done.stdout
    assert kept(data, "anna") == [0, 0, 0, 0]
    assert kept(data, "ben") == [1, 1, 1, 1]


def test_a_user_who_gets_a_new_password_loses_nothing(data: Path) -> None:
    """With `--keep` only the right to log in goes."""
    done = CliRunner().invoke(app, ["user", "remove", "anna", "--keep", "--json"])
    assert json.loads(done.stdout) == {"name": "anna", "conversations": 0, "saved": 0}
    assert kept(data, "anna") == [1, 1, 1, 1]


def test_removing_a_user_of_whom_nothing_is_kept_makes_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A data folder that nothing was kept in stays as it is."""
    monkeypatch.chdir(tmp_path)
    Users(tmp_path / "users.json").add("anna", "long enough")
    assert CliRunner().invoke(app, ["user", "remove", "anna"]).exit_code == 0
    assert not (tmp_path / "data").exists()
