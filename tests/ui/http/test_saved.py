"""The feeds of saved questions."""

from __future__ import annotations

import feedparser
import pytest
from fastapi.testclient import TestClient

from qa.accounts import Users
from qa.settings import Settings
from qa.workspace.database import Database
from qa.workspace.saved import SavedQuestion, SavedQuestions
from qa_ui.server import create_app
from tests.ui.conftest import FakeBuild
from tests.ui.fakes import FLOOD_TWO, FakeLibrary

FLOOD = "How many people died in the flood?"


@pytest.fixture
def saved(settings: Settings) -> SavedQuestion:
    """A question with one piece of news."""
    database = Database(settings.data)
    questions = SavedQuestions(database)
    saved = questions.add("ana", FLOOD)
    before = FakeLibrary()
    before.remove(FLOOD_TWO.id)
    questions.record(saved, before.ask(FLOOD), "g1")
    questions.record(questions.find(saved.id), FakeLibrary().ask(FLOOD), "g2")
    database.close()
    return saved


def test_a_feed_needs_its_secret_and_no_log_in(
    settings: Settings, library: FakeLibrary, build: FakeBuild, saved: SavedQuestion
) -> None:
    """Feed readers do not log in; everything else still does, whatever the secret."""
    guarded = settings.model_copy(update={"auth": True})
    Users(guarded.users).add("ana", "a long password", "reader")
    app = create_app(guarded, library=library, build=build)
    with TestClient(app, "http://127.0.0.1") as client:
        found = client.get(f"/saved/{saved.feed}.atom")
        assert found.status_code == 200
        assert client.get("/saved/unknown.atom").status_code == 404
        assert client.get(f"/saved/{saved.feed}.atom/../../api/status").status_code == 401
        assert client.post(f"/saved/{saved.feed}.atom").status_code == 401
    assert found.headers["content-type"].startswith("application/atom+xml")
    read = feedparser.parse(found.content)
    assert not read.bozo
    assert [entry.title for entry in read.entries] == [FLOOD_TWO.title]
    assert read.entries[0].link.startswith("http://127.0.0.1/a/flood%2Fday-two.txt#s=")


def test_a_feed_that_did_not_change_is_not_sent_again(
    client: TestClient, saved: SavedQuestion
) -> None:
    """A feed reader that has it gets an empty answer."""
    first = client.get(f"/saved/{saved.feed}.atom")
    again = client.get(
        f"/saved/{saved.feed}.atom", headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_without_saved_questions_there_is_no_feed(client: TestClient) -> None:
    """And none is made by asking for one."""
    for _ in range(2):
        assert client.get("/saved/anything.atom").status_code == 404
