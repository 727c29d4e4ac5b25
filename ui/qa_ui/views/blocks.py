"""Pieces of HTML that several screens share: a note, and why something failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_ui.views.render import render

if TYPE_CHECKING:
    from qa.types import Language


def note_html(words: str, page: Language) -> str:
    """A remark in small print."""
    return render("note", page, words=words)


def failure_html(heading: str, page: Language, *, reason: str = "", words: str = "") -> str:
    """That something failed, and why; screen readers announce it at once.

    Args:
        heading: What failed.
        page: The language of the page.
        reason: Why, in the library's English.
        words: Why, in the language of the page, where there is no such reason.
    """
    return render("failed", page, heading=heading, reason=reason, words=words)
