"""Gradio's own routes: which are closed, and that nothing is fetched for any caller."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import anyio
import gradio as gr
import pytest
from fastapi.testclient import TestClient
from gradio import processing_utils

from qa_ui.access.policy import LARGEST_CALL

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
