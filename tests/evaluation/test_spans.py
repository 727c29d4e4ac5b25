"""Short answers compared with accepted ones."""

from __future__ import annotations

import pytest

from qa.evaluation.judge import answer_words, exact_match, f1


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [
        ("L’armée", "armee"),
        ("the Army", "army"),
        ("les dockers de Port-Louvier.", "Dockers de Port Louvier"),
        ("2\u202f500 soldats", "2,500 soldats"),
        ("6,846,000", "6 846 000"),
        ("18 %", "18%"),
        ("un œuf", "oeuf"),
    ],
)
def test_what_does_not_count(answer: str, accepted: str) -> None:
    """Case, accents, articles, punctuation and the marks between thousands do not count."""
    assert exact_match(answer, ["something else", accepted])
    assert f1(answer, [accepted]) == 1


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [("2500", "250"), ("en 2021 225", "en 2021225"), ("", "x"), ("3,5", "35"), ("armées", "armée")],
)
def test_what_counts(answer: str, accepted: str) -> None:
    """Other words and other numbers are no match; a year is no part of the number after it."""
    assert not exact_match(answer, [accepted])


def test_articles_stay_where_there_is_nothing_else() -> None:
    """An answer that consists of words which are articles elsewhere is not emptied."""
    assert answer_words("LA") == ["la"]
    assert exact_match("Un", ["un"])


def test_f1_is_the_best_overlap() -> None:
    """Twice the shared words over the words of both, of the accepted answer that fits best."""
    # Two words of three are shared with the second: 2 * 2 / (3 + 2).
    assert f1("le premier ministre arménien", ["Pachinian", "premier ministre"]) == pytest.approx(
        0.8
    )
    assert f1("Pachinian", ["premier ministre"]) == 0
    assert f1("oui oui", ["oui"]) == pytest.approx(2 / 3)
    assert f1("", ["oui"]) == 0
    assert f1("oui", []) == 0
