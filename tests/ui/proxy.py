"""A reverse proxy that serves another server under a path of its own, as nginx would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

_OWN: Final = {"connection", "content-length", "transfer-encoding"}
"""Headers that belong to one connection and are not passed on."""


def proxy(address: str, path: str, *, stripping: bool = True) -> Starlette:
    """What is under a path comes from a server; everything else is not there.

    Args:
        address: The server, as http://127.0.0.1:7860.
        path: The path, as /qa.
        stripping: Whether the server gets addresses without the path.
    """
    client = httpx.AsyncClient(base_url=address, timeout=120)

    async def forward(request: Request) -> Response:
        if not request.url.path.startswith(f"{path}/"):
            return Response("outside", 404)
        wanted = request.url.path.removeprefix(path) if stripping else request.url.path
        sent = client.build_request(
            request.method,
            f"{wanted}?{request.url.query}" if request.url.query else wanted,
            headers=[(name, value) for name, value in request.headers.items() if name not in _OWN]
            + [("x-forwarded-host", request.headers["host"])],
            content=await request.body(),
        )
        answer = await client.send(sent, stream=True)
        kept = {name: value for name, value in answer.headers.items() if name not in _OWN}
        return StreamingResponse(answer.aiter_raw(), answer.status_code, kept)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        async with client:
            yield

    methods = ["GET", "HEAD", "POST", "PUT", "DELETE"]
    return Starlette(routes=[Route("/{p:path}", forward, methods=methods)], lifespan=lifespan)
