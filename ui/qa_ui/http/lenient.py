"""What clients write a little differently, understood as they mean it.

A slash at the end of a path, HEAD for GET, and a client of the tools that accepts anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

from qa_ui.access.routes import local_path

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_SLASH: Final = re.compile(r"(/mcp|/healthz|/readyz|/metrics|/api/\w+)/")
_ANYTHING: Final = "*/*"
_TOOLS: Final = "/mcp"
_BOTH: Final = "application/json, text/event-stream"
"""What the protocol of the tools wants a client to accept."""


class Lenient:
    """Rewrites requests before the application sees them; the ids of articles stay as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "http":
            scope.update(_meant(scope))  # in place, so that `Tracing` sees where the request went
        await self._app(scope, receive, send)


def _meant(scope: Scope) -> Scope:
    meant: Scope = {**scope, "headers": list(scope["headers"])}
    path = local_path(scope)
    if slash := _SLASH.fullmatch(path):
        path = slash[1]
        meant["path"] = scope["path"].removesuffix("/")
        meant["raw_path"] = meant["path"].encode()
    if scope["method"] == "HEAD":  # the server leaves the body out
        meant["method"] = "GET"
    headers = MutableHeaders(scope=meant)
    if path == _TOOLS and _ANYTHING in headers.get("accept", _ANYTHING):
        headers["accept"] = _BOTH
    return meant
