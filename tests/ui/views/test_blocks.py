"""Pieces of HTML that screens share."""

from __future__ import annotations

from qa.errors import QuestionError
from qa_ui.views.blocks import failure_html, note_html


def test_a_note_is_a_paragraph() -> None:
    """Its words are escaped."""
    assert note_html("a < b", "en") == '<p class="note">a &lt; b</p>'


def test_a_failure_is_an_alert() -> None:
    """It has a heading, and says why in the language of the page."""
    assert failure_html("<no>", "why <b>", "fr") == (
        '<div role="alert"><h3 class="bad">&lt;no&gt;</h3><p>why &lt;b&gt;</p></div>'
    )
    assert "question est vide" in failure_html("no", QuestionError("question.empty"), "fr")
