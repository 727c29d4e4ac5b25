"""The feeds of saved questions: addresses with a secret, for feed readers, which do not log in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from qa.workspace.saved import as_atom

if TYPE_CHECKING:
    from qa.workspace.saved import SavedQuestions

CONTENT_TYPE = "application/atom+xml; charset=utf-8"


def saved_routes(questions: SavedQuestions) -> APIRouter:
    """`/saved/SECRET.atom`: what is new about one question, or about all of somebody's."""
    router = APIRouter(include_in_schema=False)

    @router.get("/saved/{token}.atom")
    def feed(token: str, request: Request) -> Response:
        found = questions.feed(token) if questions.exist else None
        if found is None:
            raise HTTPException(404, "there is no such feed; its question may have been deleted")
        base = str(request.base_url).rstrip("/")
        content = as_atom(found, f"{base}/saved/{token}.atom", base)
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"etag": tag, "cache-control": "private, max-age=60"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=CONTENT_TYPE, headers=headers)

    return router
