"""A conversation as a file: Markdown with numbered sources, or JSON.

Pure functions. Text from questions and articles is escaped in Markdown too, so that nothing is
loaded or run when the file is opened elsewhere.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from qa.answering.markdown import escape
from qa_ui.escape import safe_url
from qa_ui.i18n import format_date, quoted, tr
from qa_ui.views.texts import describe_filters

if TYPE_CHECKING:
    from qa.types import Answer, Citation, Language
    from qa_ui.page.session import Session, Turn

ENDINGS: Final = {"markdown": "md", "json": "json"}
TYPES: Final = {"markdown": "text/markdown", "json": "application/json"}


def exported(session: Session, kind: str) -> dict[str, str] | None:
    """A file for the browser to save: its name, type and text; None for an unknown kind."""
    if kind not in ENDINGS:
        return None
    text = as_markdown(session) if kind == "markdown" else as_json(session)
    return {"name": f"conversation.{ENDINGS[kind]}", "type": TYPES[kind], "text": text}


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


def _answered(turn: Turn, answer: Answer, page: Language) -> list[str]:
    blocks = []
    if turn.filters.active:
        filters = _line(describe_filters(page, turn.filters))
        blocks.append(f"*{tr(page, 'filtered', filters=filters)}*")
    blocks.append(answer.text)
    if answer.citations:
        blocks.append(f"### {tr(page, 'sources')}")
    return [*blocks, *(_source(citation, page) for citation in answer.citations)]


def _source(citation: Citation, page: Language) -> str:
    """A source as an entry of a list: title, source and date, address, quote."""
    at = tr(page, "on_page", page=citation.page) if citation.page else None
    about = [citation.source, format_date(page, citation.published), at]
    place = ", ".join(_line(one) for one in about if one)
    quote = quoted(citation.language, _line(citation.quote))
    lines = [f"{citation.number}. {_line(citation.title)} ({place})", *_address(citation.url)]
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
