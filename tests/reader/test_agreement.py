from __future__ import annotations

from datetime import date

import pytest

from qa.index.store import Sentence
from qa.question import QuestionPart
from qa.reader.agreement import Agreement, Article
from qa.types import Hit, Kind, Language

TODAY = date(2024, 11, 1)


def article(text: str, published: str | None = None, language: Language = "en") -> Article:
    """An article of one sentence."""
    hit = Hit(
        article_id="a",
        passage_id="a#0",
        title="News of the day",
        source=None,
        url=None,
        published=published,
        language=language,
        text=text,
        start=0,
        end=len(text),
        score=1.0,
    )
    return Article.of(hit, [Sentence(0, len(text), text)])


def agreement(question: str, kind: Kind = "what") -> Agreement:
    """A question that stands alone; no word is an ordinary one."""
    return Agreement(QuestionPart(text=question, kind=kind), TODAY, lambda _: False)


@pytest.mark.parametrize(
    ("question", "names_another"),
    [
        ("Who is the mayor of Aldmoor?", False),
        ("Who is the mayor of Aldworth?", True),
        ("Who is the deputy mayor of Aldmoor?", True),
        ("Which mayor spent 412,000 pounds?", False),
        ("Which mayor spent 421,000 pounds?", True),
        ("Which mayor is 54?", False),
    ],
)
def test_what_an_article_does_not_name(*, question: str, names_another: bool) -> None:
    """Another name, another large number, or a deputy where the article has none."""
    found = article("The mayor of Aldmoor, Jo Reed, spent 412 000 pounds on lamps.")
    assert agreement(question).names_another(found) is names_another


def test_a_deputy_has_a_name_in_both_languages() -> None:
    """A deputy of one language is that of the other, and not the person they stand in for."""
    deputy = article("La sous-préfète d'Aldmoor, Léa Roux, est partie.", language="fr")
    prefect = article("La préfète d'Aldmoor, Léa Roux, est partie.", language="fr")
    for question in (
        "Who is the deputy prefect of Aldmoor?",
        "Qui est la sous-préfète d'Aldmoor ?",
    ):
        assert not agreement(question, "who").names_another(deputy)
        assert agreement(question, "who").names_another(prefect)


@pytest.mark.parametrize(
    ("question", "published", "fits"),
    [
        ("How many came to the fair in 2023?", "2023-08-21", 1.0),
        ("How many came to the 2023 fair?", "2023-08-21", 1.0),
        ("How many came to the fair last year?", "2023-08-21", 1.0),
        ("How many came to the fair last year?", "2024-08-19", 0.0),
        ("How many came to the fair in 2022?", "2023-08-21", 0.0),
        ("How many came to the fair since 2022?", "2023-08-21", 1.0),
        ("How many came to the fair before 2022?", "2023-08-21", 0.0),
        ("How many came to the fair in December 2023?", "2024-01-04", 0.8),
        ("How many came to the fair in 2022?", None, 0.5),
        ("How many came to the fair?", "2023-08-21", 1.0),
    ],
)
def test_the_year_asked_for_decides(question: str, published: str | None, fits: float) -> None:
    """A sentence is of the year in which its article appeared, if it names no other."""
    text = "The fair drew 9,800 people, the organisers said."
    assert agreement(question, "how_many").fits_years(article(text, published), text) == fits


def test_a_year_that_a_sentence_names_counts_more_than_its_article() -> None:
    """Last year's figure in this year's article is last year's."""
    text = "In 2022 the fair drew 9,300 people."
    found = article(text, "2024-08-19")
    assert agreement("How many came in 2022?").fits_years(found, text) == 1
    assert agreement("How many came in 2023?").fits_years(found, text) == 0
    assert agreement("How many came in 2024?").fits_years(found, text) < 1


def test_the_opposite_is_no_answer_but_to_why() -> None:
    """A reason need not repeat what it is the reason of."""
    text = "Nine towns joined the network."
    found = article(text)
    assert not agreement("Which towns did not join the network?").denies(found, text)
    assert agreement("Which towns joined the network?").denies(found, text)
    assert agreement("Why did Thornley not join the network?", "why").denies(found, text)
