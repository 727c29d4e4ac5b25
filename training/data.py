"""Training text as plain values: parallel pairs, retrieval groups, reading rows.

Knows the files of the data folder and nothing of models or batches. The folder is always an
argument. What may only be measured on is never read here: see `evaluate_encoder`.
"""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Span = tuple[int, int]
"""First character and the one after the last."""

Pair = tuple[str, str | None]
"""English text and its French translation, or None where there is none."""

PARALLEL_LIMITS = {
    "europarl-questions": 60_000,
    "europarl-paragraphs": 8_000,
    "europarl": 16_000,
    "tatoeba": 12_000,
    "canada-laws": 8_000,
    "tico19": 3_070,
    "ud-pud": 1_000,
}
"""How many pairs of each file one run uses; two cores do not get through all of them."""

READING_SOURCES = {
    "piaf": "piaf-train-fr",
    "squad": "squad-train-en",
    "wiki": "squadshifts-new_wiki-en",
    "amazon": "squadshifts-amazon-en",
    "reddit": "squadshifts-reddit-en",
    "qed": "qed-nq-train-en",
}


@dataclass(frozen=True)
class Group:
    """Questions that every passage of the group answers, in one or in two languages."""

    topic: str
    queries: tuple[str, ...]
    passages: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...] = ()
    """Accepted answers, one tuple a query; empty where only the passage is known."""


def read_rows(path: Path) -> list[Row]:
    """Rows of a JSON-lines file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_pairs(path: Path) -> list[Pair]:
    """English TAB French, one pair a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        fields = (line.rstrip("\n").split("\t") for line in lines)
        return [(english, french) for english, french in fields]


def parallel_pairs(data: Path, limits: dict[str, int], seed: int) -> list[Pair]:
    """Up to `limits[name]` pairs of each parallel file, drawn without replacement."""
    pairs: list[Pair] = []
    for name, limit in limits.items():
        found = read_pairs(data / "parallel" / f"{name}.tsv.gz")
        random.Random(f"{seed} {name}").shuffle(found)
        pairs += found[:limit]
    return pairs


def english_questions(data: Path, limit: int, seed: int) -> list[Pair]:
    """English questions without a translation: they keep the teacher's English."""
    rows = read_rows(data / "retrieval" / "questions.jsonl.gz")
    questions: list[Pair] = [(row["question"], None) for row in rows if row["lang"] == "en"]
    random.Random(seed).shuffle(questions)
    return questions[:limit]


def english_passages(data: Path, limit: int, seed: int) -> list[Pair]:
    """English passages without a translation, against what retrieval does to them."""
    rows = [
        row
        for name in ("squad", "wiki", "qed")
        for row in read_rows(data / "reading" / f"{READING_SOURCES[name]}.jsonl.gz")
    ]
    passages: list[Pair] = [(text, None) for text in dict.fromkeys(row["context"] for row in rows)]
    random.Random(seed).shuffle(passages)
    return passages[:limit]


def retrieval_groups(data: Path) -> dict[str, list[Group]]:
    """Question-to-passage groups by source, in a fixed order."""
    groups = {
        name: reading_groups(read_rows(data / "reading" / f"{file}.jsonl.gz"))
        for name, file in READING_SOURCES.items()
    }
    groups["service"] = service_groups(data / "retrieval")
    groups["laws"] = law_groups(read_rows(data / "retrieval" / "canada-law-sections.jsonl.gz"))
    return groups


def reading_groups(rows: list[Row]) -> list[Group]:
    """One group a context, of its answerable questions. Titles are kept as topics."""
    answerable = sorted((row for row in rows if row["answers"]), key=_context_key)
    return [_reading_group(list(same)) for _, same in groupby(answerable, key=_context_key)]


def _context_key(row: Row) -> tuple[str, str]:
    return row["title"], row["context"]


def _reading_group(rows: list[Row]) -> Group:
    return Group(
        topic=rows[0]["title"].replace("_", " "),
        queries=tuple(row["question"] for row in rows),
        passages=(rows[0]["context"],),
        answers=tuple(tuple(a["text"] for a in row["answers"]) for row in rows),
    )


def service_groups(folder: Path, words: int = 150) -> list[Group]:
    """French administration: questions or titles and the opening of the text that answers."""
    pairs = []
    for row in read_rows(folder / "service-public-faq-fr.jsonl.gz"):
        text = row["context"].partition(" : ")[2] or row["context"]
        pairs.append((row["question"] or row["title"], text))
    rows = read_rows(folder / "service-public-qa-fr.jsonl.gz")
    pairs += [(row["question"], row["context"]) for row in rows]
    rows = read_rows(folder / "service-public-fiches-fr.jsonl.gz")
    pairs += [(row["title"], row["body"]) for row in rows]
    groups = [Group("", (query,), (_opening(text, words),)) for query, text in pairs]
    return [group for group in groups if group.queries[0] and len(group.passages[0]) > 100]


def law_groups(rows: list[Row], held_out: int = 1_000) -> list[Group]:
    """Headings and sections of federal law in both languages; the last rows are kept apart."""
    return [law_group(row) for row in rows[:-held_out]]


def law_group(row: Row) -> Group:
    """One section: two headings, two texts, each heading fits both texts."""
    return Group("", (row["title_en"], row["title_fr"]), (row["text_en"], row["text_fr"]))


def _opening(text: str, words: int) -> str:
    return " ".join(text.split()[:words])
