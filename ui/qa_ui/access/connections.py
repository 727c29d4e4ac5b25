"""How long a connection may take to say what it wants, and how many there are.

A proxy does this better, and for each address; without one, connections that send next to nothing
must not use up what the process has.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import anyio
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

    from starlette.types import Message, Receive
    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

MOST_CONNECTIONS: Final = 1000
"""Connections at once; an open page holds one or two. Others get the status 503."""

HEADER_SECONDS: Final = 20.0
BODY_SECONDS: Final = 60.0
"""For all of a request that brings no files."""


class Hurried(H11Protocol):
    """Closes a connection whose next request does not come in time."""

    seconds: float = HEADER_SECONDS
    _late: TimerHandle | None = None
    _before: RequestResponseCycle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what has come; a request that begins must be there in time."""
        is_free = self.cycle is None or self.cycle.response_complete
        if is_free and (self._late is None or self.cycle is not self._before):
            self._wait()
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._late:
            self._late.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """Wait for the request after that which was there last."""
        if self._late:
            self._late.cancel()
        self._before = self.cycle
        self._late = self.loop.call_later(self.seconds, self._look)

    def _look(self) -> None:
        self._late = None
        if self.cycle is self._before:
            self.transport.close()


def hurried(receive: Receive, seconds: float = BODY_SECONDS) -> Receive:
    """Receives a request whose body must be there in time; else its sender counts as gone."""
    end, is_whole = time.monotonic() + seconds, False

    async def next_part() -> Message:
        nonlocal is_whole
        if is_whole:  # from here on one waits for the sender to go
            return await receive()
        message: Message = {"type": "http.disconnect"}
        with anyio.move_on_after(end - time.monotonic()):
            message = await receive()
        is_whole = not message.get("more_body", False)
        return message

    return next_part
