"""A server that is told to end, as systemd does it, while a language model writes an answer."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.commands import SECONDS, environment
from tests.llm.scripted import MODEL, Scripted
from tests.llm.scripted import serving as scripted

pytestmark = pytest.mark.slow

ASKED = "When did Hollin Bridge reopen?"
WRITTEN = "Hollin Bridge reopened to traffic on Tuesday [1]."
LONGER = 6.0
"""Seconds; connections that answer nothing are cut after five."""


@pytest.fixture(scope="module")
def model() -> Iterator[Scripted]:
    """A scripted server of a language model."""
    with scripted() as script:
        yield script


@contextmanager
def server(folder: Path, index: Path, model: Scripted) -> Iterator[subprocess.Popen[str]]:
    """A server in a process of its own that logs requests as JSON."""
    given = ["--port", "0", "--index", str(index), "--llm", model.url, "--llm-model", MODEL]
    variables = environment(
        QA_LOG_FORMAT="json",
        QA_ANSWER_THRESHOLD="0",
        QA_PROPOSALS="false",
        QA_LLM_FIRST_TIMEOUT=str(SECONDS),
        QA_LLM_TIMEOUT=str(SECONDS),
    )
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "qa", "serve", "--verbose", *given],
            cwd=folder,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def ask(address: str, identity: str) -> httpx.Response:
    """Ask the API, under an id."""
    headers = {"x-request-id": identity}
    asked = {"question": ASKED}
    return httpx.post(f"{address}/api/ask", json=asked, headers=headers, timeout=SECONDS)


def closed(address: str) -> bool:
    """Whether nobody new is let in."""
    try:
        httpx.get(f"{address}/healthz", timeout=SECONDS)
    except httpx.TransportError:
        return True
    return False


def test_running_answers_are_finished_before_the_end(
    tmp_path: Path, news_index: Path, model: Scripted
) -> None:
    """The answer comes whole, the server ends by the signal, and its log is clean."""
    with server(tmp_path, news_index, model) as process, ThreadPoolExecutor(1) as pool:
        assert process.stdout is not None
        address = re.findall(r"http://\S+", process.stdout.readline())[0]
        model.says(500)
        assert ask(address, "refused").json()["written"] == []
        going = threading.Event()
        model.says(going, WRITTEN)
        model.asking.clear()
        answer = pool.submit(ask, address, "answered")
        assert model.asking.wait(SECONDS)
        process.send_signal(signal.SIGTERM)
        while not closed(address):
            time.sleep(0.1)
        time.sleep(LONGER)
        going.set()
        assert answer.result().json()["written"][0]["text"].startswith("Hollin Bridge reopened")
        assert process.wait(SECONDS) == -signal.SIGTERM
    log = (tmp_path / "log").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    asked = [(one["request"], one["status"]) for one in lines if one.get("path") == "/api/ask"]
    assert asked == [("refused", 200), ("answered", 200)]
    warned = [(one["logger"], one["request"]) for one in lines if one["level"] != "INFO"]
    assert warned == [("qa.llm.writer", "refused")]
    assert "reopen" not in log
