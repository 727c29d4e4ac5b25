"""Facts about `training.translated`, with a table in the place of the translating program."""

# ruff: noqa: INP001 - as a package this folder would hide the one it tests, `training`
from __future__ import annotations

import gzip
import json
import random
from typing import TYPE_CHECKING, Any

from training.examples import translated_examples
from training.translated import mended, translated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FRENCH = {
    "Who sold the mill?": "Qui il a vendu le moulin?",
    "In May the town sold the mill. The town is small.": (
        "En mai la ville a vendu le moulin. La ville est petite."
    ),
    "The town": "La ville",
    "Old mills": "Vieux moulins",
    "Who laughed?": "Qui il a ri?",
    "Nobody": "Personne",
}
ROW: dict[str, Any] = {
    "id": "1",
    "title": "Old_mills",
    "context": "In May the town sold the mill. The town is small.",
    "question": "Who sold the mill?",
    "answers": [{"text": "The town", "answer_start": 7}],
}


def table(texts: Sequence[str]) -> list[str]:
    """French of the texts above."""
    return [FRENCH[text] for text in texts]


def test_an_answer_is_found_again_near_its_place() -> None:
    """The occurrence that stands where the English one does; the article need not agree."""
    [asked_in_english, asked_in_french] = translated([ROW], table, in_french=True)
    assert asked_in_english["question"] == "Who sold the mill?"
    assert asked_in_french["question"] == "Qui a vendu le moulin ?"
    for row in (asked_in_english, asked_in_french):
        [answer] = row["answers"]
        start = answer["answer_start"]
        assert row["context"][start : start + len(answer["text"])] == answer["text"] == "la ville"
        assert row["title"] == "Vieux moulins"


def test_what_is_not_found_again_is_left_out() -> None:
    """So are rows without an answer."""
    lost = ROW | {"question": "Who laughed?", "answers": [{"text": "Nobody", "answer_start": 0}]}
    assert translated([lost, ROW | {"answers": []}], table, in_french=False) == []


def test_frequent_faults_of_questions_are_mended() -> None:
    """As the rules of the program put them, and as they should be."""
    assert mended("Ce qui est la capitale?") == "Quel est la capitale ?"
    assert mended("Quand c'était Zaman fondé?") == "Quand a été Zaman fondé ?"


def test_translated_files_become_examples(tmp_path: Path) -> None:
    """Every row of every file, with its answer."""
    rows = translated([ROW], table, in_french=True)
    with gzip.open(tmp_path / "some-fr.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    found = translated_examples(tmp_path, random.Random(0))
    assert [example.question for example in found] == [row["question"] for row in rows]
    assert all(example.passages[0].spans for example in found)
