"""Answers as HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.markdown import escape
from qa.errors import IndexDamagedError, QuestionError
from qa.reader import confidence_model
from qa.types import Answer, AnswerSpan, AppliedFilters, Language
from qa_ui.page.session import Filters, Session, Turn
from qa_ui.views.answer import confidence_level
from qa_ui.views.conversation import (
    conversation,
    index_problem,
    no_index,
)
from qa_ui.views.proposals import next_html
from qa_ui.views.texts import describe_filters, plain_text, shortened
from tests.ui.fakes import (
    ELEVEN,
    FOUR,
    HOSTILE,
    MUSEUM,
    TROOPS,
    WHO,
    WHY,
    ZEBRA,
    make_answer,
    make_citation,
    make_hit,
)

DAMAGED = IndexDamagedError("<b>", "index.damaged")
ALLOWED = {
    *("article", "section", "div", "nav", "h2", "h3", "p", "span", "ul", "li", "figure"),
    *("figcaption", "blockquote", "cite", "time", "mark", "strong", "small", "b", "button", "i"),
    *("details", "summary"),
}


class Outline(HTMLParser):
    """The tags, attributes and text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with its attributes."""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def two_parts() -> Answer:
    """An answer to who and why."""
    return make_answer("Qui a envoyé des troupes et pourquoi ?", [WHO, WHY], [make_hit(TROOPS, 1)])


def shown(answer: Answer, filters: Filters | None = None) -> str:
    """An answer as it stands on a French page."""
    return alone(Turn(answer.question, filters or Filters(), answer), "fr")


def alone(turn: Turn, page: Language) -> str:
    """A conversation of one question."""
    return conversation(Session(page, (turn,)))


def test_each_part_stands_under_its_own_question() -> None:
    """With several parts each has its heading, its short answer and its quote."""
    html = shown(two_parts())
    assert html.index("<h3>Qui a envoyé des troupes</h3>") < html.index("<h3>Pourquoi</h3>")
    assert '<strong lang="fr">L’alliance menée par Moscou</strong>' in html


def test_a_single_part_repeats_no_question() -> None:
    """One part needs no heading beside the question itself."""
    assert "<h3>" not in shown(make_answer("How many people died in the flood?", [ELEVEN], []))


def test_every_citation_has_a_marker_that_names_its_source() -> None:
    """Markers are buttons with a number and a label for those who cannot see."""
    html = shown(two_parts())
    for number in (1, 2):
        assert f'data-kind="cite" data-turn="0" data-number="{number}"' in html
    assert f'aria-label="Ouvrir la source 1\xa0: {TROOPS.title}"' in html


def test_quotes_speak_their_own_language() -> None:
    """A quote has the language and the quotation marks of its article, on any page."""
    english = make_answer("How many people died in the flood?", [ELEVEN], [])
    assert '<blockquote lang="en">“<mark>Eleven</mark> people' in shown(english)
    assert '<blockquote lang="fr">«\xa0<mark>L’alliance' in shown(two_parts())


def test_a_sentence_that_two_parts_quote_stands_once() -> None:
    """The second part has its own answer, and refers to the number of the quote above."""
    answer = two_parts()
    who, why = answer.parts
    quote = answer.citations[0]
    start = quote.start + quote.quote.index("jeudi 6 janvier")
    span = AnswerSpan(citation=1, start=start, end=start + len("jeudi 6 janvier"))
    other = why.model_copy(
        update={"answer": "jeudi 6 janvier", "citations": [1, 2], "spans": [span]}
    )
    html = shown(answer.model_copy(update={"parts": [who, other], "reports": []}))
    assert Outline(html).text.count("jeudi 6 janvier") == 2  # in the quote, and as the answer
    assert html.count("<blockquote") == 2
    second = html[html.index("<h3>Pourquoi") :]
    assert "même phrase que ci-dessus" in second
    assert 'data-number="1"' in second[: second.index("<blockquote")]
    assert "<mark>L’alliance menée par Moscou</mark>" in html


def test_a_sentence_inside_a_longer_quote_is_not_repeated() -> None:
    """What an earlier part quotes whole is not quoted again in part; more than that is."""
    answer = two_parts()
    first, second = answer.citations
    longer = first.model_copy(
        update={"quote": TROOPS.text[first.start : second.end], "end": second.end}
    )
    html = shown(answer.model_copy(update={"citations": [longer, second]}))
    assert html.count("<blockquote") == 1
    html = shown(answer.model_copy(update={"citations": [first, longer.model_copy(
        update={"number": 2})]}))  # fmt: skip
    assert html.count("<blockquote") == 2


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("« Nous avons payé.", "« Nous avons payé.\xa0»"),
        ("Nous avons payé », dit-il.", "«\xa0Nous avons payé », dit-il."),
        ("« Payé », dit-il.", "« Payé », dit-il."),
        ("Il dit « payé ».", "Il dit « payé »."),
    ],
)
def test_a_quote_with_marks_of_its_own_gets_no_second_ones(quote: str, expected: str) -> None:
    """The pair is completed where the sentence has one of its marks only."""
    answer = make_answer("Qui ?", [WHO], [])
    citation = answer.citations[0].model_copy(
        update={"quote": quote, "answer_start": None, "answer_end": None}
    )
    part = answer.parts[0].model_copy(update={"spans": []})
    html = shown(answer.model_copy(update={"citations": [citation], "parts": [part]}))
    assert f'<blockquote lang="fr">{expected} <span class="together"><button' in html


def test_quotes_of_one_article_share_a_caption() -> None:
    """The title stands once under quotes of one article that follow each other."""
    answer = make_answer("Qui ?", [WHO, (WHO[0], *WHY[1:])], [])
    answer = answer.model_copy(update={"reports": []})
    assert shown(answer).count("<figcaption>") == 1


def test_confidence_is_said_in_words() -> None:
    """No decimals: high from where it was measured to be right nearly always, else low."""
    model = confidence_model()
    assert model.threshold <= model.high < 1
    assert confidence_level(model.high) == "high"
    assert confidence_level(model.high - 0.01) == "low"
    html = shown(two_parts())
    assert '<span class="confidence high">confiance élevée</span>' in html
    assert "0.9" not in Outline(html).text


def test_what_was_read_from_the_question_is_told() -> None:
    """A time or a source that the question names is shown, and so is that it was dropped."""
    stated = AppliedFilters(since="2022-01", sources=["<b>Evil</b>"])
    html = shown(two_parts().model_copy(update={"filters": stated}))
    assert "Articles publiés par &lt;b&gt;Evil&lt;/b&gt; depuis janvier 2022</p>" in html
    dropped = AppliedFilters(since="2022-01", dropped=True)
    html = shown(two_parts().model_copy(update={"filters": dropped}))
    assert "Pas de réponse dans les articles publiés depuis janvier 2022" in html
    assert "depuis" not in shown(two_parts())


def test_an_abstention_looks_different() -> None:
    """Without an answer the page says so, and quotes nothing."""
    html = shown(make_answer("Qui a gagné ?", [], [make_hit(MUSEUM, 1), make_hit(TROOPS, 2)]))
    assert 'class="answer abstained"' in html
    assert "Je n’ai pas trouvé de réponse dans les articles." in html
    assert "<blockquote" not in html


def test_a_courtesy_is_no_abstention() -> None:
    """Where nothing was asked, the page says what can be asked, and not that it is not said."""
    thanked = make_answer("merci", [], []).model_copy(
        update={"parts": [], "reason": "Posez une question."}
    )
    assert "<p>Posez une question.</p>" in shown(thanked)
    assert "abstained" not in shown(thanked)


def test_an_abstention_does_not_repeat_the_question() -> None:
    """A reason that only names the question again is left out; any other is told."""
    refused = make_answer("Qui a gagné ?", [], [make_hit(MUSEUM, 1)])
    repeated = "Aucun passage ne répond avec assez de certitude à : Qui a gagné ?"
    assert "assez de certitude" not in shown(refused.model_copy(update={"reason": repeated}))
    other = "Aucun article ne correspond aux filtres."
    assert other in shown(refused.model_copy(update={"reason": other, "hits": []}))


def test_a_silent_part_is_said_beside_an_answered_one() -> None:
    """When one part has no answer, its heading says that the articles are silent."""
    answer = two_parts()
    silent = answer.parts[1].model_copy(update={"answered": False, "answer": None, "citations": []})
    html = shown(answer.model_copy(update={"parts": [answer.parts[0], silent]}))
    assert "Je n’ai pas trouvé de réponse dans les articles." in html


def test_differing_reports_are_listed_with_their_dates() -> None:
    """Different answers of different days stand side by side with their sources."""
    html = shown(make_answer("How many people died in the flood?", [ELEVEN, FOUR], []))
    listed = html[html.index('class="differ"') :]
    assert listed.index("3 mars 2024") < listed.index("2 mars 2024")


def test_copies_are_counted() -> None:
    """A quote that other articles carry too says in how many."""
    answer = two_parts()
    copied = make_citation(1, WHO, also_in=["a", "b"])
    html = shown(answer.model_copy(update={"citations": [copied, answer.citations[1]]}))
    assert "aussi dans 2 autres articles" in html


def test_a_rewritten_follow_up_says_how_it_was_understood() -> None:
    """What was searched is shown where it differs from what was typed."""
    answer = make_answer("Et pourquoi ?", [WHY], [])
    html = shown(answer.model_copy(update={"understood": "Qui a gagné ? Et pourquoi ?"}))
    assert "Question comprise ainsi\xa0: Qui a gagné\xa0? Et pourquoi\xa0?" in html
    assert "Question comprise ainsi" not in shown(make_answer("Pourquoi ?", [WHY], []))


def test_active_filters_are_named() -> None:
    """An answer under filters says where was searched."""
    html = shown(two_parts(), Filters(since="2022-01", sources=("Le Courrier",)))
    assert "Le Courrier, depuis janvier 2022" in html


@pytest.mark.parametrize(
    ("page", "filters", "said"),
    [
        ("fr", Filters(since="2022-01-06"), "depuis le 6 janvier 2022"),
        ("fr", Filters(until="2022-02-03"), "jusqu’au 3 février 2022"),
        ("fr", Filters(since="2021", until="2023"), "depuis 2021, jusqu’en 2023"),
        ("en", Filters(since="2022-01-06", until="2023"), "since 6 January 2022, until 2023"),
    ],
)
def test_a_period_is_said_as_people_say_it(page: Language, filters: Filters, said: str) -> None:
    """A day, a month and a year take different words in French."""
    assert describe_filters(page, filters) == said


def test_a_problem_is_said_in_its_own_words() -> None:
    """A question that failed shows why, and can be asked again."""
    html = alone(Turn("x", problem=DAMAGED.failure), "en")
    assert "&lt;b&gt;: is damaged" in html
    assert 'data-do="again" data-turn="0"' in html


def test_a_problem_is_told_in_the_language_of_the_page() -> None:
    """A question that failed says why in words of the page, as a sentence, in either language."""
    turn = Turn("?", problem=QuestionError("question.empty").failure)
    assert "La question est vide\N{NO-BREAK SPACE};" in alone(turn, "fr")
    assert "<p>The question is empty;" in alone(turn, "en")


def test_a_page_without_index_says_what_to_do() -> None:
    """Without an index the page names the folder and the command."""
    html = no_index("en", "my <corpus>", "qa build --index <i>")
    assert "my &lt;corpus&gt;" in html
    assert "qa build" in html
    assert "Add articles" in html
    assert "Add articles" not in no_index("en", "corpus", "qa build", fixed=True)
    assert "damaged &amp; broken" in index_problem("fr", "damaged & broken")


def test_copied_text_has_numbered_sources() -> None:
    """What the copy button copies ends in the list of sources with their addresses."""
    text = plain_text(two_parts(), "fr")
    assert f"[2] {TROOPS.title} (Le Courrier, 6 janvier 2022, {TROOPS.url})" in text


def test_copied_text_is_as_the_article_has_it() -> None:
    """What keeps a quote from being markup on the page is not copied with it."""
    quote = "« Il [le président] a dit *non_officiel* & <b> »"
    answer = two_parts().model_copy(update={"text": escape(quote)})
    assert quote in plain_text(answer, "fr")


def test_excerpts_end_between_words() -> None:
    """A shortened text keeps whole words and shows that it was cut."""
    assert shortened("one two three", 9) == "one two …"
    assert shortened("one two", 9) == "one two"


@pytest.mark.parametrize("known", [[ZEBRA], []], ids=["answered", "abstained"])
def test_a_hostile_article_is_only_text(known: list[tuple[str, str]]) -> None:
    """Markup in titles, texts, sources and questions adds no tag and no handler."""
    question = "<img src=x onerror=alert(1)> ![x](http://evil.example/q.png) zebra?"
    answer = make_answer(question, known, [make_hit(HOSTILE, 1)])  # type: ignore[arg-type]
    outline = Outline(shown(answer))
    assert set(outline.tags) <= ALLOWED
    assert not [name for name, _ in outline.attributes if name.startswith("on")]
    assert "<img src=x onerror=alert(1)>" in outline.text


@given(st.text(max_size=80))
def test_any_question_is_shown_letter_by_letter(question: str) -> None:
    """Whatever is typed stands in the page as it was typed, and adds no tag."""
    outline = Outline(alone(Turn(question), "en"))
    assert set(outline.tags) <= ALLOWED
    assert letters(question) in letters(outline.text)


def letters(text: str) -> str:
    """A text without what HTML does not keep, and with one kind of space."""
    return text.replace("\r", "").replace("\0", "").replace("\xa0", " ")


def test_french_punctuation_of_a_question_stays_with_its_word() -> None:
    """Questions are shown so that no line begins with their mark, and asked as they were typed."""
    html = shown(two_parts())
    assert "pourquoi\xa0?</h2>" in html
    spaced = two_parts().model_copy(update={"reason": "Rien ne va : Qui ?"})
    refused = spaced.model_copy(update={"answered": False, "hits": []})
    assert "Rien ne va\xa0: Qui\xa0?" in shown(refused)
    html = next_html(["Que dit « A » ?"], "fr", "fr")
    assert 'data-question="Que dit « A » ?">Que dit «\xa0A\xa0»\xa0?<' in html
    assert "\xa0" not in plain_text(two_parts(), "fr").replace(TROOPS.title, "")
    quoted = make_answer("Qui ?", [(*WHO[:3], WHO[3], WHO[4])], [])
    assert WHO[3] in Outline(shown(quoted)).text


def test_an_answer_that_grows_shows_its_sources_only() -> None:
    """Markers are there; what needs the whole answer comes when it is whole."""
    turn = Turn("Qui et pourquoi ?", answer=two_parts())
    session = Session("fr", (turn, turn))
    growing = conversation(session, judging=True, growing=True)
    whole = conversation(session, judging=True)
    for html, times in ((growing, 1), (whole, 2)):
        assert html.count('data-do="again"') == times
        assert html.count('data-do="judge"') == 2 * times
        assert html.count("data-copy") == times
        assert html.count('data-kind="cite" data-turn="1"') == 2
        assert html.count('data-do="save" data-kind="docx" data-turn="') == times
    assert 'data-do="save" data-kind="docx">' not in growing
    assert 'data-do="save" data-kind="docx">' in whole
