"""Pieces of HTML that screens share."""

from __future__ import annotations

from qa_ui.views.blocks import failure_html, note_html, progress_html


def test_a_note_is_a_paragraph_with_its_attributes() -> None:
    """Words and attributes are escaped."""
    assert note_html("a < b") == '<p class="note">a &lt; b</p>'
    assert note_html("a", lang='"fr"', role="status") == (
        '<p class="note" lang="&quot;fr&quot;" role="status">a</p>'
    )


def test_a_failure_is_an_alert() -> None:
    """It has a heading, and a reason where there is one."""
    assert failure_html("<no>", "why <b>") == (
        '<div role="alert"><h3 class="bad">&lt;no&gt;</h3><p>why <b></p></div>'
    )
    assert "<p>" not in failure_html("no", "")


def test_a_bar_fills_only_where_the_total_is_known() -> None:
    """Without a total it moves."""
    assert 'max="4" value="0"' in progress_html("a", "b", "c", total=4)
    assert "max" not in progress_html("a", "b", "c", done=3)
    assert '<progress aria-label="&lt;c&gt;"' in progress_html("a", "b", "<c>")
