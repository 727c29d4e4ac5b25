"""The results of a search as HTML: articles with marked passages, and facets with counts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qa.lang.text import fold
from qa_ui.i18n import format_date, problem_text, tr
from qa_ui.views.render import render
from qa_ui.views.source import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qa.errors import QAError
    from qa.types import Article, FacetCount, FoundArticle, Hit, Language, SearchResult
    from qa_ui.page.searching import SearchState

Piece = tuple[str, bool]
"""Some text, and whether it is marked."""

ASKED_AT_MOST: Final = 100
"""Of more articles than this, questions are not asked of "only these"."""

_EXCERPT: Final = 360
_BEFORE: Final = 110
"""Characters of a passage that are shown, and those before its first mark."""

_SPACE: Final = re.compile(r"\s+")
_VALUES: Final = 8
_YEAR: Final = len("2022")


@dataclass(frozen=True)
class Choice:
    """A value of a facet: what is clicked, how it reads, how many articles, whether chosen."""

    value: str
    words: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Shown:
    """An article as it is shown: its title and passages in pieces, the first passage apart."""

    article: FoundArticle
    title: list[Piece]
    passages: list[tuple[Hit, list[Piece]]]


def results_html(found: SearchResult, state: SearchState, page: Language) -> str:
    """What was found, or what to change if nothing was."""
    shown = [
        Shown(
            one,
            list(pieces(one.title, one.title_marks)),
            [(hit, excerpt(hit)) for hit in one.hits],
        )
        for one in found.found
    ]
    return render(
        "search_results",
        page,
        found=found,
        shown=shown,
        state=state,
        askable=0 < found.articles <= ASKED_AT_MOST,
    )


def problem_html(problem: QAError, page: Language) -> str:
    """Why a query cannot be searched for."""
    return render("search_problem", page, words=problem_text(problem, page))


def facets_html(found: SearchResult, state: SearchState, page: Language) -> str:
    """The facets at the side, with what is chosen first."""
    facets = found.facets
    period = [format_date(page, state.period)] if state.period else []
    languages = [tr(page, one) for one in state.languages]
    return render(
        "search_facets",
        page,
        state=state,
        chosen=[*state.sources, *period, *languages],
        facets=[
            ("source", _choices(facets.sources, state.sources, str)),
            ("period", _periods(facets.months, state.period, page)),
            ("language", _choices(facets.languages, state.languages, lambda one: tr(page, one))),
            ("person", _choices(facets.people, state.people, str)),
            ("place", _choices(facets.places, state.places, str)),
        ],
        most=_VALUES,
    )


def article_html(
    article: Article, marks: Sequence[tuple[int, int]], passage: tuple[int, int], page: Language
) -> str:
    """An article with its marks, and the passage by which it was opened."""
    first, last = passage
    parts = [(0, first), (first, last), (last, len(article.text))]
    before, here, after = (list(_part(article.text, marks, start, end)) for start, end in parts)
    return render("search_article", page, article=article, before=before, here=here, after=after)


def only_html(titles: Sequence[str], page: Language) -> str:
    """The chip that says of which articles alone questions are asked; empty if of all."""
    return render("only", page, titles=titles) if titles else ""


def pieces(text: str, marks: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """A text divided at its marks."""
    shown = 0
    for start, end in marks:
        yield text[shown:start], False
        yield text[start:end], True
        shown = end
    yield text[shown:], False


def excerpt(hit: Hit) -> list[Piece]:
    """The part of a passage with most of what was sought, with dots where something is left out."""
    marks = [(start - hit.start, end - hit.start) for start, end in hit.marks]
    text = hit.text
    start, end = 0, len(text)
    if end > _EXCERPT:
        start = max(0, min(_fullest(marks, text) - _BEFORE, end - _EXCERPT))
        start = text.find(" ", start) + 1 if start else 0
        end = min(end, start + _EXCERPT)
        end = end if end == len(text) else max(text.rfind(" ", start, end), start + 1)
    found = [(_SPACE.sub(" ", one), mark) for one, mark in _part(text, marks, start, end) if one]
    opening, closing = [("… ", False)] if start else [], [(" …", False)] if end < len(text) else []
    return [*opening, *found, *closing]


def _fullest(marks: Sequence[tuple[int, int]], text: str) -> int:
    """The mark from which on most different words stand in one excerpt, the first of several."""

    def words(place: int) -> int:
        last = place + _EXCERPT - _BEFORE
        return len({fold(text[a:b]) for a, b in marks if place <= a and b <= last})

    return max((start for start, _ in marks), key=words, default=0)


def _part(text: str, marks: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    """The pieces of a part of a text, in which sentences that were glued together are parted."""
    inside = [
        (max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start
    ]
    for one, marked in pieces(text[start:end], inside):
        yield (one if marked else readable(one)), marked


def _choices(
    counts: Sequence[FacetCount], chosen: Sequence[str], say: Callable[[str], str]
) -> list[Choice]:
    known = {one.value: one.count for one in counts if one.value}
    values = [*chosen, *(value for value in known if value not in chosen)]
    return [Choice(one, say(one), known.get(one, 0), one in chosen) for one in values]


def _periods(counts: Sequence[FacetCount], chosen: str, page: Language) -> list[Choice]:
    """Years, or the months of the year that is chosen or the only one."""
    months = {one.value: one.count for one in counts if one.value}
    years = Counter[str]()
    for month, count in months.items():
        years[month[:_YEAR]] += count
    year = chosen[:_YEAR] or (next(iter(years)) if len(years) == 1 else "")
    if not year:
        return [Choice(one, one, count, chosen=False) for one, count in years.items()]
    found = [Choice(year, year, years[year], chosen == year)]
    return found + [
        Choice(month, format_date(page, month), count, chosen == month)
        for month, count in months.items()
        if month.startswith(f"{year}-")
    ]
