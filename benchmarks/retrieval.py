"""Question to paragraph: the product's search beside BM25 alone, and beside another encoder.

    python benchmarks/retrieval.py QUESTIONS.jsonl[.gz] [--encoder FOLDER ...]

The file has rows as SQuAD has them (`question, context, answers, title`). Each paragraph becomes
an article; the rank of a question is the place of its paragraph among the distinct articles of
the hits. Each further encoder is a sentence-transformers folder, measured in the same run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from pathlib import Path
from typing import Any, get_args

import numpy as np

from qa import Assistant, build_index
from qa.settings import load_settings
from qa.types import Mode

DEPTH = 10
"""Paragraphs that are looked at; further down is not found."""


def main() -> None:
    """Measure and print a line a system."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--encoder", action="append", default=[], help="beside the built-in one")
    options = parser.parse_args()
    rows = [row for row in read(options.questions) if row["answers"]]
    for encoder in (None, *options.encoder):
        for mode, ranks in measure(rows, encoder).items():
            print(json.dumps({"encoder": encoder or "built in", "mode": mode} | figures(ranks)))


def read(path: Path) -> list[dict[str, Any]]:
    """Rows of a JSON-lines file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def measure(rows: list[dict[str, Any]], encoder: str | None) -> dict[str, list[int]]:
    """Ranks (0 is first, `DEPTH` is not found) of the right paragraphs, by mode of search."""
    contexts = list(dict.fromkeys(row["context"] for row in rows))
    place = {context: f"https://example.org/{i}" for i, context in enumerate(contexts)}
    titles = {row["context"]: row["title"].replace("_", " ") for row in rows}
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        corpus.mkdir()
        with (corpus / "paragraphs.jsonl").open("w", encoding="utf-8") as lines:
            for text, name in place.items():
                row = {"url": name, "title": titles[text], "text": text}
                lines.write(json.dumps(row) + "\n")
        settings = load_settings(encoder=encoder)
        build_index(corpus, index, settings=settings)
        with Assistant.open(index, settings=settings) as assistant:
            return {
                mode: [
                    rank(assistant, row["question"], place[row["context"]], mode) for row in rows
                ]
                for mode in get_args(Mode)
            }


def rank(assistant: Assistant, question: str, right: str, mode: Mode) -> int:
    """The place of an article among those found."""
    hits = assistant.search(question, 5 * DEPTH, mode)
    found = list(dict.fromkeys(hit.url for hit in hits))[:DEPTH]
    return found.index(right) if right in found else DEPTH


def figures(ranks: list[int]) -> dict[str, float]:
    """Recall@1, recall@5 and nDCG@10 of one right paragraph a question."""
    at = np.array(ranks)
    gain = np.where(at < DEPTH, 1 / np.log2(at + 2), 0)
    values = {"recall@1": at < 1, "recall@5": at < 5, "nDCG@10": gain}
    return {"questions": len(ranks)} | {k: round(float(v.mean()), 3) for k, v in values.items()}


if __name__ == "__main__":
    main()
