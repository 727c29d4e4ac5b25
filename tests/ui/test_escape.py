"""Text from outside is shown as it is and does nothing."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_ui.escape import esc, safe_url


@given(st.text())
def test_escaped_text_reads_back_as_the_text(text: str) -> None:
    """What a browser makes of escaped text is the text itself."""
    assert unescape(esc(text)) == text


@given(st.text())
def test_escaped_text_holds_nothing_that_html_or_templates_see(text: str) -> None:
    """Escaped text has no angle bracket, quote, brace, dollar or backquote."""
    assert not set("<>\"'{}$`") & set(esc(text))


@pytest.mark.parametrize("url", ["http://a.example/x", "https://a.example/é?q=1#f"])
def test_web_addresses_are_safe(url: str) -> None:
    """Absolute http and https addresses may be followed."""
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//a.example/x",
        "/x",
        "file:///etc/passwd",
        "http://",
        "http://[",
        "https://a.example/\tx",
    ],
)
def test_other_addresses_are_not_safe(url: str | None) -> None:
    """Scripts, data, files, relative and broken addresses become plain text."""
    assert safe_url(url) is None
