"""The sources of an answer as cards."""

from __future__ import annotations

import pytest

from qa.types import Answer
from qa_ui.page.session import Filters, Session
from qa_ui.views.cards import cards_html
from tests.ui.fakes import (
    FLOOD_ONE,
    HOSTILE,
    MUSEUM,
    TROOPS,
    WHO,
    WHY,
    ZEBRA,
    make_answer,
    make_hit,
)

QUESTION = "Qui a envoyé des troupes et pourquoi ?"


def asked(answer: Answer | None, question: str = QUESTION) -> Session:
    """A conversation of one question."""
    session = Session("fr").asking(question, Filters())
    return session.settled(answer) if answer else session


def two_parts() -> Answer:
    """An answer with two citations of one passage."""
    return make_answer(QUESTION, [WHO, WHY], [make_hit(TROOPS, 1)])


def test_a_card_has_number_title_source_and_date() -> None:
    """The cards are numbered as the citations and open them."""
    html = cards_html(asked(two_parts()), "fr")
    assert "Sources de cette réponse" in html
    for number in (1, 2):
        assert f'data-do="open" data-kind="cite" data-turn="0" data-number="{number}"' in html
        assert f"<b>{number}</b> <span" in html
    assert f'<span lang="fr">{TROOPS.title}</span>' in html
    assert "Le Courrier · <time" in html
    assert "6 janvier 2022" in html


def test_two_quotes_of_an_article_show_its_title_and_its_passage_once() -> None:
    """The second card goes on where the first ended; its button still names the article."""
    html = cards_html(asked(two_parts()), "fr")
    assert html.count("Le Courrier · <time") == 1
    assert html.count('class="card cite same"') == 1
    assert html.count("Le président a demandé de l’aide.") == 1
    assert f'<span class="unseen" lang="fr">{TROOPS.title}</span>' in html


def test_a_card_of_a_pdf_names_the_page() -> None:
    """Where the article has pages, the card says which."""
    answer = two_parts()
    paged = [one.model_copy(update={"page": 7}) for one in answer.citations]
    assert "p. 7" in cards_html(asked(answer.model_copy(update={"citations": paged})), "fr")


def test_the_quote_is_marked_inside_its_passage() -> None:
    """Before and after the sentence stands what the article has there; the answer is strong."""
    html = cards_html(asked(two_parts()), "fr")
    assert "Le président a demandé de l’aide. <mark><strong>L’alliance menée par Moscou<" in html
    assert "jeudi 6 janvier.</mark> Il s’agissait" in html


def test_long_surroundings_are_cut_between_words() -> None:
    """An excerpt is short, and shows where it was cut."""
    filler = "Autre chose encore. " * 30
    article = TROOPS.model_copy(update={"text": f"{filler}{WHO[3]} {filler}"})
    known = (WHO[0], WHO[1], article, WHO[3], WHO[4])
    html = cards_html(asked(make_answer(QUESTION, [known], [make_hit(article, 1)])), "fr")
    assert '<p class="excerpt" lang="fr">… ' in html
    assert html.count("Autre chose") < 14
    assert " …</p>" in html


def test_spans_of_two_parts_are_strong_in_one_card() -> None:
    """A sentence that two parts quote has the answers of both."""
    answer = two_parts()
    who, why = answer.parts
    quote = answer.citations[0]
    start = quote.start + quote.quote.index("Moscou a envoyé")
    span = who.spans[0].model_copy(update={"start": start, "end": start + 15})
    shared = why.model_copy(update={"citations": [1], "spans": [span]})
    session = asked(
        answer.model_copy(update={"parts": [who, shared], "citations": [quote], "reports": []})
    )
    html = cards_html(session, "fr")
    assert "<strong>L’alliance menée par Moscou</strong><strong> a envoyé</strong>" in html


def test_only_articles_like_the_quoted_ones_lead_on() -> None:
    """Of what was found and not quoted, those about the same are offered to read on."""
    session = asked(make_answer("Qui ?", [WHO], [make_hit(MUSEUM, 1), make_hit(FLOOD_ONE, 2)]))
    html = cards_html(session, "fr", like=[MUSEUM.id, TROOPS.id])
    assert "À lire aussi" in html
    assert MUSEUM.title in html
    assert FLOOD_ONE.title not in html
    assert MUSEUM.title not in cards_html(session, "fr", growing=True, like=[MUSEUM.id])
    assert MUSEUM.title not in cards_html(session, "fr")


def test_an_abstention_shows_the_closest_passages_as_just_that() -> None:
    """Each article once, under the number of its passage, and labelled as not an answer."""
    hits = [make_hit(MUSEUM, 1), make_hit(MUSEUM, 2), make_hit(TROOPS, 3)]
    html = cards_html(asked(make_answer("Qui a gagné ?", [], hits)), "fr")
    assert "ils n’y répondent pas" in html
    assert html.count('data-kind="hit"') == 2
    assert 'data-turn="0" data-number="3"' in html
    assert "Sources de cette réponse" not in html


def test_nothing_is_shown_where_nothing_was_asked() -> None:
    """No card at the beginning, after a courtesy, or after a failure; a bar while it waits."""
    assert cards_html(Session("fr"), "fr") == ""
    courtesy = make_answer("merci", [], [make_hit(MUSEUM, 1)]).model_copy(update={"parts": []})
    assert "card" not in cards_html(asked(courtesy), "fr")
    assert 'class="waiting"' in cards_html(asked(None), "fr")


@pytest.mark.parametrize("page", ["fr", "en"])
def test_an_older_turn_that_was_picked_is_named(page: str) -> None:
    """Its question stands above its sources, with the way back to the newest ones."""
    second = asked(two_parts()).asking("Et quand ?", Filters()).settled(two_parts())
    assert 'data-do="pick"' not in cards_html(second, "fr")
    html = cards_html(second.picking(0), page)  # type: ignore[arg-type]
    assert QUESTION.replace(" ?", "") in html
    assert 'data-do="pick" data-turn="1"' in html
    assert 'data-turn="0" data-number="1"' in html


def test_hostile_articles_are_only_text() -> None:
    """Titles, sources and passages are escaped, in attributes too."""
    html = cards_html(asked(make_answer("zebra", [ZEBRA], [make_hit(HOSTILE, 1)])), "en")
    assert "<script" not in html
    assert "<img" not in html
    assert "<b onmouseover" not in html
    assert "${" not in html
