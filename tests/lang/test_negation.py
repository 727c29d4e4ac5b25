from __future__ import annotations

import pytest

from qa.lang.negation import answers_denial, denied_verb, denies
from qa.types import Language


@pytest.mark.parametrize(
    ("question", "language", "denied"),
    [
        ("Who did not sign the treaty?", "en", {"sign", "the"}),
        ("Qui n’a pas signé le traité ?", "fr", {"sign", "trai"}),
        ("Who signed the treaty?", "en", None),
        ("Qui a signé à deux pas de la mairie ?", "fr", None),
    ],
)
def test_what_a_question_denies(question: str, language: Language, denied: set[str] | None) -> None:
    """The first words behind the negation; in French also those within it."""
    assert denied_verb(question, language) == (None if denied is None else frozenset(denied))


@pytest.mark.parametrize(
    ("sentence", "answers"),
    [
        ("Only Norway did not sign the treaty.", True),
        ("Norway refused to put its name to it.", True),
        ("Nine countries signed the treaty.", False),
        ("Nine countries signed the treaty because it did not bind them.", False),
    ],
)
def test_a_denial_is_answered_by_a_denial_of_the_same(*, sentence: str, answers: bool) -> None:
    """A negation elsewhere in the sentence does not make it one."""
    assert answers_denial(frozenset({"sign"}), sentence, translated=False) is answers


def test_in_another_language_any_denial_will_do() -> None:
    """The words do not compare."""
    denied = frozenset({"sign"})
    assert answers_denial(denied, "La Norvège n’a pas paraphé le texte.", translated=True)
    assert not answers_denial(denied, "Neuf pays ont paraphé le texte.", translated=True)


def test_words_that_deny() -> None:
    """Of both languages, `plus` and `personne` only after `ne`."""
    assert denies("Il ne viendra plus.")
    assert denies("They can't come.")
    assert not denies("Une personne de plus est venue.")
