"""Facts about requests for more than one fact: what they want, and of what."""

from __future__ import annotations

import pytest

from qa.question import Question, understand
from qa.question.requests import request_in
from qa.reader import SpanModel
from qa.types import Exchange, Form, Language

MODEL = SpanModel()

ASKED: list[tuple[str, Language, Form, str]] = [
    ("What happened at the Brévan lighthouse?", "en", "event", "at the Brévan lighthouse"),
    ("so what exactly happened to the ferry?", "en", "event", "to the ferry"),
    ("Can you summarise the dockers' strike, please?", "en", "event", "the dockers' strike"),
    ("Give me a short overview of the Karsk dam", "en", "event", "the Karsk dam"),
    ("Who was Ilona Weber?", "en", "person", "Ilona Weber"),
    ("Who is Ursula von der Leyen?", "en", "person", "Ursula von der Leyen"),
    ("What's the latest on the strike?", "en", "latest", "the strike"),
    ("any news from Karsk?", "en", "latest", "Karsk"),
    ("Which articles are about floods?", "en", "list", "floods"),
    ("Do you have anything on beavers?", "en", "list", "beavers"),
    (
        "What does the article “Hollin Bridge reopens” say?",
        "en",
        "article",
        "“Hollin Bridge reopens”",
    ),
    ("Timeline of the Lurance flood", "en", "timeline", "the Lurance flood"),
    ("Que s'est-il passé à Brévan ?", "fr", "event", "à Brévan"),
    ("qu'est il arrive au voilier", "fr", "event", "au voilier"),
    ("Peux-tu me résumer la grève des dockers ?", "fr", "event", "la grève des dockers"),
    ("Fais-moi un résumé de la tempête", "fr", "event", "de la tempête"),
    ("Qui était Charles de Gaulle ?", "fr", "person", "Charles de Gaulle"),
    ("Dernières nouvelles du port ?", "fr", "latest", "du port"),
    ("Quoi de neuf sur la crue ?", "fr", "latest", "sur la crue"),
    ("Quels articles parlent d'inondations ?", "fr", "list", "d'inondations"),
    ("Avez-vous des articles sur les loutres ?", "fr", "list", "les loutres"),
    ("Que dit l'article « Le pont rouvre » ?", "fr", "article", "« Le pont rouvre »"),
    ("Donne-moi la chronologie de la crue", "fr", "timeline", "de la crue"),
]

OF_ALL: list[tuple[str, Language]] = [
    ("What happened on 6 January 2025?", "en"),
    ("What happened last week?", "en"),
    ("latest news", "en"),
    ("What are these articles about?", "en"),
    ("Que s'est-il passé en janvier 2025 ?", "fr"),
    ("Que s'est-il passé hier ?", "fr"),
    ("Quelles sont les dernières nouvelles ?", "fr"),
    ("De quoi parlent ces articles ?", "fr"),
]

FACTS: list[tuple[str, Language]] = [
    ("Who is the mayor of Karsk?", "en"),
    ("Who is President of the port authority?", "en"),
    ("Who is Ilona Weber's deputy?", "en"),
    ("WHO IS THE MAYOR?", "en"),
    ("Which articles of the treaty were changed?", "en"),
    ("What is the latest death toll?", "en"),
    ("Explain why the dam was closed", "en"),
    ("What did the article cost?", "en"),
    ("Qui est le maire de Brévan ?", "fr"),
    ("Quels articles du code la loi modifie-t-elle ?", "fr"),
    ("Explique-moi pourquoi le port ferme", "fr"),
    ("Que s'est-il écroulé à Gênes ?", "fr"),
    ("Où en Italie se trouve l'hôtel ?", "fr"),
]


@pytest.mark.parametrize(("text", "language", "form", "topic"), ASKED)
def test_a_request_is_told_by_its_opening(
    text: str, language: Language, form: Form, topic: str
) -> None:
    """What follows the opening is the topic, without courtesies."""
    found = request_in(text, language)
    assert found is not None
    assert (found.form, found.topic, found.back) == (form, topic, False)


@pytest.mark.parametrize(("text", "language"), OF_ALL)
def test_a_time_alone_or_no_topic_asks_for_all_articles(text: str, language: Language) -> None:
    """A date is a filter and no topic."""
    found = request_in(text, language)
    assert found is not None
    assert (found.topic, found.back) == ("", False)


@pytest.mark.parametrize(("text", "language"), FACTS)
def test_a_question_after_a_fact_is_no_request(text: str, language: Language) -> None:
    """Who holds an office, what a law changes, and why, are facts."""
    assert request_in(text, language) is None


@pytest.mark.parametrize(
    "text",
    [
        "And what happened then?",
        "What happened next?",
        "Résume-moi ça",
        "What does this article say?",
    ],
)
def test_what_points_back_depends_on_the_question_before(text: str) -> None:
    """It is an overview of what was asked before."""
    before: Exchange = ("Where did the Brévan ferry sink?", "off the lighthouse")
    (part,) = understand(text, [before], model=MODEL).parts
    assert part.kind == "overview"
    assert part.context is not None
    assert "ferry" in part.query


@pytest.mark.parametrize("text", ["Latest news", "Que s'est-il passé en mars 2021 ?"])
def test_what_asks_for_all_articles_depends_on_nothing(text: str) -> None:
    """It is understood alone, whatever was asked before."""
    before: Exchange = ("Where did the Brévan ferry sink?", "off the lighthouse")
    found = understand(text, [before], model=MODEL)
    assert found.follows is None
    assert found.overview


@pytest.mark.parametrize(
    "text", ["Karsk dam sabotage", "la grève des dockers", "who is ilona weber"]
)
def test_a_bare_topic_and_a_name_in_small_letters_ask_for_an_overview(text: str) -> None:
    """The model tells them from keywords for a fact and from other questions."""
    assert _kinds(understand(text, model=MODEL)) == ["overview"]


@pytest.mark.parametrize(
    "text", ["price of the ferry ticket", "nombre de morts à Karsk", "Tell me who won the race"]
)
def test_keywords_for_a_fact_ask_for_a_fact(text: str) -> None:
    """How much and how many are facts without a question word too."""
    assert "overview" not in _kinds(understand(text, model=MODEL))


@pytest.mark.parametrize(
    "text", ["Qui es-tu ?", "Bonjour, ça va ?", "Thanks a lot", "Who made you?", "Au revoir"]
)
def test_small_talk_asks_nothing_in_a_conversation_either(text: str) -> None:
    """It is about who answers, not about what was said before."""
    before: Exchange = ("Where did the Brévan ferry sink?", "off the lighthouse")
    assert understand(text, [before], model=MODEL).parts == ()


def test_how_it_works_is_asked_of_what_was_said_before() -> None:
    """Alone it is small talk."""
    before: Exchange = ("What did the port of Brévan buy?", "a tidal turbine")
    assert understand("How does it work?", model=MODEL).parts == ()
    assert len(understand("How does it work?", [before], model=MODEL).parts) == 1


def test_an_overview_can_be_one_part_of_a_question() -> None:
    """The other part is answered as it would be alone."""
    found = understand("What happened in Karsk and who sent the army?", model=MODEL)
    assert _kinds(found) == ["overview", "who"]


def test_a_short_request_tells_its_language() -> None:
    """Two words may say little to a model of languages; the opening says it."""
    assert understand("latest news", model=MODEL).language == "en"
    assert understand("quoi de neuf", model=MODEL).language == "fr"


def _kinds(question: Question) -> list[str]:
    return [part.kind for part in question.parts]
