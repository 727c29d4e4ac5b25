"""Dates as they are written."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.corpus.published import date_in_url, find_date, parse_date
from qa.lang.dates import check_partial_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2022", "2022"),
        (2022, "2022"),
        (20220106, "2022-01-06"),
        ("2022-01", "2022-01"),
        ("2022-1-6", "2022-01-06"),
        ("2022-01-06", "2022-01-06"),
        (" 2022-01-06T23:59:00+01:00 ", "2022-01-06"),
        ("2022-01-06 10:00", "2022-01-06"),
        ("2022-01-06Z", "2022-01-06"),
        ("20220106T1000", "2022-01-06"),
        ("2022/01/06", "2022-01-06"),
        (date(2022, 1, 6), "2022-01-06"),
        (datetime(2022, 1, 6, 23, tzinfo=UTC), "2022-01-06"),
        ("06.01.2022", "2022-01-06"),
        ("6.1.2022 10:00", "2022-01-06"),
        ("13/01/2022", "2022-01-13"),
        ("01/13/2022", "2022-01-13"),
        ("6 janvier 2022", "2022-01-06"),
        ("1er août 2022", "2022-08-01"),
        ("Jeudi 6 janv. 2022", "2022-01-06"),
        ("le 6 février 2022 à 14h30", "2022-02-06"),
        ("January 6, 2022", "2022-01-06"),
        ("Jan. 6th 2022, 10:00 AM", "2022-01-06"),
        ("6 December 2022", "2022-12-06"),
        ("Thu, 06 Jan 2022 10:00:00 GMT", "2022-01-06"),
        ("décembre 2022", "2022-12"),
        ("fevrier 2022", "2022-02"),
        ("6 fe\u0301vrier 2022", "2022-02-06"),
        ("Janvier 2022 ", "2022-01"),
        ("4th of July 2021", "2021-07-04"),
        ("7-Jan-2022", "2022-01-07"),
        ("01/2022", "2022-01"),
        ("2:30 p.m., Jan. 6, 2022", "2022-01-06"),
        ("Thu, 06 Jan 2022 23:59:00 -0500", "2022-01-06"),
        ("1641427200", "2022-01-06"),
        (1641427200, "2022-01-06"),
        (1641427200.25, "2022-01-06"),
        (1641427200000, "2022-01-06"),
        ("20220106143000", "2022-01-06"),
        ("2022.01.06", "2022-01-06"),
        ("Publié le 6 janvier 2022 à 14 h 05", "2022-01-06"),
        ("Posted on January 6th, 2022", "2022-01-06"),
        ("Brest, le 6 janv. 2022", "2022-01-06"),
        ("Online: 2022-01-06", "2022-01-06"),
    ],
)
def test_read(written: object, iso: str) -> None:
    """The usual ways to write a date are read, as precisely as they are and no more."""
    assert parse_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        *("", "soon", "2022-13", "2022-02-30", "31.02.2022", "06/01/2022", "0000"),
        *(True, "6 brumaire 2022", "2022年", "٢٠٢٢", "between 2021 and 2022", "06-01-2022"),
        *("6 janvier", "6 janvier 22", "hier", "noon 2022", "Q1 2022", "6-7 janvier 2022"),
        *("6 janvier 2022, corrigé le 8 janvier 2022", "3/4/22", "2022-W14", "9999999999"),
        *("29 février 2023", "45", "jeudi 2022", "6 janvier 2022 " + "x" * 100),
    ],
)
def test_refused(written: object) -> None:
    """What is no date, impossible or ambiguous is refused."""
    with pytest.raises(ValueError, match=r"date|month|day|year"):
        parse_date(written)


def test_the_day_comes_first_in_french() -> None:
    """What is ambiguous is read as French where that is known; what is not stays as it is."""
    assert parse_date("06/01/2022", day_first=True) == "2022-01-06"
    assert parse_date("6/1/2022 10:30", day_first=True) == "2022-01-06"
    assert parse_date("01/13/2022", day_first=True) == "2022-01-13"
    assert find_date("soon", "06/01/2022", day_first=True) == "2022-01-06"


def test_every_day_of_a_year_is_read() -> None:
    """A day written with full stops is the same as in ISO form, in a leap year too."""
    for day in (date(2020, 1, 1) + timedelta(days=i) for i in range(366)):
        assert parse_date(f"{day:%d.%m.%Y}") == parse_date(day.isoformat()) == day.isoformat()


@settings(deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[\d/.: -]{0,20}(janv|Feb|mai)?[\d/.: -]{0,20}2022"))
def test_anything_is_read_or_refused(text: str) -> None:
    """Whatever stands there, it is a partial date or an error of the one kind."""
    with suppress(ValueError):
        assert check_partial_date(parse_date(text, day_first=True))


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("https://a.example/2022/01/06/x", "2022-01-06"),
        ("https://a.example/20220106/x", "2022-01-06"),
        ("https://a.example/2022/01/x", "2022-01"),
        ("https://a.example/99999999/2022/01/06/", "2022-01-06"),
        ("https://a.example/20221306/x", None),
        ("https://a.example/x-20220106", None),
        ("https://a.example/1234/56/", None),
    ],
)
def test_in_url(url: str, iso: str | None) -> None:
    """A date in the path of a URL is found if it is possible."""
    assert date_in_url(url) == iso


def test_first_claim() -> None:
    """The first claim that can be read counts."""
    assert find_date(None, "soon", "2022-01", "2023") == "2022-01"
    assert find_date(None, "") is None


@settings(deadline=None)
@given(st.dates(min_value=date(1000, 1, 1)))
def test_iso_dates(day: date) -> None:
    """Every ISO date stands for itself."""
    assert parse_date(day.isoformat()) == day.isoformat() == parse_date(day)
