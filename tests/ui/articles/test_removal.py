"""Articles taken out of the collection and put back, by where their files are."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from qa.corpus import read_corpus
from qa.corpus.roots import roots_of
from qa.errors import FailedFile
from qa.settings import Settings
from qa.types import Article
from qa_ui.articles.removal import NotRemovableError, Removal

LIMIT = 1_000
TEXT = "The comet returns\n\nAstronomers saw the comet again on Monday. It shines until May."
OTHER = "The ferry stops\n\nThe ferry to Tarran stays in its port until the storm has passed."


def write(file: Path, content: str | bytes = TEXT) -> Path:
    """A file with its folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def found(settings: Settings) -> list[Article | FailedFile]:
    """What a build reads."""
    return [*read_corpus(roots_of(settings), max_bytes=LIMIT)]


def articles(settings: Settings) -> list[Article]:
    """The articles that a build reads."""
    return [one for one in found(settings) if isinstance(one, Article)]


def why(settings: Settings, article: Article) -> str:
    """What the page says instead of removing an article."""
    with pytest.raises(NotRemovableError) as caught:
        Removal(settings).remove(article)
    return caught.value.key


@pytest.mark.parametrize("name", ["uploads/a.txt", "uploads/a.txt.gz", "uploads/dated.md"])
def test_a_file_that_was_added_is_deleted(settings: Settings, name: str) -> None:
    """The file is gone, its neighbours are not; a date that could not be read is no obstacle."""
    content = TEXT if "dated" not in name else f"---\ndate: soon\n---\n{TEXT}"
    data = gzip.compress(content.encode()) if name.endswith(".gz") else content
    file = write(settings.articles / name, data)
    write(settings.articles / "uploads" / "other.txt", OTHER)
    article = next(one for one in articles(settings) if one.path == name)
    assert Removal(settings).remove(article) == "deleted"
    assert not file.exists()
    assert [one.path for one in articles(settings)] == ["uploads/other.txt"]


@pytest.mark.parametrize("name", ["2022/a.txt", "uploads/a.txt"])
def test_a_file_of_the_corpus_stays_and_its_article_goes(settings: Settings, name: str) -> None:
    """Uploads of earlier versions too are left where they are; putting back brings the article."""
    file = write(settings.corpus / name)
    removal, [article] = Removal(settings), articles(settings)
    assert removal.remove(article) == "hidden"
    assert file.read_text() == TEXT
    assert articles(settings) == []
    assert [(one.path, one.title) for one in removal.hidden()] == [(name, "The comet returns")]
    assert removal.put_back(name, article.id)
    assert removal.put_back(name, article.id) is None
    assert articles(settings) == [article]


@pytest.mark.parametrize("folder", ["corpus", "data/articles"])
def test_a_row_of_a_table_goes_alone(settings: Settings, tmp_path: Path, folder: str) -> None:
    """A table holds other articles too: the file stays, and so do they."""
    write(tmp_path / folder / "t.csv", "title,text\nA,Le gué est noyé.\nB,Le pont tient bon.\n")
    first, second = articles(settings)
    assert Removal(settings).remove(first) == "hidden"
    assert articles(settings) == [second]


def test_another_row_in_the_place_of_a_removed_one_is_read(settings: Settings) -> None:
    """Rows without an id are counted; a row that moved up is not taken for the one before it."""
    rows = ["A,Le gué est noyé.", "B,Le pont tient bon.", "C,Le bac reste à quai."]
    table = write(settings.corpus / "t.csv", "\n".join(["title,text", *rows]))
    Removal(settings).remove(articles(settings)[1])
    table.write_text("\n".join(["title,text", rows[0], rows[2]]))
    assert [one.title for one in articles(settings)] == ["A", "C"]


def test_what_comes_from_a_feed_does_not_come_again(settings: Settings) -> None:
    """A feed would fetch a deleted file anew, so its article is left out instead."""
    file = write(settings.articles / "feeds" / "news" / "a.txt")
    assert Removal(settings).remove(articles(settings)[0]) == "hidden"
    assert file.exists()
    assert articles(settings) == []


def test_nothing_outside_the_data_folder_is_deleted(settings: Settings, tmp_path: Path) -> None:
    """Neither by a path that leads out, nor through a link or into a linked folder."""
    outside = write(tmp_path / "outside" / "a.txt")
    own = settings.articles
    own.mkdir(parents=True)
    (own / "folder").symlink_to(outside.parent, target_is_directory=True)
    (own / "link.txt").symlink_to(outside)
    [article] = [one for one in read_corpus(outside, max_bytes=LIMIT) if isinstance(one, Article)]
    for path in ("../../outside/a.txt", str(outside), "folder/a.txt", "link.txt"):
        Removal(settings).remove(article.model_copy(update={"path": path}))
        assert outside.exists()


def test_a_file_that_changed_or_went_is_not_removed(settings: Settings) -> None:
    """What is not what the reader saw stays: the index may be older than the folder."""
    file = write(settings.articles / "uploads" / "a.txt")
    [article] = articles(settings)
    file.write_text(OTHER)
    assert why(settings, article) == "remove_changed"
    file.unlink()
    assert why(settings, article) == "remove_gone"
    assert why(settings, article.model_copy(update={"path": "a\0b.txt"})) == "remove_gone"


def discarded(settings: Settings, path: str, *known: str) -> str:
    """What became of a file that could not be read, or why nothing did."""
    try:
        return Removal(settings).discard(path, known={*known}.intersection)
    except NotRemovableError as error:
        return error.key


def test_a_file_that_cannot_be_read_can_be_discarded(settings: Settings) -> None:
    """One that was added goes; one of the corpus stays and is no longer reported."""
    own = write(settings.articles / "uploads" / "broken.pdf", b"[no]")
    theirs = write(settings.corpus / "broken.pdf", b"[no]")
    removal = Removal(settings)
    assert all(removal.can_discard(one) for one in found(settings) if isinstance(one, FailedFile))
    assert discarded(settings, "uploads/broken.pdf") == "deleted"
    assert discarded(settings, "broken.pdf") == "hidden"
    assert (own.exists(), theirs.exists()) == (False, True)
    assert found(settings) == []


def test_what_is_readable_by_now_or_read_already_is_told_apart(settings: Settings) -> None:
    """What was put right since the build stays; a second copy of an article goes."""
    file = write(settings.articles / "uploads" / "a.txt")
    assert discarded(settings, "uploads/a.txt") == "discard_readable"
    assert file.exists()
    assert discarded(settings, "uploads/a.txt", "uploads/a.txt") == "deleted"


def test_discarding_never_leaves_the_folders(settings: Settings, tmp_path: Path) -> None:
    """A link goes without what it leads to; nothing outside is deleted, and no folder."""
    outside = write(tmp_path / "outside" / "a.txt")
    write(settings.articles / "uploads" / "b.txt")
    (settings.articles / "folder").symlink_to(outside.parent, target_is_directory=True)
    (settings.articles / "nowhere.txt").symlink_to(settings.articles / "none.txt")
    for path in (
        "../../outside/a.txt",
        str(outside),
        "folder/a.txt",
        "uploads",
        "none",
        "a\0b",
        "",
    ):
        assert discarded(settings, path) == "remove_gone"
        assert not Removal(settings).can_discard(FailedFile(path=path, code="file.empty"))
    for link in ("folder", "nowhere.txt"):
        assert discarded(settings, link) == "deleted"
    assert outside.exists()


def test_of_two_files_with_one_path_the_readable_one_is_safe(settings: Settings) -> None:
    """That a file exists in both folders is reported under the path of the one that is read."""
    write(settings.articles / "uploads" / "a.txt")
    write(settings.corpus / "uploads" / "a.txt", OTHER)
    [article, twice] = found(settings)
    assert isinstance(article, Article)
    assert isinstance(twice, FailedFile)
    assert article.text in TEXT
    assert "exists in" in twice.reason
    assert not Removal(settings).can_discard(twice)


def test_files_are_looked_at_in_another_process(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file on which the reader hangs, which may be why one wants to remove it, stops nothing."""
    write(settings.articles / "uploads" / "a.txt")
    [article] = articles(settings)

    def here(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("qa.corpus.read_here", here)
    assert discarded(settings, "uploads/a.txt") == "discard_readable"
    assert Removal(settings).remove(article) == "deleted"
