"""The source panel."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.types import Language
from qa_ui.page.session import Opened
from qa_ui.views.source import (
    MarkedText,
    article_html,
    excerpt,
    marked,
    passage_html,
    position_html,
    readable,
    whole_html,
)
from tests.ui.fakes import HOSTILE, TROOPS, WHO, WHY, ZEBRA, make_answer, make_citation, make_hit

ANSWER = make_answer("Qui et pourquoi ?", [WHO, WHY], [make_hit(TROOPS, 1)])


def words(html: str) -> str:
    """The text of some HTML."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_the_passage_around_a_citation_is_shown_with_sentence_and_span_marked() -> None:
    """The quoted sentence is marked in its passage and the answer more strongly in it."""
    html = passage_html(excerpt(ANSWER, Opened(0, "cite", 1)), "fr")
    sentence = "<mark><strong>L’alliance menée par Moscou</strong> a envoyé des troupes"
    assert sentence in html
    assert "Le président a demandé de l’aide. <mark>" in html


def test_a_citation_without_its_passage_shows_the_quote() -> None:
    """If no found passage holds the quote, the quote itself is shown, marked."""
    alone = ANSWER.model_copy(update={"hits": []})
    assert words(passage_html(excerpt(alone, Opened(0, "cite", 2)), "fr")).endswith(WHY[3])


def test_the_whole_article_has_the_same_marks() -> None:
    """The whole article marks exactly what the passage marks."""
    shown = excerpt(ANSWER, Opened(0, "cite", 2))
    html = whole_html(shown, TROOPS, "fr")
    assert "<strong>protéger les bâtiments publics</strong>" in html
    assert "Le calme est revenu le 11 janvier." in html


def test_a_passage_that_was_not_quoted_has_no_mark() -> None:
    """A closest passage is shown as it is; in its article it is marked as a whole."""
    shown = excerpt(ANSWER, Opened(0, "hit", 1))
    assert "<mark>" not in passage_html(shown, "fr")
    assert "<mark>Le président" in whole_html(shown, TROOPS, "fr")


def test_the_heading_links_to_the_original() -> None:
    """Title, source and date stand above, in the page's language, with a link."""
    html = passage_html(excerpt(ANSWER, Opened(0, "cite", 1)), "en")
    assert f'href="{TROOPS.url}"' in html
    assert "Le Courrier · " in html
    assert "6 January 2022" in html
    assert '<div class="passage" lang="fr">' in html


@pytest.mark.parametrize("page", ["fr", "en"])
def test_the_page_of_the_quote_is_shown(page: Language) -> None:
    """Beside source and date stands the page, in the passage and in the whole article."""
    cited = ANSWER.citations[0].model_copy(update={"page": 3})
    answer = ANSWER.model_copy(update={"citations": [cited, *ANSWER.citations[1:]]})
    shown = excerpt(answer, Opened(0, "cite", 1))
    assert "2022 · p. 3" in words(passage_html(shown, page))
    assert "2022 · p. 3" in words(whole_html(shown, TROOPS, page))
    assert "p. 3" not in words(passage_html(excerpt(answer, Opened(0, "cite", 2)), page))


def test_copies_are_listed() -> None:
    """Articles that carry the same words are named, and linked where they have an address."""
    copied = make_citation(1, WHO, also_in=["https://b.example/x", "b.txt"])
    answer = ANSWER.model_copy(update={"citations": [copied, ANSWER.citations[1]]})
    html = passage_html(excerpt(answer, Opened(0, "cite", 1)), "fr")
    assert '<a href="https://b.example/x"' in html
    assert "<li>b.txt</li>" in html


def test_a_hostile_article_is_only_text() -> None:
    """No tag, handler or script address of an article gets into the panel."""
    answer = make_answer("What did the zebra do?", [ZEBRA], [make_hit(HOSTILE, 1)])
    shown = excerpt(answer, Opened(0, "cite", 1))
    for html in (
        passage_html(shown, "en"),
        whole_html(shown, HOSTILE, "en"),
        article_html(HOSTILE, "en"),
    ):
        assert not re.search(r"<(img|script|iframe|b|a)\b", html)
        assert "![tracker]" in words(html)


def test_the_position_counts_sources_and_passages() -> None:
    """The panel says which of how many sources, or passages, it shows."""
    assert "Source 2 of 5" in position_html(Opened(0, "cite", 2), 5, "en")
    assert "Passage 2 sur 5" in position_html(Opened(0, "hit", 2), 5, "fr")


def test_glued_sentences_are_read_apart() -> None:
    """Sentences without a space between them get a line break, abbreviations do not."""
    assert readable("des émeutiers.En outre, M.Tokaïev") == "des émeutiers.\nEn outre, M.Tokaïev"
    assert marked("Un fait.Un autre.", 0, (0, 8), None) == MarkedText(
        before="", sentence="Un fait.", after="\nUn autre."
    )


@given(st.text(max_size=60), st.integers(0, 30), st.data())
def test_marks_change_no_letter(text: str, offset: int, data: st.DataObject) -> None:
    """However the marks fall, the text between the tags is the article's."""
    first, last = sorted(
        (data.draw(st.integers(0, 90)) + offset, data.draw(st.integers(0, 90)) + offset)
    )
    inner = data.draw(st.integers(first, last))
    shown = marked(text, offset, (first, last), (first, inner))
    pieces = (shown.before, shown.sentence, shown.span, shown.rest, shown.after)
    assert "".join(piece or "" for piece in pieces).replace("\n", "") == text.replace("\n", "")
