"""Facts about overviews: which sentences are shown, under which heading, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from qa.assistant import Assistant
from qa.encoder import BuiltInEncoder
from tests.newsroom import assistant_over, check_invariants

ARTICLES = [
    {
        "id": "fire-1",
        "title": "Fire in the sawmill of Orvane",
        "published": "2024-05-02",
        "language": "en",
        "text": (
            "A fire broke out in the sawmill of Orvane on Thursday morning. "
            "Three workers were taken to hospital with burns. "
            "Firefighters from six villages fought the flames until noon. "
            "The road to the valley was closed for two hours. "
            "A local baker gave away bread to everybody who helped."
        ),
    },
    {
        "id": "fire-2",
        "title": "Orvane sawmill fire: a spark from a saw",
        "published": "2024-05-09",
        "language": "en",
        "text": (
            "A spark from an old saw set fire to the sawmill of Orvane, investigators said. "
            "The owner, Petra Hallvard, will rebuild it within a year. "
            "All three injured workers have left the hospital."
        ),
    },
    {
        "id": "otters",
        "title": "Des loutres dans la rivière de Salmes",
        "published": "2024-05-09",
        "language": "fr",
        "text": (
            "Deux loutres ont été vues dans la rivière de Salmes, les premières depuis 1960. "
            "Le biologiste Théo Marchenoir les a photographiées à l’aube. "
            "La pêche y est interdite jusqu’en juin."
        ),
    },
    {
        "id": "choir",
        "title": "Choir of Dellmere sings for the lifeboat",
        "published": "2023-11-20",
        "language": "en",
        "text": (
            "The choir of Dellmere sang in the market hall on Monday to pay for a new lifeboat. "
            "Conductor Ruth Okonjo, a retired ship's engineer, collected 4,000 pounds. "
            "The old boat had served for thirty years."
        ),
    },
    {
        "id": "undated",
        "title": "The windmills of Dellmere",
        "language": "en",
        "text": "Seven windmills stand above Dellmere, and all of them still turn in autumn.",
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, encoder: BuiltInEncoder
) -> Iterator[Assistant]:
    """An assistant over these articles."""
    with assistant_over(tmp_path_factory.mktemp("overviews"), ARTICLES, encoder) as opened:
        yield opened


def _headings(assistant: Assistant, question: str) -> list[str]:
    answer = assistant.ask(question)
    return [section.heading for part in answer.parts for section in part.sections]


@pytest.mark.parametrize(
    "question",
    [
        "What happened in Orvane?",
        "Que s'est-il passé à Orvane ?",
        "Summarise the sawmill fire",
        "Qui est Ruth Okonjo ?",
        "Latest news",
        "Which articles are about Dellmere?",
        "What happened on 3 May 2019?",
        "What happened in Orvane, and who will rebuild the sawmill?",
        "What does the article “Choir of Dellmere sings for the lifeboat” say?",
    ],
)
def test_the_contract_holds_for_overviews(assistant: Assistant, question: str) -> None:
    """Every sentence is a quote with its citation; else there are only fixed phrases and titles."""
    check_invariants(assistant.ask(question), assistant.article)


def test_an_event_is_told_under_the_titles_of_its_articles_newest_first(
    assistant: Assistant,
) -> None:
    """Where news moved on, what is newer stands first."""
    headings = _headings(assistant, "What happened at the sawmill of Orvane?")
    assert headings == [ARTICLES[1]["title"], ARTICLES[0]["title"]]


def test_an_overview_has_three_to_five_sentences_and_no_aside(assistant: Assistant) -> None:
    """What leads the articles is shown, and not who gave away bread."""
    answer = assistant.ask("What happened at the sawmill of Orvane?")
    quotes = [citation.quote for citation in answer.citations]
    assert 3 <= len(quotes) <= 5
    assert any(quote.startswith("A fire broke out") for quote in quotes)
    assert not any("baker" in quote for quote in quotes)


def test_who_somebody_is_is_told_by_the_sentence_that_describes_them(assistant: Assistant) -> None:
    """The apposition is in the quotes."""
    answer = assistant.ask("Who is Ruth Okonjo?")
    assert any("retired ship's engineer" in citation.quote for citation in answer.citations)


def test_who_is_only_mentioned_is_told_of_by_that_sentence_alone(assistant: Assistant) -> None:
    """Of an article about something else only what names the person is shown."""
    answer = assistant.ask("Who is Petra Hallvard?")
    assert [citation.quote for citation in answer.citations] == [
        "The owner, Petra Hallvard, will rebuild it within a year."
    ]


@pytest.mark.parametrize("question", ["Qui est Ruth Marchenoir ?", "What happened in Talbrook?"])
def test_a_name_that_no_article_has_is_refused(assistant: Assistant, question: str) -> None:
    """A person or place of which nothing is known is not told by what is nearest."""
    answer = assistant.ask(question)
    assert not answer.answered
    assert answer.parts[0].kind == "overview"


def test_news_of_a_day_are_those_of_that_day(assistant: Assistant) -> None:
    """One section an article, and none of another day."""
    answer = assistant.ask("Que s'est-il passé le 9 mai 2024 ?")
    assert {section.published for section in answer.parts[0].sections} == {"2024-05-09"}
    assert len(answer.parts[0].sections) == 2


@pytest.mark.parametrize(
    ("question", "headings"),
    [
        ("What happened in November 2023?", [ARTICLES[3]["title"]]),
        ("What happened yesterday?", [ARTICLES[1]["title"], ARTICLES[2]["title"]]),
        ("Que s'est-il passé la semaine dernière ?", [ARTICLES[0]["title"]]),
        ("What was in the news in November 2023?", [ARTICLES[3]["title"]]),
        ("News from 2 May 2024", [ARTICLES[0]["title"]]),
        ("Articles from May 2024", [ARTICLES[i]["title"] for i in range(3)]),
    ],
)
def test_a_period_is_a_filter(assistant: Assistant, question: str, headings: list[str]) -> None:
    """Months and relative times too; "yesterday" counts from the day that is given."""
    answer = assistant.ask(question, today=date(2024, 5, 10))
    assert sorted(one.heading for one in answer.parts[0].sections) == sorted(headings)


def test_a_day_without_articles_is_not_widened_but_offers_the_nearest(assistant: Assistant) -> None:
    """The answer says so, and the articles of the nearest days come first."""
    answer = assistant.ask("What happened on 4 May 2024?")
    assert not answer.answered
    assert answer.filters is not None
    assert (answer.filters.since, answer.filters.dropped) == ("2024-05-04", False)
    assert answer.reason == "No article was published at that time."
    assert answer.hits[0].article_id.endswith("#fire-1")


def test_a_topic_is_not_told_from_another_time(assistant: Assistant) -> None:
    """A date beside a topic stays too."""
    answer = assistant.ask("What happened in Orvane in June 2019?")
    assert not answer.answered
    assert answer.reason == "No article of that time is about this."
    assert answer.hits[0].title.lower().count("orvane")


def test_the_latest_news_are_in_the_order_of_their_days(assistant: Assistant) -> None:
    """What has no date stands last."""
    days = [one.published for one in assistant.ask("Latest news").parts[0].sections]
    assert days == ["2024-05-09", "2024-05-09", "2024-05-02", "2023-11-20", None]


def test_the_latest_on_a_topic_changes_the_order(assistant: Assistant) -> None:
    """The newest article leads, although another is nearer to the words."""
    assert _headings(assistant, "What is the latest on the fire in the sawmill of Orvane?") == [
        ARTICLES[1]["title"],
        ARTICLES[0]["title"],
    ]


def test_a_list_of_articles_has_one_quote_each(assistant: Assistant) -> None:
    """The articles about the topic, and no others."""
    answer = assistant.ask("Which articles are about Dellmere?")
    sections = answer.parts[0].sections
    assert {one.heading for one in sections} == {ARTICLES[3]["title"], ARTICLES[4]["title"]}
    assert all(len(one.citations) == 1 for one in sections)


def test_what_an_article_says_is_quoted_from_it_alone(assistant: Assistant) -> None:
    """It is found by its title."""
    answer = assistant.ask("Que dit l’article « Des loutres dans la rivière de Salmes » ?")
    assert {citation.title for citation in answer.citations} == {ARTICLES[2]["title"]}
    assert len(answer.citations) == 3


def test_what_the_articles_are_about_is_shown_by_their_beginnings(assistant: Assistant) -> None:
    """One quote for each topic."""
    answer = assistant.ask("De quoi parlent ces articles ?")
    assert len(answer.parts[0].sections) == 5


def test_what_happened_then_is_told_of_what_was_asked_before(assistant: Assistant) -> None:
    """The overview is that of the question before."""
    first = assistant.ask("Where did a fire break out in Orvane?")
    answer = assistant.ask("And what happened then?", [(first.question, first.text)])
    assert answer.understood is not None
    assert any("Orvane" in citation.quote for citation in answer.citations)


def test_an_overview_and_a_fact_are_answered_part_by_part(assistant: Assistant) -> None:
    """Each part has its own quotes."""
    answer = assistant.ask("What happened in Orvane, and who will rebuild the sawmill?")
    assert [part.kind for part in answer.parts] == ["overview", "who"]
    assert all(part.answered for part in answer.parts)
    assert "Petra Hallvard" in answer.text
