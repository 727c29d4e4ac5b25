"""Facts about what a question asks, how it is cut and what it depends on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import QuestionError
from qa.question import Question, understand
from qa.question.understand import MOST_PARTS
from qa.reader import SpanModel
from qa.types import Exchange, Kind, Language

from .lexicon import SIGNS, lexicon

MODEL = SpanModel()

KINDS: list[tuple[str, Language, Kind]] = [
    ("Qui a rouvert le phare de Brévan ?", "fr", "who"),
    ("Who reopened the lighthouse?", "en", "who"),
    ("who was the pilot of the balloon", "en", "who"),
    ("Quand la tempête a-t-elle touché l’île ?", "fr", "when"),
    ("When will the tram line open?", "en", "when"),
    ("Depuis quand la route est-elle fermée ?", "fr", "when"),
    ("Où le voilier a-t-il été retrouvé ?", "fr", "where"),
    ("Where was the sailing boat found?", "en", "where"),
    ("Combien de logements seront construits ?", "fr", "how_many"),
    ("How many homes will be built?", "en", "how_many"),
    ("How much does the new ferry cost?", "en", "how_many"),
    ("à combien s'élève l'amende infligée à la laiterie", "fr", "how_many"),
    ("Pourquoi la fromagerie ferme-t-elle ?", "fr", "why"),
    ("Why is the cheese factory closing?", "en", "why"),
    ("Pour quelle raison le concert a-t-il été annulé ?", "fr", "why"),
    ("Comment les plongeurs ont-ils remonté l’ancre ?", "fr", "how"),
    ("How did the divers raise the anchor?", "en", "how"),
    ("Que reproche-t-on au directeur du zoo ?", "fr", "what"),
    ("What did the mayor promise the fishermen?", "en", "what"),
    ("Le pont a-t-il rouvert ?", "fr", "yes_no"),
    ("Has the bridge reopened?", "en", "yes_no"),
    ("Which goal won the cup?", "en", "what"),
    ("Quelle taxe la mairie a-t-elle supprimée ?", "fr", "what"),
]

PARTS: list[tuple[str, list[Kind]]] = [
    ("Who sent boats to the island, when, and why?", ["who", "when", "why"]),
    ("Qui a envoyé des bateaux sur l’île et pourquoi ?", ["who", "why"]),
    ("qui a envoye des bateaux et pourquoi", ["who", "why"]),
    ("QUI A ENVOYE DES BATEAUX ET POURQUOI", ["who", "why"]),
    ("Quand et où le marché aura-t-il lieu ?", ["when", "where"]),
    ("How and why did the dyke give way?", ["how", "why"]),
    ("Qui a démissionné ? Et pourquoi ?", ["who", "why"]),
    ("Did the dockers strike and why?", ["yes_no", "why"]),
    ("I'd like to know who bought the mill and when", ["who", "when"]),
    ("Je voudrais savoir combien de maisons ont brûlé et où", ["how_many", "where"]),
    ("How many buses were ordered and how much did they cost?", ["how_many", "how_many"]),
    ("Le tunnel est-il ouvert et depuis quand ?", ["yes_no", "when"]),
    ("1. Who won?\n2. Who came second?", ["who", "who"]),
]

WHOLE = [
    "Who is the man who lied and who resigned?",
    "Do France and Germany share a border?",
    "When the ferry sank, who was at the wheel?",
    "Quel est le film où un berger et son chien se perdent ?",
    "Qui a écrit « Où vont les rivières et pourquoi » ?",
    "Le maïs et le blé ont-ils souffert du gel ?",
    "Which two reasons did the board give?",
]

FERRY: Exchange = ("Where did the ferry sink?", "off Brévan")
STRIKE: Exchange = ("Pourquoi les dockers sont-ils en grève ?", "pour leurs salaires")

FOLLOW_UPS: list[tuple[str, Exchange, Kind]] = [
    ("And why?", FERRY, "why"),
    ("When?", FERRY, "when"),
    ("And in 2019?", FERRY, "where"),
    ("and how many people were on board?", FERRY, "how_many"),
    ("Et depuis quand ?", STRIKE, "when"),
    ("Et à Pont-Marais ?", STRIKE, "why"),
    ("Combien sont-ils ?", STRIKE, "how_many"),
]

ALONE = [
    "Who painted the ceiling of the opera house in Valmont?",
    "Combien l’entreprise Solvane a-t-elle versé à la ville de Marcy en 2021 ?",
    "Why did the Harbour Post stop printing its Sunday edition?",
    "Quand la ligne de tramway de Saint-Aubert ouvrira-t-elle au public ?",
]

COURTESIES = ["Merci !", "thanks a lot", "Bonjour", "ok", "D’accord, merci beaucoup", "Bye!"]


def asked(question: str, *history: Exchange) -> Question:
    """The question as it is understood."""
    return understand(question, history, model=MODEL)


@pytest.mark.parametrize(("question", "language", "kind"), KINDS)
def test_kinds(question: str, language: Language, kind: Kind) -> None:
    """The language and what is asked for are found, whatever the nouns."""
    found = asked(question)
    assert found.language == language
    assert [part.kind for part in found.parts] == [kind]


@pytest.mark.parametrize(("question", "kinds"), PARTS)
def test_several_things_asked_are_several_parts(question: str, kinds: list[Kind]) -> None:
    """Each question word that opens a question of its own makes a part, in the order asked."""
    found = asked(question)
    assert [part.kind for part in found.parts] == kinds


@pytest.mark.parametrize("question", WHOLE)
def test_one_thing_asked_is_one_part(question: str) -> None:
    """Relative clauses, titles, lists of names and opening clauses are not cut off."""
    assert len(asked(question).parts) == 1


def test_a_part_depends_on_the_first_whole_one() -> None:
    """What is searched for "and why" names what the question is about."""
    who, why = asked("Who sent boats to the island and why?").parts
    assert who.context is None
    assert why.text == "Why?"
    assert why.context is not None
    assert "boats to the island" in why.query


def test_question_words_may_come_before_what_they_ask_about() -> None:
    """`When and where`: the first depends on the second."""
    when, where = asked("When and where did the ferry sink?").parts
    assert "ferry" in when.query
    assert where.context is None


@pytest.mark.parametrize(("question", "before", "kind"), FOLLOW_UPS)
def test_follow_ups(question: str, before: Exchange, kind: Kind) -> None:
    """What cannot be understood alone is read after the exchange before it."""
    found = asked(question, before)
    assert found.follows is not None
    assert found.follows.question == before[0]
    assert found.follows.answer == before[1]
    assert before[0] in found.parts[0].query
    assert found.parts[0].kind == kind
    assert found.understood is not None


@pytest.mark.parametrize("question", ALONE)
@pytest.mark.parametrize("before", [FERRY, STRIKE])
def test_a_question_that_stands_alone_is_left_alone(question: str, before: Exchange) -> None:
    """A change of topic is not touched by the question before it."""
    alone = asked(question)
    after = asked(question, before)
    readings = after.readings
    assert any(reading.parts == alone.parts for reading in readings)
    assert len(readings) == 1 or after.follows is not None


def test_in_doubt_both_readings_are_kept() -> None:
    """A short question without names may go on or begin anew: both readings are there."""
    found = asked("How many people were hurt?", FERRY)
    contexts = [reading.parts[0].context for reading in found.readings]
    assert None in contexts
    assert any(contexts)


def test_a_follow_up_to_a_follow_up() -> None:
    """What the question before depended on is still known."""
    found = asked("Et pourquoi ?", STRIKE, ("Et à Pont-Marais ?", "la même chose"))
    assert found.follows is not None
    assert "dockers" in found.follows.question
    assert "Pont-Marais" in found.follows.question


def test_thanks_in_between_are_passed_over() -> None:
    """A follow-up depends on the last question, not on the thanks after it."""
    found = asked("And why?", FERRY, ("Thank you!", ""))
    assert found.follows is not None
    assert found.follows.question == FERRY[0]


@pytest.mark.parametrize("text", COURTESIES)
@pytest.mark.parametrize("history", [(), (FERRY,)])
def test_courtesies_ask_nothing(text: str, history: tuple[Exchange, ...]) -> None:
    """Greetings, thanks and agreement have no parts."""
    assert asked(text, *history).parts == ()


@pytest.mark.parametrize("question", ["Qui es-tu ?", "What can you do?"])
def test_questions_about_the_assistant_ask_nothing_of_the_articles(question: str) -> None:
    """What is asked of the assistant itself is not looked for in the articles."""
    assert asked(question).parts == ()


@pytest.mark.parametrize("text", ["Good Friday", "Bonjour tristesse", "Lombok ?", "grève dockers"])
def test_a_topic_asks(text: str) -> None:
    """A few words without a question word are searched for."""
    assert len(asked(text).parts) == 1


@pytest.mark.parametrize("question", ["", " ", "?!", "…"])
def test_nothing_to_read_is_refused(question: str) -> None:
    """A question without letters or digits is an error."""
    with pytest.raises(QuestionError):
        asked(question)


def test_the_language_of_a_bare_word_is_that_of_the_talk() -> None:
    """`2019 ?` after a French question is French."""
    assert asked("2019 ?", STRIKE).language == "fr"
    assert asked("2019?", FERRY).language == "en"


def test_question_is_json() -> None:
    """A question can be written down and read back."""
    found = asked("And why?", FERRY)
    assert Question.model_validate_json(found.model_dump_json()) == found


TYPED = st.lists(st.sampled_from([*lexicon(), *SIGNS]), max_size=25).flatmap(
    lambda pieces: st.sampled_from([" ", ""]).map(lambda between: between.join(pieces))
)
"""Questions of the words that matter, in any order."""


@given(TYPED | st.text(min_size=1, max_size=80), TYPED | st.text(max_size=40))
def test_never_raises(text: str, before: str) -> None:
    """Whatever is typed either asks something, asks nothing, or is refused as a question."""
    try:
        found = asked(text, (before, "yes"))
    except QuestionError:
        assert not any(c.isalnum() for c in text)
        return
    assert len(found.parts) <= MOST_PARTS
    assert all(part.text.strip() for part in found.parts)
    assert "\n" not in (found.understood or "")


def test_what_is_asked_twice_is_read_once() -> None:
    """A question that repeats one of its parts costs no more for it; too many parts are refused."""
    assert [part.text for part in asked("And why? " * 100, FERRY).parts] == ["Why?"]
    many = " ".join(f"Who won race {n}?" for n in range(MOST_PARTS))
    assert len(asked(many).parts) == MOST_PARTS
    with pytest.raises(QuestionError, match="21 questions"):
        asked(f"{many} Who lost?")


def test_a_follow_up_is_shown_in_one_line() -> None:
    """Spaces and lines that surround a follow-up are no part of how it is understood."""
    understood = asked("  And why?\n\nTell me! ", FERRY).understood
    assert understood is not None
    assert understood.endswith("? And why? Tell me!")
