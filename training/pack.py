"""Training examples as numbers in two files, so that a training run needs no text.

    python -m training.pack DATA BASE NEAR OUT

writes `OUT/reader.npz` and `OUT/encoder.npz`; `NEAR` is what `training.near` wrote. Every text is
tokenised once and stands in a pool; what refers to it is its place. Nothing here knows a network.
"""

from __future__ import annotations

import argparse
import random
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from qa.encoder import PASSAGE as PASSAGE_PROMPT
from qa.encoder import QUESTION as QUESTION_PROMPT
from qa.lang.sentences import sentence_spans
from qa.reader.windows import LONGEST, word_span
from training.batches import Arrays
from training.data import Span, news_table
from training.examples import Example, Passage, exchange, read_near, training_examples
from training.kinds import labelled_questions
from training.network import KINDS
from training.news import News, load_news
from training.pairs import Pair, parallel_texts, retrieval_pairs
from training.reader import CONTEXT, QUESTION, TITLE

PASSES = 3
"""Passes that differ in what is drawn at random."""

EMBEDDED = 254
"""Tokens of a text for the encoder, its prompt among them, without special ones."""


class Pool:
    """Texts in the order in which they were first named."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        """The place of a text."""
        return self._places.setdefault(text, len(self._places))

    @property
    def texts(self) -> list[str]:
        """All of them."""
        return list(self._places)


class Tokens(NamedTuple):
    """Token ids of a text and the characters of each, without the space before it."""

    ids: list[int]
    offsets: list[Span]


def tokenised(texts: Sequence[str], tokenizer: Tokenizer) -> list[Tokens]:
    """The tokens of texts, without special ones."""
    found = []
    for start in range(0, len(texts), 2_000):
        some = list(texts[start : start + 2_000])
        encoded = tokenizer.encode_batch(some, add_special_tokens=False)
        for text, encoding in zip(some, encoded, strict=True):
            found.append(Tokens(encoding.ids, [word_span(text, o) for o in encoding.offsets]))
    return found


def flat(
    rows: Iterable[Sequence[int]], kind: type[np.generic]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Rows one after another, and where each begins (one more than there are rows)."""
    rows = list(rows)
    begins = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int32)
    return np.fromiter((x for row in rows for x in row), kind, int(begins[-1])), begins


def embedded(pool: Pool, tokenizer: Tokenizer) -> tuple[NDArray[Any], NDArray[Any]]:
    """The texts of a pool as the encoder gets them: their ids, and where each begins."""
    tokens = tokenised(pool.texts, tokenizer)
    return flat((found.ids[:EMBEDDED] for found in tokens), np.uint16)


def sentence_of(tokens: Tokens, text: str) -> list[int]:
    """For each token the number of its sentence; at most 255."""
    starts = [start for start, _ in sentence_spans(text)]
    return [min(255, max(0, bisect_left(starts, begin + 1) - 1)) for begin, _ in tokens.offsets]


def pack_windows(
    examples: Sequence[Example], pool: Pool, tokens: Sequence[Tokens], rng: random.Random
) -> NDArray[np.int32]:
    """One window of each passage of each example, (n, 9), by example.

    Columns: context, question, title and passage as places in the pool (-1: none), the first token
    of the passage that is shown and the one after the last, the first and last token of the answer
    in the passage (-1: none), and the number of the example.
    """
    rows = []
    for owner, example in enumerate(examples):
        context = pool(example.context) if example.context else -1
        question = pool(example.question)
        used = 3 + min(QUESTION, len(tokens[question].ids))
        used += 1 + min(CONTEXT, len(tokens[context].ids)) if context >= 0 else 0
        for passage in example.passages:
            title = pool(passage.title) if passage.title else -1
            room = LONGEST - used
            room -= 1 + min(TITLE, len(tokens[title].ids)) if title >= 0 else 0
            place = pool(passage.text)
            start, stop, first, last = _window(passage, tokens[place], room, rng)
            rows.append((context, question, title, place, start, stop, first, last, owner))
    return np.array(rows, dtype=np.int32)


def _window(
    passage: Passage, tokens: Tokens, room: int, rng: random.Random
) -> tuple[int, int, int, int]:
    """The tokens shown, and the first and last of the answer (-1 where there is none)."""
    size = len(tokens.ids)
    answers = [found for span in passage.spans if (found := _answer(tokens, span))]
    if not answers:
        start = rng.randint(0, max(0, size - room))
        return start, min(size, start + room), -1, -1
    first, last = answers[0] if len(answers) == 1 else rng.choice(answers)
    last = min(last, first + room - 1)
    start = rng.randint(max(0, last - room + 1), min(first, max(0, size - room)))
    return start, min(size, start + room), first, last


def _answer(tokens: Tokens, span: Span) -> tuple[int, int] | None:
    start, end = span
    inside = [i for i, (a, b) in enumerate(tokens.offsets) if a < end and b > start]
    return (inside[0], inside[-1]) if inside else None


def pack_reader(data: Path, news: News, near: dict[str, list[int]], tokenizer: Tokenizer) -> Arrays:
    """Windows of `PASSES` passes, and questions with their kinds and whether they lean."""
    pool = Pool()
    passes = []
    for number in range(PASSES):
        by_source = training_examples(data, news, near, number)
        print({name: len(some) for name, some in by_source.items()}, flush=True)
        examples = [example for some in by_source.values() for example in some]
        passes.append(examples)
        for example in examples:
            for text in (example.context, example.question):
                pool(text)
            for passage in example.passages:
                pool(passage.title)
                pool(passage.text)
    kinds = [(pool(question), KINDS.index(kind)) for question, kind in labelled_questions(data)]
    leans = [(pool(context), pool(question), leans) for context, question, leans in leaning(data)]
    tokens = tokenised(pool.texts, tokenizer)
    arrays: Arrays = {}
    for number, examples in enumerate(passes):
        rng = random.Random(f"windows {number}")
        arrays[f"windows{number}"] = pack_windows(examples, pool, tokens, rng)
    texts = pool.texts
    arrays["tokens"], arrays["begins"] = flat((found.ids for found in tokens), np.uint16)
    shown = {int(place) for number in range(PASSES) for place in arrays[f"windows{number}"][:, 3]}
    sentences = [
        sentence_of(found, texts[i]) if i in shown else [0] * len(found.ids)
        for i, found in enumerate(tokens)
    ]
    arrays["sentences"], _ = flat(sentences, np.uint8)
    return arrays | {"kinds": np.array(kinds, np.int32), "leans": np.array(leans, np.int32)}


def leaning(data: Path) -> list[tuple[str, str, int]]:
    """Exchange, question after it, and 1 where that leans on it."""
    rng = random.Random("leaning")
    facts = news_table(data, "questions")
    found = []
    for row in news_table(data, "dialogues"):
        for language in ("fr", "en"):
            context = f"{row[f'question1_{language}']} {row['answer1']}"
            second, full = row[f"question2_{language}"], row[f"standalone2_{language}"]
            found.append((context, second, int(second != full)))
            found.append((context, full, 0))
            question = rng.choice(facts)[f"question_{language}"]
            found.append((exchange(rng.choice(facts), rng), question, 0))
    return found


def pack_encoder(
    pairs: Sequence[Pair], parallel: Sequence[tuple[str, str]], tokenizer: Tokenizer
) -> Arrays:
    """Pairs of a question and its passage, and texts in two languages, with their prompts."""
    pool = Pool()
    groups = Pool()
    rows = [
        (
            pool(QUESTION_PROMPT + pair.question),
            pool(PASSAGE_PROMPT + pair.passage),
            pool(QUESTION_PROMPT + pair.changed) if pair.changed else -1,
            groups(pair.group),
            groups(pair.source),
        )
        for pair in pairs
    ]
    both = [
        tuple(pool(prompt + text) for text in pair)
        for number, pair in enumerate(parallel)
        for prompt in ((QUESTION_PROMPT, PASSAGE_PROMPT)[number % 2],)
    ]
    ids, begins = embedded(pool, tokenizer)
    return {
        "tokens": ids,
        "begins": begins,
        "pairs": np.array(rows, np.int32),
        "parallel": np.array(both, np.int32),
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("data", "base", "near", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(options.base / "tokenizer.json"))
    news = load_news(options.data, tokenizer)
    near = read_near(options.near)
    options.out.mkdir(parents=True, exist_ok=True)
    pairs = retrieval_pairs(options.data, news)
    packed: dict[str, dict[str, Any]] = {
        "encoder": pack_encoder(pairs, parallel_texts(options.data), tokenizer),
        "reader": pack_reader(options.data, news, near, tokenizer),
    }
    for name, arrays in packed.items():
        np.savez_compressed(options.out / f"{name}.npz", **arrays)


if __name__ == "__main__":
    main()
