"""Articles, their passages, and what a search finds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from pydantic import Field

from qa.phrases import say
from qa.types.base import Language, PartialDate, Value


class ArticleRef(Value):
    """What names an article where it is listed, found or cited."""

    title: str
    url: str | None
    source: str | None
    published: PartialDate | None
    language: Language

    @property
    def ref(self) -> dict[str, Any]:
        """These fields by their names, for whatever else refers to the article."""
        return {name: getattr(self, name) for name in ArticleRef.model_fields}

    @property
    def place(self) -> str:
        """The article as it is named to people: `The lighthouse (Harbour Post, 2024-03, p. 3)`."""
        number = getattr(self, "page", None)
        page = say(self.language, "answer.page", page=number) if number else None
        about = ", ".join(filter(None, (self.source, self.published, page)))
        return f"{self.title} ({about})" if about else self.title


def page_at(pages: Sequence[int], offset: int) -> int | None:
    """The page, from 1, that holds an offset of a text whose pages begin at `pages`."""
    return bisect_right(pages, offset) or None


class Article(Value):
    """One article as a reader delivers it.

    Attributes:
        id: Its identity: the URL where there is one, else the path (with `#row` in a table).
        path: The file it came from, relative to the corpus, with `/` on every system.
        text: The body. All offsets point into this string.
        published: Publication date, as precise as the file says.
        language: `fr` or `en`; detected where the file does not say.
        pages: Where in the text each page begins; empty where the format has no pages.
    """

    id: str = Field(min_length=1)
    path: str
    title: str
    text: str = Field(min_length=1)
    url: str | None = None
    source: str | None = None
    published: PartialDate | None = None
    language: Language
    pages: tuple[int, ...] = ()


class ArticleSummary(ArticleRef):
    """An article without its text, for lists."""

    id: str
    path: str
    passages: int


class ArticleList(Value):
    """A part of a list of articles.

    Attributes:
        found: How many articles the whole list has.
    """

    found: int
    articles: list[ArticleSummary]


class Passage(Value):
    """A run of whole sentences of one article: `article.text[start:end] == text`.

    Attributes:
        page: The page on which it begins, from 1; null where the format has no pages.
        page_breaks: Where in the article's text other pages begin, inside the passage.
    """

    id: str
    article_id: str
    text: str
    start: int
    end: int
    page: int | None = None
    page_breaks: list[int] = []


class Hit(ArticleRef):
    """A retrieved passage with what is needed to show and cite it.

    Attributes:
        score: What hits are ordered by; comparable within one search only.
        similarity: Cosine of question and passage embedding (-1..1); null in lexical mode.
        dense_rank: Rank (from 1) in the dense list, null if it is not there.
        lexical_rank: Rank (from 1) in the lexical list, null if it is not there.
        page: The page on which it begins, from 1; null where the format has no pages.
        page_breaks: Where in the article's text other pages begin, inside the passage.
        also_in: Articles that carry a copy of this passage.
        marks: Where the words that a search looked for stand, in the article's text.
    """

    article_id: str
    passage_id: str
    text: str
    start: int
    end: int
    score: float
    similarity: float | None = None
    dense_rank: int | None = None
    lexical_rank: int | None = None
    page: int | None = None
    page_breaks: list[int] = []
    also_in: list[str] = []
    marks: list[tuple[int, int]] = []

    def __str__(self) -> str:
        """The passage under the name of its article."""
        return f"{self.place}\n{self.text}"


class Topic(Value):
    """Articles that are about much the same.

    Attributes:
        words: What they have in common, as they write it, by language; the most telling first.
        articles: Their ids, the most typical first.
    """

    words: dict[Language, list[str]]
    articles: list[str]

    def name(self, language: Language) -> str:
        """Its words in a language, or in another where no article of it has that one."""
        return ", ".join(self.words.get(language) or next(iter(self.words.values()), []))
