"""The report as people read it."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from qa.evaluation.tables import figures_table, number, plain

from .made import FOUND, REFUSED, RIGHT, evaluation, part, result


def squeezed(text: str) -> str:
    """The text with single spaces, so that the widths of columns do not matter."""
    return re.sub(r" +", " ", text)


def test_the_report_has_every_table() -> None:
    """Headline, all sections, and a row of each table as it was worked out by hand."""
    report = squeezed(FOUND.markdown())
    assert report.startswith("5 questions of `q.jsonl`, 2 articles, 4 passages\n")
    assert "A part is answered from a confidence of 0.25." in report
    for heading in (
        "Passage that holds the answer",
        "Quoted sentence holds the answer",
        "Short answers and citations",
        "Abstention",
        "Risk and coverage",
        "Calibration",
        "Time from question to answer",
    ):
        assert f"\n### {heading}\n" in report
    for row in (
        "| unanswerable parts refused | 0.500† | 0.000 to 1.000 | 2 parts |",
        "| fr→fr, lexical | 0.500† | 1.000† | 1.000† | 1.000† | 0.750† | 0.250† | 2 |",
        "| multi | 0.500† | 0.000† | 0.500† | 2 |",
        "| unknown | 0.000† | 0.000† | 1.000† | 1 |",
        "| why | 0.000† | 0.000† | 1.000† | 1 |",
        "| two parts or more | 0.000† | 1 |",
        "| fr→fr | 0.333† | 0.500† | 3 | 0.667† | 3 |",
        "| all | 0.750† | 0.500† | 0.500† | 4 | 2 | 4 | 6 |",
        "| all | 350† | 910† | 2000 | 4 |",
    ):
        assert row in report
    assert "have no short answer and are left out" in report


def test_every_table_is_one() -> None:
    """Each row has as many cells as its heads, and all columns stand under each other."""
    for block in FOUND.markdown().split("\n\n"):
        lines = [line for line in block.splitlines() if line.startswith("|")]
        assert len({line.count("|") for line in lines}) <= 1
        assert len({len(line) for line in lines}) <= 1


def test_few_are_marked() -> None:
    """A figure from fewer than twenty has a mark that is explained; one from twenty has none."""
    twenty = evaluation(*[result([RIGHT], (1, 1, 1), quotes=(1, 1))] * 20)
    row = "| fr→fr | 1.000 | 1.000 | 1.000 | 20 |"
    assert row in squeezed(twenty.markdown())
    report = squeezed(evaluation(*twenty.results[1:]).markdown())
    assert "| fr→fr | 1.000† | 1.000† | 1.000† | 19 |" in report
    assert report.rstrip().endswith(
        "† from fewer than 20; – nothing to count, or nothing to compare"
    )


def test_what_cannot_be_computed_is_a_dash() -> None:
    """Without anything to count there is a dash instead of a number, or of the whole table."""
    report = squeezed(evaluation(result([REFUSED], pair="fr→none")).markdown())
    assert "| answers given that are wrong | – | – | 0 answers |" in report
    assert "| all | – | 1.000† | – | 0 | 1 | 0 | 1 |" in report
    assert "### Passage that holds the answer\n\n(nothing to show)" in report
    assert report.startswith("1 question of ")


def test_numbers() -> None:
    """Counts are whole, shares have three digits, times none."""
    assert [number(value) for value in (3, 0.25, 1.0, 812.4, None, 0)] == [
        *("3", "0.250", "1.000", "812", "–", "0"),
    ]
    assert figures_table({}) == "(nothing to show)"


def test_text_of_datasets_is_inert() -> None:
    """A kind or a name is neither markup nor control characters, and stays in its cell."""
    hostile = "a | b\n\x1b[31m<img src=x> [c](http://d) *e* `f`"
    rendered = MarkdownIt("commonmark").enable("table")
    report = evaluation(result([part()], kind=hostile)).markdown()
    assert "\x1b" not in report
    tokens = rendered.parse(report)
    kinds = {child.type for token in tokens for child in token.children or []}
    assert kinds <= {"text", "text_special", "code_inline", "softbreak"}
    cells = [token.content for token in tokens if token.type == "inline"]
    assert any(cell.startswith("kind a ") and cell.endswith("f\\`") for cell in cells)
    assert plain("how_many") == "how_many"
