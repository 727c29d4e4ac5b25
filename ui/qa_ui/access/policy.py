"""The headers of every response, and which requests are refused.

The content security policy is the second line of defence behind escaping: whatever got into the
page, the browser loads nothing from another host and runs no handler written into an attribute.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

from qa_ui.access.addresses import host_name, is_address
from qa_ui.access.connections import hurried
from qa_ui.access.routes import is_open, local_path

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
"""Gradio's own files, whose names change with their content."""

LARGEST_CALL: Final = 1_000_000
"""Bytes of a request that brings no files."""

UPLOADS: Final = frozenset({"/api/articles", "/gradio_api/upload"})
"""Where files are sent to; who may not change the articles is refused before they are received."""

FOREVER: Final = "private, max-age=31536000, immutable"
NO_CACHE: Final = "private, no-cache"
"""For what was made for one caller: no cache between shows it to others."""

_CHANGING: Final = {"POST", "PUT", "PATCH", "DELETE"}
_OWN_KINDS: Final = ("text/html", "application/json")
_OWN_PATHS: Final = ("/api/", "/gradio_api/file=")


class Policy:
    """Adds the headers, and refuses requests that another site's page makes.

    Args:
        app: The application behind it.
        max_bytes: Largest request body that is accepted.
        hosts: Names that requests may use besides addresses in numbers, to which no name can be
            made to lead; None: any.
        sites: Names under which a proxy serves the page, even if it changes the `Host` header.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int,
        hosts: Collection[str] | None = None,
        sites: Collection[str] = (),
    ) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._hosts = hosts
        self._sites = {site.casefold() for site in sites}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "websocket":  # nothing here uses them
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        path = local_path(scope)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if message["status"] == HTTPStatus.OK and path.startswith(NAMED_BY_CONTENT):
                    headers.setdefault("cache-control", FOREVER)
                elif path.startswith(_OWN_PATHS) or headers.get("content-type", "").startswith(
                    _OWN_KINDS
                ):
                    headers.setdefault("cache-control", NO_CACHE)
            await send(message)

        refusal = self._refusal(scope["method"], path, Headers(scope=scope))
        if path not in UPLOADS:
            receive = hurried(receive)
        await (refusal or self._app)(scope, receive, guarded)

    def _refusal(self, method: str, path: str, headers: Headers) -> JSONResponse | None:
        asked = host_name(headers.get("host", ""))
        if self._hosts is not None and asked not in self._hosts and not is_address(asked):
            detail = f"this server does not go by the name {asked!r}; see the setting allowed_hosts"
            return problem(400, "host", detail)
        if not is_open(path):
            return problem(404, "not_found", "there is nothing here")
        if "access-control-request-method" in headers and method == "OPTIONS":
            # What a page of this site sends needs no leave. Gradio would give it to any site, and
            # with it a page could name itself ours in `X-Forwarded-Host`.
            return problem(403, "foreign", "other sites' pages may ask nothing here")
        return self._refused_change(path, headers) if method in _CHANGING else None

    def _refused_change(self, path: str, headers: Headers) -> JSONResponse | None:
        if self._is_foreign(headers):
            detail = (
                "another site's page may not do this; behind a proxy, pass the Host header on, "
                "or name the site in the setting allowed_hosts"
            )
            return problem(403, "foreign", detail)
        if "transfer-encoding" in headers:
            return problem(411, "length_required", "say how long the request is: Content-Length")
        length = headers.get("content-length", "0")
        most = self._max_bytes if path in UPLOADS else LARGEST_CALL
        if length.isdecimal() and int(length) > most:
            detail = f"the request is larger than {most / 1e6:g} MB; send less at once"
            return problem(413, "too_large", detail)
        return None

    def _is_foreign(self, headers: Headers) -> bool:
        """Whether a request comes from a page of another host."""
        origin = headers.get("origin")
        if origin is None:
            return False
        site = urlsplit(origin).netloc
        hosts = {headers.get("host"), headers.get("x-forwarded-host")}
        return site not in hosts and host_name(site) not in self._sites


def problem(
    status: int, error: str, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An error in the form of the API: a code for programs and a sentence for people."""
    return JSONResponse({"error": error, "detail": detail}, status_code=status, headers=headers)
