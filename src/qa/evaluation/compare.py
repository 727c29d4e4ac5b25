"""Two evaluations side by side: which figures changed, and which questions got better or worse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from qa.evaluation.evaluation import Evaluation
from qa.evaluation.figures import RIGHT
from qa.evaluation.judge import Outcome, QuestionResult
from qa.evaluation.rows import Figure, Figures, Row
from qa.evaluation.tables import counted, marked, text_table
from qa.types import Value

Direction = Literal["better", "worse"]

_WORTH: dict[Outcome, int] = {"right": 2, "rightly refused": 2, "refused": 1, "wrong": 0}
"""A wrong answer is worse than none."""

_SAME = 0.0005
"""Figures that differ by less are shown alike."""


class FigureChange(Value):
    """A figure that is not what it was.

    Attributes:
        name: The group and the figure, as `fr→fr: answered`.
        before: None where there was nothing to count, as `after`.
        count: How many things it is from now.
        verdict: None where only one of the two is known.
    """

    name: str
    before: float | None
    after: float | None
    count: int | None
    verdict: Direction | None


class QuestionChange(Value):
    """A question whose outcome is not what it was, part by part."""

    id: str
    question: str
    before: list[Outcome]
    after: list[Outcome]


class Comparison(Value):
    """What changed from one evaluation to another.

    Attributes:
        before: Dataset, size and index of the earlier one, in words.
        figures: Those that changed.
        different: Questions whose parts changed places, some better and some worse.
        unchanged: How many questions came out as before.
        reworded: How many questions of one id have other words.
    """

    before: str
    after: str
    figures: list[FigureChange]
    unchanged_figures: int
    better: list[QuestionChange]
    worse: list[QuestionChange]
    different: list[QuestionChange]
    unchanged: int
    reworded: int
    only_before: int
    only_after: int

    def markdown(self) -> str:
        """The changes as a readable text."""
        lists = {"better": self.better, "worse": self.worse, "changed both ways": self.different}
        blocks = [
            "### Compared with the earlier evaluation",
            f"Before: {self.before}. Now: {self.after}.",
            f"{counted(len(self.better), 'questions')} got better, {len(self.worse)} worse, "
            f"{len(self.different)} changed both ways; {self.unchanged} came out as before."
            + self._unmatched(),
            self._figure_table(),
        ]
        for name, changes in lists.items():
            if changes:
                blocks += [f"#### Questions: {name}", _question_table(changes)]
        return "\n\n".join(blocks) + "\n"

    def _unmatched(self) -> str:
        notes = {
            "only in the earlier one": self.only_before,
            "only in this one": self.only_after,
            "under the same id with other words": self.reworded,
        }
        return "".join(
            f" {counted(count, 'questions')} {note}." for note, count in notes.items() if count
        )

    def _figure_table(self) -> str:
        if not self.figures:
            return f"All {self.unchanged_figures} figures are what they were."
        rows = [
            [one.name, marked(one.before, one.count), marked(one.after, one.count), _arrow(one)]
            for one in self.figures
        ]
        table = text_table(["figure", "before", "now", "change"], rows)
        return f"{table}\n\n{self.unchanged_figures} further figures are what they were."


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """What changed; questions are the same by id and words, else by id, else by words."""
    pairs = _match(before.results, after.results)
    changed = [(old, new) for old, new in pairs if _outcomes(old) != _outcomes(new)]
    gains = [(_worth(new) - _worth(old), _change(old, new)) for old, new in changed]
    old_figures, new_figures = _compared(before.figures), _compared(after.figures)
    changes = [
        _figure_change(name, old_figures.get(name), new_figures.get(name))
        for name in {**old_figures, **new_figures}
    ]
    figures = [change for change in changes if change]
    return Comparison(
        before=_describe(before),
        after=_describe(after),
        figures=figures,
        unchanged_figures=len(changes) - len(figures),
        better=[change for gain, change in gains if gain > 0],
        worse=[change for gain, change in gains if gain < 0],
        different=[change for gain, change in gains if gain == 0],
        unchanged=len(pairs) - len(changed),
        reworded=sum(old.question != new.question for old, new in pairs),
        only_before=len(before.results) - len(pairs),
        only_after=len(after.results) - len(pairs),
    )


def _match(
    before: Sequence[QuestionResult], after: Sequence[QuestionResult]
) -> list[tuple[QuestionResult, QuestionResult]]:
    """Pairs of results of one question, in the order of the later ones."""
    keys = (
        lambda result: (result.id, result.question),
        lambda result: result.id,
        lambda result: result.question,
    )
    old, found = dict(enumerate(before)), dict[int, QuestionResult]()
    for key in keys:
        waiting = defaultdict(list)
        for place, result in old.items():
            waiting[key(result)].append(place)
        for place, result in enumerate(after):
            places = waiting[key(result)] if key(result) and place not in found else []
            if places:
                found[place] = old.pop(places.pop(0))
    return [(found[place], after[place]) for place in sorted(found)]


def _change(old: QuestionResult, new: QuestionResult) -> QuestionChange:
    return QuestionChange(
        id=new.id, question=new.question, before=_outcomes(old), after=_outcomes(new)
    )


def _outcomes(result: QuestionResult) -> list[Outcome]:
    return [part.outcome for part in result.parts]


def _worth(result: QuestionResult) -> float:
    """What its asker got, on average over the parts (0..2)."""
    return sum(_WORTH[outcome] for outcome in _outcomes(result)) / max(1, len(result.parts))


def _compared(figures: Figures) -> dict[str, Figure]:
    """The figures that are compared, by the names of their group and their own.

    Of kinds, which have few questions each, only the share of right parts is compared, and of
    language pairs only the search that answers are made from.
    """
    searches = {
        f"{pair}, {mode} search": row
        for pair, modes in figures.retrieval.items()
        for mode, row in modes.items()
        if pair == "all" or mode == "hybrid"
    }
    groups = {
        "answers": figures.answers,
        "questions": figures.whole_questions,
        "abstention": figures.abstention_by_scope,
        "confidence": figures.confidence,
    }
    others = {
        f"{title} {name}": row
        for title, rows in groups.items()
        for name, row in rows.items()
        if not name.startswith("kind ")
    }
    kinds = {f"answers kind {k}": {RIGHT: r[RIGHT]} for k, r in figures.answers_by_kind.items()}
    found: dict[str, Row] = {**searches, **others, **kinds, "time": figures.latency}
    return {
        f"{title}: {name}": figure
        for title, row in found.items()
        for name, figure in row.items()
        if figure.better
    }


def _figure_change(name: str, old: Figure | None, new: Figure | None) -> FigureChange | None:
    """The change of a figure, None if there is none to see."""
    before, after = old.value if old else None, new.value if new else None
    gain = after - before if before is not None and after is not None else None
    if before == after or (gain is not None and abs(gain) < _SAME):
        return None
    shown = new or old
    better = shown is not None and gain is not None and (gain < 0) == (shown.better == "lower")
    return FigureChange(
        name=name,
        before=before,
        after=after,
        count=shown.of if shown else None,
        verdict=None if gain is None else "better" if better else "worse",
    )


def _arrow(change: FigureChange) -> str:
    if change.before is None or change.after is None:
        return "new" if change.before is None else "gone"
    gain = change.after - change.before
    digits = 3 if abs(gain) <= 1 else 0
    return f"{'↑' if gain > 0 else '↓'} {gain:+.{digits}f} {change.verdict}"


def _question_table(changes: Sequence[QuestionChange]) -> str:
    return text_table(
        ["id", "question", "before", "now"],
        [
            [each.id, each.question, ", ".join(each.before), ", ".join(each.after)]
            for each in changes
        ],
    )


def _describe(evaluation: Evaluation) -> str:
    return f"{evaluation.scope()}, answered from a confidence of {evaluation.threshold:.3g}"
