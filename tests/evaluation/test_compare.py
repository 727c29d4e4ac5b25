"""Two evaluations side by side."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from qa.errors import DatasetError
from qa.evaluation import Evaluation, compare

from .made import FOUND, INVENTED, MISSED, REFUSED, RIGHT, WRONG, evaluation, part, result

BEFORE = evaluation(
    result([RIGHT], (1, 1, 1), name="a", question="A?"),
    result([WRONG], (1, 1, 2), name="b", question="B?"),
    result([MISSED, WRONG], (1, 1, 1), name="c", question="C?"),
    result([REFUSED], name="d", question="D?"),
    result([RIGHT, MISSED], name="e", question="E?"),
    result([MISSED], name="old", question="Old?"),
)
AFTER = evaluation(
    result([WRONG], (1, 1, 1), name="a", question="A?"),
    result([RIGHT], (1, 1, 2), name="b", question="B again?"),
    result([MISSED, RIGHT], (1, 1, 1), name="c", question="C?"),
    result([INVENTED], name="other", question="D?"),
    result([MISSED, RIGHT], name="e", question="E?"),
    result([MISSED], name="new", question="New?"),
)


def test_questions_that_got_better_and_worse() -> None:
    """A wrong answer is worse than none, and one part may win what another loses."""
    found = compare(BEFORE, AFTER)
    assert [(each.id, each.before, each.after) for each in found.better] == [
        ("b", ["wrong"], ["right"]),
        ("c", ["refused", "wrong"], ["refused", "right"]),
    ]
    assert [(each.id, each.before, each.after) for each in found.worse] == [
        ("a", ["right"], ["wrong"]),
        ("other", ["rightly refused"], ["wrong"]),
    ]
    assert [each.id for each in found.different] == ["e"]
    assert (found.unchanged, found.reworded, found.only_before, found.only_after) == (0, 1, 1, 1)
    refused = compare(evaluation(result([WRONG])), evaluation(result([MISSED])))
    assert [each.after for each in refused.better] == [["refused"]]


def test_figures_that_changed() -> None:
    """Only what differs is listed; which way is better depends on the figure."""
    found = {change.name: change for change in compare(BEFORE, AFTER).figures}
    wrong = found["abstention all: wrong of given"]
    assert (wrong.before, wrong.after, wrong.verdict) == (0.5, 0.4, "better")
    refused = found["abstention all: refused of unanswerable"]
    assert (refused.before, refused.after, refused.verdict) == (1, 0, "worse")
    assert not [name for name in found if "search" in name]


def test_nothing_changed() -> None:
    """The same evaluation twice has no changes, and the text says so."""
    found = compare(FOUND, FOUND)
    assert (found.figures, found.better, found.worse, found.unchanged) == ([], [], [], 5)
    assert f"All {found.unchanged_figures} figures are what they were." in found.markdown()


def test_questions_without_ids_are_known_by_their_words() -> None:
    """Ids may be missing, and a question may stand in a dataset twice."""
    before = evaluation(result([RIGHT]), result([WRONG]), result([RIGHT], question="Who?"))
    after = evaluation(result([RIGHT], question="Who?"), result([RIGHT]), result([RIGHT]))
    found = compare(before, after)
    assert (len(found.better), len(found.worse), found.unchanged) == (1, 0, 2)
    assert (found.only_before, found.only_after, found.reworded) == (0, 0, 0)


def test_the_comparison_in_words() -> None:
    """Figures have an arrow and a word, questions stand with what they were and are."""
    report = re.sub(r" +", " ", compare(BEFORE, AFTER).markdown())
    assert "2 questions got better, 2 worse, 1 changed both ways; 0 came out as before." in report
    assert " 1 question only in the earlier one. 1 question only in this one." in report
    assert " 1 question under the same id with other words." in report
    assert "| abstention all: wrong of given | 0.500† | 0.400† | ↓ -0.100 better |" in report
    assert (
        "| abstention all: refused of unanswerable | 1.000† | 0.000† | ↓ -1.000 worse |" in report
    )
    assert "#### Questions: better" in report
    assert "| c | C? | refused, wrong | refused, right |" in report
    assert "#### Questions: worse" in report
    assert "| other | D? | rightly refused | wrong |" in report


def test_figures_of_one_side_only() -> None:
    """A figure that was not there before, or is no more, is neither better nor worse."""
    found = compare(evaluation(result([REFUSED])), evaluation(result([part(kind="why")])))
    changes = {change.name: change for change in found.figures}
    assert changes["answers fr→fr: answered"].before is None
    assert changes["answers fr→fr: answered"].verdict is None
    report = re.sub(r" +", " ", found.markdown())
    assert "| answers fr→fr: answered | – | 1.000† | new |" in report
    assert "| abstention all: refused of unanswerable | 1.000† | – | gone |" in report


def test_an_evaluation_is_read_back(tmp_path: Path) -> None:
    """What was written as JSON is the same when it is read."""
    path = tmp_path / "old.json"
    path.write_text(json.dumps(FOUND.document()), encoding="utf-8")
    assert Evaluation.load(path) == FOUND


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ("[]", "is not an evaluation; name the report.json"),
        ('{"question": "?"}', "is not an evaluation; name the report.json"),
        ('{"results": []}', "is an evaluation of version None, and this program reads version 1"),
        ('{"version": 2, "results": []}', "of version 2"),
        ('{"version": 1, "results": [{}]}', "field 'dataset'"),
        (None, "cannot be read as JSON"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: str | None, reason: str) -> None:
    """The error names the file and says what is wrong with it."""
    path = tmp_path / "old.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=r"old\.json: ") as caught:
        Evaluation.load(path)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
