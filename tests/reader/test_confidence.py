from __future__ import annotations

import numpy as np
import pytest

from qa.reader.confidence import (
    Regression,
    confidence_model,
    content_words,
    covered,
    words_of_names,
)


def test_the_shipped_model_is_in_order() -> None:
    """An answer is given from one probability on, and called sure from a higher one."""
    model = confidence_model()
    assert model.threshold == model.sentence.threshold
    assert 0 < model.threshold <= model.high < 1
    assert confidence_model() is model


def test_a_probability_is_logistic() -> None:
    """Features are weighed by their names, whatever their order, and the intercept is added."""
    model = Regression(threshold=0.5, intercept=-1.0, weights={"a": 2.0, "b": 0.5})
    found = model.probability(["b", "a"], np.array([[2.0, 0.0], [0.0, 1.0], [0.0, 0.0]]))
    assert found.tolist() == pytest.approx([0.5, 1 / (1 + np.exp(-1)), 1 / (1 + np.e)])


def test_content_is_long_words_and_numbers() -> None:
    """Words of four letters and more, cut to six and without accents, and numbers of any length."""
    text = "L’Été des 3 éléphants, un port et le mur de 2022"
    assert content_words(text) == {"3", "elepha", "port", "2022"}


def test_names_and_numbers_of_a_question_are_compared_by_their_words() -> None:
    """What is no name counts for nothing."""
    question = "Qui a envoyé 2500 soldats de Port-Louvier à Karsk ?"
    assert words_of_names(question) == {"2500", "port", "louvie", "karsk"}
    assert words_of_names("Qui a gagné ?") == frozenset()


def test_the_share_of_what_is_asked_that_is_said() -> None:
    """Half of two; all of it where nothing is asked."""
    assert covered(frozenset({"port", "karsk"}), frozenset({"port", "mur"})) == 0.5
    assert covered(frozenset({"port"}), frozenset()) == 0
    assert covered(frozenset(), frozenset({"port"})) == 1
