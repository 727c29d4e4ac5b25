"""How good a reader is, given the right passages: spans, sentences, and knowing of no answer.

Reads the development files, which no training module opens.

    python -m training.evaluate_reader --data DATA [--model FOLDER] [--json FILE]
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from qa.evaluation.judge import exact_match
from qa.evaluation.judge import f1 as answer_f1
from qa.evaluation.metrics import auroc
from qa.lang.sentences import sentence_spans
from qa.reader.spans import FOLDER, PassageScores, SpanModel
from training.data import Row, read_rows, read_table
from training.evaluate_encoder import Figures, report
from training.examples import Negatives, answer_spans
from training.news import News, load_news
from training.pack_development import NEAR_MISSES, flattened

KINDS = {
    "who": r"\bqui\b|\bwho(m|se)?\b",
    "when": r"\bquand\b|quelles? (année|date|époque|période)|\bwhen\b|what (year|date)",
    "where": r"\boù\b|\bwhere\b",
    "how many": r"\bcombien\b|how (many|much)",
    "why": r"\bpourquoi\b|\bwhy\b",
    "how": r"\bcomment\b|\bhow\b",
}


@dataclass(frozen=True)
class Found:
    """The best span and the best sentence of a passage, and how sure the reader is of them."""

    text: str
    start: int
    end: int
    margin: float
    """Span score less the score of no answer in the same window."""
    sentence: int
    """First character of the sentence with the highest evidence."""
    evidence: float
    """Its evidence less that of no answer in the same window."""
    relevance: float


Asked = tuple[str, str, str]
"""Question, title and text."""


class Reader:
    """A reader: questions and passages to the best span and the best sentence of each."""

    def __init__(self, model: SpanModel) -> None:
        self._model = model

    @property
    def tokenizer(self) -> Tokenizer:
        """As the reader cuts texts."""
        return self._model.network.tokenizer

    def read(self, asked: Sequence[Asked]) -> list[Found]:
        """What is found for each question in its text."""
        return [self._best(*one) for one in asked]

    def _best(self, question: str, title: str, text: str) -> Found:
        (scores,) = self._model.score(question, [(title, text)])
        return best_of(scores, text)


def best_of(scores: PassageScores, text: str) -> Found:
    """The best span and sentence of a passage by its scores."""
    found = scores.best_span(0, len(text))
    (start, end), score = (found.span, found.score) if found else ((0, 0), -np.inf)
    evidence, sentence = max((scores.evidence_of(*span), span[0]) for span in sentence_spans(text))
    return Found(
        text=text[start:end],
        start=start,
        end=end,
        margin=score - scores.null,
        sentence=sentence,
        evidence=evidence,
        relevance=scores.relevance,
    )


def _margin(found: Found) -> float:
    return found.margin


def _evidence(found: Found) -> float:
    return found.evidence


def _relevance(found: Found) -> float:
    return found.relevance


def spans(reader: Reader, rows: Sequence[Row], name: str) -> Figures:
    """F1, exact match and sentence accuracy of answerable rows, and F1 by kind of question."""
    rows = [row for row in rows if row["answers"]]
    found = reader.read([(row["question"], "", row["context"]) for row in rows])
    pairs = list(zip(found, rows, strict=True))
    accepted = [[a["text"] for a in row["answers"]] for row in rows]
    f1 = [answer_f1(f.text, texts) for f, texts in zip(found, accepted, strict=True)]
    exact = [exact_match(f.text, texts) for f, texts in zip(found, accepted, strict=True)]
    sentence = [in_right_sentence(f.start, row) for f, row in pairs]
    by_evidence = [in_right_sentence(f.sentence, row) for f, row in pairs]
    figures: Figures = {
        f"{name} n": len(rows),
        f"{name} F1": float(np.mean(f1)),
        f"{name} exact": float(np.mean(exact)),
        f"{name} sentence": float(np.mean(sentence)),
        f"{name} sentence, by evidence": float(np.mean(by_evidence)),
    }
    kinds: dict[str, list[float]] = defaultdict(list)
    for value, row in zip(f1, rows, strict=True):
        kinds[kind_of(row["question"])].append(value)
    return figures | {f"{name} F1, {k}": float(np.mean(v)) for k, v in sorted(kinds.items())}


def kind_of(question: str) -> str:
    """The kind of a question by its first question word; `what` where there is no other."""
    found = {kind: re.search(rule, question, re.IGNORECASE) for kind, rule in KINDS.items()}
    hits = {kind: match.start() for kind, match in found.items() if match}
    return min(hits, key=lambda kind: hits[kind]) if hits else "what"


def sentence_at(text: str, place: int) -> tuple[int, int]:
    """The sentence that holds a character."""
    return next(s for s in sentence_spans(text) if s[0] <= place < s[1] or s[1] == len(text))


def in_right_sentence(place: int, row: Row) -> bool:
    """Whether a character stands in a sentence that holds an accepted answer."""
    start, end = sentence_at(row["context"], place)
    return any(low < end and high > start for low, high in answer_spans(row))


def unanswerable(rows: Sequence[Row], seed: int = 0) -> list[Row]:
    """For each question a passage that does not answer it: same article, or answer taken out."""
    rng, negatives = random.Random(seed), Negatives(rows)
    made = [(row, negatives.draw(row, rng)) for row in rows if row["answers"]]
    return [row | {"context": text, "answers": []} for row, text in made if text]


def knowing(reader: Reader, rows: Sequence[Row], name: str) -> Figures:
    """AUROC of answerable against unanswerable rows by the margin over no answer."""
    found = reader.read([(row["question"], "", row["context"]) for row in rows])
    answered = np.array([bool(row["answers"]) for row in rows])
    ways = {"": _margin, ", by evidence": _evidence, ", by relevance": _relevance}
    return {
        f"{name} AUROC{way}": auroc(np.array([score(f) for f in found]), answered) or 0.0
        for way, score in ways.items()
    }


def news(reader: Reader, news: News, rows: Sequence[Row], name: str) -> Figures:
    """Share of questions whose best sentence in the passages of the right article is a right one.

    By direction and by kind. A sentence is right that holds an accepted answer or is evidence.
    """
    values: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        asked, found = _on_article(reader, news, row["article"], row["question"])
        best = max(range(len(found)), key=lambda i: found[i].margin)
        evident = max(range(len(found)), key=lambda i: found[i].evidence)
        direction = f"{row['lang']}-{news.articles[row['article']]['language']}"
        right = _is_right(row, asked[best][2], found[best].start)
        by_evidence = _is_right(row, asked[evident][2], found[evident].sentence)
        for group in (direction, row["kind"]):
            values[f"{group} sentence"].append(right)
            values[f"{group} sentence, by evidence"].append(by_evidence)
    return {f"{name} {group}": float(np.mean(v)) for group, v in sorted(values.items())}


def near_misses(reader: Reader, news: News, rows: Sequence[Row]) -> Figures:
    """How well originals are told from near misses, by what was changed.

    At the margin that most of the originals' right answers reach (four in five), the share of near
    misses that is refused.
    """
    values: dict[str, list[tuple[float, bool, float]]] = defaultdict(list)
    for row in rows:
        asked, found = _on_article(reader, news, row["article"], row["original"])
        best = max(range(len(found)), key=lambda i: found[i].evidence)
        gold = {"answers": [row["answer"]], "evidence": []}
        right = _is_right(gold, asked[best][2], found[best].sentence)
        _, missed = _on_article(reader, news, row["article"], row["near_miss"])
        values[row["change"]].append((found[best].evidence, right, max(map(_evidence, missed))))
    everything = [value for some in values.values() for value in some]
    figures: Figures = {}
    bar = _bar(everything)
    for name, some in {"all": everything, **values}.items():
        rightly = [one for _, one, _ in some]
        figures[f"near misses {name}: originals right"] = float(np.mean(rightly))
        given = [kept >= bar and one for kept, one, _ in some]
        figures[f"near misses {name}: originals right and given"] = float(np.mean(given))
        figures[f"near misses {name}: refused"] = float(np.mean([m < bar for _, _, m in some]))
    return figures


def _bar(pairs: Sequence[tuple[float, bool, float]], share: float = 0.8) -> float:
    """The highest evidence at which `share` of the originals is answered right, or all that are."""
    right = sorted((kept for kept, one, _ in pairs if one), reverse=True)
    return right[min(len(right), round(share * len(pairs))) - 1]


def _on_article(
    reader: Reader, news: News, article: str, question: str
) -> tuple[list[Asked], list[Found]]:
    places = [news.passages[i] for i in news.of_article[article]]
    asked = [(question, passage.title, passage.text) for passage in places]
    return asked, reader.read(asked)


def _is_right(row: Row, text: str, place: int) -> bool:
    """Whether the sentence at a place answers, or is evidence."""
    start, end = sentence_at(text, place)
    sentence = flattened(text[start:end])
    evident = any(sentence in flattened(one) for one in row["evidence"])
    return evident or any(flattened(a) in sentence for a in row["answers"])


def thinned(rows: list[Row], sample: int | None) -> list[Row]:
    """About `sample` rows, evenly spread; all where it is None."""
    return rows[:: max(1, len(rows) // sample)] if sample else rows


def evaluate(reader: Reader, data: Path, sample: int | None = None) -> Figures:
    """All the figures of a reader, by name, on about `sample` rows of each set."""
    squad = thinned(read_rows(data / "reading" / "squad-dev-en.jsonl.gz"), sample)
    piaf = thinned(read_rows(data / "reading" / "piaf-dev-fr.jsonl.gz"), sample)
    figures = spans(reader, squad, "squad-dev") | spans(reader, piaf, "piaf-dev")
    figures |= knowing(reader, [*squad, *unanswerable(squad)], "squad-dev, written and made")
    figures |= knowing(reader, [*piaf, *unanswerable(piaf)], "piaf-dev, made")
    articles = load_news(data, reader.tokenizer)
    for name in ("questions", "dev-natural"):
        rows = read_rows(data / "news-dev" / f"{name}.jsonl")
        alone = [r for r in rows if r.get("article") and r.get("answers") and not r.get("history")]
        figures |= news(reader, articles, thinned(alone, sample), f"news {name}")
    return figures | near_misses(reader, articles, thinned(read_table(NEAR_MISSES), sample))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=FOLDER, help="unset: the shipped one")
    parser.add_argument("--sample", type=int, help="only about so many rows of each set")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    reader = Reader(SpanModel(options.model))
    report(evaluate(reader, options.data, options.sample), options.json)


if __name__ == "__main__":
    main()
