"""The page to log in: one form, no scripts, in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, quote

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from qa_ui.access.auth import COOKIE, SESSION_SECONDS, Guard, TooManyTriesError, client_address
from qa_ui.access.policy import problem
from qa_ui.access.rights import caller_of
from qa_ui.escape import esc
from qa_ui.i18n import as_language, negotiate, tr

if TYPE_CHECKING:
    from qa.accounts import User
    from qa.types import Language

STYLE: Final = Path(__file__).with_name("login.css")
LARGEST_FORM: Final = 10_000
"""Bytes of a form that anybody may send."""


def add_login(app: FastAPI, guard: Guard) -> None:
    """Put the page to log in, and what its forms need, on an application."""

    @app.get("/login", include_in_schema=False)
    def show(request: Request) -> HTMLResponse:
        page, name = _language(request), caller_of(request.scope).name
        wanted = inside(request.query_params.get("next"))
        return HTMLResponse(_welcome(page, name) if name else form_html(page, wanted))

    @app.post("/login", include_in_schema=False)
    async def log_in(request: Request) -> Response:
        if int(request.headers.get("content-length", "0")) > LARGEST_FORM:
            return problem(413, "too_large", "this is no name and password")
        given = parse_qs((await request.body()).decode(errors="replace"))
        name, password, wanted = (given.get(key, [""])[0] for key in ("name", "password", "next"))
        page = _language(request)
        try:
            user = await guard.check(name, password, client_address(request.scope))
        except TooManyTriesError as error:
            said = tr(page, "login_wait", seconds=error.seconds)
            headers = {"retry-after": str(error.seconds)}
            return HTMLResponse(form_html(page, inside(wanted), name, said), 429, headers)
        if user is None:
            said = tr(page, "login_wrong")
            return HTMLResponse(form_html(page, inside(wanted), name, said), 401)
        return _logged_in(guard, user, inside(wanted), secure=request.url.scheme == "https")

    @app.post("/logout", include_in_schema=False)
    def log_out() -> RedirectResponse:
        response = RedirectResponse("/login", status_code=303)
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response


def form_html(page: Language, wanted: str, name: str = "", said: str = "") -> str:
    """The form, with what was wrong before if anything was.

    Args:
        page: The language that it speaks.
        wanted: Where to go after logging in.
        name: The name that was typed before.
        said: What was wrong with it.
    """
    alert = f'<p role="alert">{esc(said)}</p>' if said else ""
    other: Language = "en" if page == "fr" else "fr"
    switch = esc(f"?lang={other}&next={quote(wanted, safe='')}")
    on_name, on_password = ("", " autofocus") if name else (" autofocus", "")
    return _document(
        page,
        f"<h1>{esc(tr(page, 'login'))}</h1>{alert}"
        f'<form method="post" action="login?lang={page}">'
        f'<input type="hidden" name="next" value="{esc(wanted)}">'
        f"<label>{esc(tr(page, 'login_name'))}"
        f'<input name="name" value="{esc(name)}" autocomplete="username" autocapitalize="none" '
        f'spellcheck="false" required{on_name}></label>'
        f"<label>{esc(tr(page, 'login_password'))}"
        f'<input name="password" type="password" autocomplete="current-password" '
        f"required{on_password}></label>"
        f"<button>{esc(tr(page, 'login_submit'))}</button></form>"
        f'<footer><a href="{switch}" lang="{other}">{esc(tr(page, "login_other"))}</a></footer>',
    )


def logout_html(page: Language, name: str) -> str:
    """Who is logged in, and the button that ends it."""
    said, leave = esc(tr(page, "logged_in", name=name)), esc(tr(page, "logout"))
    return f'<form method="post" action="logout"><p>{said}</p><button>{leave}</button></form>'


def inside(wanted: str | None) -> str:
    """A path of this server to go to; the page itself for anything that leads elsewhere."""
    path = wanted or "/"
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if ours and path.isprintable() else "/"


def _welcome(page: Language, name: str) -> str:
    enter = f'<p><a href="/">{esc(tr(page, "login_enter"))}</a></p>'
    return _document(page, f"<h1>{esc(tr(page, 'login'))}</h1>{logout_html(page, name)}{enter}")


def _document(page: Language, body: str) -> str:
    title, tagline = esc(tr(page, "title")), esc(tr(page, "tagline"))
    return (
        f'<!doctype html><html lang="{page}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{esc(tr(page, 'login'))} · {title}</title>"
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body><main>"
        f"<header><p>{title}</p><p>{tagline}</p></header>{body}</main></body></html>"
    )


def _logged_in(guard: Guard, user: User, wanted: str, *, secure: bool) -> RedirectResponse:
    response = RedirectResponse(wanted, status_code=303)
    response.set_cookie(
        COOKIE,
        guard.sign(user),
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        secure=secure,
    )
    return response


def _language(request: Request) -> Language:
    accepted = negotiate(request.headers.get("accept-language"))
    return as_language(request.query_params.get("lang"), accepted)
