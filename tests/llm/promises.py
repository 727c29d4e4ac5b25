"""What is true of every answer that a model may have written."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt

from qa.phrases import say
from qa.types import Answer, Article, Language

NOTES: dict[str, dict[Language, str]] = {
    "failed": {language: say(language, "model.unavailable") for language in ("fr", "en")},
    "unsupported": {language: say(language, "model.unsupported") for language in ("fr", "en")},
}


def check_promises(answer: Answer, article_of: Callable[[str], Article]) -> None:
    """Assert that numbers, quotes and parts agree, and that the text is inert."""
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)} == set(numbers)
    for citation in answer.citations:
        text = article_of(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote
    used = {number for part in answer.parts for number in part.citations}
    used |= {number for report in answer.reports for number in report.citations}
    assert used == set(numbers)
    for part in answer.parts:
        quotes = [answer.citations[number - 1].quote for number in part.citations]
        assert part.answered == bool(quotes)
        assert part.answer is None or any(part.answer in quote for quote in quotes)
    assert all(report.citations for report in answer.reports)
    _check_inert(answer.text)


def _check_inert(text: str) -> None:
    """Assert that markdown finds nothing but paragraphs, quotes, bold and italics in a text."""
    tokens = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(text)
    kinds = {token.type for token in tokens}
    kinds |= {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {
        *("paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close", "inline"),
        *("text", "text_special", "strong_open", "strong_close", "em_open", "em_close"),
    }
