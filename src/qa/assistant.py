"""The one class users meet: questions in, cited answers out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self, Unpack, get_args

from pydantic import ValidationError

from qa.encoder import Encoder, open_encoder
from qa.errors import ArticleNotFoundError, QuestionError
from qa.index.generations import Generation, status_of
from qa.index.serving import Serving
from qa.lang.detect import detect_language
from qa.llm import Writer, open_writer
from qa.pipeline import Asked, Pipeline
from qa.reader import BuiltInReader, Reader, SpanModel, confidence_model, threshold_in_use
from qa.retrieval import Retriever
from qa.settings import Settings, load_settings
from qa.topics import Groups, groups_of
from qa.types import (
    Answer,
    Article,
    ArticleSummary,
    Exchange,
    FilterArguments,
    Filters,
    Hit,
    IndexStatus,
    Mode,
    Timeline,
    Topic,
)


class Assistant:
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
        self._settings = settings or load_settings()
        self._index = Path(index or self._settings.index)
        self._chosen = encoder
        self._model = SpanModel()
        self._reader = reader or BuiltInReader(self._model)
        self._grouping = threading.Lock()
        self._grouped: tuple[Path, Groups] | None = None
        self._serving = Serving(
            self._index, lambda generation: generation.check_encoder(self._encoder)
        )

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
            filters: `since`, `until`, `sources`, `languages`: see `FilterArguments`.

        Raises:
            QuestionError: If the question is empty or too long, or a date is not one.
        """
        (answer,) = self._answers([Asked(question, history)], _filters(filters), today)
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
        (answer,) = self._answers([Asked(question, history)], _filters(filters), today)
        return self._written(answer, stopped)

    def ask_many(
        self,
        questions: Sequence[str],
        histories: Sequence[Sequence[Exchange]] | None = None,
        *,
        today: date | None = None,
        **filters: Unpack[FilterArguments],
    ) -> list[Answer]:
        """Answer a batch over one generation, by quotes alone; arguments as for `ask`."""
        pairs = zip(questions, histories or [()] * len(questions), strict=True)
        return self._answers([Asked(*pair) for pair in pairs], _filters(filters), today)

    def search(
        self, query: str, k: int = 10, mode: Mode = "hybrid", **filters: Unpack[FilterArguments]
    ) -> list[Hit]:
        """The `k` best passages, best first; filters as for `ask`.

        Raises:
            QuestionError: If the query is empty or too long, `k` is not positive, the mode
                is unknown, or a date is not one.
        """
        where = _filters(filters)
        self._check(query)
        if k < 1 or mode not in get_args(Mode):
            raise QuestionError("question.search", k=k, mode=mode)
        with self._serving.use() as generation:
            retriever = Retriever(generation, self._encoder)
            return retriever.search(query, detect_language(query), k, mode, where)

    def timeline(self, topic: str, **filters: Unpack[FilterArguments]) -> Timeline:
        """What articles say of an event or a name, one quote an article, oldest first.

        Args:
            topic: What it is of: "the flood of the Lurance", "Paul Vergès".
            filters: As for `ask`.

        Raises:
            QuestionError: If the topic is empty or too long, or a date is not one.
        """
        where = _filters(filters)
        self._check(topic)
        with self._serving.use() as generation:
            return self._pipeline(generation).timeline(topic, where)

    def article(self, article_id: str) -> Article:
        """The whole article.

        Raises:
            ArticleNotFoundError: If no article has this id.
        """
        with self._serving.use() as generation:
            article = generation.store.article(article_id)
        if article is None:
            raise ArticleNotFoundError(article_id)
        return article

    def articles(self, **filters: Unpack[FilterArguments]) -> list[ArticleSummary]:
        """The articles that pass the filters, newest first."""
        with self._serving.use() as generation:
            return generation.store.summaries(_filters(filters))

    def topics(self) -> list[Topic]:
        """What the articles are about, the topics with most articles first.

        They are found once a generation, which takes about a second for a thousand articles.
        """
        with self._serving.use() as generation:
            return list(self._groups(generation).topics)

    def related(self, article_ids: Sequence[str], k: int = 3) -> list[str]:
        """Ids of other articles about the same, nearest first; none where none is near enough."""
        with self._serving.use() as generation:
            return self._groups(generation).related(article_ids, k)

    def status(self) -> IndexStatus:
        """What the generation in use holds."""
        with self._serving.use() as generation:
            return status_of(self._index, generation)

    def close(self) -> None:
        """Release the index; further calls open it again."""
        self._serving.close()

    def __enter__(self) -> Self:
        """Use as a context manager to release the index at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release the index."""
        self.close()

    @cached_property
    def _encoder(self) -> Encoder:
        settings = self._settings
        return self._chosen or open_encoder(settings.encoder, device=settings.device)

    @cached_property
    def _writer(self) -> Writer | None:
        return open_writer(self._settings, self._encoder) if self._settings.llm else None

    def _groups(self, generation: Generation) -> Groups:
        """The topics of a generation; those of the last one that was asked for are kept."""
        with self._grouping:
            if self._grouped is None or self._grouped[0] != generation.path:
                self._grouped = generation.path, groups_of(generation)
            return self._grouped[1]

    def _answers(self, asked: Sequence[Asked], where: Filters, today: date | None) -> list[Answer]:
        for one in asked:
            self._check(one.question)
            for before, _ in one.history:
                self._check_length(before)
        with self._serving.use() as generation:
            return self._pipeline(generation).answer(asked, where, today)

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

    def _check(self, question: str) -> None:
        if not question.strip():
            raise QuestionError("question.empty")
        self._check_length(question)

    def _check_length(self, question: str) -> None:
        limit = self._settings.max_question_chars
        if any("\ud800" <= char <= "\udfff" for char in question):  # half of one, from a terminal
            raise QuestionError("question.characters")
        if len(question) > limit:
            raise QuestionError("question.too_long", length=len(question), limit=limit)


def _filters(given: FilterArguments) -> Filters:
    try:
        return Filters.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        name, value = str(error.errors()[0]["loc"][0]), str(error.errors()[0]["input"])
        code = "question.filter_date" if name in {"since", "until"} else "question.filter"
        raise QuestionError(code, name=name, value=value) from error
