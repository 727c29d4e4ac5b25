"""The page in a browser, over real answers: index, encoder and reader as users have them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import Encoder
from qa.settings import Settings
from qa_ui.server import create_app

from .browser import Reader
from .conftest import CHROMIUM, serving

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]

SAMPLES = Path(__file__).parents[2] / "corpus"

HOSTILE = """<html><head><title>Zoo notes</title></head><body><article>
<h1>Zoo notes &lt;img src=http://evil.example/t.png onerror=alert(1)&gt;</h1>
<p>The zebra of the northern zoo escaped on Monday &lt;script&gt;alert(2)&lt;/script&gt; and was
found in a car park by the keeper Maud Ferris.</p>
<p>The keeper said the zebra &lt;img src="http://evil.example/x.png" onerror="alert(3)"&gt; was
calm, ate two apples and walked home with her. ![x](http://evil.example/m.png)</p>
</article></body></html>
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Settings:
    """The sample articles and a hostile one, with their index."""
    folder = tmp_path_factory.mktemp("real")
    settings = Settings(
        corpus=folder / "corpus", index=folder / "index", data=folder / "data", device="cpu"
    )
    shutil.copytree(SAMPLES, settings.corpus)
    (settings.corpus / "hostile.html").write_text(HOSTILE, encoding="utf-8")
    build_index(settings.corpus, settings.index, settings=settings, encoder=encoder)
    return settings


@pytest.fixture(scope="module")
def address(settings: Settings, encoder: Encoder) -> Iterator[str]:
    """Where the real thing is served."""
    app = create_app(
        settings,
        library=Assistant(settings.index, settings, encoder),
        build=lambda *, settings, progress: build_index(
            settings=settings, encoder=encoder, progress=progress
        ),
    )
    with serving(app) as address:
        yield address


def test_a_question_in_french_is_answered_with_a_quote_that_opens(
    address: str, visit: Visit
) -> None:
    """Both parts of a French question get quotes, and a marker shows the quote in its article."""
    reader = visit(address, locale="fr-FR")
    reader.ask("Qui a envoyé des troupes au Kazakhstan et pourquoi ?")
    expect(reader.last.locator(".part h3")).to_have_count(2)
    expect(reader.last.locator("blockquote").first).to_contain_text("Russie")
    source = reader.open(1)
    quote = reader.last.locator("blockquote").first.inner_text()
    marked = source.locator("mark").inner_text()
    assert " ".join(marked.split()) in " ".join(quote.split())
    expect(source.locator(".meta")).to_contain_text("janvier 2022")
    reader.page.locator("#source-whole").click()
    expect(source.locator("mark")).to_have_text(marked)
    expect(source.locator("mark")).to_be_in_viewport()
    assert reader.strangers == []
    assert reader.errors == []


def test_a_question_in_english_is_answered_from_french_articles(address: str, visit: Visit) -> None:
    """An English question over a French article gets English words around the French quote."""
    reader = visit(address, locale="en-GB", phone=True)
    reader.ask("Who sent troops to Kazakhstan and why?")
    expect(reader.last.locator("blockquote").first).to_have_attribute("lang", "fr")
    expect(reader.last.locator(".part h3").first).to_contain_text("Who sent troops")
    expect(reader.last).to_contain_text("confidence")


def test_what_the_articles_do_not_say_is_not_answered(address: str, visit: Visit) -> None:
    """Without an answer there is no quote; the closest passages are offered if any is close."""
    reader = visit(address, locale="en-GB")
    reader.ask("What is the capital of Peru?")
    expect(reader.last.locator(".abstained .no")).to_be_visible()
    expect(reader.page.locator("#cards .card")).to_have_count(0)
    reader.ask("Who designed the viaduct of Chantoiseau?")
    expect(reader.last.locator(".abstained .no")).to_be_visible()
    expect(reader.last.locator("blockquote")).to_have_count(0)
    reader.page.locator("#cards .card button").first.click()
    expect(reader.source.locator(".text")).not_to_be_empty()


def test_a_hostile_file_is_read_as_text(address: str, visit: Visit) -> None:
    """Markup that came through reading and indexing still opens, loads and runs nothing."""
    reader = visit(address, locale="en-GB")
    reader.ask("Who found the zebra?")
    for button in reader.last.locator('[data-do="open"]').all()[:3]:
        button.click()
        expect(reader.source.locator(".text")).not_to_be_empty()
    page = reader.page
    page.get_by_role("tab", name="Library").click()
    page.locator("#library-table td.title button").filter(has_text="Zoo notes").click()
    expect(page.locator("#article")).to_contain_text("onerror=")
    page.wait_for_timeout(500)
    assert reader.dialogs == []
    assert reader.strangers == []


def test_an_uploaded_article_answers_after_a_rebuild(
    address: str, visit: Visit, settings: Settings
) -> None:
    """Upload, rebuild, ask: the open page answers from the new article by itself."""
    reader = visit(address, locale="en-GB")
    text = " date 2025-02-03\n\nComet seen\n\nThe astronomer Ines Okafor discovered the comet."
    files = [("files", ("comet.txt", text.encode()))]
    assert httpx.post(f"{address}/api/articles", files=files).status_code == 201
    assert httpx.post(f"{address}/api/rebuild").status_code == 202
    state = {"state": "running"}
    while state["state"] == "running":
        time.sleep(0.2)
        state = httpx.get(f"{address}/api/rebuild").json()
    assert state["state"] == "done", state
    reader.ask("Who discovered the comet?")
    expect(reader.last).to_contain_text("Ines Okafor discovered the comet")
    assert (settings.articles / "uploads" / "comet.txt").exists()
