"""What whoever runs a server learns of it: health, figures, log lines."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

import gradio as gr
import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request

from qa.errors import IndexDamagedError, IndexStoreError
from qa.types import IndexStatus
from qa_ui.http.health import HealthCheck
from qa_ui.http.logs import (
    JsonLines,
    TextLines,
    begin_request,
    context_of,
    current_request,
    end_request,
    within,
)
from qa_ui.http.metrics import Metrics
from qa_ui.http.tracing import request_of
from tests.ui.conftest import FakeBuild, said_by_event, serving
from tests.ui.fakes import FLOOD_ONE, FakeLibrary

QUESTION = "Qui a envoyé des troupes et pourquoi ?"


def fail(*_: object, **__: object) -> NoReturn:
    """What no code foresees."""
    raise RuntimeError("boom")


class Slow(FakeLibrary):
    """A library whose status takes as long as a test wants, as while it opens an index."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = threading.Event()

    def status(self) -> IndexStatus:
        """The status, once it is open."""
        self.opened.wait(60)
        return super().status()


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the server logs as JSON."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in ("qa", "qa_ui")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield written
    for logger in loggers:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)


def logged(lines: io.StringIO) -> list[dict[str, Any]]:
    """The lines that were written."""
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_an_index_that_fails_fails_the_health(client: TestClient, library: FakeLibrary) -> None:
    """503 with the file and the remedy, but not the folder, as anybody may ask."""

    def damaged() -> NoReturn:
        raise IndexDamagedError(Path("/srv/secret/g000001/vectors.faiss"), "index.mismatch")

    library.status = damaged  # type: ignore[method-assign]
    for path in ("/healthz", "/readyz"):
        response = client.get(path)
        assert response.status_code == 503
        assert response.json()["status"] == "failing"
        assert response.json()["error"] == "index"
        assert response.json()["detail"].startswith("vectors.faiss: does not match the manifest;")
    library.status = fail  # type: ignore[method-assign]
    assert "boom" not in client.get("/healthz").json()["detail"]
    assert client.get("/metrics").text.count("qa_index_ready 0.0") == 1


def test_readers_are_not_told_where_an_index_lies(
    client: TestClient, library: FakeLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    """They see the name of the file and the remedy; the log has the folder."""
    place = "/srv/secret/g000001/vectors.faiss"

    def damaged(*_: object, **__: object) -> NoReturn:
        raise IndexDamagedError(Path(place), "index.mismatch")

    library.status = library.ask = library.article = damaged  # type: ignore[method-assign]
    answers = [
        client.get("/api/status"),
        client.post("/api/ask", json={"question": "Why?"}),
        client.get("/api/articles/a"),
        client.get("/a/a", headers={"accept-language": "en"}),
    ]
    assert [answer.status_code for answer in answers] == [503] * 4
    for answer in answers:
        assert "secret" not in answer.text
        assert "vectors.faiss: does not match the manifest" in answer.text
    assert place in caplog.text


def test_readers_are_not_told_of_the_server_of_passages(
    client: TestClient, library: FakeLibrary
) -> None:
    """Neither its address, nor what it says itself."""

    def away(*_: object, **__: object) -> NoReturn:
        address = "milvus://inner.example:19530/news"
        raise IndexStoreError(address, "index.store", why="no route to 10.0.0.5:19530")

    library.ask = away  # type: ignore[method-assign]
    answer = client.post("/api/ask", json={"question": "Why?"})
    assert answer.status_code == 503
    assert answer.json()["detail"].startswith("news: Milvus cannot be used (…); check that it runs")


def test_the_status_names_the_index_and_not_its_folder(
    client: TestClient, library: FakeLibrary
) -> None:
    """What is for programs, too, says no more than the name."""
    places = {"index": "/srv/secret/index", "store": "milvus://inner.example:19530/news"}
    known = library.status().model_copy(update=places)
    library.status = lambda: known  # type: ignore[method-assign]
    found = client.get("/api/status").json()
    assert (found["index"], found["store"]) == ("index", "news")


def test_a_server_without_an_index_is_well_but_not_ready(
    client: TestClient, library: FakeLibrary
) -> None:
    """Who restarts what is not well must not do so before the first build."""
    library.missing = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    library.missing = False
    assert client.get("/readyz").json() == {"status": "ok", "ready": True}


def test_the_health_is_known_while_the_index_is_opened() -> None:
    """Nobody waits for it longer than a moment; silence for too long is a failure."""

    async def watch() -> None:
        library = Slow()
        check = HealthCheck(library, patience=0.01)
        assert (await check.now()).model_dump(exclude_none=True) == {"status": "ok", "ready": False}
        silent = await HealthCheck(library, patience=0.01, stuck=0).now()
        assert (silent.status, silent.error) == ("failing", "stuck")
        library.opened.set()
        while not (await check.now()).ready:
            pass
        library.opened.clear()
        assert (await check.now()).ready
        assert check.status is not None
        library.opened.set()

    # In a thread of its own: the browser's tests keep a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, watch()).result()


def test_requests_are_counted_by_route(client: TestClient) -> None:
    """Not by address, of which there is no end; what is refused before it has one counts too."""
    client.post("/api/ask", json={"question": QUESTION})
    client.post("/api/ask", json={})
    client.head("/healthz/")
    client.get(f"/api/articles/{FLOOD_ONE.id}")
    client.get("/api/status", headers={"host": "evil.example"})
    client.get("/gradio_api/info")
    text = client.get("/metrics").text
    for method, route, status in (
        ("POST", "/api/ask", 200),
        ("POST", "/api/ask", 422),
        ("HEAD", "/healthz", 200),
        ("GET", "/api/articles/{article_id:path}", 200),
        ("GET", "none", 400),
        ("GET", "/gradio_api/info", 200),
    ):
        counted = f'method="{method}",route="{route}",status="{status}"'
        assert f"qa_requests_total{{{counted}}} 1.0" in text


def test_stages_builds_and_the_index_have_figures(client: TestClient, build: FakeBuild) -> None:
    """How long each stage took, how builds ended, which generation answers, who waits."""
    client.post("/api/ask", json={"question": QUESTION})
    client.post("/api/rebuild")
    while client.get("/api/rebuild").json()["state"] == "running":
        pass
    build.error = RuntimeError("boom")
    client.post("/api/rebuild")
    while client.get("/api/rebuild").json()["state"] == "running":
        pass
    text = client.get("/metrics").text
    for line in (
        'qa_builds_total{result="done"} 1.0',
        'qa_builds_total{result="failed"} 1.0',
        "qa_build_seconds_count 2.0",
        "qa_build_failed_files 0.0",
        'qa_index_generation{generation="20261122-1"} 1.0',
        "qa_index_ready 1.0",
        'qa_questions_waiting{where="api"} 0.0',
        'qa_questions_waiting{where="page"} 0.0',
        'qa_questions_refused_total{where="page"} 0.0',
        "qa_questions_running 0.0",
    ):
        assert f"\n{line}\n" in text
    assert ("process_resident_memory_bytes" in text) == (sys.platform == "linux")


def test_stages_are_those_of_an_answer() -> None:
    """Understanding, retrieval and reading of each answer, and the writing of a model."""
    metrics = Metrics()
    metrics.took({"understand": 0.1, "retrieve": 0.2, "read": 0.3, "write": 4.0, "other": 1.0})
    text = metrics.render(None).decode()
    counted = re.findall(r'qa_stage_seconds_count\{stage="(\w+)"\} 1\.0', text)
    assert sorted(counted) == ["reading", "retrieval", "understanding", "writing"]


def test_every_answer_has_an_id(client: TestClient) -> None:
    """A new one where none was sent, or one that could do harm in a log."""
    for given in ({}, *({"x-request-id": odd} for odd in ("a b", "x" * 65, "a;b", "a/b"))):
        answered = client.get("/healthz", headers=given)
        assert re.fullmatch(r"[0-9a-f]{32}", answered.headers["x-request-id"])


def test_log_lines_have_the_id_of_their_request(
    client: TestClient, library: FakeLibrary, lines: io.StringIO
) -> None:
    """In threads too; the request itself has a line without what was asked."""
    ask = library.ask

    def warning(*given: Any, **filters: Any) -> Any:
        logging.getLogger("qa").warning("slow")
        return ask(*given, **filters)

    library.ask = warning  # type: ignore[method-assign]
    asked = {"question": QUESTION}
    answered = client.post("/api/ask?note=secret", json=asked, headers={"x-request-id": "abc.1"})
    assert answered.headers["x-request-id"] == "abc.1"
    slow, request = logged(lines)
    assert (slow["message"], slow["request"], slow["level"]) == ("slow", "abc.1", "WARNING")
    assert request["message"].startswith("POST /api/ask 200 ")
    assert (request["method"], request["path"], request["status"]) == ("POST", "/api/ask", 200)
    assert request["ms"] > 0
    assert request["request"] == "abc.1"
    assert "secret" not in lines.getvalue()
    assert "troupes" not in lines.getvalue()


def test_what_fails_in_an_event_of_the_page_is_logged(
    app: FastAPI, lines: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """It is not printed past the log, which may be read by a program."""
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        events = client.get("/config").json()["dependencies"]
        event = next(event for event in events if event["backend_fn"] and event["inputs"])
        said_by_event(client, event, [])
    (failed,) = [line for line in logged(lines) if "event" in line["message"]]
    assert "Traceback" in failed["trace"]
    assert "Traceback" not in "".join(capfd.readouterr())


def test_secrets_of_addresses_are_not_logged(client: TestClient, lines: io.StringIO) -> None:
    """An address is named by its route; ids in it give access to what is kept."""
    shown = {
        "/saved/SECRET.atom": "/saved/{token}.atom",
        "/c/SECRET": "/c/{identity}",
        "/gradio_api/stream/SECRET": "/gradio_api/…",
        "/login?next=/SECRET": "/login",
    }
    for path in shown:
        client.get(path, follow_redirects=False)
    assert [line["path"] for line in logged(lines)] == list(shown.values())


def test_an_unexpected_error_is_found_by_its_id(
    app: FastAPI, library: FakeLibrary, lines: io.StringIO
) -> None:
    """The answer says no more than that, and has the id under which the server logs it."""
    library.article = fail  # type: ignore[method-assign]
    with TestClient(app, "http://127.0.0.1", raise_server_exceptions=False) as client:
        answered = client.get("/api/articles/x", headers={"x-request-id": "abc.2"})
    assert (answered.status_code, answered.json()["error"]) == (500, "internal")
    assert answered.headers["x-request-id"] == "abc.2"
    assert "boom" not in answered.text
    assert [line["request"] for line in logged(lines) if line.get("status") == 500] == ["abc.2"]


def test_a_build_logs_under_the_request_that_began_it(
    client: TestClient, build: FakeBuild, lines: io.StringIO
) -> None:
    """Its trace is one field of one line."""
    build.error = RuntimeError("boom")
    client.post("/api/rebuild", headers={"x-request-id": "abc.3"})
    while client.get("/api/rebuild").json()["state"] == "running":
        pass
    (failed,) = (line for line in logged(lines) if line["level"] == "ERROR")
    assert failed["request"] == "abc.3"
    assert failed["trace"].endswith("RuntimeError: boom")


def test_what_a_request_leaves_behind_has_no_id() -> None:
    """Once it is answered; what was made for it has it for good."""
    outer = context_of("")
    outer.run(begin_request, "abc.4")
    left, meant = outer.copy(), outer.run(lambda: context_of(current_request()))
    steps = within("abc.5", (current_request() for _ in range(2)))
    with ThreadPoolExecutor(1) as thread:
        taken = [next(steps), thread.submit(next, steps).result()]
    outer.run(end_request)
    assert [left.run(current_request), meant.run(current_request)] == ["", "abc.4"]
    assert taken == ["abc.5", "abc.5"]


def test_a_line_of_text_is_one_line() -> None:
    """What a file is called cannot pass for another line."""
    record = logging.LogRecord("qa", logging.WARNING, "", 0, "%s", ("a\n2026 ERROR\x1b[1m",), None)
    said = TextLines().format(record)
    assert re.fullmatch(r"\d{4}-\S+Z WARNING qa a\\x0a2026 ERROR\\x1b\[1m", said)


def test_an_event_of_the_page_knows_its_request() -> None:
    """Its question is answered in the background, and logs under the request that asked."""
    scope = {"type": "http", "headers": [], "qa.request": "abc.6"}
    assert request_of(gr.Request(Request(scope))) == "abc.6"
    assert request_of(None) == ""
