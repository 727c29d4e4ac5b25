"""Counters of one server for Prometheus, in a registry of their own."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qa.types import Answer, IndexStatus

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The questions since the server started, and the size of its index."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._lock = threading.Lock()
        self._asking, self._last = 0, float("-inf")
        self._questions = Counter(
            "qa_questions_total", "Questions by outcome.", ["outcome"], registry=self.registry
        )
        for outcome in ("answered", "abstained", "failed"):
            self._questions.labels(outcome)
        self._seconds = Histogram(
            "qa_question_seconds",
            "Time to answer a question.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._articles = Gauge("qa_articles", "Articles in the index.", registry=self.registry)
        self._passages = Gauge("qa_passages", "Passages in the index.", registry=self.registry)

    def render(self, status: IndexStatus | None) -> bytes:
        """The text that Prometheus reads; without an index it has no articles."""
        self._articles.set(status.articles if status else 0)
        self._passages.set(status.passages if status else 0)
        return generate_latest(self.registry)

    @property
    def open_questions(self) -> int:
        """How many questions are being answered now."""
        return self._asking

    def asking(self, ask: Callable[[], Answer]) -> Answer:
        """Ask, count and time: an error counts as failed and is raised; courtesies do not count."""
        with self._seconds.time(), self._busy():
            try:
                answer = ask()
            except Exception:
                self._questions.labels("failed").inc()
                raise
        if answer.parts:
            self._questions.labels("answered" if answer.answered else "abstained").inc()
        return answer

    def idle(self, seconds: float) -> bool:
        """Whether no question is being answered, nor was within so many seconds."""
        with self._lock:
            return not self._asking and time.monotonic() - self._last >= seconds

    @contextmanager
    def _busy(self) -> Iterator[None]:
        with self._lock:
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking, self._last = self._asking - 1, time.monotonic()
