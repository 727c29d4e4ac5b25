from __future__ import annotations

from decimal import Decimal

import pytest

from qa.lang.numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 500 soldats", 2500),
        ("2\u202f500 soldats", 2500),
        ("2,500 soldiers", 2500),
        ("2.500 soldats", 2500),
        ("two thousand five hundred", 2500),
        ("deux mille cinq cents", 2500),
        ("1,234,567.89", Decimal("1234567.89")),
        ("1 234 567,89", Decimal("1234567.89")),
        ("2,5 millions", 2_500_000),
        ("2.5 million", 2_500_000),
        ("quatre millions trois cent mille", 4_300_000),
        ("soixante et onze", 71),
        ("cent quatre-vingts", 180),
        ("quatre-vingt-dix-sept", 97),
        ("mille neuf cent quatre-vingt-dix-neuf", 1999),
        ("a hundred and one", 101),
        ("two dozen", 24),
        ("une vingtaine", 20),
        ("twenty per cent", 20),
        ("20 %", 20),
        ("the 21st", 21),
    ],
)
def test_one_number_however_it_is_written(text: str, value: float) -> None:
    """Digits with any separators and words of both languages give the same number."""
    (readings,) = numbers_in(text)
    assert Decimal(value) in readings


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("le 6 janvier 2022, 100 soldats", [6, 2022, 100]),
        ("10 h 30", [10, 30]),
        ("five and six", [5, 6]),
        ("dix a", [10]),
        ("2022-01-06", [2022, 1, 6]),
    ],
)
def test_numbers_side_by_side(text: str, values: list[int]) -> None:
    """Numbers that do not belong together are several."""
    assert [min(readings) for readings in numbers_in(text)] == values


@pytest.mark.parametrize(
    "text", ["un homme et une femme", "one of a kind", "millions of people", "des milliers", "mot"]
)
def test_words_that_count_nothing(text: str) -> None:
    """Articles and vague plurals are no numbers."""
    assert numbers_in(text) == []


def test_one_counts_where_it_is_asked_for() -> None:
    """In a quote, "un mort" supports "1 death"."""
    assert numbers_in("un mort", ones=True) == [frozenset({Decimal(1)})]


def test_numbers_without_end() -> None:
    """Number words that multiply to what no machine number holds are no error."""
    assert numbers_in("hundred " * 160 + "people died in the flood.")
