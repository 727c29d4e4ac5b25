"""The commands `qa feed …` against a website on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from qa.cli.commands import app
from qa.errors import FeedError, ReadError
from qa.index.generations import read_status
from tests.website import Site, page
from tests.workspace.feeds.made import BODY, article_page, feed_page, item, rss

pytestmark = pytest.mark.slow

POOL = "Brévannes ferme sa piscine"


@pytest.fixture
def site() -> Iterator[Site]:
    """A website with a feed of one article."""
    with Site().open() as site:
        site.pages["/rss"] = feed_page(rss(item("/a", POOL, site)))
        site.pages["/a"] = article_page(POOL)
        yield site


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of the commands, which may fetch from this machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_FEEDS_PRIVATE", "1")
    monkeypatch.setattr("qa.workspace.feeds.visit.PAUSE", 0.0)
    (tmp_path / "corpus").mkdir()
    return tmp_path


def qa(*arguments: str) -> tuple[str, str]:
    """What a command that succeeds prints on its two streams."""
    result = CliRunner().invoke(app, ["feed", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout, result.stderr


def found(*arguments: str) -> Any:
    """The JSON document of a command."""
    return json.loads(qa(*arguments, "--json")[0])


def test_a_feed_is_followed_and_its_articles_answer(site: Site, folder: Path) -> None:
    """Added, listed, read, and the index has its article."""
    added, _ = qa("add", site.url("/rss"), "--name", "Le Courrier", "--every", "2h")
    assert added.startswith("added le-courrier (Le Courrier)")
    assert "not read yet" in qa("list")[0]
    printed, notes = qa("run")
    assert printed == "le-courrier: 1 new, 0 updated\n"
    assert "1 added" in notes
    assert read_status(folder / "index").articles == 1
    (feed,) = found("list")
    assert (feed["name"], feed["every"], feed["outcome"]["new"]) == ("le-courrier", 7200, 1)


def test_the_index_is_built_only_for_new_articles(site: Site, folder: Path) -> None:
    """Without them, or with --no-build, there is no build; the next run makes up for it."""
    qa("add", site.url("/rss"), "--name", "une")
    qa("run", "une", "--no-build")
    assert not (folder / "index").exists()
    assert found("run", "une")[0]["new"] == 0
    assert read_status(folder / "index").articles == 1


def test_only_feeds_that_are_due_run(site: Site) -> None:
    """With --due; a paused one runs only by its name."""
    qa("add", site.url("/rss"), "--name", "une")
    assert len(found("run", "--due", "--no-build")) == 1
    assert found("run", "--due", "--no-build") == []
    qa("pause", "une")
    assert found("run", "--no-build") == []
    assert len(found("run", "une", "--no-build")) == 1
    assert found("resume", "une")["paused"] is False
    assert len(found("run", "--due", "--no-build")) == 1


def test_a_failing_feed_keeps_no_other_back(site: Site) -> None:
    """What is wrong stands in the list; problems with single articles on standard error."""
    qa("add", site.url("/rss"), "--name", "une")
    site.pages["/b"] = feed_page(rss(item("/none", "Introuvable", site)))
    qa("add", site.url("/b"), "--name", "deux")
    site.pages["/rss"] = page(b"<p>", status=500)
    printed, notes = qa("run", "--no-build")
    assert "deux: 0 new" in printed
    assert "status 500" in printed
    assert f"failed {site.url('/none')}: returned status 404" in notes
    assert "status 500" in qa("list")[0]


def test_a_removed_feed_is_gone(site: Site, folder: Path) -> None:
    """Its articles stay."""
    qa("add", site.url("/rss"), "--name", "une")
    qa("run", "--no-build")
    assert "its articles stay" in qa("remove", "une")[0]
    assert "no feeds yet" in qa("list")[0]
    (file,) = (folder / "data" / "articles" / "feeds" / "une").iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["text"] == BODY


def test_feeds_are_taken_from_a_list(site: Site, folder: Path) -> None:
    """Those of nested folders too; one that cannot be read keeps no other out."""
    outlines = "".join(
        f'<outline text="Flux {n}" xmlUrl="{site.url(path)}"/>'
        for n, path in enumerate(["/rss", "/none", "/rss"])
    )
    file = folder / "list.opml"
    file.write_text(
        f"<opml><body><outline text='x'>{outlines}</outline></body></opml>", encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["feed", "import", str(file)])
    assert result.stdout == f"added flux-0, {site.url('/rss')}\n"
    assert "status 404" in result.stderr


@pytest.mark.parametrize("text", ["", "<opml><body/></opml>", "feeds: 3"])
def test_a_list_without_feeds_is_refused(folder: Path, text: str) -> None:
    """The error names the file and what to do."""
    file = folder / "list.opml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FeedError, match="OPML"):
        CliRunner().invoke(app, ["feed", "import", str(file)], catch_exceptions=False)


def test_a_private_address_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless the setting allows it."""
    monkeypatch.setenv("QA_FEEDS_PRIVATE", "0")
    with pytest.raises(ReadError, match="private network"):
        qa("add", site.url("/rss"))
