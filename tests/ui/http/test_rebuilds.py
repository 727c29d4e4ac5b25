"""Questions over HTTP while other processes build the index again and again."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from qa.assistant import Assistant
from qa.settings import Settings
from qa_ui.server import create_app
from tests.commands import SECONDS, environment
from tests.newsroom import ROOT, WordEncoder, write_table
from tests.ui.conftest import serving

SAID = {
    "army": "Le barrage de Karsk est gardé par {} soldats.",
    "dam": "Au barrage de Karsk, le débit a atteint {} mètres cubes.",
    "strike": "Devant le barrage, {} dockers de Port-Louvier sont en grève.",
}
PATIENCE = 300
BUILDS = """
import sys
from pathlib import Path
from qa.build import build_index
from qa.settings import Settings
from tests.newsroom import WordEncoder
corpus, index = map(Path, sys.argv[1:])
build_index(settings=Settings(corpus=corpus, index=index), encoder=WordEncoder())
"""


def publish(settings: Settings, number: int) -> None:
    """Build the index of articles that all say a number, in a process of its own."""
    rows = [{"id": id_, "title": id_, "text": text.format(number)} for id_, text in SAID.items()]
    write_table(settings.corpus, rows)
    program = [sys.executable, "-c", BUILDS, str(settings.corpus), str(settings.index)]
    subprocess.run(program, cwd=ROOT, env=environment(), check=True, timeout=SECONDS)


def ask_until(done: threading.Event, address: str) -> list[int]:
    """Ask until all is done, and once more; the number that each answer found, in order."""
    found, is_last = [], False
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        while not is_last:
            is_last = done.is_set()
            asked = client.post("/api/ask", json={"question": "Qui garde le barrage de Karsk ?"})
            searched = client.post("/api/search", json={"query": "barrage"})
            article = client.get("/api/articles/news.jsonl%23dam")
            answer = asked.raise_for_status().json()
            quotes = [citation["quote"] for citation in answer["citations"]]
            found.append(number_in(quotes + [hit["text"] for hit in answer["hits"]]))
            hits = searched.raise_for_status().json()
            assert len(hits) == len(answer["hits"]) == len(SAID)
            found.append(number_in([hit["text"] for hit in hits]))
            found.append(number_in([article.raise_for_status().json()["text"]]))
    return found


def number_in(texts: list[str]) -> int:
    """The one number that all texts say."""
    (number,) = {int(found) for text in texts for found in re.findall(r"\d+", text)}
    return number


def test_askers_do_not_notice_builds(settings: Settings, request: pytest.FixtureRequest) -> None:
    """During builds every request succeeds, from one generation, and from none before the last."""
    rebuilds = request.config.getoption("--rebuilds")
    last = 100 + rebuilds
    settings = settings.model_copy(update={"proposals": False})
    publish(settings, 100)
    app = create_app(settings, library=Assistant(settings.index, settings, WordEncoder()))
    done = threading.Event()
    with serving(app) as address, ThreadPoolExecutor(2 * rebuilds) as threads:
        askers = [threads.submit(ask_until, done, address) for _ in range(2 * rebuilds)]
        try:
            for number in range(101, last + 1):
                publish(settings, number)
        finally:
            done.set()
        found = [asker.result(PATIENCE) for asker in askers]
    for numbers in found:
        assert numbers == sorted(numbers)
        assert numbers[-1] == last
    assert len({number for numbers in found for number in numbers}) > 1
