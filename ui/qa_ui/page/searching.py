"""What a reader searches for: the query, how it is narrowed and sorted, how much is shown.

Frozen, with pure steps; kept in a `gr.State`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from qa.types import FilterArguments, Sort

ARTICLES_MORE: Final = 10
"""Articles that are shown at first, and more at each click."""


_CHOSEN: Final[Mapping[str, str]] = {
    "source": "sources",
    "language": "languages",
    "person": "people",
    "place": "places",
}
"""The field that holds what is chosen of a facet."""


@dataclass(frozen=True)
class SearchState:
    """One search; an empty query shows nothing.

    Attributes:
        period: A year or a month to which it is narrowed.
        reading: Id of the article that is open.
        at: Where in it the passage begins by which it was opened.
        until: Where that passage ends.
    """

    query: str = ""
    sort: Sort = "relevance"
    period: str = ""
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    shown: int = ARTICLES_MORE
    reading: str = ""
    at: int = -1
    until: int = -1

    @property
    def narrowed(self) -> bool:
        """Whether any facet is chosen."""
        return bool(self.period) or any(getattr(self, field) for field in _CHOSEN.values())

    @property
    def filters(self) -> FilterArguments:
        """The chosen facets, as the library takes them."""
        return {
            "since": self.period or None,
            "until": self.period or None,
            "sources": self.sources or None,
            "languages": self.languages or None,
            "people": self.people or None,
            "places": self.places or None,
        }

    def searching(self, query: str) -> SearchState:
        """A new search, in all articles."""
        return SearchState(query=query.strip(), sort=self.sort)

    def sorting(self, sort: str) -> SearchState:
        """In another order."""
        return replace(self, sort="date" if sort == "date" else "relevance", shown=ARTICLES_MORE)

    def longer(self) -> SearchState:
        """With more articles."""
        return replace(self, shown=self.shown + ARTICLES_MORE)

    def toggling(self, facet: str, value: str) -> SearchState:
        """Narrowed to a value of a facet, or no longer so."""
        narrower = replace(self, shown=ARTICLES_MORE)
        if facet == "period":
            # Of a month that is taken back, its year stays.
            wider = value.rpartition("-")[0]
            return replace(narrower, period=wider if self.period == value else value)
        if field := _CHOSEN.get(facet):
            chosen: dict[str, Any] = {field: _toggled(getattr(self, field), value)}
            return replace(narrower, **chosen)
        return self

    def widened(self) -> SearchState:
        """Without facets."""
        return replace(SearchState(query=self.query, sort=self.sort), reading=self.reading)

    def opening(self, article: str, at: int = -1, until: int = -1) -> SearchState:
        """With an article open, at a passage."""
        return replace(self, reading=article, at=at, until=until)


def _toggled(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(one for one in values if one != value) if value in values else (*values, value)
