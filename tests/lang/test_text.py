"""Facts about `qa.lang.text`: the language of a text, and folding for matching."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.lang.detect import detect_language
from qa.lang.text import fold, word_set

if TYPE_CHECKING:
    from qa.types import Language

LANGUAGES: list[tuple[str, Language]] = [
    ("Qui a envoyé des troupes au Kazakhstan ?", "fr"),
    ("QUI A ENVOYE DES TROUPES", "fr"),
    ("qui a envoye des troupes et pourquoi", "fr"),
    ("Et pourquoi ?", "fr"),
    ("Où ?", "fr"),
    ("ou est il ne", "fr"),
    ("Combien de morts ?", "fr"),
    ("pourqoi", "fr"),
    ("Tokayev ?", "fr"),
    ("Tokayev\u202f?", "fr"),
    ("L’Élysée", "fr"),
    ("mort de Fidel Castro", "fr"),
    ("Résultats du Real Madrid", "fr"),
    ("Qui chante Let It Be ?", "fr"),
    ("Que raconte The Wall ?", "fr"),
    ("Est-ce vrai ?", "fr"),
    ("Mais encore ?", "fr"),
    ("Who?", "en"),
    ("why", "en"),
    ("And then?", "en"),
    ("WHO SENT TROOPS", "en"),
    ("Tell me about Macron", "en"),
    ("Macron's wife", "en"),
    ("results of Real Madrid", "en"),
    ("Who was La Pasionaria?", "en"),
    ("Why is it called « Le Monde »?", "en"),
    ("What did Le Monde say about l'affaire des fiches?", "en"),
    ("How many Médecins du monde posters were refused?", "en"),
    ("Did Charles de Gaulle resign?", "en"),
    ("Il pleut sur Brest depuis hier. " * 200, "fr"),
    ("It has been raining in Hull since yesterday. " * 200, "en"),
]


@pytest.mark.parametrize(("text", "language"), LANGUAGES, ids=[text[:40] for text, _ in LANGUAGES])
def test_language(text: str, language: Language) -> None:
    """Questions of one word, in capitals or without accents get their language."""
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", " \n", "?", "1234", "😀", "\ud800", "a\x00b"])
def test_language_of_nothing(text: str) -> None:
    """A text without words counts as French, the language of most articles, and never raises."""
    assert detect_language(text) == "fr"


@given(st.text())
def test_language_of_anything(text: str) -> None:
    """Any text has one of the two languages, and always the same."""
    language = detect_language(text)
    assert language in {"fr", "en"}
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÉLYSÉE", "elysee"),
        ("L’été à Noël", "l'ete a noel"),
        ("Cœur d`Ægine", "coeur d'aegine"),
        ("Straße ﬁn", "strasse fin"),
        ("10\u202f000\u00a0€", "10 000 €"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    """Case, accents, ligatures and typographic apostrophes and spaces do not matter."""
    assert fold(text) == folded


@given(st.text())
def test_fold_is_stable(text: str) -> None:
    """What is folded stays as it is."""
    assert fold(fold(text)) == fold(text)


def test_word_set() -> None:
    """A list written as running text becomes a set of its words."""
    assert word_set("le  la\nles le") == {"le", "la", "les"}
