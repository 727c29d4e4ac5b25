"""Articles pasted and fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.corpus import read_corpus
from qa.types import Article
from qa_ui.articles.pasted import ADDRESSES_AT_ONCE, addresses_of, take_pasted
from tests.website import Site, page

LIMIT = 10_000
TEXT = "The comet returns\n\nAstronomers saw the comet again on Monday. It shines until May."
HTML = b"""<html><head><title>Storm</title></head><body><article><h1>Storm over Hollin</h1>
<p>A storm tore the roof off the town hall of Hollin on Friday night.</p>
<p>Nobody was hurt, the mayor said, and the hall will be closed until spring.</p>
</article></body></html>"""


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


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("https://a.example/ http://b.example/x", ["https://a.example/", "http://b.example/x"]),
        (
            "https://a.example/1, https://a.example/2;",
            ["https://a.example/1", "https://a.example/2"],
        ),
        ("<https://a.example/1>\n\nhttps://a.example/1", ["https://a.example/1"]),
        ("www.gazette.example/une", ["https://www.gazette.example/une"]),
        ("Read https://a.example/", []),
        ("", []),
    ],
)
def test_addresses_are_told_from_a_text(text: str, addresses: list[str]) -> None:
    """Addresses may share a line, and each counts once; one word beside them makes it a text."""
    assert addresses_of(text) == addresses
