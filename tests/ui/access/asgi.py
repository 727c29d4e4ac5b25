"""Requests as no client would send them, straight to an application, and all of its routes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import anyio
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Message, Scope

_PARAMETER = re.compile(r"\{[^}]*\}")
_ELSEWHERE = ThreadPoolExecutor(1)


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


class Known(NamedTuple):
    """A route, with something in the place of each of its parameters."""

    method: str
    path: str


def routes(found: Iterable[BaseRoute], prefix: str = "") -> Iterator[Known]:
    """Every method of every route, those of mounted applications included."""
    for route in found:
        path = prefix + _PARAMETER.sub("x", str(getattr(route, "path", "")))
        if isinstance(route, Mount):
            yield from routes(route.routes, path.rstrip("/"))
        elif inner := getattr(route, "effective_route_contexts", None):
            yield from routes((one.original_route for one in inner()), path)
        else:
            yield from (Known(one, path) for one in sorted(getattr(route, "methods", None) or ()))


def call(app: ASGIApp, method: str, path: str, **headers: str) -> Reply:
    """Send a request without a body whose path reaches the application as it is."""
    # In a thread of its own: the browser of other tests keeps a loop running in this one.
    return _ELSEWHERE.submit(anyio.run, _call, app, method, path, headers).result()


async def _call(app: ASGIApp, method: str, path: str, headers: dict[str, str]) -> Reply:
    given = {"host": "127.0.0.1", **{name.replace("_", "-"): one for name, one in headers.items()}}
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    sent: list[Message] = []
    received: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return received.pop() if received else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    with anyio.fail_after(60):
        await app(scope, receive, send)
    start, *rest = sent
    named = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    body: Any = b"".join(one.get("body", b"") for one in rest)
    return Reply(start["status"], named, body)
