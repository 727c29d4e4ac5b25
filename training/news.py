"""News articles as the product sees them: cut into its passages, under title and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tokenizers import Tokenizer

from qa.passages import dated_title, split_passages
from qa.types import Article
from training.data import Row, news_articles

PASSAGE_TOKENS = 144
"""Longest passage, as in the product."""


@dataclass(frozen=True)
class NewsPassage:
    """A passage with the article it is of and where in it it stands."""

    article: str
    title: str
    text: str
    start: int
    end: int


@dataclass
class News:
    """All passages of the articles, in the order of the articles."""

    articles: dict[str, Row]
    passages: list[NewsPassage]
    of_article: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note which passages each article has."""
        for place, passage in enumerate(self.passages):
            self.of_article.setdefault(passage.article, []).append(place)

    def holding(self, article: str, answer: str) -> list[int]:
        """The passages of an article that hold the first place of an answer whole."""
        start = self.articles[article]["text"].find(answer)
        if start < 0:
            return []
        end = start + len(answer)
        own = [(i, self.passages[i]) for i in self.of_article[article]]
        return [i for i, passage in own if passage.start <= start and end <= passage.end]


def load_news(data: Path, tokenizer: Tokenizer, budget: int = PASSAGE_TOKENS) -> News:
    """The articles of `data`, cut by the product's own rule."""

    def count(texts: Sequence[str]) -> list[int]:
        encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encoded]

    articles = news_articles(data)
    passages = []
    for row in articles.values():
        article = Article(
            id=row["id"],
            path=row["id"],
            title=row["title"],
            text=row["text"],
            language=row["language"],
        )
        title = dated_title(row["title"], row["published"])
        passages += [
            NewsPassage(row["id"], title, passage.text, passage.start, passage.end)
            for passage in split_passages(article, budget=budget, count_tokens=count)
        ]
    return News(articles, passages)
