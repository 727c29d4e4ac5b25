"""An evaluation: all results of a dataset, and the figures made of them as tables and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from qa.errors import DatasetError
from qa.evaluation import figures
from qa.evaluation.figures import Row, Table, kind_name
from qa.evaluation.headlines import Headline, headlines
from qa.evaluation.results import QuestionResult
from qa.evaluation.tables import (
    FEW,
    MARK,
    NOTHING,
    counted,
    figures_table,
    marked,
    number,
    one_line,
    text_table,
)
from qa.types import Value

VERSION = 1
"""Of the JSON that is written; read back are files of this version only."""

_ANSWERS = ("a quote holds it", "the first quote holds it", "answered", "parts")
_SPANS = ("exact match", "F1", "short answers", "citations that hold it", "citations")
_RIGHT = (
    "A part is answered from a confidence of {threshold:.3g}. It is right where a sentence quoted "
    "for it holds an accepted answer."
)
_NOT_JUDGED = "No answer is known of {count}: only their time counts."
_SHORT = (
    "Words are compared without case, accents, punctuation and articles. Parts that ask why, how, "
    "or for yes or no have no short answer and are left out; a refused part counts as no match. "
    "Citations are counted where there is an answer that they could hold."
)
_RISK = (
    "Risk is the share of answers that are wrong, coverage the share of parts that are answered, "
    "at any threshold. AURC is the mean risk over all coverages, ECE the expected calibration "
    "error; AUROC tells how well the confidence orders right before wrong answers, and answerable "
    "before unanswerable parts."
)


class Evaluation(Value):
    """All results; every figure is computed from them.

    Attributes:
        threshold: Least confidence from which a part counts as answered.
    """

    dataset: str
    index: str
    generation: str
    articles: int
    passages: int
    threshold: float
    results: list[QuestionResult]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `document` gave, as a file.

        Raises:
            DatasetError: If the file cannot be read or is something else.
        """
        try:
            found = json.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise DatasetError(path, 0, "evaluation.unreadable", why=str(error)) from error
        if not isinstance(found, dict) or "results" not in found:
            raise DatasetError(path, 0, "evaluation.other")
        if found.get("version") != VERSION:
            version = repr(found.get("version"))
            raise DatasetError(path, 0, "evaluation.version", found=version, known=VERSION)
        try:
            return cls.model_validate({name: found.get(name) for name in cls.model_fields})
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            why = first["msg"]
            raise DatasetError(path, 0, "evaluation.field", field=field, why=why) from error

    def document(self) -> dict[str, Any]:
        """Everything, for JSON: version, figures and results; `load` reads it back."""
        return {
            "version": VERSION,
            **self.model_dump(exclude={"results"}),
            **self.summary(),
            "results": [result.model_dump() for result in self.results],
        }

    def scope(self) -> str:
        """What was asked, and of how much."""
        questions = counted(len(self.results), "questions")
        name = one_line(self.dataset).replace("`", "'")
        index = f"{counted(self.articles, 'articles')}, {counted(self.passages, 'passages')}"
        return f"{questions} of `{name}`, {index}"

    def headlines(self) -> dict[str, Headline]:
        """The shares that matter most, with their intervals."""
        return headlines(self.results)

    def retrieval(self) -> dict[str, Table]:
        """Recall@k, MRR@10 and nDCG@10 by language pair and search mode."""
        return figures.retrieval(self.results)

    def answers(self, key: Callable[[QuestionResult], str]) -> Table:
        """Figures on answers to answerable parts, by a key of the question."""
        return figures.answers(figures.group(self.results, key))

    def answers_by_pair(self) -> Table:
        """The same by language pair, and of all."""
        pairs = figures.group(self.results, lambda result: result.pair)
        return figures.answers({"all": self.results, **pairs})

    def abstention(self) -> Table:
        """How often an answer was refused and how often it was wrong, by scope."""
        return self._by_scope(figures.abstention)

    def confidence(self) -> Table:
        """What the confidence is worth at all thresholds, by scope."""
        return self._by_scope(figures.confidence)

    def latency(self) -> Row:
        """Time from question to answer, in milliseconds."""
        return figures.latency(self.results)

    def summary(self) -> dict[str, Any]:
        """All figures, for JSON; the package's docstring says what they are."""
        scopes = figures.scopes(self.results)
        return {
            "questions": len(self.results),
            "not judged": self._not_judged(),
            "headlines": {name: found.model_dump() for name, found in self.headlines().items()},
            "retrieval": self.retrieval(),
            "answers": self.answers_by_pair(),
            "answers by kind": self.answers(kind_name),
            "answers to why": figures.why(self.results),
            "whole questions": figures.whole_questions(self.results),
            "abstention": figures.abstention(self.results),
            "abstention by scope": self.abstention(),
            "confidence": self.confidence(),
            "risk coverage": {
                name: [point.model_dump() for point in figures.risk_coverage(found)]
                for name, found in scopes.items()
            },
            "calibration": {
                name: [found.model_dump() for found in figures.calibration(results)]
                for name, results in scopes.items()
            },
            "latency": self.latency(),
        }

    def markdown(self) -> str:
        """The figures as a readable report."""
        blocks = [self._headline(), *self._about_search(), *self._about_answers()]
        blocks += [*self._about_confidence(), *self._about_time()]
        text = "\n\n".join(blocks) + "\n"
        note = f"{MARK} from fewer than {FEW}; {NOTHING} nothing to count, or nothing to compare"
        return f"{text}\n{note}\n" if MARK in text or NOTHING in text else text

    def _headline(self) -> str:
        lines = [
            self.scope(),
            _RIGHT.format(threshold=self.threshold),
        ]
        if self._not_judged():
            lines.append(_NOT_JUDGED.format(count=counted(self._not_judged(), "questions")))
        rows = [
            [
                name,
                marked(found.value, found.count),
                _interval(found),
                counted(found.count, found.unit),
            ]
            for name, found in self.headlines().items()
        ]
        return "\n\n".join([*lines, text_table(["", "share", "95 % interval", "of"], rows)])

    def _about_search(self) -> list[str]:
        rows = {
            f"{pair}, {mode}": row
            for pair, modes in self.retrieval().items()
            for mode, row in modes.items()
        }
        return ["### Passage that holds the answer", figures_table(rows)]

    def _about_answers(self) -> list[str]:
        pairs, kinds = self.answers_by_pair(), self.answers(kind_name)
        reasons = figures.why(self.results)
        return [
            "### Quoted sentence holds the answer",
            figures_table(pairs, _ANSWERS),
            figures_table(kinds, _ANSWERS),
            figures_table(reasons, _ANSWERS),
            figures_table(figures.whole_questions(self.results)),
            "### Short answers and citations",
            _SHORT,
            figures_table(pairs, _SPANS),
            figures_table(kinds, _SPANS),
        ]

    def _about_confidence(self) -> list[str]:
        calibration: Table = {
            f"{place}: {found.low:.3f}–{found.high:.3f}": {
                "mean confidence": found.confidence,
                "share right": found.right,
                "parts": found.parts,
            }
            for place, found in enumerate(figures.calibration(self.results), 1)
        }
        return [
            "### Abstention",
            figures_table(self.abstention()),
            "### Risk and coverage",
            _RISK,
            figures_table(self._by_scope(figures.risk_by_coverage)),
            figures_table(self.confidence()),
            "### Calibration",
            "Parts in ten groups of equal size, by their confidence.",
            figures_table(calibration),
        ]

    def _about_time(self) -> list[str]:
        return ["### Time from question to answer", figures_table({"all": self.latency()})]

    def _by_scope(self, row: Callable[[figures.Results], Row]) -> Table:
        scopes = figures.scopes(self.results)
        return {name: row(found) for name, found in scopes.items() if figures.parts_of(found)}

    def _not_judged(self) -> int:
        return sum(not result.parts for result in self.results)


def _interval(found: Headline) -> str:
    return f"{number(found.low)} to {number(found.high)}" if found.low is not None else NOTHING
