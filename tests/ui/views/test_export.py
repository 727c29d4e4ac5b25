"""A conversation as a file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from qa.errors import Failure
from qa.types import Answer
from qa_ui.page.session import Filters, Session
from qa_ui.views.export import as_json, as_markdown, exported
from qa_ui.views.texts import plain_text
from tests.ui.fakes import FLOOD_ONE, WHO, WHY, ZEBRA, Known, make_answer, make_hit

TWO = "Qui a envoyé des troupes et pourquoi ?"

EMPTY = Failure(code="question.empty")


def told(question: str, *known: Known, filters: Filters | None = None) -> Session:
    """A conversation of one answer."""
    answer = make_answer(question, known, [make_hit(FLOOD_ONE, 1)])
    return Session("fr").asking(question, filters or Filters()).settled(answer)


def test_markdown_has_questions_answers_and_numbered_sources() -> None:
    """Each question is a heading; its sources follow with title, source, date, URL and quote."""
    session = told(TWO, WHO, WHY, filters=Filters(sources=("Le Courrier",)))
    text = as_markdown(session)
    answer = session.turns[0].answer
    assert answer is not None
    assert f"\n## {TWO}\n" in text
    assert "*Recherche limitée à\N{NO-BREAK SPACE}: Le Courrier*" in text
    assert answer.text in text
    assert "\n### Sources\n" in text
    first, second = answer.citations
    for number, citation in ((1, first), (2, second)):
        head = f"{number}. {citation.title} (Le Courrier, 6 janvier 2022)  \n   <{citation.url}>"
        assert head in text
        assert f"«\N{NO-BREAK SPACE}{citation.quote}\N{NO-BREAK SPACE}»" in text


def test_the_page_of_a_quote_is_exported() -> None:
    """A source that has pages names the page of the quote."""
    session = told(TWO, WHO)
    answer = session.turns[0].answer
    assert answer is not None
    cited = answer.citations[0].model_copy(update={"page": 3})
    paged = answer.model_copy(update={"citations": [cited]})
    asked = Session("fr").asking(TWO, Filters()).settled(paged)
    assert "(Le Courrier, 6 janvier 2022, p. 3)" in as_markdown(asked)
    assert "(Le Courrier, 6 janvier 2022, p. 3, " in plain_text(paged, "fr")


def test_all_turns_are_exported_but_the_open_one() -> None:
    """A problem is told; a question that is still searched is left out."""
    session = (
        told(TWO, WHO)
        .asking("Et *quoi* ?", Filters())
        .settled(None, Failure(code="field.no_text", values={"names": "<x>"}))
    )
    session = session.asking("Encore ?", Filters())
    text = as_markdown(session)
    assert "## Et \\*quoi\\* ?" in text
    assert "&lt;x>" in text
    assert "Encore" not in text
    assert as_markdown(replace(session, language="en")).startswith("# Ask the articles\n")


def test_hostile_articles_are_inert_in_markdown() -> None:
    """No HTML, image or link of an article or a question survives, and no unsafe address."""
    text = as_markdown(told("![x](http://evil.example/q.png) <b>", ZEBRA))
    about = text.replace(told("?", ZEBRA).turns[0].answer.text, "")  # type: ignore[union-attr]
    assert "<script" not in about
    assert "<img" not in about
    assert "![" not in about
    assert "<javascript" not in about


def test_json_is_the_list_of_answers() -> None:
    """Every answer comes back from the file as it was."""
    session = told(TWO, WHO, WHY).asking("?", Filters()).settled(None, EMPTY)
    (dumped,) = json.loads(as_json(session))
    assert Answer.model_validate(dumped) == session.turns[0].answer


@pytest.mark.parametrize(
    ("kind", "name", "media"),
    [
        ("markdown", "conversation.md", "text/markdown"),
        ("json", "conversation.json", "application/json"),
    ],
)
def test_a_file_has_name_and_type(kind: str, name: str, media: str) -> None:
    """The browser is told what it saves; there is no other kind."""
    file = exported(told(TWO, WHO), kind)
    assert file is not None
    assert (file["name"], file["type"]) == (name, media)
    assert WHO[3] in file["text"]
    assert exported(told(TWO, WHO), "exe") is None
