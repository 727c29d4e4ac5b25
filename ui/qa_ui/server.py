"""The server: the API and the page on one application, opened on one address."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

import gradio as gr
import uvicorn
from fastapi import FastAPI

from qa_ui.api import add_api
from qa_ui.app import build_app
from qa_ui.metrics import Metrics
from qa_ui.ports import LazyAssistant, Library
from qa_ui.rebuild import Build, Rebuilder
from qa_ui.safety import Safety
from qa_ui.theme import page_options

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from qa.settings import Settings
    from qa.types import BuildProgress, BuildReport

REQUEST_FILES: Final = 5
"""A request may hold as much as this many files of the largest size."""

SMALLEST_LIMIT: Final = 1_000_000
"""What a request may hold however small files must be, in bytes."""


def create_app(
    settings: Settings,
    *,
    opening: Callable[[], Library] | None = None,
    build: Build | None = None,
) -> FastAPI:
    """The whole web application.

    Args:
        settings: Where index and corpus are, and the limits.
        opening: Opens the library; unset: `Assistant.open` on the index of the settings.
        build: Builds the index; unset: `build_index`.
    """
    metrics = Metrics()
    library = LazyAssistant(opening or (lambda: _open(settings)))
    rebuilder = Rebuilder(build or _build, settings)
    app = FastAPI(
        title="qa",
        version=_version(),
        description="Answers questions over news articles with verbatim quotes.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(library),
    )
    limit = max(REQUEST_FILES * settings.max_file_bytes, SMALLEST_LIMIT)
    app.add_middleware(Safety, max_bytes=limit)
    add_api(app, library, rebuilder, metrics, settings)
    page = build_app(library, settings, metrics)
    gr.mount_gradio_app(app, page, "/", max_file_size=settings.max_file_bytes, **page_options())
    return app


def serve(settings: Settings, *, open_browser: bool = False) -> None:
    """Serve until interrupted; say on standard output where.

    Args:
        settings: Where to listen, and all the rest.
        open_browser: Whether to show the page in the user's browser, if there is a screen.
    """
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        timeout_graceful_shutdown=5,
    )
    _Server(config, open_browser=open_browser).run()


class _Server(uvicorn.Server):
    """Says where it listens once it does, with the port the system chose for port 0."""

    def __init__(self, config: uvicorn.Config, *, open_browser: bool) -> None:
        super().__init__(config)
        self._open_browser = open_browser

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        for server in getattr(self, "servers", []):
            for socket in server.sockets[:1]:
                host, port = socket.getsockname()[:2]
                shown = f"[{host}]" if ":" in host else host
                url = f"http://{shown}:{port}"
                sys.stdout.write(f"qa is serving on {url}\n")
                sys.stdout.flush()
                if self._open_browser and _has_screen():
                    webbrowser.open(url)


def _has_screen() -> bool:
    """Whether a browser would be seen; without one, a text browser might take the terminal."""
    return sys.platform in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _lifespan(library: LazyAssistant) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        del app
        threading.Thread(target=library.warm, name="qa-warm-up", daemon=True).start()
        yield
        library.close()

    return lifespan


def _open(settings: Settings) -> Library:
    from qa.assistant import Assistant

    assistant: Library = Assistant.open(settings.index, settings=settings)
    return assistant


def _build(*, settings: Settings, progress: Callable[[BuildProgress], None]) -> BuildReport:
    from qa.index.build import build_index

    return build_index(settings.corpus, settings.index, settings=settings, progress=progress)


def _version() -> str:
    try:
        return version("qa")
    except PackageNotFoundError:  # a checkout that is not installed
        return "0"
