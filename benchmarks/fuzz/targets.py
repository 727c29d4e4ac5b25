"""What is given damaged input: each target makes a function of bytes."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

LIMIT: Final = 1_000_000
"""Bytes of a file that is read."""

Run = Callable[[bytes], object]
PAGE: Final = "https://www.example.org/feed"


class Scores(NamedTuple):
    """What a model might say of a question: any of it must do."""

    follows: float
    asks: bool
    overview: bool
    kind: str


class Anything:
    """Stands for the network, which takes milliseconds: its scores depend on the text alone."""

    def score_question(self, question: str, context: str = "") -> Any:
        """Scores by the sum of the letters."""
        found = sum(map(ord, question + context))
        return Scores(found % 17 - 8.5, found % 3 > 0, found % 5 == 0, "who")


def reader(name: str) -> Run:
    """Read a file of a format as a build does."""
    from qa.corpus import read_here

    path = Path(tempfile.mkdtemp(prefix="qa-fuzz-"), "data")

    def run(data: bytes) -> None:
        path.write_bytes(data)
        codes = {getattr(one, "code", "") for one in read_here(path, name, LIMIT)}
        if codes & {"file.unexpected", "file.memory"}:
            raise AssertionError(codes)

    return run


def questions() -> Run:
    """Understand a question after another one, and find the dates and sources in it."""
    from qa.lang.detect import detect_language
    from qa.question import understand
    from qa.question.periods import period_in
    from qa.question.sources import sources_in

    def run(data: bytes) -> None:
        before, _, asked = text(data).rpartition("\x1e")
        language = detect_language(asked)
        period_in(asked, language, date(2026, 1, 31))
        sources_in(asked, language, ["Le Monde", "The Post", asked[:9]])
        understand(asked, [(before, asked)] if before else (), model=Anything())

    return run


def language() -> Run:
    """Cut a text into sentences and find names, numbers and dates in it."""
    from qa.corpus.datelines import take_dates
    from qa.corpus.lines import unwrapped
    from qa.corpus.text import normalise
    from qa.lang import dates, names, negation, numbers, sentences

    def run(data: bytes) -> None:
        written = normalise(text(data))
        spans = sentences.sentence_spans(written)
        if "".join(written[a:b] for a, b in spans).split() != written.split():
            raise AssertionError(spans)
        names.names_in(written)
        numbers.numbers_in(written, ones=True)
        negation.denies(written)
        dates.months_in(written)
        unwrapped(written)
        take_dates(written, day_first=True)

    return run


def queries() -> Run:
    """Take a query with phrases and exclusions apart."""
    from qa.index.query import parse_query
    from qa.lang.identifiers import identifier

    return lambda data: (parse_query(text(data)), identifier(text(data)))


def feeds() -> Run:
    """Read a feed, or find the one that a page names."""
    from qa.corpus.feeds.parse import linked_feed, parse_feed
    from qa.corpus.fetch import Reply

    def run(data: bytes) -> None:
        kinds = {"content-type": "text/html" if data[:1] == b"h" else "application/xml"}
        reply = Reply(PAGE, 200, kinds, data[1:])
        linked_feed(reply)
        parse_feed(reply)

    return run


def feed_lists() -> Run:
    """Read an OPML file."""
    from qa.workspace.feeds.opml import read_opml

    return on_file("feeds.opml", read_opml)


def settings() -> Run:
    """Read `qa.toml`."""
    from qa.settings import load_settings

    os.chdir(tempfile.mkdtemp(prefix="qa-fuzz-"))
    return on_file("qa.toml", lambda _: load_settings(), folder=Path())


def lists() -> Run:
    """Read lists of questions: pasted, as files, and with their answers."""
    from qa.batch import read_questions
    from qa.batch.questions import read_pasted
    from qa.corpus.files import File
    from qa.evaluation.dataset import load_dataset

    load = on_file("questions.jsonl", load_dataset)
    names = [f"a.{kind}" for kind in ("csv", "tsv", "txt", "jsonl", "json", "xlsx")]

    def run(data: bytes) -> None:
        name = names[(data or b"\0")[0] % len(names)]
        for act in (
            lambda: read_questions(File(name=name, data=data[1:], max_bytes=LIMIT), most=100),
            lambda: read_pasted(text(data), most=100),
            lambda: load(data),
        ):
            harmless(act)

    return run


def visitors() -> Run:
    """What a browser sends to be known by: sessions, passwords, hosts and addresses."""
    from qa.accounts import Users
    from qa_ui.access import addresses, auth, cookies

    guard = auth.Guard(Users(Path(tempfile.mkdtemp(prefix="qa-fuzz-"), "users.json")))

    def run(data: bytes) -> None:
        header = data.decode("latin-1")
        scope = {"type": "http", "scheme": "http", "headers": [(b"cookie", data)]}
        guard.signed(cookies.session_of(scope) or header)
        auth.basic(header)
        addresses.network_of(header)
        addresses.is_address(addresses.host_name(header))

    return run


def links() -> Run:
    """Addresses of articles and of pages to be fetched, and dates in them."""
    from qa.corpus import draft, fetch, published, versions

    def run(data: bytes) -> None:
        url = text(data)
        published.date_in_url(url)
        published.find_date(url)
        found = draft.clean_url(url)
        if found:
            versions.canonical(found)
        fetch._parse(url)  # noqa: SLF001 - what comes after it asks the network

    return run


OTHERS: Final[dict[str, Callable[[], Run]]] = {
    "questions": questions,
    "language": language,
    "queries": queries,
    "feeds": feeds,
    "feed-lists": feed_lists,
    "settings": settings,
    "lists": lists,
    "visitors": visitors,
    "links": links,
}


def text(data: bytes) -> str:
    """Bytes as a text, as the readers of files leave it."""
    return data.decode("utf-8", "replace")


def harmless(act: Callable[[], object]) -> None:
    """Do something that may be refused with an error of the product."""
    from qa.errors import QAError

    with contextlib.suppress(QAError):
        act()


def on_file(name: str, act: Callable[[Path], object], folder: Path | None = None) -> Run:
    """An action on a file of these bytes."""
    path = (folder or Path(tempfile.mkdtemp(prefix="qa-fuzz-"))) / name

    def run(data: bytes) -> None:
        path.write_bytes(data)
        act(path)

    return run
