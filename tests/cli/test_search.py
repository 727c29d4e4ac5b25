"""`qa search` with operators, order and facets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.cli.commands import app
from qa.cli.search import bold
from qa.errors import ArticleNotFoundError, QuestionError
from tests.newsroom import row_id

pytestmark = pytest.mark.slow


def run(index: Path, *arguments: str) -> str:
    """What `qa search` prints."""
    result = CliRunner().invoke(
        app, ["search", "--index", str(index), *arguments], catch_exceptions=False
    )
    assert result.exit_code == 0
    return result.stdout


def test_facets_are_counted(news_index: Path) -> None:
    """`--facets` says how many articles there are, how the query was read, and of what kinds."""
    shown = run(news_index, 'incendie -"quatre morts"', "--facets", "--mode", "lexical")
    assert shown.startswith("1 article, ")
    assert 'understood as: incendie -"quatre morts"' in shown
    assert "outlets: Horizons 1\n" in shown
    assert "months: 2025-05 1\n" in shown
    document = json.loads(run(news_index, "incendie", "--facets", "--json", "--sort", "date"))
    assert document["found"][0]["id"] == row_id("fire-later")


def test_one_article_is_searched(news_index: Path) -> None:
    """`--article` keeps to an article; an unknown one is named."""
    shown = run(news_index, "volcano", "--article", row_id("army"), "--mode", "lexical")
    assert "Tarran" not in shown
    with pytest.raises(ArticleNotFoundError, match="nowhere"):
        run(news_index, "volcano", "--article", "nowhere")
    with pytest.raises(QuestionError, match="only excludes"):
        run(news_index, "--", "-volcano")


def test_marks_are_bold() -> None:
    """On a terminal the marked words of a passage are bold, and nothing else is changed."""
    assert bold("Un zèbre ici", [(3, 8)]) == "Un \x1b[1mzèbre\x1b[0m ici"
