"""Mistakes in calls are errors that name the argument and the remedy, never an empty answer."""

from __future__ import annotations

from typing import Any

import pytest

from qa.assistant import Assistant
from qa.errors import FilterError, QuestionError

WHO = "Qui a envoyé 2 500 soldats à Karsk ?"

FILTERS: list[tuple[dict[str, Any], str, str]] = [
    ({"sources": "Horizons"}, "question.filter_list", "give a list, ['Horizons']"),
    ({"languages": "fr"}, "question.filter_list", "give a list, ['fr']"),
    ({"sources": ["Horizon"]}, "question.source", "sources that it may be: Horizons"),
    ({"sources": ["Horizons", "Nope"]}, "question.source", "has the source 'Nope'"),
    ({"languages": ["de"]}, "question.language", "these are: fr, en"),
    ({"since": "soon"}, "question.filter_date", "write YYYY"),
    ({"since": 2022}, "question.filter_date", "write YYYY"),
    ({"source": ["Horizons"]}, "question.unknown_filter", "since, until, sources, languages"),
    ({"sources": 3}, "question.filter", "'3'"),
]


@pytest.mark.parametrize(("given", "code", "remedy"), FILTERS, ids=str)
def test_a_filter_that_cannot_be_is_refused(
    news: Assistant, given: dict[str, Any], code: str, remedy: str
) -> None:
    """Asking, searching, listing and timelines all say the same of it."""
    for call in (
        lambda: news.ask(WHO, **given),
        lambda: news.stream(WHO, **given),
        lambda: news.ask_many([WHO], **given),
        lambda: news.search("troupes", **given),
        lambda: news.timeline("Karsk", **given),
        lambda: news.articles(**given),
    ):
        with pytest.raises(FilterError) as caught:
            call()
        assert caught.value.code == code
        assert remedy in str(caught.value)
        assert caught.value.name in given
        assert caught.value.say("fr") != str(caught.value)


CALLS: list[tuple[str, Any, str]] = [
    ("question.no_text", lambda a: a.ask(None), "NoneType"),
    ("question.no_text", lambda a: a.ask(["Qui ?"]), "list"),
    ("question.no_text", lambda a: a.search(7), "int"),
    ("question.no_text", lambda a: a.timeline(b"Karsk"), "bytes"),
    ("question.empty", lambda a: a.ask(" \n"), "in words"),
    ("question.history", lambda a: a.ask(WHO, [("Qui ?",)]), "exchange 1"),
    ("question.history", lambda a: a.ask(WHO, [("a", "b"), "Qui ?"]), "exchange 2"),
    ("question.history", lambda a: a.ask(WHO, "Qui ?"), "pairs (question, text of the answer)"),
    ("question.history", lambda a: a.ask(WHO, [("Qui ?", None)]), "exchange 1"),
    ("question.too_long", lambda a: a.ask(WHO, [("x" * 2000, "b")]), "shorten it"),
    ("question.today", lambda a: a.ask(WHO, today="2022-01-01"), "datetime.date"),
    ("question.list", lambda a: a.ask_many(WHO), "list of questions"),
    ("question.histories", lambda a: a.ask_many([WHO], [[], []]), "1 questions and 2"),
    ("question.k", lambda a: a.search("x", 0), "k is 0;"),
    ("question.k", lambda a: a.search("x", "3"), "k is '3';"),
    ("question.mode", lambda a: a.search("x", mode="foo"), "there is no mode 'foo'"),
    ("question.sort", lambda a: a.find("x", sort="newest"), "no order 'newest'; these are: rel"),
    ("question.offset", lambda a: a.find("x", offset=-1), "offset is -1;"),
]


@pytest.mark.parametrize(("code", "call", "said"), CALLS)
def test_a_call_that_cannot_be_is_refused(news: Assistant, code: str, call: Any, said: str) -> None:
    """What is wrong is named alone: a wrong mode says nothing of `k`."""
    with pytest.raises(QuestionError) as caught:
        call(news)
    assert caught.value.code == code
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["horizons", "HORIZONS", " Horizons "])
def test_case_accents_and_spaces_of_a_source_do_not_matter(news: Assistant, name: str) -> None:
    """A source is found however its letters are written."""
    found = news.articles(sources=[name])
    assert found
    assert {one.source for one in found} == {"Horizons"}


def test_pairs_may_be_lists(news: Assistant) -> None:
    """A conversation that came as JSON, whose pairs are lists, is taken as it is."""
    answer = news.ask("Et pourquoi ?", [[WHO, "L’armée"]])  # type: ignore[list-item]
    assert answer.understood
