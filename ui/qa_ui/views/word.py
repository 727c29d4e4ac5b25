"""A conversation as a Word document: short answers, quotes, and sources with their addresses."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from qa.answering.text import closest
from qa_ui.escape import safe_url
from qa_ui.i18n import format_date, quoted, tr
from qa_ui.views.answer import shown_answer
from qa_ui.views.texts import place, shortened

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from qa.types import Citation, Language
    from qa_ui.page.session import Session
    from qa_ui.views.answer import Figure, Part, ShownAnswer

_FORBIDDEN: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""


def as_word(title: str, session: Session) -> bytes:
    """The document, in the language of the page but for the quotes."""
    from docx import Document

    document, page = Document(), session.language
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _clean(title), "qa", ""
    properties.language = page
    for turn in session.turns:
        document.add_heading(_clean(turn.question), level=1)
        if turn.answer is not None:
            _write(document, shown_answer(turn.answer, turn.filters, page), page)
        elif turn.problem is not None:
            document.add_paragraph(_clean(f"{tr(page, 'problem')} ({turn.problem.say(page)})"))
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _write(document: Document, shown: ShownAnswer, page: Language) -> None:
    for note in shown.notes:
        _paragraph(document, note, italic=True)
    for sentence, citations in shown.written:
        _paragraph(document, f"{sentence} {_markers(citations)}")
    if not shown.answer.answered:
        _refusal(document, shown, page)
        return
    for part in shown.parts:
        _part(document, part, page)
    if shown.reports:
        document.add_heading(tr(page, "differ"), level=2)
    for report, citations in shown.reports:
        day = f" ({format_date(page, report.published)})" if report.published else ""
        words = f"{report.answer}{day} {_markers(citations)}"
        document.add_paragraph(_clean(words), style="List Bullet")
    document.add_heading(tr(page, "sources"), level=2)
    for citation in shown.answer.citations:
        _source(document, citation, page)


def _part(document: Document, part: Part, page: Language) -> None:
    if part.heading:
        document.add_heading(_clean(part.heading), level=2)
    if not part.answered:
        _paragraph(document, tr(page, "silent"), italic=True)
        return
    if part.answer:
        _paragraph(document, part.answer, bold=True)
    again = f" · {tr(page, 'quoted_above')} {_markers(part.again)}" if part.again else ""
    _paragraph(document, f"{tr(page, f'confidence_{part.confidence}')}{again}", italic=True)
    for figure in part.figures:
        if part.overview:
            _paragraph(document, _about(figure, page), bold=True)
        _figure(document, figure)


def _about(figure: Figure, page: Language) -> str:
    """Title and date of the article, above what an overview quotes of it."""
    title = figure.quotes[0].citation.title
    return f"{title} · {format_date(page, figure.day)}" if figure.day else title


def _figure(document: Document, figure: Figure) -> None:
    for quote in figure.quotes:
        citation = quote.citation
        words = f"{quoted(citation.language, citation.quote)} [{citation.number}]"
        document.add_paragraph(_clean(words), style="Quote")


def _refusal(document: Document, shown: ShownAnswer, page: Language) -> None:
    said = [tr(page, "abstained")] if shown.answer.parts else []
    for words in dict.fromkeys([*said, shown.reason or shown.answer.reason or ""]):
        if words:
            document.add_paragraph(_clean(words))
    near = closest(shown.answer.hits)
    if near:
        document.add_heading(tr(page, "closest"), level=2)
    for hit in near:
        about = place(hit, hit.page, page)
        line = document.add_paragraph(style="List Bullet")
        line.add_run(_clean(f"{hit.title} ({about}): {shortened(hit.text)}"))


def _source(document: Document, citation: Citation, page: Language) -> None:
    about = place(citation, citation.page, page)
    line = document.add_paragraph()
    line.add_run(_clean(f"[{citation.number}] {citation.title} ({about}) "))
    if citation.url and safe_url(citation.url):
        _link(line, citation.url)
    elif citation.url:
        line.add_run(_clean(citation.url))


def _link(line: Paragraph, url: str) -> None:
    """A link, for which the library has no method."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor
    from docx.text.run import Run

    link: Any = OxmlElement("w:hyperlink")
    reference = line.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), reference)
    made: Any = OxmlElement("w:r")
    link.append(made)
    line._p.append(link)  # noqa: SLF001 - the only way
    run = Run(made, line)
    run.text = _clean(url)
    run.font.underline, run.font.color.rgb = True, RGBColor(0x8F, 0x1D, 0x21)


def _paragraph(document: Document, words: str, *, bold: bool = False, italic: bool = False) -> None:
    run = document.add_paragraph().add_run(_clean(words))
    run.bold, run.italic = bold, italic


def _markers(citations: list[Citation]) -> str:
    return " ".join(f"[{citation.number}]" for citation in citations)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
