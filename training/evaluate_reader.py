"""How good a reader is, given the right passages: spans, sentences, and knowing of no answer.

Reads the development files, which no training module opens.

    python -m training.evaluate_reader MODEL --data DATA [--json FILE]
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer
from torch import Tensor

from qa.evaluation.spans import exact_match
from qa.evaluation.spans import f1 as answer_f1
from qa.reader.model import ReadingModel
from qa.reader.spans import PassageScores
from qa.reader.windows import Window, windows
from training.bert import load_tokenizer
from training.data import Row, read_rows
from training.evaluate_encoder import Figures, chunks, standalone
from training.examples import Negatives, answer_spans, sentence_spans
from training.reader import load_reader, scores_of
from training.runs import report

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
    span_score: float
    margin: float
    """Span score less the score of no answer in the same window."""
    sentence: int
    """First character of the sentence with the highest evidence."""
    evidence: float
    """Its evidence less that of no answer in the same window."""


class Reader:
    """A trained reader: questions and passages to the best span of each."""

    def __init__(self, model: ReadingModel, tokenizer: Tokenizer) -> None:
        self.model = model.eval()
        self.tokenizer = tokenizer

    @classmethod
    def from_folder(cls, folder: Path) -> Reader:
        """The reader of a transformers folder."""
        return cls(load_reader(folder), load_tokenizer(folder))

    @torch.inference_mode()
    def read(self, asked: Sequence[tuple[str, str, str]], size: int = 32) -> list[Found]:
        """The best span for each (question, text, title), over all windows of the text."""
        rows = [
            (i, w) for i, (q, text, title) in enumerate(asked)
            for w in windows(self.tokenizer, q, text, title)
        ]  # fmt: skip
        rows.sort(key=lambda row: len(row[1].ids))
        best: dict[int, Found] = {}
        for first in range(0, len(rows), size):
            some = rows[first : first + size]
            scores = scores_of(self.model, [w for _, w in some])
            for k, (i, window) in enumerate(some):
                found = best_of(window, asked[i][1], scores[k])
                best[i] = _better(best[i], found) if i in best else found
        return [best[i] for i in range(len(asked))]


def _better(one: Found, other: Found) -> Found:
    """The span and the sentence of two windows, each from the window that is surer of it."""
    span, sentence = max(one, other, key=_margin), max(one, other, key=_evidence)
    return replace(span, sentence=sentence.sentence, evidence=sentence.evidence)


def _margin(found: Found) -> float:
    return found.margin


def _evidence(found: Found) -> float:
    return found.evidence


def best_of(window: Window, text: str, scores: Tensor) -> Found:
    """The best span and sentence of a window by its scores (longest, 3)."""
    own = PassageScores.of(window, scores.numpy())
    score, (start, end) = own.best_span(0, len(text)) or (-np.inf, (0, 0))
    evidence, sentence = max((own.evidence_of(*span), span[0]) for span in sentence_spans(text))
    return Found(
        text=text[start:end],
        start=start,
        end=end,
        span_score=score,
        margin=score - own.null,
        sentence=sentence,
        evidence=evidence,
    )


def spans(reader: Reader, rows: Sequence[Row], name: str) -> Figures:
    """F1, exact match and sentence accuracy of answerable rows, and F1 by kind of question."""
    rows = [row for row in rows if row["answers"]]
    found = reader.read([(row["question"], row["context"], "") for row in rows])
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
    found = reader.read([(row["question"], row["context"], "") for row in rows])
    answered = [bool(row["answers"]) for row in rows]
    ways = {"": _margin, ", by evidence": _evidence}
    return {
        f"{name} AUROC{way}": float(roc_auc_score(answered, [score(f) for f in found]))
        for way, score in ways.items()
    }


def news(reader: Reader, data: Path, *, titled: bool, sample: int | None = None) -> Figures:
    """Share of questions whose best span over the right article's passages is in a right sentence.

    Passages are those of `evaluate_encoder`. `sentence` counts sentences that hold an accepted
    answer or are evidence, `evidence` only the latter.
    """
    articles = {row["id"]: row for row in read_rows(data / "news-dev" / "articles.jsonl.gz")}
    rows = thinned(
        [r for r in read_rows(data / "news-dev" / "questions.jsonl") if r["article"]], sample
    )
    label = "news, titled," if titled else "news"
    values: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        article = articles[row["article"]]
        title = article["title"] if titled else ""
        asked = [(standalone(row), text, title) for text in chunks(article["text"])]
        found = reader.read(asked)
        direction = f"{row['lang']}-{article['language']}"
        best = max(range(len(found)), key=lambda i: found[i].margin)
        values[f"{direction} F1"].append(answer_f1(found[best].text, row["answers"]))
        right, evident = _in_evidence(row, asked[best][1], found[best].start)
        values[f"{direction} evidence"].append(evident)
        values[f"{direction} sentence"].append(right)
        best = max(range(len(found)), key=lambda i: found[i].evidence)
        right, _ = _in_evidence(row, asked[best][1], found[best].sentence)
        values[f"{direction} sentence, by evidence"].append(right)
    return {f"{label} {name}": float(np.mean(v)) for name, v in sorted(values.items())}


def _in_evidence(row: Row, text: str, place: int) -> tuple[bool, bool]:
    """Whether the sentence at a place answers, and whether it is evidence."""
    start, end = sentence_at(text, place)
    sentence = _flat(text[start:end])
    evident = sentence in _flat(" ".join(row["evidence"]))
    return evident or any(_flat(a) in sentence for a in row["answers"]), evident


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def thinned(rows: list[Row], sample: int | None) -> list[Row]:
    """About `sample` rows, evenly spread; all where it is None."""
    return rows[:: max(1, len(rows) // sample)] if sample else rows


def evaluate(reader: Reader, data: Path, sample: int | None = None) -> Figures:
    """All the figures of a reader, by name, on about `sample` rows of each set."""
    squad = thinned(read_rows(data / "reading" / "squad-dev-en.jsonl.gz"), sample)
    piaf = thinned(read_rows(data / "reading" / "piaf-dev-fr.jsonl.gz"), sample)
    figures = spans(reader, squad, "squad-dev") | spans(reader, piaf, "piaf-dev")
    written = [row for row in squad if not row["answers"]]
    impossible_titles = {row["title"] for row in written}
    same = [row for row in squad if row["title"] in impossible_titles and row["answers"]]
    figures |= knowing(reader, same + written, "squad-dev, written")
    figures |= knowing(reader, [*squad, *unanswerable(squad)], "squad-dev, written and made")
    figures |= knowing(reader, [*piaf, *unanswerable(piaf)], "piaf-dev, made")
    for titled in (False, True):
        figures |= news(reader, data, titled=titled, sample=sample)
    return figures


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sample", type=int, help="only about so many rows of each set")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    reader = Reader.from_folder(options.model)
    report(evaluate(reader, options.data, options.sample), options.json)


if __name__ == "__main__":
    main()
