"""The server: the API and the page on one application, opened on one address."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    closing,
    nullcontext,
    suppress,
)
from typing import TYPE_CHECKING, Final

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

import qa
from qa.errors import QAError, UsersError
from qa.workspace.users import users_of
from qa_ui.access.addresses import anybody_may_change, check_address, known_hosts
from qa_ui.access.auth import Gate, Guard
from qa_ui.access.browsers import Browsers
from qa_ui.access.connections import MOST_CONNECTIONS, Hurried
from qa_ui.access.login import add_login
from qa_ui.access.policy import Policy
from qa_ui.access.rights import Caller
from qa_ui.access.routes import fetch_nothing, read_uploads_only
from qa_ui.access.visits import share_visits
from qa_ui.http.api import add_api
from qa_ui.http.lenient import Lenient
from qa_ui.http.logs import configure, log_events
from qa_ui.http.mcp import Tools
from qa_ui.http.tracing import Tracing
from qa_ui.jobs.leaving import Leaving
from qa_ui.jobs.rebuild import Build
from qa_ui.page.app import build_app
from qa_ui.page.document import own_document
from qa_ui.page.theme import page_options
from qa_ui.place import Place
from qa_ui.protocols import Library
from qa_ui.services import Services, make_services

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from qa.assistant import Assistant
    from qa.settings import Settings

DOCS_FILES: Final = "/docs/files"
"""Where the page of the API's documentation gets its scripts, which come with fastapi-offline."""

WARM_UP_DELAY: Final = 2.0
"""Seconds before the models are loaded, so that a page opened at once has the cores to itself."""

ANSWERS_END: Final = 60
"""Seconds that a server which is told to end waits for answers, besides what a model may take."""

_WARM_UP: Final = "Bonjour, que disent les articles ?"


def create_app(
    settings: Settings,
    *,
    library: Library | None = None,
    build: Build | None = None,
    measuring: Callable[[], Assistant] | None = None,
    guard: Guard | None = None,
    place: Place | None = None,
    leaving: Leaving | None = None,
) -> FastAPI:
    """The web application of one collection.

    Args:
        settings: Where index and corpus are, and the limits.
        library: Answers; unset: an `Assistant` on the index of the settings, which opens the index
            when it is first needed, so that the server may start before the first build.
        build: Builds the index; unset: `build_index`.
        measuring: Opens an assistant that never abstains, for evaluations; unset: on the index
            of the settings.
        guard: Knows the users, if other collections share them.
        place: Where it stands among other collections; unset: it is the only one.
        leaving: Learns what the application answers.
    """
    fetch_nothing()
    share_visits()
    services = make_services(settings, library, build, measuring, place)
    if leaving is not None:
        leaving.add(services.limit, services.metrics)
    tools = Tools(services.library, services.metrics, services.limit) if settings.mcp else None
    app = FastAPIOffline(
        title="qa",
        version=qa.__version__,
        description="Answers questions over news articles with verbatim quotes.",
        redoc_url=None,
        static_url=DOCS_FILES,
        lifespan=_lifespan(services, tools),
    )
    _protect(app, settings, guard, changeable=services.place.changeable)
    app.add_middleware(Tracing, metrics=services.metrics)  # the last one is the first to be passed
    add_api(app, services)
    if tools is not None:
        tools.add_to(app)
    own_document()
    page = build_app(services)
    read_uploads_only(page)
    log_events()
    gr.mount_gradio_app(
        app,
        page,
        "/",
        root_path=settings.root_path or None,
        max_file_size=settings.max_upload_bytes,
        **page_options(),
    )
    return app


def _protect(app: FastAPI, settings: Settings, guard: Guard | None, *, changeable: bool) -> None:
    """Put what every request passes before the application: `Policy`, `Gate`, `Lenient`."""
    app.add_middleware(Lenient)
    if settings.auth and guard is None:
        guard = Guard(users_of(settings))
    anybody = Caller(None, may_change=anybody_may_change(settings))
    if guard is None:
        app.add_middleware(Browsers)
    app.add_middleware(Gate, guard=guard, anybody=anybody, changeable=changeable)
    app.add_middleware(
        Policy,
        max_bytes=settings.max_upload_bytes,
        hosts=known_hosts(settings),
        sites=settings.allowed_hosts,
    )
    if guard is not None:
        add_login(app, guard)


def serve(settings: Settings, *, open_browser: bool = False, verbose: bool = False) -> None:
    """Serve until interrupted, as `make_server` says."""
    make_server(settings, open_browser=open_browser, verbose=verbose).run()


def make_server(
    settings: Settings, *, open_browser: bool = False, verbose: bool = False
) -> uvicorn.Server:
    """A server that is ready to run; it then writes its address to standard output.

    Args:
        settings: Where to listen, and all the rest.
        open_browser: Whether to show the page in the user's browser, if there is a screen.
        verbose: Whether every request is logged.

    Raises:
        SettingsError: If the settings would let everybody in by accident.
        UsersError: If the users cannot be read, or there are none.
    """
    check_address(settings)
    with closing(users_of(settings)) as users:
        if settings.auth and not users.all():
            raise UsersError(users.place, "users.nobody")
    from qa_ui.site import create_site

    configure(settings.log_format, verbose=verbose)
    leaving = Leaving(ANSWERS_END + (settings.llm_timeout if settings.llm else 0))
    config = uvicorn.Config(
        create_site(settings, leaving),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        limit_concurrency=MOST_CONNECTIONS,
        http=Hurried,
    )
    return _Server(config, leaving, path=settings.root_path, open_browser=open_browser)


class _Server(uvicorn.Server):
    """Writes its address to standard output once it listens, and answers before it ends."""

    def __init__(
        self, config: uvicorn.Config, leaving: Leaving, *, path: str, open_browser: bool
    ) -> None:
        super().__init__(config)
        self._leaving = leaving
        self._path = path
        self._open_browser = open_browser

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Let nobody new in, wait for the answers to open questions, then close all connections."""
        for server in self.servers:
            server.close()
        await self._leaving.answered(lambda: self.force_exit)
        await super().shutdown(sockets)  # type: ignore[arg-type]

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Begin to listen, and say where: with the real port for port 0."""
        await super().startup(sockets)  # type: ignore[arg-type]
        for server in getattr(self, "servers", []):
            for socket in server.sockets[:1]:
                host, port = socket.getsockname()[:2]
                shown = f"[{host}]" if ":" in host else host
                url = f"http://{shown}:{port}{self._path}"
                sys.stdout.write(f"qa is serving on {url}\n")
                sys.stdout.flush()
                if self._open_browser and _has_screen():
                    webbrowser.open(url)


def _has_screen() -> bool:
    """Whether a browser would be seen; without one, a text browser might take the terminal."""
    return sys.platform in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _lifespan(
    services: Services, tools: Tools | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        del app
        warming = threading.Timer(WARM_UP_DELAY, _warm, [services.library])
        warming.daemon = True
        warming.start()
        for job in services.jobs:
            job.start()
        async with tools.running() if tools else nullcontext():
            yield
        for job in services.jobs:
            job.stop()
        warming.cancel()
        services.close()

    return lifespan


def _warm(library: Library) -> None:
    """Load what the first question needs; without an index there is nothing to load."""
    with suppress(QAError):
        next(library.stream(_WARM_UP))  # the first answer asks no language model
