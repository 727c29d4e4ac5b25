"""Questions are asked in idle time, and what was found is offered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from qa.assistant import Assistant
from qa.types import Answer
from qa.workspace.database import Database
from qa.workspace.proposals import ProposalStore
from qa_ui.http.metrics import Metrics
from qa_ui.jobs.proposing import Following, Proposing


def until(true: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def done(proposing: Proposing) -> bool:
    """Whether everything was looked through."""
    return bool(proposing.pool and proposing.pool.done)


def test_idle_time_finds_questions_and_keeps_them(news: Assistant, tmp_path: Path) -> None:
    """A second server has them at once, and asks nothing."""
    first = Proposing(news, ProposalStore(Database(tmp_path)))
    assert first.pool is None
    first.start()
    until(lambda: done(first))
    first.stop()
    second = Proposing(news, ProposalStore(Database(tmp_path)), idle=lambda: False)
    second.start()
    until(lambda: second.pool)
    assert second.pool == first.pool
    second.stop()


def test_nothing_is_asked_while_a_reader_waits(news: Assistant) -> None:
    """The thread waits until the last answer is given."""
    metrics = Metrics()
    asking, answered = threading.Event(), threading.Event()

    def slow() -> Answer:
        asking.set()
        answered.wait(60)
        return news.ask("Who drove the first bus?")

    reader = threading.Thread(target=lambda: metrics.asking(slow))
    reader.start()
    asking.wait(60)
    assert not metrics.idle(0)
    answered.set()
    reader.join(60)
    assert metrics.idle(0)
    assert not metrics.idle(60)


def test_what_leads_on_is_found_after_an_answer(news: Assistant) -> None:
    """It is about the article of the answer, and the question itself is not among it."""
    proposing = Proposing(news)
    asked = "Combien de soldats l’armée a-t-elle envoyés à Karsk ?"
    answer = news.ask(asked)
    one = Following("turn", answer, ("Pourquoi ?", "Qui a gagné la coupe ?"), ((asked, "2 500"),))
    assert proposing.following(one) == ([], False)  # it does not run
    proposing.start()
    until(lambda: not proposing.following(one)[1])
    found, _ = proposing.following(one)
    proposing.stop()
    assert "Qui a gagné la coupe ?" not in found
    assert asked not in found
    for question in found:
        again = news.ask(question, [(asked, "2 500")])
        assert answer.citations[0].article_id in {one.article_id for one in again.citations}
