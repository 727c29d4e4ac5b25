"""Every request has an id, is counted, and leaves a line in the log."""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import gradio as gr
from starlette.datastructures import Headers, MutableHeaders

from qa_ui.access.routes import home, local_path
from qa_ui.http.logs import FACTS, begin_request, end_request

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from qa_ui.http.metrics import Metrics

HEADER: Final = "x-request-id"
"""A proxy may give the id; every answer has it."""

_GIVEN: Final = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_MARK: Final = "qa.request"
_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_LONGEST: Final = 100

_LOG = logging.getLogger(__name__)


def request_of(event: gr.Request | None) -> str:
    """The id of the request behind an event of the page; empty without one."""
    return str(event.request.scope.get(_MARK, "")) if event and event.request else ""


class Tracing:
    """Gives each request an id; counts and logs it when its answer has been sent.

    Args:
        app: The application behind it.
        metrics: Counts the requests.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        identity = given if _GIVEN.fullmatch(given) else uuid4().hex
        begin_request(identity)  # the server handles each request in a context of its own
        inner: Scope = {**scope, _MARK: identity}
        inner.pop("route", None)  # that of the application before this one
        began, status = time.monotonic(), 500

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = identity
            await send(message)

        try:
            await self._app(inner, receive, answered)
        finally:
            self._note(scope["method"], inner, status, time.monotonic() - began)
        end_request()  # after an error not yet: the server logs it after this

    def _note(self, method: str, scope: Scope, status: int, seconds: float) -> None:
        """Count and log a request.

        It is named by its route: an address may hold a secret, or what somebody typed.
        """
        route = getattr(scope.get("route"), "path", "")
        known = method if method in _METHODS else "other"
        self._metrics.requested(known, route or "none", status)
        path = home(scope).removesuffix("/") + (route or _beginning(local_path(scope)))
        facts = {"method": method, "path": path, "status": status, "ms": round(seconds * 1000, 1)}
        _LOG.info("%s %s %d %.1f ms", *facts.values(), extra={FACTS: facts})


def _beginning(path: str) -> str:
    """The first part of a path that leads nowhere, or to what was refused."""
    first, slash, _ = path.removeprefix("/").partition("/")
    return f"/{first[:_LONGEST]}{slash and '/…'}"
