"""Facts about agreement and reports that differ, on readings that are made up here."""

from __future__ import annotations

from newsroom import check_invariants
from qa.answering.compose import PartReadings, compose
from qa.question import Question, QuestionPart
from qa.reader import Reading
from qa.types import Answer, Article, Hit, Kind, Language

FLOOD = (
    "La crue de la Lurance a ravagé la vallée de Pont-d’Arrac dans la nuit. {toll} "
    "Les secours cherchent encore au camping des Peupliers, a dit la préfecture."
)


def report(
    name: str,
    toll: str,
    published: str | None,
    *,
    source: str = "Le Courrier",
    text: str = FLOOD,
    title: str = "Crue de la Lurance : le bilan",
) -> Article:
    """An article about the flood, or about something else."""
    return Article(
        id=name, path=name, title=title, text=text.format(toll=toll), source=source,
        published=published, language="fr",
    )  # fmt: skip


def reading(
    article: Article,
    sentence: str,
    confidence: float,
    span: str | None = None,
    also_in: tuple[str, ...] = (),
) -> Reading:
    """A sentence of an article as a reader would find it."""
    start = article.text.index(sentence)
    marked = start + sentence.index(span) if span else None
    hit = Hit(
        article_id=article.id, passage_id=f"{article.id}:0", title=article.title, url=None,
        source=article.source, published=article.published, language=article.language,
        text=article.text, start=0, end=len(article.text), score=1.0, also_in=list(also_in),
    )  # fmt: skip
    return Reading(
        hit=hit, text=sentence, start=start, end=start + len(sentence), answer_start=marked,
        answer_end=None if marked is None else marked + len(span or ""), confidence=confidence,
    )  # fmt: skip


def answer(
    question: str,
    *readings: Reading,
    kind: Kind = "how_many",
    language: Language = "fr",
    articles: tuple[Article, ...] = (),
) -> Answer:
    """The answer to a question of one part; what holds for every answer is checked."""
    part = QuestionPart(text=question, kind=kind)
    asked = Question(text=question, language=language, parts=[part])
    hits = [one.hit for one in readings]
    found = compose(asked, [PartReadings(part, readings)], hits, threshold=0.5, timings={})
    if articles:
        by_id = {article.id: article for article in articles}
        check_invariants(found, by_id.__getitem__)
    return found


FOUR = report("four", "Quatre personnes sont mortes.", "2024-03-02")
ELEVEN = report("eleven", "On compte désormais onze morts.", "2024-03-03", source="Reuters")
SEVENTEEN = report("seventeen", "Le bilan est de 17 morts et 40 blessés.", "2024-03-04")
TOLD = {
    "four": reading(FOUR, "Quatre personnes sont mortes.", 0.9, "Quatre personnes"),
    "eleven": reading(ELEVEN, "On compte désormais onze morts.", 0.1, "onze morts"),
    "seventeen": reading(SEVENTEEN, "Le bilan est de 17 morts et 40 blessés.", 0.2, "40 blessés"),
}
QUESTION = "Combien de morts la crue de la Lurance a-t-elle faits ?"


def test_the_newest_report_leads_and_the_others_are_listed() -> None:
    """Of three tolls the newest is the answer, and each is given with its day and source."""
    found = answer(QUESTION, *TOLD.values(), articles=(FOUR, ELEVEN, SEVENTEEN))
    assert [r.answer for r in found.reports] == ["17 morts", "onze morts", "Quatre personnes"]
    assert [r.published for r in found.reports] == ["2024-03-04", "2024-03-03", "2024-03-02"]
    assert found.parts[0].answer == "17 morts"
    assert found.parts[0].citations == found.reports[0].citations == [1]
    assert found.text.startswith(
        "> « Le bilan est de 17 morts et 40 blessés. » [1]\n\n*Des articles"
    )
    assert "3 mars 2024, Reuters :\n\n> « On compte désormais onze morts. » [2]" in found.text


def test_the_phrases_follow_the_question() -> None:
    """An English question about French reports is told in English that they differ."""
    found = answer("How many people died?", *TOLD.values(), language="en")
    assert "*Earlier articles gave a different answer:*" in found.text
    assert "2 March 2024, Le Courrier:" in found.text


def test_the_first_figure_may_be_asked_for() -> None:
    """A question for the first toll is not answered with the last one."""
    found = answer("Combien de morts comptait le premier bilan ?", *TOLD.values())
    assert (found.reports, found.parts[0].answer) == ([], "Quatre personnes")


def test_a_first_minister_is_no_first_figure() -> None:
    """Only a first toll or count stands against the newest, not any other first thing."""
    asked = "Combien de morts le premier ministre a-t-il annoncés après la crue ?"
    assert len(answer(asked, *TOLD.values()).reports) == 3


def test_dates_that_overlap_are_not_called_earlier() -> None:
    """A report of March may be older or newer than one of 2 March."""
    month = report("month", "On compte onze morts.", "2024-03", source="Reuters")
    other = reading(month, "On compte onze morts.", 0.3, "onze morts")
    found = answer(QUESTION, TOLD["four"], other, articles=(FOUR, month))
    assert found.parts[0].answer == "Quatre personnes"
    assert "*D’autres articles donnent une autre réponse :*" in found.text


def test_only_numbers_of_the_same_thing_differ() -> None:
    """The injured of one article do not contradict the dead of another."""
    hurt = report("hurt", "On compte 40 blessés.", "2024-03-05")
    found = answer(
        QUESTION, TOLD["four"], reading(hurt, "On compte 40 blessés.", 0.4, "40 blessés")
    )
    assert found.reports == []


def test_only_articles_of_one_story_differ() -> None:
    """Another catastrophe has another toll, and so has the same river years later."""
    quake = report(
        "quake", "Le séisme a fait 241 morts.", "2024-03-03", title="Séisme à Norcia",
        text="Un tremblement de terre a détruit un bourg d’Italie centrale. {toll}",
    )  # fmt: skip
    later = report("later", "On compte onze morts.", "2026-01-03")
    undated = report("undated", "On compte onze morts.", None)
    others = [
        reading(quake, "Le séisme a fait 241 morts.", 0.4, "241 morts"),
        reading(later, "On compte onze morts.", 0.4, "onze morts"),
        reading(undated, "On compte onze morts.", 0.4, "onze morts"),
    ]
    assert answer(QUESTION, TOLD["four"], *others).reports == []


def test_a_name_in_common_is_not_enough() -> None:
    """Attacks in one country, told with the same words, are two stories."""
    articles = [
        report(place, toll, "2024-03-02", title=f"{place} : un attentat", text="{toll} " + text)
        for place, toll, text in (
            ("Damas", "On compte 29 morts.", "Une bombe a explosé dans un marché de Syrie."),
            ("Alep", "Il y a 126 morts.", "En Syrie, une file de cars est prise pour cible."),
        )
    ]  # fmt: skip
    first, other = (reading(one, one.text[: one.text.index(".") + 1], 0.9) for one in articles)
    asked = "Combien de morts l'attentat a-t-il faits en Syrie ?"
    assert answer(asked, first, other).reports == []


def test_any_sentence_of_an_article_may_be_its_report() -> None:
    """The likeliest sentence of an article may count the dead of another place."""
    both = report("both", "Le bilan est de onze morts. Ailleurs, on déplore trois morts.",
                  "2024-03-03")  # fmt: skip
    elsewhere = reading(both, "Ailleurs, on déplore trois morts.", 0.3, "trois morts")
    elsewhere = elsewhere.model_copy(
        update={"hit": elsewhere.hit.model_copy(update={"title": "Autre", "text": "Au Pérou."})}
    )
    here = reading(both, "Le bilan est de onze morts.", 0.1, "onze morts")
    found = answer(QUESTION, TOLD["four"], elsewhere, here)
    assert [r.answer for r in found.reports] == ["onze morts", "Quatre personnes"]


def test_one_case_is_no_toll() -> None:
    """A single death, or a figure that is said to be of the beginning, is no other report."""
    one = report("one", "Un campeur est mort.", "2024-03-04")
    first = report("first", "On parlait au départ de deux morts.", "2024-03-05")
    told = [
        reading(one, "Un campeur est mort.", 0.4),
        reading(first, "On parlait au départ de deux morts.", 0.4),
    ]
    assert answer(QUESTION, TOLD["four"], *told).reports == []
    least = report("least", "Il y a au moins un mort.", "2024-03-01")
    found = answer(QUESTION, TOLD["four"], reading(least, "Il y a au moins un mort.", 0.4))
    assert [r.published for r in found.reports] == ["2024-03-02", "2024-03-01"]


def test_sums_that_are_far_apart_are_of_other_things() -> None:
    """A story has many amounts of money: a report of one is likely, and of its size."""
    asked = "Combien la crue de la Lurance a-t-elle coûté ?"
    told = [("Elle coûtera 8 millions d’euros.", 0.9), ("Elle coûtera 9 millions d’euros.", 0.2),
            ("Chacun aura 500 euros.", 0.4), ("On parle de 7 millions d’euros.", 0.01)]  # fmt: skip
    articles = [report(str(i), text, f"2024-03-0{i + 1}") for i, (text, _) in enumerate(told)]
    readings = [
        reading(article, text, confidence)
        for article, (text, confidence) in zip(articles, told, strict=True)
    ]
    found = answer(asked, *readings, articles=tuple(articles))
    assert [r.answer for r in found.reports] == ["9 millions d’euros", "8 millions d’euros"]


def test_an_age_is_no_toll() -> None:
    """A number that measures something is no other report of the dead beside it."""
    aged = report("aged", "Un campeur de 45 ans a été tué.", "2024-03-05")
    rival = reading(aged, "Un campeur de 45 ans a été tué.", 0.4, "45 ans")
    found = answer(QUESTION, TOLD["four"], rival)
    assert found.reports == []
    assert found.parts[0].answer == answer(QUESTION, TOLD["four"]).parts[0].answer


def test_an_undated_article_may_speak_of_this_week() -> None:
    """What has no date has no week; the question is answered all the same."""
    weekly = report("weekly", "On compte onze morts.", None, title="Cette semaine en vallée")
    found = answer(QUESTION, reading(weekly, "On compte onze morts.", 0.6, "onze morts"))
    assert found.parts[0].answer == "onze morts"


def test_articles_of_other_days_are_left_out() -> None:
    """Where the question and titles name days, only what is told of the same day differs."""
    days = [
        report(day, toll, f"2024-03-{day}", title=f"Gilets bleus : {int(day)} mars 2024")
        for day, toll in (("02", "On compte 13 blessés."), ("09", "On compte 40 blessés."))
    ]
    first, other = (reading(day, day.text[71:92], 0.9) for day in days)
    asked = "Combien de blessés lors de la manifestation{} ?"
    assert first.text == "On compte 13 blessés."
    assert len(answer(asked.format(""), first, other).reports) == 2
    assert answer(asked.format(" du 2 mars 2024"), first, other).reports == []
    assert answer(asked.format(" du 9 mars 2024"), first, other).reports == []


def test_reports_of_one_day_are_not_called_earlier() -> None:
    """Where dates do not tell which is newer, the more certain leads, and the text says so."""
    same_day = report("same", "On compte onze morts.", "2024-03-02")
    other = reading(same_day, "On compte onze morts.", 0.6, "onze morts")
    found = answer(QUESTION, TOLD["four"], other, articles=(FOUR, same_day))
    assert found.parts[0].answer == "Quatre personnes"
    assert "*D’autres articles donnent une autre réponse :*" in found.text


def test_a_wrong_span_does_not_hide_the_number() -> None:
    """Where the span holds another number, the one that is asked for is the answer."""
    found = answer(QUESTION, TOLD["seventeen"].model_copy(update={"confidence": 0.9}))
    (citation,) = found.citations
    assert found.parts[0].answer == "17 morts"
    assert citation.answer_start is not None
    assert SEVENTEEN.text[citation.answer_start : citation.answer_end] == "17 morts"


def test_a_sentence_with_the_number_is_preferred() -> None:
    """Where the dead are counted, a likely sentence that counts them leads one that does not."""
    rain = report("rain", "Il a plu 60 heures.", "2024-03-02")
    vague = reading(rain, "Il a plu 60 heures.", 0.95, "60 heures")
    found = answer(QUESTION, vague, TOLD["four"], articles=(rain, FOUR))
    assert found.parts[0].answer == "Quatre personnes"
    alone = answer(QUESTION, vague, TOLD["eleven"], articles=(rain, ELEVEN))
    assert alone.parts[0].answer == "60 heures"


def test_several_articles_that_agree_are_cited_together() -> None:
    """The same number, in words or digits, from other articles is agreement, three at most."""
    said = [f"Le bilan est de {toll}." for toll in ("4 morts", "quatre tués", "quatre décès")]
    others = [report(f"r{i}", one, "2024-03-02", source=f"S{i}") for i, one in enumerate(said)]
    readings = [reading(other, one, 0.8) for other, one in zip(others, said, strict=True)]
    found = answer(QUESTION, TOLD["four"], *readings, articles=(FOUR, *others))
    assert found.reports == []
    assert found.parts[0].citations == [1, 2, 3]


def test_copies_of_one_dispatch_count_once() -> None:
    """A copy is named with the citation and not cited beside it; the same sentence is a copy."""
    copy = report("copy", "Quatre personnes sont mortes.", "2024-03-02", source="Copieur")
    first = reading(FOUR, "Quatre personnes sont mortes.", 0.9, "Quatre", also_in=("copy",))
    again = reading(copy, "Quatre personnes sont mortes.", 0.8, "Quatre")
    found = answer(QUESTION, first, again, articles=(FOUR, copy))
    assert [citation.also_in for citation in found.citations] == [["copy"]]
    unmarked = reading(FOUR, "Quatre personnes sont mortes.", 0.9, "Quatre")
    weak = again.model_copy(update={"confidence": 0.6})
    assert len(answer(QUESTION, unmarked, weak).citations) == 1


def test_names_agree_when_one_holds_the_other() -> None:
    """`Robert Fabrègue` and `le maire Robert Fabrègue` are one answer; another name is not."""
    mayor = report("mayor", "Le maire Robert Fabrègue avait prévenu.", "2024-03-02")
    short = report("short", "Robert Fabrègue avait écrit deux fois.", "2024-03-03")
    other = report("other", "La préfète Claire Monestier avait prévenu.", "2024-03-03")
    readings = [
        reading(mayor, "Le maire Robert Fabrègue avait prévenu.", 0.9, "Le maire Robert Fabrègue"),
        reading(other, "La préfète Claire Monestier avait prévenu.", 0.6, "Claire Monestier"),
        reading(short, "Robert Fabrègue avait écrit deux fois.", 0.6, "Robert Fabrègue"),
    ]
    found = answer("Qui avait prévenu ?", *readings, kind="who", articles=(mayor, short, other))
    assert [citation.article_id for citation in found.citations] == ["mayor", "short"]


def test_an_abstention_offers_the_closest_articles() -> None:
    """What was looked for is named, and three articles at most are offered without a marker."""
    articles = [report(f"a{i}", "Il pleut.", "2024-03", source=f"S{i}") for i in range(5)]
    readings = [reading(article, "Il pleut.", 0.1) for article in articles]
    found = answer("Combien de morts ?", *readings, articles=tuple(articles))
    assert found.text.split("\n\n")[1].endswith("certitude à la question : Combien de morts ?")
    assert found.text.split("\n\n")[2] == "Passages les plus proches :"
    assert found.text.count("« Crue de la Lurance : le bilan » (mars 2024, S") == 3
    assert "[" not in found.text
