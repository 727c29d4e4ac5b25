"""How good an encoder is: sentence and passage retrieval, language bias, the teacher's English.

Reads the development and EVAL-ONLY files, which no training module opens. The news figures use
a plain 90-word chunker of their own, so that they do not move when the product's passages do.

    python -m training.evaluate_encoder MODEL --data DATA [--teacher FOLDER] [--json FILE]
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.bert import SentenceEncoder
from training.data import Row, law_group, read_pairs, read_rows
from training.runs import report

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
Figures = dict[str, float]


def newstest(embed: Embed, data: Path) -> Figures:
    """Accuracy@1 of the translation among all 6,003 sentences, both ways."""
    pairs = read_pairs(data / "parallel" / "EVAL-ONLY-newstest2013-2014.tsv.gz")
    english = embed([pair[0] for pair in pairs])
    french = embed([pair[1] or "" for pair in pairs])
    right = np.arange(len(pairs))
    scores = english @ french.T
    return {
        "newstest en-fr acc@1": float(np.mean(scores.argmax(1) == right)),
        "newstest fr-en acc@1": float(np.mean(scores.argmax(0) == right)),
    }


def questions_to_contexts(embed: Embed, data: Path, name: str, *more: str) -> Figures:
    """Question to its context among those of the file, and of `more` files as distractors."""
    rows = [row for row in read_rows(data / "reading" / f"{name}.jsonl.gz") if row["answers"]]
    pool = [row["context"] for row in rows]
    for other in more:
        pool += [row["context"] for row in read_rows(data / "reading" / f"{other}.jsonl.gz")]
    contexts = list(dict.fromkeys(pool))
    place = {context: i for i, context in enumerate(contexts)}
    scores = embed([row["question"] for row in rows]) @ embed(contexts).T
    ranks = ranks_of(scores, np.array([place[row["context"]] for row in rows]))
    label = name.rpartition("-")[0] + ("+" if more else "")
    return {
        f"{label} recall@1": float(np.mean(ranks < 1)),
        f"{label} recall@5": float(np.mean(ranks < 5)),
        f"{label} nDCG@10": float(np.mean(np.where(ranks < 10, 1 / np.log2(ranks + 2), 0))),
    }


def ranks_of(scores: Vectors, right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rank (0 is first) of the right column in each row of `scores` (n, m)."""
    own = scores[np.arange(len(right)), right][:, None]
    return np.asarray((scores > own).sum(1), dtype=np.int64)


def news(embed: Embed, data: Path) -> Figures:
    """Recall of a passage of the right article that holds an accepted answer, whole corpus.

    Also the share of English passages among the first ten of the questions on French articles,
    divided by their share of the pool (1 is no bias).
    """
    articles = {row["id"]: row for row in read_rows(data / "news-dev" / "articles.jsonl.gz")}
    passages = [(row, text) for row in articles.values() for text in chunks(row["text"])]
    vectors = embed([f"{row['title']} ({row['published']})\n{text}" for row, text in passages])
    questions = [
        row
        for row in read_rows(data / "news-dev" / "questions.jsonl")
        if row["article"] is not None
    ]
    scores = embed([standalone(row) for row in questions]) @ vectors.T
    best = np.argsort(-scores, axis=1)[:, :20]
    return _news_recall(questions, articles, passages, best) | _news_bias(
        questions, articles, passages, best
    )


def standalone(question: Row) -> str:
    """The question, after the one it follows up."""
    history = question.get("history") or [""]
    return f"{history[0]} {question['question']}".strip()


def _direction(question: Row, articles: dict[str, Row]) -> str:
    return f"{question['lang']}-{articles[question['article']]['language']}"


def _news_recall(
    questions: list[Row],
    articles: dict[str, Row],
    passages: list[tuple[Row, str]],
    best: NDArray[np.int64],
) -> Figures:
    found: dict[str, list[int]] = {}
    for question, order in zip(questions, best, strict=True):
        hits = [holds_answer(question, *passages[i]) for i in order]
        rank = hits.index(True) if any(hits) else len(hits)
        found.setdefault(_direction(question, articles), []).append(rank)
    figures: Figures = {}
    for direction, ranks in sorted(found.items()):
        figures[f"news {direction} n"] = len(ranks)
        for k in (1, 5, 20):
            figures[f"news {direction} recall@{k}"] = float(np.mean(np.array(ranks) < k))
    return figures


def holds_answer(question: Row, article: Row, text: str) -> bool:
    """Whether the passage is of the right article and holds an accepted answer."""
    if article["id"] != question["article"]:
        return False
    flat = _flat(text)
    return any(_flat(answer) in flat for answer in question["answers"])


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def _news_bias(
    questions: list[Row],
    articles: dict[str, Row],
    passages: list[tuple[Row, str]],
    best: NDArray[np.int64],
) -> Figures:
    english = np.array([row["language"] == "en" for row, _ in passages])
    figures: Figures = {}
    for lang in ("en", "fr"):
        rows = [i for i, q in enumerate(questions) if _direction(q, articles) == f"{lang}-fr"]
        share = english[best[rows, :10]].mean() / english.mean()
        figures[f"news {lang}-fr English share@10 / pool"] = float(share)
    return figures


def law_bias(embed: Embed, data: Path) -> Figures:
    """In a pool of both languages: is a relevant section first, and how often in English?

    Headings of the 1,000 sections that training leaves out, after LAReQA (Roy et al. 2020).
    """
    rows = read_rows(data / "retrieval" / "canada-law-sections.jsonl.gz")[-1_000:]
    groups = [law_group(row) for row in rows]
    pool = embed([g.passages[0] for g in groups] + [g.passages[1] for g in groups])
    figures: Figures = {}
    for side, lang in enumerate(("en", "fr")):
        first = (embed([g.queries[side] for g in groups]) @ pool.T).argmax(1)
        right = first % len(groups) == np.arange(len(groups))
        figures[f"laws {lang} relevant first"] = float(right.mean())
        figures[f"laws {lang} English when relevant"] = float((first < len(groups))[right].mean())
    return figures


def teacher_cosine(embed: Embed, teacher: Embed, data: Path) -> Figures:
    """Cosine of student and teacher on English that was not trained on."""
    squad = read_rows(data / "reading" / "squad-dev-en.jsonl.gz")
    qed = read_rows(data / "reading" / "qed-nq-dev-en.jsonl.gz")
    texts = {
        "questions": [row["question"] for row in squad + qed],
        "passages": list(dict.fromkeys(row["context"] for row in squad + qed)),
    }
    figures: Figures = {}
    for name, some in texts.items():
        cosine = (embed(some) * teacher(some)).sum(1)
        figures[f"teacher cosine, {name}, mean"] = float(cosine.mean())
        figures[f"teacher cosine, {name}, lowest"] = float(cosine.min())
    return figures


def chunks(text: str, words: int = 90) -> list[str]:
    """Runs of whole sentences of about `words` words, each opening with the last one's end."""
    found: list[str] = []
    current: list[str] = []
    for sentence in re.split(r"(?<=[.!?…»])\s+", text.strip()):
        current.append(sentence)
        if sum(len(s.split()) for s in current) >= words:
            found.append(" ".join(current))
            current = [sentence]
    if len(current) > 1 or not found:
        found.append(" ".join(current))
    return found


def evaluate(embed: Embed, data: Path, teacher: Embed | None = None) -> Figures:
    """All the figures of an encoder, by name."""
    figures = newstest(embed, data)
    figures |= questions_to_contexts(embed, data, "piaf-dev-fr")
    figures |= questions_to_contexts(embed, data, "piaf-dev-fr", "piaf-train-fr")
    figures |= questions_to_contexts(embed, data, "squad-dev-en")
    figures |= news(embed, data) | law_bias(embed, data)
    return figures | (teacher_cosine(embed, teacher, data) if teacher else {})


def truncated(embed: Embed, width: int) -> Embed:
    """The encoder with only its first `width` dimensions, normalised again (Matryoshka)."""

    def shorter(texts: Sequence[str]) -> Vectors:
        part = embed(texts)[:, :width]
        return np.asarray(part / np.linalg.norm(part, axis=1, keepdims=True), dtype=np.float32)

    return shorter


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--width", type=int, default=384, help="dimensions kept")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    embed = truncated(SentenceEncoder.from_folder(options.model).embed, options.width)
    teacher = SentenceEncoder.from_folder(options.teacher).embed if options.teacher else None
    report(evaluate(embed, options.data, teacher), options.json)


if __name__ == "__main__":
    main()
