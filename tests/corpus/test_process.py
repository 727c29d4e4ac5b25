"""Reading files in another process, with limits."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from qa.corpus import ReadLimits, read_corpus, read_file
from qa.errors import FailedFile
from qa.types import Article

from .samples import FILES, LIMIT

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = ReadLimits(seconds=600, megabytes=2000)
LARGE = 16_000_000
SHORT = ReadLimits(seconds=3, megabytes=2000)


def _write(folder: Path, *texts: str) -> None:
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(f"The harbour {text} was closed.", "utf-8")


@pytest.fixture
def strange(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process in which the readers do what the files say."""
    monkeypatch.setattr("qa.corpus.process._MODULE", "tests.corpus.strange_child")


def test_same_result(tmp_path: Path) -> None:
    """Another process finds in every format just what this one finds."""
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
        (tmp_path / f"broken-{name}").write_bytes(data[:-30])
    here = [*read_corpus(tmp_path, max_bytes=LIMIT)]
    apart = [*read_corpus(tmp_path, max_bytes=LIMIT, limits=LIMITS)]
    assert apart == here
    assert {type(found) for found in here} >= {Article, FailedFile}


@pytest.mark.usefixtures("strange")
@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("die", "file.reader_died"),
        ("eat", "file.memory"),
        ("raise", "file.unexpected"),
        ("half", "file.unexpected"),
    ],
)
def test_failure_of_one_file(what: str, code: str, tmp_path: Path) -> None:
    """A file at which the process dies, lacks memory or raises costs only what follows in it."""
    _write(tmp_path, "first", what, "last")
    limits = ReadLimits(601, 2000)
    found = [*read_corpus(tmp_path, max_bytes=LIMIT, limits=limits)]
    assert [one.path for one in found] == ["0.txt", "1.txt", "1.txt", "2.txt"]
    failed = found[2]
    assert isinstance(failed, FailedFile)
    assert failed.code == code
    assert "; " in failed.reason


@pytest.mark.parametrize(
    ("name", "head", "block"),
    [
        ("page.html", "<html><body>", "<p>The <b>ferry</b></p>"),
        ("post.md", "# Ferry\n\n<div>\n", "<p>The ferry</p>\n"),
    ],
)
def test_lack_of_memory(name: str, head: str, block: str, tmp_path: Path) -> None:
    """A page for which memory does not suffice is not taken for one that is damaged or empty."""
    path = tmp_path / name
    path.write_text(head + block * (LARGE // len(block)), "utf-8")
    limits = ReadLimits(605, 400)
    [failed] = read_file(path, name=name, max_bytes=2 * LARGE, limits=limits)
    assert isinstance(failed, FailedFile)
    assert failed.code == "file.memory"
    assert "max_read_mb" in failed.reason


@pytest.mark.usefixtures("strange")
def test_lack_of_memory_for_what_was_found(tmp_path: Path) -> None:
    """An article that is too large to be handed on fails for lack of memory too."""
    _write(tmp_path, "first", "swell", "last")
    found = [*read_corpus(tmp_path, max_bytes=LIMIT, limits=ReadLimits(606, 400))]
    codes = [one.code for one in found if isinstance(one, FailedFile)]
    assert codes == ["file.memory"]
    assert [one.path for one in found] == ["0.txt", "1.txt", "2.txt"]


@pytest.mark.slow
@pytest.mark.usefixtures("strange")
@pytest.mark.parametrize(("what", "code"), [("burn", "file.too_slow"), ("hang", "file.stalled")])
def test_time(what: str, code: str, tmp_path: Path) -> None:
    """A file that calculates or waits for too long is a failure, and the next one is read."""
    _write(tmp_path, "first", what, "last")
    found = [*read_corpus(tmp_path, max_bytes=LIMIT, limits=SHORT)]
    codes = [one.code for one in found if isinstance(one, FailedFile)]
    assert codes == [code]
    assert [one.path for one in found] == ["0.txt", "1.txt", "1.txt", "2.txt"]


@pytest.mark.usefixtures("strange")
def test_time_of_a_busy_machine(tmp_path: Path) -> None:
    """Time in which the process may not calculate does not count, nor does that of other files."""
    _write(tmp_path, "first", "pause", *["think"] * 3)
    found = [*read_corpus(tmp_path, max_bytes=LIMIT, limits=SHORT)]
    assert [type(one) for one in found] == [Article] * 5


@pytest.mark.usefixtures("strange")
def test_one_process_for_many_files(tmp_path: Path) -> None:
    """Files are read by one process, which is replaced when its file is not read to the end."""
    _write(tmp_path, "first", "second", "third")
    limits = ReadLimits(602, 2000)

    def reader() -> set[str]:
        found = read_corpus(tmp_path, max_bytes=LIMIT, limits=limits)
        return {one.text.split()[-1] for one in found if isinstance(one, Article)}

    before = reader()
    assert len(before) == 1
    assert reader() == before
    left = read_file(tmp_path / "0.txt", name="0.txt", max_bytes=LIMIT, limits=limits)
    next(left)
    del left
    assert len(reader() | before) == 2


def test_unexpected_error_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An error that no reader knows is logged by the program that asks, with where it happened."""
    _write(tmp_path, "first")
    with pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr("qa.corpus.process._MODULE", "tests.corpus.strange_child")
        (tmp_path / "1.txt").write_text("We raise the bridge.", "utf-8")
        [*read_corpus(tmp_path, max_bytes=LIMIT, limits=ReadLimits(603, 2000))]
    [record] = [one for one in caplog.records if "1.txt" in one.getMessage()]
    assert "AssertionError" in record.getMessage()


def test_in_a_plain_script(tmp_path: Path) -> None:
    """A script without `if __name__ == "__main__"` can read files with limits, and ends."""
    _write(tmp_path, "first")
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from qa.corpus import ReadLimits, read_corpus\n"
        f"folder, limits = Path({str(tmp_path)!r}), ReadLimits(600, 2000)\n"
        "print(*read_corpus(folder, max_bytes=10**6, limits=limits))",
        "utf-8",
    )
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert "The harbour first was closed." in run.stdout
    assert run.stderr == ""


def test_modules_of_strangers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the working folder that is named like a module is not run."""
    _write(tmp_path, "first")
    (tmp_path / "lxml.py").write_text("raise SystemExit", "utf-8")
    (tmp_path / "json.py").write_text("raise SystemExit", "utf-8")
    monkeypatch.chdir(tmp_path)
    found = [
        *read_file(tmp_path / "0.txt", name="0.txt", max_bytes=LIMIT, limits=ReadLimits(604, 2000))
    ]
    assert [type(one) for one in found] == [Article]
