"""The Articles tab in a browser, over a real index: add, ask, remove, go back."""

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
from tests.corpus import office
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


NOTE = (
    "Une comète au-dessus de Valbourg",
    "L’astronome Inès Okafor a découvert la comète lundi soir. Elle brillera jusqu’en mai.",
)


def payload(name: str, content: bytes) -> FilePayload:
    """A file as a browser sends it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_articles_come_answer_go_and_come_back(
    address: str, visit: Visit, settings: Settings, build: HeldBuild
) -> None:
    """A dropped article answers after the one step, not after its removal, and again after that."""
    editor, asker = visit(address, locale="en-GB"), visit(address, locale="en-GB")
    feed = editor.page.locator("#articles")

    def says_the_comet() -> bool:
        editor.page.get_by_role("tab", name="Ask").click()
        said = ANSWER in editor.ask(QUESTION).inner_text()
        editor.page.get_by_role("tab", name="Add articles").click()
        return said

    assert not says_the_comet()
    files = [payload("comet.txt", COMET.encode()), payload("broken.pdf", b"no PDF at all")]
    feed.locator("input[type=file]").set_input_files(files)
    expect(feed.locator("#articles-added")).to_contain_text("being indexed")
    expect(feed.locator("#progress")).to_contain_text("Switching to the new index")
    asker.ask("Who made the decision about the dam at Karsk?")
    asker.ask(QUESTION)
    expect(asker.last).not_to_contain_text(ANSWER)
    build.go.set()
    added = feed.locator("#articles-added")
    expect(added).to_contain_text("1 article can be asked about")
    expect(added.locator(".indexed")).to_contain_text("Comet seen")
    expect(added.locator(".refused")).to_contain_text("is not a PDF; ")
    failed = feed.locator("details.failed")
    failed.locator("summary").click()
    failed.get_by_role("button", name="Remove the file uploads/broken.pdf").click()
    expect(feed.get_by_role("button", name="Cancel")).to_be_focused()
    feed.get_by_role("button", name="Remove", exact=True).click()
    expect(feed.locator("#progress .outcome")).to_contain_text("uploads/broken.pdf was deleted")
    assert not (settings.articles / "uploads" / "broken.pdf").exists()
    asker.ask(QUESTION)
    expect(asker.last).to_contain_text(ANSWER)
    added.get_by_role("button", name="Ask about these articles").click()
    expect(editor.page.locator("#question textarea")).to_be_focused()
    assert says_the_comet()

    feed.get_by_label("Find the article to remove").fill("comet")
    expect(feed.locator(".removable li")).to_have_count(1)
    feed.get_by_role("button", name="Remove the article").click()
    feed.get_by_role("button", name="Remove", exact=True).click()
    expect(feed.locator("#removable .outcome")).to_contain_text("file uploads/comet.txt deleted")
    expect(feed.locator("details.removed")).to_contain_text("uploads/comet.txt")
    assert not (settings.articles / "uploads" / "comet.txt").exists()
    assert not says_the_comet()

    feed.get_by_role("button", name="Restore the previous version…").click()
    feed.get_by_role("button", name="Restore", exact=True).click()
    expect(feed.locator("#generations .outcome")).to_contain_text("is in use again")
    assert says_the_comet()
    assert editor.errors == []
    assert editor.strangers == []


@pytest.mark.parametrize(("locale", "phone"), [("fr-FR", False), ("en-GB", True)])
def test_documents_and_archives_answer_after_one_step(
    address: str, visit: Visit, build: HeldBuild, locale: str, *, phone: bool
) -> None:
    """A Word document and a ZIP archive are dropped, and a question finds the document's answer."""
    build.go.set()
    reader = visit(address, locale=locale, phone=phone)
    title, text = NOTE
    body = office.par(title, "Titre") + office.par(text)
    archive = office.zipped({"comet.txt": COMET, "x.exe": b"MZ"})
    reader.choose("Ajouter", "Add articles")
    drop = reader.page.locator("#drop input[type=file]")
    drop.set_input_files([payload("note.docx", office.docx(body)), payload("lot.zip", archive)])
    added = reader.page.locator("#articles-added")
    expect(added.locator(".indexed")).to_have_count(2)
    expect(added).to_contain_text(title)
    expect(added).to_contain_text("uploads/lot.zip/x.exe")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1280)
    added.locator("[data-do=ask]").click()
    reader.ask("Qui a découvert la comète de Valbourg ?")
    expect(reader.last).to_contain_text("Inès Okafor")
    assert reader.errors == []
    assert reader.strangers == []
