from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.corpus import ReadLimits, read_corpus, read_file
from qa.corpus.add import Saved, add_page, add_to_corpus, page_article, save
from qa.corpus.fetch import IPAddress, Page
from qa.errors import FailedFile, ReadError
from qa.types import Article
from tests.commands import syncs
from tests.website import Site, guard_network, page, redirect

LIMIT = 20_000
STORY = (
    "<h1>Storm closes the harbour of Saltmere</h1>"
    "<p>The storm closed the harbour of Saltmere on Monday, and forty boats stayed at sea.</p>"
    "<p>Harbour master Ines Coll said that the pier would open again on Thursday morning.</p>"
)
PAGE = f"<!DOCTYPE html><html><head><title>Storm</title></head><body>{STORY}</body></html>"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus folder that is not there yet."""
    return tmp_path / "corpus"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A website on this machine; no other machine can be reached."""
    guard_network(monkeypatch, {"news.example": ["127.0.0.1"]})
    with Site().open() as opened:
        yield opened


def anywhere(_: IPAddress) -> bool:
    """Allows every address."""
    return True


def add(*places: str | Path, corpus: Path) -> list[str]:
    """Add places; the names in the corpus of what was added."""
    added = add_to_corpus([str(place) for place in places], corpus, max_bytes=LIMIT, allow=anywhere)
    return [
        saved.path.relative_to(corpus).as_posix() for saved in added if isinstance(saved, Saved)
    ]


def fetched(url: str, corpus: Path) -> Saved:
    """The file that a page was saved in, and what became of it."""
    return add_page(url, corpus, max_bytes=LIMIT, allow=anywhere)


def write(path: Path, content: str = "Un texte.") -> Path:
    """A file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    """All files below a folder."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def article(path: Path, corpus: Path) -> Article:
    """The one article of a file of the corpus."""
    name = path.relative_to(corpus).as_posix()
    (found,) = read_file(path, name=name, max_bytes=LIMIT)
    assert isinstance(found, Article)
    return found


def test_a_file_is_copied(tmp_path: Path, corpus: Path) -> None:
    """A file lands in the corpus under its own name, and stays where it was."""
    file = write(tmp_path / "Été à Nîmes.md")
    assert add(file, corpus=corpus) == ["Été à Nîmes.md"]
    assert (corpus / file.name).read_bytes() == file.read_bytes()


def test_a_folder_keeps_its_structure(tmp_path: Path, corpus: Path) -> None:
    """The files of a folder that can be read are copied, below the folder's name."""
    for name in ("b/c.txt", "a.md.gz", "photo.jpg", "b/notes.pptx"):
        write(tmp_path / "mine" / name)
    assert add(tmp_path / "mine", corpus=corpus) == ["mine/a.md.gz", "mine/b/c.txt"]
    assert names(corpus) == ["mine/a.md.gz", "mine/b/c.txt"]


def test_a_folder_is_walked_as_a_build_walks_it(tmp_path: Path, corpus: Path) -> None:
    """Hidden files, and links that leave the folder, are not copied."""
    write(tmp_path / "outside.txt")
    for name in ("a.txt", ".hidden.txt", ".git/x.md"):
        write(tmp_path / "mine" / name)
    (tmp_path / "mine" / "link.txt").symlink_to(tmp_path / "outside.txt")
    assert add(tmp_path / "mine", corpus=corpus) == ["mine/a.txt"]


def test_a_folder_without_articles_is_an_error(tmp_path: Path, corpus: Path) -> None:
    """Adding nothing is not a success."""
    write(tmp_path / "mine" / "photo.jpg")
    with pytest.raises(ReadError, match=r"no file that can be read.*\.txt"):
        add(tmp_path / "mine", corpus=corpus)


def test_what_is_in_the_corpus_stays_there(corpus: Path) -> None:
    """A file or folder of the corpus itself is not copied into it once more."""
    write(corpus / "2024" / "a.txt")
    assert (
        add(corpus / "2024", corpus / "2024" / "a.txt", corpus, corpus=corpus) == ["2024/a.txt"] * 3
    )
    assert names(corpus) == ["2024/a.txt"]


def test_a_place_that_is_not_there_is_an_error(tmp_path: Path, corpus: Path) -> None:
    """The error says what can be given; no corpus is made for nothing."""
    with pytest.raises(ReadError, match="does not exist; give a file, a folder or an http"):
        add(tmp_path / "none.txt", corpus=corpus)
    with pytest.raises(ReadError, match="does not exist"):
        add("a\0b.txt", corpus=corpus)
    assert not corpus.exists()


def test_what_came_before_an_error_is_added(tmp_path: Path, corpus: Path) -> None:
    """Places are added in their order until one cannot be."""
    with pytest.raises(ReadError):
        add(write(tmp_path / "a.txt"), "none.txt", write(tmp_path / "b.txt"), corpus=corpus)
    assert names(corpus) == ["a.txt"]


@pytest.mark.parametrize("name", ["photo.jpg", "report.pptx", "noending", ".txt", "a.gz", ""])
def test_unknown_formats_are_refused(corpus: Path, name: str) -> None:
    """The error names the endings that are read; nothing is written."""
    with pytest.raises(ReadError, match=r"one of \.txt, \.md"):
        save(b"text", name, corpus)
    assert not corpus.exists()


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, corpus: Path) -> None:
    """The limit holds for files as it does for pages, and the error names the setting."""
    with pytest.raises(ReadError, match=r"larger than 0\.02 MB.*max_file_mb"):
        add(write(tmp_path / "a.txt", "x" * (LIMIT + 1)), corpus=corpus)
    assert add(write(tmp_path / "b.txt", "x" * LIMIT), corpus=corpus) == ["b.txt"]


def test_nothing_is_overwritten(corpus: Path) -> None:
    """Another file of the same name is refused, and the first one stays."""
    save(b"first", "a.txt", corpus)
    with pytest.raises(ReadError, match="exists already with other content; remove it or rename"):
        save(b"second", "a.txt", corpus)
    assert (corpus / "a.txt").read_bytes() == b"first"


def test_adding_again_changes_nothing(tmp_path: Path, corpus: Path) -> None:
    """The same file may be added twice, and the second time it was there."""
    file = write(tmp_path / "a.txt")
    added = add_to_corpus([str(file)] * 2, corpus, max_bytes=LIMIT)
    assert added == [Saved(corpus / "a.txt", "added"), Saved(corpus / "a.txt", "unchanged")]


def test_a_file_is_replaced_on_demand(corpus: Path) -> None:
    """Who asks for it gets the new content under the name, and hears that it was another."""
    contents = (b"old", b"new", b"new")
    changes = [save(content, "a.txt", corpus, replace=True).change for content in contents]
    assert changes == ["added", "updated", "unchanged"]
    assert (corpus / "a.txt").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("../../a.txt", "_/_/a.txt"),
        ("/etc/a.txt", "_/etc/a.txt"),
        ("x/../a.txt", "x/_/a.txt"),
        ("./a.txt", "a.txt"),
        ("..\\..\\a.txt", "_.._a.txt"),
        ("C:\\temp\\a.txt", "C__temp_a.txt"),
        ("a\0b.txt", "a_b.txt"),
        ("a\nb\x1b.txt", "a_b_.txt"),
        (".git/a.txt", "git/a.txt"),
        ("..a.txt", "a.txt"),
        ("a.txt ", "a.txt"),
        ('<a>:"|?*.txt', "_a______.txt"),
        ("con.txt", "_con.txt"),
        ("NUL.txt", "_NUL.txt"),
        ("aux/a.txt", "_aux/a.txt"),
        ("COM1.md.gz", "_COM1.md.gz"),
        ("console.txt", "console.txt"),
        ("e\u0301te\u0301.txt", "\u00e9t\u00e9.txt"),
        ("\u202etxt.a\u200b.txt", "_txt.a_.txt"),
        ("a\u2028b\u00a0c.txt", "a_b\u00a0c.txt"),
    ],
)
def test_names_are_made_safe(corpus: Path, name: str, saved: str) -> None:
    """What means something to a file system, on any system, is replaced in a name."""
    assert save(b"text", name, corpus).path == corpus / saved
    assert names(corpus) == [saved]


@settings(max_examples=60)
@given(name=st.text(max_size=300))
def test_no_name_leaves_the_corpus(name: str) -> None:
    """Whatever the name, the file is inside the corpus, readable, and writable on Windows."""
    with TemporaryDirectory() as folder:
        corpus = Path(folder).resolve() / "corpus"
        path = save(b"text", f"{name}end.txt", corpus).path
        assert path.resolve().is_relative_to(corpus)
        assert path.read_bytes() == b"text"
        parts = path.relative_to(corpus).parts
    assert not any(PureWindowsPath(part).is_reserved() or part.startswith(".") for part in parts)


def test_long_names_keep_their_ending(corpus: Path) -> None:
    """A name longer than a file system takes is cut in front, counted in bytes."""
    path = save(b"text", "é" * 300 + "fin.txt", corpus).path
    assert path.name.endswith("éfin.txt")
    assert len(os.fsencode(path.name)) <= 255


def test_a_name_that_is_a_folder_is_an_error(corpus: Path) -> None:
    """A folder in the place of the file is neither overwritten nor a crash."""
    (corpus / "a.txt").mkdir(parents=True)
    with pytest.raises(ReadError, match="exists already"):
        save(b"text", "a.txt", corpus)


def test_a_corpus_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    """A single file may be built from, but nothing can be added to it."""
    with pytest.raises(ReadError):
        save(b"text", "a.txt", write(tmp_path / "corpus"))
    with pytest.raises(ReadError, match="cannot be written"):
        save(b"text", "sub/a.txt", tmp_path / "corpus")


def test_a_page_has_its_address_as_identity(site: Site, corpus: Path) -> None:
    """A fetched page that does not name its address is identified by the one it came from."""
    url = site.url("/2026/11/storm.html?a=1&b=2", "news.example")
    site.pages["/2026/11/storm.html?a=1&b=2"] = page(PAGE.encode())
    found = article(fetched(url, corpus).path, corpus)
    assert (found.id, found.url) == (url, url)
    assert "forty boats stayed at sea" in found.text
    assert [*read_corpus(corpus, max_bytes=LIMIT)] == [found]


def test_what_is_added_outlasts_a_power_failure(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is synced before it appears, and then the folder that names it."""
    synced = syncs(monkeypatch)
    save(b"Un texte.", "a.txt", corpus)
    assert synced == ["file", "folder"]


def test_a_page_in_utf_16(site: Site, corpus: Path) -> None:
    """The address is written into a page that has two bytes a character, and both can be read."""
    site.pages["/wide"] = page(PAGE.encode("utf-16"))
    url = site.url("/wide", "news.example")
    found = article(fetched(url, corpus).path, corpus)
    assert found.url == url
    assert "forty boats stayed at sea" in found.text


def test_the_word_canonical_is_no_address(site: Site, corpus: Path) -> None:
    """A page that only speaks of something canonical gets its address all the same."""
    site.pages["/a"] = page(PAGE.replace("Harbour master", "The canonical master").encode())
    url = site.url("/a", "news.example")
    assert article(fetched(url, corpus).path, corpus).url == url


def test_a_page_that_names_its_address_keeps_it(site: Site, corpus: Path) -> None:
    """The address that a page declares is its identity; the page is kept, behind one line."""
    canonical = "<link href='https://news.example/storm' rel='canonical'>"
    content = PAGE.replace("<title>", f"{canonical}<title>").encode()
    site.pages["/a?tracking=1"] = page(content)
    path = fetched(site.url("/a?tracking=1", "news.example"), corpus).path
    assert path.read_bytes().partition(b"\n")[2] == content
    assert article(path, corpus).id == "https://news.example/storm"


@pytest.mark.parametrize(
    ("claim", "address"),
    [
        ("/2026/storm", "http://news.example:{port}/2026/storm"),
        ("http://www.news.example:{port}/storm", "http://www.news.example:{port}/storm"),
        ("", "http://news.example:{port}/a"),
        ("https://news.example/", "http://news.example:{port}/a"),
        ("https://lemonde.example/storm", "http://news.example:{port}/a"),
        ("https://blog.news.example/storm", "http://news.example:{port}/a"),
        ("https://evilnews.example/storm", "http://news.example:{port}/a"),
        ("javascript:alert(1)", "http://news.example:{port}/a"),
        ("https://me:secret@news.example/storm", "http://news.example:{port}/a"),
    ],
)
def test_a_page_speaks_for_its_own_site_only(
    site: Site, corpus: Path, claim: str, address: str
) -> None:
    """A relative address is completed; that of a front page or another site does not count."""
    url = site.url("/a", "news.example")
    port = url.rpartition(":")[2].partition("/")[0]
    link = f'<link rel="canonical" href="{claim.format(port=port)}">'
    site.pages["/a"] = page(PAGE.replace("<title>", f"{link}<title>").encode())
    assert article(fetched(url, corpus).path, corpus).url == address.format(port=port)


def test_a_fetched_text_keeps_its_address(site: Site, corpus: Path) -> None:
    """A plain text has no place for an address but its head, where exports have it too."""
    url = site.url("/a.txt", "news.example")
    site.pages["/a.txt"] = page(b"Storm\n\nForty boats stayed at sea.", "text/plain")
    found = article(fetched(url, corpus).path, corpus)
    assert (found.id, found.title, found.text) == (url, "Storm", "Forty boats stayed at sea.")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (
            "text/html",
            PAGE.replace(
                "<title>",
                '<meta property="og:url" content="https://lemonde.example/a">'
                '<meta property="og:site_name" content="Le Monde"><title>',
            ),
        ),
        ("text/plain", " 2022-01 https://lemonde.example/a\n\nStorm\n\nForty boats stayed."),
        ("text/plain", "https://lemonde.example/a\n\nStorm\n\nForty boats stayed."),
        (
            "text/markdown",
            (
                "---\nurl: https://lemonde.example/a\nsource: Le Monde\nlien: https://x.example/\n"
                "title: Storm\n---\nForty boats stayed."
            ),
        ),
        ("text/markdown", "# Storm\n\nForty boats stayed."),
    ],
)
def test_a_page_poses_as_no_other_newspaper(
    site: Site, corpus: Path, kind: str, content: str
) -> None:
    """Neither address nor source of a fetched page are what it says of another site."""
    site.pages["/a"] = page(content.encode(), kind)
    url = site.url("/a", "news.example")
    found = article(fetched(url, corpus).path, corpus)
    assert (found.id, found.url, found.source) == (url, url, "news.example")
    assert found.title.startswith("Storm")
    assert "orty boats stayed" in found.text


def test_a_site_is_called_like_its_host(site: Site, corpus: Path) -> None:
    """A site keeps the name that it gives itself if its host is called like that."""
    meta = '<meta property="og:site_name" content="The News">'
    site.pages["/a"] = page(PAGE.replace("<title>", f"{meta}<title>").encode())
    assert (
        article(fetched(site.url("/a", "news.example"), corpus).path, corpus).source == "The News"
    )


def test_a_password_in_an_address_is_refused(corpus: Path) -> None:
    """It would become the public link of the article; the error does not repeat it."""
    with pytest.raises(ReadError, match="password") as refused:
        add("https://me:s3cret@news.example/a", corpus=corpus)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("name", ["README.txt", "questions.jsonl", "sub/LICENSE.md"])
def test_what_a_build_passes_over_is_not_added(corpus: Path, name: str) -> None:
    """A name that no article has is refused, instead of being added and never found."""
    with pytest.raises(ReadError, match="rename"):
        save(b"Un texte.", name, corpus)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")
def test_a_folder_is_added_as_far_as_it_can_be(tmp_path: Path, corpus: Path) -> None:
    """Pipes, links to nowhere and files that are there already are told; the others go in."""
    os.mkfifo(write(tmp_path / "news" / "a.txt").with_name("pipe.txt"))
    (tmp_path / "news" / "gone.txt").symlink_to(tmp_path / "nowhere")
    found = add_to_corpus([str(tmp_path / "news")], corpus, max_bytes=LIMIT)
    assert names(corpus) == ["news/a.txt"]
    failed = {Path(one.path).name: one.reason for one in found if isinstance(one, FailedFile)}
    assert failed.keys() == {"pipe.txt", "gone.txt"}
    assert "not a regular file" in failed["pipe.txt"]


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_no_link_leads_out_of_the_corpus(tmp_path: Path, corpus: Path) -> None:
    """A folder of the corpus that is a link to elsewhere is not written into."""
    (tmp_path / "elsewhere").mkdir()
    corpus.mkdir()
    (corpus / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReadError, match="outside the corpus"):
        save(b"Un texte.", "link/a.txt", corpus)
    assert names(tmp_path / "elsewhere") == []


def test_a_redirected_page_has_its_last_address(site: Site, corpus: Path) -> None:
    """The address after all redirects identifies the article."""
    site.pages |= {"/short": redirect("/long"), "/long": page(PAGE.encode())}
    path = fetched(site.url("/short", "news.example"), corpus).path
    assert article(path, corpus).id == site.url("/long", "news.example")


def test_a_page_that_changed_takes_the_place_of_its_older_form(site: Site, corpus: Path) -> None:
    """An address fetched again is one article: the new one if it changed, else the old one."""
    address = site.url("/storm", "news.example")
    later = PAGE.replace("forty boats", "fifty boats")
    for content, change in ((PAGE, "added"), (PAGE, "unchanged"), (later, "updated")):
        site.pages["/storm"] = page(content.encode())
        saved = fetched(address, corpus)
        assert saved.change == change
    assert "fifty boats" in article(saved.path, corpus).text
    assert len(names(corpus)) == 1


def test_a_page_is_unchanged_where_its_article_is(site: Site, corpus: Path) -> None:
    """What is new at every visit, and no part of the article, makes no new article."""
    for visit, change in ((1, "added"), (2, "unchanged")):
        site.pages["/a"] = page(f"{PAGE}<script>let visit = {visit}</script>".encode())
        assert fetched(site.url("/a"), corpus).change == change


def test_a_page_that_lost_its_article_replaces_none(site: Site, corpus: Path) -> None:
    """Behind a wall that went up since, nothing is taken, and the article stays."""
    site.pages["/a"] = page(PAGE.encode())
    path = fetched(site.url("/a"), corpus).path
    site.pages["/a"] = page(b"<!DOCTYPE html><html><body><script>wall()</script></body></html>")
    with pytest.raises(ReadError, match="no longer contains an article"):
        fetched(site.url("/a"), corpus)
    assert "forty boats" in article(path, corpus).text


def test_pages_get_readable_and_different_names(site: Site, corpus: Path) -> None:
    """The name tells host and path; addresses that differ only in their query differ too."""
    site.pages |= dict.fromkeys(("/Été/storm.html", "/a?x=1", "/a?x=2"), page(PAGE.encode()))
    site.pages["/%C3%89t%C3%A9/storm.html"] = page(PAGE.encode())
    first, second, third = add(
        site.url("/Été/storm.html"), site.url("/a?x=1"), site.url("/a?x=2"), corpus=corpus
    )
    assert first.startswith("fetched/127-0-0-1-")
    assert "storm" in first
    assert second != third


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        ("text/html; charset=utf-8", ".html"),
        ("application/xhtml+xml", ".html"),
        ("application/pdf", ".pdf"),
        ("text/plain", ".txt"),
        ("text/markdown", ".md"),
    ],
)
def test_the_declared_kind_decides_the_format(
    site: Site, corpus: Path, kind: str, ending: str
) -> None:
    """Not the address but the media type says how a page is read."""
    site.pages["/a.php"] = page(b"<p>text</p>", kind)
    (name,) = add(site.url("/a.php"), corpus=corpus)
    assert name.endswith(ending)


@pytest.mark.parametrize("kind", ["image/png", "application/json", "application/zip", ""])
def test_what_is_no_article_is_not_fetched(site: Site, corpus: Path, kind: str) -> None:
    """A picture, data or a page of no declared type is refused with its type."""
    site.pages["/a.html"] = page(b"x", kind)
    with pytest.raises(ReadError, match=kind or "content type"):
        add(site.url("/a.html"), corpus=corpus)
    assert not corpus.exists()


def test_addresses_are_checked_unless_told_otherwise(site: Site, corpus: Path) -> None:
    """By default nothing of this machine's own network can be added."""
    site.pages["/a"] = page(PAGE.encode())
    with pytest.raises(ReadError, match="private network"):
        add_to_corpus([site.url("/a")], corpus, max_bytes=LIMIT)
    assert site.asked == []


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://news.example/a.txt"])
def test_other_addresses_are_no_places(corpus: Path, place: str) -> None:
    """What is no http address is taken for a path, which does not exist."""
    with pytest.raises(ReadError, match="does not exist"):
        add(place, corpus=corpus)


def test_pages_are_read_in_another_process(
    site: Site, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is fetched, or fetched again, is looked at with limits of time and memory."""

    def here(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("qa.corpus.read_here", here)
    limits = ReadLimits(605, 2000)
    for change in ("added", "unchanged"):
        site.pages["/a"] = page(PAGE.encode())
        saved = add_page(site.url("/a"), corpus, max_bytes=LIMIT, limits=limits, allow=anywhere)
        assert saved.change == change
    fetched_page = Page(site.url("/a"), "text/html", PAGE.encode())
    assert page_article(fetched_page, max_bytes=LIMIT, limits=limits)
