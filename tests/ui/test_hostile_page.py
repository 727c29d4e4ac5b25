"""All screens in a browser, over articles, questions and files that try to run scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, FilePayload, Page, expect

from qa.errors import FailedFile, IndexNotFoundError
from qa.proposals import Pool, Proposal
from qa.settings import Settings
from qa.types import Answer, Article, Topic, WrittenSentence
from qa.workspace.database import Database
from qa.workspace.feeds import Feeds
from qa.workspace.proposals import ProposalStore

from .browser import Reader
from .conftest import CHROMIUM, DESKTOP, FakeBuild, measured_app, serving
from .fakes import ARTICLES, FakeLibrary, Known, make_answer, make_overview
from .payloads import ALL, CALL, LINKS, TEXTS

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")


def hostile(number: int) -> Article:
    """An article with one of the payloads in each of its fields."""
    payload = ALL[number]
    return Article(
        id=f"{payload} {number}",
        path=f"{payload}/{number}.txt",
        title=payload,
        text=f"The zebra {payload} escaped from the zoo.\n\n{payload}",
        url=LINKS[number % len(LINKS)],
        source=payload,
        published="2025-05-05",
        language="en",
    )


EVERYTHING = " ".join(ALL)
HOSTILE = [hostile(number) for number in range(len(ALL))]
WHOLE = Article(
    id=EVERYTHING,
    path="all.txt",
    title=EVERYTHING,
    text=f"The zebra {EVERYTHING} escaped from the zoo.",
    url=LINKS[0],
    source=EVERYTHING,
    published="2025-05-06",
    language="fr",
)
QUESTIONS = [f"Zebra {payload}" for payload in ALL]


class HostileLibrary(FakeLibrary):
    """A library whose articles, answers, topics and errors hold nothing but payloads."""

    def __init__(self) -> None:
        super().__init__([WHOLE, *HOSTILE, *ARTICLES])
        named = {"people": TEXTS[:20], "places": TEXTS[20:]}
        self.named = {article.id: named for article in HOSTILE}

    def ask(self, question: str, history: Any = (), **filters: Any) -> Answer:
        """Quote every article, and let a language model have written every payload."""
        if "troops" in question:
            raise IndexNotFoundError(Path(EVERYTHING))
        if "zebra" not in question.casefold():
            return super().ask(question, history, **filters)
        known: list[Known] = [
            (question, "what", one, one.text.split("\n")[0], TEXTS[number % len(TEXTS)])
            for number, one in enumerate(HOSTILE)
            if TEXTS[number % len(TEXTS)] in one.text.split("\n")[0]
        ]
        hits = self.search(question)
        if "timeline" in question:
            return make_overview(question, known, hits)
        written = [
            WrittenSentence(text=payload, citations=[number + 1])
            for number, payload in enumerate(ALL[: len(known)])
        ]
        return make_answer(question, known, hits).model_copy(update={"written": written})

    def topics(self) -> list[Topic]:
        """Named by payloads."""
        ids = [article.id for article in HOSTILE]
        return [Topic(words={"en": TEXTS, "fr": TEXTS}, articles=ids)]


class Watched:
    """A page of the browser, and what it did that no page may do."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.calls: list[object] = []
        self.dialogs: list[str] = []
        self.asked: list[str] = []
        page.expose_function(CALL, lambda *given: self.calls.append(given))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("popup", lambda other: self.asked.append(f"popup {other.url}"))
        page.on("dialog", self._dismiss)

    def check(self, screen: str) -> None:
        """Fail if anything ran, was loaded, or leads where no reader may be led."""
        self.page.wait_for_timeout(100)
        strangers = {url for url in self.asked if urlsplit(url).netloc not in self._own(url)}
        assert (screen, self.calls, self.dialogs, strangers) == (screen, [], [], set())
        assert (screen, self.page.evaluate(ALIVE)) == (screen, [])

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _own(self, url: str) -> Sequence[str]:
        return [
            urlsplit(self.address).netloc,
            *([""] if url.startswith(("data:", "blob:")) else []),
        ]


ALIVE = """() => {
  const allowed = ['http:', 'https:', 'blob:'];
  const found = [];
  for (const e of document.querySelectorAll('body *')) {
    for (const a of e.attributes) {
      if (/^on/i.test(a.name)) found.push(e.outerHTML.slice(0, 200));
    }
    const leads = e.tagName === 'A' && e.hasAttribute('href') && !allowed.includes(e.protocol);
    const strange = ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'MATH', 'MARQUEE', 'XMP',
      'PLAINTEXT', 'X']
      .includes(e.tagName.toUpperCase());
    if (leads || strange || (e.action && !String(e.action).startsWith(location.origin)
        && e.tagName === 'FORM')) found.push(e.outerHTML.slice(0, 200));
  }
  for (const e of document.querySelectorAll('a[href*="evil.example"]')) {
    if (!/^https?:$/.test(e.protocol)) found.push(e.outerHTML.slice(0, 200));
  }
  return found;
}"""
"""Elements that have a handler, lead to a script, or are of a kind that the page never uses."""


@pytest.fixture
def build() -> FakeBuild:
    """A build whose report names files by payloads."""
    build = FakeBuild()
    build.failed = [
        FailedFile(path=f"{payload}.pdf", code="page.failed", values={"why": payload})
        for payload in ALL
    ]
    return build


@pytest.fixture
def address(settings: Settings, build: FakeBuild) -> Iterator[str]:
    """Where the hostile library is served; what is kept beside it is hostile too."""
    library = HostileLibrary()
    database = Database.of(settings)
    for number, payload in enumerate(TEXTS):
        Feeds(database).add(f"https://{number}.example/{payload}", payload, name=None, every=3600)
    ProposalStore(database).save(
        library.status(),
        Pool(
            generation="20261122-1",
            built="2026-11-22T12:34:56+00:00",
            topics=tuple(library.topics()),
            proposals=tuple(
                Proposal(question=asked, language="en", kind="who", article_id=HOSTILE[0].id)
                for asked in QUESTIONS
            ),
            done=True,
        ),
    )
    database.close()
    settings.corpus.mkdir()
    with serving(measured_app(settings, library, build)) as address:
        yield address


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    """A page that is watched from before its first script."""
    page = browser.new_page(viewport=DESKTOP, locale="en-GB")
    yield Watched(page, address)
    page.close()


def test_no_payload_does_anything_on_any_screen(watched: Watched) -> None:
    """More than 60 payloads, in all that is shown from outside: no script, no request, no link."""
    assert len(ALL) > 60
    reader = Reader(watched.page, watched.address)
    steps: list[Callable[[Reader], None]] = [
        start, questions, source, timeline, error, kept, found, library, articles, feeds, many,
        saved, evaluation,
    ]  # fmt: skip
    for step in steps:
        step(reader)
        watched.check(step.__name__)


def test_no_payload_does_anything_at_an_address(watched: Watched) -> None:
    """Articles and conversations that are shared, by ids and with words that are payloads."""
    page, words = watched.page, " ".join(TEXTS)
    quoting, tag = HOSTILE[ALL.index(TEXTS[11])], HOSTILE[ALL.index(TEXTS[14])]
    for place in (
        f"/a/{quote(quoting.id, safe='')}#s={quote(TEXTS[0])}",
        f"/a/{quote(tag.id, safe='')}?lang={quote(TEXTS[11])}",
        f"/a/{quote(TEXTS[14], safe='')}",
        f"/c/{quote(TEXTS[14], safe='')}?lang={quote(TEXTS[11])}",
        f"/?q={quote(words[:900])}&since={quote(TEXTS[0])}&source={quote(TEXTS[11])}",
    ):
        page.goto(f"{watched.address}{place}")
        expect(page.locator("h1").first).to_be_visible()
        watched.check(place[:20])
    reader = Reader(page, watched.address)
    questions(reader)
    expect(page).to_have_url(re.compile("/c/"))
    page.reload()
    expect(reader.last.locator(".answer")).to_be_visible()
    watched.check("a conversation")


def start(reader: Reader) -> None:
    """The proposals, and a topic."""
    expect(reader.page.locator("#proposals .suggestion").first).to_be_visible()
    reader.page.locator("#proposals summary").first.click()


def questions(reader: Reader) -> None:
    """Questions that are payloads, answered by all articles, in words that a model wrote."""
    for first in range(0, len(ALL), 25):
        reader.question.fill(" ".join(QUESTIONS[first : first + 25])[:1000])
        reader.question.press("Enter")
        expect(reader.last.locator(".answer")).to_be_visible()
    expect(reader.last.locator(".written").first).to_be_visible()


def source(reader: Reader) -> None:
    """The article of a quote, and the next ones."""
    reader.page.locator("#cards button").first.click()
    expect(reader.source.locator(".headline")).to_be_visible()
    reader.page.locator("#source-whole").click()
    reader.page.locator("#source-next").click()


def timeline(reader: Reader) -> None:
    """An overview whose headings are titles."""
    reader.page.keyboard.press("Escape")
    reader.question.fill("timeline of the zebra")
    reader.question.press("Enter")
    expect(reader.last.locator(".timeline")).to_be_visible()


def error(reader: Reader) -> None:
    """An error that names what it is about."""
    reader.question.fill(f"troops {TEXTS[0]}")
    reader.question.press("Enter")
    expect(reader.last.locator(".problem")).to_be_visible()


def kept(reader: Reader) -> None:
    """The conversations, by their titles."""
    reader.page.locator("#kept-toggle").click()
    expect(reader.page.locator("#kept li a").first).to_be_visible()
    reader.page.keyboard.press("Escape")


def found(reader: Reader) -> None:
    """Results of a search, facets, one that is chosen, and an article."""
    reader.choose("Search")
    box = reader.page.locator("#search-box input, #search-box textarea")
    box.fill("zebra")
    box.press("Enter")
    expect(reader.page.locator("#search-results .results mark").first).to_be_visible()
    reader.page.locator("#search-facets [data-facet=source]").nth(1).click()
    expect(reader.page.locator("#search-facets [aria-pressed=true]")).to_have_count(1)
    reader.page.locator("#search-results h2 button").first.click()
    expect(reader.page.locator("#search-article .text")).to_be_visible()


def library(reader: Reader) -> None:
    """The table of all articles, and the one of all payloads."""
    reader.choose("Library")
    reader.page.locator("#library-table td.title button").first.click()
    expect(reader.page.locator("#article .text")).to_be_visible()


def articles(reader: Reader) -> None:
    """Files with payloads for names that are taken or refused, and a build that names others."""
    reader.choose("Add articles")
    names = [
        f"{payload[:150].replace('/', ' ')}.{ending}"
        for payload in ALL[:40]
        for ending in ("txt", "exe")
    ]
    reader.page.locator("#drop input[type=file]").set_input_files([file(name) for name in names])
    expect(reader.page.locator("#articles-added .refused").first).to_be_visible()
    reader.page.locator("#rebuild").click()
    expect(reader.page.locator("#progress details.failed")).to_be_visible()
    reader.page.locator("#remove-search input, #remove-search textarea").fill("zebra")
    reader.page.locator("#removable button").first.click()


def feeds(reader: Reader) -> None:
    """Feeds that call themselves by payloads, and one whose address is refused."""
    reader.choose("Feeds")
    expect(reader.page.locator("#feed-list li, #feed-list tr").first).to_be_visible()
    reader.page.locator("#feed-url input, #feed-url textarea").fill(LINKS[0])
    reader.page.locator("#feed-add").click()
    expect(reader.page.locator("#feed-outcome [role=alert]")).to_be_visible()


def many(reader: Reader) -> None:
    """A list of questions that are payloads, and its answers."""
    reader.choose("Many questions")
    rows = "".join(f"{json.dumps({'id': one, 'question': f'Zebra {one}'})}\n" for one in ALL)
    name = f"{TEXTS[14].replace('/', ' ')}.jsonl"
    reader.page.locator("#batch-file input").set_input_files([file(name, rows)])
    expect(reader.page.locator("#batch-progress a").first).to_be_visible()


def saved(reader: Reader) -> None:
    """A question that is followed."""
    reader.choose("Ask")
    reader.page.locator(".turn [data-do=follow]").first.click()
    reader.choose("Saved")
    expect(reader.page.locator("#saved [data-do=delete]").first).to_be_visible()


def evaluation(reader: Reader) -> None:
    """Questions of kinds that are payloads, measured."""
    reader.choose("Evaluate")
    rows = "".join(
        f"{json.dumps({'question': f'Zebra {one}', 'kind': one, 'article': None})}\n" for one in ALL
    )
    reader.page.locator("#evaluation input[type=file]").first.set_input_files(
        [file("a.jsonl", rows)]
    )
    expect(reader.page.locator("#evaluation-outcomes tbody")).to_be_visible()


def file(name: str, content: str = "A note.") -> FilePayload:
    """A file as a browser sends it."""
    return {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
