"""Gradio's own routes: which are closed, and that nothing is fetched for any caller."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import cast

import anyio
import gradio as gr
import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from gradio import processing_utils, routes
from gradio.utils import get_upload_folder
from starlette.types import Message, Receive, Scope, Send

from qa_ui.access.connections import Hurried, hurried
from qa_ui.access.policy import LARGEST_CALL
from qa_ui.access.routes import fetch_nothing, read_uploads_only
from qa_ui.access.visits import VISITOR, Visits, share_visits
from tests.ui.conftest import said_by_event, serving

ELSEWHERE = "https://evil.example/page.png"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/gradio_api/file={ELSEWHERE}"),
        ("HEAD", f"/gradio_api/file={ELSEWHERE}"),
        ("GET", f"/gradio_api/file/{ELSEWHERE}"),
        ("GET", "/gradio_api/file=//evil.example/page.png"),
        ("GET", f"/gradio_api/proxy={ELSEWHERE}"),
        ("GET", "/gradio_api/deep_link?session_hash=x"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/stream/x"),
        ("GET", "/gradio_api/run-history/records"),
        ("GET", "/gradio_api/custom_component/x/client/component/x.js"),
    ],
)
def test_what_the_page_does_not_use_is_closed(client: TestClient, method: str, path: str) -> None:
    """Paths that fetch, proxy, record or keep things are not there, whoever asks."""
    response = client.request(method, path)
    assert response.status_code == 404
    assert method == "HEAD" or response.json()["error"] == "not_found"


def test_what_the_page_uses_is_open(client: TestClient) -> None:
    """The page's own requests pass, as far as they can be made without a browser."""
    for path in ("/", "/config", "/gradio_api/info", "/gradio_api/startup-events", "/theme.css"):
        assert client.get(path).status_code == 200, path
    assert client.get("/gradio_api/file=/etc/passwd").status_code == 403


def test_a_file_named_by_its_address_is_not_fetched(client: TestClient) -> None:
    """A request that hands a component an address instead of a file is refused, unfetched."""
    given = {"path": ELSEWHERE, "meta": {"_type": "gradio.FileData"}}
    component = gr.File()

    async def move() -> None:
        await processing_utils.async_move_files_to_cache(given, component)

    assert client.get("/healthz").status_code == 200
    with (
        ThreadPoolExecutor() as elsewhere,  # the browser of other tests has a loop in this thread
        pytest.raises(PermissionError, match="uploaded, not fetched"),
    ):
        elsewhere.submit(anyio.run, move).result()


def test_a_file_of_the_server_is_not_handed_out(app: FastAPI, tmp_path: Path) -> None:
    """No event of the page reads a file that a request names, however it names it."""
    secret = tmp_path / "users.svg"
    secret.write_text("a secret")
    named = {"path": str(secret), "url": None, "meta": {"_type": "gradio.FileData"}}
    kinds = [named, [named], {"x": named}, {**named, "is_stream": True}, {"path": str(secret)}]
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        events = client.get("/config").json()["dependencies"]
        backed = [event for event in events if event["backend_fn"] and event["inputs"]]
        for event, given in zip(backed, cycle(kinds), strict=False):
            said = said_by_event(client, event, [given] * len(event["inputs"]))
            assert str(Path(get_upload_folder())) not in said
        assert client.get(f"/gradio_api/file={secret}").status_code == 403
    assert not [*Path(get_upload_folder()).rglob(secret.name)]


def test_a_page_that_cannot_be_kept_from_reading_is_refused() -> None:
    """Without the attribute that Gradio looks at, files would be handed out without a word."""
    with pytest.raises(RuntimeError, match="gradio<7"):
        read_uploads_only(cast("gr.Blocks", object()))


def test_a_programs_request_has_a_limit_of_its_own(client: TestClient) -> None:
    """A question with its history is no upload: far less than a file is too much."""
    history = [["Pourquoi ?", "x" * LARGEST_CALL]]
    response = client.post("/api/ask", json={"question": "Et quand ?", "history": history})
    assert (response.status_code, response.json()["error"]) == (413, "too_large")


@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/api/feeds", "/api/rebuild"])
def test_only_files_may_be_large(client: TestClient, path: str) -> None:
    """A request that brings no files is refused from a megabyte on, whatever it is for."""
    response = client.post(path, content=b" " * (LARGEST_CALL + 1))
    assert (response.status_code, response.json()["error"]) == (413, "too_large")


def test_a_version_of_gradio_that_fetches_otherwise_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is replaced in Gradio must be there: else it would fetch again without a word."""
    monkeypatch.delattr(processing_utils, "async_ssrf_protected_get")
    with pytest.raises(RuntimeError, match="gradio<7"):
        fetch_nothing()
    monkeypatch.delattr(routes, "StateHolder")
    with pytest.raises(RuntimeError, match="gradio<7"):
        share_visits()


def test_other_paths_are_closed(client: TestClient) -> None:
    """Of paths outside Gradio's own prefix those that are known are open, and no others."""
    for path in ("/monitoring", "//gradio_api/queue/join", "/pwa_icon", "/x/y"):
        assert client.get(f"http://127.0.0.1{path}").json()["error"] == "not_found"


def test_inventing_visits_ends_none_of_others() -> None:
    """Whoever opens more pages than are kept loses their own first ones."""
    with gr.Blocks() as blocks:
        gr.State("kept")
    visits = Visits()
    visits.set_blocks(blocks)
    visits.capacity = 20
    for visitor, opened in (("192.0.2.1", 2), ("192.0.2.2", 50), ("192.0.2.3", 1)):
        VISITOR.set(visitor)
        for number in range(opened):
            _ = visits[f"{visitor} {number}"]
    kept = [one.split()[0] for one in visits.session_data]
    assert [kept.count(f"192.0.2.{n}") for n in (1, 2, 3)] == [2, 17, 1]


def test_a_request_that_comes_too_slowly_is_given_up() -> None:
    """The time holds for the whole body; whoever has sent it may then wait for the answer."""

    async def drip() -> Message:
        await anyio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def whole() -> Message:
        return {"type": "http.request", "body": b"x"}

    async def parts() -> int:
        receive, count = hurried(drip, 0.2), 0
        while (await receive())["type"] == "http.request":
            count += 1
        return count

    async def after() -> str:
        receive = hurried(whole, 0.05)
        await receive()
        await anyio.sleep(0.1)
        return str((await receive())["type"])

    with ThreadPoolExecutor() as elsewhere:
        assert elsewhere.submit(anyio.run, parts).result() < 100
        assert elsewhere.submit(anyio.run, after).result() == "http.request"


def test_a_connection_that_asks_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends half of a request, or a second one byte by byte, is left after a while."""
    monkeypatch.setattr(Hurried, "seconds", 0.3)

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    whole = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"
    with serving(app, http=Hurried, timeout_keep_alive=60) as address:
        host, port = address.removeprefix("http://").split(":")
        for sent, answers in ((b"GET / HT", 0), (whole, 1)):
            with socket.create_connection((host, int(port)), timeout=20) as connection:
                connection.sendall(sent)
                answer = connection.recv(1000)
                connection.sendall(b"GET" * answers)
                while part := connection.recv(1000):
                    answer += part
                assert answer.count(b"204 No Content") == answers
