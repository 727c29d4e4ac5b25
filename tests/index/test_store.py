from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.index.files import digest
from qa.index.store import Store
from qa.index.writer import StoreWriter
from qa.lang.sentences import sentence_spans, trimmed
from qa.passages import split_passages
from qa.types import Article, Filters
from tests.newsroom import WordEncoder

DATED = ["2021-12-31", "2022-01", "2022-01-06", "2022", "2023-03-01", None]
# Readers take NUL out of every text; SQLite would end one there.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
TEXTS = st.text(CHARACTERS, min_size=1, max_size=200)


def make(number: int, text: str = "Oui. Non.", **fields: str | None) -> Article:
    """An article with a number for a name."""
    return Article.model_validate(
        {"id": f"a{number}", "path": f"{number}.txt", "title": "T", "text": text, "language": "fr"}
        | fields
    )


@contextmanager
def stored(articles: list[Article]) -> Iterator[Store]:
    """A database of these articles, cut into small passages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "é #?%.sqlite"
        with StoreWriter(path) as writer:
            for article in articles:
                spans = (trimmed(article.text, span) for span in sentence_spans(article.text))
                writer.add_article(
                    article, digest(article), [span for span in spans if span[0] < span[1]]
                )
            for article in articles:
                writer.add_passages(
                    article.id,
                    split_passages(article, budget=5, count_tokens=WordEncoder().count_tokens),
                )
        with closing(Store(path)) as store:
            yield store


@given(st.lists(TEXTS, min_size=1, max_size=3))
@settings(max_examples=40)
def test_what_is_written_is_read(texts: list[str]) -> None:
    """Articles, passages and sentences come back to the character, whatever the text."""
    articles = [make(i, text) for i, text in enumerate(texts)]
    with stored(articles) as store:
        for article in articles:
            assert store.article(article.id) == article
            passages = store.passages(store.rows_of(article.id))
            for found in passages:
                passage = found.passage
                assert passage.text == article.text[passage.start : passage.end]
            sentences = store.sentences(article.id)
            assert all(s.text == article.text[s.start : s.end] for s in sentences)


def test_of_a_very_long_article_only_what_is_near_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A question does not cost more for an article of megabytes; others are looked at whole."""
    monkeypatch.setattr("qa.index.store.LONG_ARTICLE", 1000)
    monkeypatch.setattr("qa.index.store.AROUND", 200)
    line = "Un pont a été fermé hier. "
    with stored([make(0, line * 35), make(1, line * 70)]) as store:
        whole, long = store.sentences("a0"), store.sentences("a1")
        assert store.sentences("a0", near=[(0, 9)]) == whole
        found = store.sentences("a1", near=[(0, 9), (400, 500)])
    assert found == [one for one in long if one.start < 700]
    assert len(found) < len(long)


def test_passages_know_their_pages() -> None:
    """A passage has the page on which it begins, and where further pages begin inside it."""
    text = "Un deux trois. Quatre cinq six. Sept huit neuf."
    pages = (0, text.index("cinq"), text.index("Sept"), text.index("Sept"))
    article = make(0, text).model_copy(update={"pages": pages})
    with stored([article, make(1, text)]) as store:
        assert store.article("a0") == article
        found = [one.passage for one in store.passages(store.rows_of("a0"))]
        assert [(one.text[:4], one.page, one.page_breaks) for one in found] == [
            ("Un d", 1, []),
            ("Quat", 1, [pages[1]]),
            ("Sept", 4, []),
        ]
        assert all(one.passage.page is None for one in store.passages(store.rows_of("a1")))


def test_rows_have_no_gaps() -> None:
    """Passages are numbered from 0, article after article, and come in the order asked for."""
    with stored([make(i, "Un deux trois quatre. " * 3) for i in range(3)]) as store:
        rows = [row for i in range(3) for row in store.rows_of(f"a{i}")]
        assert rows == list(range(len(rows)))
        assert [found.row for found in store.passages([2, 0, 1])] == [2, 0, 1]


def test_any_number_of_passages_can_be_read() -> None:
    """More rows than SQLite takes values come back at once."""
    with stored([make(0)]) as store:
        assert len(store.passages([0] * 300_000)) == 300_000


def test_an_unknown_article_is_none() -> None:
    """What is not there is None or empty, not an error."""
    with stored([make(0)]) as store:
        assert store.article("nobody") is None
        assert store.sentences("nobody") == []
        assert store.rows_of("nobody") == []
        assert store.passages([]) == []


def test_digests_tell_change() -> None:
    """Every field that a reader delivers changes the digest, but for the path."""
    article = make(0)
    changes = {"title": "U", "text": "Si.", "source": "S", "published": "2022", "language": "en"}
    for name, value in [*changes.items(), ("pages", (0,))]:
        assert digest(article.model_copy(update={name: value})) != digest(article)
    assert digest(article.model_copy(update={"path": "elsewhere.txt"})) == digest(article)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, DATED),
        ("2022", None, ["2022-01", "2022-01-06", "2022", "2023-03-01"]),
        (None, "2021", ["2021-12-31"]),
        ("2022-01-10", "2022-01-20", ["2022-01", "2022"]),
        ("2022-01-06", "2022-01-06", ["2022-01", "2022-01-06", "2022"]),
        ("2022-02", "2022-11", ["2022"]),
        ("2023-03", "2023", ["2023-03-01"]),
        ("2024", None, []),
        ("2023", "2021", []),
    ],
)
def test_dates_are_compared_by_their_intervals(
    since: str | None, until: str | None, expected: list[str | None]
) -> None:
    """A partial date passes when any of its days does; without a date only if none is asked."""
    with stored([make(i, published=date) for i, date in enumerate(DATED)]) as store:
        where = Filters(since=since, until=until)
        found = [summary.published for summary in store.summaries(where)]
        assert sorted(found, key=str) == sorted(expected, key=str)
        mask = store.mask(where)
        assert mask.sum() == sum(summary.passages for summary in store.summaries(where))


def test_sources_and_languages_are_alternatives() -> None:
    """Several sources pass together, sources and languages must both fit, values are data."""
    articles = [
        make(0, source="A", language="fr"),
        make(1, source="B", language="fr"),
        make(2, source="B", language="en"),
        make(3, source="') OR 1 --", language="en"),
        make(4),
    ]
    with stored(articles) as store:

        def ids(**filters: list[str]) -> set[str]:
            return {summary.id for summary in store.summaries(Filters(**filters))}

        assert ids(sources=["A", "B"]) == {"a0", "a1", "a2"}
        assert ids(sources=["B"], languages=["en"]) == {"a2"}
        assert ids(sources=["') OR 1 --"]) == {"a3"}
        assert ids(sources=["nobody"]) == set()
        assert ids(sources=[], languages=[]) == {f"a{i}" for i in range(5)}


def test_a_filter_of_nothing_passes_everything() -> None:
    """Only a filter without conditions needs no mask."""
    assert Filters().everything
    assert Filters(sources=[], languages=()).everything
    assert not Filters(since="2022").everything


def test_summaries_come_newest_first() -> None:
    """Newest first, articles without a date last, and each with its number of passages."""
    with stored([make(i, published=date) for i, date in enumerate(DATED)]) as store:
        dates = [summary.published for summary in store.summaries(Filters())]
        assert dates == ["2023-03-01", "2022-01-06", "2022-01", "2022", "2021-12-31", None]
        assert all(summary.passages >= 1 for summary in store.summaries(Filters()))
        assert [s.path for s in store.summaries(Filters(until="2021"))] == ["0.txt"]


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        (["2006-02", "2018-12-31"], "2006-02", "2018-12-31"),
        (["2021-11-01", "2021-11"], "2021-11", "2021-11"),
        (["2020-05-03", "2019", "2020-05"], "2019", "2020-05"),
    ],
)
def test_the_range_of_dates_invents_no_day(dates: list[str], first: str, last: str) -> None:
    """Where the first or last articles only have a month or a year, no more is said."""
    with stored([make(i, published=date) for i, date in enumerate(dates)]) as store:
        assert store.published_range() == (first, last)


def test_counts_and_dates_describe_the_articles() -> None:
    """Languages and sources are counted, most frequent first; the range covers all days."""
    articles = [make(0, source="B"), make(1, source="A", published="2022"), make(2, source="A")]
    with stored(articles) as store:
        assert store.counts("source") == {"A": 2, "B": 1}
        assert store.counts("language") == {"fr": 3}
        assert store.date_range() == ("2022-01-01", "2022-12-31")
        assert store.published_range() == ("2022", "2022")
    with stored([make(0)]) as store:
        assert store.date_range() is None
        assert store.published_range() is None
        assert store.counts("source") == {}


def test_threads_read_together() -> None:
    """Several threads read from one store."""
    errors: list[Exception] = []
    with stored([make(i) for i in range(20)]) as store:

        def read() -> None:
            try:
                for i in range(20):
                    assert store.article(f"a{i}") is not None
                    assert len(store.passages([i, 0])) == 2
            except Exception as error:  # noqa: BLE001 - handed to the test's own thread
                errors.append(error)

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert errors == []


def test_a_failed_block_writes_nothing(tmp_path: Path) -> None:
    """A writer whose block fails leaves no articles behind."""

    def fail() -> None:
        with StoreWriter(tmp_path / "s.sqlite") as writer:
            writer.add_article(make(0), "", [])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with closing(Store(tmp_path / "s.sqlite")) as store:
        assert store.contents() == {}
