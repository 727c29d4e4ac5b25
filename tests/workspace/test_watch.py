import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.settings import Settings
from qa.workspace.watch import changes, is_remote, watched

PATIENCE = 60
"""Turns of the watch after which a change should have been seen."""


@pytest.fixture
def stopped() -> Iterator[threading.Event]:
    """Ends the watching with the test."""
    stopped = threading.Event()
    yield stopped
    stopped.set()


def seen(found: Iterator[bool]) -> bool:
    """Whether a change is seen within the next turns."""
    return any(next(found) for _ in range(PATIENCE))


def quiet(found: Iterator[bool]) -> bool:
    """Whether the next turns see no change."""
    return not any(next(found) for _ in range(3))


@pytest.mark.parametrize("poll", [False, True])
def test_files_that_come_change_and_go_are_seen(
    tmp_path: Path, stopped: threading.Event, *, poll: bool
) -> None:
    """By what the system reports, and by looking through all files."""
    found = changes([tmp_path], stopped=stopped, poll=poll, tick=0.15)
    assert not next(found)
    file = tmp_path / "new" / "a.txt"
    file.parent.mkdir()
    file.write_text("Un", encoding="utf-8")
    assert seen(found)
    file.write_text("Deux mots", encoding="utf-8")
    os.utime(file, (time.time() + 5, time.time() + 5))  # looking through knows seconds only
    assert seen(found)
    shutil.rmtree(file.parent)
    assert seen(found)


def test_what_is_hidden_does_not_count(tmp_path: Path, stopped: threading.Event) -> None:
    """Files that are being written have hidden names until they are whole."""
    found = changes([tmp_path], stopped=stopped, tick=0.15)
    next(found)
    (tmp_path / ".adding-1").write_text("x", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.txt").write_text("x", encoding="utf-8")
    assert quiet(found)


def test_what_the_app_writes_does_not_count(tmp_path: Path, stopped: threading.Event) -> None:
    """An index and a database inside the watched folder cause no further build; its articles do."""
    settings = Settings(corpus=tmp_path, index=tmp_path / "index", data=tmp_path / "data")
    settings.index.mkdir()
    settings.articles.mkdir(parents=True)
    found = watched(settings, stopped=stopped)
    next(found)
    (settings.index / "CURRENT").write_text("g1", encoding="utf-8")
    (settings.data / "qa.sqlite").write_text("x", encoding="utf-8")
    assert quiet(found)
    (settings.articles / "a.txt").write_text("Un", encoding="utf-8")
    assert seen(found)


def test_a_folder_may_come_go_and_return(tmp_path: Path, stopped: threading.Event) -> None:
    """Each is a change, and what happens in it later is seen again."""
    folder = tmp_path / "corpus"
    found = changes([folder], stopped=stopped, tick=0.15)
    assert not next(found)
    folder.mkdir()
    assert seen(found)
    assert quiet(found)
    folder.rename(tmp_path / "away")
    assert seen(found)
    folder.mkdir()
    assert seen(found)
    (folder / "a.txt").write_text("Un", encoding="utf-8")
    assert seen(found)


def test_the_watching_ends(tmp_path: Path) -> None:
    """Soon after it is to stop."""
    stopped = threading.Event()
    found = changes([tmp_path], stopped=stopped, tick=0.15)
    next(found)
    stopped.set()
    assert list(found) == []


@pytest.mark.parametrize(
    ("kind", "remote"), [("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("ext4", False)]
)
def test_drives_of_other_machines_are_known(tmp_path: Path, kind: str, *, remote: bool) -> None:
    """By the kind of the innermost drive that holds the folder."""
    mounts = tmp_path / "mounts"
    place = str(tmp_path).replace(" ", "\\040")
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {place} {kind} rw 0 0\n", encoding="utf-8")
    assert is_remote(tmp_path / "inner", mounts) == remote
    assert not is_remote(Path("/"), mounts)
    assert not is_remote(tmp_path, tmp_path / "none")
