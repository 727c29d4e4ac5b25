from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import QuestionError
from qa.index.query import parse_query


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("viaduc fissure", "viaduc fissure"),
        ('"poids  lourds"', '"poids lourds"'),
        ("« poids lourds » pont", 'pont "poids lourds"'),
        ("“poids lourds”", '"poids lourds"'),
        ("crue -barrage", "crue -barrage"),
        ('crue -"le barrage"', 'crue -"le barrage"'),
        ("crue −barrage –pont", "crue -barrage -pont"),
        ("crue OR viaduc", "crue OR viaduc"),
        ("crue OU viaduc | pont", "crue OU viaduc OU pont"),
        ("pont (crue OU viaduc)", "pont (crue OU viaduc)"),
        ("pont crue OR viaduc", "pont (crue OR viaduc)"),
        ('crue OR "grand viaduc" -pont', '(crue OR "grand viaduc") -pont'),
        ("Port-Louvier", "Port-Louvier"),
        ("crue - pont", "crue pont"),
        ("or ou crue", "or ou crue"),
        ('crue "sans fin', 'crue "sans fin"'),
        ("crue OR", "crue"),
        ("OR crue", "crue"),
        ("crue OR -pont", "crue -pont"),
        ('crue "" -" "', "crue"),
        ("OR", "OR"),
    ],
)
def test_a_query_is_taken_apart(query: str, understood: str) -> None:
    """Phrases, exclusions and alternatives are found in all their spellings; the rest is words."""
    assert str(parse_query(query)) == understood


@pytest.mark.parametrize("query", ["-crue", '-"la crue"', "-crue -pont", "« » -pont"])
def test_a_query_that_only_excludes_is_refused(query: str) -> None:
    """The error says what to add, with what was excluded as its example."""
    with pytest.raises(QuestionError, match="add what you are looking for, for example: flood -"):
        parse_query(query)


def test_what_ranks_is_what_is_sought() -> None:
    """Operators and exclusions are not looked for; plain words stay as they were typed."""
    assert parse_query('crue OR pont "le maire" -viaduc').text == "crue pont le maire"
    assert parse_query("Qui a (vraiment) gagné ?").text == "Qui a (vraiment) gagné ?"


@given(st.text(alphabet='ab é"«»“”-−OR|() \n', max_size=30))
def test_no_query_crashes(query: str) -> None:
    """Whatever is typed is taken apart, or refused because it only excludes."""
    with contextlib.suppress(QuestionError):
        found = parse_query(query)
        assert all(term.words for term in [*found.sought, *found.excluded])
