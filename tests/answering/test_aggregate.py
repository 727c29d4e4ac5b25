"""Facts about agreement and reports that differ, on candidates that are made up here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.answering.compose import PartCandidates, compose
from qa.question import Question, QuestionPart
from qa.reader import Candidate
from qa.types import Answer, Article, Hit, Kind, Language
from tests.newsroom import check_invariants

FLOOD = (
    "La crue de la Lurance a ravagé la vallée de Pont-d’Arrac dans la nuit. {toll} "
    "Les secours cherchent encore au camping des Peupliers, a dit la préfecture."
)
THRESHOLD = 0.5


def report(name: str, toll: str, published: str | None, source: str = "Le Courrier") -> Article:
    """An article about the flood."""
    return Article(
        id=name, path=name, title="Crue de la Lurance : le bilan", text=FLOOD.format(toll=toll),
        source=source, published=published, language="fr",
    )  # fmt: skip


def candidate(
    article: Article,
    sentence: str,
    confidence: float,
    span: str | None = None,
    *,
    also_in: tuple[str, ...] = (),
    alone: float = 0.9,
) -> Candidate:
    """A sentence of an article as a reader would find it."""
    start = article.text.index(sentence)
    marked = start + sentence.index(span) if span else None
    hit = Hit(
        article_id=article.id, passage_id=f"{article.id}:0", title=article.title, url=None,
        source=article.source, published=article.published, language=article.language,
        text=article.text, start=0, end=len(article.text), score=1.0, also_in=list(also_in),
    )  # fmt: skip
    return Candidate(
        hit=hit, text=sentence, start=start, end=start + len(sentence), answer_start=marked,
        answer_end=None if marked is None else marked + len(span or ""), confidence=confidence,
        alone=alone,
    )  # fmt: skip


def answer(
    question: str,
    *candidates: Candidate,
    kind: Kind = "how_many",
    language: Language = "fr",
    articles: tuple[Article, ...] = (),
) -> Answer:
    """The answer to a question of one part; what holds for every answer is checked."""
    part = QuestionPart(text=question, kind=kind)
    asked = Question(text=question, language=language, parts=(part,))
    hits = [one.hit for one in candidates]
    found = compose(
        asked, [PartCandidates(part, candidates)], hits, threshold=THRESHOLD, timings={}
    )
    if articles:
        by_id = {article.id: article for article in articles}
        check_invariants(found, by_id.__getitem__)
    return found


FOUR = report("four", "Quatre personnes sont mortes.", "2024-03-02")
ELEVEN = report("eleven", "On compte désormais onze morts.", "2024-03-03", source="Reuters")
SEVENTEEN = report("seventeen", "Le bilan est de 17 morts et 40 blessés.", "2024-03-04")
FOUND = {
    "four": candidate(FOUR, "Quatre personnes sont mortes.", 0.9, "Quatre personnes"),
    "eleven": candidate(ELEVEN, "On compte désormais onze morts.", 0.1, "onze morts"),
    "seventeen": candidate(SEVENTEEN, "Le bilan est de 17 morts et 40 blessés.", 0.2, "17 morts"),
}
QUESTION = "Combien de morts la crue de la Lurance a-t-elle faits ?"


def test_the_newest_report_leads_and_the_others_are_listed() -> None:
    """Of three tolls the newest is the answer, and each is given with its day and source."""
    found = answer(QUESTION, *FOUND.values(), articles=(FOUR, ELEVEN, SEVENTEEN))
    assert [r.answer for r in found.reports] == ["17 morts", "onze morts", "Quatre personnes"]
    assert [r.published for r in found.reports] == ["2024-03-04", "2024-03-03", "2024-03-02"]
    assert found.parts[0].answer == "17 morts"
    assert found.parts[0].citations == found.reports[0].citations == [1]
    assert "Des articles antérieurs donnaient une autre réponse" in found.text
    assert "3 mars 2024, Reuters" in found.text
    assert "« On compte désormais onze morts. » [2]" in found.text


def test_a_newer_report_that_is_far_less_likely_does_not_lead() -> None:
    """Who asks for the first toll gets it, if the reader is sure; the others are listed."""
    first = replace(FOUND["four"], alone=0.9)
    later = replace(FOUND["seventeen"], alone=0.3)
    found = answer("Combien de morts comptait le premier bilan ?", first, later)
    assert found.parts[0].answer == "Quatre personnes"
    assert [r.answer for r in found.reports] == ["17 morts", "Quatre personnes"]


def test_the_phrases_follow_the_question() -> None:
    """An English question about French reports is answered in English phrases."""
    found = answer("How many people died?", *FOUND.values(), language="en")
    assert "2 March 2024, Le Courrier" in found.text


def test_a_sentence_that_would_answer_nothing_is_no_report() -> None:
    """A number in a sentence that would not be an answer even alone contradicts nothing."""
    for alone, count in ((0.2, 2), (0.19, 0)):
        other = replace(FOUND["eleven"], alone=alone)
        assert len(answer(QUESTION, FOUND["four"], other).reports) == count


def test_only_articles_of_one_time_differ() -> None:
    """What was reported years later, or nobody knows when, is no other report."""
    toll = {"later": "On compte onze morts.", "undated": "Il y a douze morts."}
    later = report("later", toll["later"], "2026-01-03")
    undated = report("undated", toll["undated"], None)
    others = [
        candidate(later, toll["later"], 0.4, "onze morts"),
        candidate(undated, toll["undated"], 0.4, "douze morts"),
    ]
    assert answer(QUESTION, FOUND["four"], *others).reports == []
    assert answer(QUESTION, others[1], FOUND["four"]).reports == []


def test_two_months_apart_is_one_time() -> None:
    """Reports of 62 days differ; a day more, and they are of another time."""
    for published, count in (("2024-05-03", 2), ("2024-05-04", 0)):
        other = candidate(
            report("other", "On compte onze morts.", published),
            "On compte onze morts.",
            0.4,
            "onze morts",
        )
        assert len(answer(QUESTION, FOUND["four"], other).reports) == count


def test_one_is_a_number() -> None:
    """`Une personne` is a toll like any other."""
    one = report("one", "Une personne est morte.", "2024-03-01")
    found = answer(
        QUESTION, FOUND["four"], candidate(one, "Une personne est morte.", 0.6, "Une personne")
    )
    assert [r.answer for r in found.reports] == ["Quatre personnes", "Une personne"]


def test_a_report_of_several_articles_begins_with_the_newest() -> None:
    """Articles that give the same number are one report, in the words of the newest of them."""
    old = report("old", "Le bilan est de 17 tués.", "2024-03-03", source="Reuters")
    other = candidate(old, "Le bilan est de 17 tués.", 0.8, "17 tués")
    newest, earlier = answer(QUESTION, other, FOUND["four"], FOUND["seventeen"]).reports
    assert (newest.answer, newest.published) == ("17 morts", "2024-03-04")
    assert (len(newest.citations), earlier.answer) == (2, "Quatre personnes")


def test_only_numbers_differ() -> None:
    """Two names for one person, or two reasons, are no reports that differ."""
    two = [FOUND["four"], FOUND["eleven"]]
    assert answer("Qui est mort ?", *two, kind="who").reports == []


def test_dates_that_overlap_are_not_called_earlier() -> None:
    """A report of March may be older or newer than one of 2 March."""
    month = report("month", "On compte onze morts.", "2024-03", source="Reuters")
    other = candidate(month, "On compte onze morts.", 0.3, "onze morts")
    found = answer(QUESTION, FOUND["four"], other, articles=(FOUR, month))
    assert found.parts[0].answer == "Quatre personnes"
    assert "antérieurs" not in found.text


def test_reports_of_one_day_are_not_called_earlier() -> None:
    """Where dates do not tell which is newer, the more certain leads, and the text says so."""
    same_day = report("same", "On compte onze morts.", "2024-03-02")
    other = candidate(same_day, "On compte onze morts.", 0.6, "onze morts")
    found = answer(QUESTION, FOUND["four"], other, articles=(FOUR, same_day))
    assert found.parts[0].answer == "Quatre personnes"
    assert "antérieurs" not in found.text


def test_several_articles_that_agree_are_cited_together() -> None:
    """The same number, in words or digits, from other articles is agreement, three at most."""
    said = {f"Le bilan est de {toll}.": toll for toll in ("4 morts", "quatre tués", "quatre décès")}
    others = [report(f"r{i}", one, "2024-03-02", source=f"S{i}") for i, one in enumerate(said)]
    candidates = [
        candidate(other, one, 0.8, span)
        for other, (one, span) in zip(others, said.items(), strict=True)
    ]
    found = answer(QUESTION, FOUND["four"], *candidates, articles=(FOUR, *others))
    assert found.reports == []
    assert found.parts[0].citations == [1, 2, 3]
    assert [span.citation for span in found.parts[0].spans] == [1, 2, 3]


def test_copies_of_one_dispatch_count_once() -> None:
    """A copy is named with the citation and not cited beside it; the same sentence is a copy."""
    copy = report("copy", "Quatre personnes sont mortes.", "2024-03-02", source="Copieur")
    first = candidate(FOUR, "Quatre personnes sont mortes.", 0.9, "Quatre", also_in=("copy",))
    again = candidate(copy, "Quatre personnes sont mortes.", 0.8, "Quatre")
    found = answer(QUESTION, first, again, articles=(FOUR, copy))
    assert [citation.also_in for citation in found.citations] == [["copy"]]
    unmarked = candidate(FOUR, "Quatre personnes sont mortes.", 0.9, "Quatre")
    assert len(answer(QUESTION, unmarked, replace(again, confidence=0.6)).citations) == 1
    reworded = report("copy", "Quatre personnes ont péri.", "2024-03-02", source="Copieur")
    other = candidate(reworded, "Quatre personnes ont péri.", 0.8, "Quatre")
    assert len(answer(QUESTION, first, other).citations) == 1


def test_names_agree_when_one_holds_the_other() -> None:
    """`Robert Fabrègue` and `le maire Robert Fabrègue` are one answer; another name is not."""
    mayor = report("mayor", "Le maire Robert Fabrègue avait prévenu.", "2024-03-02")
    short = report("short", "Robert Fabrègue avait écrit deux fois.", "2024-03-03")
    other = report("other", "La préfète Claire Monestier avait prévenu.", "2024-03-03")
    name = "Le maire Robert Fabrègue"
    candidates = [
        candidate(mayor, "Le maire Robert Fabrègue avait prévenu.", 0.9, name),
        candidate(other, "La préfète Claire Monestier avait prévenu.", 0.6, "Claire Monestier"),
        candidate(short, "Robert Fabrègue avait écrit deux fois.", 0.6, "Robert Fabrègue"),
    ]
    found = answer("Qui avait prévenu ?", *candidates, kind="who", articles=(mayor, short, other))
    assert [citation.article_id for citation in found.citations] == ["mayor", "short"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Claire Monestier", "Claire Fabrègue"),
        ("les", "les élus"),
        ("un pompier", "un policier"),
        ("Claire Monestier", None),
    ],
    ids=["other name", "short word", "one of each", "no short answer"],
)
def test_what_shares_a_word_does_not_agree(one: str, other: str | None) -> None:
    """Neither another surname, nor a small word, nor `un`, nor a sentence without short answer."""
    said = "Claire Monestier, les maires et un pompier avaient prévenu."
    rival = "Claire Fabrègue, les élus et un policier avaient prévenu."
    candidates = [
        candidate(report("a", said, "2024-03-02"), said, 0.9, one),
        candidate(report("b", rival, "2024-03-03"), rival, 0.6, other),
    ]
    assert len(answer("Qui avait prévenu ?", *candidates, kind="who").citations) == 1


def test_a_second_sentence_is_quoted_if_it_is_almost_as_good() -> None:
    """Four fifths of the confidence of the best one are enough, and less is not."""
    sure = report("sure", "La mairie l’a décidé.", "2024-03-02")
    best = candidate(sure, "La mairie l’a décidé.", 1.0, "La mairie")
    second = report("second", "Le préfet l’a ordonné.", "2024-03-02")
    for confidence, count in ((0.8, 2), (0.79, 1)):
        other = candidate(second, "Le préfet l’a ordonné.", confidence, "Le préfet")
        assert len(answer("Qui l’a décidé ?", best, other, kind="who").citations) == count


def test_two_parts_may_mark_other_words_of_one_sentence() -> None:
    """Each part knows which words of a shared citation answer it."""
    sentence = "Le bilan est de 17 morts et 40 blessés."
    parts = [QuestionPart(text="Combien de morts ?", kind="how_many"),
             QuestionPart(text="Combien de blessés ?", kind="how_many")]  # fmt: skip
    found = [
        PartCandidates(part, [candidate(SEVENTEEN, sentence, 0.9, span)])
        for part, span in zip(parts, ("17", "40"), strict=True)
    ]
    asked = Question(text="Combien de morts et de blessés ?", language="fr", parts=tuple(parts))
    answered = compose(asked, found, [], threshold=THRESHOLD, timings={})
    assert [part.citations for part in answered.parts] == [[1], [1]]
    marked = [SEVENTEEN.text[s.start : s.end] for part in answered.parts for s in part.spans]
    assert marked == ["17", "40"]


def test_an_abstention_offers_the_closest_articles() -> None:
    """Three articles at most are offered, without a marker."""
    articles = [report(f"a{i}", "Il pleut.", "2024-03", source=f"S{i}") for i in range(5)]
    candidates = [candidate(article, "Il pleut.", 0.1) for article in articles]
    found = answer("Combien de morts ?", *candidates, articles=tuple(articles))
    assert not found.answered
    assert found.text.count("« Crue de la Lurance : le bilan » (mars 2024, S") == 3
    assert "[" not in found.text
