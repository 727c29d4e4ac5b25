"""Saved questions are asked again by the server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.workspace.database import Database
from qa.workspace.saved import SavedQuestions
from qa.workspace.turns import Turn
from qa_ui.http.metrics import Metrics
from qa_ui.jobs.saved import SavedRunner
from tests.ui.fakes import FLOOD_TWO, FakeLibrary

SECONDS = 20
FLOOD = "How many people died in the flood?"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """The database of an empty data folder."""
    database = Database(tmp_path / "data")
    yield database
    database.close()


@pytest.fixture
def questions(database: Database) -> SavedQuestions:
    """The saved questions of that folder."""
    return SavedQuestions(database)


def runner_of(database: Database, library: FakeLibrary) -> SavedRunner:
    """What asks the saved questions on one server."""
    turn = Turn(database, "saved questions")
    return SavedRunner(SavedQuestions(database), library, Metrics(), turn, interval=0.02)


def test_of_two_servers_one_asks(database: Database, questions: SavedQuestions) -> None:
    """The other has nothing to do, then or afterwards."""
    libraries = [FakeLibrary(), FakeLibrary()]
    one, two = (runner_of(database, library) for library in libraries)
    saved = questions.add("", FLOOD)
    libraries[0].hold.clear()
    asking = threading.Thread(target=one.ask_due)
    asking.start()
    wait_until(lambda: bool(libraries[0].asked))
    assert two.ask_due() == []
    libraries[0].hold.set()
    asking.join()
    assert two.ask_due() == []
    assert questions.find(saved.id).asked is not None
    assert [len(library.asked) for library in libraries] == [1, 0]


def test_whoever_publishes_a_generation_the_server_asks_again(
    database: Database, questions: SavedQuestions
) -> None:
    """What the new generation says is found without anybody asking for it."""
    library = FakeLibrary()
    whole = list(library._articles)  # noqa: SLF001 - our own fake
    library.remove(FLOOD_TWO.id)
    saved = questions.add("", FLOOD)
    runner = runner_of(database, library)
    runner.start()
    wait_until(lambda: questions.find(saved.id).asked is not None)
    library._articles = whole  # noqa: SLF001
    library.generation = "g2"
    wait_until(lambda: questions.find(saved.id).new == 1)
    runner.stop()


def test_a_server_without_an_index_or_saved_questions_does_nothing(
    database: Database, questions: SavedQuestions, tmp_path: Path
) -> None:
    """No database is made, and the server goes on watching."""
    library = FakeLibrary()
    library.missing = True
    runner = runner_of(database, library)
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
