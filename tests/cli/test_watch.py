"""`qa watch` as a process, from the first file to the signal that ends it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qa.index.generations import read_status
from qa.index.publish import locked
from tests.commands import SECONDS, environment, run_qa

pytestmark = pytest.mark.slow

ONE = "Le maire de Brévannes ouvre la piscine.\n\nElle avait fermé en mars pour des travaux."
TWO = "Une crue à Cormeilles.\n\nDouze maisons ont été évacuées mardi, selon la préfète."


class Watching:
    """A process that watches, and the lines that it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        for stream in (process.stdout, process.stderr):
            threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: Iterator[str]) -> None:
        for line in stream:
            self._lines.put(line)

    def until(self, *wanted: str) -> None:
        """Read on until a line holds one of these after the other."""
        for text in wanted:
            while text not in self._lines.get(timeout=SECONDS):
                pass

    def end(self, number: int) -> int:
        """Send a signal; returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(SECONDS)


@contextmanager
def watching(folder: Path) -> Iterator[Watching]:
    """`qa watch corpus` in a folder."""
    command = [sys.executable, "-m", "qa", "watch", "corpus"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(PYTHONUNBUFFERED="1"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            yield Watching(process)
        finally:
            process.kill()


def write(folder: Path, name: str, text: str) -> Path:
    """An article."""
    path = folder / "corpus" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_watched_folder_keeps_the_index_up_to_date(tmp_path: Path) -> None:
    """Files that come, change and go are in the index; a broken one is named and stops nothing."""
    first = write(tmp_path, "a.txt", ONE)
    with watching(tmp_path) as watched:
        watched.until("watching corpus", "added a.txt", "1 added")
        write(tmp_path, "b.txt", TWO)
        watched.until("added b.txt", "2 articles")
        write(tmp_path, "bad.pdf", "no PDF at all")
        watched.until("failed bad.pdf: ")
        first.write_text(f"{ONE} Le bassin est neuf.", encoding="utf-8")
        watched.until("updated a.txt", "1 updated")
        first.unlink()
        watched.until("removed a.txt", "1 removed")
        assert read_status(tmp_path / "index").articles == 1
        assert watched.end(signal.SIGINT) == 0


def test_a_build_by_another_process_is_waited_for(tmp_path: Path) -> None:
    """Who builds is named, and the change goes in once that is done."""
    write(tmp_path, "a.txt", ONE)
    with watching(tmp_path) as watched:
        with locked(tmp_path / "index"):
            watched.until(f"being built by process {os.getpid()}")
        watched.until("added a.txt")
        assert watched.end(signal.SIGTERM) == 0


def test_a_folder_that_goes_leaves_the_index(tmp_path: Path) -> None:
    """Its articles stay in the index, and the folder is watched again when it is back."""
    write(tmp_path, "a.txt", ONE)
    with watching(tmp_path) as watched:
        watched.until("added a.txt")
        (tmp_path / "corpus").rename(tmp_path / "away")
        watched.until("does not exist")
        assert read_status(tmp_path / "index").articles == 1
        (tmp_path / "away").rename(tmp_path / "corpus")
        watched.until("works again, nothing has changed; 1 articles in ")
        write(tmp_path, "b.txt", TWO)
        watched.until("added b.txt", "2 articles")


def test_of_many_articles_the_first_are_named(tmp_path: Path) -> None:
    """And how many more there are."""
    for number in range(23):
        write(tmp_path, f"{number:02}.txt", f"Title {number}\n\n{ONE} {number}")
    result = run_qa("watch", "--once", cwd=tmp_path)
    assert result.stdout.count("added ") == 21  # 20, and how many more
    assert "\nadded 3 more\n" in result.stdout


def test_once_brings_in_what_is_there(tmp_path: Path) -> None:
    """It ends after one build; what is wrong with it is the exit code."""
    write(tmp_path, "a.txt", ONE)
    result = run_qa("watch", "corpus", "--once", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert "added a.txt" in result.stdout
    result = run_qa("watch", "none", "--once", cwd=tmp_path)
    assert result.returncode == 1
    assert "none: does not exist" in result.stderr
