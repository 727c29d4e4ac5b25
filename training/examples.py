"""Reading examples: questions with the passages they are put to, answered or not.

Knows nothing of tokens. The hard part is what has no answer: SQuAD has written ones; for the
rest they are made here, from another passage of the same article and from the right passage
with the sentence of the answer taken out.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from training.data import READING_SOURCES, Row, Span, read_rows
from training.gloss import Gloss

REPEATS = {"piaf": 4, "squad": 2, "wiki": 2, "amazon": 0.4, "reddit": 0.4, "qed": 1, "qamr": 0.15}
"""How often one pass goes through each source; French has few questions."""


GLOSSED = {"fr": (0.35, 0.0), "en": (0.1, 0.3)}
"""Shares of examples, by language, of which the question alone and of which all is glossed:
questions in one language on passages in the other, and more of what is French."""


@dataclass(frozen=True)
class Passage:
    """A text and where in it the question is answered; no spans where it is not."""

    text: str
    spans: tuple[Span, ...] = ()
    title: str = ""
    """Shown above the text; never a part of an answer."""


@dataclass(frozen=True)
class Example:
    """A question and the passages it is put to, whose scores are compared."""

    question: str
    passages: tuple[Passage, ...]


def answer_spans(row: Row) -> tuple[Span, ...]:
    """Character spans of the accepted answers of a row that are where it says they are."""
    spans = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in row["answers"]}
    texts = {a["text"] for a in row["answers"]}
    return tuple(sorted(s for s in spans if row["context"][s[0] : s[1]] in texts and s[0] < s[1]))


def sentence_spans(text: str) -> list[Span]:
    """Spans of sentences by a plain rule: good enough for taking one out."""
    ends = [m.end() for m in re.finditer(r"[.!?…][\"”»)\]]*\s+", text)]
    starts = [0, *ends]
    return list(zip(starts, [*ends, len(text)], strict=True))


def without_answer(row: Row) -> str | None:
    """The context without the sentences that hold an accepted answer; None if little is left."""
    answers = [a["text"].casefold() for a in row["answers"]]
    sentences = [row["context"][start:end] for start, end in sentence_spans(row["context"])]
    kept = [s for s in sentences if not any(a in s.casefold() for a in answers)]
    text = "".join(kept).strip()
    return text if len(kept) < len(sentences) and len(text) > 150 else None


class Negatives:
    """Passages in which a question has no answer, hard ones first."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._by_title: dict[str, list[str]] = defaultdict(list)
        for title, context in dict.fromkeys((row["title"], row["context"]) for row in rows):
            self._by_title[title].append(context)

    def draw(self, row: Row, rng: random.Random) -> str | None:
        """Another passage of the article or the right one less its answer, half and half."""
        ways: list[Callable[[], str | None]] = [
            lambda: without_answer(row),
            lambda: self._other(row, rng),
        ]
        rng.shuffle(ways)
        return ways[0]() or ways[1]()

    def _other(self, row: Row, rng: random.Random) -> str | None:
        answers = [a["text"].casefold() for a in row["answers"]]
        others = [
            text
            for text in self._by_title[row["title"]]
            if text != row["context"] and not any(a in text.casefold() for a in answers)
        ]
        return rng.choice(others) if others else None


def examples_of(
    rows: Sequence[Row], rng: random.Random, *, compared: float = 0.45, titled: float = 0.5
) -> list[Example]:
    """One example a row; a share `compared` of the answerable ones gets a passage without answer.

    A share `titled` of the passages stands under the title of its article.
    """
    negatives = Negatives(rows)
    found = []
    for row in rows:
        spans = answer_spans(row)
        if row["answers"] and not spans:
            continue
        title = row["title"].replace("_", " ") if rng.random() < titled else ""
        passages = [Passage(row["context"], spans, title)]
        other = negatives.draw(row, rng) if spans and rng.random() < compared else None
        if other:
            passages.append(Passage(other, (), title))
        found.append(Example(row["question"], tuple(passages)))
    return found


def with_neighbours(rows: Iterable[Row], around: int = 2) -> list[Row]:
    """QAMR's single sentences joined with the sentences beside them in the same document."""
    documents: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    placed = []
    for row in rows:
        _, site, page, paragraph, sentence = row["id"].partition("|")[0].split(":")
        place = (int(paragraph), int(sentence))
        documents[f"{site}:{page}"][place] = row["context"]
        placed.append((f"{site}:{page}", place, row))
    return [_joined(row, documents[page], place, around) for page, place, row in placed]


def _joined(
    row: Row, sentences: dict[tuple[int, int], str], place: tuple[int, int], around: int
) -> Row:
    order = sorted(sentences)
    own = order.index(place)
    before = "".join(sentences[p] + " " for p in order[max(0, own - around) : own])
    after = "".join(" " + sentences[p] for p in order[own + 1 : own + 1 + around])
    answers = [a | {"answer_start": a["answer_start"] + len(before)} for a in row["answers"]]
    return row | {"context": before + row["context"] + after, "answers": answers, "title": ""}


def training_examples(data: Path, seed: int, gloss: Gloss | None = None) -> list[Example]:
    """One pass over all sources, `REPEATS` times each, in random order, some of it glossed."""
    rng = random.Random(f"reading {seed}")
    found: list[Example] = []
    for name, times in REPEATS.items():
        rows = _source(data, name)
        language = "fr" if name == "piaf" else "en"
        for _ in range(max(1, int(times))):
            some = rng.sample(rows, int(len(rows) * min(1, times)))
            examples = examples_of(some, rng, titled=0.0 if name == "qamr" else 0.5)
            found += [glossed(e, language, gloss, rng) if gloss else e for e in examples]
    rng.shuffle(found)
    return found


def translated_examples(folder: Path, rng: random.Random) -> list[Example]:
    """Examples of the rows that `training.translated` wrote, each once."""
    files = sorted(folder.glob("*.jsonl.gz"))
    return [example for path in files for example in examples_of(read_rows(path), rng)]


def glossed(example: Example, language: str, gloss: Gloss, rng: random.Random) -> Example:
    """An example whose question, or all of it, is put into the other language word by word.

    So with the shares of `GLOSSED` (after Qin et al. 2020, CoSDA-ML); else as it is.
    """
    question_alone, everything = GLOSSED[language]
    drawn = rng.random()
    if drawn >= question_alone + everything:
        return example
    question = gloss(example.question, language)
    if drawn < question_alone:
        return replace(example, question=question)
    passages = tuple(_glossed_passage(p, language, gloss) for p in example.passages)
    return Example(question, passages)


def _glossed_passage(passage: Passage, language: str, gloss: Gloss) -> Passage:
    text, spans = gloss.moved(passage.text, language, passage.spans)
    return Passage(text, spans, gloss(passage.title, language))


def _source(data: Path, name: str) -> list[Row]:
    if name == "qamr":
        return with_neighbours(read_rows(data / "reading" / "qamr-en.jsonl.gz"))
    return read_rows(data / "reading" / f"{READING_SOURCES[name]}.jsonl.gz")
