"""The HTML document around the page, which Gradio serves: its title, its icon, its first sight.

Gradio's own names Gradio, a picture on another host and an address that is never filled in; it has
no setting for them. What a reader sees before the page's scripts have run is here too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gradio import routes
from jinja2 import BaseLoader, ChoiceLoader, FunctionLoader
from markupsafe import Markup

from qa_ui.i18n import asked_language
from qa_ui.views.render import render

if TYPE_CHECKING:
    from starlette.requests import Request

    from qa.types import Language

_DOCUMENT: Final = "frontend/index.html"
_CARDS: Final = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>')
_MANIFEST: Final = re.compile(r'<link rel="manifest"[^>]*>')
_LANGUAGE: Final = re.compile(r'lang="en"')
_CONFIG: Final = re.compile(r"(window\.gradio_config = [^;]*;)")


def own_document() -> None:
    """Have Gradio serve its document with our title, icon and description; once is enough."""
    env = routes.templates.env
    if "qa_document" not in env.globals and env.loader is not None:
        env.globals["qa_document"] = _part
        env.globals["qa_language"] = _asked
        env.loader = ChoiceLoader([FunctionLoader(_own(env.loader).get), env.loader])


def _own(loader: BaseLoader) -> dict[str, str]:
    """Gradio's document by its name, with the parts of it that are ours."""
    text, _, _ = loader.get_source(routes.templates.env, _DOCUMENT)
    text = _MANIFEST.sub("", _CARDS.sub("", text))
    text = _LANGUAGE.sub('lang="{{ qa_language(request) }}"', text, count=1)
    text = _CONFIG.sub(r"\1 window.gradio_config.title = document.title;", text, count=1)
    text = text.replace("<style>", "{{ qa_document('document', request) }}<style>", 1)
    text = text.replace("<gradio-app", "{{ qa_document('arriving', request) }}<gradio-app", 1)
    return {_DOCUMENT: text}


def _asked(request: Request) -> Language:
    return asked_language(request.headers, request.query_params)


def _part(template: str, request: Request) -> Markup:
    return Markup(render(template, _asked(request)))  # noqa: S704 - a template of ours
