"""Keys, passwords and what is made of them stand in no answer, no error and no log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from qa.accounts import Users
from qa.assistant import Assistant
from qa.encoder import Encoder
from qa.llm.client import KEY_VARIABLE
from qa.settings import Settings
from qa_ui.access.cookies import COOKIE
from qa_ui.server import create_app
from tests.llm.scripted import MODEL, Scripted, serving

from .asgi import routes

KEY = "sk-canary-of-the-model-123"
PASSWORD = "canary of the editor"  # noqa: S105 - of no server
GUESS = "canary that was typed wrong"
ASKED = {"question": "Who drove the first bus across the river?"}


@pytest.fixture
def failing() -> Iterator[Scripted]:
    """A server of a model that refuses, and repeats the key."""
    with serving() as script:
        script.says(401)
        yield script


@pytest.fixture
def client(
    tmp_path: Path,
    news_index: Path,
    encoder: Encoder,
    failing: Scripted,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[TestClient]:
    """An application with a log-in and a language model."""
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    settings = Settings(
        corpus=tmp_path / "corpus",
        index=news_index,
        data=tmp_path / "data",
        users=tmp_path / "users.json",
        auth=True,
        proposals=False,
        answer_threshold=0,
        llm=failing.url,
        llm_model=MODEL,
        device="cpu",
    )
    Users(settings.users).add("zoé", PASSWORD, "editor")
    app = create_app(settings, library=Assistant(news_index, settings, encoder))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def test_no_secret_is_shown_or_logged(
    client: TestClient, failing: Scripted, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Log-ins that fail and succeed, a model that fails, and every address that can be read."""
    caplog.set_level(logging.DEBUG)
    replies = [
        client.post("/login", data={"name": "zoé", "password": GUESS}),
        client.get("/api/status", auth=("zoé", GUESS)),
        client.post("/login", data={"name": "zoé", "password": PASSWORD}, follow_redirects=False),
    ]
    session = client.cookies[COOKIE]
    replies += [
        client.post("/api/ask", json=ASKED),
        client.post("/api/ask", content=b"{", headers={"content-type": "application/json"}),
        client.post("/api/ask", json={"question": "", "key": "x"}),
    ]
    replies += [
        client.get(path, headers={"accept": "text/html"})
        for method, path in {*routes(client.app.routes)}  # type: ignore[attr-defined]
        if method == "GET" and "heartbeat" not in path and "queue/data" not in path
    ]
    assert [one.status_code for one in replies[:3]] == [401, 401, 303]
    assert failing.headers[0]["authorization"] == f"Bearer {KEY}"
    hashed = (tmp_path / "users.json").read_text(encoding="utf-8").partition("$argon2")[2][:60]
    said = "\n".join([*(one.text for one in replies), caplog.text])
    for secret in (KEY, PASSWORD, GUESS, session, hashed):
        assert len(secret) > 10
        assert secret not in said
