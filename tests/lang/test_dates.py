from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.lang.dates import check_partial_date, first_day, last_day, months_in, weekdays_in


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-01", date(2022, 1, 1), date(2022, 1, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-01-06", date(2022, 1, 6), date(2022, 1, 6)),
    ],
)
def test_a_partial_date_covers_an_interval(text: str, first: date, last: date) -> None:
    """A year or a month stands for all of its days."""
    assert (first_day(text), last_day(text)) == (first, last)


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from([4, 7, 10]))
def test_a_date_lies_in_what_is_left_of_it(day: date, length: int) -> None:
    """Cutting the day or the month off a date gives an interval that holds it."""
    partial = day.isoformat()[:length]
    assert first_day(partial) <= day <= last_day(partial)
    assert check_partial_date(partial) == partial


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 1, 1)))
def test_months_touch(day: date) -> None:
    """The day after a month's last day begins the next month."""
    after = last_day(day.isoformat()[:7]) + timedelta(days=1)
    assert after.day == 1
    assert after > day


@pytest.mark.parametrize(
    "text",
    [
        *("", "22", "2022-1", "2022-01-6", "2022/01/06", "06.01.2022", "2022-01-06T10:00", " 2022"),
        *("2022-00", "2022-13", "2022-01-00", "2022-02-30", "0000", "２０２２", "2022-01-06\n"),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """Anything but a possible date of the form YYYY, YYYY-MM or YYYY-MM-DD is refused."""
    with pytest.raises(ValueError, match=r".+"):
        check_partial_date(text)


def test_a_refusal_says_which_form_is_expected() -> None:
    """The message quotes the text and names the forms."""
    with pytest.raises(ValueError, match="'hier' is not a date of the form YYYY, YYYY-MM"):
        check_partial_date("hier")


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Le 6 janvier et en août", {1, 8}),
        ("On 6 January and in August", {1, 8}),
        ("It may rain in May", {5}),
        ("They march in March", {3}),
        ("March 3 was cold", {3}),
        ("May it rain", set()),
        ("le 2022-01-06", {1}),
    ],
)
def test_months(text: str, months: set[int]) -> None:
    """Months of both languages, and of ISO dates; "may" and "march" only as months."""
    assert months_in(text) == months


def test_days() -> None:
    """Days of the week of both languages."""
    assert weekdays_in("Lundi, on Tuesday et dimanche") == {1, 2, 7}
