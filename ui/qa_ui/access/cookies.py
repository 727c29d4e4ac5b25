"""The cookie that holds a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import HTTPConnection

if TYPE_CHECKING:
    from starlette.types import Scope

COOKIE: Final = "qa-session"
HTTPS_COOKIE: Final = f"__Host-{COOKIE}"
"""Browsers take a cookie of such a name from this host alone, and over https only."""

SESSION_SECONDS: Final = 12 * 3600


def cookie_of(scope: Scope) -> str:
    """The name of the cookie that holds a session."""
    return HTTPS_COOKIE if scope["scheme"] == "https" else COOKIE


def session_of(scope: Scope) -> str | None:
    """The session that a request brings, valid or not."""
    return HTTPConnection(scope).cookies.get(cookie_of(scope))
