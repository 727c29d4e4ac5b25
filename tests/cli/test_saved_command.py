"""`qa saved …`, as people and programs run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import run_qa

pytestmark = pytest.mark.slow

QUESTION = "Qui a inauguré le pont de Karsk ?"
BRIDGE = " date 2025-02-03\n\nPont ouvert\n\nLa maire Yvette Lemarchal a inauguré le pont de Karsk."


def publish(place: Path, name: str, text: str) -> None:
    """Add an article and bring the index up to date."""
    (place / "corpus").mkdir(exist_ok=True)
    (place / "corpus" / name).write_text(text, encoding="utf-8")
    assert run_qa("build", cwd=place).returncode == 0


def test_a_saved_question_finds_what_a_build_brought(tmp_path: Path) -> None:
    """Save, build, run, list, mark as seen, remove; a second run asks nothing."""
    publish(tmp_path, "a.txt", "Météo\n\nIl a neigé toute la nuit de lundi à mardi.")
    assert run_qa("saved", "list", cwd=tmp_path).stdout == "no question is saved\n"
    assert not (tmp_path / "data").exists()
    added = run_qa("saved", "add", QUESTION, "--since", "2025", "--json", cwd=tmp_path)
    identity = json.loads(added.stdout)["id"]
    assert "questions asked: 1, news: 0" in run_qa("saved", "run", cwd=tmp_path).stdout
    publish(tmp_path, "b.txt", BRIDGE)
    done = run_qa("saved", "run", cwd=tmp_path)
    assert "La maire Yvette Lemarchal a inauguré le pont de Karsk." in done.stdout
    assert "questions asked: 1, news: 1" in done.stdout
    assert "questions asked: 0, news: 0" in run_qa("saved", "run", cwd=tmp_path).stdout
    shown = run_qa("saved", "list", cwd=tmp_path).stdout
    assert identity in shown
    assert "since 2025" in shown
    assert "new: “La maire" in shown
    assert run_qa("saved", "seen", identity, cwd=tmp_path).returncode == 0
    (listed,) = json.loads(run_qa("saved", "list", "--json", cwd=tmp_path).stdout)
    assert (listed["new"], listed["items"]) == (0, [])
    assert run_qa("saved", "remove", identity, cwd=tmp_path).returncode == 0
    assert run_qa("saved", "list", cwd=tmp_path).stdout == "no question is saved\n"


def test_a_data_folder_is_named_and_a_question_needs_no_quotes(tmp_path: Path) -> None:
    """As that of a collection, where the questions of its readers are."""
    place = ("--data", "data/collections/news")
    for command in (("add", "Who", "leads?"), ("list",)):
        shown = run_qa("saved", *command, *place, cwd=tmp_path)
    assert "Who leads?" in shown.stdout
    assert "no question is saved" in run_qa("saved", "list", cwd=tmp_path).stdout


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    """An unknown id and a filter that is no date."""
    unknown = run_qa("saved", "remove", "none", cwd=tmp_path)
    assert unknown.returncode == 1
    assert "there is no saved question 'none'" in unknown.stderr
    wrong = run_qa("saved", "add", QUESTION, "--since", "soon", cwd=tmp_path)
    assert "'soon', which is not a date" in wrong.stderr
