"""The development questions as numbers; see `development`."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from qa.encoder import PASSAGE as PASSAGE_PROMPT
from qa.encoder import QUESTION as QUESTION_PROMPT
from training.batches import Arrays
from training.data import Row, read_rows, read_table
from training.examples import Example, Negatives, Passage, answer_spans
from training.news import News, load_news
from training.pack import Pool, embedded, flat, pack_windows, sentence_of, tokenised

NEAR_MISSES = Path(__file__).parent / "questions" / "near-misses-test.tsv"


def pack_development(data: Path, base: Path) -> Arrays:
    """Search over all passages of the news, and passages to read, by set."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    news = load_news(data, tokenizer)
    names = ("questions", "dev-natural")
    rows = {name: read_rows(data / "news-dev" / f"{name}.jsonl") for name in names}
    return search_arrays(news, rows, tokenizer) | reading_arrays(data, news, rows, tokenizer)


def search_arrays(news: News, rows: dict[str, list[Row]], tokenizer: Tokenizer) -> Arrays:
    """Questions, passages, and which hold an accepted answer."""
    pool = Pool()
    passages = [pool(f"{PASSAGE_PROMPT}{p.title}\n{p.text}") for p in news.passages]
    names: list[str] = []
    questions: list[int] = []
    direction: list[int] = []
    right: list[tuple[int, int]] = []
    for name, some in rows.items():
        for row in some:
            if not row.get("article") or row.get("history"):
                continue
            asked = _direction(name, row, news)
            names += [asked] if asked not in names else []
            holding = [i for i in news.of_article[row["article"]] if holds(row, news, i)]
            right += [(len(questions), i) for i in holding]
            questions.append(pool(QUESTION_PROMPT + row["question"]))
            direction.append(names.index(asked))
    ids, begins = embedded(pool, tokenizer)
    return {
        "search_tokens": ids,
        "search_begins": begins,
        "passages": np.array(passages, np.int32),
        "questions": np.array(questions, np.int32),
        "right": np.array(right, np.int32),
        "direction": np.array(direction, np.int32),
        "directions": np.array(names),
    }


def holds(row: Row, news: News, place: int) -> bool:
    """Whether a passage says an accepted answer or a sentence of evidence."""
    text = flattened(news.passages[place].text)
    said = [*row.get("answers", ()), *row.get("evidence", ())]
    return any(flattened(one) in text for one in said)


def flattened(text: str) -> str:
    """In small letters, one space between words."""
    return " ".join(text.split()).casefold()


def reading_arrays(
    data: Path, news: News, rows: dict[str, list[Row]], tokenizer: Tokenizer
) -> Arrays:
    """Windows of the passages that each development question is put to."""
    sets = reading_sets(data, news, rows)
    pool, examples = Pool(), [example for some in sets.values() for example in some]
    for example in examples:
        pool(example.question)
        for passage in example.passages:
            pool(passage.title)
            pool(passage.text)
    tokens = tokenised(pool.texts, tokenizer)
    ids, begins = flat((found.ids for found in tokens), np.uint16)
    sentences, _ = flat(
        (sentence_of(found, text) for found, text in zip(tokens, pool.texts, strict=True)), np.uint8
    )
    return {
        "tokens": ids,
        "begins": begins,
        "sentences": sentences,
        "windows0": pack_windows(examples, pool, tokens, random.Random(0)),
        "set": np.array([k for k, some in enumerate(sets.values()) for _ in some], np.int32),
        "sets": np.array(list(sets)),
    }


def reading_sets(data: Path, news: News, rows: dict[str, list[Row]]) -> dict[str, list[Example]]:
    """Questions on paragraphs, on articles, and near misses, by what was changed.

    Near misses about articles that the folder does not have are left out.
    """
    sets = {
        name: paragraph_sets(read_rows(data / "reading" / f"{name}.jsonl.gz")[::2])
        for name in ("squad-dev-en", "piaf-dev-fr")
    }
    for name, some in rows.items():
        for row in some:
            if row.get("article") and not row.get("history") and row.get("answers"):
                own = sets.setdefault(_direction(name, row, news), [])
                own.append(on_article(row["article"], row["question"], row["answers"], news))
    for row in read_table(NEAR_MISSES):
        if row["article"] not in news.of_article:
            continue
        own = sets.setdefault(f"near-misses {row['change']}", [])
        own.append(on_article(row["article"], row["original"], [row["answer"]], news))
        own.append(on_article(row["article"], row["near_miss"], [], news))
    return sets


def _direction(name: str, row: Row, news: News) -> str:
    return f"{name} {row['lang']}-{news.articles[row['article']]['language']}"


def paragraph_sets(rows: list[Row]) -> list[Example]:
    """Questions on paragraphs, and as many that their passage does not answer."""
    negatives, rng = Negatives(rows), random.Random(0)
    found = []
    for row in rows:
        found.append(Example(row["question"], (Passage(row["context"], answer_spans(row)),)))
        other = negatives.draw(row, rng) if row["answers"] else None
        found += [Example(row["question"], (Passage(other),))] if other else []
    return found


def on_article(article: str, question: str, answers: list[str], news: News) -> Example:
    """A question on all passages of an article."""
    passages = []
    for place in news.of_article[article]:
        passage = news.passages[place]
        spans = []
        for answer in answers:
            start = passage.text.find(answer)
            spans += [(start, start + len(answer))] if start >= 0 else []
        passages.append(Passage(passage.text, tuple(spans[:1]), passage.title))
    return Example(question, tuple(passages))
