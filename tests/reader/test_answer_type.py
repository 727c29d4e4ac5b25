"""Facts about what an answer of a type must have."""

from __future__ import annotations

import pytest

from qa.question import QuestionPart
from qa.reader.answer_type import fits_type
from qa.types import Kind, Language

FITTING: list[tuple[str, Kind, str, Language]] = [
    ("Combien de phares ont fermé ?", "how_many", "Sept phares de la côte ont fermé.", "fr"),
    ("How many boats sank?", "how_many", "On 3 May, twelve boats sank.", "en"),
    ("Combien a coûté le bac ?", "how_many", "Le bac a coûté 4,2 millions d’euros.", "fr"),
    ("What share of the harvest was lost?", "how_many", "La moitié, soit 50 %, est perdue.", "fr"),
    ("Quand le tunnel rouvre-t-il ?", "when", "Il rouvrira le 3 mai.", "fr"),
    ("Who painted the ceiling?", "who", "Le plafond est de Maud Ferrand.", "fr"),
    ("Where was the boat found?", "where", "It was found off Brévan.", "en"),
    ("Pourquoi le port est-il fermé ?", "why", "Il est fermé en raison de la tempête.", "fr"),
    ("What happened?", "what", "It rained.", "en"),
]
LACKING: list[tuple[str, Kind, str, Language]] = [
    ("Combien de phares ont fermé ?", "how_many", "Le 3 mai 2024, des phares ont fermé.", "fr"),
    ("Combien a coûté le bac ?", "how_many", "Le bac transporte 80 voitures.", "fr"),
    ("When will the 2024 budget pass?", "when", "The 2024 budget is late.", "en"),
    ("Who succeeded Maud Ferrand?", "who", "He succeeded Maud Ferrand.", "en"),
    ("Why is the port closed?", "why", "The port is closed.", "en"),
]


@pytest.mark.parametrize(("question", "kind", "sentence", "language"), FITTING)
def test_what_is_asked_for_is_there(
    question: str, kind: Kind, sentence: str, language: Language
) -> None:
    """A number, a date, a name or a cause is seen, in digits or in words."""
    assert fits_type(QuestionPart(text=question, kind=kind), sentence, language) == 1


@pytest.mark.parametrize(("question", "kind", "sentence", "language"), LACKING)
def test_what_the_question_says_itself_is_no_answer(
    question: str, kind: Kind, sentence: str, language: Language
) -> None:
    """Dates are no counts, things no money, and the question's own words tell nothing new."""
    assert fits_type(QuestionPart(text=question, kind=kind), sentence, language) < 1
