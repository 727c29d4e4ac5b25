from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.encoder import BuiltInEncoder
from qa.llm.check import Checker
from qa.llm.client import KEY_VARIABLE
from qa.reader import BuiltInReader
from qa.settings import Settings

from .scripted import MODEL, Scripted, serving


@pytest.fixture(scope="session")
def _server() -> Iterator[Scripted]:
    with serving() as script:
        yield script


@pytest.fixture
def server(_server: Scripted) -> Scripted:
    """A scripted server that remembers nothing."""
    _server.forget()
    return _server


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key and no address of the machine's own, nor proxies between us and the server."""
    for name in (KEY_VARIABLE, "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "OPENAI_CUSTOM_HEADERS"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="session")
def checker(encoder: BuiltInEncoder) -> Checker:
    """The check as it is shipped."""
    return Checker(encoder)


@pytest.fixture(scope="session")
def settings(_server: Scripted) -> Settings:
    """Settings that name the scripted server, and let every quote be an answer."""
    return Settings(
        llm=_server.url,
        llm_model=MODEL,
        llm_connect_timeout=10,
        llm_first_timeout=60,
        llm_timeout=120,
        answer_threshold=0,
    )


@pytest.fixture(scope="session")
def open_index(encoder: BuiltInEncoder) -> Callable[[Path, Settings], Assistant]:
    """Opens an index with the shipped encoder and reader, which are loaded once."""
    reader = BuiltInReader()
    return lambda index, settings: Assistant(index, settings, encoder, reader)
