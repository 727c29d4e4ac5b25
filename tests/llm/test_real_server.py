"""Against `transformers serve`, with a tiny model of random weights: the protocol is real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openai.types.chat import ChatCompletionMessageParam

from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import BuiltInEncoder
from qa.errors import LanguageModelError
from qa.llm.client import ChatClient, Timeouts
from qa.settings import Settings
from tests.newsroom import ARMY, write_table

from .promises import NOTES, check_promises
from .tiny_model import save_tiny_model, serving

pytestmark = pytest.mark.slow

ASKED: list[ChatCompletionMessageParam] = [
    {"role": "system", "content": "Write in French."},
    {"role": "user", "content": "Qui a envoyé des soldats ?"},
]
PATIENT = Timeouts(connect=30, first=240, total=480)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the model, which is its name too."""
    return save_tiny_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def url(model: Path) -> Iterator[str]:
    """The address of a server with the model."""
    with serving(model) as address:
        yield address


def test_a_completion_is_streamed(url: str, model: Path) -> None:
    """The server's events are understood: text comes in many pieces, and ends."""
    pieces = list(ChatClient(url, str(model), PATIENT).stream(ASKED))
    assert len(pieces) > 20
    assert "".join(pieces)


def test_an_unknown_model_is_an_error(url: str) -> None:
    """The server's refusal is told with its status and the setting to look at."""
    with pytest.raises(LanguageModelError, match=r"status 4\d\d.*`llm_model` \(nobody/nothing\)"):
        list(ChatClient(url, "nobody/nothing", PATIENT).stream(ASKED))


def test_another_page_of_the_server_is_an_error(url: str, model: Path) -> None:
    """An address without /v1 is an error that says what addresses end in."""
    with pytest.raises(LanguageModelError, match="404"):
        list(ChatClient(url.removesuffix("/v1"), str(model), PATIENT).stream(ASKED))


def test_a_model_that_takes_too_long_is_left(url: str, model: Path) -> None:
    """Nothing can be written in so short a time."""
    hasty = Timeouts(connect=30, first=0.001, total=480)
    with pytest.raises(LanguageModelError, match="too slow"):
        list(ChatClient(url, str(model), hasty).stream(ASKED))


def test_after_a_stop_the_server_serves_others(url: str, model: Path) -> None:
    """Leaving in the middle costs nobody else an answer."""
    pieces = ChatClient(url, str(model), PATIENT).stream(ASKED)
    begun = next(pieces)
    pieces.close()
    assert next(ChatClient(url, str(model), PATIENT).stream(ASKED)) == begun


def test_text_without_sense_never_reaches_an_answer(
    url: str,
    model: Path,
    tmp_path: Path,
    encoder: BuiltInEncoder,
    open_index: Callable[[Path, Settings], Assistant],
) -> None:
    """What the model writes proves nothing, so the quotes answer, with a note."""
    build_index(write_table(tmp_path / "corpus", [ARMY]), tmp_path / "index", encoder=encoder)
    settings = Settings(
        llm=url, llm_model=str(model), llm_first_timeout=240, llm_timeout=480, answer_threshold=0
    )
    with open_index(tmp_path / "index", settings) as assistant:
        extractive, answer = assistant.stream("Qui a envoyé des soldats à Karsk ?")
        assert answer.text == f"{extractive.text}\n\n*{NOTES['unsupported']['fr']}*"
        check_promises(answer, assistant.article)
