"""Questions after the most and the least of what a table counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa import Assistant, build_index
from qa.encoder import Encoder

RAIN = """# Rainfall in the Dale towns

Rainfall in the Dale towns was measured in October by the weather office.

| Town | Rain (mm) | Inhabitants |
|---|---|---|
| Asterby | 141 | 12,300 |
| Corvale | 96 | 45,100 |
| Millthorpe | 203 | 8,900 |
| Total | 440 | 66,300 |
"""
NAMES = """# Names in Lurn

Emma was the most popular name in Lurn in 2024. Jules came second, the registry said.
"""


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    """An assistant on an article with a table and one without."""
    folder, index = (tmp_path_factory.mktemp(name) for name in ("corpus", "index"))
    (folder / "rain.md").write_text(RAIN, encoding="utf-8")
    (folder / "names.md").write_text(NAMES, encoding="utf-8")
    build_index(folder, index, encoder=encoder)
    with Assistant.open(index, encoder=encoder) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "town"),
    [
        ("Which town had the most rain?", "Millthorpe"),
        ("Which town had the least rain?", "Corvale"),
    ],
)
def test_the_row_with_the_extreme_number_answers(
    towns: Assistant, question: str, town: str
) -> None:
    """The column that the question names decides; the total is no row; one row is cited."""
    answer = towns.ask(question)
    assert answer.parts[0].answer == town
    (citation,) = answer.citations
    assert citation.quote.startswith(f"{town} – Rain")
    assert towns.article(citation.article_id).text[citation.start : citation.end] == citation.quote


def test_other_superlatives_are_read_as_ever(towns: Assistant) -> None:
    """A sentence of an article answers a question after the most of something by itself."""
    assert towns.ask("What was the most popular name in Lurn?").parts[0].answer == "Emma"
