"""The library's table and the facts about the index, as HTML."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, get_args

from qa.types import ArticleColumn
from qa_ui.i18n import (
    STRINGS,
    format_count,
    format_date,
    format_number,
    tr,
)
from qa_ui.views.render import render

if TYPE_CHECKING:
    from qa.types import ArticleList, IndexStatus, Language

COLUMNS: Final[tuple[ArticleColumn, ...]] = get_args(ArticleColumn)
PAGE_ROWS: Final = 100
FACT_SOURCES: Final = 8


@dataclass(frozen=True)
class TableState:
    """How the table is searched and sorted, and how much of it is shown.

    Attributes:
        generation: The generation of the index that the table was made from.
    """

    query: str = ""
    column: ArticleColumn = "date"
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


def table_html(listed: ArticleList, total: int, state: TableState, page: Language) -> str:
    """A sortable table of the articles that were found, of which those are given that it shows."""
    return render(
        "table",
        page,
        articles=listed.articles,
        count=format_count(page, len(listed.articles), total),
        columns=[(column, *_order(column, state)) for column in COLUMNS],
        more=len(listed.articles) < listed.found,
    )


def _order(column: ArticleColumn, state: TableState) -> tuple[str, str]:
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
