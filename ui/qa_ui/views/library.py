"""The library and the facts about the index: article summaries searched, sorted, and as HTML."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, get_args

from qa_ui.i18n import (
    STRINGS,
    format_count,
    format_date,
    format_number,
    tr,
)
from qa_ui.views.render import render

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from qa.types import ArticleSummary, IndexStatus, Language

Column = Literal["date", "title", "source", "language", "passages"]
COLUMNS: Final[tuple[Column, ...]] = get_args(Column)
PAGE_ROWS: Final = 100
FACT_SOURCES: Final = 8


@dataclass(frozen=True)
class TableState:
    """How the table is searched and sorted, and how much of it is shown.

    Attributes:
        generation: The generation of the index that the table was made from.
    """

    query: str = ""
    column: Column = "date"
    descending: bool = True
    shown: int = PAGE_ROWS
    generation: str = ""

    def searching(self, query: str) -> TableState:
        """With another search, from the top."""
        return replace(self, query=query, shown=PAGE_ROWS)

    def sorting(self, column: str) -> TableState:
        """Sorted by a column; reversed if it was sorted by it already."""
        chosen = next((name for name in COLUMNS if name == column), self.column)
        descending = not self.descending if chosen == self.column else chosen == "date"
        return replace(self, column=chosen, descending=descending, shown=PAGE_ROWS)

    def longer(self) -> TableState:
        """With one page of rows more."""
        return replace(self, shown=self.shown + PAGE_ROWS)


def found(
    articles: Sequence[ArticleSummary], state: TableState, texts: Collection[str] = ()
) -> list[ArticleSummary]:
    """The articles whose title, source or address has every word of the search, sorted.

    Args:
        articles: All articles.
        state: The search and the order.
        texts: Ids of the articles whose text has them.
    """
    words = _folded(state.query).split()
    kept = [
        article
        for article in articles
        if article.id in texts or all(word in _haystack(article) for word in words)
    ]
    return ordered(kept, state.column, descending=state.descending)


def ordered(
    articles: Sequence[ArticleSummary], column: Column, *, descending: bool
) -> list[ArticleSummary]:
    """Articles sorted by a column, then by title; those without a value come last."""
    by_title = sorted(articles, key=lambda article: _folded(article.title))
    known = [article for article in by_title if _sort_key(article, column)]
    unknown = [article for article in by_title if not _sort_key(article, column)]
    known.sort(key=lambda article: _sort_key(article, column), reverse=descending)
    return known + unknown


def _sort_key(article: ArticleSummary, column: Column) -> str:
    keys: dict[Column, str] = {
        "date": article.published or "",
        "title": _folded(article.title),
        "source": _folded(article.source),
        "language": article.language,
        "passages": f"{article.passages:09d}",
    }
    return keys[column]


def table_html(
    articles: Sequence[ArticleSummary], total: int, state: TableState, page: Language
) -> str:
    """A sortable table of the found articles, as many rows as its state says."""
    return render(
        "table",
        page,
        articles=articles[: state.shown],
        count=format_count(page, min(state.shown, len(articles)), total),
        columns=[(column, *_order(column, state)) for column in COLUMNS],
        more=state.shown < len(articles),
    )


def _order(column: Column, state: TableState) -> tuple[str, str]:
    """How the table is sorted by a column, for `aria-sort` and as an arrow."""
    if column != state.column:
        return "none", ""
    return ("descending", " ↓") if state.descending else ("ascending", " ↑")


def facts_html(status: IndexStatus, page: Language) -> str:
    """What the index in use holds: counts, period, languages, sources, time of the build."""
    languages = ", ".join(
        f"{STRINGS[page].get(language, language)} ({format_number(page, count)})"
        for language, count in status.languages.items()
    )
    facts = [
        ("facts_articles", format_number(page, status.articles)),
        ("facts_period", _period(status, page)),
        ("facts_languages", languages),
    ]
    sources = sorted(status.sources.items(), key=lambda item: (-item[1], item[0]))
    return render(
        "facts",
        page,
        facts=facts,
        built=status.built,
        sources=sources[:FACT_SOURCES],
        more_sources=len(sources) - FACT_SOURCES,
    )


def _period(status: IndexStatus, page: Language) -> str:
    if status.published is None:
        return tr(page, "undated")
    first, last = (format_date(page, moment) for moment in status.published)
    return tr(page, "period", first=first, last=last)


def _haystack(article: ArticleSummary) -> str:
    return _folded(f"{article.title} {article.source or ''} {article.id}")


def _folded(text: str | None) -> str:
    """Lower case without accents, so that `election` finds `Élection`."""
    decomposed = unicodedata.normalize("NFKD", text or "")
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
