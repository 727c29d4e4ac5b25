"""`qa ask --file`, as people and programs run it."""

from __future__ import annotations

import csv
import json
import shutil
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from qa.assistant import Assistant
from qa.cli.commands import app
from qa.types import Answer
from tests.commands import run_qa

pytestmark = pytest.mark.slow

QUESTIONS = "id;question;depuis\nk;Qui a envoyé 2 500 soldats à Karsk ?;\nx;Who won?;soon\n"


@pytest.fixture
def place(tmp_path: Path, news_index: Path) -> Path:
    """A folder with an index and a list of questions."""
    shutil.copytree(news_index, tmp_path / "index")
    (tmp_path / "questions.csv").write_text(QUESTIONS, encoding="utf-8")
    return tmp_path


def test_a_list_is_answered_into_csv_on_standard_output(place: Path) -> None:
    """A row for each question; a bad row gives its reason; filters of the command hold."""
    done = run_qa("ask", "--file", "questions.csv", cwd=place)
    assert done.returncode == 0, done.stderr
    heading, first, second = csv.reader(StringIO(done.stdout))
    assert heading[:2] == ["Id", "Question"]
    assert (first[0], first[3]) == ("k", "yes")
    assert (second[0], second[3]) == ("x", "no")
    assert "'soon'" in second[-1]
    filtered = run_qa("ask", "--file", "questions.csv", "--until", "1999", "--json", cwd=place)
    assert [row["answered"] for row in json.loads(filtered.stdout)] == [False, False]


def test_a_list_is_answered_into_a_workbook(place: Path) -> None:
    """The file is written, its words are French, and nothing is left beside it."""
    command = ("ask", "--file", "questions.csv", "--output", "answers.xlsx", "--headings", "fr")
    done = run_qa(*command, cwd=place)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "answers.xlsx: 2 questions, 1 of 2 parts answered\n"
    sheet = openpyxl.load_workbook(BytesIO((place / "answers.xlsx").read_bytes())).worksheets[0]
    assert [sheet.cell(row, 4).value for row in (1, 2, 3)] == ["Répondu", "oui", "non"]
    assert sorted(path.name for path in place.glob("answers*")) == ["answers.xlsx"]


def test_a_run_that_was_stopped_goes_on(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered when Ctrl-C came is written, and is not asked again."""
    questions = [f"Qui a envoyé des soldats à Karsk, selon {n} témoins ?" for n in range(4)]
    (place / "many.txt").write_text("\n".join(questions), encoding="utf-8")
    command = ["ask", "--file", "many.txt", "--output", "answers.csv"]
    asked: list[str] = []
    ask = Assistant.ask

    def stopping(self: Assistant, question: str, **filters: Any) -> Answer:
        asked.append(question)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return ask(self, question, **filters)

    monkeypatch.chdir(place)
    monkeypatch.setattr(Assistant, "ask", stopping)
    stopped = CliRunner().invoke(app, command)
    assert stopped.exit_code == 1
    assert "after 2 of 4 questions; the same command goes on" in stopped.stderr
    assert written(place) == questions[:2]
    done = CliRunner().invoke(app, command)
    assert "going on after 2 of 4 questions" in done.stderr
    assert written(place) == questions
    assert asked == [*questions[:3], *questions[2:]]
    assert not (place / "answers.csv.part").exists()


def written(place: Path) -> list[str]:
    """The questions of the table that was written."""
    text = (place / "answers.csv").read_text(encoding="utf-8-sig")
    return [row["Question"] for row in csv.DictReader(StringIO(text))]


def test_wrong_usage_says_what_to_do(place: Path) -> None:
    """A question and a list, neither, an unknown ending, a file that is not there."""
    assert run_qa("ask", cwd=place).returncode == 2
    assert run_qa("ask", "Who?", "--file", "questions.csv", cwd=place).returncode == 2
    ending = run_qa("ask", "--file", "questions.csv", "--output", "a.doc", cwd=place)
    assert "a.doc: ends in neither .csv nor .xlsx" in ending.stderr
    missing = run_qa("ask", "--file", "none.csv", cwd=place)
    assert "none.csv" in missing.stderr
    assert missing.returncode == 1
