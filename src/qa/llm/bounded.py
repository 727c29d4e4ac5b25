"""The body of a server's answer, of which only so much is read: one event could fill the memory.

It is put in place by an event hook, since a transport of our own would use no proxy that the
environment names.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import httpx2  # what `openai` is made with

_LONGEST: Final = 50_000_000
"""Bytes of an answer of the server: each piece of a completion comes with much around it."""


async def bound(response: httpx2.Response) -> None:
    """Bound a body; none that is compressed is taken, since a few bytes could be gigabytes."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ValueError("the body is compressed")
    assert isinstance(response.stream, httpx2.AsyncByteStream)  # noqa: S101 - the client's is
    response.stream = _Bounded(response.stream)


class _Bounded(httpx2.AsyncByteStream):
    """A body that fails once too much of it has come."""

    def __init__(self, body: httpx2.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = _LONGEST
        async for piece in self._body:
            left -= len(piece)
            if left < 0:
                raise ValueError("the body is too long")
            yield piece

    async def aclose(self) -> None:
        await self._body.aclose()
