"""Fit the confidence: what tells that a sentence holds the answer, and its short answer is right.

    python -m training.confidence --index INDEX --natural FILE --adversarial FILE

Logistic regressions on the sentences of the retrieved passages of every question, labelled as
`qa eval` judges quotes. What is printed is measured on questions that a model was not fitted on:
they are halved by the article that they are about, and each half is measured by the model fitted
on the other. The thresholds are chosen on these measurements; what is written is fitted on both.

The threshold of an answer is the least at which the share of wrong answers to natural questions
is, with 95 % confidence, at most `--risk` (upper bound of Clopper and Pearson 1934); that of a
short answer the least at which it is measured, on all questions, to be at most `--short-risk`.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from qa import Assistant
from qa.encoder import open_encoder
from qa.evaluation.dataset import ArticleNames, GoldQuestion, load_dataset
from qa.evaluation.judge import Expected, f1
from qa.evaluation.metrics import area, auroc, risk_coverage
from qa.index.generations import open_current
from qa.lang.text import fold
from qa.question import QuestionPart, understand
from qa.question.filters import today_of
from qa.reader import SHORT_KINDS, BuiltInReader, SpanModel
from qa.reader.built_in import FEATURES, Scored, features, kept_share
from qa.reader.confidence import WEIGHTS, ConfidenceModel, Regression
from qa.reader.short_answer import SHORT_FEATURES, is_refuted, short_features
from qa.retrieval import Retriever
from qa.types import Filters, Language

VERSION = 7
"""Of the features: raised when they change, so that old weights are told from new ones."""
STRENGTH = 0.1
"""Inverse of the regularisation of both regressions."""
SURE = 0.95
"""Confidence of the bound on the share of wrong answers."""
HIGH = 0.95
"""Share of right answers from which confidence is called high."""

Table = NDArray[np.float64]
Labels = NDArray[np.bool_]


class Part(NamedTuple):
    """One part of a question.

    Attributes:
        half: 0 or 1, the same for all questions about an article.
        features: A row for each sentence.
        kept: What each keeps of its probability.
        right: Whether each holds the answer.
        margins: Lead of the short answer of each in it.
        short: Whether the short answer of each is right; None where none is asked for.
        refuted: Whether that of each is not to be shown in any case.
    """

    natural: bool
    half: int
    kind: str
    answerable: bool
    features: Table
    kept: Table
    right: Labels
    margins: list[float]
    short: list[bool] | None
    refuted: list[bool]


class Chosen(NamedTuple):
    """The best sentence of a part, by a model that was not fitted on it."""

    part: Part
    confidence: float
    place: int

    @property
    def right(self) -> bool:
        """Whether it holds the answer."""
        return bool(self.part.right[self.place])

    @property
    def short(self) -> bool:
        """Whether its short answer is right."""
        return self.right and bool(self.part.short and self.part.short[self.place])

    @property
    def shows_span(self) -> bool:
        """Whether a short answer may be shown, if it is sure."""
        return self.part.short is not None and not self.part.refuted[self.place]


class Collector:
    """Asks the parts of questions and notes what is known of every sentence that is read.

    Args:
        index: An index made with the built-in encoder.
        hits: Passages that are read for a part.
    """

    def __init__(self, index: Path, hits: int) -> None:
        self._index, self._hits = index, hits
        self._generation = open_current(index)
        self._retriever = Retriever(self._generation, open_encoder())
        self._model = SpanModel()
        self._reader = BuiltInReader(self._model)

    def parts(self, dataset: Path, *, natural: bool) -> list[Part]:
        """All parts of all questions of a dataset of which something is known."""
        found = []
        with Assistant.open(self._index) as assistant:
            articles = ArticleNames(assistant, dataset)
            for line, question in load_dataset(dataset):
                article = articles.find(line, question)
                expected = Expected(article[0] if article else None, question.gold)
                if expected.parts:
                    found += self._parts(question, expected, natural=natural)
        return found

    def _parts(self, question: GoldQuestion, expected: Expected, *, natural: bool) -> list[Part]:
        understood = understand(question.question, question.exchanges, model=self._model)
        about = question.article or (question.model_extra or {}).get("near") or question.id
        half = zlib.crc32(str(about).encode()) % 2
        matched = len(expected.parts) == len(understood.parts)
        parts = []
        for i, part in enumerate(understood.parts):
            own = expected._replace(parts=[expected.parts[i]]) if matched else expected
            table = self._table(part, understood.language, own)
            kind = str(question.kind or part.kind)
            parts.append(Part(natural, half, kind, expected.answerable, *table))
        return parts

    def _table(
        self, part: QuestionPart, language: Language, expected: Expected
    ) -> tuple[Table, Table, Labels, list[float], list[bool] | None, list[bool]]:
        hits = self._retriever.search(part.query, language, self._hits, "hybrid", Filters())
        store = self._generation.store
        found = self._reader.score(part, hits, store.sentences, today_of(store, None))
        right = [
            expected.is_about(scored.sentence.hit)
            and any(gold.held_by(scored.sentence.text) for gold in expected.parts)
            for scored in found
        ]
        accepted = [answer for gold in expected.parts for answer in gold.answers]
        asked = part.kind in SHORT_KINDS and bool(accepted or not expected.answerable)
        short = [is_short(scored, accepted) for scored in found] if asked else None
        refuted = [is_refuted(part, s.answer, s.sentence.hit.title) for s in found]
        return (
            features(part, found, store.sentences),
            kept_share(found),
            np.array(right, dtype=np.bool_),
            [s.margin for s in found],
            short,
            refuted,
        )


def is_short(scored: Scored, accepted: Sequence[str]) -> bool:
    """Whether a span says an accepted answer, or most of one, or is a part of one."""
    span = fold(scored.answer)
    within = any(fold(answer) in span or span in fold(answer) for answer in accepted)
    return bool(accepted) and (within or f1(scored.answer, accepted) >= 0.5)


def regression(names: Sequence[str], table: Table, labels: Labels) -> Regression:
    """A regression in the features' own units, without a threshold."""
    scaler = StandardScaler().fit(table)
    fitted = LogisticRegression(C=STRENGTH, max_iter=2000).fit(scaler.transform(table), labels)
    weights = fitted.coef_[0] / np.where(scaler.scale_, scaler.scale_, 1)
    return Regression(
        threshold=1.0,
        intercept=round(float(fitted.intercept_[0] - weights @ scaler.mean_), 4),
        weights={name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
    )


def of_sentences(parts: Iterable[Part]) -> Regression:
    """The regression for sentences that fits these parts best."""
    some = [part for part in parts if len(part.right)]
    table = np.vstack([part.features for part in some])
    return regression(FEATURES, table, np.concatenate([part.right for part in some]))


def of_short_answers(chosen: Iterable[Chosen]) -> Regression:
    """The regression for short answers that fits these best sentences."""
    some = [one for one in chosen if one.part.short is not None]
    table = np.vstack([short_row(one) for one in some])
    return regression(SHORT_FEATURES, table, np.array([one.short for one in some]))


def short_row(one: Chosen) -> Table:
    """What is known of the short answer of a best sentence, (1, features)."""
    return short_features(one.confidence, [one.part.margins[one.place]])


def best(model: Regression, parts: Iterable[Part]) -> list[Chosen]:
    """The best sentence of each part that has any."""
    found = []
    for part in parts:
        if len(part.right):
            confidence = part.kept * model.probability(FEATURES, part.features)
            place = int(np.argmax(confidence))
            found.append(Chosen(part, float(confidence[place]), place))
    return found


def crossed(parts: Sequence[Part]) -> list[Chosen]:
    """The best sentence of each part, by the model fitted on the other half."""
    found = []
    for half in (0, 1):
        model = of_sentences(part for part in parts if part.half != half)
        found += best(model, [part for part in parts if part.half == half])
    return found


def bound(wrong: int, given: int) -> float:
    """Upper bound of the share of wrong answers (Clopper and Pearson 1934)."""
    return float(beta.ppf(SURE, wrong + 1, given - wrong)) if wrong < given else 1.0


def least(
    values: Sequence[float], wrong: Sequence[bool], fits: Callable[[int, int], bool]
) -> float:
    """The least value from which the counts (wrong, all) of what reaches it fit; 1 if none does."""
    order = np.argsort(-np.asarray(values), kind="stable")
    errors = np.cumsum(np.asarray(wrong)[order])
    fitting = [i for i in range(len(order)) if fits(int(errors[i]), i + 1)]
    return round(float(values[order[fitting[-1]]]), 3) if fitting else 1.0


def high_confidence(given: Sequence[Chosen]) -> float:
    """The confidence from which an answer is called high."""
    values, wrong = [one.confidence for one in given], [not one.right for one in given]
    return least(values, wrong, lambda errors, of: errors <= (1 - HIGH) * of)


def fit(
    parts: Sequence[Part], risk: float, short_risk: float
) -> tuple[ConfidenceModel, list[Chosen]]:
    """The models fitted on all parts, and what each part got from those fitted without its half."""
    measured = crossed(parts)
    natural = [one for one in measured if one.part.natural]
    values, wrong = [one.confidence for one in natural], [not one.right for one in natural]
    threshold = least(values, wrong, lambda errors, of: bound(errors, of) <= risk)
    given = [one for one in natural if one.confidence >= threshold]
    short = of_short_answers(measured)
    asked = [one for one in measured if one.confidence >= threshold and one.shows_span]
    sure = [float(short.probability(SHORT_FEATURES, short_row(one))[0]) for one in asked]
    shown = least(sure, [not one.short for one in asked], lambda e, of: e <= short_risk * of)
    model = ConfidenceModel(
        version=VERSION,
        sentence=of_sentences(parts).model_copy(update={"threshold": threshold}),
        short=short.model_copy(update={"threshold": shown}),
        high=high_confidence(given),
    )
    return model, measured


def report(measured: Sequence[Chosen], model: ConfidenceModel) -> dict[str, float | None]:
    """What the models do on some parts."""
    confidence = np.array([one.confidence for one in measured])
    right = np.array([one.right for one in measured])
    answerable = np.array([one.part.answerable for one in measured])
    points = risk_coverage(confidence, right, len(measured))
    given = confidence >= model.threshold
    shown = [one for one, kept in zip(measured, given, strict=True) if kept and _shows(one, model)]
    figures = {
        "parts": float(len(measured)),
        "right of answerable": _mean(right[answerable] & given[answerable]),
        "right of answerable, whatever the confidence": _mean(right[answerable]),
        "wrong of given": _mean(~right[given]),
        "its upper bound": bound(int((~right & given).sum()), int(given.sum())),
        "answered of answerable": _mean(given[answerable]),
        "refused of unanswerable": _mean(~given[~answerable]),
        "short answers wrong of shown": _mean(np.array([not one.short for one in shown])),
        "short answers shown": float(len(shown)),
        "area under risk and coverage": area(points),
        "AUROC right": auroc(confidence, right),
        "AUROC answerable": auroc(confidence, answerable),
    }
    return {name: v if v is None else round(v, 3) for name, v in figures.items()}


def _shows(one: Chosen, model: ConfidenceModel) -> bool:
    if not one.shows_span:
        return False
    sure = model.short.probability(SHORT_FEATURES, short_row(one))[0]
    return bool(sure >= model.short.threshold)


def _mean(values: Labels) -> float | None:
    return float(values.mean()) if len(values) else None


def main() -> None:
    """Fit, report by dataset and kind, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--natural", type=Path, required=True, help="questions as people ask them")
    parser.add_argument("--adversarial", type=Path, required=True, help="in other words on purpose")
    parser.add_argument("--hits", type=int, default=10)
    parser.add_argument("--risk", type=float, default=0.14, help="bound on wrong of given")
    parser.add_argument("--short-risk", type=float, default=0.05, help="wrong short answers")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    collector = Collector(options.index, options.hits)
    parts = collector.parts(options.natural, natural=True)
    parts += collector.parts(options.adversarial, natural=False)
    model, measured = fit(parts, options.risk, options.short_risk)
    groups = {"natural": [one for one in measured if one.part.natural]}
    groups["adversarial"] = [one for one in measured if not one.part.natural]
    for name, some in list(groups.items()):
        for kind in sorted({one.part.kind for one in some}):
            groups[f"{name} {kind}"] = [one for one in some if one.part.kind == kind]
    for name, some in groups.items():
        print(name, json.dumps(report(some, model)))
    options.out.write_text(model.model_dump_json(indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
