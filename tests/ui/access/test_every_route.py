"""What holds for every route that there is, Gradio's own included: nobody keeps a list of them."""

from __future__ import annotations

import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.accounts import Users
from qa_ui.access.auth import OPEN
from qa_ui.access.policy import HEADERS, LARGEST_CALL, UPLOADS
from qa_ui.server import create_app
from tests.ui.conftest import FakeBuild, settings_in
from tests.ui.fakes import FakeLibrary

from .asgi import Known, Reply, call, routes

LIBRARY = FakeLibrary()
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
FEED = Known("GET", "/saved/x.atom")
DISGUISES = [
    "/{path}",
    "//{path}",
    "/./{path}",
    "/x/../{path}",
    "/healthz/../{path}",
    "/login/../{path}",
    "/login//{path}",
    "/saved/x.atom/../../{path}",
    "/{path}/",
    "/{path}/.",
    "/{path};x",
    "/{path}\0",
    "/{path}%00",
    "/{path}?x.atom",
    "\\{path}",
    "/{PATH}",
]
"""Ways to write a path in the hope that one reader takes it for another."""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """An application with a log-in."""
    folder = tmp_path_factory.mktemp("guarded")
    settings = settings_in(folder, auth=True, mcp=True)
    Users(settings.users).add("zoé", "le mot de passe", "editor")
    return create_app(settings, library=FakeLibrary(), build=FakeBuild())


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """An application on one's own machine, where anybody may do anything."""
    folder = tmp_path_factory.mktemp("alone")
    return create_app(settings_in(folder), library=LIBRARY, build=FakeBuild())


def error(reply: Reply) -> str:
    """The code of an error of ours; empty for what is none."""
    try:
        return str(json.loads(reply.body)["error"])
    except (ValueError, KeyError, TypeError):
        return ""


def test_the_routes_are_all_there(alone: FastAPI) -> None:
    """The routes of the API, of the page and of Gradio are found for the tests below."""
    found = {*routes(alone.routes)}
    assert {
        Known("POST", "/api/rebuild"),
        Known("POST", "/api/articles"),
        Known("DELETE", "/api/feeds/x"),
        Known("PATCH", "/api/conversations/x"),
        Known("GET", "/docs"),
        Known("POST", "/gradio_api/upload"),
        Known("POST", "/gradio_api/queue/join"),
        Known("GET", "/config"),
        FEED,
    } <= found
    assert len(found) > 80


def test_nothing_is_open_to_strangers_however_it_is_written(guarded: FastAPI) -> None:
    """Without a log-in every route but those for health, log-in and feeds is refused."""
    known = {*routes(guarded.routes)}
    passed = []
    for method, path in sorted(known - OPEN - {FEED, Known("HEAD", "/healthz")}):
        for disguise in DISGUISES:
            written = disguise.format(path=path[1:], PATH=path[1:].swapcase())
            reply = call(guarded, method, written)
            if (method, written) not in OPEN and error(reply) not in {"unknown", "not_found"}:
                passed.append((method, written, reply.status))
    assert passed == []


def test_no_change_is_made_for_another_sites_page(alone: FastAPI) -> None:
    """Every route that changes anything refuses foreign, opaque and look-alike origins."""
    passed = []
    changing = [one for one in routes(alone.routes) if one.method in CHANGING]
    assert len(changing) > 25
    for method, path in changing:
        for origin in (
            "https://evil.example", "null", "http://127.0.0.1.evil.example", "http://127.0.0.1:81",
            "http://127.0.0.1@evil.example", "https://evil.example/127.0.0.1", "file://", "",
        ):  # fmt: skip
            reply = call(alone, method, path, origin=origin)
            if error(reply) not in {"foreign", "not_found"}:
                passed.append((method, path, origin, reply.status))
    assert passed == []


def test_no_route_takes_more_than_it_needs(alone: FastAPI) -> None:
    """Every route that changes anything refuses a body that is too long, or of unknown length."""
    passed = []
    for method, path in (one for one in routes(alone.routes) if one.method in CHANGING):
        most = 10**9 if path in UPLOADS else LARGEST_CALL
        sizes = [{"content_length": str(most + 1)}, {"transfer_encoding": "chunked"}]
        for sent in sizes:
            reply = call(alone, method, path, **sent)
            if reply.status not in {404, 411, 413}:
                passed.append((method, path, sent, reply.status))
    assert passed == []


def test_every_kind_of_response_has_the_headers(guarded: FastAPI, alone: FastAPI) -> None:
    """Pages, files, answers of the API, redirects and errors tell the browser what is allowed."""
    replies = [
        call(app, method, path, accept=accept)
        for app in (guarded, alone)
        for method, path in routes(app.routes)
        if method == "GET" and "heartbeat" not in path and "queue/data" not in path
        for accept in ("text/html", "application/json")
    ]
    replies += [
        call(alone, "POST", "/api/ask"),
        call(alone, "POST", "/api/rebuild", origin="https://evil.example"),
        call(alone, "POST", "/api/ask", content_length="99999999"),
        call(alone, "GET", "/", host="evil.example"),
        call(alone, "GET", "/gradio_api/proxy=x"),
        call(alone, "OPTIONS", "/api/ask", access_control_request_method="POST"),
    ]
    assert {200, 303, 400, 401, 403, 404, 413, 422} <= {one.status for one in replies}
    assert [one for one in replies if not {*HEADERS.items()} <= {*one.headers.items()}] == []
    assert not [one for one in replies if "access-control-allow-origin" in one.headers]


def test_an_unexpected_error_has_them_too(alone: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is an error in the API's own form, without its insides."""
    monkeypatch.setattr(LIBRARY, "status", lambda: 1 // 0)
    client = TestClient(alone, "http://127.0.0.1", raise_server_exceptions=False)
    answer = client.get("/api/status")
    assert (answer.status_code, answer.json()["error"]) == (500, "internal")
    assert "division" not in answer.text
    assert {*HEADERS.items()} <= {*answer.headers.items()}


def test_what_is_closed_is_closed_however_it_is_written(alone: FastAPI) -> None:
    """No way to write them leads to the paths of Gradio that fetch or record."""
    for path in ("gradio_api/file=https://evil.example/x", "gradio_api/proxy=https://evil.example"):
        replies = [
            call(alone, "GET", one.format(path=path, PATH=path.swapcase())) for one in DISGUISES
        ]
        assert {error(one) or one.status for one in replies} <= {"not_found", 404}
