"""How good a reader is, given the right passages: spans, sentences, and knowing of no answer.

Reads the development files, which no training module opens.

    python -m training.evaluate_reader MODEL --data DATA [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import string
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer
from torch import Tensor, nn

from qa.reader.windows import Window, batch_of, windows
from training.bert import load_tokenizer
from training.data import Row, read_rows
from training.evaluate_encoder import Figures, chunks, standalone
from training.examples import Negatives, answer_spans, sentence_spans
from training.reader import load_reader, logits_of

LONGEST_ANSWER = 40
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
    """The best span of a passage, where it stands and how sure the reader is."""

    text: str
    start: int
    end: int
    span_score: float
    margin: float
    """Span score less the score of no answer in the same window."""


class Reader:
    """A trained reader: questions and passages to the best span of each."""

    def __init__(self, model: nn.Module, tokenizer: Tokenizer) -> None:
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
            scores = logits_of(self.model, batch_of([w for _, w in some]))
            for k, (i, window) in enumerate(some):
                found = best_span(window, asked[i][1], scores[0][k], scores[1][k])
                if i not in best or found.margin > best[i].margin:
                    best[i] = found
        return [best[i] for i in range(len(asked))]


def best_span(window: Window, text: str, starts: Tensor, ends: Tensor) -> Found:
    """The span of at most `LONGEST_ANSWER` tokens with the highest sum of start and end."""
    own = slice(window.first, window.first + len(window.offsets))
    sums = starts[own].unsqueeze(1) + ends[own].unsqueeze(0)
    allowed = torch.ones_like(sums).triu().tril(LONGEST_ANSWER - 1).bool()
    place = int(sums.masked_fill(~allowed, -torch.inf).argmax())
    low, high = divmod(place, len(window.offsets))
    score = float(sums[low, high])
    start, end = window.offsets[low][0], window.offsets[high][1]
    return Found(text[start:end], start, end, score, score - float(starts[0] + ends[0]))


def normal(text: str) -> str:
    """As SQuAD does, for French too: no case, accents, punctuation or articles."""
    plain = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"\b(the|an?|l|d|le|la|les|un|une|des|du|de)\b['’]?", " ", plain)
    return " ".join("".join(" " if c in string.punctuation + "«»’" else c for c in plain).split())


def token_f1(found: str, accepted: str) -> float:
    """Harmonic mean of precision and recall of the words."""
    ours, theirs = normal(found).split(), normal(accepted).split()
    if not ours or not theirs:
        return float(ours == theirs)
    same = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * same / (len(ours) + len(theirs))


def spans(reader: Reader, rows: Sequence[Row], name: str) -> Figures:
    """F1, exact match and sentence accuracy of answerable rows, and F1 by kind of question."""
    rows = [row for row in rows if row["answers"]]
    found = reader.read([(row["question"], row["context"], "") for row in rows])
    pairs = list(zip(found, rows, strict=True))
    f1 = [max(token_f1(f.text, a["text"]) for a in row["answers"]) for f, row in pairs]
    exact = [any(normal(f.text) == normal(a["text"]) for a in r["answers"]) for f, r in pairs]
    sentence = [in_right_sentence(f, row) for f, row in pairs]
    figures: Figures = {
        f"{name} n": len(rows),
        f"{name} F1": float(np.mean(f1)),
        f"{name} exact": float(np.mean(exact)),
        f"{name} sentence": float(np.mean(sentence)),
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


def in_right_sentence(found: Found, row: Row) -> bool:
    """Whether the span begins in a sentence that holds an accepted answer."""
    start, end = sentence_at(row["context"], found.start)
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
    return {
        f"{name} AUROC": float(roc_auc_score(answered, [f.margin for f in found])),
        f"{name} AUROC, span score alone": float(
            roc_auc_score(answered, [f.span_score for f in found])
        ),
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
        best = max(range(len(found)), key=lambda i: found[i].margin)
        direction = f"{row['lang']}-{article['language']}"
        start, end = sentence_at(asked[best][1], found[best].start)
        sentence = _flat(asked[best][1][start:end])
        evidence = sentence in _flat(" ".join(row["evidence"]))
        values[f"{direction} evidence"].append(evidence)
        values[f"{direction} sentence"].append(
            evidence or any(_flat(a) in sentence for a in row["answers"])
        )
        values[f"{direction} F1"].append(max(token_f1(found[best].text, a) for a in row["answers"]))
    return {f"{label} {name}": float(np.mean(v)) for name, v in sorted(values.items())}


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
    figures = {k: round(v, 4) for k, v in evaluate(reader, options.data, options.sample).items()}
    report = json.dumps(figures, indent=1)
    print(report)
    if options.json:
        options.json.write_text(report + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
