"""One rebuild at a time, and how long it still takes."""

from __future__ import annotations

import pytest

from qa.settings import Settings
from qa.types import BuildProgress
from qa_ui.jobs.job import AlreadyRunningError
from qa_ui.jobs.rebuild import Rebuilder, seconds_left
from tests.ui.conftest import FakeBuild


@pytest.mark.parametrize(
    ("done", "total", "first", "left"),
    [(5, 10, 0, 8.0), (6, 10, 2, 8.0), (10, 10, 0, None), (1, 10, 1, None), (3, 0, 0, None)],
)
def test_the_time_left_goes_by_the_pace_of_the_stage(
    done: int, total: int, first: int, left: float | None
) -> None:
    """What took eight seconds so far takes as long again at half way; else it is unknown."""
    progress = BuildProgress(stage="embed", done=done, total=total)
    assert seconds_left(progress, first, 8.0) == left


def test_without_progress_the_time_left_is_unknown() -> None:
    """Nothing is estimated before there is anything to go by."""
    assert seconds_left(None, 0, 8.0) is None


def test_some_things_wait_until_no_rebuild_runs(build: FakeBuild, settings: Settings) -> None:
    """What must not happen during a rebuild is refused during one, and done after it."""
    rebuilder = Rebuilder(build, settings)
    build.go.clear()
    rebuilder.start()
    with pytest.raises(AlreadyRunningError):
        rebuilder.while_idle(lambda: "back")
    build.go.set()
    rebuilder.wait(10)
    assert rebuilder.while_idle(lambda: "back") == "back"
