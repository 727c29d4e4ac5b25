"""The tools over MCP, used by the protocol's own client against a real server."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import anyio
import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

from qa.accounts import Users
from qa.errors import SettingsError
from qa.settings import Settings
from qa.types import Answer, Hit
from qa_ui.server import create_app
from tests.ui.conftest import serving
from tests.ui.fakes import FakeLibrary

T = TypeVar("T")

READER = ("ben", "another password")
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


@pytest.fixture
def served(settings: Settings, library: FakeLibrary) -> Iterator[str]:
    """Where a server offers its tools."""
    offering = settings.model_copy(update={"mcp": True})
    with serving(create_app(offering, library=library)) as address:
        yield address


def use(address: str, work: Callable[[ClientSession], Awaitable[T]], auth: Any = None) -> T:
    """Connect as a model's program does, and do something there."""

    async def main() -> T:
        async with connected(address, auth) as session:
            return await work(session)

    # In a thread of its own: the browser's tests keep a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, main).result()


@asynccontextmanager
async def connected(address: str, auth: Any) -> AsyncIterator[ClientSession]:
    """A session with the server."""
    async with (
        httpx.AsyncClient(auth=auth, timeout=60) as http,
        streamable_http_client(f"{address}/mcp", http_client=http) as (receive, send, _),
        ClientSession(receive, send) as session,
    ):
        await session.initialize()
        yield session


def call(address: str, tool: str, **arguments: object) -> CallToolResult:
    """The result of one tool."""
    return use(address, lambda session: session.call_tool(tool, arguments))


def test_there_are_two_tools(served: str) -> None:
    """A model is offered asking and searching, described and typed, and nothing else."""

    async def offered(session: ClientSession) -> tuple[Any, ...]:
        assert (await session.list_prompts()).prompts == []
        assert (await session.list_resources()).resources == []
        return tuple((await session.list_tools()).tools)

    ask, search = use(served, offered)
    assert (ask.name, search.name) == ("ask_articles", "search_articles")
    assert "verbatim quotes" in ask.description
    assert ask.inputSchema["required"] == ["question"]
    assert set(search.inputSchema["properties"]) == {
        *("query", "k", "mode", "sort", "since", "until", "sources", "languages", "articles")
    }
    assert set(ask.outputSchema["properties"]) == set(Answer.model_fields)
    assert ask.annotations.readOnlyHint


def test_a_question_is_answered(served: str) -> None:
    """`ask_articles` gives the library's own `Answer`."""
    result = call(served, "ask_articles", question="Qui a envoyé des troupes et pourquoi ?")
    answer = Answer.model_validate(result.structuredContent)
    assert [part.kind for part in answer.parts] == ["who", "why"]
    assert answer.citations[0].quote in answer.text


def test_passages_are_found(served: str) -> None:
    """`search_articles` gives hits, best first, as many as asked for."""
    result = call(served, "search_articles", query="flood", k=2, mode="lexical")
    assert result.structuredContent is not None
    hits = [Hit.model_validate(hit) for hit in result.structuredContent["result"]]
    assert [hit.dense_rank for hit in hits] == [1, 2]


def test_filters_reach_the_library(served: str) -> None:
    """Only articles that pass the filters are asked."""
    result = call(served, "ask_articles", question="Qui a envoyé des troupes ?", languages=["en"])
    assert result.structuredContent is not None
    assert result.structuredContent["answered"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"question": "Who?", "since": "soon"}, "since"),
        ({"question": ""}, "question"),
        ({"question": "refused"}, "the question is empty"),
    ],
)
def test_errors_are_told_to_the_model(served: str, arguments: dict[str, object], said: str) -> None:
    """What is wrong with a call comes back as the tool's error, in words."""
    result = call(served, "ask_articles", **arguments)
    assert result.isError
    assert said in result.content[0].text  # type: ignore[union-attr]


def test_without_an_index_the_remedy_is_told(served: str, library: FakeLibrary) -> None:
    """A server without index tells how to build one."""
    library.missing = True
    result = call(served, "search_articles", query="flood")
    assert result.isError
    assert "qa build" in result.content[0].text  # type: ignore[union-attr]


@pytest.mark.slow
def test_tools_are_behind_the_log_in(settings: Settings, library: FakeLibrary) -> None:
    """Where one must log in, so must a model's program, by HTTP Basic."""
    closed = settings.model_copy(update={"mcp": True, "auth": True})
    Users(settings.users).add(*READER)
    with serving(create_app(closed, library=library)) as address:
        for auth in (None, (READER[0], "not the password")):
            refused = httpx.post(f"{address}/mcp", json=PING, auth=auth, timeout=60)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Basic ")

        async def ask(session: ClientSession) -> CallToolResult:
            return await session.call_tool(
                "ask_articles", {"question": "Qui a envoyé des troupes ?"}
            )

        answer = use(address, ask, auth=READER).structuredContent
        assert answer is not None
        assert answer["answered"] is True


def test_another_sites_page_cannot_call(served: str) -> None:
    """A page of another site, or of a name that was made to lead here, is turned away."""
    for headers in ({"origin": "https://evil.example"}, {"host": "evil.example"}):
        assert httpx.post(f"{served}/mcp", json=PING, headers=headers).status_code in {400, 403}


def test_mcp_is_only_there_when_asked_for(address: str) -> None:
    """Without `--mcp` there is no such endpoint."""
    assert httpx.post(f"{address}/mcp", json=PING).status_code in {404, 405}


def test_a_missing_package_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the error says how to install it."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "mcp"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(SettingsError, match=r"pip install 'qa\[mcp\]'"):
        create_app(settings.model_copy(update={"mcp": True}), library=FakeLibrary())


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
def test_a_client_may_accept_anything(served: str, path: str) -> None:
    """A call is answered with and without a slash, whatever form of answer is accepted."""
    response = httpx.post(f"{served}{path}", json=PING, headers={"accept": "*/*"})
    assert (response.status_code, response.json()["result"]) == (200, {})
