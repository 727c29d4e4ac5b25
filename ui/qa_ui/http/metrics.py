"""Figures of one server for Prometheus, in a registry of their own."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    Summary,
    generate_latest,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qa.types import Answer, BuildReport, IndexStatus

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
STAGES: Final = {
    "understand": "understanding",
    "retrieve": "retrieval",
    "read": "reading",
    "write": "writing",
}
"""The stages of a question that are measured, and what the figures call them."""

_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The requests, questions and builds since the server started, and the state of its index."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self._lock = threading.Lock()
        self._asking, self._last = 0, float("-inf")
        self._requests = Counter(
            "qa_requests_total", "Requests.", ["method", "route", "status"], registry=registry
        )
        self._questions = Counter(
            "qa_questions_total", "Questions by outcome.", ["outcome"], registry=registry
        )
        for outcome in ("answered", "abstained", "failed"):
            self._questions.labels(outcome)
        self._seconds = Histogram(
            "qa_question_seconds",
            "Time to answer a question.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._stages = Histogram(
            "qa_stage_seconds",
            "Time that a stage of answering takes.",
            ["stage"],
            buckets=_SECONDS,
            registry=registry,
        )
        for stage in STAGES.values():
            self._stages.labels(stage)
        self._queue = _Queue(registry, lambda: self._asking)
        self._index, self._builds = _Index(registry), _Builds(registry)
        ProcessCollector(registry=registry)  # memory, processor time, open files; on Linux

    def render(self, status: IndexStatus | None) -> bytes:
        """The text that Prometheus reads; without an index it has no articles."""
        self._index.show(status)
        return generate_latest(self.registry)

    @property
    def open_questions(self) -> int:
        """How many questions are being answered now."""
        return self._asking

    def asking(self, ask: Callable[[], Answer]) -> Answer:
        """Ask, count and time: an error counts as failed and is raised; courtesies do not count."""
        with self._seconds.time(), self.busy():
            try:
                answer = ask()
            except Exception:
                self._questions.labels("failed").inc()
                raise
        if answer.parts:
            self._questions.labels("answered" if answer.answered else "abstained").inc()
        self.took(answer.timings)
        return answer

    def took(self, timings: dict[str, float]) -> None:
        """Note how long stages took, by their names in an answer."""
        for stage, seconds in timings.items():
            if stage in STAGES:
                self._stages.labels(STAGES[stage]).observe(seconds)

    def requested(self, method: str, route: str, status: int) -> None:
        """Count a request by the route that answered it."""
        self._requests.labels(method, route, str(status)).inc()

    def building(self, build: Callable[[], BuildReport]) -> BuildReport:
        """Build, count and time; an error counts as failed and is raised."""
        return self._builds.running(build)

    def watch(self, where: str, waiting: Callable[[], int]) -> None:
        """Show how many questions wait at a place."""
        self._queue.watch(where, waiting)

    def waiting(self, where: str) -> int:
        """How many questions wait at a place that is watched."""
        return self._queue.waiting(where)

    def refused(self, where: str) -> None:
        """Count a question that was refused because too many were waiting."""
        self._queue.refused(where)

    def idle(self, seconds: float) -> bool:
        """Whether no question is being answered, nor was within so many seconds."""
        with self._lock:
            return not self._asking and time.monotonic() - self._last >= seconds

    @contextmanager
    def busy(self) -> Iterator[None]:
        """While a question is being answered."""
        with self._lock:
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking, self._last = self._asking - 1, time.monotonic()


class _Queue:
    """The questions that wait, by where they were asked."""

    def __init__(self, registry: CollectorRegistry, running: Callable[[], int]) -> None:
        self._watched: dict[str, Callable[[], int]] = {}
        Gauge(
            "qa_questions_running", "Questions being answered now.", registry=registry
        ).set_function(running)
        self._waiting = Gauge(
            "qa_questions_waiting",
            "Questions waiting for their turn.",
            ["where"],
            registry=registry,
        )
        self._refused = Counter(
            "qa_questions_refused_total",
            "Questions refused because too many were waiting.",
            ["where"],
            registry=registry,
        )

    def watch(self, where: str, waiting: Callable[[], int]) -> None:
        self._watched[where] = waiting
        self._waiting.labels(where).set_function(waiting)
        self._refused.labels(where)

    def waiting(self, where: str) -> int:
        return self._watched[where]() if where in self._watched else 0

    def refused(self, where: str) -> None:
        self._refused.labels(where).inc()


class _Index:
    """The index in use."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._articles = Gauge("qa_articles", "Articles in the index.", registry=registry)
        self._passages = Gauge("qa_passages", "Passages in the index.", registry=registry)
        self._ready = Gauge(
            "qa_index_ready", "1 if questions can be answered, else 0.", registry=registry
        )
        self._generation = Gauge(
            "qa_index_generation", "1 for the generation in use.", ["generation"], registry=registry
        )
        self._built = Gauge(
            "qa_index_built_timestamp_seconds", "When it was built; 0: never.", registry=registry
        )

    def show(self, status: IndexStatus | None) -> None:
        self._articles.set(status.articles if status else 0)
        self._passages.set(status.passages if status else 0)
        self._ready.set(status is not None)
        self._generation.clear()
        if status:
            self._generation.labels(status.generation).set(1)
        self._built.set(datetime.fromisoformat(status.built).timestamp() if status else 0)


class _Builds:
    """The builds of this server; those of other processes show in the index only."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._running = Gauge("qa_builds_running", "Builds running now.", registry=registry)
        self._seconds = Summary("qa_build_seconds", "Time that builds take.", registry=registry)
        self._failures = Gauge(
            "qa_build_failed_files", "Files that the last build could not read.", registry=registry
        )
        self._results = Counter(
            "qa_builds_total", "Builds by result.", ["result"], registry=registry
        )
        for result in ("done", "failed"):
            self._results.labels(result)

    def running(self, build: Callable[[], BuildReport]) -> BuildReport:
        with self._running.track_inprogress(), self._seconds.time():
            try:
                report = build()
            except Exception:
                self._results.labels("failed").inc()
                raise
        self._results.labels("done").inc()
        self._failures.set(len(report.failures))
        return report
