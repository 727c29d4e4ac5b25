"""What became of the questions of an evaluation, in four plain numbers."""

from __future__ import annotations

from collections.abc import Iterable

from qa.evaluation.judge import QuestionResult
from qa.types import Value


class Outcomes(Value):
    """Questions by what became of them; one of several parts counts by its worst part.

    Attributes:
        right: Answered as is known.
        wrong: A part was answered otherwise.
        refused: A part that the articles answer was not answered, and none wrongly.
        rightly_refused: Not answered, as the articles do not say it.
        unknown: Nothing is known of the answer.
    """

    right: int = 0
    wrong: int = 0
    refused: int = 0
    rightly_refused: int = 0
    unknown: int = 0


def outcomes(results: Iterable[QuestionResult]) -> dict[str, Outcomes]:
    """The outcomes of `all` questions, and by their language where there are several."""
    counts: dict[str, dict[str, int]] = {"all": {}}
    for result in results:
        outcome = _outcome(result)
        for name in ("all", result.pair.partition("→")[0]):
            own = counts.setdefault(name, {})
            own[outcome] = own.get(outcome, 0) + 1
    kept = counts if len(counts) > 2 else {"all": counts["all"]}  # noqa: PLR2004 - all and one
    return {name: Outcomes(**found) for name, found in kept.items()}


def _outcome(result: QuestionResult) -> str:
    """The field of `Outcomes` that counts a question."""
    found = {part.outcome for part in result.parts}
    for outcome in ("wrong", "refused", "right", "rightly refused"):
        if outcome in found:
            return outcome.replace(" ", "_")
    return "unknown"
