"""The one class users meet: questions in, cited answers out."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, Self

from qa.answering.claims import asks_for_a_count, unread
from qa.answering.compose import PartReadings, compose
from qa.encoder import Encoder, open_encoder
from qa.errors import ArticleNotFoundError, IndexFolderError, QuestionError
from qa.index.generations import Generation, current_name, open_current, status_of
from qa.index.store import Filter
from qa.lang.dates import check_partial_date
from qa.lang.detect import detect_language
from qa.llm import open_writer
from qa.question import Question, understand
from qa.reader import BuiltInReader, Reader, confidence_model
from qa.retrieval import Retriever
from qa.scope import Scope, scope_of
from qa.settings import Settings, load_settings
from qa.types import Answer, Article, ArticleSummary, Exchange, Hit, IndexStatus, Mode

_log = logging.getLogger(__name__)

_RETRY = 60.0
"""Seconds before a generation that could not be opened is tried again."""

_FURTHER = 50
"""Passages in which another number is looked for, where it is asked how many."""


class Assistant:
    """Answers questions over one index folder; safe to use from several threads.

    It follows new generations: each call uses the generation that is in use when the call
    begins and keeps it until the call ends.

    Args:
        index: Folder of the index.
        settings: Limits and thresholds.
        encoder: The encoder that the index was built with.
        reader: Finds answering sentences; unset: the built-in one.

    Raises:
        IndexFolderError: One of its subclasses, if the index cannot be opened.
    """

    def __init__(
        self, index: Path, settings: Settings, encoder: Encoder, reader: Reader | None = None
    ) -> None:
        self._index = index
        self._settings = settings
        self._encoder = encoder
        self._reader = reader or BuiltInReader()
        self._writer = open_writer(settings, encoder) if settings.llm else None
        self._lock = threading.Lock()
        self._lease = self._open()
        self._refused: str | None = None
        self._retry = 0.0

    @classmethod
    def open(
        cls,
        index: Path | str | None = None,
        *,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
    ) -> Self:
        """Open an index folder with the encoder that the settings name.

        Args:
            index: Unset: the setting `index`.
            settings: Unset: from the environment and `qa.toml`.
            encoder: Unset: the one that the settings name.

        Raises:
            IndexNotFoundError: If there is no index yet.
            IndexDamagedError: If a file does not match the manifest.
            IndexFormatError: If a newer version wrote it.
            IndexForeignError: If another encoder made it.
            LanguageModelError: If the setting `llm` is set and `openai` is not installed.
        """
        settings = settings or load_settings()
        encoder = encoder or open_encoder(settings.encoder, device=settings.device)
        return cls(Path(index or settings.index), settings, encoder)

    def ask(
        self,
        question: str,
        history: Sequence[Exchange] = (),
        *,
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
        today: date | None = None,
    ) -> Answer:
        """Answer a question with quotes from the articles, or say that they do not say.

        Where `since` and `until`, or `sources`, are left open, those that the question names
        ("en janvier 2022", "according to Le Monde") are used as long as they leave an
        answer; `Answer.filters` tells.

        Args:
            question: French or English; may have several parts.
            history: Earlier (question, answer text) pairs, oldest first.
            since: Partial date (`2022-01`); only articles of that day or later answer.
            until: Partial date; only articles of its last day or earlier answer.
            sources: Only articles of these sources answer.
            languages: Only articles in these languages (`fr`, `en`) answer.
            today: What "yesterday" in the question counts from; unset: the day of the newest
                article, or the real day if that is earlier.

        Raises:
            QuestionError: If the question is empty or too long, or a date is not one.
        """
        where = _filter(since, until, sources, languages)
        (answer,) = self._answer([question], [history], where, today)
        return list(self._written(answer))[-1]

    def stream(
        self,
        question: str,
        history: Sequence[Exchange] = (),
        *,
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
        today: date | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Generator[Answer]:
        """What `ask` returns, and every answer on the way to it.

        The first is made of quotes and comes at once; then come what a language model writes
        from them, as it grows, and the answer as it stays. Without the setting `llm`, and where
        nothing is answered, there is one answer. The other arguments are those of `ask`, and
        what it raises is raised before the first answer.

        Arguments beyond those of `ask`: `stopped` is asked about ten times a second; once it
        is true, the connection to the model is closed and no more answers come.
        """
        where = _filter(since, until, sources, languages)
        (answer,) = self._answer([question], [history], where, today)
        return self._written(answer, stopped)

    def ask_many(
        self,
        questions: Sequence[str],
        histories: Sequence[Sequence[Exchange]] | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
        today: date | None = None,
    ) -> list[Answer]:
        """Answer a batch over one generation, by quotes alone; arguments as for `ask`."""
        where = _filter(since, until, sources, languages)
        return self._answer(questions, histories or [()] * len(questions), where, today)

    def search(
        self,
        query: str,
        k: int = 10,
        mode: Mode = "hybrid",
        *,
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
    ) -> list[Hit]:
        """The `k` best passages, best first; filters as for `ask`.

        Raises:
            QuestionError: If the query is empty or too long, `k` is not positive, the mode
                is unknown, or a date is not one.
        """
        where = _filter(since, until, sources, languages)
        self._check(query)
        if k < 1 or mode not in {"hybrid", "dense", "lexical"}:
            raise QuestionError("question.search", k=k, mode=mode)
        with self._use() as generation:
            retriever = Retriever(generation, self._encoder)
            return retriever.search(query, detect_language(query), k, mode, where)

    def article(self, article_id: str) -> Article:
        """The whole article.

        Raises:
            ArticleNotFoundError: If no article has this id.
        """
        with self._use() as generation:
            article = generation.store.article(article_id)
        if article is None:
            raise ArticleNotFoundError(article_id)
        return article

    def articles(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
    ) -> list[ArticleSummary]:
        """The articles that pass the filters, newest first."""
        where = _filter(since, until, sources, languages)
        with self._use() as generation:
            return generation.store.summaries(where)

    def status(self) -> IndexStatus:
        """What the generation in use holds."""
        with self._use() as generation:
            return status_of(self._index, generation)

    def close(self) -> None:
        """Release the index; further calls open it again."""
        with self._lock:
            self._lease.retire()

    def __enter__(self) -> Self:
        """Use as a context manager to release the index at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release the index."""
        self.close()

    def _answer(
        self,
        asked: Sequence[str],
        histories: Sequence[Sequence[Exchange]],
        given: Filter,
        today: date | None,
    ) -> list[Answer]:
        clock = _Clock()
        for question, history in zip(asked, histories, strict=True):
            self._check(question)
            for before, _ in history:
                self._check_length(before)
        questions = [understand(*pair) for pair in zip(asked, histories, strict=True)]
        with self._use() as generation:
            scopes = [scope_of(question, given, generation.store, today) for question in questions]
            clock.lap("understand")
            retriever = Retriever(generation, self._encoder)
            looks = self._look(generation, retriever, questions, scopes, clock)
            again = [i for i, look in enumerate(looks) if scopes[i].stated and not look.answers]
            wide = [scopes[i].dropped(given) for i in again]
            asked_again = [questions[i] for i in again]
            wider = self._look(generation, retriever, asked_again, wide, clock)
            for i, look in zip(again, wider, strict=True):
                looks[i] = look
        timings = {stage: seconds / max(1, len(asked)) for stage, seconds in clock.seconds.items()}
        return [
            compose(
                question,
                look.parts,
                _interleave(look.hits),
                threshold=self._threshold,
                timings=timings,
                filters=look.scope.stated,
            )
            for question, look in zip(questions, looks, strict=True)
        ]

    def _written(
        self, answer: Answer, stopped: Callable[[], bool] = lambda: False
    ) -> Generator[Answer]:
        """The extractive answer, and then what a model makes of it, if there is one to ask."""
        yield answer
        if self._writer and answer.answered:
            yield from self._writer.write(answer, stopped=stopped)

    def _look(
        self,
        generation: Generation,
        retriever: Retriever,
        questions: Sequence[Question],
        scopes: Sequence[Scope],
        clock: _Clock,
    ) -> list[_Look]:
        """Search and read for every question, each in its scope.

        What counts as an answer here is no less certain than the shipped threshold, so that a
        lower setting does not hold on to a time or a source that leaves only poor answers.
        """
        found = self._retrieve(retriever, questions, scopes)
        clock.lap("retrieve")
        least = max(self._threshold, confidence_model().threshold)
        looks = []
        for question, scope, hits in zip(questions, scopes, found, strict=True):
            parts = self._read(generation, retriever, question, hits, scope.where)
            best = max((readings[0].confidence for _, readings in parts if readings), default=0.0)
            looks.append(_Look(scope, hits, parts, answers=best >= least))
        clock.lap("read")
        return looks

    def _retrieve(
        self, retriever: Retriever, questions: Sequence[Question], scopes: Sequence[Scope]
    ) -> list[list[list[Hit]]]:
        """Hits for every part of every question; those of one scope are encoded together."""
        found: list[list[list[Hit]]] = [[] for _ in questions]
        for where in dict.fromkeys(scope.where for scope in scopes):
            parts = [
                (i, part.text)
                for i, question in enumerate(questions)
                for part in question.parts
                if scopes[i].where is where
            ]
            lists = retriever.search_many(
                [text for _, text in parts],
                [questions[i].language for i, _ in parts],
                self._settings.hits,
                "hybrid",
                where,
            )
            for (i, _), hits in zip(parts, lists, strict=True):
                found[i].append(hits)
        return found

    def _read(
        self,
        generation: Generation,
        retriever: Retriever,
        question: Question,
        found: Sequence[Sequence[Hit]],
        where: Filter,
    ) -> list[PartReadings]:
        """What the reader finds for every part, and for a count, what it might have found."""
        parts = []
        for part, hits in zip(question.parts, found, strict=True):
            readings = self._reader.read(part, hits, generation.store.sentences)
            if readings and readings[0].confidence >= self._threshold and asks_for_a_count(part):
                others = retriever.search(part.text, question.language, _FURTHER, "hybrid", where)
                readings = [*readings, *unread(_beyond(hits, others), generation.store.sentences)]
            parts.append(PartReadings(part, readings))
        return parts

    def _check(self, question: str) -> None:
        if not question.strip():
            raise QuestionError("question.empty")
        self._check_length(question)

    def _check_length(self, question: str) -> None:
        limit = self._settings.max_question_chars
        if not _is_text(question):
            raise QuestionError("question.characters")
        if len(question) > limit:
            raise QuestionError("question.too_long", length=len(question), limit=limit)

    @property
    def _threshold(self) -> float:
        chosen = self._settings.answer_threshold
        return confidence_model().threshold if chosen is None else chosen

    @contextlib.contextmanager
    def _use(self) -> Iterator[Generation]:
        """The generation in use, held open until the block ends."""
        with self._lock:
            self._follow()
            lease = self._lease
            lease.users += 1
        try:
            yield lease.generation
        finally:
            with self._lock:
                lease.users -= 1
                lease.close_if_idle()

    def _follow(self) -> None:
        """Switch to the published generation; one that cannot be used leaves all as it is."""
        if self._lease.retired:
            self._lease = self._open()
            return
        name = None
        try:
            name = current_name(self._index)
            if name == self._lease.generation.name:
                return
            if name == self._refused and time.monotonic() < self._retry:
                return
            lease = self._open()
        except IndexFolderError as error:
            self._refused, self._retry = name, time.monotonic() + _RETRY
            _log.warning("staying with %s: %s", self._lease.generation.name, error)
            return
        self._lease.retire()
        self._lease = lease

    def _open(self) -> _Lease:
        generation = open_current(self._index)
        try:
            generation.check_encoder(self._encoder)
        except IndexFolderError:
            generation.close()
            raise
        return _Lease(generation)


class _Lease:
    """A generation with the number of calls that use it; closed when the last one ends."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.users = 0
        self.retired = False

    def retire(self) -> None:
        """No new call will use it."""
        self.retired = True
        self.close_if_idle()

    def close_if_idle(self) -> None:
        """Close a retired generation that nobody uses."""
        if self.retired and not self.users:
            self.generation.close()


class _Look(NamedTuple):
    """What was found for one question.

    Attributes:
        hits: For each part, best first.
        answers: Whether any part is answered.
    """

    scope: Scope
    hits: list[list[Hit]]
    parts: list[PartReadings]
    answers: bool


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


def _filter(
    since: str | None,
    until: str | None,
    sources: Sequence[str] | None,
    languages: Sequence[str] | None,
) -> Filter:
    for name, day in (("since", since), ("until", until)):
        try:
            check_partial_date(day or "2000")
        except ValueError as error:
            raise QuestionError("question.filter_date", name=name, value=str(day)) from error
    return Filter(since=since, until=until, sources=sources, languages=languages)


def _is_text(question: str) -> bool:
    """Whether it can be written as UTF-8: a broken terminal may give half a character."""
    return not any("\ud800" <= char <= "\udfff" for char in question)


def _beyond(hits: Sequence[Hit], further: Sequence[Hit]) -> list[Hit]:
    """Further hits: an article of many passages may crowd out those that differ from it."""
    known = {hit.passage_id for hit in hits}
    return [hit for hit in further if hit.passage_id not in known]


def _interleave(lists: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Hits of all parts, the best of each first, every passage once."""
    longest = max((len(hits) for hits in lists), default=0)
    found: dict[str, Hit] = {}
    for rank in range(longest):
        for hits in lists:
            if rank < len(hits):
                found.setdefault(hits[rank].passage_id, hits[rank])
    return list(found.values())
