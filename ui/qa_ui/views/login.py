"""The page to log in: one form, no scripts, in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from markupsafe import Markup

from qa_ui.views.render import render

if TYPE_CHECKING:
    from qa.types import Language

STYLE: Final = Path(__file__).parent / "templates" / "login.css"


def form_html(page: Language, wanted: str, name: str = "", problem: str = "") -> str:
    """The form, with what was wrong before if anything was.

    Args:
        page: The language of the page.
        wanted: Where to go after logging in.
        name: The name that was typed before.
        problem: What was wrong with it.
    """
    return render(
        "login",
        page,
        style=_style(),
        wanted=wanted,
        wanted_quoted=quote(wanted, safe=""),
        name=name,
        problem=problem,
        user="",
    )


def welcome_html(page: Language, name: str, home: str) -> str:
    """What the page shows to a user who is logged in."""
    return render("login", page, style=_style(), user=name, home=home)


def logout_html(page: Language, name: str, home: str) -> str:
    """Who is logged in, and the button that ends it.

    Args:
        page: The language of the page.
        name: The user's name.
        home: The path of the page, with a slash at its end.
    """
    return render("logout", page, user=name, home=home)


def _style() -> Markup:
    """Our own style sheet; it has no values from outside."""
    return Markup(STYLE.read_text(encoding="utf-8"))  # noqa: S704
