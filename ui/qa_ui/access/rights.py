"""Who may change the articles: add and remove them, rebuild, go back.

`qa_ui.access.auth` marks every request with its caller; whatever changes something checks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import gradio as gr
from starlette.exceptions import HTTPException
from starlette.requests import Request

from qa_ui.access.routes import home

if TYPE_CHECKING:
    from starlette.types import Scope

_MARK: Final = "qa.caller"


@dataclass(frozen=True)
class Caller:
    """Who makes a request.

    Attributes:
        name: The user's name, None where there is no log-in.
        may_change: Whether they may change the articles.
        fixed: Whether nobody may: the collection is served without its folder of articles.
    """

    name: str | None
    may_change: bool
    fixed: bool = False


NOBODY: Final = Caller(None, may_change=False)


def mark(scope: Scope, caller: Caller) -> None:
    """Mark a request with its caller."""
    scope[_MARK] = caller


def caller_of(scope: Scope) -> Caller:
    """Who makes a request; `NOBODY` if it was not marked."""
    found = scope.get(_MARK, NOBODY)
    return found if isinstance(found, Caller) else NOBODY


def may_change(request: gr.Request | None) -> bool:
    """Whether the caller behind an event of the page may change the articles.

    Without a request, or with one that was not marked, the answer is no.
    """
    return request is not None and caller_of(_scope(request)).may_change


def is_fixed(request: gr.Request) -> bool:
    """Whether nobody may change the articles of the page."""
    return caller_of(_scope(request)).fixed


def only_editors(request: Request) -> None:
    """Refuse a request of the API unless its caller may change the articles.

    Raises:
        HTTPException: 403.
    """
    caller = caller_of(request.scope)
    if caller.fixed:
        raise HTTPException(403, "this collection is only asked; its setting `corpus` is not set")
    if not caller.may_change:
        raise HTTPException(403, "only editors may change the articles; `qa user add --editor`")


def caller_name(request: gr.Request) -> str:
    """The name of the user of the page, empty where there is no log-in."""
    return caller_of(_scope(request)).name or ""


def home_of(request: gr.Request) -> str:
    """The path of the page behind an event, with a slash at its end."""
    return home(_scope(request))


def _scope(request: gr.Request) -> Scope:
    return request.request.scope if request.request is not None else {}
