"""Addresses that can be shared: a conversation, and an article with a quote marked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from qa.errors import ArticleNotFoundError, QAError
from qa_ui.i18n import asked_language, problem_text, tr
from qa_ui.views.article_page import article_page, missing_page

if TYPE_CHECKING:
    from qa.types import Article
    from qa_ui.protocols import Library


def address_routes(library: Library) -> APIRouter:
    """`/c/ID` shows a conversation in the page, `/a/ARTICLE#s=START-END` an article.

    Args:
        library: Has the articles.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/c/{identity}")
    def conversation(identity: str, request: Request) -> RedirectResponse:
        """To the page, whose script puts this address back; relative, so behind any prefix."""
        query = f"&{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"../?c={quote(identity, safe='')}{query}", status_code=303)

    @router.get("/a/{article_id:path}")
    def article(article_id: str, request: Request) -> HTMLResponse:
        """The article, for readers; its id goes into the path percent-encoded, or as it is."""
        page = asked_language(request.headers, request.query_params)
        root = request.scope.get("root_path", "")
        try:
            found = _article(library, article_id, request.url.query)
        except ArticleNotFoundError:
            return HTMLResponse(missing_page(tr(page, "article_gone"), page, root), 404)
        except QAError as error:
            return HTMLResponse(missing_page(problem_text(error, page), page, root), 503)
        return HTMLResponse(article_page(found, page, root))

    return router


def _article(library: Library, article_id: str, query: str) -> Article:
    """An article by its id; the query belongs to the id if that was not encoded."""
    try:
        return library.article(article_id)
    except ArticleNotFoundError:
        if not query:
            raise
        return library.article(f"{article_id}?{query}")
