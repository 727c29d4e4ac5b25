"""Facts about timelines: which articles stand in them, with which dates, in which order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.assistant import Assistant
from qa.encoder import BuiltInEncoder
from qa.errors import QuestionError
from tests.newsroom import assistant_over, check_invariants


def _article(name: str, title: str, published: str | None, text: str) -> dict[str, str]:
    dated = {"published": published} if published else {}
    return {"id": name, "title": title, "text": text, "language": "en", **dated}


ARTICLES = [
    _article(
        "opens",
        "Ropeway of Mount Selvar opens",
        "2023-06-01",
        "The ropeway of Mount Selvar opened to visitors on Thursday. It has forty cabins.",
    ),
    _article(
        "stops",
        "Ropeway of Mount Selvar stops in a storm",
        "2023-11",
        "14 November 2023. The ropeway of Mount Selvar stopped in a storm with nine people inside.",
    ),
    _article(
        "again",
        "Mount Selvar ropeway runs again",
        "2024-02-10",
        "The ropeway of Mount Selvar runs again after three months. A cable was replaced.",
    ),
    _article(
        "undated",
        "How the ropeway of Mount Selvar was planned",
        None,
        "Plans for the ropeway of Mount Selvar were drawn by an engineer from Dellmere.",
    ),
    _article(
        "bread",
        "Bakers of Dellmere bake longer loaves",
        "2023-08-03",
        "The bakers of Dellmere have agreed to bake loaves of two feet, their guild said.",
    ),
]


@pytest.fixture(scope="module")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, encoder: BuiltInEncoder
) -> Iterator[Assistant]:
    """An assistant over these articles."""
    with assistant_over(tmp_path_factory.mktemp("timelines"), ARTICLES, encoder) as opened:
        yield opened


def test_a_timeline_has_a_quote_of_each_article_oldest_first(assistant: Assistant) -> None:
    """Articles without a date stand last, and those about something else nowhere."""
    found = assistant.timeline("the ropeway of Mount Selvar")
    assert [one.date for one in found.entries] == ["2023-06-01", "2023-11-14", "2024-02-10", None]
    for one in found.entries:
        assert assistant.article(one.article_id).text[one.start : one.end] == one.quote
        assert "Selvar" in one.title


def test_a_dateline_places_an_article_whose_date_is_a_month(assistant: Assistant) -> None:
    """The article keeps its own date; the entry is as precise as the dateline."""
    (entry,) = assistant.timeline("Mount Selvar", since="2023-11", until="2023-11").entries
    assert (entry.published, entry.date) == ("2023-11", "2023-11-14")


def test_filters_hold_for_timelines(assistant: Assistant) -> None:
    """Only articles of the time that is given are in it."""
    found = assistant.timeline("the ropeway of Mount Selvar", until="2023-12")
    assert [one.date for one in found.entries] == ["2023-06-01", "2023-11-14"]


@pytest.mark.parametrize("topic", ["timeline of the ropeway of Mount Selvar", "Mount Selvar?"])
def test_a_topic_may_be_a_request(assistant: Assistant, topic: str) -> None:
    """What opens it is no part of it."""
    assert len(assistant.timeline(topic).entries) == 4


def test_of_what_no_article_tells_the_timeline_is_empty(assistant: Assistant) -> None:
    """Nothing is filled in by what is nearest."""
    assert assistant.timeline("the lighthouse of Karsk").entries == []


def test_a_timeline_of_nothing_is_an_error(assistant: Assistant) -> None:
    """A topic has words."""
    with pytest.raises(QuestionError):
        assistant.timeline("  ")


@pytest.mark.parametrize("question", ["Timeline of Mount Selvar", "Chronologie de Mount Selvar"])
def test_a_timeline_can_be_asked_for(assistant: Assistant, question: str) -> None:
    """The answer has the same quotes under the same dates."""
    answer = assistant.ask(question)
    check_invariants(answer, assistant.article)
    (part,) = answer.parts
    assert part.form == "timeline"
    days = [section.published for section in part.sections]
    assert days == ["2023-06-01", "2023-11-14", "2024-02-10", None]
