"""Articles pasted, fetched and removed."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.corpus import read_corpus
from qa.types import Article
from qa_ui.articles.files import (
    ADDRESSES_AT_ONCE,
    NotRemovableError,
    discard,
    is_row,
    is_there,
    remove,
    take_pasted,
)
from tests.website import Site, page

LIMIT = 10_000
TEXT = "The comet returns\n\nAstronomers saw the comet again on Monday. It shines until May."
HTML = b"""<html><head><title>Storm</title></head><body><article><h1>Storm over Hollin</h1>
<p>A storm tore the roof off the town hall of Hollin on Friday night.</p>
<p>Nobody was hurt, the mayor said, and the hall will be closed until spring.</p>
</article></body></html>"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of articles with one article in it."""
    folder = tmp_path / "corpus"
    (folder / "2022").mkdir(parents=True)
    (folder / "2022" / "comet.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def site() -> Iterator[Site]:
    """A website on this machine."""
    with Site().open() as site:
        yield site


def only(corpus: Path) -> Article:
    """The one article of a folder."""
    [article] = read_corpus(corpus, max_bytes=LIMIT)
    assert isinstance(article, Article)
    return article


def why(article: Article, corpus: Path) -> str:
    """What the page says instead of removing an article."""
    with pytest.raises(NotRemovableError) as caught:
        remove(article, corpus, limit=LIMIT)
    return caught.value.key


def test_a_pasted_text_becomes_an_article_under_its_title(tmp_path: Path) -> None:
    """The first line is the title and names the file; the same title again replaces it."""
    name = "pasted/the-comet-returns.txt"
    later = TEXT.replace("Monday", "Tuesday")
    for text, change in ((TEXT, "added"), (TEXT, "unchanged"), (later, "updated")):
        result = take_pasted(text, tmp_path, limit=LIMIT)
        assert (result.saved, getattr(result, change)) == ([name], [name])
    article = only(tmp_path)
    assert article.title == "The comet returns"
    assert "on Tuesday" in article.text


def test_titles_that_begin_alike_are_two_articles(tmp_path: Path) -> None:
    """Reports of one title but for its end do not take each other's place."""
    title = "Guerre : ce qu’il faut retenir de la longue journée du lundi {} mars dans le pays"
    texts = [f"{title.format(day)}\n\nLe pont a tenu." for day in (3, 10)]
    saved = [take_pasted(text, tmp_path, limit=LIMIT) for text in texts]
    assert len({result.saved[0] for result in saved}) == 2
    assert not any(result.updated for result in saved)


def test_a_pasted_head_is_not_taken_for_the_title(tmp_path: Path) -> None:
    """A text may begin with date and address as in the files, and is named by its title."""
    result = take_pasted(
        f" date 2025-02 https://news.example/comet\n\n{TEXT}", tmp_path, limit=LIMIT
    )
    assert result.saved == ["pasted/the-comet-returns.txt"]
    assert only(tmp_path).url == "https://news.example/comet"


def test_pasting_nothing_does_nothing(tmp_path: Path) -> None:
    """White space is no article."""
    result = take_pasted(" \n\n", tmp_path, limit=LIMIT)
    assert (result.saved, result.failed) == ([], [])
    assert list(tmp_path.iterdir()) == []


def test_a_pasted_text_is_limited_like_a_file(tmp_path: Path) -> None:
    """A text over the limit is refused with the limit."""
    [refused] = take_pasted("x " * LIMIT, tmp_path, limit=LIMIT).failed
    assert "is larger than 0.01 MB" in refused.reason


@pytest.mark.parametrize("title", ["../../etc/passwd", "...", "日本", "CON", "a/b\\c:d"])
def test_no_title_leads_out_of_the_folder(tmp_path: Path, title: str) -> None:
    """Whatever the first line, the file lies in the folder of pasted texts."""
    [path] = take_pasted(f"{title}\n\nbody", tmp_path / "corpus", limit=LIMIT).saved
    assert (tmp_path / "corpus" / path).parent == tmp_path / "corpus" / "pasted"
    assert [entry.name for entry in tmp_path.iterdir()] == ["corpus"]


def test_pasted_addresses_are_fetched(tmp_path: Path, site: Site) -> None:
    """Where every line is an address each page is fetched; a bad one stops no other."""
    site.pages["/storm"] = page(HTML)
    text = f"{site.url('/missing')}\n\n{site.url('/storm')}"
    result = take_pasted(text, tmp_path, limit=LIMIT, allow=lambda _: True)
    assert len(result.saved) == 1
    assert [refused.name for refused in result.failed] == [site.url("/missing")]
    assert "404" in result.failed[0].reason
    assert only(tmp_path).url == site.url("/storm")


def test_an_address_again_updates_its_article(tmp_path: Path, site: Site) -> None:
    """A page that changed takes the place of its older form; the same page changes nothing."""
    for content, change in (
        (HTML, "added"),
        (HTML, "unchanged"),
        (HTML.replace(b"Friday", b"Sunday"), "updated"),
    ):
        site.pages["/storm"] = page(content)
        result = take_pasted(site.url("/storm"), tmp_path, limit=LIMIT, allow=lambda _: True)
        assert len(getattr(result, change)) == 1
        assert result.failed == []
    assert "Sunday night" in only(tmp_path).text


def test_private_addresses_are_refused(tmp_path: Path, site: Site) -> None:
    """This machine and its network are never asked."""
    result = take_pasted(site.url("/storm"), tmp_path, limit=LIMIT)
    assert "private network" in result.failed[0].reason
    assert site.asked == []
    assert list(tmp_path.iterdir()) == []


def test_a_path_is_text_and_never_opened(tmp_path: Path) -> None:
    """What is no web address is an article's text, even if it names a file here."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden", encoding="utf-8")
    [path] = take_pasted(f"{secret}\nfile://{secret}", tmp_path / "corpus", limit=LIMIT).saved
    assert "hidden" not in (tmp_path / "corpus" / path).read_text(encoding="utf-8")


def test_so_many_addresses_are_fetched_at_once(tmp_path: Path, site: Site) -> None:
    """Those over the limit are named with the reason."""
    addresses = [site.url(f"/{number}") for number in range(ADDRESSES_AT_ONCE + 1)]
    result = take_pasted("\n".join(addresses), tmp_path, limit=LIMIT, allow=lambda _: True)
    assert len(site.asked) == ADDRESSES_AT_ONCE
    assert result.failed[-1].name == addresses[-1]
    assert "at once" in result.failed[-1].reason


def test_removing_an_article_deletes_its_file_alone(corpus: Path) -> None:
    """The file is gone, its folder and its neighbours are not."""
    (corpus / "2022" / "other.md").write_text("# Other\n\nText.", encoding="utf-8")
    article = next(
        found
        for found in read_corpus(corpus, max_bytes=LIMIT)
        if isinstance(found, Article) and found.path == "2022/comet.txt"
    )
    remove(article, corpus, limit=LIMIT)
    assert [path.name for path in (corpus / "2022").iterdir()] == ["other.md"]


def test_a_compressed_article_can_be_removed(tmp_path: Path) -> None:
    """Compression makes no difference."""
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    remove(only(tmp_path), tmp_path, limit=LIMIT)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.csv", "a.CSV.gz", "a.tsv", "a.jsonl", "a.json", "a.ndjson.gz"])
def test_a_row_of_a_table_cannot_be_removed(corpus: Path, name: str) -> None:
    """A table holds other articles too, so it stays."""
    article = only(corpus).model_copy(update={"path": name})
    assert is_row(article)
    (corpus / name).write_bytes(b"text\nx")
    assert why(article, corpus) == "remove_row"
    assert (corpus / name).exists()


def test_a_row_of_a_table_in_a_text_file_cannot_be_removed(tmp_path: Path) -> None:
    """A text file may be a table that a spreadsheet saved: then it holds other articles too."""
    (tmp_path / "a.txt").write_text("title\ttext\nA\tLe gué est noyé.\n", encoding="utf-16")
    assert why(only(tmp_path), tmp_path) == "remove_row"


def test_an_article_that_lacks_something_can_be_removed(tmp_path: Path) -> None:
    """A date that could not be read keeps no file in the folder."""
    (tmp_path / "a.md").write_text("---\ndate: soon\n---\nLe gué est noyé.", encoding="utf-8")
    article = next(iter(read_corpus(tmp_path, max_bytes=LIMIT)))
    assert isinstance(article, Article)
    remove(article, tmp_path, limit=LIMIT)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["../outside.txt", "2022/../../outside.txt", "{tmp}/outside.txt"])
def test_nothing_outside_the_folder_is_removed(corpus: Path, path: str) -> None:
    """A path that leads out of the corpus is refused, whatever the index says."""
    outside = corpus.parent / "outside.txt"
    outside.write_text(TEXT, encoding="utf-8")
    article = only(corpus).model_copy(update={"path": path.format(tmp=corpus.parent)})
    assert why(article, corpus) == "remove_link"
    assert outside.exists()


def test_nothing_is_removed_through_a_link(corpus: Path) -> None:
    """Neither a link nor a file in a linked folder is deleted, though both are read."""
    outside = corpus.parent / "outside"
    outside.mkdir()
    (outside / "a.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "folder").symlink_to(outside, target_is_directory=True)
    (corpus / "link.txt").symlink_to(corpus / "2022" / "comet.txt")
    article = next(read_corpus(corpus / "2022", max_bytes=LIMIT))
    assert isinstance(article, Article)
    for path in ("folder/a.txt", "link.txt"):
        assert why(article.model_copy(update={"path": path}), corpus) == "remove_link"
    assert (outside / "a.txt").exists()
    assert (corpus / "2022" / "comet.txt").exists()


def test_a_file_that_changed_or_went_is_not_removed(corpus: Path) -> None:
    """What is not what the reader saw stays: the index may be older than the folder."""
    article = only(corpus)
    file = corpus / article.path
    file.write_text("Something else\n\nAltogether.", encoding="utf-8")
    assert why(article, corpus) == "remove_changed"
    assert file.exists()
    file.unlink()
    assert why(article, corpus) == "remove_gone"
    assert why(article.model_copy(update={"path": "a\0b.txt"}), corpus) == "remove_gone"


def left(corpus: Path, path: str, *known: str) -> str:
    """What the page says instead of discarding a file."""
    with pytest.raises(NotRemovableError) as caught:
        discard(path, corpus, limit=LIMIT, known=known)
    return caught.value.key


def test_a_file_that_cannot_be_read_can_be_discarded(corpus: Path) -> None:
    """An unreadable file goes, a broken table as a whole too, and nothing beside them."""
    for name in ("broken.pdf", "list.jsonl"):
        (corpus / name).write_bytes(b"[no]")
        assert is_there(name, corpus)
        discard(name, corpus, limit=LIMIT, known=())
        assert not is_there(name, corpus)
    assert only(corpus).path == "2022/comet.txt"


def test_a_second_copy_can_be_discarded(corpus: Path) -> None:
    """A file whose article is in the index from elsewhere goes; the first one stays."""
    (corpus / "copy.txt").write_text(TEXT, encoding="utf-8")
    discard("copy.txt", corpus, limit=LIMIT, known=["copy.txt"])
    assert only(corpus).path == "2022/comet.txt"


def test_a_file_that_can_be_read_by_now_stays(corpus: Path) -> None:
    """What was put right since the build belongs into the index, not into the bin."""
    assert left(corpus, "2022/comet.txt") == "discard_readable"
    assert only(corpus).title == "The comet returns"


def test_discarding_never_leaves_the_folder(corpus: Path) -> None:
    """A link goes without what it leads to; nothing outside is deleted, and no folder."""
    outside = corpus.parent / "outside"
    outside.mkdir()
    (outside / "a.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "folder").symlink_to(outside, target_is_directory=True)
    (corpus / "nowhere.txt").symlink_to(corpus / "none.txt")
    for path in ("../outside/a.txt", str(outside / "a.txt"), "folder/a.txt"):
        assert left(corpus, path) == "remove_link"
        assert not is_there(path, corpus)
    for path in ("2022", "none.txt", "t.csv, line 3", "a\0b.txt", ""):
        assert left(corpus, path) in {"remove_gone", "remove_link"}
    for link in ("folder", "nowhere.txt"):
        discard(link, corpus, limit=LIMIT, known=())
    assert (outside / "a.txt").exists()
    assert [path.name for path in corpus.iterdir()] == ["2022"]
