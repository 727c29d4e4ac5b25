"""An extractive answer into a written one, sentence by sentence."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from qa.encoder import BuiltInEncoder, Encoder
from qa.errors import LanguageModelError
from qa.llm.check import Checker
from qa.llm.client import ChatClient, Timeouts
from qa.llm.completion import Completion, Sentence
from qa.llm.compose import UNAVAILABLE, UNSUPPORTED, with_note, written
from qa.llm.prompt import messages
from qa.settings import Settings
from qa.types import Answer

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

_log = logging.getLogger(__name__)


class Completions(Protocol):
    """Anything that streams a completion of a chat, as `ChatClient` does."""

    def stream(
        self, messages: Sequence[ChatCompletionMessageParam], stopped: Callable[[], bool]
    ) -> Generator[str]:
        """The pieces of a completion; LanguageModelError if it fails."""


class Writer:
    """Writes answers with a language model, and lets only sentences through that quotes support."""

    def __init__(self, model: Completions, checker: Checker) -> None:
        self._model = model
        self._checker = checker

    def write(
        self, answer: Answer, *, stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[Answer]:
        """The answer as it grows by a sentence, and at last as it stays.

        Args:
            answer: The extractive answer; something in it must be answered.
            stopped: Once it is true the connection is closed and nothing more comes.
        """
        draft = _Draft(answer)
        try:
            with contextlib.closing(self._sentences(answer, stopped)) as sentences:
                for sentence in sentences:
                    if draft.add(self._supported(sentence, answer)):
                        yield draft.answer()
        except LanguageModelError as error:
            _log.warning("answering with the quotes alone: %s", error)
            yield draft.failed()
            return
        if not stopped():
            yield draft.answer()

    def _sentences(self, answer: Answer, stopped: Callable[[], bool]) -> Generator[Sentence]:
        completion = Completion()
        with contextlib.closing(self._model.stream(messages(answer), stopped)) as pieces:
            for piece in pieces:
                yield from completion.add(piece)
        if not stopped():
            yield from completion.finish()

    def _supported(self, sentence: Sentence, answer: Answer) -> Sentence | None:
        """The sentence with the numbers that support it; None if none does."""
        numbers = [n for n in sentence.numbers if 1 <= n <= len(answer.citations)]
        quotes = [answer.citations[number - 1].quote for number in numbers]
        found = self._checker.supporting(sentence.text, quotes)
        if not found:
            return None
        return sentence._replace(numbers=tuple(numbers[position] for position in found))


class _Draft:
    """What has been written of an answer."""

    def __init__(self, answer: Answer) -> None:
        self._extractive = answer
        self._began = time.perf_counter()
        self._kept: list[Sentence] = []
        self._left_out = 0

    def add(self, sentence: Sentence | None) -> bool:
        """Take a sentence, or note that one failed the check; whether there is more to show."""
        if sentence is None:
            self._left_out += 1
        elif sentence not in self._kept:
            self._kept.append(sentence)
            return True
        return False

    def answer(self) -> Answer:
        """What there is; the quotes alone where no sentence passed, or none was written."""
        if not self._kept:
            why = UNSUPPORTED if self._left_out else UNAVAILABLE
            return with_note(self._extractive, why, self._seconds)
        return written(self._extractive, self._kept, left_out=self._left_out, seconds=self._seconds)

    def failed(self) -> Answer:
        """The quotes alone, since the model failed."""
        return with_note(self._extractive, UNAVAILABLE, self._seconds)

    @property
    def _seconds(self) -> float:
        return time.perf_counter() - self._began


def open_writer(settings: Settings, encoder: Encoder) -> Writer | None:
    """The writer that the settings name, or None where they name no model.

    Args:
        settings: `llm` and what begins with `llm_`.
        encoder: That of the index; the check takes it if it is the built-in one.

    Raises:
        LanguageModelError: If the package `openai` is not installed.
    """
    if not settings.llm or not settings.llm_model:
        return None
    timeouts = Timeouts(
        settings.llm_connect_timeout, settings.llm_first_timeout, settings.llm_timeout
    )
    built_in = encoder if isinstance(encoder, BuiltInEncoder) else BuiltInEncoder()
    return Writer(ChatClient(settings.llm, settings.llm_model, timeouts), Checker(built_in))
