"""A conversation as a file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from qa.errors import Failure
from qa.types import Answer
from qa_ui.page.session import Filters, Session
from qa_ui.views.export import (
    ENDINGS,
    TYPES,
    as_json,
    as_markdown,
    exported,
    file_name,
    kinds,
)
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


def test_markdown_says_how_sure_each_part_is() -> None:
    """One part has it as a line, several as a list; what is not answered has none."""
    assert "\n\n*confiance élevée*\n\n### Sources" in as_markdown(told(TWO, WHO))
    assert as_markdown(told(TWO, WHO, WHY)).count("*confiance élevée*") == 2
    assert "confiance" not in as_markdown(told(TWO))


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


@pytest.mark.parametrize("kind", ENDINGS)
def test_a_file_is_named_after_the_question(kind: str) -> None:
    """Every kind has the name of the first question, its ending and a type."""
    file = exported(told(TWO, WHO), kind)
    assert file is not None
    assert file["name"] == f"qui-a-envoye-des-troupes-et-pourquoi.{ENDINGS[kind]}"
    assert file["type"] == TYPES[kind]
    if "text" in file:
        assert WHO[3] in file["text"]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ('a\\b:c*d?e"f<g>h|i\x00\n', "a-b-c-d-e-f-g-h-i"),
        ("CON ?", "conversation"),
        ("???", "conversation"),
        ("Кто победил?", "кто-победил"),
        ("mot " * 50, "-".join(["mot"] * 15)),
        ("x" * 300, "x" * 60),
    ],
)
def test_names_of_files_are_safe(question: str, name: str) -> None:
    """No path, no reserved name, no sign that a system refuses, and not too long."""
    assert file_name(question) == name


def test_one_answer_is_exported_alone() -> None:
    """A turn that is named is the only one in the file; one that is not there is none."""
    two = told("Qui ?", WHO).asking("Zebra?", Filters())
    two = two.settled(make_answer("Zebra?", [ZEBRA], []))
    alone = exported(two, "json", 1)
    assert alone is not None
    assert [answer["question"] for answer in json.loads(alone["text"])] == ["Zebra?"]
    assert alone["name"] == "zebra.json"
    whole = exported(two, "json")
    assert whole is not None
    assert whole["name"] == "conversation-qui.json"
    assert exported(two, "json", 7) is None
    assert exported(two, "exe") is None


def test_what_cites_nothing_has_no_citations_to_save() -> None:
    """Citations are offered only where something is cited, and nothing before an answer."""
    assert kinds(told("Rien ?").turns) == ["docx", "markdown", "json"]
    assert kinds(Session().asking("?", Filters()).turns) == []
    assert exported(told("Rien ?"), "ris") is None
