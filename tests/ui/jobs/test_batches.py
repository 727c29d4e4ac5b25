"""Lists of questions that are answered in the background."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from qa.batch import BatchQuestion, BatchRow
from qa.errors import WorkspaceError
from qa.settings import Settings
from qa.workspace.batches import BatchStore
from qa.workspace.database import Database
from qa_ui.http.metrics import Metrics
from qa_ui.jobs import patience
from qa_ui.jobs.batches import OPEN_OF_OWNER, Batches, BatchesBusyError, Resuming
from tests.ui.fakes import FakeLibrary, make_answer

SECONDS = 20


def listed(*questions: str) -> list[BatchQuestion]:
    """A list of questions."""
    return [BatchQuestion(id=str(n), question=one) for n, one in enumerate(questions, 1)]


@pytest.fixture
def store(settings: Settings) -> BatchStore:
    """Keeps the lists."""
    return BatchStore(Database.of(settings))


@pytest.fixture
def batches(library: FakeLibrary, store: BatchStore) -> Batches:
    """The lists over the small library."""
    return Batches(library, Metrics(), store)


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
    assert (found.total, found.answered) == (3, 1)
    assert [(row.id, row.answered) for row in batches.rows(found)] == [
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
    assert (found.state, found.done, batches.rows(found)) == ("stopped", 0, [])
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


def test_readers_go_first(
    library: FakeLibrary, store: BatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    batches = Batches(library, metrics, store)
    began = time.monotonic()
    batches.start("", "mine", listed("Why?"))
    batches.wait(SECONDS)
    assert time.monotonic() - began > 0.4
    assert len(library.asked) == 1
    go.set()
    reader.join()
    assert metrics.open_questions == 0


def test_a_list_that_was_interrupted_goes_on(
    batches: Batches, library: FakeLibrary, settings: Settings
) -> None:
    """A server that ends keeps what was answered; the next one asks only the rest."""
    library.hold.clear()
    batch = batches.start("ana", "mine", listed("a?", "b?", "c?"))
    assert eventually(lambda: len(library.asked) == 1)
    first = Resuming(batches, 0.05)
    ending = threading.Thread(target=first.stop)
    ending.start()
    time.sleep(0.1)
    library.hold.set()
    ending.join()
    after = Batches(library, Metrics(), BatchStore(Database.of(settings)))
    found = after.find(batch.id, "ana")
    assert found is not None
    assert (found.state, found.done, found.current) == ("running", 1, "b?")
    second = Resuming(after, 0.05)
    second.start()
    assert eventually(lambda: _state(after, batch.id) == "done")
    second.stop()
    assert [question for question, _ in library.asked] == ["a?", "b?", "c?"]


def test_a_list_of_a_server_that_died_goes_on(
    library: FakeLibrary, store: BatchStore, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another server takes it once it is no longer held; an answer that comes late is dropped."""
    batch = store.add("ana", "mine", listed("a?", "b?"), "en", "")
    dead = store.take()
    assert dead is not None
    other = BatchStore(Database.of(settings))
    assert other.take() is None
    monkeypatch.setattr(
        "qa.workspace.batches.timestamp", lambda _=None: "2999-01-01T00:00:00+00:00"
    )
    batches = Batches(library, Metrics(), other)
    batches.go_on()
    batches.wait(SECONDS)
    assert _state(batches, batch.id) == "done"
    store.record(dead, [BatchRow(id="late", question="a?")], 1)
    found = batches.find(batch.id, "ana")
    assert found is not None
    assert [row.id for row in batches.rows(found)] == ["1", "2"]


def test_a_database_that_cannot_be_used_ends_no_list(
    batches: Batches, library: FakeLibrary, store: BatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that could not be kept is asked for again later."""

    def full(*_: object) -> None:
        raise WorkspaceError("qa.sqlite", "workspace.unusable", why="full")

    with monkeypatch.context() as patched:
        patched.setattr(store, "record", full)
        batch = batches.start("ana", "mine", listed("a?"))
        batches.wait(SECONDS)
        assert _state(batches, batch.id) == "running"
    batches.go_on()
    batches.wait(SECONDS)
    assert _state(batches, batch.id) == "done"
    assert len(library.asked) == 2


def _state(batches: Batches, identity: str) -> str:
    found = batches.find(identity, "ana")
    return found.state if found else ""
