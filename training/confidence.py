"""Fit the confidence model: which numbers of a sentence tell that it holds the answer.

    python -m training.confidence --index INDEX --dataset QUESTIONS.jsonl --half 0

Logistic regression on the sentences of the retrieved passages of every question, labelled as
`qa eval` judges quotes. Questions are halved by the article they are about; the model and its
threshold are fitted on one half, and what is printed was measured on the other.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from qa import Assistant
from qa.encoder import open_encoder
from qa.evaluation.curves import Point, area, auroc, risk_coverage, widest
from qa.evaluation.dataset import ArticleNames, GoldQuestion, numbered
from qa.evaluation.judging import Known, known_of
from qa.index.generations import Generation, open_current
from qa.index.store import Filter
from qa.question import QuestionPart, understand
from qa.reader import FEATURES, BuiltInReader, ConfidenceModel, features
from qa.reader.confidence import WEIGHTS
from qa.retrieval import Retriever
from qa.types import Language

VERSION = 4
"""Of the features: raised when they change, so that old weights are told from new ones."""


class Part(NamedTuple):
    """One part of a question: a row of features and a label for each sentence."""

    half: int
    answerable: bool
    features: NDArray[np.float64]
    labels: NDArray[np.bool_]


class Collector:
    """Asks the parts of questions and notes what is known of every sentence that is read.

    Args:
        index: An index made with the built-in encoder.
        dataset: Questions over it.
        hits: Passages that are read for a part.
    """

    def __init__(self, index: Path, dataset: Path, hits: int) -> None:
        self._generation: Generation = open_current(index)
        self._retriever = Retriever(self._generation, open_encoder())
        self._reader, self._hits = BuiltInReader(), hits
        with Assistant.open(index) as assistant:
            articles = ArticleNames(assistant, dataset)
            self._questions = [
                (question, articles.find(line, question)) for line, question in numbered(dataset)
            ]

    def parts(self) -> list[Part]:
        """All parts of all questions of which something is known."""
        found = []
        for question, article in self._questions:
            known = known_of(question, article[0] if article else None)
            if known.parts:
                found += self._parts(question, known)
        return found

    def _parts(self, question: GoldQuestion, known: Known) -> list[Part]:
        understood = understand(question.question, question.exchanges)
        about = question.article or (question.model_extra or {}).get("near") or question.id
        half = zlib.crc32(str(about).encode()) % 2
        matched = len(known.parts) == len(understood.parts)
        return [
            self._part(
                part,
                understood.language,
                known._replace(parts=[known.parts[i]]) if matched else known,
                half,
            )
            for i, part in enumerate(understood.parts)
        ]

    def _part(self, part: QuestionPart, language: Language, known: Known, half: int) -> Part:
        hits = self._retriever.search(part.text, language, self._hits, "hybrid", Filter())
        found = self._reader.score(part, hits, self._generation.store.sentences)
        labels = [
            known.is_about(scored.sentence.hit)
            and any(gold.held_by(scored.sentence.text) for gold in known.parts)
            for scored in found
        ]
        return Part(half, known.answerable, features(part, found), np.array(labels, dtype=np.bool_))


def fit(parts: Sequence[Part], risk: float, threshold: float | None) -> ConfidenceModel:
    """The model that fits these parts best, in the features' own units, and its threshold.

    Args:
        parts: At least one with a right sentence.
        risk: The threshold is the least whose answers to these parts are wrong so often at most.
        threshold: Used instead where it is given.
    """
    scaler = StandardScaler()
    table = scaler.fit_transform(np.vstack([part.features for part in parts if len(part.labels)]))
    labels = np.concatenate([part.labels for part in parts])
    regression = LogisticRegression(max_iter=1000).fit(table, labels)
    weights = regression.coef_[0] / scaler.scale_
    model = ConfidenceModel(
        version=VERSION,
        threshold=threshold or 0.0,
        intercept=round(float(regression.intercept_[0] - weights @ scaler.mean_), 4),
        weights={name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)},
    )
    if threshold is not None:
        return model
    point = widest(curve(model, parts), risk)
    return model.model_copy(update={"threshold": round(point.threshold, 3) if point else 1.0})


def best(model: ConfidenceModel, parts: Sequence[Part]) -> list[tuple[float, bool]]:
    """Confidence of each part's best sentence, and whether it is right; of those with any."""
    found = []
    for part in parts:
        if len(part.labels):
            confidence = model.probability(FEATURES, part.features)
            first = int(np.argmax(confidence))
            found.append((float(confidence[first]), bool(part.labels[first])))
    return found


def curve(model: ConfidenceModel, parts: Sequence[Part]) -> list[Point]:
    """Risk and coverage of a model on some parts."""
    confidence, right = zip(*best(model, parts), strict=True)
    return risk_coverage(np.array(confidence), np.array(right, dtype=np.bool_), len(parts))


def report(model: ConfidenceModel, parts: Sequence[Part]) -> dict[str, float | None]:
    """What the model would do on these parts."""
    parts = [part for part in parts if len(part.labels)]
    confidence, right = (np.array(column) for column in zip(*best(model, parts), strict=True))
    answerable = np.array([part.answerable for part in parts])
    points, given = curve(model, parts), confidence >= model.threshold
    widest_at_10 = widest(points, 0.1)
    figures = {
        "parts": float(len(parts)),
        "right of answerable, whatever the confidence": float(right[answerable].mean()),
        "area under risk and coverage": area(points),
        "AUROC right": auroc(confidence, right),
        "AUROC answerable": auroc(confidence, answerable),
        "coverage at 10 % risk": widest_at_10.coverage if widest_at_10 else 0.0,
        "threshold": model.threshold,
        "answered of answerable": float(given[answerable].mean()),
        "refused of unanswerable": float((~given[~answerable]).mean()),
        "wrong of given": float((~right[given]).mean()) if given.any() else None,
    }
    return {k: v if v is None else round(v, 3) for k, v in figures.items()}


def main() -> None:
    """Fit, report on the other half, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--half", type=int, choices=(0, 1), default=0)
    parser.add_argument("--hits", type=int, default=10)
    parser.add_argument("--risk", type=float, default=0.1, help="wrong answers among those given")
    parser.add_argument("--threshold", type=float, help="instead of the one for --risk")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    parts = Collector(options.index, options.dataset, options.hits).parts()
    own = [part for part in parts if part.half == options.half]
    model = fit(own, options.risk, options.threshold)
    other = [part for part in parts if part.half != options.half]
    print(json.dumps({"fitted on": report(model, own), "not fitted on": report(model, other)}))
    options.out.write_text(model.model_dump_json(indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
