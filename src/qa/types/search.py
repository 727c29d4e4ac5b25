"""What a search finds: articles with their passages, and how many there are of each kind."""

from __future__ import annotations

from qa.types.articles import ArticleRef, Hit
from qa.types.base import Sort, Value


class FoundArticle(ArticleRef):
    """An article that a search found.

    Attributes:
        passages: How many of its passages match.
        by_meaning: Whether it is only close in meaning, and lacks a word of the query.
        title_marks: Where the words that were looked for stand in its title.
        hits: The best of the passages, best first.
    """

    id: str
    passages: int
    by_meaning: bool = False
    title_marks: list[tuple[int, int]]
    hits: list[Hit]

    def __str__(self) -> str:
        """The best passage under the name of its article."""
        return str(self.hits[0])


class FacetCount(Value):
    """How many of the articles that match have a value; null counts those that have none."""

    value: str | None
    count: int


class Facets(Value):
    """Counts over all articles that match, most frequent first, months newest first.

    The counts of a facet follow all filters but its own, so that it shows what else there is.

    Attributes:
        people: Those that most articles name, and those that are filters; empty if the index was
            built without names.
        places: Likewise.
    """

    sources: list[FacetCount]
    months: list[FacetCount]
    languages: list[FacetCount]
    people: list[FacetCount] = []
    places: list[FacetCount] = []


class SearchResult(Value):
    """What a search found; `articles` and `passages` count all, `found` is a part of them.

    Attributes:
        by_meaning: How many of the articles are only close in meaning.
        understood: How a query with operators was read; null for plain words.
        complete: Whether the articles have all words, or are close in meaning; where none is,
            these have some of the words.
    """

    query: str
    understood: str | None
    complete: bool
    sort: Sort
    articles: int
    passages: int
    by_meaning: int = 0
    found: list[FoundArticle]
    facets: Facets

    def __str__(self) -> str:
        """How many match, and the articles that were found, each with its best passage."""
        return "\n\n".join([self.counted, *map(str, self.found)])

    @property
    def counted(self) -> str:
        """How many articles and passages match: `1 article, 3 passages`."""
        counts = ((self.articles, "article"), (self.passages, "passage"))
        return ", ".join(
            f"{count} {thing if count == 1 else f'{thing}s'}" for count, thing in counts
        )
