"""From questions to answers over one generation: understand → retrieve → read → compose.

Every stage works on all questions of a batch before the next one begins, and is timed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import NamedTuple

from qa.answering.compose import PartCandidates, compose, timeline
from qa.answering.overview import Overviews
from qa.answering.rows import from_tables
from qa.encoder import Encoder
from qa.index.generations import Generation
from qa.lang.detect import detect_language
from qa.lang.sentences import Span
from qa.question import Question, QuestionModel, QuestionPart, understand
from qa.question.filters import Scope, scope_of, today_of
from qa.question.requests import Request, request_in
from qa.reader import Candidate, Reader
from qa.retrieval import Retriever
from qa.types import Answer, Exchange, Filters, Hit, Timeline


class Asked(NamedTuple):
    """A question with the exchanges before it, oldest first."""

    question: str
    history: Sequence[Exchange] = ()


class Attempt(NamedTuple):
    """What was found for one reading of a question.

    Attributes:
        hits: For each part, best first.
        parts: What the reader found in them.
    """

    question: Question
    scope: Scope
    hits: list[list[Hit]]
    parts: list[PartCandidates]

    @property
    def confidence(self) -> float:
        """That of the surest part."""
        return max((one[0].confidence for _, one, _ in self.parts if one), default=0.0)


@dataclass(frozen=True)
class Pipeline:
    """All that questions are answered with.

    Attributes:
        model: Recognises what a question asks for.
        hits: Passages that are read for each part.
        sure: Least confidence at which a date or source that a question names is kept, and a part
            is not asked alone too; not less than the shipped threshold, so that a lower setting
            does not hold on to what leaves only poor answers.
    """

    generation: Generation
    retriever: Retriever
    encoder: Encoder
    model: QuestionModel
    reader: Reader
    hits: int
    threshold: float
    sure: float

    def answer(self, asked: Sequence[Asked], given: Filters, today: date | None) -> list[Answer]:
        """Answer questions by quotes; the arguments are those of `Assistant.ask`."""
        clock = _Clock()
        readings = [
            (i, reading, scope_of(reading, given, self.generation.store, today))
            for i, one in enumerate(asked)
            for reading in understand(one.question, one.history, model=self.model).readings
        ]
        clock.lap("understand")
        today = today_of(self.generation.store, today)
        attempts = self._attempts(
            [(reading, scope) for _, reading, scope in readings], today, clock
        )
        self._widen(attempts, given, today, clock)
        for attempt in attempts:
            self._ask_alone(attempt, today, clock)
        surest: dict[int, Attempt] = {}
        for (i, _, _), attempt in zip(readings, attempts, strict=True):
            best = surest.setdefault(i, attempt)
            if attempt.confidence >= self.threshold and attempt.confidence > best.confidence:
                surest[i] = attempt
        timings = {stage: seconds / max(1, len(asked)) for stage, seconds in clock.seconds.items()}
        return [self._composed(surest[i], timings) for i in range(len(asked))]

    def timeline(self, topic: str, where: Filters) -> Timeline:
        """What articles say of a topic, oldest first."""
        language = detect_language(topic)
        request = request_in(topic, language)
        about = request.topic if request and request.topic else topic
        wanted = Request(form="timeline", topic=about)
        part = QuestionPart(text=topic, kind="overview", request=wanted)
        found = self._overviews.answer(part, language, where)
        return timeline(about, language, found.sections)

    @property
    def _overviews(self) -> Overviews:
        return Overviews(self.generation, self.retriever, self.encoder, self.reader)

    def _attempts(
        self, readings: Sequence[tuple[Question, Scope]], today: date | None, clock: _Clock
    ) -> list[Attempt]:
        """Search and read for every reading of a question in its scope."""
        found = self._retrieve(readings)
        clock.lap("retrieve")
        attempts = [
            self._overviewed(Attempt(question, scope, hits, self._read(question, hits, today)))
            for (question, scope), hits in zip(readings, found, strict=True)
        ]
        clock.lap("read")
        return attempts

    def _overviewed(self, attempt: Attempt) -> Attempt:
        """An attempt with the overviews that parts of it ask for."""
        for i, (part, *_) in enumerate(attempt.parts):
            if part.request:
                found = self._overviews.answer(part, attempt.question.language, attempt.scope.where)
                attempt.hits[i] = found.hits
                attempt.parts[i] = PartCandidates(part, found.sentences, found.sections)
        return attempt

    def _widen(
        self, attempts: list[Attempt], given: Filters, today: date | None, clock: _Clock
    ) -> None:
        """Try again, without the filters it named, every question that they left unanswered.

        Those of an overview stay: it is of the time that is asked for or of none.
        """
        again = [i for i, one in enumerate(attempts) if one.scope.named and
                 one.confidence < self.sure and not one.question.overview]  # fmt: skip
        wide = [(attempts[i].question, attempts[i].scope.widened(given)) for i in again]
        for i, attempt in zip(again, self._attempts(wide, today, clock), strict=True):
            attempts[i] = attempt

    def _ask_alone(self, attempt: Attempt, today: date | None, clock: _Clock) -> None:
        """Ask the parts alone that may stand alone and were not answered after the others."""
        for i, (part, found, _) in enumerate(attempt.parts):
            if part.perhaps_alone and not self._is_answered(found):
                alone = part.model_copy(update={"context": None})
                question = attempt.question.model_copy(update={"parts": (alone,), "alone": ()})
                (again,) = self._attempts([(question, attempt.scope)], today, clock)
                if self._is_answered(again.parts[0].candidates):
                    attempt.hits[i], attempt.parts[i] = again.hits[0], again.parts[0]

    def _is_answered(self, found: Sequence[Candidate]) -> bool:
        return bool(found) and found[0].confidence >= self.sure

    def _retrieve(self, readings: Sequence[tuple[Question, Scope]]) -> list[list[list[Hit]]]:
        """Hits for every part of every question; those of one scope are encoded together.

        None are looked for where an overview is asked for, which searches for its topic.
        """
        found: list[list[list[Hit]]] = [[[] for _ in question.parts] for question, _ in readings]
        for where in dict.fromkeys(scope.where for _, scope in readings):
            parts = [
                (found[i], j, part.query, question.language)
                for i, (question, scope) in enumerate(readings)
                for j, part in enumerate(question.parts)
                if scope.where == where and not part.request
            ]
            queries, languages = [query for *_, query, _ in parts], [code for *_, code in parts]
            lists = self.retriever.search_many(queries, languages, self.hits, "hybrid", where)
            for (own, j, *_), hits in zip(parts, lists, strict=True):
                own[j] = hits
        return found

    def _read(
        self, question: Question, found: Sequence[Sequence[Hit]], today: date | None
    ) -> list[PartCandidates]:
        near: dict[str, list[Span]] = {}
        for hit in chain.from_iterable(found):
            near.setdefault(hit.article_id, []).append((hit.start, hit.end))
        sentences = cache(lambda id_: self.generation.store.sentences(id_, near.get(id_, ())))
        read = [
            [] if part.request else self.reader.read(part, hits, sentences, today)
            for part, hits in zip(question.parts, found, strict=True)
        ]
        return [
            PartCandidates(part, from_tables(part.query, candidates, sentences))
            for part, candidates in zip(question.parts, read, strict=True)
        ]

    def _composed(self, attempt: Attempt, timings: dict[str, float]) -> Answer:
        return compose(
            attempt.question,
            attempt.parts,
            list(_interleaved(attempt.hits)),
            threshold=self.threshold,
            timings=timings,
            filters=attempt.scope.named,
        )


class _Clock:
    """Seconds between laps, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Add the time since the last lap."""
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._last = now


def _interleaved(lists: Sequence[Sequence[Hit]]) -> Iterator[Hit]:
    """Hits of all parts, the best of each first, every passage once."""
    seen: set[str] = set()
    for rank in range(max(map(len, lists), default=0)):
        for hit in (hits[rank] for hits in lists if rank < len(hits)):
            if hit.passage_id not in seen:
                seen.add(hit.passage_id)
                yield hit
