"""The one class users meet: questions in, cited answers out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self, Unpack

from qa.encoder import BuiltInEncoder, Encoder
from qa.errors import QuestionError
from qa.finder import Finder
from qa.index.generations import Generation
from qa.llm import Writer, open_writer
from qa.pipeline import Asked, Pipeline
from qa.question.given import (
    check_text,
    exchanges,
    filters_of,
    known_filters,
)
from qa.reader import (
    BuiltInReader,
    Reader,
    built_in_model,
    confidence_model,
    threshold_in_use,
)
from qa.retrieval import Retriever
from qa.settings import Settings
from qa.types import (
    Answer,
    Exchange,
    FilterArguments,
    Filters,
    Timeline,
)


class Assistant(Finder):
    """Answers questions over one index folder; safe to use from several threads.

    It opens the index when it is first needed and follows new generations: each call uses the
    generation that is in use when the call begins and keeps it until the call ends.

    Args:
        index: Folder of the index; unset: the setting `index`.
        settings: Limits and thresholds; unset: from the environment and `qa.toml`.
        encoder: The encoder that the index was built with; unset: the one that the settings name.
        reader: Finds answering sentences; unset: the built-in one.
    """

    def __init__(
        self,
        index: Path | str | None = None,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
        reader: Reader | None = None,
    ) -> None:
        super().__init__(index, settings, encoder)
        self._model = built_in_model()
        self._reader = reader or BuiltInReader(self._model)

    @classmethod
    def open(
        cls,
        index: Path | str | None = None,
        *,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
    ) -> Self:
        """An assistant whose index is open; arguments as for the class.

        Raises:
            IndexNotFoundError: If there is no index yet.
            IndexDamagedError: If a file does not match the manifest.
            IndexFormatError: If a newer version wrote it.
            IndexForeignError: If another encoder made it.
            LanguageModelError: If the setting `llm` is set and `openai` is not installed.
        """
        assistant = cls(index, settings, encoder)
        assistant._writer  # noqa: B018 - fails at once where the language model lacks its package
        with assistant._serving.use():
            return assistant

    def ask(
        self,
        question: str,
        history: Sequence[Exchange] = (),
        *,
        today: date | None = None,
        **filters: Unpack[FilterArguments],
    ) -> Answer:
        """Answer a question with quotes from the articles, or say that none was found.

        Where `since` and `until`, or `sources`, are left open, those that the question names
        ("en janvier 2022", "according to Le Monde") are used as long as they leave an
        answer; `Answer.filters` says which.

        Args:
            question: French or English; may have several parts.
            history: Earlier (question, answer text) pairs, oldest first.
            today: What "yesterday" in the question counts from; unset: the day of the newest
                article, or the real day if that is earlier.
            filters: `since`, `until`, `sources`, `languages`, `articles`: see `FilterArguments`.

        Raises:
            QuestionError: If the question is empty or too long, or `history` is not made of pairs.
            FilterError: If a filter is unknown or cannot have this value: a date that is not one, a
                source that no article has, a text in place of a list.
            ArticleNotFoundError: If one of `articles` is unknown.
        """
        (answer,) = self._answers([Asked(question, history)], filters_of(filters), today)
        return list(self._written(answer))[-1]

    def stream(
        self,
        question: str,
        history: Sequence[Exchange] = (),
        *,
        today: date | None = None,
        stopped: Callable[[], bool] = lambda: False,
        **filters: Unpack[FilterArguments],
    ) -> Generator[Answer]:
        """What `ask` returns, and every answer on the way to it.

        The first is made of quotes and comes at once; then come what a language model writes
        from them, as it grows, and the answer as it stays. Without the setting `llm`, and where
        nothing is answered, there is one answer. The other arguments are those of `ask`, and
        what it raises is raised before the first answer.

        Arguments beyond those of `ask`: `stopped` is asked about ten times a second; once it
        is true, the connection to the model is closed and no more answers come.
        """
        (answer,) = self._answers([Asked(question, history)], filters_of(filters), today)
        return self._written(answer, stopped)

    def ask_many(
        self,
        questions: Sequence[str],
        histories: Sequence[Sequence[Exchange]] | None = None,
        *,
        today: date | None = None,
        **filters: Unpack[FilterArguments],
    ) -> list[Answer]:
        """Answer a batch over one generation, by quotes alone; arguments and errors as of `ask`."""
        if isinstance(questions, str):
            raise QuestionError("question.list")
        befores = histories or [()] * len(questions)
        if len(befores) != len(questions):
            counts = {"questions": len(questions), "histories": len(befores)}
            raise QuestionError("question.histories", **counts)
        asked = [Asked(*pair) for pair in zip(questions, befores, strict=True)]
        return self._answers(asked, filters_of(filters), today)

    def timeline(self, topic: str, **filters: Unpack[FilterArguments]) -> Timeline:
        """What articles say of an event or a name, one quote an article, oldest first.

        Args:
            topic: What it is of: "the flood of the Lurance", "Paul Vergès".
            filters: As for `ask`.

        Raises:
            QuestionError: If the topic is empty or too long.
            FilterError: As for `ask`.
        """
        where = filters_of(filters)
        self._check(topic)
        with self._serving.use() as generation:
            where = known_filters(where, generation.store)
            return self._pipeline(generation).timeline(topic, where)

    @cached_property
    def _writer(self) -> Writer | None:
        return open_writer(self._settings, self._encoder) if self._settings.llm else None

    def _answers(self, asked: Sequence[Asked], where: Filters, today: date | None) -> list[Answer]:
        limit = self._settings.max_question_chars
        for one in asked:
            check_text(one.question, limit)
        known = [Asked(one.question, exchanges(one.history, limit)) for one in asked]
        if today is not None and not isinstance(today, date):
            raise QuestionError("question.today", value=repr(today))
        with self._serving.use() as generation:
            load_early(self._encoder)  # both at once; what only searches needs one of them
            where = known_filters(where, generation.store)
            return self._pipeline(generation).answer(known, where, today)

    def _pipeline(self, generation: Generation) -> Pipeline:
        threshold = threshold_in_use(self._settings)
        return Pipeline(
            generation=generation,
            retriever=Retriever(generation, self._encoder),
            encoder=self._encoder,
            model=self._model,
            reader=self._reader,
            hits=self._settings.hits,
            threshold=threshold,
            sure=max(threshold, confidence_model().threshold),
        )

    def _written(
        self, answer: Answer, stopped: Callable[[], bool] = lambda: False
    ) -> Generator[Answer]:
        """The extractive answer, and then what a model makes of it, if there is one to ask.

        A list of articles and a timeline are no prose, and stay as they are.
        """
        yield answer
        listed = all(part.form in {"list", "timeline"} for part in answer.parts)
        if self._writer and answer.answered and not listed:
            yield from self._writer.write(answer, stopped=stopped)


def load_early(encoder: Encoder) -> None:
    """Load the networks that are shipped on other threads, while the caller does something else."""
    built_in_model().network.load_early()
    if isinstance(encoder, BuiltInEncoder):
        encoder.network.load_early()
