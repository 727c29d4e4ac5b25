"""Uploaded files stay inside the corpus folder."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import ReadError
from qa_ui.uploads import save


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
    assert save(tmp_path, name, BytesIO(b"text"), limit=100) == f"uploads/{safe}"
    assert (tmp_path / "uploads" / safe).read_bytes() == b"text"


@given(name=st.text(max_size=300))
def test_any_name_stays_in_its_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """Whatever the name, the file lies directly in the uploads folder and is visible."""
    folder = tmp_path_factory.mktemp("corpus")
    path = save(folder, f"{name}_.txt", BytesIO(b"text"), limit=100)
    assert [found.name for found in (folder / "uploads").iterdir()] == [Path(path).name]
    assert not Path(path).name.startswith(".")


@pytest.mark.parametrize("name", ["virus.exe", "", "txt", ".txt", "a.txt.exe", "noend."])
def test_unknown_formats_are_refused(tmp_path: Path, name: str) -> None:
    """A file that no reader knows is refused with the formats that are known."""
    with pytest.raises(ReadError, match=r"these are: .*\.txt"):
        save(tmp_path, name, BytesIO(b"text"), limit=100)


def test_a_saved_file_is_whole(tmp_path: Path) -> None:
    """The content arrives unchanged below the uploads folder, replacing an older one."""
    for content in (b"old", b"new\r\n\xe9"):
        path = save(tmp_path, "a.txt", BytesIO(content), limit=100)
    assert path == "uploads/a.txt"
    assert (tmp_path / path).read_bytes() == b"new\r\n\xe9"


@pytest.mark.parametrize(("content", "why"), [(b"", "is empty"), (b"x" * 101, "is larger than")])
def test_a_refused_file_leaves_nothing(tmp_path: Path, content: bytes, why: str) -> None:
    """Empty and oversized files are refused and leave no part of themselves."""
    with pytest.raises(ReadError, match=why):
        save(tmp_path, "a.txt", BytesIO(content), limit=100)
    assert list(tmp_path.rglob("*")) == []
