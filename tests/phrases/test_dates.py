"""Dates, periods, numbers and lists in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from qa.phrases.dates import in_words, moment_in_words, since_in_words, until_in_words
from qa.phrases.locales import listed, negotiated, number
from qa.phrases.wording import about


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        ("2022-01-01", "1er janvier 2022", "1 January 2022"),
        ("2022-08-15", "15 août 2022", "15 August 2022"),
        ("2022-11-11", "11 novembre 2022", "11 November 2022"),
        ("2022-02", "février 2022", "February 2022"),
        ("2022", "2022", "2022"),
        ("0987-12", "décembre 987", "December 987"),
    ],
)
def test_a_date_is_no_more_precise_than_it_is(day: str, french: str, english: str) -> None:
    """A year stays a year and a month a month; the first is an ordinal in French."""
    assert in_words(day, "fr") == french
    assert in_words(day, "en") == english


def test_what_is_not_a_date_is_refused() -> None:
    """Only partial ISO dates can be put into words."""
    with pytest.raises(ValueError, match="2022-13"):
        in_words("2022-13", "fr")


@pytest.mark.parametrize(
    ("day", "since", "until"),
    [
        ("2022-01-01", "depuis le 1er janvier 2022", "jusqu’au 1er janvier 2022"),
        ("2022-04", "depuis avril 2022", "jusqu’en avril 2022"),
        ("2022", "depuis 2022", "jusqu’en 2022"),
    ],
)
def test_french_puts_an_article_before_a_day_only(day: str, since: str, until: str) -> None:
    """`le 1er janvier`, but `avril 2022`; English needs none."""
    assert (since_in_words(day, "fr"), until_in_words(day, "fr")) == (since, until)
    assert since_in_words(day, "en") == f"since {in_words(day, 'en')}"


def test_a_moment_has_its_zone() -> None:
    """A moment is written to the minute, and says that it is UTC."""
    moment = datetime(2026, 11, 22, 12, 34, 56, tzinfo=UTC)
    assert moment_in_words(moment, "fr") == "22 novembre 2026 à 12:34 UTC"
    assert moment_in_words(moment, "en") == "22 November 2026 at 12:34 UTC"


def test_numbers_have_the_signs_of_the_language() -> None:
    """French groups by a narrow space and has a decimal comma; no digit is lost."""
    assert number("fr", 1234567.25) == "1\u202f234\u202f567,25"
    assert number("en", 1234567.25) == "1,234,567.25"
    assert number("en", 0.0003) == "0.0003"


@pytest.mark.parametrize(
    ("names", "french", "english"),
    [
        (["Le Monde"], "Le Monde", "Le Monde"),
        (["Le Monde", "l’AFP"], "Le Monde et l’AFP", "Le Monde and l’AFP"),
        (["A", "{0}", "{1}"], "A, {0} et {1}", "A, {0} and {1}"),
    ],
)
def test_lists_end_in_and(names: list[str], french: str, english: str) -> None:
    """The last name is joined by a word; names are never templates."""
    assert (listed("fr", names), listed("en", names)) == (french, english)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-CA,en;q=0.8", "fr"),
        ("en;q=0.5, fr;q=0.9", "fr"),
        ("de-DE, EN-us;q=0.3", "en"),
        ("fr;q=0", None),
        ("de, *", None),
        ("", None),
        ("," * 5000, None),
    ],
)
def test_the_language_is_negotiated(accepted: str, language: str | None) -> None:
    """The most wanted language of those that there are; a quality of zero is a refusal."""
    assert negotiated(accepted, ("fr", "en")) == language


def test_an_article_is_dated_and_named() -> None:
    """Date and source stand together, and a missing date is said."""
    assert about("fr", "l’AFP", "2024-03-03") == "3 mars 2024, l’AFP"
    assert about("en", None, "2024") == "2024"
    assert about("en", "Valley Post", None) == "undated, Valley Post"
