"""The API's routes about feeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.accounts import Users
from qa.settings import Settings
from qa_ui.server import create_app
from tests.ui.conftest import FakeBuild
from tests.ui.fakes import FakeLibrary
from tests.website import Site
from tests.workspace.feeds.made import feed_page, rss


@pytest.fixture
def site() -> Iterator[Site]:
    """A website with a feed."""
    with Site().open() as site:
        site.pages["/rss"] = feed_page(rss())
        yield site


@pytest.fixture
def open_client(settings: Settings, library: FakeLibrary, build: FakeBuild) -> Iterator[TestClient]:
    """A client of a server that may fetch from this machine."""
    allowed = settings.model_copy(update={"feeds_private": True})
    app = create_app(allowed, library=library, build=build)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def test_feeds_are_added_listed_paused_run_and_removed(open_client: TestClient, site: Site) -> None:
    """Each step answers with the feed as it is then."""
    added = open_client.post("/api/feeds", json={"url": site.url("/rss"), "every": "2h"})
    assert added.status_code == 201
    name = added.json()["name"]
    assert (name, added.json()["every"]) == ("le-courrier-de-brevannes", 7200)
    assert open_client.post(f"/api/feeds/{name}/pause").json()["paused"] is True
    assert open_client.post(f"/api/feeds/{name}/run").status_code == 202
    assert [feed["name"] for feed in open_client.get("/api/feeds").json()] == [name]
    assert open_client.delete(f"/api/feeds/{name}").status_code == 204
    assert open_client.get("/api/feeds").json() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"url": "http://127.0.0.1:9/"}, 400),
        ({"url": "http://127.0.0.1:9/", "every": "soon"}, 400),
        ({"url": ""}, 422),
        ({}, 422),
    ],
)
def test_what_cannot_be_added_is_refused(
    client: TestClient, body: dict[str, Any], status: int
) -> None:
    """The answer says why, as for every error."""
    found = client.post("/api/feeds", json=body)
    assert found.status_code == status
    assert found.json()["detail"]


def test_an_unknown_feed_is_not_found(client: TestClient) -> None:
    """For each of the actions."""
    for answer in (
        client.delete("/api/feeds/none"),
        client.post("/api/feeds/none/run"),
        client.post("/api/feeds/none/pause"),
    ):
        assert answer.status_code == 404


def test_only_editors_see_and_change_feeds(settings: Settings, library: FakeLibrary) -> None:
    """Readers who are logged in may not."""
    guarded = settings.model_copy(update={"auth": True})
    Users(guarded.users).add("lea", "le mot de passe", "reader")
    app = create_app(guarded, library=library, build=FakeBuild())
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.auth = ("lea", "le mot de passe")
        assert client.get("/api/feeds").status_code == 403
        assert client.post("/api/feeds", json={"url": "https://a.example"}).status_code == 403
