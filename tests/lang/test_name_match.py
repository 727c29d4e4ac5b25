from __future__ import annotations

import pytest

from qa.lang.name_match import others
from qa.lang.names import KnownNames


def missing(question: str, text: str, *, translated: bool = False) -> set[str]:
    """The words that name something else; of ordinary words there are three."""
    words = {"order", "blue", "white"}
    return others(question, KnownNames(text), translated=translated, is_word=words.__contains__)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who rules Marlow?", "The mayor of Marlow resigned."),
        ("Who visited Kharkov?", "Power returned to Kharkiv."),
        ("Qui Poutine a-t-il reçu ?", "Putin received two envoys."),
        ("Who met Erdoğan?", "Recep Erdogan met the envoys."),
        ("What did the U.N. open?", "The UN opened a depot."),
        ("Que promet l'Allemagne ?", "Germany promises money."),
        ("Which Gambian judge fled?", "Un juge de Gambie a fui."),
        ("Who is Emmanuel Delorme?", "Le maire, M. Delorme, a répondu."),
        ("Who is Emmanuel Delorme?", "On Monday Delorme answered."),
        ("Who fought Muhammad Aydin?", "Le boxeur Mohamed Aydin a perdu."),
        ("What does Vienna want?", "L'Autriche refuse de payer."),
        ("What did MIT find?", "The Massachusetts Institute of Technology found nothing."),
        ("Sum up the vote", "The council voted."),
        ("Combien a-t-il payé ? Lui, il part.", "Le directeur a payé."),
    ],
)
def test_a_name_is_known_in_its_other_spellings(question: str, text: str) -> None:
    """Transliterations, acronyms, countries, peoples and capitals are one with what they mean."""
    assert not missing(question, text)


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Who rules Marlwick?", "The mayor of Marlwood resigned.", {"Marlwick"}),
        ("Pourquoi Luc Delorme est-il parti ?", "Marc Delorme est parti.", {"Luc"}),
        ("Why did Luc Delorme leave?", "Marc Delorme left. Luc Fabre stayed.", {"Luc"}),
        ("What did Denmark and Rwanda sign?", "Rwanda signed a text.", {"Denmark"}),
        ("Qui dirige le port de Sauvières ?", "Le port de Rouvières ferme.", {"Sauvières"}),
        ("What did ESA find?", "NASA found water.", {"ESA"}),
    ],
)
def test_another_name_is_told_apart(question: str, text: str, other: set[str]) -> None:
    """Two places, two people of one surname, and two countries are two."""
    assert missing(question, text) == other


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the Order of Malta?",
        "What will replace the Blue Helmets of Malta?",
        "Which MPs left?",
    ],
)
def test_what_has_a_translation_may_be_missing_in_the_other_language(question: str) -> None:
    """Ordinary words with a capital, abbreviations, and the rest of a name that is there."""
    assert not missing(question, "L'ordre de Malte a un nouveau chef.", translated=True)
    assert missing(question, "The knights have a new leader.")


def test_a_country_has_to_be_named_in_the_other_language_too() -> None:
    """Its name is translated, so that it can be found."""
    assert missing("What does Italy pay?", "La France paie.", translated=True) == {"Italy"}


@pytest.mark.parametrize(
    ("country", "people"),
    [
        ("Grèce", "Greek"),
        ("Germany", "allemandes"),
        ("Suisse", "Swiss"),
        ("Netherlands", "néerlandais"),
        ("Turkey", "turque"),
        ("Morocco", "marocain"),
        ("Japan", "japonais"),
        ("États-Unis", "American"),
    ],
)
def test_a_country_is_named_by_its_people(country: str, people: str) -> None:
    """An article of the other language that has only the adjective is about that country."""
    text = f"Un tribunal {people} siège; a {people} court sits."
    assert not missing(f"Where is the court of {country}?", text, translated=True)


@pytest.mark.parametrize(
    ("country", "people"),
    [("Denmark", "norvégien"), ("Iran", "irakien"), ("Austria", "German"), ("Brazil", "portugais")],
)
def test_another_people_is_another_country(country: str, people: str) -> None:
    """Neighbours, and speakers of one language, are told apart."""
    text = f"Un tribunal {people} siège; a {people} court sits."
    assert missing(f"Where is the court of {country}?", text, translated=True) == {country}


@pytest.mark.parametrize(
    "question",
    ["WHO SHOWED THE MOSAIC TO THE PUBLIC TODAY?", "Who Showed The Mosaic To The Public Today?"],
)
def test_capitals_everywhere_tell_no_names(question: str) -> None:
    """A question typed like a headline asks for nobody of these names."""
    assert not missing(question, "The mosaic was seen by visitors.")
