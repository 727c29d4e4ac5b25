"""Pieces of HTML that several screens share: a note, and why something failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_ui.views.render import render

if TYPE_CHECKING:
    from qa.errors import Failure, QAError
    from qa.types import Language


def note_html(words: str, page: Language) -> str:
    """A remark in small print."""
    return render("note", page, words=words)


def failure_html(heading: str, problem: QAError | Failure | str, page: Language) -> str:
    """What failed, and why; screen readers announce it at once."""
    return render("failed", page, heading=heading, problem=problem)
