from __future__ import annotations

import pytest

from qa.question import QuestionPart
from qa.reader.short_answer import is_refuted


@pytest.mark.parametrize(
    ("question", "span", "refuted"),
    [
        ("How many jobs will the factory cut?", "870", True),
        ("How many jobs will the factory cut?", "320", False),
        ("How many jobs will the factory cut?", "three hundred and twenty jobs", False),
        ("How many people work at the factory?", "870", False),
        ("Who shot the envoy?", "the envoy", True),
        ("Who shot the envoy?", "a guard of the envoy", False),
    ],
)
def test_a_span_is_compared_with_question_and_title(
    *, question: str, span: str, refuted: bool
) -> None:
    """The title counts the same thing otherwise, or the question says all of the span."""
    part = QuestionPart(text=question, kind="how_many" if "many" in question else "who")
    assert is_refuted(part, span, "Blade factory to cut 320 jobs") is refuted


def test_french_counts_are_compared_too() -> None:
    """With `de` or `d'` before what is counted."""
    part = QuestionPart(text="Combien d’emplois l’usine supprime-t-elle ?", kind="how_many")
    assert is_refuted(part, "870", "L’usine supprime 320 emplois")
    assert not is_refuted(part, "320", "L’usine supprime 320 emplois")
