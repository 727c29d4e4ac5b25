"""Work in the background, one piece at a time."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import pytest

from qa.errors import QAError, ReadError
from qa_ui.jobs.job import AlreadyRunningError, Job


@dataclass(frozen=True)
class Baking:
    """The state of some work."""

    state: str = "idle"
    said: str = ""


def failed(now: Baking, error: QAError | None) -> Baking:
    """The state after a failure."""
    return replace(now, state="failed", said=str(error))


@pytest.fixture
def job() -> Job[Baking]:
    """Nothing is being done."""
    return Job("bakery", Baking(), failed)


def done(job: Job[Baking]) -> None:
    """The last step of work."""
    job.change(lambda now: replace(now, state="done"))


def test_one_piece_of_work_runs_at_a_time(job: Job[Baking]) -> None:
    """While some runs no other starts and nothing else is done; afterwards both are."""
    go = threading.Event()

    def work() -> None:
        assert go.wait(20)
        done(job)

    assert job.start(Baking("running"), work) == Baking("running")
    for forbidden in (lambda: job.start(Baking("running"), work), lambda: job.while_idle(int)):
        with pytest.raises(AlreadyRunningError):
            forbidden()
    go.set()
    job.wait(20)
    assert job.state == Baking("done")
    assert job.while_idle(lambda: 7) == 7


def test_a_failure_ends_the_work_with_its_reason(job: Job[Baking]) -> None:
    """What was raised on purpose is told; the rest is in the log only, and work can start again."""

    def refused() -> None:
        raise ReadError("oven", "file.empty")

    def broken() -> None:
        raise RuntimeError("secret")

    for work, said in ((refused, str(ReadError("oven", "file.empty"))), (broken, "None")):
        job.start(Baking("running"), work)
        job.wait(20)
        assert job.state == Baking("failed", said)


def test_waiting_for_nothing_ends_at_once(job: Job[Baking]) -> None:
    """Where no work was ever started there is nothing to wait for."""
    job.wait(20)
    assert job.state == Baking()


def test_the_state_is_seen_while_something_else_is_done(job: Job[Baking]) -> None:
    """What must not happen during work keeps work from starting, but nobody from looking."""
    order: list[str] = []

    def act() -> None:
        other = threading.Thread(target=job.start, args=(Baking("running"), lambda: done(job)))
        other.start()
        threads.append(other)
        looking = threading.Thread(target=lambda: order.append(job.state.state))
        looking.start()
        looking.join(20)
        order.append("acted")

    threads: list[threading.Thread] = []
    job.while_idle(act)
    threads[0].join(20)
    job.wait(20)
    assert order == ["idle", "acted"]
    assert job.state == Baking("done")
