"""Pieces of HTML that screens share."""

from __future__ import annotations

from qa_ui.views.blocks import failure_html, note_html


def test_a_note_is_a_paragraph() -> None:
    """Its words are escaped."""
    assert note_html("a < b", "en") == '<p class="note">a &lt; b</p>'


def test_a_failure_is_an_alert() -> None:
    """It has a heading, and a reason where there is one, marked as English if it is."""
    assert failure_html("<no>", "fr", reason="why <b>") == (
        '<div role="alert"><h3 class="bad">&lt;no&gt;</h3>'
        '<p><span lang="en">why &lt;b&gt;</span></p></div>'
    )
    assert "<p>pourquoi</p>" in failure_html("no", "fr", words="pourquoi")
    assert "<p>" not in failure_html("no", "fr")
