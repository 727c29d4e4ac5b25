"""Conversations over HTTP, and the addresses that lead to them and to articles."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from qa.accounts import Users
from qa.settings import Settings
from qa.workspace.conversations import Conversations, KeptTurn
from qa.workspace.database import Database
from qa_ui.access.browsers import COOKIE, owner_of
from qa_ui.server import create_app
from tests.ui.fakes import HOSTILE, TROOPS, FakeLibrary

PAGE = {"accept": "text/html"}
PASSWORD = "a long password"  # noqa: S105 - of a test


@pytest.fixture
def kept(settings: Settings) -> Conversations:
    """What the server keeps."""
    return Conversations(Database(settings.data))


def owner(client: TestClient) -> str:
    """The owner of what a browser keeps, after it opened the page."""
    client.get("/healthz", headers=PAGE)
    cookie = f"{COOKIE}={client.cookies[COOKIE]}".encode()
    found = owner_of({"type": "http", "headers": [(b"cookie", cookie)]})
    assert found is not None
    return found


def test_a_browser_gets_a_secret_that_scripts_cannot_read(client: TestClient) -> None:
    """The cookie is renewed by each visit and stays the same; programs get none."""
    assert "set-cookie" not in client.get("/api/status").headers
    given = client.get("/", headers=PAGE).headers["set-cookie"]
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert "Secure" not in given
    secret = client.cookies[COOKIE]
    again = client.get("/", headers={**PAGE, "x-forwarded-proto": "https"}).headers["set-cookie"]
    assert secret in again
    assert "Secure" in again


@pytest.mark.parametrize("forged", ["", "short", "user:ann", "x" * 44, "é" * 43, "a/b" * 20])
def test_only_secrets_as_they_are_given_count(forged: str) -> None:
    """Whatever else a cookie holds owns nothing."""
    cookie = f"{COOKIE}={forged}".encode()
    assert owner_of({"type": "http", "headers": [(b"cookie", cookie)]}) is None


def test_a_browser_lists_renames_and_deletes_its_own(
    client: TestClient, kept: Conversations
) -> None:
    """Reading by an id is open to whoever has it; everything else to the owner alone."""
    kept.keep(owner(client), "mine", [KeptTurn(question="Why?")])
    kept.keep("browser:other", "theirs", [KeptTurn(question="Who?")])
    assert [one["id"] for one in client.get("/api/conversations").json()] == ["mine"]
    assert client.get("/api/conversations/mine").json()["mine"] is True
    assert client.get("/api/conversations/theirs").json()["mine"] is False
    renamed = client.patch("/api/conversations/mine", json={"title": " Because "})
    assert renamed.json()["title"] == "Because"
    for wrong in ({"title": ""}, {"title": "x", "owner": "me"}, {"title": "x" * 1001}, {}):
        assert client.patch("/api/conversations/mine", json=wrong).status_code == 422
    assert client.patch("/api/conversations/theirs", json={"title": "x"}).status_code == 404
    assert client.delete("/api/conversations/theirs").status_code == 404
    assert client.delete("/api/conversations/mine").status_code == 204
    assert client.get("/api/conversations/mine").json()["error"] == "not_found"
    assert client.get("/api/conversations/theirs").status_code == 200


def test_without_a_cookie_there_is_nothing(client: TestClient, kept: Conversations) -> None:
    """A program without cookie lists and changes nothing."""
    kept.keep("browser:other", "theirs", [KeptTurn(question="Who?")])
    assert client.get("/api/conversations").json() == []
    assert client.delete("/api/conversations/theirs").status_code == 404


def test_users_have_their_own(settings: Settings, kept: Conversations) -> None:
    """With log-in the name counts, never a cookie; strangers are refused."""
    closed = settings.model_copy(update={"auth": True})
    Users(closed.users).add("ann", PASSWORD, "reader")
    kept.keep("user:ann", "mine", [KeptTurn(question="Why?")])
    app = create_app(closed, library=FakeLibrary())
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.get("/api/conversations/mine").status_code == 401
        basic = b64encode(f"ann:{PASSWORD}".encode()).decode()
        client.headers["authorization"] = f"Basic {basic}"
        assert [one["id"] for one in client.get("/api/conversations").json()] == ["mine"]
        assert COOKIE not in client.get("/", headers=PAGE).headers.get("set-cookie", "")


def test_the_address_of_a_conversation_leads_to_the_page(client: TestClient) -> None:
    """The redirect is relative, keeps the query, and cannot lead elsewhere."""
    found = client.get("/c/abc-DEF_1?lang=fr", follow_redirects=False)
    assert found.headers["location"] == "../?c=abc-DEF_1&lang=fr"
    odd = client.get("/c/%26q=x%23", follow_redirects=False)
    assert odd.headers["location"] == "../?c=%26q%3Dx%23"
    assert client.get("/c/abc").status_code == 200


def test_an_article_is_a_page(client: TestClient) -> None:
    """Its text is on the page, letter by letter, and no markup of its own."""
    shown = client.get(f"/a/{quote(TROOPS.id, safe='')}", headers={"accept-language": "fr"})
    assert shown.status_code == 200
    assert "Le Courrier · <time" in shown.text
    assert '<html lang="fr">' in shown.text
    hostile = client.get(f"/a/{quote(HOSTILE.id, safe='')}").text
    assert "<img" not in hostile
    assert hostile.count("<script>") == 1
    assert "javascript:alert" not in hostile.replace(HOSTILE.id, "", 0).split("<main>")[1]


def test_an_article_that_is_not_there_is_a_404(client: TestClient, library: FakeLibrary) -> None:
    """The page says so in the reader's language; without an index it says what to do."""
    missing = client.get("/a/nothing?x=<b>", headers={"accept-language": "fr"})
    assert missing.status_code == 404
    assert "n’est plus dans l’index" in missing.text
    library.missing = True
    assert client.get("/a/nothing").status_code == 503


def test_the_pages_links_know_the_prefix(settings: Settings) -> None:
    """Behind a prefix, links of an article's page lead to where the application is served."""
    app = create_app(settings, library=FakeLibrary())
    with TestClient(app, base_url="http://127.0.0.1", root_path="/qa") as client:
        assert 'href="/qa/"' in client.get("/qa/a/musee.md").text


def test_a_database_that_cannot_be_used_is_a_problem_of_its_own(
    client: TestClient, settings: Settings
) -> None:
    """The list fails with an error in JSON; questions are answered nevertheless."""
    owner(client)
    settings.data.mkdir(exist_ok=True)
    Path(settings.data / "qa.sqlite").write_text("no database " * 200, encoding="utf-8")
    assert client.get("/api/conversations").status_code == 503
    assert client.post("/api/ask", json={"question": "flood"}).status_code == 200
