"""Saved questions are asked again by the server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.types import IndexStatus
from qa.workspace.database import Database
from qa.workspace.saved import SavedQuestions
from qa_ui.http.metrics import Metrics
from qa_ui.jobs.saved import SavedRunner
from tests.ui.fakes import FLOOD_TWO, FakeLibrary

SECONDS = 20
FLOOD = "How many people died in the flood?"


class Growing(FakeLibrary):
    """A library that gets a new generation with one more article."""

    generation = "g1"

    def status(self) -> IndexStatus:
        """The status with the generation in use."""
        return super().status().model_copy(update={"generation": self.generation})


@pytest.fixture
def questions(tmp_path: Path) -> Iterator[SavedQuestions]:
    """The saved questions of an empty data folder."""
    database = Database(tmp_path / "data")
    yield SavedQuestions(database)
    database.close()


def test_whoever_publishes_a_generation_the_server_asks_again(questions: SavedQuestions) -> None:
    """What the new generation says is found without anybody asking for it."""
    library = Growing()
    whole = list(library._articles)  # noqa: SLF001 - our own fake
    library.remove(FLOOD_TWO.id)
    saved = questions.add("", FLOOD)
    runner = SavedRunner(questions, library, Metrics(), interval=0.02)
    runner.start()
    wait_until(lambda: questions.find(saved.id).asked is not None)
    library._articles = whole  # noqa: SLF001
    library.generation = "g2"
    wait_until(lambda: questions.find(saved.id).new == 1)
    runner.stop()


def test_a_server_without_an_index_or_saved_questions_does_nothing(
    questions: SavedQuestions, tmp_path: Path
) -> None:
    """No database is made, and the server goes on watching."""
    library = Growing()
    library.missing = True
    runner = SavedRunner(questions, library, Metrics(), interval=0.02)
    assert runner.ask_due() == []
    assert not (tmp_path / "data").exists()
    saved = questions.add("", FLOOD)
    runner.start()
    time.sleep(0.1)
    assert questions.find(saved.id).asked is None
    library.missing = False
    wait_until(lambda: questions.find(saved.id).asked is not None)
    runner.stop()


def wait_until(condition: object) -> None:
    """Wait for something to become true."""
    assert callable(condition)
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
