"""Templates: what becomes of values in them."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from qa_ui.views.render import render


@given(st.text())
def test_a_value_is_shown_as_it_is_and_nothing_else(text: str) -> None:
    """No value adds a tag or an attribute, or anything that another template language reads."""
    html = render("note", "en", words=text)
    inner = html.removeprefix('<p class="note">').removesuffix("</p>")
    assert unescape(inner) == text
    assert not set("<>\"'{}$`") & set(inner)


@pytest.mark.parametrize(
    "url",
    [None, "javascript:alert(1)", "data:text/html,x", "//a.example/x", 'https://a.example/"x y'],
)
def test_an_unsafe_address_is_no_link(url: str | None) -> None:
    """Scripts, data, relative and broken addresses leave the words alone."""
    article = {"url": url, "title": "words", "language": "en", "source": "", "published": ""}
    assert "<a " not in source(article)


def test_a_link_gives_nothing_away() -> None:
    """A link opens elsewhere, without opener and referrer."""
    article = {"url": "https://a.example", "title": "words", "language": "en"}
    html = source({**article, "source": "", "published": ""})
    link = '<a href="https://a.example" target="_blank" rel="noopener noreferrer nofollow">'
    assert f"{link}words</a>" in html


def source(article: Mapping[str, object]) -> str:
    """An article without text in the source panel."""
    text = {"before": "", "sentence": None, "span": None, "rest": "", "after": ""}
    shown = {
        "text": text,
        "also_in": (),
        "at": None,
        "whole": False,
        "back": False,
        "missing": False,
    }
    return render("source", "en", article=article, **shown)


def test_a_value_that_is_missing_is_an_error() -> None:
    """A template that is given too little fails at once instead of showing a gap."""
    with pytest.raises(UndefinedError):
        render("note", "en")
