"""Facts about `qa.question.sources`: which of the index's sources a question names."""

from __future__ import annotations

import pytest

from qa.question.sources import is_sourced, sources_in
from qa.types import Language

KNOWN = [
    "Le Monde", "Reuters", "The Valley Post", "L’Humanité", "Le Courrier", "Horizons",
    "France 24", "Libération", "fr.wikinews.org", "AFP", "bbc.co.uk", "Le Point",
]  # fmt: skip

NAMED: list[tuple[Language, str, list[str]]] = [
    ("fr", "Selon Le Monde, pourquoi Macron a-t-il reculé ?", ["Le Monde"]),
    ("fr", "selon le monde pourquoi macron a-t-il reculé", ["Le Monde"]),
    ("fr", "Selon Le Monde en janvier 2022, qui a gagné ?", ["Le Monde"]),
    ("fr", "D’après Reuters, combien de morts ?", ["Reuters"]),
    ("fr", "Combien de morts d'après Reuters et selon Le Courrier ?", ["Reuters", "Le Courrier"]),
    ("fr", "Selon Le Monde, Reuters et l’AFP, qui a gagné ?", ["Le Monde", "Reuters", "AFP"]),
    ("fr", "Pourquoi, selon l'humanite, ont-ils perdu ?", ["L’Humanité"]),
    ("fr", "selon france 24 qui a gagné", ["France 24"]),
    ("fr", "Selon Wikinews, qui a gagné ?", ["fr.wikinews.org"]),
    ("en", "According to the Valley Post, how many died?", ["The Valley Post"]),
    ("en", "How many died, according to Reuters and Le Monde?", ["Le Monde", "Reuters"]),
    ("en", "according to reuters how many died", ["Reuters"]),
    ("en", "As reported by the AFP, who won?", ["AFP"]),
    ("en", "According to the BBC, who won?", ["bbc.co.uk"]),
    ("en", "What has the Valley Post reported on the flood?", ["The Valley Post"]),
    ("en", "What does Le Courrier say about the flood?", ["Le Courrier"]),
]
NOT_NAMED: list[tuple[Language, str]] = [
    ("fr", "Selon le monde politique, qui a gagné ?"),
    ("fr", "Selon Le Monde diplomatique, qui a gagné ?"),
    ("fr", "Selon le point de vue du maire, qui a gagné ?"),
    ("fr", "Qui a acheté Le Monde ?"),
    ("fr", "Quels horizons s’ouvrent au port ?"),
    ("en", "According to Anadolu, where was it loaded?"),
    ("en", "What did the monde do?"),
    ("en", "According to the transport minister, how many planes work?"),
]


@pytest.mark.parametrize(("language", "question", "sources"), NAMED)
def test_a_named_source_is_found(language: Language, question: str, sources: list[str]) -> None:
    """Sources are found without regard to case, accents and articles, as the index has them."""
    assert is_sourced(question, language)
    assert sources_in(question, language, KNOWN) == sources


@pytest.mark.parametrize(("language", "question"), NOT_NAMED)
def test_only_whole_names_that_are_sources_count(language: Language, question: str) -> None:
    """Part of another name, a name without "according to" and unknown names are no sources."""
    assert sources_in(question, language, KNOWN) == []


def test_one_site_may_have_two_names() -> None:
    """A paper and its address are both meant by its name."""
    known = ["lemonde.fr", "Le Monde"]
    assert sources_in("Selon Le Monde, qui a gagné ?", "fr", known) == known


def test_hostile_names_of_sources_are_only_text() -> None:
    """A source may be called anything, a pattern too."""
    known = ["(a+)+$", "[", "*", "", "\\", "Le (Monde"]
    assert sources_in("Selon (a+)+$, qui a gagné ?", "fr", known) in ([], ["(a+)+$"])
    assert sources_in("Selon Le (Monde, qui a gagné ?", "fr", known) == ["Le (Monde"]
