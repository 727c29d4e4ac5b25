"""Fit the confidence model: which numbers of a sentence tell that it holds the answer.

    python -m training.confidence --index INDEX --dataset QUESTIONS.jsonl --half 0

Logistic regression on the sentences of the retrieved passages of every question, labelled
by whether the sentence is evidence and holds an accepted answer. Questions are halved by
the article they are about; the model is fitted on one half, and what is printed was measured
on the other.
"""

from __future__ import annotations

import argparse
import json
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from qa import Assistant
from qa.encoder import open_encoder
from qa.evaluation import GoldQuestion, holds, load_dataset
from qa.index.generations import Generation, open_current
from qa.index.store import Filter
from qa.question import understand
from qa.reader import FEATURES, BuiltInReader, ConfidenceModel, features
from qa.reader.confidence import WEIGHTS
from qa.retrieval import Retriever

THRESHOLDS = np.arange(0.05, 0.65, 0.05)


class Part(NamedTuple):
    """One part of a question: a row of features and a label for each sentence."""

    half: int
    answerable: bool
    features: NDArray[np.float64]
    labels: NDArray[np.bool_]


def main() -> None:
    """Fit, report on the other half, and write the weights."""
    arguments = _arguments()
    parts = collect(arguments.index, load_dataset(arguments.dataset), arguments.hits)
    model = fit([part for part in parts if part.half == arguments.half], arguments.threshold)
    report(model, [part for part in parts if part.half != arguments.half])
    arguments.out.write_text(model.model_dump_json(indent=2) + "\n", encoding="utf-8")


def collect(index: Path, questions: list[GoldQuestion], hits: int) -> list[Part]:
    """Features and labels of every part of every question."""
    encoder = open_encoder()
    generation = open_current(index)
    with Assistant.open(index) as assistant:
        stems = {a.path.rpartition("/")[2].partition(".")[0]: a.id for a in assistant.articles()}
    reader, retriever = BuiltInReader(), Retriever(generation, encoder)
    return [
        part
        for question in questions
        for part in _parts(question, stems, generation, retriever, reader, hits)
    ]


def _parts(  # noqa: PLR0917 - one call
    question: GoldQuestion,
    stems: dict[str, str],
    generation: Generation,
    retriever: Retriever,
    reader: BuiltInReader,
    count: int,
) -> list[Part]:
    understood = understand(question.question, question.exchanges)
    gold = question.gold
    if len(gold) != len(understood.parts):
        gold = [[answer for answers in gold for answer in answers]] * len(understood.parts)
    about = question.article or (question.model_extra or {}).get("near") or question.id
    article = stems.get(question.article or "")
    parts = []
    for part, accepted in zip(understood.parts, gold, strict=True):
        hits = retriever.search(part.text, understood.language, count, "hybrid", Filter())
        found = reader.score(part, hits, generation.store.sentences)
        labels = [
            scored.sentence.hit.article_id == article
            and holds(scored.sentence.text, accepted)
            and any(holds(evidence, [scored.sentence.text]) for evidence in question.evidence)
            for scored in found
        ]
        half = zlib.crc32(str(about).encode()) % 2
        parts.append(Part(half, question.answerable, features(part, found), np.array(labels)))
    return parts


def fit(parts: list[Part], threshold: float) -> ConfidenceModel:
    """The model that fits these parts best, in the features' own units."""
    scaler = StandardScaler()
    features = scaler.fit_transform(np.vstack([part.features for part in parts]))
    labels = np.concatenate([part.labels for part in parts])
    regression = LogisticRegression(max_iter=1000).fit(features, labels)
    weights = regression.coef_[0] / scaler.scale_
    return ConfidenceModel(
        version=2,
        threshold=threshold,
        intercept=round(float(regression.intercept_[0] - weights @ scaler.mean_), 4),
        weights={name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)},
    )


def report(model: ConfidenceModel, parts: list[Part]) -> None:
    """Print what the thresholds would do on these parts."""
    best = [(part, *_best(model, part)) for part in parts]
    for threshold in THRESHOLDS:
        given = [(part, right) for part, confidence, right in best if confidence >= threshold]
        answerable = sum(part.answerable for part in parts)
        row = {
            "threshold": round(float(threshold), 2),
            "answered of answerable": sum(part.answerable for part, _ in given) / answerable,
            "refused of unanswerable": 1
            - sum(not part.answerable for part, _ in given) / (len(parts) - answerable),
            "right of given": sum(right for _, right in given) / max(1, len(given)),
        }
        print(json.dumps({name: round(value, 3) for name, value in row.items()}))


def _best(model: ConfidenceModel, part: Part) -> tuple[float, bool]:
    confidence = model.probability(FEATURES, part.features)
    best = int(np.argmax(confidence))
    return float(confidence[best]), bool(part.labels[best])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--half", type=int, choices=(0, 1), default=0)
    parser.add_argument("--hits", type=int, default=10)
    parser.add_argument("--threshold", type=float, default=0.25)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
