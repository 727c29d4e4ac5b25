"""An evaluation: all results of a dataset, with their figures as JSON and as a readable report."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from qa.errors import DatasetError, wrong_field
from qa.evaluation.figures import ANSWERED, EXACT, F1, FIRST, HOLDING, RIGHT, figures_of
from qa.evaluation.judge import QuestionResult
from qa.evaluation.rows import Figures, Row
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

_ANSWERS = (RIGHT, FIRST, ANSWERED, "parts")
_SPANS = (EXACT, F1, "short answers", HOLDING, "citations")
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
    "error; AUROC is the probability that a right answer has more confidence than a wrong one, or "
    "an answerable part than an unanswerable one."
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
        """Read what `document` gave; a DatasetError is raised if the file is something else."""
        try:
            found = json.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            raise DatasetError(path, 0, "evaluation.unreadable", why=str(error)) from error
        if not isinstance(found, dict) or "results" not in found:
            raise DatasetError(path, 0, "evaluation.other")
        if found.get("version") != VERSION:
            version = repr(found.get("version"))
            raise DatasetError(path, 0, "evaluation.version", found=version, known=VERSION)
        try:
            return cls.model_validate({name: found.get(name) for name in cls.model_fields})
        except ValidationError as error:
            field, why = wrong_field(error)
            raise DatasetError(path, 0, "evaluation.field", field=field, why=why) from error

    @cached_property
    def figures(self) -> Figures:
        """All figures, computed once."""
        return figures_of(self.results)

    def document(self, comparison: Value | None = None) -> dict[str, Any]:
        """Everything, for JSON, with what changed; `load` reads it back."""
        return {
            "version": VERSION,
            **self.model_dump(exclude={"results"}),
            **self.figures.model_dump(by_alias=True, exclude={"risks"}),
            "results": [result.model_dump() for result in self.results],
            **({"comparison": comparison.model_dump()} if comparison else {}),
        }

    def scope(self) -> str:
        """What was asked, and of how much."""
        questions = counted(len(self.results), "questions")
        name = one_line(self.dataset).replace("`", "'")
        index = f"{counted(self.articles, 'articles')}, {counted(self.passages, 'passages')}"
        return f"{questions} of `{name}`, {index}"

    def markdown(self) -> str:
        """The figures as a readable report."""
        found = self.figures
        blocks = [self._opening(), _headlines(found), *_about_search(found)]
        blocks += [*_about_answers(found), *_about_confidence(found)]
        blocks += ["### Time from question to answer", figures_table({"all": found.latency})]
        text = "\n\n".join(blocks) + "\n"
        note = f"{MARK} from fewer than {FEW}; {NOTHING} nothing to count, or nothing to compare"
        return f"{text}\n{note}\n" if MARK in text or NOTHING in text else text

    def _opening(self) -> str:
        lines = [self.scope(), _RIGHT.format(threshold=self.threshold)]
        if self.figures.not_judged:
            lines.append(_NOT_JUDGED.format(count=counted(self.figures.not_judged, "questions")))
        return "\n\n".join(lines)


def _headlines(figures: Figures) -> str:
    rows = [
        [
            name,
            marked(found.value, found.count),
            f"{number(found.low)} to {number(found.high)}" if found.low is not None else NOTHING,
            counted(found.count, found.unit),
        ]
        for name, found in figures.headlines.items()
    ]
    return text_table(["", "share", "95 % interval", "of"], rows)


def _about_search(figures: Figures) -> list[str]:
    rows: dict[str, Row] = {
        f"{pair}, {mode}": row
        for pair, modes in figures.retrieval.items()
        for mode, row in modes.items()
    }
    return ["### Passage that holds the answer", figures_table(rows)]


def _about_answers(figures: Figures) -> list[str]:
    return [
        "### Quoted sentence holds the answer",
        figures_table(figures.answers, _ANSWERS),
        figures_table(figures.answers_by_kind, _ANSWERS),
        figures_table(figures.answers_to_why, _ANSWERS),
        figures_table(figures.whole_questions),
        "### Short answers and citations",
        _SHORT,
        figures_table(figures.answers, _SPANS),
        figures_table(figures.answers_by_kind, _SPANS),
    ]


def _about_confidence(figures: Figures) -> list[str]:
    bins = [
        [
            f"{place}: {found.low:.3f}–{found.high:.3f}",
            marked(found.confidence, found.parts),
            marked(found.right, found.parts),
            number(found.parts),
        ]
        for place, found in enumerate(figures.calibration["all"], 1)
    ]
    return [
        "### Abstention",
        figures_table(figures.abstention_by_scope),
        "### Risk and coverage",
        _RISK,
        figures_table(figures.risks),
        figures_table(figures.confidence),
        "### Calibration",
        "Parts in ten groups of equal size, by their confidence.",
        text_table(["", "mean confidence", "share right", "parts"], bins),
    ]
