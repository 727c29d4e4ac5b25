"""The list of articles: searched by name and text, sorted by a column, in parts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.assistant import Assistant
from qa.errors import QuestionError
from qa.types import ArticleColumn, ArticleList
from tests.newsroom import WordEncoder, assistant_over

ROWS = [
    ("museum", "Le musée rouvre", "Gazette", "2024-03", "Les salles du musée rouvrent enfin."),
    ("dam", "Élection au barrage", "Le Courrier", "2024-03-02", "Le vote aura lieu dimanche ici."),
    ("bridge", "A bridge falls", None, "2023", "The bridge fell into the river at night."),
    ("flood", "a Flood, again", "Valley Post", None, "Water covers the valley.\n\nIt is high."),
    ("twin", "A bridge falls", "gazette", "2024-03-02", "The election was put off by the mayor."),
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over the articles above."""
    names = ("id", "title", "source", "published", "text")
    rows = [{name: one for name, one in zip(names, row, strict=True) if one} for row in ROWS]
    with assistant_over(tmp_path_factory.mktemp("shelf"), rows, encoder=WordEncoder()) as found:
        yield found


def ids(found: ArticleList) -> list[str]:
    """The ids of the articles of a list, as they are above."""
    return [one.id.rpartition("#")[2] for one in found.articles]


@pytest.mark.parametrize(
    ("column", "order", "expected"),
    [
        ("date", "descending", ["twin", "dam", "museum", "bridge", "flood"]),
        ("date", "ascending", ["bridge", "museum", "twin", "dam", "flood"]),
        ("title", "ascending", ["twin", "bridge", "flood", "dam", "museum"]),
        ("title", "descending", ["museum", "dam", "flood", "twin", "bridge"]),
        ("source", "ascending", ["twin", "museum", "dam", "flood", "bridge"]),
        ("source", "descending", ["flood", "dam", "twin", "museum", "bridge"]),
        ("language", "ascending", ["twin", "bridge", "flood", "dam", "museum"]),
        ("passages", "descending", ["twin", "bridge", "flood", "dam", "museum"]),
    ],
)
def test_columns_sort_by_what_they_show(
    shelf: Assistant, column: ArticleColumn, order: str, expected: list[str]
) -> None:
    """Case and accents do not count, equals come by title, and what has no value comes last."""
    assert ids(shelf.listed(sort=column, descending=order == "descending")) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"museum", "dam", "bridge", "flood", "twin"}),
        ("MUSEE", {"museum"}),
        ("valley post", {"flood"}),
        ("post flood", {"flood"}),
        ("gaz", {"museum", "twin"}),
        ("news.jsonl#tw", {"twin"}),
        ("élection", {"dam", "twin"}),
        ("river night", {"bridge"}),
        ("bridge nothing", set()),
        ("-bridge", set()),
    ],
)
def test_every_word_stands_in_the_names_or_in_the_text(
    shelf: Assistant, query: str, expected: set[str]
) -> None:
    """Names are searched in parts and without accents, texts by their words."""
    found = shelf.listed(query)
    assert {*ids(found)} == expected
    assert found.found == len(expected)


def test_texts_need_not_be_searched(shelf: Assistant) -> None:
    """Then only titles, sources and ids are."""
    assert ids(shelf.listed("election", texts=False)) == ["dam"]


def test_parts_of_a_list_follow_one_another(shelf: Assistant) -> None:
    """Each part says how many the whole list has; filters hold for all of it."""
    parts = [shelf.listed(k=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [one for part in parts for one in part.articles] == shelf.listed().articles
    assert {part.found for part in parts} == {5}
    assert ids(shelf.listed(since="2024", languages=["en"])) == ["twin"]
    assert ids(shelf.listed("gazette", until="2024-02", sources=["gazette"])) == []


def test_a_list_that_cannot_be_is_refused(shelf: Assistant) -> None:
    """No rows, a beginning before the first, a column that there is not."""
    with pytest.raises(QuestionError, match="k "):
        shelf.listed(k=0)
    with pytest.raises(QuestionError, match="offset"):
        shelf.listed(offset=-1)
    with pytest.raises(QuestionError, match="these are: date, title, source, language, passages"):
        shelf.listed(sort="author")  # type: ignore[arg-type]


def test_articles_are_found_by_id_and_by_file(shelf: Assistant) -> None:
    """What is unknown is left out; a file is not another whose name it begins."""
    assert [one.title for one in shelf.known(["news.jsonl#dam", "gone"])] == ["Élection au barrage"]
    assert shelf.known([]) == shelf.in_files([]) == shelf.in_files(["news", "news.json"]) == []
    assert [one.id.rpartition("#")[2] for one in shelf.in_files(["news.jsonl", "x"])] == [
        row[0] for row in ROWS
    ]


def test_months_are_those_of_dates(shelf: Assistant) -> None:
    """A date that is a year alone counts as one."""
    assert shelf.months() == ["2024-03", "2023"]
