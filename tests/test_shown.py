"""Answers and hits read well where they are printed or shown by a notebook."""

from __future__ import annotations

from markdown_it import MarkdownIt

from qa.assistant import Assistant
from qa.types import Citation

HOW_MANY = "Combien de soldats l’armée a-t-elle envoyés à Karsk ?"


def test_the_text_has_the_short_answer(news: Assistant) -> None:
    """`Answer.text` gives the short answer in bold before the quote."""
    answer = news.ask(HOW_MANY)
    assert answer.text.startswith("**2 500**\n\n> « L’armée a envoyé 2 500 soldats")


def test_a_printed_answer_is_readable(news: Assistant) -> None:
    """`print(answer)` gives the text and its sources, not a dump of fields."""
    answer = news.ask(HOW_MANY)
    shown = str(answer)
    assert shown.startswith(answer.text)
    for one in answer.citations:
        assert f"[{one.number}] {one.title} ({one.source}, {one.published})" in shown
    assert "confidence=" not in shown
    assert "confidence=" in repr(answer)


def test_a_refusal_is_printed_alone(news: Assistant) -> None:
    """Without citations there are no sources."""
    answer = news.ask("Qui a peint la Joconde ?")
    assert str(answer) == answer.text == answer._repr_markdown_()


def test_a_notebook_shows_markdown(news: Assistant) -> None:
    """The sources are a numbered list; a hostile title or address stays text."""
    answer = news.ask(HOW_MANY)
    hostile = answer.citations[0].model_copy(
        update={"title": "<b>[x](y)</b>\n# z", "url": "javascript:alert(1)"}
    )
    shown = answer.model_copy(update={"citations": [hostile]})._repr_markdown_()
    html = MarkdownIt("commonmark").render(shown)
    assert "<ol>" in html
    for bad in ("<b>", "<a ", "<h1>"):
        assert bad not in html


def test_addresses_of_the_web_are_links(news: Assistant) -> None:
    """A source with an address leads there."""
    citation = news.ask(HOW_MANY).citations[0]
    linked = citation.model_copy(update={"url": "https://a.example/1?b=c&d"})
    answer = news.ask(HOW_MANY).model_copy(update={"citations": [linked]})
    html = MarkdownIt("commonmark").render(answer._repr_markdown_())
    assert '<a href="https://a.example/1?b=c&amp;d">' in html
    assert isinstance(citation, Citation)


def test_a_printed_hit_is_readable(news: Assistant) -> None:
    """`print(hit)` names the article and shows the passage."""
    hit = news.search("volcano", 1)[0]
    assert str(hit) == f"{hit.title} ({hit.source}, {hit.published})\n{hit.text}"
