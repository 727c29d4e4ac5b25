"""Uploaded files stay inside the corpus folder."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_ui.uploads import UploadError, safe_name, save

KNOWN = (".txt", ".md", ".csv", ".csv.gz")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("article.txt", "article.txt"),
        ("Élection à Nîmes.MD", "Élection à Nîmes.md"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\a.txt", "a.txt"),
        ("..hidden.txt", "hidden.txt"),
        (".txt", "article.txt"),
        ("table.csv.gz", "table.csv.gz"),
        ("a\0b<c>.txt", "a_b_c_.txt"),
        ("CON.txt", "_CON.txt"),
        ("x" * 300 + ".txt", "x" * 116 + ".txt"),
    ],
)
def test_names_lose_what_means_something_to_a_system(name: str, safe: str) -> None:
    """Folders, control characters, leading dots and reserved names do not survive."""
    assert safe_name(name, KNOWN) == safe


@given(st.text(max_size=60))
def test_any_name_stays_in_its_folder(name: str) -> None:
    """Whatever the name, the file would lie directly in the folder and be visible."""
    safe = safe_name(name + ".txt", KNOWN)
    assert Path("folder", safe).name == safe
    assert not safe.startswith(".")
    assert "/" not in safe
    assert "\\" not in safe


@pytest.mark.parametrize("name", ["virus.exe", "", "txt", "a.txt.exe", "noend."])
def test_unknown_formats_are_refused(name: str) -> None:
    """A file that no reader knows is refused with the formats that are known."""
    with pytest.raises(UploadError, match=r"send one of \.txt"):
        safe_name(name, KNOWN)


def test_a_saved_file_is_whole(tmp_path: Path) -> None:
    """The content arrives unchanged below the uploads folder, replacing an older one."""
    for content in (b"old", b"new\r\n\xe9"):
        path = save(tmp_path, "a.txt", BytesIO(content), known=KNOWN, limit=100)
    assert path == "uploads/a.txt"
    assert (tmp_path / path).read_bytes() == b"new\r\n\xe9"


@pytest.mark.parametrize(("content", "why"), [(b"", "is empty"), (b"x" * 101, "is larger than")])
def test_a_refused_file_leaves_nothing(tmp_path: Path, content: bytes, why: str) -> None:
    """Empty and oversized files are refused and leave no part of themselves."""
    with pytest.raises(UploadError, match=why):
        save(tmp_path, "a.txt", BytesIO(content), known=KNOWN, limit=100)
    assert list((tmp_path / "uploads").iterdir()) == []
