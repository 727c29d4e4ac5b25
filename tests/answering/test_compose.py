from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.answering.compose import PartCandidates, compose
from qa.answering.markdown import escape, unescaped
from qa.cli.answers import answer_lines
from qa.question import Context, Question, QuestionPart
from qa.reader import Candidate
from qa.types import Answer, AppliedFilters, Article, Hit, Kind, Language
from tests.newsroom import ABSTAIN, UNDERSTOOD, check_invariants

HOSTILE = [
    "[1]",
    "[99] [2]",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![image](https://evil.example/x.png)",
    "[link](javascript:alert(1))",
    "[ref]: https://evil.example",
    "<https://evil.example>",
    "**bold** __bold__ *it* _it_ ~~gone~~ `code`",
    "# title - list 1. one > quote",
    "&lt;b&gt; &#91;1&#93; &amp;",
    "\\[1\\] \\<b\\>",
    "| a | b |",
    "{asked} {quote} %s",
    "» [7] «",
]
LINES = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60),
    st.text("[]()<>!*_`~\\&#;1a |-", min_size=1, max_size=30),
).filter(lambda text: bool(text.strip()))


def article(name: str, sentences: list[str]) -> Article:
    """An article of these sentences, parted by line breaks."""
    text = "\n".join(sentences)
    return Article(id=name, path=name, title="Titre", text=text, language="fr")


def reading(found: Article, sentence: str, confidence: float, span: str | None = None) -> Candidate:
    """A sentence of an article as a reader would find it."""
    start = found.text.index(sentence)
    marked = start + sentence.index(span) if span else None
    hit = Hit(
        article_id=found.id, passage_id=f"{found.id}:0", title=found.title, url=None, source=None,
        published=None, language=found.language, text=found.text, start=0, end=len(found.text),
        score=1.0,
    )  # fmt: skip
    return Candidate(
        hit=hit,
        text=sentence,
        start=start,
        end=start + len(sentence),
        answer_start=marked,
        answer_end=None if marked is None else marked + len(span or ""),
        confidence=confidence,
    )


def asked(
    *parts: str, language: Language = "fr", kind: Kind = "who", follows: Context | None = None
) -> Question:
    """A question of these parts."""
    return Question(
        text=" ".join(parts),
        language=language,
        parts=tuple(QuestionPart(text=part, kind=kind) for part in parts),
        follows=follows,
    )


def answer(question: Question, *readings: list[Candidate], threshold: float = 0.5) -> Answer:
    """The answer to a question whose parts got these readings."""
    pairs = zip(question.parts, readings, strict=True)
    found = [PartCandidates(part, sorted_readings) for part, sorted_readings in pairs]
    hits = list({r.hit.passage_id: r.hit for part in readings for r in part}.values())
    return compose(question, found, hits, threshold=threshold, timings={"read": 0.1})


PORT = article("port", ["Le port est fermé.", "La mairie l’a décidé lundi.", "Il pleut."])


def test_the_best_sentence_is_quoted() -> None:
    """The most probable sentence is quoted with its marker, the others are not."""
    best, other = (reading(PORT, PORT.text.split("\n")[i], c) for i, c in ((1, 0.9), (0, 0.3)))
    found = answer(asked("Qui a décidé ?"), [best, other])
    assert found.text == "> « La mairie l’a décidé lundi. » [1]"
    assert (found.answered, found.confidence, found.reason) == (True, 0.9, None)
    check_invariants(found, lambda _: PORT)


def test_a_sentence_almost_as_good_is_quoted_too() -> None:
    """Two sentences that are about as probable are both quoted."""
    sentences = zip(PORT.text.split("\n"), (0.9, 0.85, 0.8), strict=True)
    readings = [reading(PORT, sentence, confidence) for sentence, confidence in sentences]
    found = answer(asked("Qui a décidé ?"), readings)
    assert found.parts[0].citations == [1, 2]
    check_invariants(found, lambda _: PORT)


def test_parts_share_a_citation() -> None:
    """A sentence that answers two parts is one citation, used by both."""
    both = reading(PORT, "La mairie l’a décidé lundi.", 0.9)
    found = answer(asked("Qui ?", "Quand ?"), [both], [both])
    assert [part.citations for part in found.parts] == [[1], [1]]
    assert found.text.count("[1]") == 2
    check_invariants(found, lambda _: PORT)


def test_a_part_without_answer_says_so() -> None:
    """Where one part is answered and the other is not, each has its own outcome."""
    good, weak = reading(PORT, "Le port est fermé.", 0.9), reading(PORT, "Il pleut.", 0.1)
    found = answer(asked("Quoi ?", "Pourquoi ?"), [good], [weak])
    assert [part.answered for part in found.parts] == [True, False]
    assert found.confidence == 0.9
    assert found.text.endswith(ABSTAIN["fr"])
    check_invariants(found, lambda _: PORT)


def test_the_least_certain_part_decides() -> None:
    """The confidence of the whole is that of its least certain answered part."""
    parts = [[reading(PORT, "Le port est fermé.", 0.9)], [reading(PORT, "Il pleut.", 0.6)]]
    assert answer(asked("Quoi ?", "Pourquoi ?"), *parts).confidence == 0.6


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_quoted_below_the_threshold(language: Language) -> None:
    """What is not certain enough is not quoted; text and reason are the same words, once."""
    question = asked("Qui ?", "Où ?", language=language)
    found = answer(question, [reading(PORT, "Il pleut.", 0.49)], [])
    assert (found.answered, found.citations) == (False, [])
    assert found.text.startswith(ABSTAIN[language])
    assert found.confidence == 0.49
    assert found.reason == ABSTAIN[language]
    check_invariants(found, lambda _: PORT)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_hits_have_their_own_reason(language: Language) -> None:
    """Where no article passed the filters, the reason says that."""
    found = answer(asked("Qui ?", language=language), [])
    assert found.confidence == 0
    assert found.reason is not None
    assert re.search("filtres|filters", found.reason)


def test_the_shortest_answer_lies_in_the_quote() -> None:
    """A span that a reader marked is given as the answer, and marked in the citation."""
    marked = reading(PORT, "La mairie l’a décidé lundi.", 0.9, span="La mairie")
    found = answer(asked("Qui ?"), [marked])
    (citation,) = found.citations
    assert found.parts[0].answer == "La mairie"
    assert PORT.text[citation.answer_start : citation.answer_end] == "La mairie"
    check_invariants(found, lambda _: PORT)


def test_a_span_is_the_short_answer_of_one_part_only() -> None:
    """Who went broke does not own what went broke: a second part is answered by the quote alone."""
    marked = reading(PORT, "La mairie l’a décidé lundi.", 0.9, span="La mairie")
    found = answer(asked("Qui ?", "À qui est-elle ?"), [marked], [marked])
    assert [part.answer for part in found.parts] == ["La mairie", None]
    assert [len(part.spans) for part in found.parts] == [1, 0]
    check_invariants(found, lambda _: PORT)


def test_unrelated_passages_are_not_offered() -> None:
    """Under a refusal stand only passages that are near enough to the question."""
    far, near = (article(name, ["Il pleut."]) for name in ("far", "near"))
    readings = [reading(one, "Il pleut.", 0.1) for one in (far, near)]
    hits = [
        one.hit.model_copy(update={"similarity": similarity, "title": title})
        for one, similarity, title in zip(
            readings, (0.42, 0.61), ("Loin", "Tout près"), strict=True
        )
    ]
    question = asked("Qui ?")
    found = compose(
        question,
        [PartCandidates(question.parts[0], readings)],
        hits,
        threshold=0.5,
        timings={},
    )
    assert "Tout près" in found.text
    assert "Loin" not in found.text


def test_an_english_question_gets_english_phrases_around_a_french_quote() -> None:
    """Phrases follow the question, quotes stay as they are."""
    found = answer(asked("Who?", language="en"), [reading(PORT, "Il pleut.", 0.9)])
    assert found.text == "> “Il pleut.” [1]"


def test_a_completed_question_is_shown() -> None:
    """A follow-up begins with the question as it was understood."""
    question = asked("Pourquoi ?", follows=Context(question="Le port est-il [fermé] ?"))
    found = answer(question, [reading(PORT, "Il pleut.", 0.9)])
    assert found.understood == "Le port est-il [fermé] ? Pourquoi ?"
    assert found.text.startswith(f"*{UNDERSTOOD['fr']}Le port")
    check_invariants(found, lambda _: PORT)


def test_a_refusal_repeats_earlier_questions_only_where_its_own_words_refer_to_them() -> None:
    """One that may stand alone is shown as it was asked; "why?" after what it surely follows."""
    before = Context(
        question="Le port est-il fermé ? Qui dirige la ville ?", sure="Qui la dirige ?"
    )
    why = asked("Pourquoi ?", follows=before)
    assert answer(why, []).understood == "Qui la dirige ? Pourquoi ?"
    either = why.model_copy(update={"alone": why.parts})
    assert answer(either, []).understood is None
    assert answer(either, [reading(PORT, "Il pleut.", 0.9)]).understood


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Je réponds aux questions sur les articles en les citant. "),
        ("en", "I answer questions about the articles by quoting them. "),
    ],
)
def test_nothing_is_asked(language: Language, said: str) -> None:
    """Where there is no question the text says what can be asked, not that nothing was found."""
    found = compose(asked(language=language), [], [], threshold=0.5, timings={})
    assert (found.answered, found.confidence, found.parts) == (False, 0, [])
    assert found.text == found.reason
    assert found.text.startswith(said)


def test_the_threshold_itself_is_enough() -> None:
    """What is exactly as certain as it must be is quoted."""
    assert answer(asked("Qui ?"), [reading(PORT, "Il pleut.", 0.5)]).answered


def test_a_filter_of_the_question_is_shown() -> None:
    """What was taken for a filter stands above the answer, in words that are no markup."""
    filters = AppliedFilters(since="2022-01", sources=["Le *Littoral*"])
    part = PartCandidates(asked("Qui ?").parts[0], [reading(PORT, "Il pleut.", 0.9)])
    found = compose(asked("Qui ?"), [part], [], threshold=0.5, timings={}, filters=filters)
    assert found.filters == filters
    assert found.text == (
        "*Articles publiés par Le \\*Littoral\\* depuis janvier 2022*\n\n> « Il pleut. » [1]"
    )


def test_a_citation_describes_its_article() -> None:
    """Title, address, source, date and language are those of the hit."""
    one = reading(PORT, "Il pleut.", 0.9)
    known = {"url": "https://news.example/a", "source": "Reuters", "published": "2022-01"}
    hit = one.hit.model_copy(update=known)
    (citation,) = answer(asked("Qui ?"), [replace(one, hit=hit)]).citations
    described = citation.model_dump(include={"title", "language", *known})
    assert described == {"title": "Titre", "language": "fr", **known}


@pytest.mark.parametrize(
    ("sentence", "page"),
    [("Le port est fermé.", 3), ("La mairie l’a décidé lundi.", 4), ("Il pleut.", 6)],
)
def test_a_citation_names_the_page_on_which_it_begins(sentence: str, page: int) -> None:
    """Pages are counted inside the passage too; page 5 of this one is empty."""
    one = reading(PORT, sentence, 0.9)
    breaks = [PORT.text.index("La mairie"), *[PORT.text.index("Il pleut")] * 2]
    hit = one.hit.model_copy(update={"page": 3, "page_breaks": breaks})
    (citation,) = answer(asked("Qui ?"), [replace(one, hit=hit)]).citations
    assert citation.page == page
    (citation,) = answer(asked("Qui ?"), [one]).citations
    assert citation.page is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_closest_passage_names_its_page(language: Language) -> None:
    """What is offered where nothing answers says on which page it begins."""
    one = reading(PORT, "Il pleut.", 0.1)
    hit = one.hit.model_copy(update={"page": 3})
    found = answer(asked("Qui ?", language=language), [replace(one, hit=hit)])
    assert ", p. 3)" in found.text
    assert any("(p. 3)" in line.text for line in answer_lines(found))


def test_what_is_not_sure_enough_is_not_marked() -> None:
    """The sentence is quoted whole, and no words of it are given as the short answer."""
    unsure = replace(reading(PORT, "Il pleut.", 0.9, span="pleut"), marked=False)
    found = answer(asked("Qui ?"), [unsure])
    (citation,) = found.citations
    assert (citation.answer_start, citation.answer_end) == (None, None)
    assert (found.parts[0].answer, found.parts[0].spans) == (None, [])


def test_a_quote_of_several_lines_stays_one_quote() -> None:
    """Each line of it is marked as quoted."""
    lines = "Il pleut.\nLa mairie l’a décidé lundi."
    rain = article("rain", lines.split("\n"))
    assert answer(asked("Qui ?"), [reading(rain, lines, 0.9)]).text == (
        "> « Il pleut.\n> La mairie l’a décidé lundi. » [1]"
    )


@given(st.lists(LINES, min_size=1, max_size=4, unique=True), LINES, st.booleans())
@example(HOSTILE, HOSTILE[0], True)  # noqa: FBT003
def test_hostile_text_stays_text(sentences: list[str], question: str, several: bool) -> None:  # noqa: FBT001
    """Whatever articles and questions hold is shown as it is, and nothing of it is markup."""
    stripped = list(dict.fromkeys(sentence.strip() for sentence in sentences))
    sources = [article(f"a{i}", [text]) for i, text in enumerate(stripped)]
    readings = [reading(source, source.text, 0.9) for source in sources]
    parts = ["Qui ?", " ".join(question.split())] if several else ["Qui ?"]
    found = answer(asked(*parts), *[readings[:2] for _ in parts])
    rendered = MarkdownIt("commonmark").enable("strikethrough").render(found.text)
    tags = set(re.findall(r"</?(\w+)", rendered))
    assert tags <= {"p", "blockquote", "strong"}
    assert set(re.findall(r"\[(\d+)\]", found.text)) == {str(c.number) for c in found.citations}


@given(LINES)
def test_escaped_text_reads_as_before(text: str) -> None:
    """A reader sees the very characters of the quote."""
    shown = " ".join(text.split())
    (inline,) = [t for t in MarkdownIt("commonmark").parse(f"x {escape(shown)} x") if t.children]
    assert "".join(child.content for child in inline.children or []) == f"x {shown} x"


@given(LINES)
@example("&lt;b&gt; &#91; &amp; \\* [1] <i>")
def test_escaping_can_be_undone(text: str) -> None:
    """Where markdown is not read the text is as it was."""
    assert unescaped(escape(text)) == text
