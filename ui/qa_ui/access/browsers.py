"""Whose conversations a request may list: a user's, or a browser's where nobody logs in.

A browser gets a secret in a cookie that scripts cannot read. Conversations lie on the server, so
that they have addresses to share; who reads the database learns no secret from it, only a digest.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TYPE_CHECKING, Final

import gradio as gr
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response

from qa.workspace.conversations import USER, VISITOR
from qa_ui.access.rights import caller_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "qa-browser"
KEPT_SECONDS: Final = 400 * 24 * 3600
"""The longest that browsers keep a cookie; every visit begins it anew."""

_SECRET: Final = re.compile(r"[\w-]{43}", re.ASCII)


def owner_of(scope: Scope) -> str | None:
    """Who owns what a request keeps; None for a browser without the cookie."""
    name = caller_of(scope).name
    if name is not None:
        return f"{USER}{name}"
    secret = _secret(scope)
    return f"{VISITOR}{hashlib.sha256(secret.encode()).hexdigest()}" if secret else None


def owner_behind(request: gr.Request) -> str | None:
    """Who owns what an event of the page keeps; None if nobody can be told from others."""
    return owner_of(request.request.scope) if request.request is not None else None


class Browsers:
    """Gives each browser that opens the page its secret; for servers without log-in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or not _opens_a_page(scope):
            await self._app(scope, receive, send)
            return
        cookie = _cookie(scope, _secret(scope) or secrets.token_urlsafe(32))

        async def giving(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self._app(scope, receive, giving)


def _opens_a_page(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


def _secret(scope: Scope) -> str | None:
    given = HTTPConnection(scope).cookies.get(COOKIE, "")
    return given if _SECRET.fullmatch(given) else None


def _cookie(scope: Scope, secret: str) -> str:
    forwarded = Headers(scope=scope).get("x-forwarded-proto", scope["scheme"])
    made = Response()
    made.set_cookie(
        COOKIE,
        secret,
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="lax",
        secure=forwarded == "https",
    )
    return made.headers["set-cookie"]
