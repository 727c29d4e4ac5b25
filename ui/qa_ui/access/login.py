"""Logging in and out: the routes behind the form of `qa_ui.views.login`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from qa_ui.access.auth import Guard, TooManyTriesError, client_address
from qa_ui.access.cookies import HTTPS_COOKIE, SESSION_SECONDS, cookie_of, session_of
from qa_ui.access.policy import problem
from qa_ui.access.rights import caller_of
from qa_ui.access.routes import home
from qa_ui.i18n import asked_language, tr
from qa_ui.views.login import form_html, welcome_html

if TYPE_CHECKING:
    from qa.accounts import User
    from qa.types import Language

LARGEST_FORM: Final = 10_000
"""Largest form in bytes; it can be sent without log-in."""


def add_login(app: FastAPI, guard: Guard) -> None:
    """Put the routes of logging in and out on an application."""

    @app.get("/login", include_in_schema=False)
    def show(request: Request) -> HTMLResponse:
        page, name = _language(request), caller_of(request.scope).name
        wanted = inside(request.query_params.get("next"), home(request.scope))
        if name:
            return HTMLResponse(welcome_html(page, name, home(request.scope)))
        return HTMLResponse(form_html(page, wanted))

    @app.post("/login", include_in_schema=False)
    async def log_in(request: Request) -> Response:
        if int(request.headers.get("content-length", "0")) > LARGEST_FORM:
            return problem(413, "too_large", "this is no name and password")
        given = parse_qs((await request.body()).decode(errors="replace"))
        name, password, wanted = (given.get(key, [""])[0] for key in ("name", "password", "next"))
        page, wanted = _language(request), inside(wanted, home(request.scope))
        try:
            user = await guard.check(name, password, client_address(request.scope))
        except TooManyTriesError as error:
            message = tr(page, "login_wait", seconds=error.seconds)
            headers = {"retry-after": str(error.seconds)}
            return HTMLResponse(form_html(page, wanted, name, message), 429, headers)
        if user is None:
            message = tr(page, "login_wrong")
            return HTMLResponse(form_html(page, wanted, name, message), 401)
        return _logged_in(guard, user, wanted, cookie_of(request.scope))

    @app.post("/logout", include_in_schema=False)
    def log_out(request: Request) -> RedirectResponse:
        response = RedirectResponse(f"{home(request.scope)}login", status_code=303)
        guard.end(session_of(request.scope) or "")
        response.delete_cookie(
            cookie_of(request.scope),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response


def inside(wanted: str | None, otherwise: str = "/") -> str:
    """A path of this server; another one for anything that leads elsewhere."""
    path = wanted or otherwise
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if ours and path.isprintable() else otherwise


def _logged_in(guard: Guard, user: User, wanted: str, cookie: str) -> RedirectResponse:
    response = RedirectResponse(wanted, status_code=303)
    response.set_cookie(
        cookie,
        guard.sign(user),
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        secure=cookie == HTTPS_COOKIE,
    )
    return response


def _language(request: Request) -> Language:
    return asked_language(request.headers, request.query_params)
