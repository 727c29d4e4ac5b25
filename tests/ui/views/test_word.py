"""A conversation as a Word document, opened again."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO
from zipfile import ZipFile

from docx import Document

from qa.errors import Failure
from qa_ui.page.session import Filters, Session
from qa_ui.views.export import exported
from tests.ui.fakes import (
    ELEVEN,
    FLOOD_ONE,
    FOUR,
    HOSTILE,
    TROOPS,
    WHO,
    WHY,
    ZEBRA,
    Known,
    make_answer,
    make_hit,
    make_overview,
)

TWO = "Qui a envoyé des troupes et pourquoi ?"


def asked(question: str, *known: Known, session: Session | None = None) -> Session:
    """A conversation with one more answer."""
    answer = make_answer(question, known, [make_hit(FLOOD_ONE, 1)])
    return (session or Session("fr")).asking(question, Filters(since="2022")).settled(answer)


def written(session: Session) -> tuple[str, bytes]:
    """The text of the document, and the document."""
    file = exported(session, "docx")
    assert file is not None
    content = b64decode(file["base64"])
    return "\n".join(one.text for one in Document(BytesIO(content)).paragraphs), content


def test_the_document_holds_short_answers_quotes_and_sources() -> None:
    """Each part has its short answer and quote; sources have title, outlet, date and address."""
    text, content = written(asked(TWO, WHO, WHY))
    for words in (TWO, WHO[4], WHO[3], WHY[4], WHY[3], "Sources"):
        assert words in text
    assert f"[1] {TROOPS.title} (Le Courrier, 6 janvier 2022)" in text
    links = ZipFile(BytesIO(content)).read("word/_rels/document.xml.rels").decode()
    assert str(TROOPS.url) in links
    assert Document(BytesIO(content)).core_properties.title == TWO


def test_a_part_says_how_sure_it_is_and_what_stands_above() -> None:
    """Confidence is in words; a sentence that answers two parts is quoted once and pointed to."""
    answer = make_answer(TWO, [WHO, WHY], [])
    parts = [part.model_copy(update={"citations": [1]}) for part in answer.parts]
    same = answer.model_copy(
        update={"parts": parts, "citations": answer.citations[:1], "reports": []}
    )
    text, _ = written(Session("fr").asking(TWO, Filters()).settled(same))
    assert text.count(WHO[3]) == 1
    assert "confiance élevée" in text
    assert "même phrase que ci-dessus [1]" in text


def test_all_turns_are_in_the_document() -> None:
    """Questions are headings; reports that differ, refusals and problems are in it too."""
    session = asked("How many?", ELEVEN, FOUR, session=asked("Rien ?"))
    session = session.asking("Encore ?", Filters()).settled(None, Failure(code="question.no_index"))
    text, content = written(session)
    headings = [
        one.text
        for one in Document(BytesIO(content)).paragraphs
        if one.style is not None and one.style.name == "Heading 1"
    ]
    assert headings == ["Rien ?", "How many?", "Encore ?"]
    assert "Eleven (3 mars 2024) [1]" in text
    assert FLOOD_ONE.title in text
    assert "il n’y a pas encore d’index" in text


def test_an_overview_is_in_the_document() -> None:
    """Its quotes and their sources are all there."""
    answer = make_overview("What happened?", [FOUR, ELEVEN], [])
    text, _ = written(Session("en").asking("What happened?", Filters()).settled(answer))
    assert f"{FLOOD_ONE.title} · 2 March 2024" in text
    assert FOUR[3] in text
    assert ELEVEN[3] in text


def test_hostile_text_is_text() -> None:
    """Markup is shown as it is, signs that XML cannot hold are dropped, unsafe links are none."""
    text, content = written(asked("what\x00 <b> \x0b\ud800\uffff?", ZEBRA))
    assert "what <b> ?" in text
    assert HOSTILE.title in text
    links = ZipFile(BytesIO(content)).read("word/_rels/document.xml.rels").decode()
    assert "javascript" not in links
