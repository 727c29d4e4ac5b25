"""The Articles tab in a browser, over a real index: add, rebuild, ask, remove, go back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import Encoder
from qa.settings import Settings
from qa.types import BuildProgress, BuildReport
from qa_ui.server import create_app
from tests.newsroom import ARTICLES, write_table

from .browser import Reader
from .conftest import CHROMIUM, serving

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]
QUESTION = "Who discovered the comet?"
ANSWER = "The astronomer Ines Okafor discovered the comet"
COMET = f" date 2025-02-03\n\nComet seen\n\n{ANSWER} on Monday night. It will shine until May."


class HeldBuild:
    """The real build, held before it publishes until it is let go."""

    def __init__(self, encoder: Encoder) -> None:
        self.go = threading.Event()
        self._encoder = encoder

    def __call__(
        self, *, settings: Settings, progress: Callable[[BuildProgress], None]
    ) -> BuildReport:
        """Build, and wait at the last stage."""

        def held(now: BuildProgress) -> None:
            progress(now)
            if now.stage == "publish":
                assert self.go.wait(60)

        return build_index(settings=settings, encoder=self._encoder, progress=held)


@pytest.fixture
def settings(tmp_path: Path, encoder: Encoder) -> Settings:
    """A handful of articles with their index."""
    settings = Settings(
        corpus=tmp_path / "corpus", index=tmp_path / "index", data=tmp_path / "data", device="cpu"
    )
    write_table(settings.corpus, ARTICLES)
    build_index(settings=settings, encoder=encoder)
    return settings


@pytest.fixture
def build(encoder: Encoder) -> HeldBuild:
    """A build that waits for the test."""
    return HeldBuild(encoder)


@pytest.fixture
def address(settings: Settings, encoder: Encoder, build: HeldBuild) -> Iterator[str]:
    """Where they are served."""
    app = create_app(
        settings,
        library=Assistant(settings.index, settings, encoder),
        build=build,
    )
    with serving(app) as address:
        yield address


FILES: list[FilePayload] = [
    {"name": "comet.txt", "mimeType": "text/plain", "buffer": COMET.encode()},
    {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"no PDF at all"},
]


def test_articles_come_answer_go_and_come_back(
    address: str, visit: Visit, settings: Settings, build: HeldBuild
) -> None:
    """A dropped article answers after the rebuild, not after its removal, and again after that."""
    editor, asker = visit(address, locale="en-GB"), visit(address, locale="en-GB")
    feed = editor.page.locator("#articles")

    def rebuild() -> None:
        feed.get_by_role("button", name="Update", exact=True).click()

    def says_the_comet() -> bool:
        editor.page.get_by_role("tab", name="Ask").click()
        said = ANSWER in editor.ask(QUESTION).inner_text()
        editor.page.get_by_role("tab", name="Add articles").click()
        return said

    assert not says_the_comet()
    feed.locator("input[type=file]").set_input_files(FILES)
    expect(feed.locator(".file-preview tr")).to_have_count(2)
    feed.get_by_role("button", name="Add", exact=True).click()
    expect(feed.locator("#articles-added")).to_contain_text("uploads/comet.txt")
    rebuild()
    expect(feed.locator("#progress")).to_contain_text("Switching to the new index")
    asker.ask("Who made the decision about the dam at Karsk?")
    asker.ask(QUESTION)
    expect(asker.last).not_to_contain_text(ANSWER)
    build.go.set()
    failed = feed.locator("details.failed")
    expect(failed).to_contain_text("uploads/broken.pdf")
    expect(failed).to_contain_text("is not a PDF; ")
    failed.get_by_role("button", name="Remove the file uploads/broken.pdf").click()
    expect(feed.get_by_role("button", name="Cancel")).to_be_focused()
    feed.get_by_role("button", name="Delete the file").click()
    expect(feed.locator("#progress .outcome")).to_contain_text("uploads/broken.pdf was deleted")
    expect(failed.get_by_role("button")).to_have_count(0)
    assert not (settings.articles / "uploads" / "broken.pdf").exists()
    expect(feed.locator("details.added")).to_contain_text("Comet seen")
    expect(feed.locator("details.unchanged summary")).to_contain_text(str(len(ARTICLES)))
    asker.ask(QUESTION)
    expect(asker.last).to_contain_text(ANSWER)
    assert says_the_comet()

    feed.get_by_label("Find the article to remove").fill("comet")
    expect(feed.locator(".removable li")).to_have_count(1)
    feed.get_by_role("button", name="Remove the article").click()
    feed.get_by_role("button", name="Delete the file").click()
    expect(feed.locator(".outcome")).to_contain_text("uploads/comet.txt was deleted")
    assert not (settings.articles / "uploads" / "comet.txt").exists()
    assert says_the_comet()
    rebuild()
    expect(feed.locator("details.removed")).to_contain_text("uploads/comet.txt")
    assert not says_the_comet()

    feed.get_by_role("button", name="Restore the previous version…").click()
    feed.get_by_role("button", name="Restore", exact=True).click()
    expect(feed.locator("#generations .outcome")).to_contain_text("is in use again")
    assert says_the_comet()
    assert editor.errors == []
    assert editor.strangers == []
