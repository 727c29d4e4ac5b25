"""The articles and the questions that all systems get, and how far what they return is right."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from benchmarks.peers.driver import Row

from qa.corpus import read_corpus
from qa.evaluation import load_dataset
from qa.types import Article

LARGEST = 10**8
"""Bytes of a file that is read."""


class Asked(NamedTuple):
    """A question that the articles answer.

    Attributes:
        pair: Language of the question and of the article.
        article: `id` of the row that answers.
        evidence: Sentences of it of which any will do.
    """

    question: str
    pair: str
    article: str
    evidence: list[str]


class Recall(NamedTuple):
    """What is among the passages returned, as shares of the questions."""

    questions: int
    article: float
    evidence: float


def read_articles(corpus: Path) -> list[Article]:
    """The articles of a folder or a file in any format that the product reads."""
    found = read_corpus(corpus, max_bytes=LARGEST)
    return [one for one in found if isinstance(one, Article)]


def as_rows(articles: Sequence[Article]) -> list[Row]:
    """What systems get of each article; its `id` is its number."""
    return [
        Row(
            id=f"{number:06}",
            title=article.title,
            text=article.text,
            published=str(article.published) if article.published else None,
            language=article.language,
        )
        for number, article in enumerate(articles)
    ]


def read_questions(file: Path, articles: Sequence[Article]) -> list[Asked]:
    """Those that an article answers and that stand alone: nobody else knows a conversation."""
    named = defaultdict(list)
    for number, article in enumerate(articles):
        for name in _names(article):
            named[name].append(number)
    asked = []
    for line, gold in load_dataset(file):
        if not gold.article or gold.history or gold.lang is None:
            continue
        evidence = gold.evidence or gold.answers
        # A row with an address is not known by its own id, but its table is.
        known = named.get(gold.article) or named[gold.article.rpartition("#")[0]]
        numbers = [n for n in known if _holds(articles[n].text, evidence)]
        if not numbers:
            sys.exit(f"{file}:{line}: no article {gold.article!r} holds the evidence")
        pair = f"{gold.lang} → {articles[numbers[0]].language}"
        asked.append(Asked(gold.question, pair, f"{numbers[0]:06}", evidence))
    return asked


def recall(asked: Sequence[Asked], found: Sequence[Sequence[Sequence[str]]]) -> dict[str, Recall]:
    """For each pair of languages, and for `all`: the article and the evidence are returned."""
    by_pair: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for one, hits in zip(asked, found, strict=True):
        article = any(identity == one.article for identity, _ in hits)
        evidence = any(_holds(text, one.evidence) for _, text in hits)
        for pair in (one.pair, "all"):
            by_pair[pair].append((article, evidence))
    return {pair: _shares(right) for pair, right in sorted(by_pair.items())}


def _shares(right: Sequence[tuple[bool, bool]]) -> Recall:
    count = len(right)
    article, evidence = (sum(values) / count for values in zip(*right, strict=True))
    return Recall(count, round(article, 3), round(evidence, 3))


def _names(article: Article) -> set[str]:
    """What a dataset may call it: its id, its path with or without ending, its row."""
    path = PurePosixPath(article.path)
    return {
        *(article.id, article.path, str(path.with_suffix("")), path.stem),
        article.id.removeprefix(f"{article.path}#"),
    }


def _holds(text: str, sentences: Sequence[str]) -> bool:
    """Whether any sentence is in a text, however the text is broken into lines."""
    flat = _flat(text)
    return any(_flat(sentence) in flat for sentence in sentences)


def _flat(text: str) -> str:
    return " ".join(text.split())
