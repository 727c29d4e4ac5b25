"""Reading examples: questions with the passages they are put to, answered or not.

Knows nothing of tokens. The hard part is what has no answer: written questions, near misses,
questions changed by `changes`, other passages of the same article, the nearest passages of other
articles, and the right passage without the sentence of its answer.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.lang.sentences import sentence_spans
from training.causes import why_pairs
from training.changes import Changer, as_typed
from training.data import (
    TRANSLATED,
    Row,
    Span,
    news_table,
    read_pairs,
    read_table,
    reading_rows,
    translated_questions,
)
from training.neighbours import with_neighbours
from training.news import News

NEAR_MISSES = Path(__file__).parent / "questions" / "near-misses.tsv"
"""Written for this project, beside those of the data folder."""

REPEATS = {
    "piaf": 2,
    "squad": 1,
    "wiki": 1,
    "amazon": 0.4,
    "reddit": 0.4,
    "qed": 0.7,
    "qamr": 0.12,
}
"""How often one pass goes through each source of questions on paragraphs."""

CHANGED = 0.2
"""Share of answerable questions that are also asked with one point changed."""
TYPED = 0.15
"""Share of questions that are put as people type them."""
TOPIC_CHANGES = 0.15
"""Share of news questions that are asked after another one that they do not lean on."""
COMPARED = 0.5
"""Share of questions on paragraphs that get a passage without answer beside the right one."""
LEAST = 150
"""Characters that must be left of a passage without the sentences of its answer."""


@dataclass(frozen=True)
class Passage:
    """A text and where in it the question is answered; no spans where it is not."""

    text: str
    spans: tuple[Span, ...] = ()
    title: str = ""
    """Shown above the text; never a part of an answer."""


@dataclass(frozen=True)
class Example:
    """A question and the passages it is put to, whose scores are compared.

    `context` is the exchange before the question, if any.
    """

    question: str
    passages: tuple[Passage, ...]
    context: str = ""


def answer_spans(row: Row) -> tuple[Span, ...]:
    """Character spans of the accepted answers of a row that are where it says they are."""
    spans = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in row["answers"]}
    texts = {a["text"] for a in row["answers"]}
    return tuple(sorted(s for s in spans if row["context"][s[0] : s[1]] in texts and s[0] < s[1]))


def without_answer(row: Row) -> str | None:
    """The context without the sentences that hold an accepted answer; None if little is left."""
    sentences = [row["context"][start:end] for start, end in sentence_spans(row["context"])]
    kept = [sentence for sentence in sentences if not holds_answer(sentence, row)]
    text = " ".join(kept).strip()
    cut = len(kept) < len(sentences) and len(text) > LEAST and not holds_answer(text, row)
    return text if cut else None


def holds_answer(text: str, row: Row) -> bool:
    """Whether a text says an accepted answer of a row."""
    return any(a["text"].casefold() in text.casefold() for a in row["answers"])


class Negatives:
    """Passages in which a question has no answer."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._by_title: dict[str, list[str]] = defaultdict(list)
        for title, context in dict.fromkeys((row["title"], row["context"]) for row in rows):
            self._by_title[title].append(context)

    def draw(self, row: Row, rng: random.Random) -> str | None:
        """Another passage of the article, or the right one less its answer."""
        ways = [lambda: without_answer(row), lambda: self._other(row, rng)]
        rng.shuffle(ways)
        return ways[0]() or ways[1]()

    def _other(self, row: Row, rng: random.Random) -> str | None:
        others = [
            text
            for text in self._by_title[row["title"]]
            if text != row["context"] and not holds_answer(text, row)
        ]
        return rng.choice(others) if others else None


def paragraph_examples(
    rows: Sequence[Row], questions: dict[str, str] | None, changer: Changer, rng: random.Random
) -> Iterator[Example]:
    """Examples of SQuAD-shaped rows; with other `questions`, by id, only those that have one."""
    negatives = Negatives(rows)
    for row in rows:
        question = row["question"] if questions is None else questions.get(row["id"])
        spans = answer_spans(row)
        if question is None or (row["answers"] and not spans):
            continue
        title = row["title"].replace("_", " ") if rng.random() < 0.5 else ""
        right = Passage(row["context"], spans, title)
        other = negatives.draw(row, rng) if spans and rng.random() < COMPARED else None
        passages = (right, Passage(other, (), title)) if other else (right,)
        yield Example(question, passages)
        if spans:
            yield from changed(Example(question, (right,)), changer, rng)


def changed(example: Example, changer: Changer, rng: random.Random) -> Iterator[Example]:
    """For some examples the same with a changed question, which nothing answers."""
    if rng.random() >= CHANGED:
        return
    question = changer(example.question, example.passages[0].text, rng)
    if question:
        yield Example(question, tuple(replace(p, spans=()) for p in example.passages))


class NewsExamples:
    """Examples of the questions about news.

    Args:
        news: The articles in passages.
        near: For each question the places of the passages that an encoder found nearest.
        changer: Changes some of the questions.
        rng: Chooses.
    """

    def __init__(
        self, news: News, near: dict[str, list[int]], changer: Changer, rng: random.Random
    ) -> None:
        self._news, self._near, self._changer, self._rng = news, near, changer, rng

    def facts(self, rows: Sequence[Row]) -> Iterator[Example]:
        """Each fact asked in both languages, some after an exchange about something else."""
        for row in rows:
            for language in ("fr", "en"):
                question, answer = row[f"question_{language}"], row["answer"]
                example = self.example(row["article"], answer, question, question)
                if not example:
                    continue
                yield self._after_another(example, rows)
                if row["kind"] != "none":
                    yield from changed(example, self._changer, self._rng)

    def near_misses(self, rows: Sequence[Row]) -> Iterator[Example]:
        """What each article answers, and nearly the same, which it does not."""
        for row in rows:
            for language in ("fr", "en"):
                asked, near = row[f"original_{language}"], row[f"near_miss_{language}"]
                for question, answered in ((asked, True), (near, False)):
                    made = self.example(
                        row["article"], row["answer"], question, asked, answered=answered
                    )
                    if made and not (answered and row.get("asked_elsewhere")):
                        yield made

    def dialogues(self, rows: Sequence[Row]) -> Iterator[Example]:
        """Second questions after the first, and the same in full."""
        for row in rows:
            for language in ("fr", "en"):
                full = row[f"standalone2_{language}"]
                first, second = row[f"question1_{language}"], row[f"question2_{language}"]
                alone = self.example(row["article"], row["answer2"], full, full)
                if alone:
                    yield alone
                    context = f"{first} {row['answer1']}"
                    yield replace(alone, question=second, context=context)

    def example(
        self, article: str, answer: str, question: str, key: str, *, answered: bool = True
    ) -> Example | None:
        """A question with passages of its article and near ones of others.

        Args:
            article: Its id.
            answer: Verbatim from the article; `-` where it does not answer.
            question: To ask.
            key: The question whose nearest passages are known.
            answered: False where the answer is only that of a question near by.
        """
        rng, news = self._rng, self._news
        holding = news.holding(article, answer) if answer != "-" else []
        if answer != "-" and not holding:
            return None
        near = self._near.get(key, [])
        own = [i for i in near if news.passages[i].article == article] or news.of_article[article]
        first = rng.choice(holding) if holding else own[0]
        beside = [i for i in own if i not in holding and i != first and self._lacks(i, answer)]
        others = [
            i for i in near[:25] if news.passages[i].article != article and self._lacks(i, answer)
        ]
        places = [first, *rng.sample(beside[:4], min(2, len(beside)))]
        places += rng.sample(others[:12], min(2, len(others)))
        spans = {first: self._span(first, answer)} if holding and answered else {}
        return Example(question, tuple(self._passage(i, spans.get(i)) for i in places))

    def _lacks(self, place: int, answer: str) -> bool:
        return answer == "-" or answer.casefold() not in self._news.passages[place].text.casefold()

    def _span(self, place: int, answer: str) -> Span:
        passage = self._news.passages[place]
        start = self._news.articles[passage.article]["text"].find(answer) - passage.start
        return start, start + len(answer)

    def _passage(self, place: int, span: Span | None) -> Passage:
        passage = self._news.passages[place]
        return Passage(passage.text, (span,) if span else (), passage.title)

    def _after_another(self, example: Example, rows: Sequence[Row]) -> Example:
        if self._rng.random() >= TOPIC_CHANGES:
            return example
        return replace(example, context=exchange(self._rng.choice(rows), self._rng))


def exchange(row: Row, rng: random.Random) -> str:
    """A question about news and its answer, as what was asked before."""
    answer = "" if row["kind"] == "none" else f" {row['answer']}"
    return f"{row[rng.choice(('question_fr', 'question_en'))]}{answer}"


def all_near_misses(data: Path) -> list[Row]:
    """Near misses of the data folder and those written for this project, in one form.

    The latter name the facts they are made from by their rows; where the folder has fewer, they
    are left out.
    """
    facts = news_table(data, "questions")
    written = [
        {
            "article": (fact := facts[int(row["row"])])["article"],
            "answer": fact["answer"],
            "original_fr": fact["question_fr"],
            "original_en": fact["question_en"],
            "near_miss_fr": row["near_miss_fr"],
            "near_miss_en": row["near_miss_en"],
            "asked_elsewhere": "yes",
        }
        for row in read_table(NEAR_MISSES)
        if int(row["row"]) < len(facts)
    ]
    return news_table(data, "near-misses") + written


def training_examples(
    data: Path, news: News, near: dict[str, list[int]], seed: int
) -> dict[str, list[Example]]:
    """One pass over all sources, by source."""
    rng = random.Random(f"reading {seed}")
    facts = news_table(data, "questions")
    names = [row[f"question_{language}"] for row in facts for language in ("fr", "en")]
    about_news = NewsExamples(news, near, Changer(names), rng)
    found = {
        "news": [*about_news.facts(facts)],
        "near-misses": [*about_news.near_misses(all_near_misses(data))],
        "dialogues": [*about_news.dialogues(news_table(data, "dialogues"))],
    }
    for name, times in REPEATS.items():
        rows = reading_rows(data, name)
        rows = with_neighbours(rows) if name == "qamr" else rows
        changer = Changer(row["question"] for row in rows)
        found[name] = []
        for _ in range(max(1, round(times))):
            some = rng.sample(rows, int(len(rows) * min(1, times)))
            found[name] += paragraph_examples(some, None, changer, rng)
        if name in TRANSLATED:
            asked = translated_questions(data, name)
            found[f"{name}-other"] = [*paragraph_examples(rows, asked, changer, rng)]
    found["why"] = why_examples(data, rng)
    return {name: [_typed(e, rng) for e in examples] for name, examples in found.items()}


def why_examples(data: Path, rng: random.Random) -> list[Example]:
    """Why-questions made from parallel paragraphs."""
    found = []
    for made in why_pairs(read_pairs(data, "europarl-paragraphs"), rng):
        passages = [Passage(made.text, (made.answer,))]
        passages += [Passage(made.untold)] if made.untold else []
        found.append(Example(made.question, tuple(passages)))
    return found


def _typed(example: Example, rng: random.Random) -> Example:
    if rng.random() >= TYPED:
        return example
    return replace(example, question=as_typed(example.question, rng))


def read_near(path: Path) -> dict[str, list[int]]:
    """What `training.near` wrote: for each question the nearest passages of the news."""
    found: dict[str, list[int]] = json.loads(path.read_text(encoding="utf-8"))
    return found
