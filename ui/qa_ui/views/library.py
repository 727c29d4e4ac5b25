"""The library and the facts about it: pure functions over article summaries.

Knows lists, not how they are kept or shown.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, get_args

from qa_ui.escape import esc
from qa_ui.i18n import (
    STRINGS,
    format_count,
    format_date,
    format_moment,
    format_number,
    plain,
    tr,
    tr_count,
)
from qa_ui.views.blocks import note_html

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qa.types import ArticleSummary, IndexStatus, Language

Column = Literal["date", "title", "source", "language", "passages"]
COLUMNS: Final[tuple[Column, ...]] = get_args(Column)
PAGE_ROWS: Final = 100
FACT_SOURCES: Final = 8
EXAMPLES: Final = 3


@dataclass(frozen=True)
class View:
    """How the library is looked at: what is searched, by what it is sorted, how much is shown.

    Attributes:
        generation: The generation of the index that the table was made from.
    """

    query: str = ""
    column: Column = "date"
    descending: bool = True
    shown: int = PAGE_ROWS
    generation: str = ""

    def searching(self, query: str) -> View:
        """With another search, from the top."""
        return replace(self, query=query, shown=PAGE_ROWS)

    def sorting(self, column: str) -> View:
        """Sorted by a column; the other way round if it was sorted by it already."""
        chosen = next((name for name in COLUMNS if name == column), self.column)
        turned = not self.descending if chosen == self.column else chosen == "date"
        return replace(self, column=chosen, descending=turned, shown=PAGE_ROWS)

    def longer(self) -> View:
        """With one page of rows more."""
        return replace(self, shown=self.shown + PAGE_ROWS)


def found(articles: Sequence[ArticleSummary], view: View) -> list[ArticleSummary]:
    """The articles whose title, source or address has every word of the search, sorted."""
    words = _folded(view.query).split()
    kept = [article for article in articles if all(word in _haystack(article) for word in words)]
    return ordered(kept, view.column, descending=view.descending)


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


def table_html(articles: Sequence[ArticleSummary], total: int, view: View, page: Language) -> str:
    """A sortable table of the found articles, as many rows as the view shows."""
    if not articles:
        return note_html(tr(page, "library_none"), role="status")
    heads = "".join(_head(column, view, page) for column in COLUMNS)
    body = "".join(_row(article, page) for article in articles[: view.shown])
    count = min(view.shown, len(articles))
    said = note_html(format_count(page, count, total), role="status")
    more = (
        f'<button type="button" class="suggestion" data-do="more">'
        f"{esc(tr(page, 'library_more'))}</button>"
        if count < len(articles)
        else ""
    )
    return (
        f'{said}<table class="articles"><thead><tr>{heads}</tr>'
        f"</thead><tbody>{body}</tbody></table>{more}"
    )


def _head(column: Column, view: View, page: Language) -> str:
    state, arrow = "none", ""
    if column == view.column:
        state, arrow = ("descending", " ↓") if view.descending else ("ascending", " ↑")
    return (
        f'<th scope="col" aria-sort="{state}" class="{column}"><button type="button" '
        f'data-do="sort" data-column="{column}">{esc(tr(page, f"column_{column}"))}{arrow}'
        f"</button></th>"
    )


def _row(article: ArticleSummary, page: Language) -> str:
    date = esc(format_date(page, article.published))
    return (
        f'<tr><td class="date">{date}</td><td class="title" lang="{article.language}">'
        f'<button type="button" data-do="read" data-article="{esc(article.id)}">'
        f"{esc(article.title)}</button></td>"
        f'<td class="source">{esc(article.source or "")}</td>'
        f'<td class="language">{esc(tr(page, article.language))}</td>'
        f'<td class="passages">{format_number(page, article.passages)}</td></tr>'
    )


def facts_html(status: IndexStatus, page: Language) -> str:
    """What the index in use holds: counts, period, languages, sources, time of the build."""
    languages = ", ".join(
        f"{STRINGS[page].get(language, language)} ({format_number(page, count)})"
        for language, count in status.languages.items()
    )
    facts = [
        ("facts_articles", format_number(page, status.articles)),
        ("facts_passages", format_number(page, status.passages)),
        ("facts_period", _period(status, page)),
        ("facts_languages", languages),
        ("facts_built", format_moment(page, status.built)),
    ]
    items = "".join(
        f"<div><dt>{esc(tr(page, key))}</dt><dd>{esc(said)}</dd></div>" for key, said in facts
    )
    return (
        f'<section class="facts"><h2>{esc(tr(page, "facts"))}</h2><dl>{items}</dl>'
        f"{_sources(status, page)}</section>"
    )


def example_questions(
    corpus: Path, articles: Sequence[ArticleSummary], page: Language
) -> list[str]:
    """Questions to begin with: the corpus's own (`questions.jsonl`), else about its articles."""
    own = _own_questions(corpus / "questions.jsonl", page)
    if own:
        return own
    fitting = [article for article in articles if article.language == page] or articles
    newest = ordered(fitting, "date", descending=True)
    asked = (tr(page, "about_article", title=article.title) for article in newest[:EXAMPLES])
    return [plain(question) for question in asked]


def _own_questions(path: Path, page: Language) -> list[str]:
    """Answerable questions of a labelled file in one language, two-part ones first."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        asked = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError):
        return []
    fitting = [
        row
        for row in asked
        if isinstance(row, dict)
        and str(row.get("question") or "").strip()
        and row.get("lang", row.get("language")) == page
        and row.get("answers")
        and not row.get("history")
    ]
    spread: dict[str, dict[str, object]] = {}
    for row in sorted(fitting, key=lambda row: row.get("kind") != "multi"):
        spread.setdefault(str(row.get("kind")), row)
    return [str(row["question"]) for row in list(spread.values())[:EXAMPLES]]


def _period(status: IndexStatus, page: Language) -> str:
    if status.published is None:
        return tr(page, "undated")
    first, last = (format_date(page, moment) for moment in status.published)
    return tr(page, "period", first=first, last=last)


def _sources(status: IndexStatus, page: Language) -> str:
    if not status.sources:
        return ""
    ranked = sorted(status.sources.items(), key=lambda item: (-item[1], item[0]))
    items = "".join(
        f"<li>{esc(name)} <span>{format_number(page, count)}</span></li>"
        for name, count in ranked[:FACT_SOURCES]
    )
    rest = len(ranked) - FACT_SOURCES
    more = f"<li>{esc(tr_count(page, 'facts_more', rest))}</li>" if rest > 0 else ""
    return f"<h3>{esc(tr(page, 'facts_sources'))}</h3><ul>{items}{more}</ul>"


def _haystack(article: ArticleSummary) -> str:
    return _folded(f"{article.title} {article.source or ''} {article.id}")


def _folded(text: str | None) -> str:
    """Lower case without accents, so that `election` finds `Élection`."""
    decomposed = unicodedata.normalize("NFKD", text or "")
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
