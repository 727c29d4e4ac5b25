"""Uploaded files stay inside the corpus folder."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import ReadError
from qa_ui.articles.uploads import STEP, save, save_all


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("article.txt", "article.txt"),
        ("Élection à Nîmes.MD", "Élection à Nîmes.MD"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\a.txt", "a.txt"),
        ("..hidden.txt", "hidden.txt"),
        ("table.csv.gz", "table.csv.gz"),
        ("a\0b<c>.txt", "a_b_c_.txt"),
        ("CON.txt", "_CON.txt"),
    ],
)
def test_names_lose_what_means_something_to_a_system(tmp_path: Path, name: str, safe: str) -> None:
    """Folders, control characters, leading dots and reserved names do not survive."""
    saved = save(tmp_path, name, BytesIO(b"text"), limit=100)
    assert saved == (tmp_path / "uploads" / safe, "added")
    assert saved.path.read_bytes() == b"text"


@given(name=st.text(max_size=300))
def test_any_name_stays_in_its_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """Whatever the name, the file lies directly in the uploads folder and is visible."""
    folder = tmp_path_factory.mktemp("corpus")
    path = save(folder, f"{name}_.txt", BytesIO(b"text"), limit=100).path
    assert list((folder / "uploads").iterdir()) == [path]
    assert not path.name.startswith(".")


@pytest.mark.parametrize("name", ["virus.exe", "", "txt", ".txt", "a.txt.exe", "noend."])
def test_unknown_formats_are_refused(tmp_path: Path, name: str) -> None:
    """A file that no reader knows is refused with the formats that are known."""
    with pytest.raises(ReadError, match=r"one of \.txt, \.md"):
        save(tmp_path, name, BytesIO(b"text"), limit=100)


def test_a_saved_file_is_whole(tmp_path: Path) -> None:
    """The content arrives unchanged below the uploads folder, replacing an older one."""
    for content in (b"old", b"new\r\n\xe9"):
        path = save(tmp_path, "a.txt", BytesIO(content), limit=100).path
    assert path == tmp_path / "uploads" / "a.txt"
    assert path.read_bytes() == b"new\r\n\xe9"


def test_what_became_of_each_file_is_told(tmp_path: Path) -> None:
    """A file again is updated if it changed and unchanged if not; a refused one says why."""
    save_all(tmp_path, [("a.txt", BytesIO(b"a")), ("b.txt", BytesIO(b"b"))], limit=9)
    again = [("a.txt", b"a"), ("b.txt", b"B"), ("c.txt", b"c"), ("d.exe", b"d"), ("e.txt", b"")]
    told = save_all(tmp_path, [(name, BytesIO(content)) for name, content in again], limit=9)
    assert told.saved == ["uploads/a.txt", "uploads/b.txt", "uploads/c.txt"]
    assert (told.unchanged, told.updated) == (["uploads/a.txt"], ["uploads/b.txt"])
    assert told.added == ["uploads/c.txt"]
    assert [refused.name for refused in told.failed] == ["d.exe", "e.txt"]


@pytest.mark.parametrize(("content", "why"), [(b"", "is empty"), (b"x" * 101, "is larger than")])
def test_a_refused_file_leaves_nothing(tmp_path: Path, content: bytes, why: str) -> None:
    """Empty and oversized files are refused and leave no part of themselves."""
    with pytest.raises(ReadError, match=why):
        save(tmp_path, "a.txt", BytesIO(content), limit=100)
    assert list(tmp_path.rglob("*")) == []


def test_what_no_folder_is_added_for_is_passed_over(tmp_path: Path) -> None:
    """A README and files of the system are neither saved nor refused; others are named as paths."""
    names = ("README.md", "b/Thumbs.db", "b/desktop.ini", "b/photo.png", "a.txt")
    files = [(f"Press/{name}".replace("/", STEP), BytesIO(b"Title\n\nText.")) for name in names]
    result = save_all(tmp_path, files, limit=1000)
    assert result.saved == ["uploads/Press/a.txt"]
    assert [one.name for one in result.failed] == ["Press/b/photo.png"]


def test_files_of_a_folder_keep_their_paths(tmp_path: Path) -> None:
    """The sign for a step becomes one, and no name made of it leads upwards."""
    for name, path in (
        ("dossier⧸été⧸a.txt", "dossier/été/a.txt"),
        ("..⧸..⧸a.txt", "a.txt"),
        ("⧸etc⧸b.txt", "etc/b.txt"),
    ):
        saved = save(tmp_path, name, BytesIO(b"text"), limit=100)
        assert saved.path == tmp_path / "uploads" / path
