"""Plain text that several views show: active filters, an answer to copy, the start of a passage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qa.answering.markdown import unescaped
from qa.phrases.dates import since_in_words, until_in_words
from qa_ui.i18n import format_date, plain, tr, tr_count

if TYPE_CHECKING:
    from qa.types import Answer, ArticleRef, Citation, Language
    from qa_ui.page.session import Filters

EXCERPT_CHARACTERS: Final = 220


def describe_filters(page: Language, filters: Filters) -> str:
    """The active filters in words: `Le Monde, French, since 6 January 2022`."""
    only = [tr_count(page, "only_articles", len(filters.articles))] if filters.articles else []
    words = [*only, *filters.sources, *(tr(page, language) for language in filters.languages)]
    if filters.since:
        words.append(since_in_words(filters.since, page))
    if filters.until:
        words.append(until_in_words(filters.until, page))
    return ", ".join(words)


def plain_text(answer: Answer, page: Language) -> str:
    """An answer for the clipboard: question, text, numbered sources with their addresses."""
    lines = [answer.question, "", unescaped(answer.text)]
    if answer.citations:
        lines += ["", plain(tr(page, "sources_follow"))]
    lines += [_source_line(citation, page) for citation in answer.citations]
    return "\n".join(lines)


def place(about: ArticleRef, at: int | None, page: Language) -> str:
    """Where something is quoted from: outlet, date and page."""
    on_page = tr(page, "on_page", page=at) if at else None
    known = [about.source, format_date(page, about.published), on_page]
    return ", ".join(one for one in known if one)


def shortened(text: str, limit: int = EXCERPT_CHARACTERS) -> str:
    """The beginning of a text, cut between words, with an ellipsis if it was cut."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    return flat[: limit + 1].rsplit(" ", 1)[0][:limit].rstrip(" ,;:") + " …"


def _source_line(citation: Citation, page: Language) -> str:
    where = ", ".join(filter(None, [place(citation, citation.page, page), citation.url]))
    return f"[{citation.number}] {citation.title} ({where})"
