"""Reading a dataset, and what a text holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qa.errors import DatasetError
from qa.evaluation import load_dataset
from qa.evaluation.dataset import GoldQuestion, holds
from tests.newsroom import SAMPLES


@pytest.mark.parametrize(
    ("text", "answer", "held"),
    [
        ("L’armée a envoyé 2 500 soldats.", "l'armee", True),
        ("L’armée a envoyé 2\u202f500 soldats.", "2 500\nsoldats", True),
        ("Le bilan est de 16 morts (dont 3 enfants).", "16", True),
        ("En 2016, le bilan restait inconnu.", "16", False),
        ("Cinquante personnes sont parties.", "cinq", False),
        ("Une hausse de 21 %.", "21 %", True),
        ("Les émeutiers.En outre, la police", "En outre", True),
        ("Il a plu.", "neige", False),
    ],
)
def test_an_answer_is_held_as_whole_words(text: str, answer: str, *, held: bool) -> None:
    """Case, accents, apostrophes and spacing do not matter; parts of words are not answers."""
    assert holds(text, ["something else", answer]) is held


def test_a_dataset_is_read(tmp_path: Path) -> None:
    """Only `question` is required; further fields are kept, and empty lines are passed over."""
    path = tmp_path / "q.jsonl"
    path.write_text(
        '\ufeff{"question": "Qui\u2028donc ?", "near": "x"}\n\n{"question": "Who?"}\r\n',
        encoding="utf-8",
    )
    (_, first), (_, second) = load_dataset(path)
    assert first.question == "Qui\u2028donc ?"
    assert (first.model_extra, first.answerable) == ({"near": "x"}, False)
    assert second == GoldQuestion(question="Who?")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is not JSON"),
        ("[]", "valid dictionary"),
        ("{}", "field 'question': Field required"),
        ('{"question": ""}', "field 'question'"),
        ('{"question": "?", "lang": "de"}', "field 'lang'"),
        ('{"question": "?", "answers": "x"}', "field 'answers'"),
        ('{"question": "?", "parts": [{}]}', "field 'parts.0.answers'"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    """The error names file, line and field."""
    path = tmp_path / "q.jsonl"
    path.write_text(f'{{"question": "Who?"}}\n\n{line}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"q\.jsonl, line 3: ") as caught:
        load_dataset(path)
    assert reason in str(caught.value)
    assert (caught.value.path, caught.value.line) == (str(path), 3)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", None])
def test_a_file_without_questions_is_an_error(tmp_path: Path, content: bytes | None) -> None:
    """An empty, binary or missing file is no dataset."""
    path = tmp_path / "q.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DatasetError, match=r"q\.jsonl"):
        load_dataset(path)


@pytest.mark.parametrize(
    ("row", "judged"),
    [
        ({}, False),
        ({"article": "x"}, False),
        ({"article": "x", "answers": []}, False),
        ({"article": None}, True),
        ({"answers": []}, True),
        ({"answers": ["x"]}, True),
        ({"evidence": ["x"]}, True),
        ({"parts": [{"answers": []}]}, True),
    ],
)
def test_what_can_be_judged(row: dict[str, Any], *, judged: bool) -> None:
    """There must be answers or evidence, or the word that there is no answer."""
    assert bool(GoldQuestion(question="?", **row).gold) is judged


def test_the_sample_questions_name_files_that_are_there() -> None:
    """Each question of the project is on an article file, and quotes it to the letter."""
    for _, row in load_dataset(SAMPLES / "questions.jsonl"):
        if row.article:
            assert (SAMPLES / row.article.partition("#")[0]).is_file()
        assert row.answerable == bool(row.article)
