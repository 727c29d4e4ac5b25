"""Questions made from articles."""

from __future__ import annotations

import pytest

from qa.proposals.candidates import candidates
from qa.types import Article, Language


def asked(
    text: str, language: Language, title: str = "A title", page: Language | None = None
) -> list[str]:
    """The questions that are made from an article."""
    article = Article(
        id="a", path="a", title=title, text=text, language=language, published="2024-03-02"
    )
    return [one.question for one in candidates(article, page or language)]


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        ("fr", "Au moins 34 marins ont été secourus lundi soir au large de Brévan par la vedette.",
         "Combien de marins ont été secourus au large de Brévan par la vedette ?"),
        ("fr", "Douze élèves ont été blessés dans un accident de car à Ancelle, selon le maire.",
         "Combien d’élèves ont été blessés dans un accident de car à Ancelle ?"),
        ("fr", "Ilona Weber a inauguré mardi le nouveau barrage de Karsk.",
         "Qui a inauguré le nouveau barrage de Karsk ?"),
        ("en", "At least 34 sailors were rescued on Monday night off Tarran Point by a lifeboat.",
         "How many sailors were rescued off Tarran Point by a lifeboat?"),
        ("en", "Oswin Tate opened the new market hall in Hollin Bridge, the mayor said.",
         "Who opened the new market hall in Hollin Bridge?"),
    ],
)  # fmt: skip
def test_a_sentence_gives_a_question(language: Language, text: str, question: str) -> None:
    """Its number or its subject is asked for; times that mean nothing later are left out."""
    assert question in asked(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Il a inauguré le nouveau barrage de Karsk."),
        ("fr", "Ilona Weber a déclaré que le barrage de Karsk serait fermé."),
        ("fr", "Ilona Weber est la ministre des barrages de la vallée de Karsk."),
        ("fr", "Ilona Weber a lancé « un appel à tous les habitants de Karsk »."),
        ("en", "She opened the new market hall in Hollin Bridge."),
        ("en", "Oswin Tate told them this was the best market hall in Hollin Bridge."),
        ("en", "Oswin Tate was the first mayor of the town of Hollin Bridge."),
        ("en", "A landslide buried a mountain road near Hollin Bridge."),
    ],
)
def test_a_sentence_that_leans_on_others_gives_none(language: Language, text: str) -> None:
    """Pronouns, reported speech, quotations and what somebody is are left alone."""
    assert asked(text, language) == []


def test_a_place_that_is_named_twice_is_asked_about() -> None:
    """With its own preposition, and once more with the month of the article."""
    text = "Un incendie a détruit la halle à Fontaurel. Le maire de Fontaurel promet une aide."
    assert asked(text, "fr") == [
        "Que s’est-il passé à Fontaurel ?",
        "Que s’est-il passé à Fontaurel en mars 2024 ?",
    ]
    assert asked("Un incendie a détruit la halle à Fontaurel.", "fr") == []


def test_a_country_needs_its_month() -> None:
    """What happened in Mali at any time is too wide."""
    text = "Une crue a coupé la route au Mali. Le Mali demande de l’aide."
    assert asked(text, "fr") == ["Que s’est-il passé au Mali en mars 2024 ?"]


def test_who_somebody_is_can_be_asked_in_the_other_language() -> None:
    """Names need no translation; what is made of sentences stays in their language."""
    text = "Ilona Weber, ministre des barrages, a inauguré celui de Karsk. Weber part en juin."
    assert "Qui est Ilona Weber ?" in asked(text, "fr")
    assert asked(text, "fr", page="en") == ["Who is Ilona Weber?"]


def test_a_country_can_be_asked_about_in_english() -> None:
    """Babel knows what English calls it; one that may need "the" is left out."""
    sweden = "Une crue a coupé la route en Suède. La Suède demande de l’aide."
    assert asked(sweden, "fr", page="en") == ["What happened in Sweden in March 2024?"]
    states = "Une crue a coupé la route aux États-Unis. Les États-Unis demandent de l’aide."
    assert asked(states, "fr", page="en") == []
    assert asked("A flood cut the road in Mali. Mali asks for help.", "en", page="fr") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "En Vendée, la filière est en crise. La Vendée attend."),
        ("en", "Teacher Fiona Bell, an engineer by training, won the prize. Bell was pleased."),
        ("fr", "Une panne a touché les vols à Air France. Le patron part à Air France."),
    ],
)
def test_what_is_no_name_of_a_person_or_place_is_not_asked_about(
    language: Language, text: str
) -> None:
    """Neither a small word with a capital nor a word for what somebody is belongs to a name."""
    assert asked(text, language) == []


def test_what_a_title_names_is_asked_about_as_the_text_names_it() -> None:
    """The article of the noun is the one that the text has."""
    text = "Le pont est fermé. La crue de la Lurance a emporté le pont."
    assert "Que sait-on de la crue de la Lurance ?" in asked(
        text, "fr", title="Crue de la Lurance : le pont est fermé"
    )
