from __future__ import annotations

import gzip
import logging
import socket
import subprocess
import sys
import traceback

import pytest
from openai.types.chat import ChatCompletionMessageParam

from qa.errors import LanguageModelError
from qa.llm.client import KEY_VARIABLE, ChatClient, Timeouts
from tests.commands import environment

from .scripted import MODEL, STALL, Scripted, chunk

ASKED: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Bonjour"}]
PATIENT = Timeouts(connect=10, first=60, total=120)
SECRET = "sk-very-secret-123"  # noqa: S105 - of no server


def client(server: Scripted, timeouts: Timeouts = PATIENT) -> ChatClient:
    """A client of the scripted server."""
    return ChatClient(server.url, MODEL, timeouts)


def test_pieces_come_as_they_are_sent(server: Scripted) -> None:
    """The first piece is there while the server still has not sent the rest."""
    server.says("Bon", STALL)
    pieces = client(server).stream(ASKED)
    assert next(pieces) == "Bon"
    pieces.close()


def test_a_completion_is_whole(server: Scripted) -> None:
    """All pieces in order; events without text, and unknown ones, are passed over."""
    server.says("Bon", b": comment\n\n", b'data: {"choices": []}\n\n', chunk(""), "jour", " é")
    assert "".join(client(server).stream(ASKED)) == "Bonjour é"


def test_the_request_is_plain(server: Scripted) -> None:
    """What is asked for is the model of the settings, streamed, and as little random as can be."""
    server.says("Oui")
    list(client(server).stream(ASKED))
    (asked,) = server.asked
    assert asked == {"model": MODEL, "messages": ASKED, "stream": True, "temperature": 0}


def test_a_server_that_refuses_a_temperature_is_asked_without(server: Scripted) -> None:
    """Some models take no temperature and answer 400; they are asked again without one."""
    server.says(400)
    with pytest.raises(LanguageModelError, match="status 400"):
        list(client(server).stream(ASKED))
    assert ["temperature" in asked for asked in server.asked] == [True, False]


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_status_is_told_once(server: Scripted, status: int) -> None:
    """An error of the server is raised with its status and what to check; it is not retried."""
    server.says(status)
    with pytest.raises(LanguageModelError, match=rf"{status}.*`llm_model`.*{KEY_VARIABLE}"):
        list(client(server).stream(ASKED))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "steps",
    [
        (b"data: {nope\n\n",),
        (b"data: \xff\xfe\n\n",),
        (b'data: {"error": {"message": "out of memory"}}\n\n',),
        (b'data: {"choices": 5}\n\n',),
        (b'data: {"choices": [{"delta": {"content": 5}}]}\n\n',),
        (b"data: [1]\n\n",),
        (b"<html>It works!</html>",),
        (),
    ],
    ids=["json", "utf-8", "error", "choices", "content", "list", "html", "nothing"],
)
def test_what_is_no_completion_is_an_error(server: Scripted, steps: tuple[bytes, ...]) -> None:
    """Broken events, errors in the stream and pages of other servers are one kind of error."""
    server.says(*steps)
    with pytest.raises(LanguageModelError, match=server.url):
        list(client(server).stream(ASKED))


def test_a_broken_connection_is_an_error() -> None:
    """A server that is not there is an error that names it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(LanguageModelError, match=url):
            list(ChatClient(url, MODEL, PATIENT).stream(ASKED))


@pytest.mark.parametrize(
    ("steps", "timeouts"),
    [
        ((STALL,), Timeouts(connect=10, first=1, total=60)),
        (("Bon", STALL), Timeouts(connect=10, first=1, total=60)),
        (("Bon", STALL), Timeouts(connect=10, first=60, total=1)),
    ],
    ids=["first", "next", "total"],
)
def test_a_slow_server_is_left(
    server: Scripted, steps: tuple[object, ...], timeouts: Timeouts
) -> None:
    """Too long a wait for the first word, the next one or the end: error, connection closed."""
    server.says(*steps)
    with pytest.raises(LanguageModelError, match="too slow"):
        list(client(server, timeouts).stream(ASKED))
    # On a very slow machine the time is over before the request is sent.
    assert not server.asking.is_set() or server.left.wait(20)


def test_an_endless_completion_is_cut(server: Scripted) -> None:
    """A server that never ends is read for so many characters, then left."""
    server.says(*["word " * 100] * 40, STALL)
    assert len("".join(client(server).stream(ASKED))) == 6_000
    assert server.left.wait(20)


def test_a_thought_does_not_count(server: Scripted) -> None:
    """What a model thinks first, for however long, takes nothing from what it says then."""
    server.says("<think>", *["Hm. " * 100] * 40, "</think>", "Bon.", *["word " * 100] * 40, STALL)
    said = "".join(client(server).stream(ASKED))
    assert said.startswith("Bon.")
    assert len(said) == 6_000


def test_an_endless_thought_is_cut(server: Scripted) -> None:
    """A model that never says anything is left, too."""
    server.says("<think>", *["Hm. " * 500] * 60, STALL)
    assert "".join(client(server).stream(ASKED)) == ""
    assert server.left.wait(20)


def test_an_endless_event_is_cut(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event that never ends is read up to a limit, and not into all memory."""
    monkeypatch.setattr("qa.llm.bounded._LONGEST", 1_000_000)
    server.says(b"data: ", *[bytes(100_000)] * 200, STALL)
    with pytest.raises(LanguageModelError, match="ValueError"):
        list(client(server).stream(ASKED))
    assert server.left.wait(20)


def test_a_compressed_completion_is_refused(server: Scripted) -> None:
    """A few compressed bytes could be gigabytes; nobody asked for compression."""
    server.encoding = "gzip"
    server.says(gzip.compress(chunk("Bon.")))
    with pytest.raises(LanguageModelError):
        list(client(server).stream(ASKED))
    assert server.headers[0]["accept-encoding"] == "identity"


def test_a_single_huge_piece_is_cut(server: Scripted) -> None:
    """However much one event says, no more of it is looked at."""
    server.says("word " * 100_000)
    assert len("".join(client(server).stream(ASKED))) == 6_000


def test_closing_the_iterator_closes_the_connection(server: Scripted) -> None:
    """Who no longer wants the rest closes the iterator; the server sees that it was left."""
    server.says("Bon", STALL)
    pieces = client(server).stream(ASKED)
    next(pieces)
    pieces.close()
    assert server.left.wait(20)


def test_stopping_closes_the_connection(server: Scripted) -> None:
    """A search that was stopped ends while the server is silent, without an error."""
    server.says(STALL)
    assert list(client(server).stream(ASKED, server.asking.is_set)) == []
    assert server.left.wait(20)


def test_the_key_is_that_of_its_variable(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key comes from `QA_LLM_KEY`, without white space; no other variable is sent."""
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "of-openai")
    server.says("Oui")
    list(client(server).stream(ASKED))
    monkeypatch.setenv(KEY_VARIABLE, f" {SECRET}\n")
    list(client(server).stream(ASKED))
    assert [headers["authorization"] for headers in server.headers] == [
        "Bearer none",
        f"Bearer {SECRET}",
    ]
    assert "of-openai" not in str(server.headers)


@pytest.mark.parametrize("steps", [(401,), (b"data: {nope\n\n",)])
def test_the_key_is_never_told(
    server: Scripted,
    steps: tuple[object, ...],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither error nor log has the key, though the server repeats it in its own message."""
    monkeypatch.setenv(KEY_VARIABLE, SECRET)
    caplog.set_level(logging.DEBUG)
    server.says(*steps)
    with pytest.raises(LanguageModelError) as caught:
        list(client(server).stream(ASKED))
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in shown
    assert SECRET not in caplog.text


def test_a_key_that_cannot_be_sent_is_not_told(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key with letters that no header may have is an error without the key."""
    monkeypatch.setenv(KEY_VARIABLE, f"{SECRET}é")
    with pytest.raises(LanguageModelError) as caught:
        list(client(server).stream(ASKED))
    assert SECRET not in str(caught.value)
    assert server.asked == []


def test_a_missing_package_is_named() -> None:
    """Without `openai` the error says what to install; nothing else needs it."""
    code = (
        "import sys; sys.modules['openai'] = None\n"
        "import qa.assistant, qa.llm\n"
        "from qa.llm.client import ChatClient, Timeouts\n"
        "ChatClient('http://localhost', 'm', Timeouts(1, 1, 1))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "LanguageModelError" in result.stderr
    assert "pip install 'qa[llm]'" in result.stderr
