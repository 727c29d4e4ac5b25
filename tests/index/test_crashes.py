"""A build that dies, or is refused by the disk, at any instant."""

from __future__ import annotations

import errno
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.assistant import Assistant
from qa.build import build_index
from qa.errors import IndexFolderError, IndexLockedError
from qa.index.generations import current_name, generation_names, open_current
from qa.index.publish import rollback
from qa.settings import Settings
from tests.commands import environment
from tests.index.disk import Disk, before_each
from tests.newsroom import ARMY, BRIDGE, STRIKE, VOLCANO, WordEncoder, write_files

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 and open folders are Unix words")

WORDS = WordEncoder()
CODED = Settings(exact_passages=1)
"""With codes beside the vectors, which are one more file to lose."""

QUESTIONS = ("dockers", "volcano", "barrage de Karsk")


def held(index: Path) -> tuple[object, ...]:
    """All that the generation in use holds, once its files are found to be whole.

    In the order of the corpus: passages are numbered as they came.
    """
    with closing(open_current(index, verify=True)) as generation:
        store = generation.store
        rows = [row for id_ in store.contents() for row in store.rows_of(id_)]
        assert sorted(rows) == list(range(len(generation.vectors)))
        ids = {row: one.passage.id for row, one in zip(rows, store.passages(rows), strict=True)}
        return (
            store.contents(),
            [(one.passage, one.article) for one in store.passages(rows)],
            store.outlets,
            generation.vectors.at(np.array(rows)).tobytes(),
            [
                sorted((ids[row], score) for row, score in generation.lexical.search(one, "fr", 9))
                for one in QUESTIONS
            ],
        )


def answers(index: Path) -> list[list[str]]:
    """What is found for each question, by words and by meaning."""
    with Assistant.open(index, settings=CODED, encoder=WORDS) as assistant:
        return [[hit.passage_id for hit in assistant.search(question)] for question in QUESTIONS]


def build(folder: Path) -> None:
    """Build the index of a folder that has a corpus."""
    build_index(folder / "corpus", folder / "index", settings=CODED, encoder=WORDS)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a changed `corpus/` and an `index/` of two generations before the change."""
    folder = tmp_path_factory.mktemp("before")
    for article in (ARMY, STRIKE):
        write_files(folder / "corpus", [article])
        build(folder)
    write_files(folder / "corpus", [VOLCANO, BRIDGE | {"text": "Le pont est fermé."}])
    return folder


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after a build that nothing interrupted."""
    folder = tmp_path_factory.mktemp("after") / "all"
    shutil.copytree(before, folder)
    build(folder)
    return folder


def check_mended(folder: Path, after: Path) -> None:
    """The next build ends with what an uninterrupted one gives, and nothing else is left."""
    build(folder)
    assert held(folder / "index") == held(after / "index")
    names = generation_names(folder / "index")
    assert len(names) == 2
    left = {path.name for path in (folder / "index").iterdir()}
    assert left - {".lock"} == {"CURRENT", *names}


def test_a_build_that_dies_before_any_step_harms_nobody(
    before: Path, after: Path, tmp_path: Path
) -> None:
    """What lies on the disk before each step is the old or the new generation, and mends itself.

    That is what a process leaves that is killed there.
    """
    shutil.copytree(before, tmp_path / "now")
    left: list[Path] = []

    def keep(*_: object) -> None:
        left.append(tmp_path / str(len(left)))
        shutil.copytree(tmp_path / "now" / "index", left[-1] / "index")

    with before_each(keep):
        build(tmp_path / "now")
    keep()
    old, new = held(before / "index"), held(after / "index")
    found = [held(folder / "index") for folder in left]
    assert len(left) > 20
    assert [one == new for one in found] == sorted(one == new for one in found)
    assert all(one in (old, new) for one in found)
    assert (found[0], found[-1]) == (old, new)
    for folder in left:
        shutil.copytree(before / "corpus", folder / "corpus")
        check_mended(folder, after)


def test_a_power_failure_before_any_step_harms_nobody(
    before: Path, after: Path, tmp_path: Path
) -> None:
    """What was synced before each step suffices for the old or the new generation.

    Whether or not names that were not synced have reached the disk as well.
    """
    now = Path(shutil.copytree(before / "index", tmp_path / "now" / "index"))
    shutil.copytree(before / "corpus", tmp_path / "now" / "corpus")
    disk = Disk(now)
    left: list[Path] = []

    def keep(name: str, place: Any) -> None:
        for write in (disk.synced_alone, lambda into: disk.with_all_names(now, into)):
            left.append(tmp_path / str(len(left)))
            write(left[-1])
        if name == "fsync":
            disk.sync(place)

    with before_each(keep):
        build(tmp_path / "now")
    keep("end", None)
    old, new = held(before / "index"), held(after / "index")
    found = [held(index) for index in left]
    assert all(one in (old, new) for one in found)
    assert found[-2:] == [new, new]


def test_a_first_build_is_there_for_good(after: Path, tmp_path: Path) -> None:
    """After a power failure the folders that a first build made are there, with the index."""
    disk = Disk(tmp_path)
    corpus = Path(shutil.copytree(after / "corpus", tmp_path / "corpus"))

    def note(name: str, place: Any) -> None:
        if name == "fsync":
            disk.sync(place)

    with before_each(note):
        build_index(corpus, tmp_path / "a" / "b" / "index", settings=CODED, encoder=WORDS)
    disk.synced_alone(tmp_path / "left")
    assert held(tmp_path / "left" / "a" / "b" / "index") == held(after / "index")


REFUSALS = {"fsync": errno.EIO, "chmod": errno.EPERM, "unlink": errno.EROFS, "rmdir": errno.EROFS}
"""Why a disk refuses a call; else it is full."""


@contextmanager
def refusing(number: int) -> Iterator[list[str]]:
    """Let a disk refuse a call, and all such calls that follow; gives the names of the calls."""
    calls: list[str] = []

    def refuse(name: str, _: object) -> None:
        calls.append(name)
        if len(calls) > number and name == calls[number]:
            code = REFUSALS.get(name, errno.ENOSPC)
            raise OSError(code, os.strerror(code))

    with before_each(refuse):
        yield calls


def test_a_disk_that_refuses_any_step_harms_nobody(
    before: Path, after: Path, tmp_path: Path
) -> None:
    """A full, broken or read-only disk is an error that says so; what was in use still is."""
    old, new = held(before / "index"), held(after / "index")
    for number in itertools.count():
        folder = Path(shutil.copytree(before, tmp_path / str(number)))
        failures = []
        with refusing(number) as calls:
            try:
                build(folder)
            except IndexFolderError as error:
                failures.append(error.code)
        assert held(folder / "index") in ((old, new) if failures else (new,))
        assert failures in ([], ["index.unwritable"])
        check_mended(folder, after)
        if len(calls) <= number:
            break
    assert number > 20


def test_a_disk_that_refuses_to_go_back_harms_nobody(
    before: Path, after: Path, tmp_path: Path
) -> None:
    """Going back on a full or read-only disk is an error too, and both generations stay whole."""
    old, new = held(before / "index"), held(after / "index")
    for number in itertools.count():
        index = Path(shutil.copytree(after / "index", tmp_path / str(number)))
        failures = []
        with refusing(number) as calls:
            try:
                rollback(index)
            except IndexFolderError as error:
                failures.append(error.code)
        assert held(index) in ((old, new) if failures else (old,))
        assert failures in ([], ["index.unwritable"])
        if len(calls) <= number:
            break
    assert "replace" in calls


CHILD = """
import os, signal, sys
from pathlib import Path
from qa.build import build_index
from qa.corpus import ReadLimits, read_corpus
from tests.commands import environment
from tests.index.disk import before_each
from tests.index.test_crashes import CODED, WORDS

corpus, index, instant = sys.argv[1:]
steps = 0

def step(*_):
    global steps
    steps += 1
    if str(steps) == instant:
        os.kill(os.getpid(), signal.SIGKILL)

def progress(now):
    if instant == "middle" and now.stage == "embed":
        print("holding", flush=True)
        sys.stdin.readline()

# Starts the process that reads, which takes longer than the build.
list(read_corpus(Path(corpus), max_bytes=CODED.max_file_bytes, limits=ReadLimits.of(CODED)))
print("ready", flush=True)
with before_each(step):
    build_index(corpus, index, settings=CODED, encoder=WORDS, progress=progress)
"""


@contextmanager
def building(folder: Path, instant: str = "none") -> Iterator[subprocess.Popen[str]]:
    """Another process that has begun to build the index of a folder; it is killed at the end.

    Args:
        folder: Has a corpus.
        instant: "middle": it waits there; a number: it dies before that step.
    """
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder / "corpus"), str(folder / "index"), instant],
        env=environment(PYTHONPATH=os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


def check_killed(folder: Path, before: Path, after: Path) -> None:
    """What a killed build left answers as before or as after it, and is mended."""
    is_new = current_name(folder / "index") == current_name(after / "index")
    whole = after if is_new else before
    assert held(folder / "index") == held(whole / "index")
    assert answers(folder / "index") == answers(whole / "index")
    check_mended(folder, after)


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How many builds are killed: few, but for who asks for more."""
    count = request.config.getoption("--kills")
    assert isinstance(count, int)
    return count


def test_a_build_that_is_killed_harms_nobody(
    before: Path, after: Path, tmp_path: Path, kills: int
) -> None:
    """Killed at random instants, a build leaves the old or the new generation, whole."""
    shutil.copytree(before, tmp_path / "whole")
    with building(tmp_path / "whole") as process:
        started = time.monotonic()
        assert process.wait() == 0
        longest = time.monotonic() - started
    for number in range(kills):
        folder = Path(shutil.copytree(before, tmp_path / str(number)))
        with building(folder) as process:
            time.sleep(random.uniform(0, longest))
        check_killed(folder, before, after)


def test_a_build_that_is_killed_before_a_step_harms_nobody(
    before: Path, after: Path, tmp_path: Path, kills: int
) -> None:
    """Killed before a step of publishing: some of them, or every one if many are to be killed."""
    for number in itertools.count(1, max(1, 60 // kills)):
        folder = Path(shutil.copytree(before, tmp_path / str(number)))
        with building(folder, str(number)) as process:
            if process.wait() == 0:
                break
        check_killed(folder, before, after)
    assert number > 1


def test_one_builds_at_a_time(before: Path, after: Path, tmp_path: Path) -> None:
    """A second builder is refused with the process that is building; afterwards it may."""
    folder = Path(shutil.copytree(before, tmp_path / "folder"))
    with building(folder, "middle") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holding\n"
        with pytest.raises(IndexLockedError, match=f"process {process.pid} on .*wait") as caught:
            build(folder)
        assert f"process {process.pid}" in caught.value.owner
        assert answers(folder / "index") == answers(before / "index")  # readers do not care
        process.send_signal(signal.SIGKILL)
        process.wait()
        check_mended(folder, after)
