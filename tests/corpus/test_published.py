"""Dates as they are written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.corpus.published import date_in_url, find_date, parse_date


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
    ],
)
def test_read(written: object, iso: str) -> None:
    """The usual ways to write a date are read, as precisely as they are and no more."""
    assert parse_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        *("", "soon", "2022-13", "2022-02-30", "31.02.2022", "06/01/2022", "1641427200", "0000"),
        *(True, "6 brumaire 2022", "2022年", "٢٠٢٢", "between 2021 and 2022"),
    ],
)
def test_refused(written: object) -> None:
    """What is no date, impossible or ambiguous is refused."""
    with pytest.raises(ValueError, match=r"date|month|day|year"):
        parse_date(written)


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
