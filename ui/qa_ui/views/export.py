"""A conversation, or one answer of it, as a file that is named after the question.

Pure functions. Text from questions and articles is escaped in Markdown too, so that nothing is
loaded or run when the file is opened elsewhere.
"""

from __future__ import annotations

import json
import re
import unicodedata
from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from qa.answering.markdown import escape
from qa_ui.escape import safe_url
from qa_ui.i18n import quoted, tr
from qa_ui.views.answer import confidence_level
from qa_ui.views.citations import as_bibtex, as_ris
from qa_ui.views.texts import describe_filters, place
from qa_ui.views.word import as_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.types import Answer, Citation, Language
    from qa_ui.page.session import Session, Turn

ENDINGS: Final = {
    "docx": "docx",
    "markdown": "md",
    "bibtex": "bib",
    "ris": "ris",
    "json": "json",
}
"""The kinds of files, as a menu offers them, with the endings of their names."""

TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "markdown": "text/markdown",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/json",
}

_OF_CITATIONS: Final = {"bibtex", "ris"}
_LONGEST_NAME: Final = 60
_RESERVED: Final = re.compile(r"con|prn|aux|nul|(com|lpt)\d")
"""Names that Windows gives to no file."""


def exported(session: Session, kind: str, turn: int = -1) -> dict[str, str] | None:
    """A file for the browser to save: its name, type and content; None for an unknown kind.

    Args:
        session: What the page holds.
        kind: One of `kinds`.
        turn: The position of the only question that is exported; -1: all.
    """
    if turn >= 0:
        session = replace(session, turns=session.turns[turn : turn + 1])
    if kind not in kinds(session.turns):
        return None
    title = session.turns[0].question
    whole = "conversation-" if len(session.turns) > 1 else ""
    about = {"name": f"{whole}{file_name(title)}.{ENDINGS[kind]}", "type": TYPES[kind]}
    if kind == "docx":
        return {**about, "base64": b64encode(as_word(title, session)).decode()}
    return {**about, "text": _text(session, kind)}


def kinds(turns: Sequence[Turn]) -> list[str]:
    """The kinds of files in which turns can be saved; citations only where something is cited."""
    answers = [turn.answer for turn in turns if turn.answer]
    cited = any(answer.citations for answer in answers)
    return [kind for kind in ENDINGS if answers and (cited or kind not in _OF_CITATIONS)]


def file_name(question: str) -> str:
    """A question as the name of a file, without ending, on any system."""
    plain = unicodedata.normalize("NFKD", question.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", plain)
    while len(words) > 1 and len("-".join(words)) > _LONGEST_NAME:
        words.pop()
    name = "-".join(words)[:_LONGEST_NAME]
    return "conversation" if not name or _RESERVED.fullmatch(name) else name


def as_json(session: Session) -> str:
    """The answers as a JSON list, oldest first."""
    answers = [turn.answer.model_dump(mode="json") for turn in session.turns if turn.answer]
    return json.dumps(answers, ensure_ascii=False, indent=2) + "\n"


def as_markdown(session: Session) -> str:
    """Questions as headings, each with its answer and its numbered sources."""
    page = session.language
    blocks = [f"# {tr(page, 'title')}"]
    for turn in session.turns:
        if turn.answer is not None:
            blocks += [_heading(turn.question), *_answered(turn, turn.answer, page)]
        elif turn.problem is not None:
            why = _line(turn.problem.say(page))
            blocks += [_heading(turn.question), f"{tr(page, 'problem')} ({why})"]
    return "\n\n".join(blocks) + "\n"


def _text(session: Session, kind: str) -> str:
    if kind == "json":
        return as_json(session)
    if kind == "markdown":
        return as_markdown(session)
    answers = [turn.answer for turn in session.turns if turn.answer]
    citations = [citation for answer in answers for citation in answer.citations]
    return as_bibtex(citations) if kind == "bibtex" else as_ris(citations)


def _answered(turn: Turn, answer: Answer, page: Language) -> list[str]:
    blocks = []
    if turn.filters.active:
        filters = _line(describe_filters(page, turn.filters))
        blocks.append(f"*{tr(page, 'filtered', filters=filters)}*")
    blocks += [answer.text, *_confidences(answer, page)]
    if answer.citations:
        blocks.append(f"### {tr(page, 'sources')}")
    return [*blocks, *(_source(citation, page) for citation in answer.citations)]


def _confidences(answer: Answer, page: Language) -> list[str]:
    """How sure each part that is answered is, as a list where there are several."""
    said = [
        (part.question, tr(page, f"confidence_{confidence_level(part.confidence)}"))
        for part in answer.parts
        if part.answered
    ]
    if len(answer.parts) == 1:
        return [f"*{words}*" for _, words in said]
    return ["\n".join(f"- {_line(part)} *{words}*" for part, words in said)] if said else []


def _source(citation: Citation, page: Language) -> str:
    """A source as an entry of a list: title, source and date, address, quote."""
    about = _line(place(citation, citation.page, page))
    quote = quoted(citation.language, _line(citation.quote))
    lines = [f"{citation.number}. {_line(citation.title)} ({about})", *_address(citation.url)]
    return "  \n   ".join([*lines, quote])


def _address(url: str | None) -> list[str]:
    if url is None:
        return []
    followed = safe_url(url) is not None and not set("<>\\") & set(url)
    return [f"<{url}>" if followed else _line(url)]


def _heading(question: str) -> str:
    return f"## {_line(question)}"


def _line(text: str) -> str:
    """Text from outside on one line, escaped."""
    return escape(" ".join(text.split()))
