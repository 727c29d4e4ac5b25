"""`qa eval` from the dataset to the folder of a report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from qa.cli.commands import app
from tests.newsroom import VOLCANO

from .made import FOUND, dataset

pytestmark = pytest.mark.slow

ROWS: list[dict[str, Any]] = [
    {"id": "q1", "question": "Combien de soldats l’armée a-t-elle envoyés à Karsk ?",
     "article": "army", "kind": "how_many", "answers": ["2 500"]},
    {"id": "q2", "question": "Who drove the first bus and what did the county pay?",
     "article": "bridge", "kind": "multi", "answers": ["Oswin Tate"],
     "parts": [{"answers": ["Oswin Tate"]}, {"answers": ["6,846,000 pounds"]}]},
    {"id": "q3", "question": "Quel est le prix du lithium au Chili ?", "article": None},
    {"id": "q4", "question": "Why had scientists warned of the eruption?", "article": "volcano",
     "kind": "why", "evidence": [VOLCANO["text"].split(". ")[2]]},
]  # fmt: skip


def test_a_report_and_a_comparison(news_index: Path, runner: CliRunner, tmp_path: Path) -> None:
    """A run writes its report, and a later one with another threshold is compared with it."""
    path, folder = dataset(tmp_path, *ROWS), tmp_path / "report"
    arguments = ["eval", str(path), "--index", str(news_index)]
    first = runner.invoke(app, [*arguments, "--report", str(folder)])
    assert first.exit_code == 0, first.stderr
    assert "### Risk and coverage" in first.stdout
    assert f"written: {folder / 'report.json'}" in first.stderr.splitlines()
    assert (folder / "report.md").read_text(encoding="utf-8").count("†") > 3
    old = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert old["answers"]["fr→fr"]["a quote holds it"] == 1
    assert [len(result["parts"]) for result in old["results"]] == [1, 2, 1, 1]

    never = runner.invoke(
        app,
        [*arguments, "--compare", str(folder / "report.json"), "--json"],
        env={"QA_ANSWER_THRESHOLD": "1"},
    )
    assert never.exit_code == 0, never.stderr
    new = json.loads(never.stdout)
    assert (new["threshold"], new["abstention"]["answered of answerable"]) == (1, 0)
    assert new["confidence"]["all"]["AURC"] == pytest.approx(old["confidence"]["all"]["AURC"])
    assert "q1" in {change["id"] for change in new["comparison"]["worse"]}
    assert new["comparison"]["only_after"] == 0


def test_changes_are_shown(news_index: Path, runner: CliRunner, tmp_path: Path) -> None:
    """Without `--json` the comparison follows the report."""
    old = tmp_path / "old.json"
    old.write_text(json.dumps(FOUND.document()), encoding="utf-8")
    path = dataset(tmp_path, ROWS[0])
    arguments = ["eval", str(path), "--index", str(news_index), "--compare", str(old)]
    shown = runner.invoke(app, arguments)
    assert (shown.exit_code, shown.stderr) == (0, "")
    before, heading, after = shown.stdout.partition("### Compared with the earlier evaluation")
    assert heading
    assert before.startswith("1 question of `questions.jsonl`")
    assert "4 questions only in the earlier one." in after


def test_what_cannot_work_is_told_before_asking(runner: CliRunner, tmp_path: Path) -> None:
    """A wrong old file or folder stops before the index is opened, and there is none here."""
    path = dataset(tmp_path, *ROWS)
    arguments = ["eval", str(path), "--index", str(tmp_path / "none")]
    for option, message in [
        ("--compare", "is not an evaluation"),
        ("--report", "the report cannot be written"),
    ]:
        (tmp_path / "other.json").write_text("[]", encoding="utf-8")
        failed = runner.invoke(app, [*arguments, option, str(tmp_path / "other.json")])
        assert message in str(failed.exception)
