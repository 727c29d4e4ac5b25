"""Questions offered after an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from qa.errors import Failure
from qa.types import Answer, Article
from qa_ui.page.session import Filters, Session, Turn
from qa_ui.page.suggestions import LONGEST_TITLE, example_questions, suggestions
from tests.ui.browser import Reader
from tests.ui.conftest import CHROMIUM
from tests.ui.fakes import (
    ARTICLES,
    ELEVEN,
    FLOOD_ONE,
    FLOOD_TWO,
    FOUR,
    HOSTILE,
    MUSEUM,
    TROOPS,
    WHO,
    WHY,
    FakeLibrary,
    Known,
    make_answer,
    make_hit,
    make_overview,
    summary,
)

ALL = [summary(article) for article in ARTICLES]
WHO_SENT = "Qui a envoyé des troupes au Kazakhstan ?"
ABOUT_MUSEUM = f"Que dit l’article « {MUSEUM.title} » ?"
WHY_FR, WHEN_FR = "Pourquoi ?", "Quand ?"
REASON = TROOPS.model_copy(update={"text": f"{WHO[3]} C’est en raison des émeutes."})

EMPTY = Failure(code="question.empty")


def answered(question: str, known: list[Known], *found: Article) -> Answer:
    """An answer with the first passages of some articles as its hits."""
    return make_answer(question, known, [make_hit(a, n) for n, a in enumerate(found, start=1)])


def after(*answers: Answer) -> list[str]:
    """What is offered after a conversation."""
    turns = tuple(Turn(answer.question, Filters(), answer) for answer in answers)
    return suggestions(Session("en", turns))


def test_what_was_not_asked_yet_is_offered() -> None:
    """Why and when of what somebody did, then the articles that were found but not quoted."""
    assert after(answered(WHO_SENT, [WHO], REASON, MUSEUM)) == [WHY_FR, WHEN_FR, ABOUT_MUSEUM]
    both = answered("Qui a envoyé des troupes et pourquoi ?", [WHO, WHY], REASON)
    assert after(both) == [WHEN_FR]


def test_an_overview_of_several_days_offers_its_timeline() -> None:
    """Its topic stands in the question that a click asks; a timeline offers none."""
    told = make_overview("What happened in the valley?", [ELEVEN, FOUR], [])
    assert after(told) == ["Timeline: the valley"]
    assert after(make_overview("Timeline: the valley", [FOUR, ELEVEN], [])) == []
    assert after(make_overview("What happened in the valley?", [FOUR], [])) == []


def test_only_what_the_quoted_article_seems_to_say_is_offered() -> None:
    """Without a date or a cause in the passages of the quoted article, nobody is sent to ask."""
    bare = TROOPS.model_copy(update={"text": WHO[3].replace(" jeudi 6 janvier", "")})
    known: Known = (*WHO[:2], bare, bare.text, WHO[4])
    assert after(answered(WHO_SENT, [known], bare)) == []


def test_an_abstention_offers_the_closest_articles() -> None:
    """Where nothing was answered there is nothing to ask why about, but articles to ask about."""
    offered = after(answered("Who won the race?", [], FLOOD_ONE, FLOOD_TWO))
    assert offered == [
        "What does the article “Flood in the valley: four dead” say?",
        "What does the article “Flood in the valley: toll rises” say?",
    ]


def test_nothing_is_offered_twice_and_at_most_three() -> None:
    """What was asked, however it was typed, is not offered; neither are copies of a quote."""
    first = answered("pourquoi", [], TROOPS)
    again = answered(WHO_SENT, [WHO], REASON, FLOOD_ONE, FLOOD_ONE, FLOOD_TWO, MUSEUM)
    about = [f"Que dit l’article « {one.title} » ?" for one in (FLOOD_ONE, FLOOD_TWO)]
    assert after(first, again) == [WHEN_FR, *about]
    copy = make_hit(FLOOD_ONE, 1).model_copy(update={"also_in": [FLOOD_TWO.id]})
    quoted = answered("How many people died in the flood?", [ELEVEN], FLOOD_TWO)
    assert after(quoted.model_copy(update={"hits": [copy]})) == []


def test_the_questions_speak_the_language_of_the_answer() -> None:
    """An English question gets English ones, whatever the language of the articles."""
    offered = after(answered("Who sent troops to Kazakhstan?", [WHO], REASON, MUSEUM))
    assert offered == [
        "Why?",
        "When?",
        "What does the article “Le musée de la dentelle rouvre” say?",
    ]


def test_a_title_is_taken_whole_or_not_at_all() -> None:
    """Lines of a title become one; one too long for a button is not cut but left out."""
    broken = MUSEUM.model_copy(update={"title": "Le musée\n de la dentelle  rouvre"})
    assert after(answered("Qui rit ?", [], broken)) == [ABOUT_MUSEUM]
    long = MUSEUM.model_copy(update={"title": "é" * (LONGEST_TITLE + 1)})
    assert after(answered("Qui rit ?", [], long)) == []


def test_nothing_is_offered_before_there_is_an_answer() -> None:
    """Neither at the beginning, nor while a question is searched, nor after a problem."""
    turn = Turn(WHO_SENT, answer=answered(WHO_SENT, [WHO], TROOPS))
    assert suggestions(Session("fr")) == []
    assert suggestions(Session("fr", (turn, Turn("Et quand ?")))) == []
    assert suggestions(Session("fr", (turn, Turn("Et quand ?", problem=EMPTY)))) == []


@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")
def test_a_click_asks_it(address: str, visit: Callable[..., Reader], library: FakeLibrary) -> None:
    """Only the last answer offers questions; a click asks with the history; titles are text."""
    reader = visit(address, locale="en-GB")
    reader.ask(WHO_SENT)
    offered = reader.page.locator("#conversation .suggestions")
    expect(offered.locator("h3")).to_have_text("Ask next")
    expect(offered.locator("ul")).to_have_attribute("lang", "fr")
    offered.get_by_role("button", name="Quand").click()
    expect(reader.page.locator(".turn")).to_have_count(2)
    expect(reader.last.locator(".answer")).to_be_visible()
    expect(offered).to_have_count(1)
    followed_up = [(question, history) for question, history in library.asked if history]
    assert [question for question, _ in followed_up] == [WHEN_FR]  # the server warms up by itself
    assert followed_up[0][1][0][0] == WHO_SENT
    reader.ask("onerror")
    expect(offered).to_contain_text(f"“{HOSTILE.title}”")
    assert reader.dialogs == []


def test_examples_come_from_the_corpus(tmp_path: Path) -> None:
    """Answerable questions of the page's language, the two-part one first, one of each kind."""
    rows = [
        {"question": "Quand ?", "lang": "fr", "kind": "when", "answers": ["x"]},
        {"question": "Quand encore ?", "lang": "fr", "kind": "when", "answers": ["x"]},
        {"question": "Qui et pourquoi ?", "lang": "fr", "kind": "multi", "answers": ["x"]},
        {"question": "Who?", "lang": "en", "kind": "who", "answers": ["x"]},
        {"question": "Rien ?", "lang": "fr", "kind": "who", "answers": []},
        {
            "question": "Et ?",
            "lang": "fr",
            "kind": "how",
            "answers": ["x"],
            "history": [["a", "b"]],
        },
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "questions.jsonl").write_text(lines, encoding="utf-8")
    assert example_questions(tmp_path, ALL, "fr") == ["Qui et pourquoi ?", "Quand ?"]


def test_a_broken_question_costs_no_other(tmp_path: Path) -> None:
    """Rows without a question, or with a kind that is none, leave the good ones."""
    rows = [
        {"lang": "fr", "answers": ["x"], "kind": "who"},
        {"lang": "fr", "answers": ["x"], "kind": ["who"], "question": "Qui ?"},
        {"lang": "fr", "answers": ["x"], "kind": "when", "question": "  "},
    ]
    lines = "\n".join(map(json.dumps, rows))
    (tmp_path / "questions.jsonl").write_text(lines, encoding="utf-8")
    assert example_questions(tmp_path, ALL, "fr") == ["Qui ?"]


@pytest.mark.parametrize("content", [None, "not json", "[1]", '"text"'])
def test_a_corpus_without_questions_has_examples_about_its_articles(
    tmp_path: Path, content: str | None
) -> None:
    """Without usable questions the newest articles of the language are asked about."""
    if content is not None:
        (tmp_path / "questions.jsonl").write_text(content, encoding="utf-8")
    examples = example_questions(tmp_path, ALL, "fr")
    assert examples[0] == f"Que dit l’article « {MUSEUM.title} » ?"
    assert example_questions(tmp_path, [], "fr") == []
