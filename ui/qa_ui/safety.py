"""What every response says to the browser, and which requests are turned away.

The policy is the second wall behind escaping: whatever got into the page, the browser
loads nothing from another host and runs no handler written into an attribute.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

from qa_ui.exposure import host_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'self'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; "  # Gradio needs both
    "script-src-attr 'none'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; "
    "font-src 'self' data:; "
    "connect-src 'self'; "
    "worker-src 'self' blob:; "
    "frame-src 'none'; "
    "object-src 'none'; "
    "base-uri 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'self'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",  # without any, a form of our own would seem foreign
    "x-content-type-options": "nosniff",
}
NAMED_BY_CONTENT: Final = "/assets/"
"""Gradio's own files, which have another name whenever their content is another."""

FOR_EVER: Final = "private, max-age=31536000, immutable"
_CHANGING: Final = {"POST", "PUT", "PATCH", "DELETE"}


class Safety:
    """Adds the headers, and refuses what another site's page asks for.

    Args:
        app: The application behind it.
        max_bytes: Largest request body that is let through.
        hosts: The names that requests may ask for, None: any.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, hosts: Collection[str] | None = None) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if message["status"] == HTTPStatus.OK and scope["path"].startswith(
                    NAMED_BY_CONTENT
                ):
                    headers.setdefault("cache-control", FOR_EVER)
            await send(message)

        refusal = self._refusal(scope["method"], Headers(scope=scope))
        await (refusal or self._app)(scope, receive, guarded)

    def _refusal(self, method: str, headers: Headers) -> JSONResponse | None:
        asked = host_name(headers.get("host", ""))
        if self._hosts is not None and asked not in self._hosts:
            said = f"this server does not go by the name {asked!r}; see the setting allowed_hosts"
            return problem(400, "host", said)
        if method not in _CHANGING:
            return None
        if foreign(headers.get("origin"), headers):
            return problem(403, "foreign", "another site's page may not do this")
        if "transfer-encoding" in headers:
            return problem(411, "length_required", "say how long the request is: Content-Length")
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._max_bytes:
            said = f"the request is larger than {self._max_bytes / 1e6:g} MB; send less at once"
            return problem(413, "too_large", said)
        return None


def foreign(origin: str | None, headers: Headers) -> bool:
    """Whether a request comes from a page of another host than the one it goes to."""
    if origin is None:
        return False
    hosts = {headers.get("host"), headers.get("x-forwarded-host")}
    return urlsplit(origin).netloc not in hosts


def problem(
    status: int, error: str, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An error as the API says it: a code for programs and a sentence for people."""
    return JSONResponse({"error": error, "detail": detail}, status_code=status, headers=headers)
