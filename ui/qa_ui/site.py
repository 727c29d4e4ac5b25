"""What `qa serve` serves: one collection, or several beside one another, each an app of its own.

Every collection has its own page, API and documentation under `/NAME/`. The root answers what
belongs to no collection and shows the first one. Users and models are shared.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route

from qa.workspace.collections import data_of, database_of, store_of
from qa.workspace.users import users_of
from qa_ui.access.auth import Guard
from qa_ui.access.policy import HEADERS
from qa_ui.access.routes import home
from qa_ui.place import Place
from qa_ui.server import create_app
from qa_ui.services import open_library

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

    from qa.settings import Settings
    from qa_ui.jobs.leaving import Leaving


def create_site(settings: Settings, leaving: Leaving | None = None) -> ASGIApp:
    """The web application of all collections, under the root path of the settings.

    Args:
        settings: Where everything is, and the limits.
        leaving: Learns what the applications answer.
    """
    several = bool(settings.collections)
    app = _several(settings, leaving) if several else create_app(settings, leaving=leaving)
    return Rooted(app, settings.root_path) if settings.root_path else app


class Rooted:
    """An application under a path, whether or not the proxy before it takes the path off.

    Args:
        app: The application.
        path: The path, as `/qa`.
    """

    def __init__(self, app: ASGIApp, path: str) -> None:
        self._app = app
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "http":
            root, path = self._path, scope["path"]
            full = path if path == root or path.startswith(f"{root}/") else root + path
            scope = {**scope, "root_path": root, "path": full, "raw_path": full.encode()}
        await self._app(scope, receive, send)


def settings_of(name: str, settings: Settings) -> Settings:
    """The settings of one collection: all are those of the server, but for its places."""
    collection = settings.collections[name]
    data = data_of(name, settings)
    places: dict[str, Any] = {
        "index": collection.index,
        "corpus": collection.corpus or data / "corpus",
        "store": store_of(name, settings),
        "data": data,
        "database": database_of(name, settings),
        "judgements": data / "judgements.sqlite",
        "root_path": f"{settings.root_path}/{name}",
        "collections": {},
    }
    return settings.model_copy(update=places)


def _several(settings: Settings, leaving: Leaving | None) -> Starlette:
    libraries = {name: open_library(settings_of(name, settings)) for name in settings.collections}
    guard = Guard(users_of(settings)) if settings.auth else None
    apps = {
        name: create_app(
            settings_of(name, settings),
            library=libraries[name],
            guard=guard,
            place=Place(
                name=name,
                above=settings.root_path,
                libraries=libraries,
                changeable=collection.corpus is not None,
            ),
            leaving=leaving,
        )
        for name, collection in settings.collections.items()
    }
    first = next(iter(apps))

    def enter(request: Request) -> RedirectResponse:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{home(request.scope)}{first}/{query}", headers=HEADERS)

    mounts = [Mount(f"/{name}", app) for name, app in apps.items()]
    routes = [Route("/", enter), *mounts, Mount("/", apps[first])]
    return Starlette(routes=routes, lifespan=_lifespans(list(apps.values())))


def _lifespans(
    apps: list[FastAPI],
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Begin and end what every application does in the background."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        async with AsyncExitStack() as stack:
            for one in apps:
                await stack.enter_async_context(one.router.lifespan_context(one))
            yield

    return lifespan
