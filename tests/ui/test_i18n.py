"""The page in two languages."""

from __future__ import annotations

import re

import pytest

from qa.errors import FailedFile, IndexLockedError, QuestionError, ReadError
from qa.types import Language
from qa_ui.i18n import (
    STRINGS,
    asked_language,
    format_count,
    format_date,
    format_moment,
    format_number,
    problem_text,
    quoted,
    said,
    tr,
    tr_count,
)


def test_french_punctuation_stays_with_its_word() -> None:
    """In French no line can break before a colon, a question mark or inside guillemets."""
    for text in STRINGS["fr"].values():
        assert not re.search(r" [:;?!»]|« ", text), text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("de-DE,fr;q=0.5,en;q=0.3", "fr"),
        ("fr;q=0.1,en;q=oops", "fr"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_browser_chooses_the_language(accepted: str | None, language: Language) -> None:
    """The page speaks whichever of its languages the browser prefers, else English."""
    headers = {} if accepted is None else {"accept-language": accepted}
    assert asked_language(headers, {}) == asked_language(headers, {"lang": "de"}) == language
    assert asked_language(headers, {"lang": "fr"}) == "fr"


@pytest.mark.parametrize(
    ("published", "french", "english"),
    [
        ("2022-01-01", "1er janvier 2022", "1 January 2022"),
        ("2022-08-15", "15 août 2022", "15 August 2022"),
        ("2022-02", "février 2022", "February 2022"),
        ("2022", "2022", "2022"),
        (None, "sans date", "undated"),
    ],
)
def test_dates_are_written_as_the_language_does(
    published: str | None, french: str, english: str
) -> None:
    """A date is in words and no more precise than it is known."""
    assert format_date("fr", published) == french
    assert format_date("en", published) == english


def test_moments_say_that_they_are_utc() -> None:
    """The time of a build is written to the minute, with its zone."""
    moment = "2026-11-22T12:34:56+00:00"
    assert format_moment("fr", moment) == "22 novembre 2026 à 12:34 UTC"
    assert format_moment("en", moment) == "22 November 2026 at 12:34 UTC"
    assert format_moment("en", "once") == "once"


def test_numbers_have_the_thousands_separator_of_the_language() -> None:
    """French separates thousands with a narrow space, English with a comma."""
    assert format_number("fr", 1234567) == "1\u202f234\u202f567"
    assert format_number("en", 1234567) == "1,234,567"


def test_the_count_says_what_the_filters_leave() -> None:
    """All, some, one and none are said differently."""
    assert format_count("en", 30, 30) == "30 articles"
    assert format_count("fr", 1, 1) == "1 article"
    assert format_count("en", 12, 1030) == "12 of 1,030 articles"
    assert format_count("fr", 0, 30) == tr("fr", "count_none")


def test_one_refusal_is_said_everywhere() -> None:
    """A question and a part of it are refused in the same words."""
    for language in ("fr", "en"):
        assert tr(language, "silent") == tr(language, "abstained")


def test_one_thing_and_several_are_said_differently() -> None:
    """The count chooses the form and is written as the language does."""
    assert tr_count("fr", "also_in_copies", 1) == "aussi dans 1 autre article"
    assert tr_count("en", "also_in_copies", 1200) == "also in 1,200 other articles"


def test_values_keep_their_spaces() -> None:
    """Only the page's own words get spaces that do not break."""
    assert quoted("fr", "Qui ?") == "«\N{NO-BREAK SPACE}Qui ?\N{NO-BREAK SPACE}»"
    assert tr("fr", "open_source", number=1, title="A : b").endswith("1\N{NO-BREAK SPACE}: A : b")


def test_a_problem_is_a_sentence_unless_it_begins_with_a_place() -> None:
    """What names a file or a folder begins with that name as it is."""
    assert problem_text(QuestionError("question.empty"), "en").startswith("The question is empty")
    assert problem_text(QuestionError("question.empty"), "fr").endswith("mots.")
    locked = IndexLockedError("index", "process 7")
    assert problem_text(locked, "fr").startswith("index\N{NO-BREAK SPACE}: est déjà")


def test_reasons_are_text() -> None:
    """A reason is plain text, which templates escape; what was said stands as it is."""
    error = ReadError("a.md", "file.unreadable", why="<b>")
    failed = FailedFile.of(error)
    for problem in (error, failed, "went <b>"):
        for page in ("fr", "en"):
            assert "<b>" in said(page, problem)
    assert "ne peut pas être ouvert" in said("fr", failed)
