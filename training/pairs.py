"""Retrieval pairs: a question and a passage that answers it, in all four directions of language."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from training.changes import Changer, as_typed
from training.data import (
    TRANSLATED,
    Row,
    news_table,
    read_pairs,
    read_rows,
    reading_rows,
    translated_questions,
)
from training.examples import TYPED, all_near_misses
from training.news import News

LAWS = 0.35
"""Share of the law sections that are used."""
AMAZON_AND_REDDIT = 0.3
"""Share of their questions that are used."""
CHANGED = 0.3
"""Share of questions that are tried to be changed in one point."""
HELD_OUT_LAWS = 1_000
"""The last sections, on which the encoder is measured."""
OPENING = 150
"""Words of a long text that stand for it."""
PARALLEL = {
    "europarl-questions": 30_000,
    "europarl-paragraphs": 6_000,
    "tatoeba": 20_000,
    "tico19": 3_070,
    "ud-pud": 1_000,
}
"""How many parallel texts are used of each file."""


@dataclass(frozen=True)
class Pair:
    """A question and a passage that answers it.

    Attributes:
        group: What passages that may answer the same share; they are no negatives of one another.
        changed: The question changed so that the passage does not answer it; may be empty.
    """

    source: str
    question: str
    passage: str
    group: str
    changed: str = ""


def retrieval_pairs(data: Path, news: News, seed: int = 0) -> list[Pair]:
    """All pairs, some of the questions as people type them."""
    rng = random.Random(f"pairs {seed}")
    found = [*news_pairs(data, news, rng)]
    for name in ("piaf", "squad", "wiki", "amazon", "reddit", "qed"):
        rows = [row for row in reading_rows(data, name) if row["answers"]]
        if name in {"amazon", "reddit"}:
            rows = rng.sample(rows, int(AMAZON_AND_REDDIT * len(rows)))
        found += paragraph_pairs(name, rows, None, rng)
        if name in TRANSLATED:
            found += paragraph_pairs(name, rows, translated_questions(data, name), rng)
    found += service_pairs(data / "retrieval")
    found += law_pairs(read_rows(data / "retrieval" / "canada-law-sections.jsonl.gz"), rng)
    return [_typed(pair, rng) for pair in found if pair.question.strip()]


def paragraph_pairs(
    source: str, rows: list[Row], questions: dict[str, str] | None, rng: random.Random
) -> Iterator[Pair]:
    """Pairs of SQuAD-shaped rows; half of the passages under the title of their article."""
    changer = Changer(row["question"] for row in rows)
    for row in rows:
        question = row["question"] if questions is None else questions.get(row["id"])
        if question is None:
            continue
        title = row["title"].replace("_", " ")
        titled = title and source not in {"amazon", "reddit"} and rng.random() < 0.5
        passage = f"{title}\n{row['context']}" if titled else row["context"]
        changed = changer(question, row["context"], rng) if rng.random() < CHANGED else None
        yield Pair(source, question, passage, row["context"], changed or "")


def news_pairs(data: Path, news: News, rng: random.Random) -> Iterator[Pair]:
    """Questions about news in both languages, on the passages that hold the answer."""
    facts = news_table(data, "questions")
    changer = Changer(row["question_en"] for row in facts)
    asked = [
        (row["article"], row["answer"], row[f"question_{k}"], "")
        for row in facts
        for k in ("fr", "en")
    ]
    asked += [
        (row["article"], row["answer"], row[f"original_{k}"], row[f"near_miss_{k}"])
        for row in all_near_misses(data)
        for k in ("fr", "en")
    ]
    asked += [
        (row["article"], row["answer2"], question, "")
        for row in news_table(data, "dialogues")
        for k in ("fr", "en")
        for question in _second_questions(row, k)
    ]
    for article, answer, question, near in asked:
        for place in news.holding(article, answer) if answer != "-" else []:
            passage = news.passages[place]
            changed = near
            if not changed and rng.random() < CHANGED:
                changed = changer(question, passage.text, rng) or ""
            yield Pair("news", question, f"{passage.title}\n{passage.text}", article, changed)


def _second_questions(row: Row, language: str) -> list[str]:
    """A second question in full, and, where it leans on the first, the two one after another."""
    first, second = row[f"question1_{language}"], row[f"question2_{language}"]
    full = row[f"standalone2_{language}"]
    return [full] if second == full else [full, f"{first} {second}"]


def service_pairs(folder: Path) -> Iterator[Pair]:
    """French administration: questions or titles and the opening of the text that answers."""
    for row in read_rows(folder / "service-public-faq-fr.jsonl.gz"):
        text = row["context"].partition(" : ")[2] or row["context"]
        yield _service(row["question"] or row["title"], text)
    for row in read_rows(folder / "service-public-qa-fr.jsonl.gz"):
        yield _service(row["question"], row["context"])
    for row in read_rows(folder / "service-public-fiches-fr.jsonl.gz"):
        yield _service(row["title"], row["body"])


def _service(question: str, text: str) -> Pair:
    opening = " ".join(text.split()[:OPENING])
    return Pair("service", question or "", opening, opening)


def law_pairs(rows: list[Row], rng: random.Random) -> Iterator[Pair]:
    """Headings and sections of federal law, in each direction of language."""
    rows = rows[:-HELD_OUT_LAWS]
    for row in rng.sample(rows, int(LAWS * len(rows))):
        asked, told = rng.choice(("en", "fr")), rng.choice(("en", "fr"))
        text = " ".join(row[f"text_{told}"].split()[:OPENING])
        yield Pair(f"laws-{told}", row[f"title_{asked}"], text, row["title_en"])


def _typed(pair: Pair, rng: random.Random) -> Pair:
    if rng.random() >= TYPED:
        return pair
    return replace(pair, question=as_typed(pair.question, rng))


def parallel_texts(data: Path) -> list[tuple[str, str]]:
    """English and French texts that say the same, against forgetting."""
    found = []
    for name, limit in PARALLEL.items():
        pairs = read_pairs(data, name)
        found += random.Random(name).sample(pairs, min(limit, len(pairs)))
    return found
