"""The folder of a report, and the plots in it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from qa.errors import SettingsError
from qa.evaluation import Evaluation, compare, plots, prepare_report, write_report

from .made import FOUND, REFUSED, RIGHT, evaluation, part, result

NAMES = ["report.md", "report.json", "risk-coverage.svg", "calibration.svg", "kinds.svg"]


def words(svg: bytes) -> str:
    """The labels of a plot, which matplotlib writes as comments beside their shapes."""
    ET.fromstring(svg)  # noqa: S314 - our own file; it must be well-formed
    return svg.decode()


def test_a_report_is_a_folder(tmp_path: Path) -> None:
    """Text, JSON and plots are written; the text shows the plots, the JSON can be read back."""
    paths = write_report(tmp_path / "new" / "report", FOUND)
    assert [path.name for path in paths] == NAMES
    text = paths[0].read_text(encoding="utf-8")
    assert text.startswith("# Evaluation on q.jsonl\n\n5 questions of `q.jsonl`")
    assert FOUND.markdown() in text + "\n"
    for name in NAMES[2:]:
        assert f"({name})" in text
    assert Evaluation.load(paths[1]) == FOUND
    assert len(list(paths[0].parent.iterdir())) == 5


def test_a_report_is_replaced(tmp_path: Path) -> None:
    """Writing again replaces its own files and leaves the others of the folder alone."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_report(tmp_path, FOUND)
    later = evaluation(result([RIGHT], name="q1"))
    write_report(tmp_path, later, compare(FOUND, later))
    assert Evaluation.load(tmp_path / "report.json") == later
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert "### Compared with the earlier evaluation" in (tmp_path / "report.md").read_text("utf-8")
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert written["comparison"]["only_before"] == 4
    assert {path.name for path in tmp_path.iterdir()} == {*NAMES, "notes.txt"}


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_is_no_folder(tmp_path: Path, place: str) -> None:
    """A report cannot be written to a file or below one; the error names it and the way out."""
    (tmp_path / "file").touch()
    for write in (prepare_report, lambda folder: write_report(folder, FOUND)):
        with pytest.raises(SettingsError, match=r"file.*: .*; name a folder"):
            write(tmp_path / place)


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    """A folder of the name of a file of the report is left alone."""
    (tmp_path / "report.json" / "mine").mkdir(parents=True)
    with pytest.raises(SettingsError, match=r"report\.json: .*; name a folder"):
        write_report(tmp_path, FOUND)
    assert {path.name for path in tmp_path.iterdir()} == {"report.md", "report.json"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    """The error names the folder."""
    tmp_path.chmod(0o500)
    with pytest.raises(SettingsError, match="cannot be written to"):
        prepare_report(tmp_path)


def test_plots_are_the_same_each_time() -> None:
    """Plots hold no dates or random names, so that reports can be kept under version control."""
    first, second = plots(FOUND), plots(FOUND)
    assert list(first) == NAMES[2:]
    assert first == second
    assert b"dc:date" not in first["kinds.svg"]


def test_plots_have_labels() -> None:
    """Axes have names with units, curves say how many parts they are from."""
    many = evaluation(*[result([RIGHT]), result([part(confidence=0.2)])] * 20)
    drawn = {name: words(svg) for name, svg in plots(many).items()}
    assert "coverage: parts that are answered (%)" in drawn["risk-coverage.svg"]
    assert "risk: wrong answers (%)" in drawn["risk-coverage.svg"]
    for label in ("all (40 parts)", "French (40 parts)", "threshold in use (0.25)"):
        assert label in drawn["risk-coverage.svg"]
    assert "English" not in drawn["risk-coverage.svg"]
    assert "mean confidence of a group (%)" in drawn["calibration.svg"]
    assert "who (40 parts)" in drawn["kinds.svg"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "found",
    [
        evaluation(result([])),
        evaluation(result([REFUSED])),
        evaluation(result([part(quoted=False, answered=False, confidence=0)])),
        evaluation(result([RIGHT], kind="$\\frac{ <b>&\x07 雪 " + "x" * 100)),
        evaluation(*(result([RIGHT], kind=f"k{i}") for i in range(200))),
    ],
    ids=["nothing known", "refused", "no quote", "odd kind", "many kinds"],
)
def test_plots_of_anything(found: Evaluation) -> None:
    """Whatever there is, or is not, three well-formed pictures are drawn without a warning."""
    for svg in plots(found).values():
        root = ET.fromstring(svg)  # noqa: S314 - our own file
        assert float(root.attrib["height"].removesuffix("pt")) < 1500
