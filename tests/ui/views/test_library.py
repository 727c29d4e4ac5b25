"""The library and its facts."""

from __future__ import annotations

from qa.types import ArticleList
from qa_ui.views.library import (
    TableState,
    facts_html,
    table_html,
)
from tests.ui.fakes import (
    ARTICLES,
    MUSEUM,
    FakeLibrary,
    summary,
)

ALL = ArticleList(found=5, articles=[summary(article) for article in ARTICLES])
NONE = ArticleList(found=0, articles=[])


def test_a_second_click_on_a_column_turns_the_order() -> None:
    """Sorting by the same column again reverses; an unknown column changes only that."""
    by_title = TableState().sorting("title")
    assert (by_title.column, by_title.descending) == ("title", False)
    assert by_title.sorting("title").descending
    assert TableState().sorting("; drop table").column == "date"


def test_long_libraries_show_more_on_demand() -> None:
    """Rows beyond the first page are behind a button."""
    many = [summary(MUSEUM).model_copy(update={"id": str(n)}) for n in range(150)]
    first = table_html(ArticleList(found=150, articles=many[:100]), 150, TableState(), "fr")
    assert first.count("<tr>") == 101
    assert "100 sur 150 articles" in first
    assert 'data-do="more"' in first
    assert TableState().longer().shown == 200
    whole = ArticleList(found=150, articles=many)
    assert 'data-do="more"' not in table_html(whole, 150, TableState().longer(), "fr")


def test_the_table_says_how_it_is_sorted() -> None:
    """The sorted column tells screen readers and eyes in which direction."""
    html = table_html(ALL, 5, TableState(), "en")
    assert 'aria-sort="descending" class="date"' in html
    assert "Date ↓" in html


def test_the_table_escapes_articles() -> None:
    """Titles, sources and ids of hostile articles are only text."""
    html = table_html(ALL, 5, TableState(), "en")
    assert "<script" not in html
    assert "<b " not in html
    assert "No article matches." in table_html(NONE, 5, TableState("x"), "en")


def test_facts_are_written_in_the_language() -> None:
    """Counts, period, languages, sources and the time of the build are given."""
    html = facts_html(FakeLibrary().status(), "fr")
    for fact in ("6 janvier 2022 – 5 mai 2025", "français (2), anglais (3)", "Valley Post",
                 "22 novembre 2026 à 12:34 UTC"):  # fmt: skip
        assert fact in html


def test_facts_do_without_dates_and_with_many_sources() -> None:
    """Undated articles have no period, and a long list of sources is cut."""
    status = FakeLibrary().status()
    many = {f"source {n:02d}": 1 for n in range(20)}
    html = facts_html(status.model_copy(update={"published": None, "sources": many}), "en")
    assert "undated" in html
    assert "and 12 more" in html
