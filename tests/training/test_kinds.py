from __future__ import annotations

from pathlib import Path

import pytest
from training.kinds import english_kind, labelled_questions
from training.network import KINDS


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who opened it?", "who"),
        ("By whom was it opened?", "who"),
        ("In what year did it open?", "when"),
        ("In which city is it?", "where"),
        ("How many books are there?", "how_many"),
        ("How long did it take?", "how_many"),
        ("How come it rained?", "why"),
        ("What made them leave?", "why"),
        ("how did they leave", "how"),
        ("What is it?", "what"),
        ("Did they leave?", "yes_no"),
        ("Whoever comes, comes.", None),
        ("Madam President, thank you.", None),
    ],
)
def test_the_first_words_tell_the_kind(question: str, kind: str | None) -> None:
    """The longest rule wins, and where no rule fits no kind is told."""
    assert english_kind(question) == kind


def test_the_kind_of_an_english_question_is_that_of_the_french_one(data: Path) -> None:
    """Of two questions that say the same, the French one gets the kind of the English one."""
    found = set(labelled_questions(data))
    assert ("How many books does the library of Brisac have?", "how_many") in found
    assert ("Combien de livres compte la bibliothèque de Brisac ?", "how_many") in found
    assert ("Qui a ouvert la bibliothèque de Valmont ?", "who") in found


def test_every_label_is_one_that_a_reader_has(data: Path) -> None:
    """Questions of all sources, those written for the project among them, have a known kind."""
    kinds = {kind for _, kind in labelled_questions(data)}
    assert kinds <= set(KINDS)
    assert {"who", "how_many", "yes_no", "overview", "small_talk"} <= kinds


def test_questions_that_nothing_answers_have_no_kind(data: Path) -> None:
    """Written questions of the kind `none` are no examples."""
    assert "Qui a fermé le théâtre de Brisac ?" not in dict(labelled_questions(data))
