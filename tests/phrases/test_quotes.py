"""Quotation marks around quotes that may have their own."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.phrases.quotes import quoted
from qa.types import Language


@pytest.mark.parametrize(
    ("language", "quote", "expected"),
    [
        ("fr", "Bonjour.", "« Bonjour. »"),
        ("en", "Hello.", "“Hello.”"),
        ("fr", "« Nous avons payé.", "« Nous avons payé. »"),
        ("fr", "Nous avons payé. »", "« Nous avons payé. »"),
        ("fr", "« Payé. »", "« Payé. »"),
        ("fr", "« Payé », dit-il.", "« Payé », dit-il."),
        ("fr", "Il dit « payé ». Puis : « Non.", "Il dit « payé ». Puis : « Non. »"),
        ("en", '"We knew this was coming.', '"We knew this was coming."'),
        ("en", 'We knew," she said.', '"We knew," she said.'),
        ("en", "“We knew,” she said.", "“We knew,” she said."),
        ("en", "He said “no” and left.", "“He said “no” and left.”"),
        ("en", 'A 5" screen.', '“A 5" screen.”'),
    ],
)
def test_marks_are_neither_doubled_nor_alone(language: Language, quote: str, expected: str) -> None:
    """A missing mark is added, and none beside one that the quote has there."""
    assert quoted(language, quote) == expected


@given(st.text(alphabet='ab «»“”".', max_size=20))
def test_the_words_stay_and_every_mark_has_its_pair(quote: str) -> None:
    """Whatever the quote, its text is untouched, and guillemets are as many open as closed."""
    shown = quoted("fr", quote)
    assert quote in shown
    lonely = Counter(shown)
    assert lonely["«"] == lonely["»"] or "“" in quote or "”" in quote or '"' in quote
