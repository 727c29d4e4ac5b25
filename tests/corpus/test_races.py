"""Files that change between the look at them and what is done with them."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import pytest

from qa.corpus import read_corpus
from qa.corpus.add import save
from qa.corpus.files import write_whole
from qa.corpus.roots import Roots
from qa.errors import FailedFile
from qa.types import Article

from .samples import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "The secret of the neighbours is here."  # noqa: S105 - an article


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two folders with an article each, and a secret beside the corpus."""
    for name in ("a/1.txt", "b/2.txt"):
        (tmp_path / "corpus" / name).parent.mkdir(parents=True)
        (tmp_path / "corpus" / name).write_text(f"The text of {name} is here.")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "2.txt").write_text(SECRET)
    return tmp_path / "corpus"


def _file(corpus: Path) -> None:
    (corpus / "b" / "2.txt").unlink()
    (corpus / "b" / "2.txt").symlink_to(corpus.parent / "outside" / "2.txt")


def _folder(corpus: Path) -> None:
    (corpus / "b").rename(corpus / ".b")
    (corpus / "b").symlink_to(corpus.parent / "outside", target_is_directory=True)


def _pipe(corpus: Path) -> None:
    (corpus / "b" / "2.txt").unlink()
    os.mkfifo(corpus / "b" / "2.txt")


@pytest.mark.parametrize(
    ("swap", "code"),
    [(_file, "link.swapped"), (_folder, "link.swapped"), (_pipe, "file.special")],
)
def test_what_takes_a_files_place_is_not_read(
    swap: Callable[[Path], None], code: str, corpus: Path
) -> None:
    """A link or a pipe that comes after the walk is a failure: nothing outside is read."""
    found = read_corpus(corpus, max_bytes=LIMIT)
    assert isinstance(next(found), Article)
    swap(corpus)
    [failed] = found
    assert isinstance(failed, FailedFile)
    assert (failed.path, failed.code) == ("b/2.txt", code)


def test_links_inside_the_corpus_are_read_by_what_they_lead_to(
    corpus: Path, tmp_path: Path
) -> None:
    """A corpus that is itself a link, and a link in it to another of its files, are read."""
    hidden = corpus / ".kept"
    hidden.mkdir()
    (hidden / "3.txt").write_text("The text of a hidden file is here.")
    (corpus / "link.txt").symlink_to(".kept/3.txt")
    (tmp_path / "by-link").symlink_to(corpus, target_is_directory=True)
    found = read_corpus(tmp_path / "by-link", max_bytes=LIMIT)
    assert [one.path for one in found] == ["a/1.txt", "b/2.txt", "link.txt"]


def test_a_new_file_has_the_rights_that_the_user_gives(tmp_path: Path) -> None:
    """Whoever keeps new files from others keeps added articles from them too."""
    before = os.umask(0o077)
    try:
        save(b"A text.", "a.txt", tmp_path)
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o600
    write_whole(b"A text.", tmp_path / "own.txt", private=True)
    assert (tmp_path / "own.txt").stat().st_mode & 0o777 == 0o600


def test_what_a_crash_left_is_swept_away(tmp_path: Path) -> None:
    """Half a file of an hour ago goes at the next build, one that is being written stays."""
    for name, age in (("fetched/.adding-old", 7200), (".adding-now", 0)):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"half")
        os.utime(file, (time.time() - age,) * 2)
    Roots(tmp_path / "corpus", tmp_path).sweep()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [".adding-now"]


def test_files_are_replaced_one_after_the_other(tmp_path: Path) -> None:
    """Whoever compares and replaces a file keeps others from doing so meanwhile."""
    changes: list[str] = []
    texts = [f"Text {number}.".encode() for number in range(8)]

    def write(text: bytes) -> None:
        changes.append(save(text, "a.txt", tmp_path, replace=True).change)

    threads = [threading.Thread(target=write, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(changes) == ["added", *["updated"] * 7]
    assert (tmp_path / "a.txt").read_bytes() in texts
