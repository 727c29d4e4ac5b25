"""The passages of the news that are nearest to each question about news, to read beside the right.

    python -m training.near DATA BASE ENCODER OUT.json

`ENCODER` is any sentence-transformers folder; one that is good at the task makes hard negatives.
Passages are told by their places, so that `BASE`, which cuts them, must be that of `training.pack`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from qa.encoder import Encoder, open_encoder
from training.data import news_table
from training.examples import all_near_misses
from training.news import News, load_news

RANKS = 40
"""Passages that are kept for each question."""


def questions_about_news(data: Path) -> list[str]:
    """Every question that examples are made of, once."""
    ways = [(row, "question") for row in news_table(data, "questions")]
    ways += [(row, "original") for row in all_near_misses(data)]
    ways += [(row, "standalone2") for row in news_table(data, "dialogues")]
    return list(dict.fromkeys(row[f"{name}_{k}"] for row, name in ways for k in ("fr", "en")))


def nearest_passages(news: News, questions: list[str], encoder: Encoder) -> dict[str, list[int]]:
    """For each question the places of the nearest passages, nearest first."""
    there = encoder.encode_passages([f"{p.title}\n{p.text}" for p in news.passages])
    asked = encoder.encode_questions(questions)
    best = [np.argsort(-(there @ vector), kind="stable")[:RANKS] for vector in asked]
    return {question: row.tolist() for question, row in zip(questions, best, strict=True)}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("data", "base", "encoder", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    news = load_news(options.data, Tokenizer.from_file(str(options.base / "tokenizer.json")))
    encoder = open_encoder(str(options.encoder))
    found = nearest_passages(news, questions_about_news(options.data), encoder)
    options.out.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
