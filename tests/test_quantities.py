"""Facts about `qa.lang.quantities`: numbers in digits and words, and what they count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.lang.quantities import asked_themes, quantities
from qa.types import Language

FOUND: list[tuple[Language, str, list[tuple[float, str]]]] = [
    ("fr", "Quatre personnes sont mortes dans la nuit.", [(4, "dead")]),
    ("fr", "Le bilan s’établit désormais à dix-sept morts.", [(17, "dead")]),
    ("fr", "Au moins 34 personnes ont été tuées et 187 blessées.", [(34, "dead"), (187, "hurt")]),
    ("fr", "Le séisme a tué au moins 241 personnes.", [(241, "dead")]),
    ("fr", "On compte 1 200 blessés et douze disparus.", [(1200, "hurt"), (12, "missing")]),
    ("fr", "On compte 1\u202f200 blessés.", [(1200, "hurt")]),
    ("fr", "Un mort et une blessée, selon le maire.", [(1, "dead"), (1, "hurt")]),
    ("fr", "Vingt et un morts, quatre-vingt-dix-sept blessés.", [(21, "dead"), (97, "hurt")]),
    ("fr", "Une douzaine de morts.", [(12, "dead")]),
    ("fr", "Plus de 900 000 euros brut.", [(900_000, "money")]),
    ("fr", "Un peu plus de 1,3 million d’euros.", [(1_300_000, "money")]),
    ("fr", "Une hausse de 6,7 %.", [(6.7, "percent")]),
    ("en", "1,200 people were killed.", [(1200, "dead")]),
    ("en", "Two thousand three hundred and five dead.", [(2305, "dead")]),
    ("en", "A hundred people were injured.", [(100, "hurt")]),
    ("en", "The toll is 2.5 million dollars.", [(2_500_000, "money")]),
    (
        "fr",
        "Un train a tué plus de 91 personnes et blessé 150 autres.",
        [(91, "dead"), (150, "hurt")],
    ),
    ("en", "The blast killed at least 20 and injured 40.", [(20, "dead"), (40, "hurt")]),
    ("fr", "Un homme a été tué et 12 blessés.", [(1, "dead"), (12, "hurt")]),
    ("fr", "On compte 1900 domiciles inondés depuis 2017.", [(1900, "homes")]),
    ("fr", "1 300 électeurs se sont déplacés.", [(1300, "voters")]),
    ("fr", "Il a reçu 30 menaces de mort.", [(30, "menace")]),
    ("fr", "Le 6 janvier 2022 à 15 h, le pont a été fermé.", []),
    ("en", "On January 6 the bridge was closed at 3 p.m.", []),
    ("en", "One of them left.", []),
    ("en", "A 45-year-old man was killed.", [(45, "year")]),
    ("fr", "Un homme de 45 ans a été tué.", [(45, "ans")]),
    ("en", "Three days after the policeman was killed.", [(3, "days")]),
    ("fr", "Il est condamné à 20 ans pour avoir tué sa femme.", [(20, "ans")]),
    ("fr", "Un séisme de magnitude 7,2 a tué 90 personnes.", [(7.2, "magnit"), (90, "dead")]),
    ("en", "At 17:30 he was killed.", []),
    ("fr", "Le Boeing 737 a fait des morts.", [(737, "boeing")]),
    ("en", "She died aged 82.", [(82, "aged")]),
    ("en", "No one died.", []),
    ("en", "Half a million dead.", [(500_000, "dead")]),
    ("fr", "Un demi-million de morts.", [(500_000, "dead")]),
    ("en", "A bomb went off, killing 12 and injuring 30.", [(12, "dead"), (30, "hurt")]),
    ("fr", "Il a tiré, tuant 12 personnes et en blessant 30.", [(12, "dead"), (30, "hurt")]),
    ("en", "It killed 3 days ago.", [(3, "days")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), FOUND)
def test_numbers_have_a_value_and_a_theme(
    language: Language, text: str, expected: list[tuple[float, str]]
) -> None:
    """Numbers are read in both languages' spellings; dates, hours and articles are none."""
    assert [(q.value, q.theme) for q in quantities(text, language)] == expected


@pytest.mark.parametrize(
    ("question", "themes"),
    [
        ("Combien de morts ?", {"dead"}),
        ("How many people were killed or injured?", {"dead", "hurt"}),
        ("Quel est le bilan du séisme ?", {"dead"}),
        ("Combien de blessés dans le dernier bilan ?", {"hurt"}),
        ("How much did it cost?", {"money"}),
        ("Combien de maisons ont été inondées ?", {"homes"}),
        ("How many voters cast a ballot?", {"voters"}),
        ("Combien de blessés (combien de morts l'attentat de Nice a-t-il faits) ?", {"hurt"}),
        ("Combien exactement (combien de morts l'attentat a-t-il faits) ?", {"dead"}),
        ("Combien de ponts ?", set()),
    ],
)
def test_a_question_says_what_it_counts(question: str, themes: set[str]) -> None:
    """The same names stand for the words of both languages; a mere toll counts the dead."""
    assert asked_themes(question) == themes


@given(st.text(max_size=80), st.sampled_from(["fr", "en"]))
def test_numbers_stand_where_they_are_found(text: str, language: Language) -> None:
    """Whatever the text, numbers lie in it, in order, without overlap."""
    last = 0
    for found in quantities(text, language):
        assert last <= found.start < found.end <= len(text)
        last = found.end


@given(st.integers(min_value=3000, max_value=10**9))
def test_separators_do_not_change_a_number(number: int) -> None:
    """Grouped by spaces, commas or not at all, a number is the same."""
    for grouped, language in ((f"{number:,}".replace(",", " "), "fr"), (f"{number:,}", "en")):
        (found,) = quantities(f"{grouped} morts", language)  # type: ignore[arg-type]
        assert found.value == number
