"""Lists of questions that are answered in the background."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from qa.batch import BatchQuestion
from qa_ui.http.metrics import Metrics
from qa_ui.jobs import patience
from qa_ui.jobs.batches import OPEN_OF_OWNER, Batches, BatchesBusyError
from tests.ui.fakes import FakeLibrary, make_answer

SECONDS = 20


def listed(*questions: str) -> list[BatchQuestion]:
    """A list of questions."""
    return [BatchQuestion(id=str(n), question=one) for n, one in enumerate(questions, 1)]


@pytest.fixture
def batches(library: FakeLibrary) -> Batches:
    """The lists over the small library."""
    return Batches(library, Metrics())


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether something becomes true."""
    end = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_a_list_is_answered_row_by_row(batches: Batches) -> None:
    """Its state ends in `done`, with a row for each part; a refused question does not stop it."""
    batch = batches.start("ana", "mine", listed("Qui a envoyé des troupes ?", "refused", "Who?"))
    assert (batch.state, batch.current) == ("running", "Qui a envoyé des troupes ?")
    batches.wait(SECONDS)
    found = batches.find(batch.id, "ana")
    assert found is not None
    assert (found.state, found.done, found.current) == ("done", 3, "")
    assert [(row.id, row.answered) for row in found.rows] == [
        ("1", True),
        ("1", True),
        ("2", False),
        ("3", False),
    ]


def test_lists_belong_to_their_owners(batches: Batches) -> None:
    """Another finds none of them, and cannot stop or drop them."""
    batch = batches.start("ana", "mine", listed("Who?"))
    batches.stop(batch.id, "ben")
    batches.forget(batch.id, "ben")
    batches.wait(SECONDS)
    assert batches.find(batch.id, "ben") is None
    assert batches.lists("ben") == []
    assert [one.state for one in batches.lists("ana")] == ["done"]
    batches.forget(batch.id, "ana")
    assert batches.lists("ana") == []


def test_a_list_that_is_stopped_keeps_what_was_answered(
    batches: Batches, library: FakeLibrary
) -> None:
    """The question that was being asked then is dropped."""
    library.hold.clear()
    batch = batches.start("", "mine", listed("Who?", "Why?"))
    assert eventually(lambda: bool(library.asked))
    batches.stop(batch.id, "")
    library.hold.set()
    batches.wait(SECONDS)
    found = batches.find(batch.id, "")
    assert found is not None
    assert (found.state, found.done, found.rows) == ("stopped", 0, ())
    assert len(library.asked) == 1


def test_lists_take_turns_and_there_is_an_end_to_them(
    batches: Batches, library: FakeLibrary
) -> None:
    """No list waits for another to end; an owner may have three at once."""
    library.hold.clear()
    batches.start("", "a", listed("a1?", "a2?"))
    assert eventually(lambda: bool(library.asked))
    for name in "bc":
        batches.start("", name, listed(f"{name}1?", f"{name}2?"))
    with pytest.raises(BatchesBusyError, match="wait until one is done"):
        batches.start("", "d", listed("d1?"))
    assert OPEN_OF_OWNER == 3
    batches.start("ben", "e", listed("e1?"))
    library.hold.set()
    batches.wait(SECONDS)
    asked = [question for question, _ in library.asked]
    assert asked == ["a1?", "a2?", "b1?", "c1?", "e1?", "b2?", "c2?"]
    assert batches.start("", "d", listed("d1?")).state == "running"


def test_without_an_index_a_list_fails_with_its_reason(
    batches: Batches, library: FakeLibrary
) -> None:
    """The next list is answered as soon as there is one."""
    library.missing = True
    batch = batches.start("", "mine", listed("Who?"))
    batches.wait(SECONDS)
    found = batches.find(batch.id, "")
    assert found is not None
    assert found.failure is not None
    assert (found.state, found.failure.reason.split(":")[0]) == ("failed", "index")


def test_readers_go_first(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a reader's question is being answered nothing of a list is asked, but not for ever."""
    monkeypatch.setattr(patience, "LONGEST_WAIT", 0.5)
    metrics, answering, go = Metrics(), threading.Event(), threading.Event()

    def ask() -> object:
        answering.set()
        go.wait(SECONDS)
        return make_answer("Who?", [], [])

    reader = threading.Thread(target=metrics.asking, args=(ask,))
    reader.start()
    assert answering.wait(SECONDS)
    assert metrics.open_questions == 1
    batches = Batches(library, metrics)
    began = time.monotonic()
    batches.start("", "mine", listed("Why?"))
    batches.wait(SECONDS)
    assert time.monotonic() - began > 0.4
    assert len(library.asked) == 1
    go.set()
    reader.join()
    assert metrics.open_questions == 0
