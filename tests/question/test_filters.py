"""Facts about the time and the sources that a question names, from question to answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from newsroom import FILTER_FIELDS, VOLCANO, check_invariants, row_id
from qa.assistant import Assistant
from qa.encoder import BuiltInEncoder
from qa.phrases.wording import filters_in_words
from qa.settings import Settings
from qa.types import Answer, AppliedFilters, Language

LENIENT = Settings(answer_threshold=0)


def sources_of(answer: Answer) -> set[str | None]:
    """Where the passages that were read come from."""
    return {hit.source for hit in answer.hits}


def test_a_time_in_the_question_is_used_and_shown(samples: Assistant) -> None:
    """`en janvier 2022` leaves articles from then on, and the answer says what became of it."""
    answer = samples.ask("Qui a envoyé des troupes au Kazakhstan en janvier 2022 ?")
    check_invariants(answer, samples.article)
    assert answer.filters is not None
    assert (answer.filters.since, answer.filters.until) == ("2022-01", None)
    assert answer.text.startswith(f"*{filters_in_words(answer.filters, 'fr')}*")
    dates = [hit.published or "2022-01" for hit in answer.hits]
    assert answer.filters.dropped or min(dates) >= "2022-01"


def test_a_time_that_leaves_nothing_is_dropped(news: Assistant) -> None:
    """Where no article of that time answers, all are read, and the answer says so."""
    answer = news.ask("Qui a envoyé 2 500 soldats à Karsk depuis le 2 mai 2025 ?")
    check_invariants(answer, news.article)
    assert answer.filters == AppliedFilters(since="2025-05-02", dropped=True)
    assert row_id("army") in {hit.article_id for hit in answer.hits}
    assert answer.text.startswith("*Pas de réponse dans les articles publiés depuis le 2 mai 2025")


def test_a_source_in_the_question_is_used(news: Assistant) -> None:
    """`According to the Harbour Post` leaves the articles of that source."""
    answer = news.ask(
        "According to the Harbour Post, how many families were taken to the mainland?"
    )
    check_invariants(answer, news.article)
    assert answer.filters is not None
    assert answer.filters.sources == ["Harbour Post"]
    assert answer.filters.dropped or sources_of(answer) == {"Harbour Post"}


def test_filters_of_the_caller_win(news: Assistant) -> None:
    """What the caller sets is not overruled; only what is left open is read from the question."""
    question = "Selon Le Littoral, qui a envoyé des soldats en 2023 ?"
    answer = news.ask(question, until="2022", sources=["Horizons"])
    assert answer.filters is None
    assert {hit.article_id for hit in answer.hits} == {row_id("army")}
    half = news.ask(question, until="2022")
    assert half.filters is not None
    assert (half.filters.since, half.filters.sources) == (None, ["Le Littoral"])


def test_what_excludes_no_article_is_not_shown(news: Assistant) -> None:
    """A time before the oldest article filters nothing and is not shown."""
    assert news.ask("Qui a démissionné en 2008 ?").filters is None


def test_today_may_be_given(news: Assistant) -> None:
    """Relative dates count from the given day, else from the newest article."""
    question = "Qui a envoyé des soldats depuis hier ?"
    given = news.ask(question, today=date(2022, 1, 7)).filters
    assert given is not None
    assert given.since == "2022-01-06"
    newest = news.ask(question).filters
    assert newest is not None
    assert newest.since == "2025-05-01"


def test_a_follow_up_keeps_the_time(news: Assistant) -> None:
    """`Et pourquoi ?` asks about the time of the question before it; an answer's date is none."""
    asked = "Qui a fait grève à Port-Louvier en mars 2023 ?"
    answer = news.ask("Et pourquoi ?", [(asked, "Les dockers, le 2 janvier 2025")])
    check_invariants(answer, news.article)
    assert answer.filters is not None
    assert answer.filters.since == "2023-03"


def test_every_question_of_a_batch_has_its_own_time(
    news_index: Path, encoder: BuiltInEncoder
) -> None:
    """`ask_many` filters each question by its own words, as `ask` does."""
    questions = [
        "Combien de morts à Montcarel depuis mai 2025 ?",
        "Who drove the first bus across the river?",
        "Who left Tarran in 2024?",
    ]
    with Assistant.open(news_index, settings=LENIENT, encoder=encoder) as assistant:
        together = assistant.ask_many(questions)
        alone = [assistant.ask(question) for question in questions]
    assert [answer.filters for answer in together] == [answer.filters for answer in alone]
    assert [answer.text for answer in together] == [answer.text for answer in alone]
    assert together[1].filters is None


def test_an_undated_article_may_be_of_the_time(news_index: Path, encoder: BuiltInEncoder) -> None:
    """A time read from the question keeps undated articles; a filter of the caller does not."""
    question = "Qui élève des abeilles noires depuis 2024 ?"
    with Assistant.open(news_index, settings=LENIENT, encoder=encoder) as assistant:
        read = assistant.ask(question)
        given = assistant.ask("Qui élève des abeilles noires ?", since="2024")
    assert row_id("undated") in {hit.article_id for hit in read.hits}
    assert row_id("undated") not in {hit.article_id for hit in given.hits}
    assert row_id(VOLCANO["id"]) in {hit.article_id for hit in given.hits}


def test_filters_are_in_the_json(samples: Assistant) -> None:
    """The field `filters` has the documented fields and survives a round trip."""
    answer = samples.ask("Who sent troops to Kazakhstan in January 2022?")
    json = answer.model_dump(mode="json")["filters"]
    assert set(json) == FILTER_FIELDS
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_reports_of_the_samples_differ(samples: Assistant) -> None:
    """The flood of the samples, told on three days with three tolls, is answered with the last.

    Which sentences a reader finds is not fixed; whatever it finds is in order.
    """
    answer = samples.ask("How many people died in the Lurance flood?")
    check_invariants(answer, samples.article)
    days = [report.published or "" for report in answer.reports]
    assert days == sorted(days, reverse=True)
    assert len({report.answer for report in answer.reports}) == len(answer.reports) >= 2
    assert answer.parts[0].citations == answer.reports[0].citations
    assert answer.citations[0].published == max(c.published or "" for c in answer.citations)


@pytest.mark.parametrize(
    ("filters", "language", "said"),
    [
        (AppliedFilters(since="2022-01"), "en", "Articles published since January 2022"),
        (AppliedFilters(since="2022-01-06"), "fr", "Articles publiés depuis le 6 janvier 2022"),
        (AppliedFilters(since="2022-04"), "fr", "Articles publiés depuis avril 2022"),
        (AppliedFilters(until="2021"), "fr", "Articles publiés jusqu’en 2021"),
        (AppliedFilters(until="2021-03-01"), "fr", "Articles publiés jusqu’au 1er mars 2021"),
        (AppliedFilters(until="2021-03"), "en", "Articles published until March 2021"),
        (
            AppliedFilters(since="2021", until="2022-01"),
            "fr",
            "Articles publiés entre 2021 et janvier 2022",
        ),
        (
            AppliedFilters(since="2022-01-06", until="2022-02-06"),
            "fr",
            "Articles publiés entre le 6 janvier 2022 et le 6 février 2022",
        ),
        (AppliedFilters(sources=["AFP"]), "fr", "Articles publiés par AFP"),
        (
            AppliedFilters(sources=["A", "B", "C"], since="2021"),
            "en",
            "Articles published by A, B and C since 2021",
        ),
        (
            AppliedFilters(since="2021", dropped=True),
            "en",
            "No answer in the articles published since 2021, so all articles were searched",
        ),
    ],
)
def test_filters_are_said_in_words(filters: AppliedFilters, language: Language, said: str) -> None:
    """Dates are written as each language writes them, with the right preposition."""
    assert filters_in_words(filters, language) == said
