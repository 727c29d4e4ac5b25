"""Which files of a folder are read, in which order, and that none lies outside it."""

from __future__ import annotations

import gzip
import os
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from qa.corpus import read_corpus
from qa.errors import FailedFile
from qa.types import Article

from .samples import LIMIT, article, failure

if TYPE_CHECKING:
    from pathlib import Path


def _fill(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Titre\n\nLe texte de {name} est ici.")


def _paths(root: Path) -> list[str]:
    results = list(read_corpus(root, max_bytes=LIMIT))
    assert all(isinstance(result, Article) for result in results), results
    return [result.path for result in results]


def test_order(tmp_path: Path) -> None:
    """Files come in the order of their relative paths, folders included."""
    _fill(tmp_path, "b/z.txt", "b.txt", "a/y.txt", "a/b/x.txt", "é.txt", "B.txt")
    assert _paths(tmp_path) == ["B.txt", "a/b/x.txt", "a/y.txt", "b.txt", "b/z.txt", "é.txt"]


def test_not_articles(tmp_path: Path) -> None:
    """Hidden files, README, LICENSE and questions.jsonl are passed over."""
    _fill(tmp_path, ".hidden.txt", ".git/a.txt", "README.md", "sub/Readme.txt", "LICENSE")
    _fill(tmp_path, "license.fr.md", "sub/questions.jsonl", "readme-first.txt")
    assert _paths(tmp_path) == ["readme-first.txt"]


def test_single_file(tmp_path: Path) -> None:
    """A single file is a corpus too, whatever its name."""
    _fill(tmp_path, "README.txt")
    assert _paths(tmp_path / "README.txt") == ["README.txt"]


def test_empty_folder(tmp_path: Path) -> None:
    """An empty folder has no articles and no failures."""
    assert _paths(tmp_path) == []


def test_same_row_id(tmp_path: Path) -> None:
    """Two rows with one id are reported with their lines."""
    (tmp_path / "a.jsonl").write_text('{"id": 1, "text": "Un."}\n{"id": "1", "text": "Deux."}\n')
    _, second = read_corpus(tmp_path, max_bytes=LIMIT)
    assert isinstance(second, FailedFile)
    assert second.path == "a.jsonl, line 2"
    assert "same article as a.jsonl, line 1" in second.reason


def test_link_out_of_the_folder(tmp_path: Path) -> None:
    """A link that leaves the folder is reported and not read, be it to a file or a folder."""
    corpus = tmp_path / "corpus"
    _fill(tmp_path, "corpus/a.txt", "corpus-2/secret.txt")
    (corpus / "file.txt").symlink_to(tmp_path / "corpus-2" / "secret.txt")
    (corpus / "folder").symlink_to("../corpus-2")
    (corpus / "nowhere.txt").symlink_to("gone.txt")
    results = list(read_corpus(corpus, max_bytes=LIMIT))
    assert [result.path for result in results] == ["a.txt", "file.txt", "folder", "nowhere.txt"]
    reasons = [result.reason for result in results if isinstance(result, FailedFile)]
    assert ["outside the corpus" in reason for reason in reasons] == [True, True, False]
    assert "leads nowhere" in reasons[2]


def test_link_in_the_folder(tmp_path: Path) -> None:
    """A link to a hidden place inside is followed; what has a name of its own is not read twice."""
    _fill(tmp_path, "a.txt", "sub/b.txt", ".store/c.txt", ".store/d/e.txt")
    (tmp_path / "0.txt").symlink_to("a.txt")
    (tmp_path / "1").symlink_to("sub")
    (tmp_path / "c.txt").symlink_to(".store/c.txt")
    (tmp_path / "d").symlink_to(".store/d", target_is_directory=True)
    assert _paths(tmp_path) == ["a.txt", "c.txt", "d/e.txt", "sub/b.txt"]


def test_link_circles(tmp_path: Path) -> None:
    """Links in a circle end."""
    _fill(tmp_path, "a/x.txt", "b/y.txt")
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "a" / "b").symlink_to("../b")
    (tmp_path / "b" / "a").symlink_to("../a")
    (tmp_path / "self").symlink_to("self")
    results = list(read_corpus(tmp_path, max_bytes=LIMIT))
    assert [result.path for result in results] == ["a/x.txt", "b/y.txt", "self"]
    assert isinstance(results[-1], FailedFile)


def test_linked_root(tmp_path: Path) -> None:
    """The corpus folder itself may be a link."""
    _fill(tmp_path, "real/a.txt")
    (tmp_path / "corpus").symlink_to("real")
    assert _paths(tmp_path / "corpus") == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_named_pipe(tmp_path: Path) -> None:
    """A named pipe is reported, not waited for."""
    os.mkfifo(tmp_path / "a.txt")
    (result,) = read_corpus(tmp_path, max_bytes=LIMIT)
    assert isinstance(result, FailedFile)
    assert "not a regular file" in result.reason


def test_file_name_that_is_no_text(tmp_path: Path) -> None:
    """A file name in another encoding becomes an identity that can be stored."""
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Titre\n\nDu texte ici.")
    assert _paths(tmp_path) == [r"caf\xe9.txt"]


def test_gzip_bomb(tmp_path: Path) -> None:
    """A small file that inflates to a huge one is not inflated beyond the limit."""
    bomb = gzip.compress(gzip.compress(b"") + b"\0" * 50_000_000, 9)
    tracemalloc.start()
    found = failure(tmp_path, "a.txt.gz", bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "larger than 1 MB" in found.reason
    assert peak < 20_000_000


def test_yaml_object(tmp_path: Path) -> None:
    """Front matter makes no Python objects."""
    front = f"title: !!python/object/apply:os.mkdir ['{tmp_path / 'made'}']"
    assert "not valid YAML" in failure(tmp_path, "a.md", f"---\n{front}\n---\nText.").reason
    assert not (tmp_path / "made").exists()


def test_yaml_bomb(tmp_path: Path) -> None:
    """Front matter with aliases, which can grow without end, is refused."""
    front = "a0: &a0 {x: 1}\n" + "".join(
        f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40)
    )
    assert "aliases" in failure(tmp_path, "a.md", f"---\n{front}---\nText.").reason


def test_row_id_is_opaque(tmp_path: Path) -> None:
    """A row's id is only a name: dots and slashes in it lead nowhere."""
    found = article(tmp_path, "a.jsonl", '{"id": "../../etc/passwd", "text": "Du texte."}')
    assert (found.id, found.path) == ("a.jsonl#../../etc/passwd", "a.jsonl")
