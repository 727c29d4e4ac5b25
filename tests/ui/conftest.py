"""A library of our own, a server around it, a browser in front of it."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from starlette.types import ASGIApp

from qa.errors import FailedFile
from qa.settings import Settings
from qa.types import BuildProgress, BuildReport
from qa.workspace.database import Database
from qa.workspace.proposals import ProposalStore
from qa_ui.page.layout import Page as Layout
from qa_ui.page.layout import lay_out
from qa_ui.server import create_app

from .browser import PATIENCE, Reader
from .fakes import FLOOD_ONE, POOL, FakeLibrary

expect.set_options(timeout=PATIENCE)

CHROMIUM = os.environ.get("QA_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SERVER_START_SECONDS = 120
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 860}


def said_by_event(client: httpx.Client, event: dict[str, Any], data: list[Any]) -> str:
    """What a server says of an event of its page, asked for as the page does."""
    visit = secrets.token_hex(8)
    join = {"fn_index": event["id"], "data": data, "session_hash": visit}
    client.post("/gradio_api/queue/join", json=join).raise_for_status()
    lines = []
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": visit}) as said:
        for line in said.iter_lines():
            lines.append(line)
            if "process_completed" in line or "close_stream" in line:
                break
    return "\n".join(lines)


class FakeBuild:
    """A build that waits until it is told to end, and then reports or raises."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.go.set()
        self.count = 0
        self.error: Exception | None = None
        self.failed: list[FailedFile] = []

    def __call__(
        self, *, settings: Settings, progress: Callable[[BuildProgress], None]
    ) -> BuildReport:
        """Report one article as added."""
        self.count += 1
        progress(BuildProgress(stage="embed", done=1, total=2))
        assert self.go.wait(20)
        if self.error is not None:
            raise self.error
        return BuildReport(
            added=[settings.corpus.name],
            updated=[],
            unchanged=[],
            removed=[],
            failed=self.failed,
            passages=1,
            seconds=0.1,
            generation="g2",
        )


@pytest.fixture
def library() -> FakeLibrary:
    """A library with five articles."""
    return FakeLibrary()


@pytest.fixture
def build() -> FakeBuild:
    """A build under the test's control."""
    return FakeBuild()


def settings_in(folder: Path, **others: Any) -> Settings:
    """Settings that keep everything in a folder."""
    return Settings(
        corpus=folder / "corpus",
        index=folder / "index",
        data=folder / "data",
        users=folder / "users.json",
        judgements=folder / "judgements.sqlite",
        **others,
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that stay inside the test's own folder."""
    return settings_in(tmp_path, port=0, max_file_mb=0.001, max_upload_mb=1)


@pytest.fixture
def flood(settings: Settings) -> Path:
    """The file of an article that the small library knows."""
    file = settings.articles / FLOOD_ONE.path
    file.parent.mkdir(parents=True)
    file.write_text(f"date 2024-03-02\n\n{FLOOD_ONE.title}\n\n{FLOOD_ONE.text}", encoding="utf-8")
    return file


@pytest.fixture
def layout() -> Layout:
    """The components of the page, which its events update."""
    with gr.Blocks():
        return lay_out()


def keep_pool(settings: Settings, library: FakeLibrary) -> None:
    """Keep the questions that the small library answers, as if an earlier server had asked them."""
    database = Database.of(settings)
    ProposalStore(database).save(library.status(), POOL)
    database.close()


@pytest.fixture
def app(settings: Settings, library: FakeLibrary, build: FakeBuild) -> FastAPI:
    """The web application over the small library, with questions that were asked beforehand."""
    keep_pool(settings, library)
    return create_app(settings, library=library, build=build)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """An HTTP client of the application."""
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def measured_app(settings: Settings, library: FakeLibrary, build: FakeBuild) -> FastAPI:
    """The web application over a small library that is measured as it is, without networks."""
    return create_app(
        settings,
        library=library,
        build=build,
        measuring=lambda: library,  # type: ignore[arg-type, return-value]
    )


@contextmanager
def serving(app: ASGIApp, **options: Any) -> Iterator[str]:
    """Serve an application on a free port of this machine and give its address."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", **options))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + SERVER_START_SECONDS
    while not server.started and time.monotonic() < end:
        time.sleep(0.05)
    assert server.started
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    """Where the application over the small library is served."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no chromium; apt-get install chromium, or set QA_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Opens a page as a reader with a language, a screen and a colour scheme."""
    opened: list[Page] = []

    def visit(
        address: str, *, locale: str = "fr-FR", phone: bool = False, dark: bool = False
    ) -> Reader:
        page = browser.new_page(
            locale=locale,
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
        )
        opened.append(page)
        return Reader(page, address)

    yield visit
    for page in opened:
        page.close()
