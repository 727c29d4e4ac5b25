"""An article as a page of its own, on which a script marks the quote that the address names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from qa_ui.views.render import render
from qa_ui.views.source import unglued

if TYPE_CHECKING:
    from qa.types import Article, Language

_FILES: Final = Path(__file__).parent / "templates"


def article_page(article: Article, page: Language, root: str) -> str:
    """The article.

    Args:
        article: What is shown.
        page: The language of what is around it.
        root: The path under which the application is served.
    """
    return _page(page, root, article=article, pieces=unglued(article.text), problem="")


def missing_page(problem: str, page: Language, root: str) -> str:
    """Why there is no article here."""
    return _page(page, root, article=None, pieces=[], problem=problem)


def _page(page: Language, root: str, **values: object) -> str:
    style, script = _file("article_page.css"), _file("article_page.js")
    return render("article_page", page, root=root, style=style, script=script, **values)


def _file(name: str) -> Markup:
    """A file of ours, which has no values from outside."""
    return Markup((_FILES / name).read_text(encoding="utf-8"))  # noqa: S704
