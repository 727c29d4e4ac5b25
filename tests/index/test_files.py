"""Files that have not changed are not read again, and all others are."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.assistant import Assistant
from qa.build import build_index
from qa.corpus.handles import open_plainly
from qa.corpus.process import read_apart
from qa.index.files import digest
from qa.settings import Settings
from qa.types import Article
from tests.newsroom import ARMY, BRIDGE, STRIKE, VOLCANO, WordEncoder, write_files, write_table

WORDS = WordEncoder()


class Opened:
    """The names of the files that were read, and of those whose bytes were compared."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        self.compared: list[str] = []

        def reading(path: Path, name: str, *rest: Any) -> Iterator[Any]:
            self.read.append(name)
            return read_apart(path, name, *rest)

        def opening(path: Path) -> int:
            self.compared.append(path.name)
            return open_plainly(path)

        monkeypatch.setattr("qa.corpus.read_apart", reading)
        monkeypatch.setattr("qa.corpus.files.open_plainly", opening)

    def clear(self) -> None:
        """Begin anew."""
        self.read.clear()
        self.compared.clear()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """What is opened from now on."""
    return Opened(monkeypatch)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds are an hour after the files were written."""
    hour, now = 3600 * 10**9, time.time_ns
    monkeypatch.setattr("qa.index.files.time.time_ns", lambda: now() + hour)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of three files."""
    return write_files(tmp_path / "corpus", [ARMY, STRIKE, BRIDGE])


@pytest.fixture
def build(corpus: Path, tmp_path: Path) -> Callable[..., list[str]]:
    """Brings an index up to date; gives the ids of what is new in it or has changed."""

    def run(**changed: Any) -> list[str]:
        settings = Settings(corpus=corpus, index=tmp_path / "index", **changed)
        report = build_index(corpus, tmp_path / "index", settings=settings, encoder=WORDS)
        return [*report.added, *report.updated]

    return run


def rewrite(file: Path, old: str, new: str) -> None:
    """Change a file, but neither its size nor the time of its last change."""
    times = file.stat()
    assert len(old) == len(new)
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


Build = Callable[..., list[str]]


def change_in_place(corpus: Path, build: Build, opened: Opened) -> None:
    """Build, change an article without a trace in size or time, and see that the build notes it."""
    build()
    rewrite(corpus / "army.jsonl", ARMY["title"], ARMY["title"][::-1])
    opened.clear()
    assert build() == ["army.jsonl#army"]
    assert opened.read == ["army.jsonl"]


@pytest.mark.usefixtures("later")
def test_unchanged_files_are_not_opened(corpus: Path, build: Build, opened: Opened) -> None:
    """Only a new file is opened, now and at the build after that."""
    build()
    assert sorted(opened.read) == ["army.jsonl", "bridge.jsonl", "strike.jsonl"]
    opened.clear()
    write_table(corpus, [VOLCANO], "volcano.jsonl")
    assert build() == ["volcano.jsonl#volcano"]
    assert (opened.read, opened.compared) == (["volcano.jsonl"], [])
    opened.clear()
    (corpus / "strike.jsonl").unlink()
    assert build() == []
    assert (opened.read, opened.compared) == ([], [])


def test_a_file_changed_just_before_a_build_is_compared(
    corpus: Path, build: Build, opened: Opened
) -> None:
    """Its times tell nothing: another change may have been in the same moment."""
    change_in_place(corpus, build, opened)
    assert sorted(opened.compared) == ["army.jsonl", "bridge.jsonl", "strike.jsonl"]


@pytest.mark.usefixtures("later")
def test_a_time_that_was_put_back_hides_no_change(
    corpus: Path, build: Build, opened: Opened
) -> None:
    """The system knows when anything of a file was changed."""
    change_in_place(corpus, build, opened)
    assert opened.compared == ["army.jsonl"]


@pytest.mark.usefixtures("later")
def test_articles_are_digested_once(
    corpus: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new article once for all that is kept of it; one of an unchanged file not at all."""
    digested: list[str] = []

    def noted(article: Article) -> str:
        digested.append(article.id)
        return digest(article)

    monkeypatch.setattr("qa.index.files.digest", noted)
    build()
    assert sorted(digested) == ["army.jsonl#army", "bridge.jsonl#bridge", "strike.jsonl#strike"]
    digested.clear()
    write_table(corpus, [VOLCANO], "volcano.jsonl")
    build()
    assert digested == ["volcano.jsonl#volcano"]


@pytest.mark.usefixtures("later")
def test_a_file_that_was_only_touched_is_not_read(
    corpus: Path, build: Build, opened: Opened
) -> None:
    """The same bytes with other times hold the same articles."""
    build()
    os.utime(corpus / "army.jsonl", ns=(1, 1))
    opened.clear()
    assert build() == []
    assert (opened.read, opened.compared) == ([], ["army.jsonl"])


@pytest.mark.usefixtures("later")
def test_a_file_with_a_failure_is_read_again(corpus: Path, build: Build, opened: Opened) -> None:
    """What is wrong with it is said each time, its good rows stay."""
    (corpus / "rows.jsonl").write_text('{"text": "Oui, il neige."}\n{', "utf-8")
    (corpus / "none.txt").write_text("", "utf-8")
    build()
    opened.clear()
    assert build() == []
    assert sorted(opened.read) == ["none.txt", "rows.jsonl"]


@pytest.mark.usefixtures("later")
def test_other_limits_read_all_again(build: Build, opened: Opened) -> None:
    """With another setting something else may be found in the same file."""
    build()
    opened.clear()
    assert build(max_file_mb=7) == []
    assert len(opened.read) == 3


@pytest.mark.usefixtures("later")
def test_an_article_that_lost_to_a_newer_one_comes_back(
    corpus: Path, build: Build, tmp_path: Path
) -> None:
    """A file whose article was not used is read again when that of another file is gone."""
    url = "http://horizons.example/volcan"
    old = VOLCANO | {"url": url, "published": "2025-01-01", "text": "Le volcan dort encore."}
    new = VOLCANO | {"url": url, "published": "2025-01-02", "text": "Le volcan est réveillé."}
    write_table(corpus / "a", [old])
    write_table(corpus / "b", [new])
    build()
    (corpus / "b" / "news.jsonl").unlink()
    assert build() == [url]
    with Assistant.open(tmp_path / "index", encoder=WORDS) as assistant:
        article = assistant.article(url)
    assert article is not None
    assert article.text == old["text"]


@pytest.mark.usefixtures("later")
def test_a_source_keeps_its_own_name_for_the_next_build(
    corpus: Path, build: Build, tmp_path: Path
) -> None:
    """What is known of a file is what stands in it, although outlets were given one name."""
    write_table(corpus, [VOLCANO | {"source": "LVX"}, ARMY], "two.jsonl")
    (corpus / "sources.toml").write_text('"La Voix" = ["LVX"]\n', "utf-8")
    build()
    (corpus / "sources.toml").unlink()
    assert build() == []
    with Assistant.open(tmp_path / "index", encoder=WORDS) as assistant:
        article = assistant.article("two.jsonl#volcano")
    assert article is not None
    assert article.source == "LVX"
