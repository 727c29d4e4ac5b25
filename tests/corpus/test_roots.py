"""The corpus folder and the folder that the app fills, read as one collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.corpus import read_corpus
from qa.corpus.add import save
from qa.corpus.hidden import Hidden, HiddenArticle
from qa.corpus.roots import Roots, roots_of
from qa.errors import FailedFile, ReadError
from qa.settings import Settings
from qa.types import Article

from .samples import LIMIT

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Titre {}\n\nLe texte du fichier {} se lit ici."


def fill(folder: Path, *names: str) -> None:
    """Files that say what they are called."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT.format(name, name))


def read(roots: Roots) -> list[str]:
    """The paths that are read, and the codes of what fails."""
    results = read_corpus(roots, max_bytes=LIMIT)
    return [one.path if isinstance(one, Article) else one.code for one in results]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A corpus and a data folder."""
    return Settings(corpus=tmp_path / "corpus", data=tmp_path / "data")


def test_both_folders_are_one_collection(settings: Settings) -> None:
    """Their files come in the order of their paths."""
    fill(settings.corpus, "2022/a.txt", "z.txt")
    fill(settings.articles, "uploads/b.txt")
    assert read(roots_of(settings)) == ["2022/a.txt", "uploads/b.txt", "z.txt"]


def test_a_folder_that_is_named_is_read_alone(settings: Settings, tmp_path: Path) -> None:
    """Only the corpus of the settings comes with what was added, however it is written."""
    fill(settings.corpus, "a.txt")
    fill(settings.articles, "uploads/b.txt")
    fill(tmp_path / "other", "c.txt")
    assert read(roots_of(settings, tmp_path / "other")) == ["c.txt"]
    assert read(roots_of(settings, tmp_path / "other" / ".." / "corpus")) == [
        "a.txt",
        "uploads/b.txt",
    ]


def test_one_path_in_both_folders_is_reported(settings: Settings) -> None:
    """What was added is read, the other one named; the same content twice is no problem."""
    fill(settings.articles, "uploads/a.txt", "uploads/same.txt")
    fill(settings.corpus, "uploads/same.txt")
    (settings.corpus / "uploads" / "a.txt").write_text("Ancien\n\nUn texte plus ancien.")
    assert read(roots_of(settings)) == ["uploads/a.txt", "file.twice", "uploads/same.txt"]
    article, *_ = read_corpus(roots_of(settings), max_bytes=LIMIT)
    assert isinstance(article, Article)
    assert article.title == "Titre uploads/a.txt"


def test_a_data_folder_within_the_corpus_is_read_once(tmp_path: Path) -> None:
    """Paths of what was added do not depend on where the data folder is."""
    settings = Settings(corpus=tmp_path, data=tmp_path / "data")
    fill(tmp_path, "a.txt", "data/articles/uploads/b.txt")
    assert read(roots_of(settings)) == ["a.txt", "uploads/b.txt"]


def test_a_collection_may_begin_with_what_is_added(settings: Settings) -> None:
    """Without a corpus folder what was added is read; with neither it is an error."""
    with pytest.raises(ReadError, match="does not exist"):
        read(roots_of(settings))
    fill(settings.articles, "pasted/a.txt")
    assert read(roots_of(settings)) == ["pasted/a.txt"]


def test_a_corpus_may_be_one_file(settings: Settings, tmp_path: Path) -> None:
    """What was added comes with it too."""
    fill(settings.corpus, "README.txt")
    single = Settings(corpus=settings.corpus / "README.txt", data=tmp_path / "data")
    fill(settings.articles, "pasted/a.txt")
    assert read(roots_of(single)) == ["README.txt", "pasted/a.txt"]


def test_adding_a_file_anew_shows_it_again(settings: Settings) -> None:
    """What was left out comes back when its file is added."""
    hidden = Hidden(settings.articles)
    fill(settings.corpus, "uploads/a.txt")
    for entry in (
        HiddenArticle(path="uploads/a.txt"),
        HiddenArticle(path="uploads/a.txt", id="uploads/a.txt", title="Titre"),
    ):
        hidden.hide(entry)
    assert read(roots_of(settings)) == []
    save(b"Titre\n\nUn texte.", "uploads/a.txt", settings.articles)
    assert hidden.all() == []
    assert read(roots_of(settings)) == ["uploads/a.txt", "file.twice"]


def test_a_broken_list_is_an_error_with_its_remedy(settings: Settings) -> None:
    """Nothing comes back unasked because the list of what is left out cannot be read."""
    fill(settings.corpus, "a.txt")
    fill(settings.articles, "b.txt")
    (settings.articles / ".hidden.json").write_text("{")
    with pytest.raises(ReadError, match="or delete it"):
        read(roots_of(settings))


def test_the_file_of_an_article_is_found(settings: Settings) -> None:
    """In either folder, and in an archive by the archive's path."""
    fill(settings.corpus, "a.txt")
    fill(settings.articles, "uploads/b.zip")
    roots = roots_of(settings)
    assert roots.find("a.txt") == settings.corpus / "a.txt"
    assert roots.find("uploads/b.zip/c.txt") == settings.articles / "uploads" / "b.zip"
    assert roots.find("none.txt") is None
    assert isinstance(FailedFile(path="a", code="file.twice", values={"own": "x"}).reason, str)
