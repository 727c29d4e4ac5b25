"""A chat completion from an OpenAI-compatible server, piece by piece.

Thin over the `openai` package. The request runs in a loop of its own, in a thread, so that
a reader who no longer waits, and a server that is slow, end it at once: the connection is
closed. Nothing that the server writes about an error is passed on, since servers repeat keys.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Coroutine, Generator, Iterator, Sequence
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, NamedTuple

from qa.errors import LanguageModelError
from qa.llm.completion import Said

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream
    from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

KEY_VARIABLE: Final = "QA_LLM_KEY"
"""The environment variable that holds the server's key; there is no other way to give it."""

_NO_KEY = "none"
"""Servers without keys get this; the package must be given some."""

_POLL_SECONDS = 0.1
"""How often it is checked whether anybody still waits, while the server sends nothing."""

_LONGEST, _LONGEST_THOUGHT = 6_000, 60_000
"""Characters of a completion, and of the thought before it, that are read; then the connection
is closed."""


class Timeouts(NamedTuple):
    """How long a server may take, in seconds.

    Attributes:
        connect: Until the connection stands.
        first: Until the first piece, and then until each next one.
        total: For the whole completion.
    """

    connect: float
    first: float
    total: float


def require_package() -> None:
    """Raise a LanguageModelError unless the package `openai` is installed."""
    if find_spec("openai") is None:
        raise LanguageModelError("llm.package")


class ChatClient:
    """Streams the completions of one model of one server; may be used from several threads.

    Args:
        url: Address of the server's API, `http://…/v1`.
        timeouts: After these the server counts as failed.

    Raises:
        LanguageModelError: If the package `openai` is not installed.
    """

    def __init__(self, url: str, model: str, timeouts: Timeouts) -> None:
        require_package()
        self._url = url
        self._model = model
        self._timeouts = timeouts

    def stream(
        self,
        messages: Sequence[ChatCompletionMessageParam],
        stopped: Callable[[], bool] = lambda: False,
    ) -> Generator[str]:
        """The pieces of a completion as they come, without what the model thinks first.

        Closing the iterator closes the connection.

        Args:
            messages: The chat so far.
            stopped: Asked about ten times a second; once it is true, the iterator ends.

        Raises:
            LanguageModelError: If the server fails, is too slow or sends no completion.
        """
        pieces: SimpleQueue[str | None] = SimpleQueue()
        with _running(self._pump(messages, pieces), lambda: pieces.put(None)) as task:
            while not stopped():
                try:
                    piece = pieces.get(timeout=_POLL_SECONDS)
                except Empty:
                    continue
                if piece is None:
                    task.result()
                    return
                yield piece

    async def _pump(
        self, messages: Sequence[ChatCompletionMessageParam], pieces: SimpleQueue[str | None]
    ) -> None:
        """Put the pieces into a queue; whatever goes wrong becomes one kind of error."""
        from openai import APIConnectionError, APIStatusError, OpenAIError

        try:
            await self._read(messages, pieces)
        except APIStatusError as error:
            raise LanguageModelError(
                "llm.refused",
                url=self._url,
                status=error.status_code,
                model=self._model,
                variable=KEY_VARIABLE,
            ) from None
        except (TimeoutError, APIConnectionError) as error:
            why = type(error).__name__
            raise LanguageModelError("llm.unreachable", url=self._url, why=why) from None
        except (OpenAIError, ValueError) as error:  # what is no event, no JSON, no UTF-8
            why = type(error).__name__
            raise LanguageModelError("llm.no_completion", url=self._url, why=why) from None

    async def _read(
        self, messages: Sequence[ChatCompletionMessageParam], pieces: SimpleQueue[str | None]
    ) -> None:
        loop, said, room, left = asyncio.get_running_loop(), Said(), _LONGEST, _LONGEST_THOUGHT
        async with (
            asyncio.timeout(self._timeouts.total),
            asyncio.timeout(self._timeouts.first) as silence,
            self._client() as client,
            await self._create(client, messages) as stream,
        ):
            async for chunk in stream:
                # Any chunk shows that it works: some models think first, and do not show it.
                silence.reschedule(loop.time() + self._timeouts.first)
                piece = _content(chunk)
                text = said.add(piece)[:room]
                pieces.put(text)
                room, left = room - len(text), left - len(piece) + len(text)
                if room <= 0 or left <= 0:
                    return
        pieces.put(said.finish()[:room])
        if room + left == _LONGEST + _LONGEST_THOUGHT:
            raise LanguageModelError("llm.empty", url=self._url, model=self._model)

    async def _create(
        self, client: AsyncOpenAI, messages: Sequence[ChatCompletionMessageParam]
    ) -> AsyncStream[ChatCompletionChunk]:
        """The stream, as little random as the server allows: some refuse a temperature."""
        from openai import BadRequestError

        create = client.chat.completions.create
        try:
            return await create(model=self._model, messages=messages, stream=True, temperature=0)
        except BadRequestError:
            return await create(model=self._model, messages=messages, stream=True)

    def _client(self) -> AsyncOpenAI:
        """A client that knows our key only: the variables of `openai` are for its own server."""
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

        from qa.llm.bounded import bound

        return AsyncOpenAI(
            base_url=self._url,
            api_key=os.environ.get(KEY_VARIABLE, "").strip() or _NO_KEY,
            admin_api_key="",
            organization="",
            project="",
            max_retries=0,
            timeout=Timeout(self._timeouts.total, connect=self._timeouts.connect),
            default_headers={"Accept-Encoding": "identity"},
            http_client=DefaultAsyncHttpxClient(event_hooks={"response": [bound]}),
        )


def _content(chunk: object) -> str:
    """The text of a chunk; empty for all else, since servers send many things."""
    choices = getattr(chunk, "choices", None)
    if not isinstance(choices, list) or not choices:
        return ""
    content = getattr(getattr(choices[0], "delta", None), "content", None)
    return content if isinstance(content, str) else ""


@contextlib.contextmanager
def _running(
    work: Coroutine[object, object, None], ended: Callable[[], None]
) -> Iterator[asyncio.Task[None]]:
    """A coroutine at work in a thread; at the end of the block it is cancelled and awaited.

    However it ends, `ended` is called in that thread.
    """
    loop = asyncio.new_event_loop()
    task = loop.create_task(work)
    task.add_done_callback(lambda _: ended())

    def run() -> None:
        loop.run_until_complete(asyncio.wait([task]))
        loop.run_until_complete(loop.shutdown_asyncgens())

    thread = threading.Thread(target=run, name="qa-llm", daemon=True)
    thread.start()
    try:
        yield task
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        loop.close()
