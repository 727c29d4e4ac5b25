"""Training data as plain values: rows of files, by the names of the files.

Knows nothing of models or batches. The folder is always an argument. Questions that may only be
measured on are never read here: see `pack_development`, `evaluate_encoder`, `evaluate_reader` and
`confidence`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Span = tuple[int, int]
"""First character and the one after the last."""

READING = {
    "piaf": "piaf-train-fr",
    "squad": "squad-train-en",
    "wiki": "squadshifts-new_wiki-en",
    "amazon": "squadshifts-amazon-en",
    "reddit": "squadshifts-reddit-en",
    "qed": "qed-nq-train-en",
    "qamr": "qamr-en",
}
"""Files of questions on paragraphs, SQuAD-shaped; all but `piaf` are English."""

TRANSLATED = {"piaf": "piaf-train-questions-en", "squad": "squad-train-questions-fr"}
"""Files of questions of `READING` in the other language."""

PARALLEL = ("europarl-questions", "europarl-paragraphs", "tatoeba", "tico19", "ud-pud")


def read_rows(path: Path) -> list[Row]:
    """Rows of a JSON-lines file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a tab-separated file with a header, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        header, *rows = [line.rstrip("\n").split("\t") for line in lines if line.strip()]
    return [dict(zip(header, row, strict=True)) for row in rows]


def reading_rows(data: Path, name: str) -> list[Row]:
    """The rows of one of `READING`."""
    return read_rows(data / "reading" / f"{READING[name]}.jsonl.gz")


def news_articles(data: Path) -> dict[str, Row]:
    """The articles that news questions are about, by id."""
    return {row["id"]: row for row in read_rows(data / "news-dev" / "articles.jsonl.gz")}


def news_table(data: Path, name: str) -> list[dict[str, str]]:
    """One of the files of questions about news, written by hand."""
    return read_table(data / "news-qa" / f"{name}.tsv.gz")


def translated_questions(data: Path, name: str) -> dict[str, str]:
    """The questions of one of `TRANSLATED` in the other language, by the id of their row."""
    return {row["id"]: row["question"] for row in news_table(data, TRANSLATED[name])}


def read_pairs(data: Path, name: str) -> list[tuple[str, str]]:
    """English and French of one of `PARALLEL`."""
    with gzip.open(data / "parallel" / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
        fields = (line.rstrip("\n").split("\t") for line in lines)
        return [(english, french) for english, french, *_ in fields]


def training_texts(data: Path) -> Iterator[str]:
    """All text that is trained on, for the choice of a vocabulary."""
    for name in PARALLEL:
        for pair in read_pairs(data, name):
            yield from pair
    for folder in ("reading", "retrieval"):
        for path in sorted((data / folder).glob("*.jsonl.gz")):
            if "-dev-" not in path.name:
                for row in read_rows(path):
                    yield from (value for value in row.values() if isinstance(value, str))
    for article in news_articles(data).values():
        yield f"{article['title']}\n{article['text']}"
